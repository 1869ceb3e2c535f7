"""The rows that a match names are those that a loop over rows and keys finds."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.changes import Match
from subjectrights.stores.csv.matching import Matcher

GRID = [(x, y, z) for x in "abc" for y in "abc" for z in "abc"]
CELL = st.sampled_from(["", "a", "b"])


@st.composite
def tuples(draw: st.DrawFn) -> tuple[list[tuple[str, ...]], list[tuple[str | None, ...]]]:
    width = draw(st.integers(1, 3))
    rows = draw(st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=8))
    keys = draw(st.lists(st.tuples(*[st.one_of(CELL, CELL, st.none())] * width), max_size=8))
    return rows, keys


@given(tuples())
def test_each_row_is_given_the_key_that_it_equals(
    drawn: tuple[list[tuple[str, ...]], list[tuple[str | None, ...]]],
) -> None:
    """Edge cases 1 and 9: keys of several columns are whole, and half a key is none."""
    rows, keys = drawn
    names = tuple("xyz"[: len(rows[0])])
    columns = [pa.array([key[place] for key in keys], pa.string()) for place in range(len(names))]
    array = columns[0] if len(names) == 1 else pa.StructArray.from_arrays(columns, names=list(names))
    match = Match(columns=names, keys=array)
    kept = list(zip(*(column.to_pylist() for column in match.key_columns().values()), strict=True))
    cells = {name: pa.array([row[place] for row in rows]) for place, name in enumerate(names)}
    found = Matcher(match).keys_of(cells).tolist()
    assert found == [kept.index(row) if row in kept else -1 for row in rows]


@pytest.mark.parametrize("step", [2, 4, 5])
def test_of_all_combinations_only_the_keys_themselves_match(step: int) -> None:
    """Edge case 9."""
    names = ("x", "y", "z")
    keys = pa.array([dict(zip(names, key, strict=True)) for key in GRID[::step]])
    cells = {name: pa.array([row[place] for row in GRID]) for place, name in enumerate(names)}
    found = Matcher(Match(columns=names, keys=keys)).keys_of(cells)
    assert [row for row, key in zip(GRID, found.tolist(), strict=True) if key >= 0] == GRID[::step]
