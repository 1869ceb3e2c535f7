"""The one predicate and the two changes."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.changes import Count, Delete, Match, Update, matches_for
from subjectrights.stores.memory import MemoryStore

CANARY = "canary@example.com"


def pairs(*keys: tuple[str | None, str | None] | None) -> pa.Array:
    fields = [("a", pa.string()), ("b", pa.string())]
    return pa.array(
        [None if key is None else dict(zip("ab", key, strict=True)) for key in keys], pa.struct(fields)
    )


class TestMatch:
    def test_a_key_with_a_missing_value_is_dropped(self) -> None:
        """Edge case 1."""
        match = Match(columns=("email",), keys=pa.array([None, "a@x.com", None]))
        assert match.keys.to_pylist() == ["a@x.com"]

    def test_a_key_of_which_any_part_is_missing_is_dropped(self) -> None:
        """Edge cases 1 and 9."""
        match = Match(
            columns=("a", "b"), keys=pairs(("1", None), (None, "2"), None, ("1", "2"), (None, None))
        )
        assert match.keys.to_pylist() == [{"a": "1", "b": "2"}]

    def test_a_null_struct_over_values_is_a_missing_key(self) -> None:
        children = [pa.array(["1", "hidden"]), pa.array(["2", "hidden"])]
        keys = pa.StructArray.from_arrays(children, names=["a", "b"], mask=pa.array([False, True]))
        assert Match(columns=("a", "b"), keys=keys).keys.to_pylist() == [{"a": "1", "b": "2"}]

    def test_repeated_keys_are_dropped_and_the_first_order_kept(self) -> None:
        assert Match(columns=("id",), keys=pa.array([3, 1, 3, 2, 1])).keys.to_pylist() == [3, 1, 2]
        match = Match(columns=("a", "b"), keys=pairs(("2", "x"), ("1", "x"), ("2", "x"), ("2", "y")))
        assert match.keys.to_pylist() == [{"a": "2", "b": "x"}, {"a": "1", "b": "x"}, {"a": "2", "b": "y"}]

    def test_keys_that_differ_by_case_blanks_or_normal_form_are_different_keys(self) -> None:
        """Edge cases 2 and 3."""
        keys = ["ann", "Ann", "ann ", "", "\u00e9", "e\u0301"]
        assert Match(columns=("name",), keys=pa.array(keys)).keys.to_pylist() == keys

    def test_a_match_without_keys_is_false_and_has_no_length(self) -> None:
        empty = Match(columns=("id",), keys=pa.array([None, None], pa.int64()))
        assert not empty
        assert len(empty) == 0
        assert not Match(columns=("a", "b"), keys=pairs((None, "1")))
        assert Match(columns=("id",), keys=pa.array([0]))

    def test_chunked_keys_are_taken_as_one_array(self) -> None:
        """Columns of tables are chunked, and chunks may overlap or be none at all."""
        chunked = pa.chunked_array([["a", None], ["b", "a"]])
        assert Match(columns=("id",), keys=chunked).keys.to_pylist() == ["a", "b"]
        assert len(Match(columns=("id",), keys=pa.chunked_array([], pa.string()))) == 0
        both = pa.chunked_array([pairs(("1", "2")), pairs(("1", "2"), None)])
        assert Match(columns=("a", "b"), keys=both).keys.to_pylist() == [{"a": "1", "b": "2"}]

    def test_fields_are_taken_by_place_and_named_after_the_columns(self) -> None:
        match = Match(columns=("x", "y"), keys=pairs(("1", "2")))
        assert {name: keys.to_pylist() for name, keys in match.key_columns().items()} == {
            "x": ["1"],
            "y": ["2"],
        }

    def test_keys_keep_their_type(self) -> None:
        """Edge case 6."""
        assert Match(columns=("id",), keys=pa.array([2**53 + 1, 2**53])).keys.to_pylist() == [
            2**53 + 1,
            2**53,
        ]
        struct = pa.StructArray.from_arrays([pa.array([2**53 + 1]), pa.array(["x"])], names=["a", "b"])
        assert Match(columns=("a", "b"), keys=struct).keys.type == struct.type

    def test_keys_are_not_shown(self) -> None:
        """Edge case 32."""
        assert CANARY not in repr(Match(columns=("email",), keys=pa.array([CANARY])))

    def test_a_row_may_be_named_by_more_columns_than_a_machine_word_has_bits(self) -> None:
        """Edge case 16: a table without a key is named by all its columns."""
        names = [f"c{i}" for i in range(70)]
        rows = pa.table(
            {name: pa.array([None if i % 2 else "x"], pa.string()) for i, name in enumerate(names)}
        )
        ((match, _),) = matches_for(names, rows)
        assert match.columns == tuple(names[::2])
        assert match.missing == tuple(names[1::2])

    def test_a_column_may_have_any_name(self) -> None:
        rows = pa.table({"__position": ["1", "1"], "position": ["a", "b"], "#": ["x", "x"], "": ["n", "n"]})
        ((match, carried),) = matches_for(["__position", "#"], rows)
        assert match.keys.to_pylist() == [{"__position": "1", "#": "x"}]
        assert carried.equals(rows.slice(0, 1))

    @given(
        st.lists(
            st.tuples(st.none() | st.sampled_from("xyz"), st.none() | st.sampled_from("xyz")), max_size=8
        )
    )
    def test_keys_are_the_distinct_whole_ones_in_order(
        self, keys: list[tuple[str | None, str | None]]
    ) -> None:
        match = Match(columns=("a", "b"), keys=pairs(*keys))
        expected = list(dict.fromkeys(key for key in keys if None not in key))
        assert [(key["a"], key["b"]) for key in match.keys.to_pylist()] == expected


class TestUpdate:
    def test_values_that_are_not_aligned_with_the_keys_are_a_mistake_of_the_caller(self) -> None:
        match = Match(columns=("id",), keys=pa.array(["1", "1", None, "2"]))
        Update(table="t", match=match, values={"name": pa.array(["a", "b"])})
        with pytest.raises(ValueError, match=r"t\.name: 4 values for 2 keys"):
            Update(table="t", match=match, values={"name": pa.array([CANARY] * 4)})

    def test_a_scalar_goes_with_any_number_of_keys(self) -> None:
        for keys in ([], ["1"], ["1", "2"]):
            match = Match(columns=("id",), keys=pa.array(keys, pa.string()))
            Update(table="t", match=match, values={"name": pa.scalar("x")})

    def test_values_are_not_shown(self) -> None:
        """Edge case 32."""
        match = Match(columns=("id",), keys=pa.array(["1"]))
        assert CANARY not in repr(Update(table="t", match=match, values={"email": pa.scalar(CANARY)}))


def test_counts_are_added_by_what_happened_to_the_rows() -> None:
    assert Count(deleted=1, retained=2) + Count(deleted=2, updated=5) == Count(
        deleted=3, updated=5, retained=2
    )


class TestMatchesFor:
    def test_rows_without_null_are_named_by_one_match(self) -> None:
        rows = pa.table({"a": ["1", "2"], "b": ["x", "y"], "note": ["n1", "n2"]})
        ((match, carried),) = matches_for(["a", "b"], rows)
        assert match.columns == ("a", "b")
        assert match.missing == ()
        assert carried.equals(rows)

    def test_rows_with_null_are_named_by_their_other_columns_and_by_what_is_missing(self) -> None:
        rows = pa.table({"a": ["1", None, "1"], "b": ["x", "x", None]})
        found = {
            match.columns: (match.missing, match.keys.to_pylist())
            for match, _ in matches_for(["a", "b"], rows)
        }
        assert found == {
            ("a", "b"): ((), [{"a": "1", "b": "x"}]),
            ("b",): (("a",), ["x"]),
            ("a",): (("b",), ["1"]),
        }

    def test_a_row_that_is_null_throughout_cannot_be_named(self) -> None:
        """Edge case 13."""
        rows = pa.table({"a": pa.array([None, None], pa.string()), "b": pa.array([None, None], pa.string())})
        assert list(matches_for(["a", "b"], rows)) == []

    def test_no_rows_give_no_match(self) -> None:
        assert list(matches_for(["a"], pa.table({"a": pa.array([], pa.string())}))) == []

    def test_carried_rows_are_aligned_with_the_keys(self) -> None:
        rows = pa.table({"id": ["2", "1", "2", None], "new": ["first", "one", "second", "lost"]})
        ((match, carried),) = matches_for(["id"], rows)
        assert match.keys.to_pylist() == ["2", "1"]
        assert carried.column("new").to_pylist() == ["first", "one"]

    def test_a_row_may_be_named_by_more_columns_than_a_machine_word_has_bits(self) -> None:
        """Edge case 16: a table without a key is named by all its columns."""
        names = [f"c{i}" for i in range(70)]
        rows = pa.table(
            {name: pa.array([None if i % 2 else "x"], pa.string()) for i, name in enumerate(names)}
        )
        ((match, _),) = matches_for(names, rows)
        assert match.columns == tuple(names[::2])
        assert match.missing == tuple(names[1::2])

    def test_a_column_may_have_any_name(self) -> None:
        rows = pa.table({"__position": ["1", "1"], "position": ["a", "b"], "#": ["x", "x"], "": ["n", "n"]})
        ((match, carried),) = matches_for(["__position", "#"], rows)
        assert match.keys.to_pylist() == [{"__position": "1", "#": "x"}]
        assert carried.equals(rows.slice(0, 1))

    @given(
        st.lists(
            st.tuples(*[st.none() | st.sampled_from(["", "x", "y"])] * 3),
            max_size=8,
        ),
        st.sets(st.integers(0, 7)),
    )
    def test_what_the_matches_of_some_rows_delete_is_those_rows_and_their_likes(
        self, cells: list[tuple[str | None, ...]], chosen: set[int]
    ) -> None:
        names = ["a", "b", "c"]
        rows = pa.table(
            {name: pa.array([row[i] for row in cells], pa.string()) for i, name in enumerate(names)}
        )
        picked = [position for position in sorted(chosen) if position < len(cells)]
        store = MemoryStore.of("s", {"t": rows})
        matches = list(matches_for(names, rows.take(pa.array(picked, pa.int64()))))
        staged = store.stage([Delete(table="t", match=match) for match, _ in matches], "run")
        staged.commit()
        gone = {cells[position] for position in picked} - {(None, None, None)}
        left = [tuple(row.values()) for row in store.memory.tables["t"].to_pylist()]
        assert left == [row for row in cells if row not in gone]
        for match, carried in matches:
            assert len(match) == carried.num_rows
            for name, keys in match.key_columns().items():
                assert carried.column(name).to_pylist() == keys.to_pylist()
