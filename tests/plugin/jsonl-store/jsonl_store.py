"""A store of JSON Lines files: a table is a file, a row is a line."""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Match
from subjectrights.errors import (
    MalformedData,
    StoreChanged,
    StoreError,
    StoreUnavailable,
    UnknownName,
    ValueRefused,
)
from subjectrights.stores.base import Capabilities, Column, Staged, Store, Table

TYPES = {"text": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}


class JsonLinesStore(Store):
    """In the data map a table says its `path` and, by name, the type of each of its `fields`."""

    capabilities = Capabilities(outcome=False)

    def schema(self) -> Mapping[str, Table]:
        return {
            name: Table(
                name=name,
                columns={
                    field: Column(name=field, type=TYPES[kind])
                    for field, kind in source.options["fields"].items()
                },
            )
            for name, source in self.source.tables.items()
            if self.path(name).exists()
        }

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        types = self.types(table)
        wanted = list(types if columns is None else columns)
        self.require(table, [*wanted, *(match.columns + match.missing if match else ())])
        rows = [row for row in self.parse(table, self.lines(table)) if row is not None]
        if match is not None:
            rows = [rows[position] for position in matched(rows, match)]
        if rows:
            try:
                yield pa.RecordBatch.from_pylist(rows, pa.schema([(name, types[name]) for name in wanted]))
            except (pa.ArrowException, TypeError):
                raise MalformedData(
                    "a value is not of its field's type", store=self.name, table=table
                ) from None

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        staged = StagedLines(self, token)
        try:
            for table in sorted({change.table for change in changes}):
                staged.add(table, [change for change in changes if change.table == table])
        except BaseException:
            staged.abort()
            raise
        return staged

    def stamp(self, table: str) -> str:
        return hashlib.sha256(b"".join(self.lines(table))).hexdigest()

    def discard(self, token: str) -> None:
        for table in self.source.tables:
            self.shadow(table, token).unlink(missing_ok=True)

    def path(self, table: str) -> Path:
        return self.source.folder / self.source.tables[table].options["path"]

    def shadow(self, table: str, token: str) -> Path:
        return self.path(table).with_name(f".{self.path(table).name}.{token}")

    def types(self, table: str) -> Mapping[str, pa.DataType]:
        if table not in self.source.tables:
            raise UnknownName("there is no such table", store=self.name, table=table)
        return {name: TYPES[kind] for name, kind in self.source.tables[table].options["fields"].items()}

    def require(self, table: str, columns: Sequence[str]) -> None:
        for column in set(columns) - set(self.types(table)):
            raise UnknownName("there is no such column", store=self.name, table=table, column=column)

    def lines(self, table: str) -> list[bytes]:
        try:
            return io.BytesIO(self.path(table).read_bytes()).readlines()
        except OSError:
            raise StoreUnavailable("the file can't be read", store=self.name, table=table) from None

    def parse(self, table: str, lines: Sequence[bytes]) -> Iterator[dict[str, Any] | None]:
        """The row of each line; None for a blank line."""
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line) if line.strip() else None
            except ValueError:
                row = ()
            if not (row is None or isinstance(row, dict)):
                raise MalformedData(
                    "the line holds no JSON object", store=self.name, table=table, line=number
                )
            yield row


class StagedLines(Staged):
    """New files beside the live ones, which take their places on commit."""

    def __init__(self, store: JsonLinesStore, token: str) -> None:
        self.store = store
        self.token = token
        self.counts: dict[str, Count] = {}
        self.stamps: dict[str, str] = {}

    def add(self, table: str, changes: Sequence[Change]) -> None:
        lines = self.store.lines(table) if table in self.store.source.tables else []
        self.store.require(table, [])
        self.stamps[table] = hashlib.sha256(b"".join(lines)).hexdigest()
        rows = [row or {} for row in self.store.parse(table, lines)]
        deleted: set[int] = set()
        updated: dict[int, dict[str, Any]] = {}
        for change in changes:
            self.store.require(table, change.match.columns + change.match.missing)
            positions = matched(rows, change.match)
            if isinstance(change, Delete):
                deleted.update(positions)
                continue
            values = {column: self.fitting(table, column, value) for column, value in change.values.items()}
            for position, key in positions.items():
                new = {column: cells[key if len(cells) > 1 else 0] for column, cells in values.items()}
                updated.setdefault(position, {}).update(new)
        for position in deleted:
            updated.pop(position, None)
            lines[position] = b""
        for position, new in updated.items():
            lines[position] = json.dumps(rows[position] | new, ensure_ascii=False).encode() + b"\n"
        self.counts[table] = Count(deleted=len(deleted), updated=len(updated))
        if deleted or updated:
            self.write(table, lines)

    def fitting(self, table: str, column: str, value: Any) -> list[Any]:
        """The new values in the column's type: one for all rows, or one a key."""
        self.store.require(table, [column])
        try:
            cells = value if isinstance(value, pa.Array) else pa.repeat(value, 1)
            return cells.cast(self.store.types(table)[column]).to_pylist()
        except pa.ArrowException:
            raise ValueRefused(
                "a value is not of the field's type", store=self.store.name, column=column
            ) from None

    def write(self, table: str, lines: Sequence[bytes]) -> None:
        try:
            with self.store.shadow(table, self.token).open("wb") as shadow:
                shutil.copymode(self.store.path(table), shadow.name)
                shadow.writelines(lines)
                shadow.flush()
                os.fsync(shadow.fileno())
        except OSError:
            raise StoreError("the file can't be written", store=self.store.name, table=table) from None

    def check(self) -> None:
        for table, stamp in self.stamps.items():
            if self.store.stamp(table) != stamp:
                raise StoreChanged("the file was changed; plan again", store=self.store.name, table=table)

    def commit(self) -> None:
        for table in self.stamps:
            shadow = self.store.shadow(table, self.token)
            if shadow.exists():
                shadow.replace(self.store.path(table))

    def abort(self) -> None:
        self.store.discard(self.token)


def matched(rows: Sequence[Mapping[str, Any]], match: Match) -> dict[int, int]:
    """By position of a matching row, the position of its key."""
    keys = zip(*(array.to_pylist() for array in match.key_columns().values()), strict=True)
    wanted = {key: number for number, key in enumerate(keys)}
    found = {}
    for position, row in enumerate(rows):
        key = tuple(row.get(column) for column in match.columns)
        if key in wanted and all(row.get(column) is None for column in match.missing):
            found[position] = wanted[key]
    return found
