"""Short hands for tests of the Parquet store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Match, Update
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.parquet import ParquetStore

CANARY = "canary.7f3a@example.com"


def archive(folder: Path, **paths: str) -> ParquetStore:
    """A store of tables by name, each with its path or glob."""
    tables = {name: TableSource(name=name, options={"path": path}) for name, path in paths.items()}
    return ParquetStore(StoreSource(name="archive", type="parquet", folder=folder, tables=tables))


def by(column: str, *keys: Any, type_: pa.DataType | None = None) -> Match:
    return Match(columns=(column,), keys=pa.array(keys, type_))


def delete(column: str, *keys: Any, table: str = "calls", type_: pa.DataType | None = None) -> Delete:
    return Delete(table=table, match=by(column, *keys, type_=type_))


def update(column: str, *keys: Any, values: Mapping[str, Any], table: str = "calls") -> Update:
    return Update(table=table, match=by(column, *keys), values=values)


def carry_out(store: ParquetStore, *changes: Change, token: str = "run") -> Mapping[str, Count]:
    staged = store.stage(changes, token)
    staged.check()
    staged.commit()
    return staged.counts


def found(
    store: ParquetStore,
    table: str = "calls",
    columns: Sequence[str] | None = None,
    match: Match | None = None,
) -> pa.Table:
    """What `find` yields, its types as `schema` says."""
    described = store.schema()[table].columns
    names = list(described if columns is None else columns)
    schema = pa.schema([(name, described[name].type) for name in names])
    return pa.Table.from_batches(store.find(table, columns, match), schema)


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but locks, with its inode and bytes."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stat().st_size
    }
