"""Conformance of `schema` and `find`."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Match
from subjectrights.errors import UnknownName
from subjectrights.testing.checks import assert_equal, assert_same_table, refused
from subjectrights.testing.harness import VALUE_TYPES, StoreHarness
from subjectrights.testing.samples import CANARY, HOSTILE_TEXTS, people, text_table

__all__ = ["Finding"]

BIG = 2**53


class Finding(StoreHarness):
    """What `schema` says and what `find` yields."""

    def test_the_schema_names_the_tables_and_columns_in_order(self, tmp_path: Path) -> None:
        """Names are those of the data map, columns stand as stored."""
        store = self.made(tmp_path, {"people": people()})
        table = store.schema()["people"]
        assert_equal(table.name, "people", "name")
        assert_equal(table.mapped, True, "mapped")
        assert_equal(list(table.columns), people().column_names, "columns")
        assert_equal(
            [column.name for column in table.columns.values()], people().column_names, "column names"
        )

    def test_find_yields_the_whole_table(self, tmp_path: Path) -> None:
        """Without projection or match, every row and column, in the store's order."""
        store = self.made(tmp_path, {"people": people()})
        assert_same_table(self.found(store, "people"), people(), ordered=self.ordered)

    def test_find_yields_only_the_columns_asked_for_in_that_order(self, tmp_path: Path) -> None:
        """A projection keeps the other columns at home."""
        store = self.made(tmp_path, {"people": people()})
        wanted = ["email", "id"]
        assert_same_table(self.found(store, "people", wanted), people().select(wanted), ordered=self.ordered)

    def test_a_match_may_be_on_a_column_that_is_not_asked_for(self, tmp_path: Path) -> None:
        """The predicate and the projection are two things."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"name": ["Ann"]})
        assert_same_table(
            self.found(store, "people", ["id"], match), text_table({"id": ["p1", "p3"]}), ordered=self.ordered
        )

    def test_a_match_that_no_row_fits_finds_nothing(self, tmp_path: Path) -> None:
        """No batch at all is yielded."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"id": ["p9"]})
        assert_equal(list(store.find("people", None, match)), [], "batches")

    def test_a_match_without_keys_finds_nothing(self, tmp_path: Path) -> None:
        """An empty list of people is nobody, not everybody."""
        store = self.made(tmp_path, {"people": people()})
        match = Match(columns=("id",), keys=pa.array([], store.schema()["people"].columns["id"].type))
        assert_equal(list(store.find("people", None, match)), [], "batches")

    def test_a_table_without_rows_yields_nothing_and_keeps_its_columns(self, tmp_path: Path) -> None:
        """The schema doesn't depend on rows."""
        store = self.made(tmp_path, {"people": people().slice(0, 0)})
        assert_equal(list(store.find("people")), [], "batches")
        assert_equal(list(store.schema()["people"].columns), people().column_names, "columns")

    def test_a_null_key_matches_nothing(self, tmp_path: Path) -> None:
        """Edge case 1: NULL = NULL would reach strangers."""
        rows = text_table({"id": ["p1", "p2", "p3"], "email": ["a@x.com", self.absent, self.absent]})
        store = self.made(tmp_path, {"people": rows})
        match = self.match(store, "people", {"email": [None, "a@x.com"]})
        assert_same_table(self.found(store, "people", None, match), rows.slice(0, 1))
        match = self.match(store, "people", {"email": [None]})
        assert_equal(list(store.find("people", None, match)), [], "batches for a null key alone")

    def test_a_null_in_one_field_of_a_key_matches_nothing(self, tmp_path: Path) -> None:
        """Edge cases 1 and 9: half a key is no key."""
        rows = text_table({"tenant": ["t1", "t1", self.absent], "number": ["1", self.absent, "1"]})
        store = self.made(tmp_path, {"orders": rows})
        match = self.match(store, "orders", {"tenant": ["t1", None], "number": [None, "1"]})
        assert_equal(list(store.find("orders", None, match)), [], "batches")

    def test_keys_of_several_columns_are_matched_as_tuples(self, tmp_path: Path) -> None:
        """Edge case 9: matching column by column would reach (t1, 2) and (t2, 1)."""
        rows = text_table(
            {"tenant": ["t1", "t1", "t2", "t2"], "number": ["1", "2", "1", "2"], "of": [*"abcd"]}
        )
        store = self.made(tmp_path, {"orders": rows})
        match = self.match(store, "orders", {"tenant": ["t1", "t2"], "number": ["1", "2"]})
        expected = text_table({"of": ["a", "d"]})
        assert_same_table(self.found(store, "orders", ["of"], match), expected, ordered=self.ordered)

    def test_the_fields_of_a_key_are_never_glued_together(self, tmp_path: Path) -> None:
        """Edge case 9: ('a', 'bc') is not ('ab', 'c'), whatever stands between them."""
        rows = text_table(
            {"one": ["a", "ab", "a,", "a\x1f", "a\t"], "two": ["bc", "c", "b", "b", "b"], "of": [*"abcde"]}
        )
        store = self.made(tmp_path, {"orders": rows})
        match = self.match(store, "orders", {"one": ["ab", "a", "a"], "two": ["c", ",b", "\x1fb"]})
        assert_same_table(self.found(store, "orders", ["of"], match), text_table({"of": ["b"]}))

    def test_missing_columns_match_only_null(self, tmp_path: Path) -> None:
        """A store that holds no NULL holds no row with a missing value."""
        rows = text_table({"id": ["p1", "p1", "p1"], "email": ["a@x.com", self.absent, ""]})
        store = self.made(tmp_path, {"people": rows})
        match = self.match(store, "people", {"id": ["p1"]}, missing=("email",))
        expected = rows.slice(1, 1) if store.capabilities.nulls else rows.slice(0, 0)
        assert_same_table(self.found(store, "people", None, match), expected)

    def test_the_empty_text_is_a_key_like_any_other(self, tmp_path: Path) -> None:
        """NULL is another thing, where the store knows NULL."""
        rows = text_table({"id": ["p1", "p2", "p3"], "email": ["", self.absent, " "]})
        store = self.made(tmp_path, {"people": rows})
        match = self.match(store, "people", {"email": [""]})
        expected = rows.slice(0, 1 if store.capabilities.nulls else 2)
        assert_same_table(self.found(store, "people", None, match), expected, ordered=self.ordered)

    def test_texts_are_compared_exactly(self, tmp_path: Path) -> None:
        """Edge cases 2, 3 and 7: case, blanks, substrings, 'NA', quotes, NFC and NFD are all distinct."""
        numbers = [str(number) for number in range(len(HOSTILE_TEXTS))]
        store = self.made(tmp_path, {"texts": text_table({"number": numbers, "text": HOSTILE_TEXTS})})
        for number, text in zip(numbers, HOSTILE_TEXTS, strict=True):
            match = self.match(store, "texts", {"text": [text]})
            expected = text_table({"number": [number], "text": [text]})
            assert_same_table(self.found(store, "texts", None, match), expected, what=f"rows of {text!r}")

    def test_integers_near_the_limit_of_a_float_are_compared_exactly(self, tmp_path: Path) -> None:
        """Edge case 6: as floats, 2**53 and 2**53 + 1 are one."""
        numbers = self.column("int64", [BIG - 1, BIG, BIG + 1, BIG + 2, 0, -1, 2**63 - 1, -(2**63)])
        rows = pa.table({"id": numbers, "of": pa.array([*"abcdefgh"])})
        store = self.made(tmp_path, {"rows": rows})
        for position, of in enumerate("abcdefgh"):
            match = self.match(store, "rows", {"id": numbers.slice(position, 1)})
            assert_same_table(self.found(store, "rows", ["of"], match), text_table({"of": [of]}), what=of)

    def test_values_of_every_type_are_found(self, tmp_path: Path) -> None:
        """Edge case 6: 0, False and the first of January 1970 are values too."""
        values: dict[str, list[object]] = {
            "text": ["zero", "one"],
            "int64": [0, 1],
            "bool": [False, True],
            "float64": [0.0, 0.1],
            "date": [datetime.date(1970, 1, 1), datetime.date(2024, 2, 29)],
            "timestamp": [
                datetime.datetime(1970, 1, 1),
                datetime.datetime(2024, 2, 29, 23, 59, 59, 999_999),
            ],
        }
        rows = pa.table({"of": ["a", "b"], **{name: self.column(name, values[name]) for name in VALUE_TYPES}})
        store = self.made(tmp_path, {"rows": rows})
        assert_same_table(self.found(store, "rows"), rows, ordered=self.ordered)
        for name in VALUE_TYPES:
            for position, of in enumerate("ab"):
                match = self.match(
                    store, "rows", {name: rows.column(name).combine_chunks().slice(position, 1)}
                )
                assert_same_table(
                    self.found(store, "rows", ["of"], match), text_table({"of": [of]}), what=name
                )

    def test_a_repeated_key_finds_a_row_once(self, tmp_path: Path) -> None:
        """A person named twice has one copy of the row."""
        store = self.made(tmp_path, {"people": people()})
        match = self.match(store, "people", {"id": ["p1", "p1", "p1"]})
        assert_same_table(self.found(store, "people", None, match), people().slice(0, 1))

    def test_rows_that_are_alike_are_all_found(self, tmp_path: Path) -> None:
        """A table without a key may hold a row twice (edge case 16)."""
        rows = text_table({"id": ["p1", "p1", "p2"], "of": ["a", "a", "b"]})
        store = self.made(tmp_path, {"rows": rows})
        match = self.match(store, "rows", {"id": ["p1"]})
        assert_same_table(self.found(store, "rows", None, match), rows.slice(0, 2))

    def test_names_may_be_reserved_words_mixed_case_or_hold_blanks(self, tmp_path: Path) -> None:
        """Edge case 16."""
        rows = text_table({"select": ["a", "b"], "First Name": ["Ann", "Bo"], "it's": ["x", "y"]})
        store = self.made(tmp_path, {"order": rows})
        assert_equal(list(store.schema()["order"].columns), rows.column_names, "columns")
        match = self.match(store, "order", {"First Name": ["Bo"], "it's": ["y"]})
        assert_same_table(
            self.found(store, "order", ["it's", "select"], match), rows.select([2, 0]).slice(1, 1)
        )

    def test_an_unknown_table_is_refused(self, tmp_path: Path) -> None:
        """The error names the table."""
        store = self.made(tmp_path, {"people": people()})
        with refused(UnknownName):
            list(store.find("nobody"))

    def test_an_unknown_column_is_refused_without_telling_the_key(self, tmp_path: Path) -> None:
        """Edge case 32: in the projection, in the match and among the missing columns."""
        store = self.made(tmp_path, {"people": people()})
        with refused(UnknownName):
            list(store.find("people", ["id", "nothing"]))
        type_ = store.schema()["people"].columns["id"].type
        keys = pa.array([CANARY], type_)
        with refused(UnknownName, without=(CANARY,)):
            list(store.find("people", ["id"], Match(columns=("nothing",), keys=keys)))
        with refused(UnknownName, without=(CANARY,)):
            list(store.find("people", ["id"], Match(columns=("id",), keys=keys, missing=("nothing",))))

    def test_a_closed_store_opens_again(self, tmp_path: Path) -> None:
        """`close` lets go, and can be called twice."""
        store = self.made(tmp_path, {"people": people()})
        list(store.find("people"))
        store.close()
        store.close()
        assert_same_table(self.found(store, "people"), people(), ordered=self.ordered)
