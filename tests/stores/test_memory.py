"""The memory store, through the conformance suite and on its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from subjectrights.stores.base import Store
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys, StoreConformance


class TestMemoryStore(StoreConformance):
    max_examples = 150

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> MemoryStore:
        return MemoryStore.of("memory", tables, keys)

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        assert isinstance(store, MemoryStore)
        return dict(store.memory.tables)

    def change_from_outside(self, store: Store, table: str) -> bool:
        assert isinstance(store, MemoryStore)
        rows = store.memory.tables[table]
        store.memory.write(table, pa.concat_tables([rows, rows.slice(0, 1)]))
        return True
