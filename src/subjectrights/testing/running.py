"""Conformance of a run: what is seen when, what is left over, and what is known of it after a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.errors import StoreChanged
from subjectrights.stores.base import Store
from subjectrights.terms import Outcome
from subjectrights.testing.checks import assert_equal, assert_same_table, refused
from subjectrights.testing.harness import StoreHarness
from subjectrights.testing.samples import people, with_cells, without_rows

__all__ = ["Running"]


class Running(StoreHarness):
    """Stage, check, commit, abort, outcome, discard, stamp."""

    def _changes(self, store: Store) -> Sequence[Change]:
        return [
            Delete(table="people", match=self.match(store, "people", {"id": ["p1"]})),
            Update(
                table="people",
                match=self.match(store, "people", {"id": ["p2"]}),
                values={"city": pa.scalar("Namur")},
            ),
        ]

    def _changed(self) -> pa.Table:
        return without_rows(with_cells(people(), "city", {1: "Namur"}), 0)

    def test_what_is_staged_is_seen_by_nobody_until_it_is_committed(self, tmp_path: Path) -> None:
        """Neither from outside nor by the store itself."""
        store = self.made(tmp_path, {"people": people()})
        staged = store.stage(self._changes(store), self.token())
        self.assert_holds(store, {"people": people()}, what="staged")
        staged.check()
        self.assert_holds(store, {"people": people()}, what="checked")
        staged.commit()
        self.assert_holds(store, {"people": self._changed()}, what="committed")

    def test_counts_are_known_before_the_commit(self, tmp_path: Path) -> None:
        """The plan's promise can be compared while nothing has happened yet."""
        store = self.made(tmp_path, {"people": people()})
        staged = store.stage(self._changes(store), self.token())
        assert_equal(staged.counts.get("people"), Count(deleted=1, updated=1), "counts")
        staged.abort()

    def test_what_is_committed_outlives_the_process(self, tmp_path: Path) -> None:
        """The next process sees it."""
        store = self.made(tmp_path, {"people": people()})
        self.carry_out(store, self._changes(store))
        self.assert_holds(self.after_a_crash(store), {"people": self._changed()})

    def test_an_abort_leaves_everything_as_it_was(self, tmp_path: Path) -> None:
        """Edge case 37: no shadow copy stays; aborting twice is safe; the store can be staged again."""
        store = self.made(tmp_path, {"people": people()})
        before, bytes_before = _files(tmp_path), self._data_files(tmp_path)
        staged = store.stage(self._changes(store), self.token())
        assert_equal(self._data_files(tmp_path), bytes_before, "files while staged")
        staged.abort()
        staged.abort()
        assert_equal(self._data_files(tmp_path), bytes_before, "files after the abort")
        self.assert_holds(store, {"people": people()}, what="aborted")
        self._assert_nothing_left_over(tmp_path, before, store)
        self.carry_out(store, self._changes(store))
        self.assert_holds(store, {"people": self._changed()}, what="staged again")

    def test_a_crash_before_the_commit_leaves_everything_as_it_was(self, tmp_path: Path) -> None:
        """Edge case 37: `discard` removes what the dead run left over, and can be called twice."""
        store = self.made(tmp_path, {"people": people()})
        before, bytes_before = _files(tmp_path), self._data_files(tmp_path)
        token = self.token()
        store.stage(self._changes(store), token)
        opened = self.after_a_crash(store)
        assert_equal(self._data_files(tmp_path), bytes_before, "files after the crash")
        self.assert_holds(opened, {"people": people()}, what="after the crash")
        opened.discard(token)
        opened.discard(token)
        self._assert_nothing_left_over(tmp_path, before, opened)
        self.carry_out(opened, self._changes(opened), token)
        self.assert_holds(opened, {"people": self._changed()}, what="done again under the same token")

    def test_discard_after_a_commit_keeps_what_was_committed(self, tmp_path: Path) -> None:
        """It removes the marker of having committed, and nothing else."""
        store = self.made(tmp_path, {"people": people()})
        before = _files(tmp_path)
        token = self.token()
        self.carry_out(store, self._changes(store), token)
        store.discard(token)
        store.discard(token)
        self.assert_holds(store, {"people": self._changed()})
        self._assert_nothing_left_over(tmp_path, before, store)

    def test_discard_of_an_unknown_token_does_nothing(self, tmp_path: Path) -> None:
        """Recovery asks every store, also those that the run had not reached."""
        store = self.made(tmp_path, {"people": people()})
        store.discard(self.token())
        self.assert_holds(store, {"people": people()})

    def test_a_discard_leaves_other_runs_alone(self, tmp_path: Path) -> None:
        """What another run committed stays known."""
        store = self.made(tmp_path, {"people": people()})
        token = self.token()
        self.carry_out(store, self._changes(store), token)
        store.discard(self.token())
        expected = Outcome.COMMITTED if store.capabilities.outcome else Outcome.UNKNOWN
        assert_equal(store.outcome(token), expected, "outcome")

    def test_the_outcome_of_a_run_is_known_after_a_crash(self, tmp_path: Path) -> None:
        """Others may have written meanwhile, so recovery must not guess."""
        store = self.made(tmp_path, {"people": people()})
        committed, dead, aborted = self.token(), self.token(), self.token()
        staged = store.stage(self._changes(store), aborted)
        staged.abort()
        self.carry_out(store, self._changes(store), committed)
        store.stage([Delete(table="people", match=self.match(store, "people", {"id": ["p3"]}))], dead)
        opened = self.after_a_crash(store)
        known = {
            "committed": (committed, Outcome.COMMITTED),
            "staged alone": (dead, Outcome.NOT_COMMITTED),
            "aborted": (aborted, Outcome.NOT_COMMITTED),
            "never staged": (self.token(), Outcome.NOT_COMMITTED),
        }
        for what, (token, expected) in known.items():
            told = expected if opened.capabilities.outcome else Outcome.UNKNOWN
            assert_equal(opened.outcome(token), told, f"outcome of a run that was {what}")
        opened.discard(dead)
        opened.discard(committed)
        told = Outcome.NOT_COMMITTED if opened.capabilities.outcome else Outcome.UNKNOWN
        assert_equal(opened.outcome(committed), told, "outcome after discard")

    def test_a_run_that_changes_nothing_is_known_to_be_committed_too(self, tmp_path: Path) -> None:
        """Otherwise recovery would do it again."""
        store = self.made(tmp_path, {"people": people()})
        token = self.token()
        self.carry_out(
            store, [Delete(table="people", match=self.match(store, "people", {"id": ["p9"]}))], token
        )
        expected = Outcome.COMMITTED if store.capabilities.outcome else Outcome.UNKNOWN
        assert_equal(store.outcome(token), expected, "outcome")

    def test_a_change_from_outside_is_noticed_before_the_commit(self, tmp_path: Path) -> None:
        """Edge case 31; where the store keeps others out meanwhile, the commit goes through."""
        store = self.made(tmp_path, {"people": people()})
        staged = store.stage(self._changes(store), self.token())
        staged.check()
        if not self.change_from_outside(store, "people"):
            staged.check()
            staged.commit()
            self.assert_holds(store, {"people": self._changed()})
            return
        outside = self.dump(store)["people"]
        with refused(StoreChanged):
            staged.check()
        staged.abort()
        assert_same_table(
            self.dump(store)["people"], outside, ordered=self.ordered, what="what the other wrote"
        )
        assert_equal(outside.num_rows >= people().num_rows, True, "the other program removed no rows")

    def test_a_change_that_matches_nothing_changes_nothing(self, tmp_path: Path) -> None:
        """Not a byte, where the tables are files (edge case 35)."""
        store = self.made(tmp_path, {"people": people()})
        before = self._data_files(tmp_path)
        stamp = store.stamp("people")
        nobody = self.match(store, "people", {"id": ["p9"]})
        counts = self.carry_out(
            store,
            [
                Delete(table="people", match=nobody),
                Update(table="people", match=nobody, values={"name": pa.scalar("-")}),
            ],
        )
        self.assert_holds(store, {"people": people()})
        assert_equal(counts.get("people", Count()), Count(), "counts")
        assert_equal(self._data_files(tmp_path), before, "files")
        if self.files is not None:
            assert_equal(store.stamp("people"), stamp, "stamp")

    def test_no_changes_at_all_are_a_run_too(self, tmp_path: Path) -> None:
        """An empty plan for a store is staged and committed like any other."""
        store = self.made(tmp_path, {"people": people()})
        assert_equal(set(self.carry_out(store, []).values()) - {Count()}, set(), "counts")
        self.assert_holds(store, {"people": people()})

    def test_a_stamp_stands_still_until_the_table_changes(self, tmp_path: Path) -> None:
        """A store that can't tell says None, always."""
        store = self.made(tmp_path, {"people": people(), "others": people()})
        stamp, other = store.stamp("people"), store.stamp("others")
        list(store.find("people"))
        store.stage(self._changes(store), self.token()).abort()
        assert_equal(store.stamp("people"), stamp, "stamp after an abort")
        self.carry_out(store, self._changes(store))
        if stamp is None:
            assert_equal(store.stamp("people"), None, "stamp after a commit")
        else:
            assert_equal(store.stamp("people") != stamp, True, "the stamp differs after a commit")
        if self.files is not None:
            assert_equal(store.stamp("others"), other, "stamp of a table that isn't changed")

    def _data_files(self, folder: Path) -> Mapping[str, bytes]:
        if self.files is None:
            return {}
        return {str(path): path.read_bytes() for path in sorted(folder.glob(self.files)) if path.is_file()}

    def _assert_nothing_left_over(self, folder: Path, before: Mapping[str, int], store: Store) -> None:
        """New files may only be empty, as locks are."""
        store.close()
        new = [name for name, size in _files(folder).items() if name not in before and size]
        assert_equal(new, [], "files left over")


def _files(folder: Path) -> Mapping[str, int]:
    return {str(path): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
