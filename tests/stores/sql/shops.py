"""Short hands for tests of the SQL store: a database from statements, a store on it, and looking past it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.changes import Change, Count, Delete, Match, Update
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.sql import SqlStore

__all__ = ["CANARY", "OPENED", "delete", "execute", "match", "rows", "run", "select", "store_of", "update"]

OPENED: list[SqlStore] = []
"""Closed when the test ends, before its database goes."""

CANARY = "canary.7f3a@example.com"


def kind_of(url: str) -> str:
    """``sqlite``, ``postgresql`` or ``mysql``."""
    return sa.make_url(url).get_backend_name()


def execute(url: str, *statements: str) -> None:
    """Run statements past the store."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def select(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Read past the store."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def store_of(
    url: str, *tables: str, named: Mapping[str, Mapping[str, str]] | None = None, **options: Any
) -> SqlStore:
    """A store that maps `tables`, and `named` tables with options of their own."""
    sources = {name: TableSource(name=name) for name in tables}
    for name, own in (named or {}).items():
        sources[name] = TableSource(name=name, options=own)
    source = StoreSource(
        name="crm",
        type="sql",
        folder=Path("/nowhere"),
        tables=sources,
        options={"url": url, "lock_timeout": 1, **options},
    )
    store = SqlStore(source)
    OPENED.append(store)
    return store


def match(store: SqlStore, table: str, missing: tuple[str, ...] = (), **keys: Sequence[Any]) -> Match:
    """A match of the columns' types."""
    described = store.schema()[table].columns
    arrays = [pa.array(values, described[name].type) for name, values in keys.items()]
    if len(arrays) == 1:
        return Match(columns=tuple(keys), keys=arrays[0], missing=missing)
    struct = pa.StructArray.from_arrays(arrays, names=list(keys))
    return Match(columns=tuple(keys), keys=struct, missing=missing)


def rows(
    store: SqlStore, table: str, columns: Sequence[str] | None = None, where: Match | None = None
) -> list[Any]:
    """What the store finds, as tuples in a stable order."""
    found = [tuple(row.values()) for batch in store.find(table, columns, where) for row in batch.to_pylist()]
    return sorted(found, key=repr)


def delete(store: SqlStore, table: str, **keys: Sequence[Any]) -> Delete:
    """A delete by keys."""
    return Delete(table=table, match=match(store, table, **keys))


def update(store: SqlStore, table: str, values: Mapping[str, Any], **keys: Sequence[Any]) -> Update:
    """An update by keys; plain values become scalars."""
    written = {
        name: value if isinstance(value, pa.Scalar | pa.Array) else pa.scalar(value)
        for name, value in values.items()
    }
    return Update(table=table, match=match(store, table, **keys), values=written)


def run(store: SqlStore, *changes: Change) -> Mapping[str, Count]:
    """Stage, check and commit."""
    staged = store.stage(changes, secrets.token_hex(16))
    staged.check()
    counts = dict(staged.counts)
    staged.commit()
    return counts
