"""Looks into the places a draft is made from: databases by URL, CSV and Parquet files by path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from subjectrights.errors import RequestError, StoreUnavailable
from subjectrights.stores.base import StoreSource, Table, TableSource
from subjectrights.stores.files import listing, shown
from subjectrights.stores.registry import open_store

__all__ = ["Place", "look_into"]

_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet"}
_DATABASES = (".sqlite", ".sqlite3", ".db")
_NAME = re.compile(r"[^\W\d][\w-]*\Z")
_COMPARED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What was found in one place.

    Args:
        name: the store's name.
        type: its kind.
        tables: its tables by name.
        url: a database's URL; it may hold a password.
        paths: by table, the path or glob of its files.
    """

    name: str
    type: str
    tables: Mapping[str, Table]
    url: str | None = field(default=None, repr=False)
    paths: Mapping[str, str] = field(default_factory=dict)


def look_into(name: str, place: str, folder: Path) -> Place:
    """Read which tables a place has.

    Args:
        name: the store's name.
        place: a database's URL, a SQLite file, or a path, folder or glob of CSV or Parquet files.
        folder: where relative paths start.

    Raises:
        RequestError: the name is no plain name, or files of no or several kinds are there.
        StoreUnavailable, MalformedData: the place can't be read.
    """
    if not _NAME.match(name):
        raise RequestError("a store's name is letters, digits, '_' and '-', beginning with a letter")
    if "://" in place:
        return _database(name, place, folder)
    if place.lower().endswith(_DATABASES):
        return _database(name, f"sqlite:///{Path(place).as_posix()}", folder)
    return _files(name, place, folder)


def _database(name: str, url: str, folder: Path) -> Place:
    return Place(name=name, type="sql", url=url, tables=_schema(name, "sql", folder, {}, {"url": url}))


def _files(name: str, place: str, folder: Path) -> Place:
    whole = (folder / place).is_dir()
    pattern = f"{place.rstrip('/')}/**/*" if whole else place
    found = [path for path in listing(folder, pattern) if not whole or _kind_of(path)]
    if not found:
        raise StoreUnavailable(
            "no data file is there; name a database's URL, or .csv or .parquet files", store=name
        )
    kinds = {_kind_of(path) for path in found}
    if len(kinds) > 1 or None in kinds:
        raise RequestError("a store is of one kind: either .csv or .parquet files", store=name)
    kind = str(kinds.pop())
    paths: dict[str, str] = {}
    for label, path in _tables(name, kind, found, place if "*" in place else None, folder):
        paths[_free(label, paths)] = path
    sources = {table: {"path": path} for table, path in paths.items()}
    return Place(name=name, type=kind, paths=paths, tables=_schema(name, kind, folder, sources, {}))


def _tables(
    name: str, kind: str, files: Sequence[Path], glob: str | None, folder: Path
) -> Iterator[tuple[str, str]]:
    """A table for each folder of files with the same columns, else one for each file: its name and path."""
    by_root: dict[tuple[Path, bool], list[Path]] = {}
    for path in files:
        root = path.parent
        while "=" in root.name:
            root = root.parent
        by_root.setdefault((root, root != path.parent), []).append(path)
    for (root, partitioned), own in by_root.items():
        if len(own) == 1 and not partitioned:
            yield own[0].name.partition(".")[0], shown(own[0], folder)
        elif partitioned or _alike(name, kind, own[:_COMPARED], folder):
            inner = f"{shown(root, folder)}/{'**/' if partitioned else ''}*{own[0].suffix}"
            yield root.name or name, glob if glob and len(by_root) == 1 else inner
        else:
            yield from ((path.name.partition(".")[0], shown(path, folder)) for path in own)


def _alike(name: str, kind: str, files: Sequence[Path], folder: Path) -> bool:
    sources = {str(at): {"path": shown(path, folder)} for at, path in enumerate(files)}
    schema = _schema(name, kind, folder, sources, {})
    return len({tuple(sorted(table.columns)) for table in schema.values()}) == 1


def _schema(
    name: str, kind: str, folder: Path, tables: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any]
) -> Mapping[str, Table]:
    sources = {table: TableSource(name=table, options=own) for table, own in tables.items()}
    store = open_store(StoreSource(name=name, type=kind, folder=folder, tables=sources, options=options))
    try:
        return store.schema()
    finally:
        store.close()


def _kind_of(path: Path) -> str | None:
    bare = path.with_suffix("") if path.suffix == ".gz" else path
    return _SUFFIXES.get(bare.suffix.lower())


def _free(label: str, taken: Mapping[str, str]) -> str:
    """A table's name from a file's, not taken yet."""
    plain = re.sub(r"[^\w-]+", "_", label).strip("_") or "table"
    name, at = plain, 2
    while name in taken:
        name, at = f"{plain}_{at}", at + 1
    return name
