"""Random histories, carried out on a store and on the memory store, must leave the same tables."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subjectrights.changes import Change, Delete, Match, Update
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing.harness import VALUE_TYPES, StoreHarness
from subjectrights.testing.samples import HOSTILE_TEXTS

__all__ = ["Comparing", "History", "histories"]

TEXTS = st.one_of(
    st.sampled_from(["a", "b", "A"]),
    st.sampled_from(HOSTILE_TEXTS),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
)

VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "int64": st.one_of(st.integers(-2, 2), st.integers(-(2**63), 2**63 - 1)),
    "bool": st.booleans(),
    "float64": st.one_of(
        st.sampled_from([0.0, 0.1, 1.0, -2.5]),
        st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda number: number + 0.0),
    ),
    "date": st.dates(datetime.date(1700, 1, 1), datetime.date(2200, 12, 31)),
    "timestamp": st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 12, 31)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A table and what happens to it, run by run."""

    table: pa.Table
    runs: Sequence[Sequence[Change]]


def _cells(type_: str, nulls: bool) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), VALUES[type_]) if nulls else VALUES[type_]


@st.composite
def histories(draw: st.DrawFn, types: Sequence[str], nulls: bool) -> History:
    """Tables of two to five columns with up to eight rows, and up to three runs of changes.

    Args:
        draw: given by hypothesis.
        types: the types of column to choose from.
        nulls: whether cells may be NULL.

    Returns:
        The history; within a run no cell is written twice.
    """
    kinds = draw(st.lists(st.sampled_from(sorted(types)), min_size=2, max_size=5))
    names = [f"c{number}" for number in range(len(kinds))]
    height = draw(st.integers(0, 8))
    table = pa.table(
        {
            name: pa.array(
                draw(st.lists(_cells(kind, nulls), min_size=height, max_size=height)), VALUE_TYPES[kind]
            )
            for name, kind in zip(names, kinds, strict=True)
        }
    )
    by_name = dict(zip(names, kinds, strict=True))
    runs = draw(st.lists(_runs(table, by_name, nulls), min_size=1, max_size=3))
    return History(table=table, runs=runs)


@st.composite
def _runs(draw: st.DrawFn, table: pa.Table, kinds: Mapping[str, str], nulls: bool) -> Sequence[Change]:
    unwritten = draw(st.permutations(sorted(kinds)))
    changes: list[Change] = []
    for _ in range(draw(st.integers(1, 3))):
        match = draw(_matches(table, kinds, nulls))
        width = draw(st.integers(0, min(2, len(unwritten))))
        written, unwritten = unwritten[:width], unwritten[width:]
        if not written:
            changes.append(Delete(table="rows", match=match))
            continue
        values = {name: draw(_written(kinds[name], len(match), nulls)) for name in written}
        changes.append(Update(table="rows", match=match, values=values))
    return changes


@st.composite
def _matches(draw: st.DrawFn, table: pa.Table, kinds: Mapping[str, str], nulls: bool) -> Match:
    names = draw(st.permutations(sorted(kinds)))
    width = draw(st.integers(1, min(3, len(names))))
    columns, others = names[:width], names[width:]
    keys = [tuple(draw(VALUES[kinds[name]]) for name in columns) for _ in range(draw(st.integers(0, 2)))]
    if table.num_rows:
        for row in draw(st.lists(st.integers(0, table.num_rows - 1), max_size=3)):
            keys.append(tuple(table.column(name)[row].as_py() for name in columns))
    arrays = [pa.array([key[i] for key in keys], VALUE_TYPES[kinds[name]]) for i, name in enumerate(columns)]
    missing = tuple(others[:1]) if nulls and draw(st.integers(0, 3)) == 0 else ()
    if width == 1:
        return Match(columns=tuple(columns), keys=arrays[0], missing=missing)
    return Match(
        columns=tuple(columns), keys=pa.StructArray.from_arrays(arrays, names=columns), missing=missing
    )


def _written(kind: str, keys: int, nulls: bool) -> st.SearchStrategy[Any]:
    type_ = VALUE_TYPES[kind]
    one = _cells(kind, nulls).map(lambda value: pa.scalar(value, type_))
    each = st.lists(_cells(kind, nulls), min_size=keys, max_size=keys).map(
        lambda values: pa.array(values, type_)
    )
    return st.one_of(one, each)


class Comparing(StoreHarness):
    """The store against the memory store."""

    def test_random_histories_end_as_they_do_in_memory(self, tmp_path: Path) -> None:
        """Whole tables are compared after every run, from outside and by `find`."""

        @settings(
            max_examples=self.max_examples,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(histories(self.types, self.nulls))
        def compare(history: History) -> None:
            with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
                self._compare(Path(folder), history)

        compare()

    def _compare(self, folder: Path, history: History) -> None:
        model = MemoryStore.of("model", {"rows": history.table})
        store = self.made(folder, {"rows": history.table})
        try:
            self.assert_holds(store, {"rows": history.table}, what="made")
            for number, changes in enumerate(history.runs, start=1):
                self.carry_out(model, changes)
                counts = self.carry_out(store, [self._fitted(store, change) for change in changes])
                expected = model.memory.tables["rows"]
                self.assert_holds(store, {"rows": expected}, what=f"after run {number}")
                lost = counts["rows"].deleted if "rows" in counts else 0
                expected_lost = history.table.num_rows - expected.num_rows
                history = History(table=expected, runs=history.runs)
                if lost != expected_lost:
                    raise AssertionError(f"run {number}: {lost} rows counted as deleted, {expected_lost} are")
        finally:
            self._made.remove(store)
            store.close()
            self.destroy(store)

    def _fitted(self, store: Any, change: Change) -> Change:
        match = self.match(store, change.table, change.match.key_columns(), change.match.missing)
        if isinstance(change, Delete):
            return Delete(table=change.table, match=match)
        return Update(table=change.table, match=match, values=change.values)
