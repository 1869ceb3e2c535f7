"""Conformance of what a commit leaves behind."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.errors import NothingChanged, UnknownName
from subjectrights.testing.checks import assert_equal, assert_same_table, refused
from subjectrights.testing.harness import VALUE_TYPES, StoreHarness
from subjectrights.testing.samples import (
    CANARY,
    HOSTILE_TEXTS,
    people,
    text_table,
    with_cells,
    without_rows,
)

__all__ = ["Changing"]

MANY_KEYS = 50_000
MANY_ROWS = 12_000


class Changing(StoreHarness):
    """A commit does exactly what was asked: whole tables are compared, everybody else's rows too."""

    def test_a_delete_removes_exactly_its_rows(self, tmp_path: Path) -> None:
        """Another table with the same keys is left alone."""
        store = self.made(tmp_path, {"people": people(), "others": people()})
        counts = self.carry_out(
            store, [Delete(table="people", match=self.match(store, "people", {"id": ["p2", "p5", "p9"]}))]
        )
        self.assert_holds(store, {"people": without_rows(people(), 1, 4), "others": people()})
        assert_equal(counts.get("people"), Count(deleted=2), "counts")
        assert_equal(counts.get("others", Count()), Count(), "counts of a table that isn't changed")

    def test_a_delete_of_every_row_keeps_the_table(self, tmp_path: Path) -> None:
        """Edge case 36: the table and its columns stay."""
        store = self.made(tmp_path, {"people": people()})
        self.carry_out(
            store,
            [
                Delete(
                    table="people",
                    match=self.match(store, "people", {"id": people().column("id").to_pylist()}),
                )
            ],
        )
        self.assert_holds(store, {"people": people().slice(0, 0)})

    def test_an_update_writes_one_value_for_all(self, tmp_path: Path) -> None:
        """A scalar goes into every row of the match and into no other column."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"name": ["Ann"]})
        counts = self.carry_out(
            store, [Update(table="people", match=match, values={"city": pa.scalar("Namur")})]
        )
        self.assert_holds(store, {"people": with_cells(people(), "city", {0: "Namur", 2: "Namur"})})
        assert_equal(counts.get("people"), Count(updated=2), "counts")

    def test_an_update_writes_one_value_a_key(self, tmp_path: Path) -> None:
        """Values go with the keys, not with the rows' order."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"id": ["p5", "p9", "p1"]})
        values = {"name": pa.array(["E.", "nobody", "A."]), "city": pa.scalar("-")}
        counts = self.carry_out(store, [Update(table="people", match=match, values=values)])
        expected = with_cells(with_cells(people(), "name", {4: "E.", 0: "A."}), "city", {4: "-", 0: "-"})
        self.assert_holds(store, {"people": expected})
        assert_equal(counts.get("people"), Count(updated=2), "counts")

    def test_an_update_by_keys_of_several_columns_changes_those_rows_alone(self, tmp_path: Path) -> None:
        """Edge case 9: joined by the first column alone, the whole tenant would be changed."""
        rows = text_table(
            {"tenant": ["t1", "t1", "t2", "t2"], "number": ["1", "2", "1", "2"], "of": [*"abcd"]}
        )
        store = self.made(tmp_path, {"orders": rows, "kept": rows})
        match = self.match(store, "orders", {"tenant": ["t1", "t2"], "number": ["2", "1"]})
        values = {"of": pa.array(["B", "C"])}
        self.carry_out(store, [Update(table="orders", match=match, values=values)])
        self.assert_holds(store, {"orders": with_cells(rows, "of", {1: "B", 2: "C"}), "kept": rows})

    def test_an_update_may_write_into_the_columns_it_matches_by(self, tmp_path: Path) -> None:
        """Two values change places: every match is of the rows as they were."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"city": ["Gent", "Mons"]})
        self.carry_out(
            store, [Update(table="people", match=match, values={"city": pa.array(["Mons", "Gent"])})]
        )
        self.assert_holds(store, {"people": with_cells(people(), "city", {1: "Mons", 3: "Gent", 4: "Mons"})})

    def test_hostile_texts_are_written_as_they_are(self, tmp_path: Path) -> None:
        """Edge cases 7 and 34: quotes, line ends, 'NULL', blanks."""
        numbers = [str(number) for number in range(len(HOSTILE_TEXTS))]
        rows = text_table({"id": numbers, "text": ["old"] * len(numbers), "after": numbers})
        store = self.made(tmp_path, {"texts": rows})
        match = self.match(store, "texts", {"id": numbers})
        self.carry_out(store, [Update(table="texts", match=match, values={"text": pa.array(HOSTILE_TEXTS)})])
        self.assert_holds(store, {"texts": with_cells(rows, "text", dict(enumerate(HOSTILE_TEXTS)))})

    def test_values_of_every_type_are_written(self, tmp_path: Path) -> None:
        """One value for all and one a key."""
        old = [1, True, 1.5, datetime.date(2001, 1, 1), datetime.datetime(2001, 1, 1, 1, 1, 1, 1)]
        new = [
            2**53 + 1,
            False,
            0.1,
            datetime.date(1970, 1, 1),
            datetime.datetime(2024, 2, 29, 23, 59, 59, 999_999),
        ]
        names = [name for name in VALUE_TYPES if name != "text"]
        before = {name: self.column(name, [value] * 3) for name, value in zip(names, old, strict=True)}
        rows = pa.table({"id": pa.array(["a", "b", "c"]), **before})
        written = {name: self.column(name, [value]) for name, value in zip(names, new, strict=True)}
        store = self.made(tmp_path, {"one": rows, "each": rows})
        each = self.match(store, "each", {"id": ["b"]})
        one = self.match(store, "one", {"id": ["b"]})
        self.carry_out(
            store,
            [
                Update(table="each", match=each, values=written),
                Update(table="one", match=one, values={name: array[0] for name, array in written.items()}),
            ],
        )
        expected = rows
        for name, array in written.items():
            expected = with_cells(expected, name, {1: array[0].as_py()})
        self.assert_holds(store, {"one": expected, "each": expected})

    def test_null_is_written_as_null(self, tmp_path: Path) -> None:
        """Where the store knows no NULL the cell is left empty (edge case 44)."""
        store = self.made(tmp_path, {"people": people()})
        one = Update(
            table="people",
            match=self.match(store, "people", {"id": ["p1"]}),
            values={"email": pa.scalar(None, pa.string())},
        )
        each = Update(
            table="people",
            match=self.match(store, "people", {"id": ["p2", "p3"]}),
            values={"email": pa.array([None, "new"], pa.string())},
        )
        self.carry_out(store, [one, each])
        expected = with_cells(people(), "email", {0: self.absent, 1: self.absent, 2: "new"})
        self.assert_holds(store, {"people": expected})

    def test_a_null_key_changes_nobody(self, tmp_path: Path) -> None:
        """Edge cases 1 and 13: rows without an owner are nobody's."""
        rows = text_table({"id": ["p1", "p2"], "owner": [self.absent, "o1"], "of": ["a", "b"]})
        store = self.made(tmp_path, {"gone": rows, "written": rows})
        gone = self.match(store, "gone", {"owner": [None]})
        written = self.match(store, "written", {"owner": [None]})
        counts = self.carry_out(
            store,
            [
                Delete(table="gone", match=gone),
                Update(table="written", match=written, values={"of": pa.scalar("x")}),
            ],
        )
        self.assert_holds(store, {"gone": rows, "written": rows})
        assert_equal({*counts.values()} - {Count()}, set(), "counts")

    def test_missing_columns_limit_a_change_to_rows_without_a_value(self, tmp_path: Path) -> None:
        """A store that knows no NULL has no such row and changes none."""
        rows = text_table({"id": ["p1", "p1", "p1"], "email": ["a", self.absent, ""], "of": [*"abc"]})
        store = self.made(tmp_path, {"gone": rows, "written": rows})
        gone = self.match(store, "gone", {"id": ["p1"]}, missing=("email",))
        written = self.match(store, "written", {"id": ["p1"]}, missing=("email",))
        self.carry_out(
            store,
            [
                Delete(table="gone", match=gone),
                Update(table="written", match=written, values={"of": pa.scalar("x")}),
            ],
        )
        if self.nulls:
            self.assert_holds(
                store, {"gone": without_rows(rows, 1), "written": with_cells(rows, "of", {1: "x"})}
            )
        else:
            self.assert_holds(store, {"gone": rows, "written": rows})

    def test_a_row_both_deleted_and_updated_is_deleted(self, tmp_path: Path) -> None:
        """Whichever comes first, and it is counted as deleted alone."""
        store = self.made(tmp_path, {"people": people(), "again": people()})
        for table, delete_first in (("people", True), ("again", False)):
            changes: list[Change] = [
                Delete(table=table, match=self.match(store, table, {"id": ["p1", "p2"]})),
                Update(
                    table=table,
                    match=self.match(store, table, {"name": ["Ann"]}),
                    values={"id": pa.scalar("p0"), "name": pa.scalar("-")},
                ),
            ]
            counts = self.carry_out(store, changes if delete_first else changes[::-1])
            assert_equal(counts.get(table), Count(deleted=2, updated=1), "counts")
        expected = without_rows(with_cells(with_cells(people(), "id", {2: "p0"}), "name", {2: "-"}), 0, 1)
        self.assert_holds(store, {"people": expected, "again": expected})

    def test_changes_are_simultaneous(self, tmp_path: Path) -> None:
        """A value written by one change is not seen by the match of another, in either order."""
        store = self.made(tmp_path, {"people": people(), "again": people()})
        for table, turned in (("people", False), ("again", True)):
            changes: list[Change] = [
                Update(
                    table=table,
                    match=self.match(store, table, {"id": ["p1"]}),
                    values={"city": pa.scalar("Mons"), "name": pa.scalar("Joanne")},
                ),
                Update(
                    table=table,
                    match=self.match(store, table, {"city": ["Mons"]}),
                    values={"email": pa.scalar("-")},
                ),
                Delete(table=table, match=self.match(store, table, {"name": ["Joanne"]})),
            ]
            counts = self.carry_out(store, changes[::-1] if turned else changes)
            assert_equal(counts.get(table), Count(deleted=1, updated=2), "counts")
        expected = with_cells(with_cells(people(), "city", {0: "Mons"}), "name", {0: "Joanne"})
        expected = without_rows(with_cells(expected, "email", {3: "-"}), 1)
        self.assert_holds(store, {"people": expected, "again": expected})

    def test_two_updates_of_one_row_both_count_once(self, tmp_path: Path) -> None:
        """Counts are of rows, not of statements (edge case 27)."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"id": ["p1", "p2"]})
        changes: list[Change] = [
            Update(table="people", match=match, values={"name": pa.scalar("-")}),
            Update(table="people", match=match, values={"city": pa.scalar("-")}),
        ]
        counts = self.carry_out(store, changes)
        expected = with_cells(with_cells(people(), "name", {0: "-", 1: "-"}), "city", {0: "-", 1: "-"})
        self.assert_holds(store, {"people": expected})
        assert_equal(counts.get("people"), Count(updated=2), "counts")

    def test_rows_that_are_alike_are_all_changed(self, tmp_path: Path) -> None:
        """Edge case 16: a table without a key may hold a row twice."""
        rows = text_table({"id": ["p1", "p1", "p2"], "of": ["a", "a", "b"]})
        store = self.made(tmp_path, {"gone": rows, "written": rows})
        counts = self.carry_out(
            store,
            [
                Delete(table="gone", match=self.match(store, "gone", {"id": ["p1"]})),
                Update(
                    table="written",
                    match=self.match(store, "written", {"id": ["p1"]}),
                    values={"of": pa.scalar("x")},
                ),
            ],
        )
        expected = with_cells(rows, "of", {0: "x", 1: "x"})
        self.assert_holds(store, {"gone": rows.slice(2), "written": expected})
        assert_equal((counts["gone"], counts["written"]), (Count(deleted=2), Count(updated=2)), "counts")

    def test_the_same_changes_a_second_time_change_nothing(self, tmp_path: Path) -> None:
        """Edge case 28: values are absolute, so doing it twice is doing it once."""
        store = self.made(tmp_path, {"people": people()})
        changes: list[Change] = [
            Delete(table="people", match=self.match(store, "people", {"id": ["p1"]})),
            Update(
                table="people",
                match=self.match(store, "people", {"id": ["p2", "p3"]}),
                values={"name": pa.array(["x", "y"]), "email": pa.scalar("")},
            ),
        ]
        self.carry_out(store, changes)
        once = dict(self.dump(store))
        counts = self.carry_out(store, changes)
        assert_equal(counts.get("people", Count()).deleted, 0, "deleted the second time")
        assert_same_table(self.dump(store)["people"], once["people"], ordered=self.ordered)
        expected = with_cells(with_cells(people(), "name", {1: "x", 2: "y"}), "email", {1: "", 2: ""})
        self.assert_holds(store, {"people": without_rows(expected, 0)})

    def test_many_keys_are_matched_in_one_go(self, tmp_path: Path) -> None:
        """Edge case 33: 50,000 keys are more than a statement takes parameters."""
        rows = text_table(
            {"id": [f"p{i:05}" for i in range(MANY_ROWS)], "name": [f"Name {i}" for i in range(MANY_ROWS)]}
        )
        store = self.made(tmp_path, {"gone": rows, "written": rows})
        gone = [f"p{i:05}" for i in range(0, 2 * MANY_KEYS, 2)]
        written = [f"p{i:05}" for i in range(1, 2 * MANY_KEYS, 2)]
        values = pa.array([f"new {key}" for key in written])
        counts = self.carry_out(
            store,
            [
                Delete(table="gone", match=self.match(store, "gone", {"id": gone})),
                Update(
                    table="written",
                    match=self.match(store, "written", {"id": written}),
                    values={"name": values},
                ),
            ],
        )
        expected = with_cells(rows, "name", {i: f"new p{i:05}" for i in range(1, MANY_ROWS, 2)})
        self.assert_holds(store, {"gone": rows.take(list(range(1, MANY_ROWS, 2))), "written": expected})
        half = MANY_ROWS // 2
        assert_equal(
            (counts["gone"], counts["written"]), (Count(deleted=half), Count(updated=half)), "counts"
        )

    def test_a_change_of_an_unknown_table_or_column_is_refused(self, tmp_path: Path) -> None:
        """Edge case 32: the error names it and tells no key; nothing else of the run happens."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"email": [CANARY]})
        unknown = (
            Delete(table="nobody", match=match),
            Update(table="nobody", match=match, values={"name": pa.scalar(CANARY)}),
            Update(table="people", match=match, values={"nothing": pa.scalar(CANARY)}),
        )
        for change in unknown:
            with refused(UnknownName, without=(CANARY,)):
                store.stage([Delete(table="people", match=match), change], self.token())
            self.assert_holds(store, {"people": people()})

    def test_a_value_that_is_not_of_the_columns_type_is_refused(self, tmp_path: Path) -> None:
        """Edge case 32: without telling it; a column of text takes any text."""
        rows = pa.table({"id": self.column("int64", [1, 2]), "name": pa.array(["Ann", "Bo"])})
        store = self.made(tmp_path, {"people": rows})
        match = self.match(store, "people", {"name": ["Ann"]})
        change = Update(table="people", match=match, values={"id": pa.scalar(CANARY)})
        if "int64" in self.types:
            with refused(NothingChanged, without=(CANARY,)):
                store.stage([change], self.token())
            self.assert_holds(store, {"people": rows})
        else:
            self.carry_out(store, [change])
            self.assert_holds(store, {"people": with_cells(rows, "id", {0: CANARY})})
