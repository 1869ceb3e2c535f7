"""Stores that can do less, or enforce more, pass the suite by its other branches."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Change, Match, Update
from subjectrights.errors import NothingChanged, ValueRefused
from subjectrights.stores.base import Capabilities, Staged, Store
from subjectrights.stores.memory import MemoryStore
from subjectrights.terms import Outcome
from subjectrights.testing import Keys, StoreConformance


class PoorStore(MemoryStore):
    """Holds text alone, no NULL, doesn't know what it committed and has no stamps, as plain files might."""

    capabilities = Capabilities(nulls=False, outcome=False)

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        return super().stage([self._filled(c) if isinstance(c, Update) else c for c in changes], token)

    def _filled(self, change: Update) -> Update:
        values: dict[str, Any] = {}
        for column, value in change.values.items():
            values[column] = pc.fill_null(value, "") if value.type == pa.string() else value
        return Update(table=change.table, match=change.match, values=values)

    def outcome(self, token: str) -> Outcome:
        return Outcome.UNKNOWN

    def stamp(self, table: str) -> str | None:
        return None


class StrictStore(MemoryStore):
    """Enforces keys, has no order of rows and yields them in small batches, as a database might."""

    capabilities = Capabilities(enforces_keys=True)

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        for batch in super().find(table, columns, match):
            rows = batch.take(pa.array(range(batch.num_rows))[::-1])
            yield from (rows.slice(start, 2) for start in range(0, rows.num_rows, 2))

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        staged = super().stage(changes, token)
        trial = MemoryStore.of("trial", self.memory.tables, self.memory.keys)
        trial.stage(changes, token).commit()
        for name, keys in trial.memory.keys.items():
            self._enforce(name, keys, trial.memory.tables)
        return staged

    def _enforce(self, name: str, keys: Keys, tables: Mapping[str, pa.Table]) -> None:
        rows = tables[name]
        if any(rows.column(column).null_count for column in (*keys.primary, *keys.not_null)):
            raise ValueRefused("a column that must have a value would have none", store=self.name, table=name)
        for unique in (keys.primary, *keys.unique):
            if (
                unique
                and rows.select(list(unique)).group_by(list(unique)).aggregate([]).num_rows < rows.num_rows
            ):
                raise NothingChanged("two rows would have one key", store=self.name, table=name)
        for foreign in keys.foreign:
            (column,), (target,) = foreign.columns, foreign.target_columns
            there = tables[foreign.target].column(target).combine_chunks()
            if not pc.all(pc.is_in(rows.column(column), value_set=there), min_count=0).as_py():
                raise NothingChanged("a row would point at nothing", store=self.name, table=name)


class TestPoorStore(StoreConformance):
    types = ("text",)
    nulls = False

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> MemoryStore:
        return PoorStore.of("poor", tables)

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        assert isinstance(store, MemoryStore)
        return dict(store.memory.tables)


class TestStrictStore(StoreConformance):
    ordered = False

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> MemoryStore:
        return StrictStore.of("strict", tables, keys)

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        assert isinstance(store, MemoryStore)
        return {
            name: rows.take(pa.array(range(rows.num_rows), pa.int64())[::-1])
            for name, rows in store.memory.tables.items()
        }
