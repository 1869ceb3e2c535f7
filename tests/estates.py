"""Small estates in memory for the tests of identity and rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from subjectrights.datamap.model import DataMap
from subjectrights.identity.holdings import Holdings
from subjectrights.identity.people import given
from subjectrights.identity.trace import trace
from subjectrights.stores.memory import MemoryStore

IDENTIFIERS: dict[str, Any] = {
    "customer_id": {"kind": "opaque"},
    "email": {"kind": "email"},
    "phone": {"kind": "phone", "region": "BE", "shared": True},
}


def make_map(tables: Mapping[str, Any], identifiers: Mapping[str, Any] | None = None) -> DataMap:
    """A map of stores in memory; a table is named ``store.table``."""
    stores: dict[str, Any] = {}
    for name, table in tables.items():
        store, _, short = name.partition(".")
        stores.setdefault(store, {"type": "memory", "tables": {}})["tables"][short] = table
    return DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS if identifiers is None else identifiers,
            "stores": stores,
        }
    )


def make_stores(
    tables: Mapping[str, pa.Table], keys: Mapping[str, Any] | None = None
) -> dict[str, MemoryStore]:
    """Stores in memory that hold these tables, named ``store.table``."""
    by_store: dict[str, dict[str, pa.Table]] = {}
    for name, table in tables.items():
        store, _, short = name.partition(".")
        by_store.setdefault(store, {})[short] = table
    return {
        store: MemoryStore.of(
            store,
            held,
            {
                short: key
                for name, key in (keys or {}).items()
                for s, _, short in [name.partition(".")]
                if s == store
            },
        )
        for store, held in by_store.items()
    }


def look_for(datamap: DataMap, stores: Mapping[str, MemoryStore], **identifiers: list[Any]) -> Holdings:
    """Trace people by lists of identifiers."""
    count = len(next(iter(identifiers.values())))
    known = given(datamap, {name: pa.array(values) for name, values in identifiers.items()}, count=count)
    schemas = {name: store.schema() for name, store in stores.items()}
    return trace(datamap, stores, schemas, known, count=count)


def held_rows(
    holdings: Holdings, table: str, *, certain: bool = True, subject: int = 0
) -> list[dict[str, Any]]:
    """The rows of a table that are a person's, certainly or possibly, without the tracing's own columns."""
    held = next(h for ref, h in holdings.tables.items() if str(ref) == table)
    wanted = (held.subject == subject) & (held.certain == certain)
    rows = held.rows.take(pa.array(sorted(held.row[wanted].tolist()), pa.int64())).to_pylist()
    return [{k: v for k, v in row.items() if k != "__count"} for row in rows]


def dump(store: MemoryStore) -> dict[str, list[dict[str, Any]]]:
    """Every table of a store in memory, row by row."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in store.schema():
        found[name] = [row for batch in store.find(name) for row in batch.to_pylist()]
    return found
