"""Conformance of `search` and `purge`."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Delete, Update
from subjectrights.stores.base import Store
from subjectrights.testing.checks import assert_equal
from subjectrights.testing.harness import StoreHarness
from subjectrights.testing.samples import text_table

__all__ = ["Searching"]


def _letters() -> pa.Table:
    return text_table(
        {
            "id": ["1", "2", "3", "4"],
            "to": ["Ana.Lopez@x.com", "bo@x.com", "ana.lopez@X.COM", "carla@x.com"],
            "body": ["dear ana.lopez@x.com", "nothing", "", "cc ANA.LOPEZ@X.COM; \u00c9LISE"],
        }
    )


class Searching(StoreHarness):
    """Looking again, by another road than the change."""

    def test_search_counts_the_cells_that_hold_a_needle_whatever_its_case(self, tmp_path: Path) -> None:
        """In every text column of every table."""
        store = self.made(tmp_path, {"letters": _letters(), "empty": _letters().slice(0, 0)})
        found = self._residues(store, ["ana.LOPEZ@x.com"])
        assert_equal(found, {("letters", "to"): 2, ("letters", "body"): 2}, "residues")
        assert_equal(self._residues(store, ["\u00e9lise"]), {("letters", "body"): 1}, "residues beyond ASCII")

    def test_search_looks_for_many_needles_at_once(self, tmp_path: Path) -> None:
        """A cell that holds two of them counts once."""
        store = self.made(tmp_path, {"letters": _letters()})
        found = self._residues(store, ["ana.lopez@x.com", "ANA.LOPEZ", "\u00c9lise", "carla@x.com"])
        assert_equal(found, {("letters", "to"): 3, ("letters", "body"): 2}, "residues")

    def test_search_finds_nothing_where_nothing_is(self, tmp_path: Path) -> None:
        """Needles shorter than three characters are everywhere and are passed over."""
        store = self.made(tmp_path, {"letters": _letters()})
        assert_equal(self._residues(store, ["nobody@x.com"]), {}, "residues")
        assert_equal(self._residues(store, ["x", "", "an"]), {}, "residues of short needles")
        assert_equal(self._residues(store, []), {}, "residues of no needles")

    def test_search_finds_an_address_as_a_whole_one_alone(self, tmp_path: Path) -> None:
        """Edge case 3: what only begins, ends or goes on like it is another address."""
        others = ["joann@x.be", "ann@x.be2", "ann@x.be.org", "jo.ann@x.be", "jo-ann@x.be", "ann@x.be-b.com"]
        these = [
            "write to ann@x.be.",
            "<Ann@X.be>",
            "(ann@x.be)",
            "ann@x.be, bo",
            "'ann@x.be';",
            "mailto:ann@x.be",
        ]
        store = self.made(
            tmp_path, {"others": text_table({"body": others}), "these": text_table({"body": these})}
        )
        assert_equal(self._residues(store, ["ann@x.be"]), {("these", "body"): len(these)}, "residues")

    def test_search_finds_an_address_in_either_spelling(self, tmp_path: Path) -> None:
        """Composed or decomposed, its domain in Unicode or in ``xn--``."""
        cells = [
            "zoe\u0308@b\u00fccher.be",
            "ZO\u00cb@XN--BCHER-KVA.BE",
            "zo\u00eb@bu\u0308cher.be",
            "zoe@bucher.be",
        ]
        store = self.made(tmp_path, {"letters": text_table({"body": cells})})
        for needle in ("zo\u00eb@xn--bcher-kva.be", "zo\u00eb@b\u00fccher.be"):
            assert_equal(self._residues(store, [needle]), {("letters", "body"): 3}, "residues")

    def test_search_finds_nothing_after_erasure_and_purge(self, tmp_path: Path) -> None:
        """Edge case 39: neither in the cells nor in what the store's own files may still hold."""
        store = self.made(tmp_path, {"letters": _letters()})
        changes: list[Change] = [
            Delete(table="letters", match=self.match(store, "letters", {"id": ["1", "3"]})),
            Update(
                table="letters",
                match=self.match(store, "letters", {"id": ["4"]}),
                values={"body": pa.scalar("-")},
            ),
        ]
        self.carry_out(store, changes)
        store.purge()
        assert_equal(list(store.search(["ana.lopez@x.com"])), [], "residues")
        assert_equal(
            self._residues(store, ["carla"]), {("letters", "to"): 1}, "what is not erased is still found"
        )

    def test_a_purge_leaves_the_tables_as_they_are(self, tmp_path: Path) -> None:
        """It removes what is dead alone, and tells no value."""
        store = self.made(tmp_path, {"letters": _letters()})
        self.carry_out(store, [Delete(table="letters", match=self.match(store, "letters", {"id": ["1"]}))])
        assurance = store.purge()
        told = " ".join((*assurance.done, *assurance.remains)).casefold()
        assert_equal("ana.lopez" in told, False, "the assurance tells a value")
        self.assert_holds(store, {"letters": _letters().slice(1)})

    def _residues(self, store: Store, needles: list[str]) -> dict[tuple[str, str], int]:
        return {
            (residue.table, residue.column): residue.count
            for residue in store.search(needles)
            if residue.column is not None
        }
