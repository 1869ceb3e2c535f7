"""A store that keeps its tables in memory: the model that the other stores are compared with.

It is written to be seen to be right rather than to be fast: rows are compared one by one as Python values.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Match
from subjectrights.errors import DataMapError, StoreChanged, UnknownName, ValueRefused
from subjectrights.stores.base import (
    Assurance,
    Capabilities,
    Column,
    ForeignKey,
    Staged,
    Store,
    StoreSource,
    Table,
    TableSource,
)
from subjectrights.terms import Outcome

__all__ = ["Keys", "Memory", "MemoryStore"]

BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a database may know of a table beyond the names and types of its columns.

    Args:
        primary: the columns of the primary key.
        foreign: the foreign keys.
        not_null: columns that can't hold NULL; those of the primary key needn't be repeated.
        unique: sets of columns that are unique together.
        width: by column, the longest text it takes, in characters.
        generated: columns that the store computes.
        checked: columns whose values a CHECK or a domain limits.
        allowed: by column, the only values it takes.
    """

    primary: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    not_null: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    width: Mapping[str, int] = field(default_factory=dict)
    generated: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Memory:
    """What memory stores hold; several stores may share one, as several programs share a database.

    Args:
        tables: the tables by name.
        keys: what else is known of them, by name.
    """

    def __init__(self, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None) -> None:
        self.lock = threading.RLock()
        self.tables = dict(tables)
        self.keys = dict(keys or {})
        self.versions = dict.fromkeys(self.tables, 0)
        self.committed: set[str] = set()

    def write(self, table: str, rows: pa.Table) -> None:
        """Put `rows` in the place of what `table` holds, as another program might.

        Args:
            table: the table's name.
            rows: all its rows from now on.
        """
        with self.lock:
            self.tables[table] = rows
            self.versions[table] = self.versions.get(table, 0) + 1


class MemoryStore(Store):
    """Tables in memory. It reports keys and limits that it is told of and enforces none of them.

    Where several updates write one cell of one row, the last of them wins.

    Args:
        source: ``source.options["memory"]`` may hold a :class:`Memory`; without one the store is empty.

    Raises:
        DataMapError: the option ``memory`` is something else, which a data map's text can't help being.
    """

    capabilities = Capabilities(nulls=True, outcome=True, enforces_keys=False)

    def __init__(self, source: StoreSource) -> None:
        super().__init__(source)
        memory = source.options.get("memory")
        if memory is None:
            memory = Memory({})
        elif not isinstance(memory, Memory):
            raise DataMapError(
                f"stores.{source.name}.memory: only Python code can hand tables to a memory store"
            )
        self._memory: Memory = memory

    @classmethod
    def of(
        cls, name: str, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> MemoryStore:
        """A store that holds `tables`.

        Args:
            name: the store's name in the data map.
            tables: the tables by name.
            keys: what else is known of them, by name.

        Returns:
            The store; another made from its ``source`` shares its tables.
        """
        source = StoreSource(
            name=name,
            type="memory",
            folder=Path(),
            tables={table: TableSource(name=table) for table in tables},
            options={"memory": Memory(tables, keys)},
        )
        return cls(source)

    @property
    def memory(self) -> Memory:
        """What the store holds, to be read or written past the store, as another program would."""
        return self._memory

    def schema(self) -> Mapping[str, Table]:
        """See :meth:`Store.schema`."""
        with self._memory.lock:
            return {name: self._describe(name, rows) for name, rows in self._memory.tables.items()}

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See :meth:`Store.find`."""
        rows = self._rows(table)
        wanted = list(rows.column_names if columns is None else columns)
        self._require(table, rows, wanted)
        if match is not None:
            self._require(table, rows, (*match.columns, *match.missing))
            rows = rows.take(pa.array(sorted(_matched(rows, match)), pa.int64()))
        batches = rows.select(wanted).to_batches(max_chunksize=BATCH_ROWS)
        return (batch for batch in batches if batch.num_rows)

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        """See :meth:`Store.stage`."""
        with self._memory.lock:
            names = sorted({change.table for change in changes})
            before = {name: self._rows(name) for name in names}
            versions = {name: self._memory.versions[name] for name in names}
        after = {}
        counts = {}
        for name in names:
            own = [change for change in changes if change.table == name]
            after[name], counts[name] = self._changed(name, before[name], own)
        return _StagedInMemory(
            self._memory, store=self.name, after=after, counts=counts, versions=versions, token=token
        )

    def stamp(self, table: str) -> str | None:
        """See :meth:`Store.stamp`: how often the table was written."""
        self._rows(table)
        return str(self._memory.versions[table])

    def purge(self) -> Assurance:
        """See :meth:`Store.purge`: a table in memory has no older copy to purge."""
        return Assurance()

    def discard(self, token: str) -> None:
        """See :meth:`Store.discard`."""
        with self._memory.lock:
            self._memory.committed.discard(token)

    def outcome(self, token: str) -> Outcome:
        """See :meth:`Store.outcome`."""
        return Outcome.COMMITTED if token in self._memory.committed else Outcome.NOT_COMMITTED

    def _rows(self, table: str) -> pa.Table:
        try:
            return self._memory.tables[table]
        except KeyError:
            raise UnknownName("there is no such table", store=self.name, table=table) from None

    def _require(self, table: str, rows: pa.Table, columns: Sequence[str]) -> None:
        for column in columns:
            if column not in rows.column_names:
                raise UnknownName("there is no such column", store=self.name, table=table, column=column)

    def _describe(self, name: str, rows: pa.Table) -> Table:
        keys = self._memory.keys.get(name, Keys())
        full = {*keys.primary, *keys.not_null}
        alone = {columns[0] for columns in (keys.primary, *keys.unique) if len(columns) == 1}
        columns = {
            column.name: Column(
                name=column.name,
                type=column.type,
                nullable=column.nullable and column.name not in full,
                width=keys.width.get(column.name),
                unique=column.name in alone,
                generated=column.name in keys.generated,
                checked=column.name in keys.checked,
                allowed=keys.allowed.get(column.name),
            )
            for column in rows.schema
        }
        return Table(
            name=name,
            columns=columns,
            primary_key=keys.primary,
            unique=keys.unique,
            foreign_keys=keys.foreign,
            mapped=name in self.source.tables,
        )

    def _changed(self, table: str, rows: pa.Table, changes: Sequence[Change]) -> tuple[pa.Table, Count]:
        """The rows as they will be, and how many go or change; every match is of the rows as they are."""
        gone: set[int] = set()
        written: dict[str, _Cells] = {}
        for change in changes:
            self._require(table, rows, (*change.match.columns, *change.match.missing))
            matched = _matched(rows, change.match)
            if isinstance(change, Delete):
                gone.update(matched)
                continue
            self._require(table, rows, tuple(change.values))
            for column, value in change.values.items():
                values = self._fitting(table, rows.schema.field(column), value)
                cells = written.setdefault(column, _Cells(rows.column(column)))
                cells.write(values, matched, aligned=isinstance(value, pa.Array))
        touched = {position for cells in written.values() for position in cells.places} - gone
        for column, cells in written.items():
            place = rows.column_names.index(column)
            rows = rows.set_column(place, rows.schema.field(column), cells.array())
        kept = [position for position in range(rows.num_rows) if position not in gone]
        return rows.take(pa.array(kept, pa.int64())), Count(deleted=len(gone), updated=len(touched))

    def _fitting(self, table: str, column: pa.Field, value: pa.Scalar | pa.Array) -> pa.Array:
        try:
            values = value if isinstance(value, pa.Array) else pa.repeat(value, 1)
            return values.cast(column.type)
        except pa.ArrowException:
            raise ValueRefused(
                f"a new value can't be written as {column.type}",
                store=self.name,
                table=table,
                column=column.name,
            ) from None


class _Cells:
    """One column's cells: the old ones, then the new ones, and which of them each row takes."""

    def __init__(self, old: pa.ChunkedArray) -> None:
        self.rows = len(old)
        self.pool = old.combine_chunks()
        self.places: dict[int, int] = {}

    def write(self, values: pa.Array, matched: Mapping[int, int], *, aligned: bool) -> None:
        start = len(self.pool)
        self.pool = pa.concat_arrays([self.pool, values])
        for position, key in matched.items():
            self.places[position] = start + (key if aligned else 0)

    def array(self) -> pa.Array:
        taken = [self.places.get(position, position) for position in range(self.rows)]
        return self.pool.take(pa.array(taken, pa.int64()))


class _StagedInMemory(Staged):
    """Whole new tables, put in the place of the old ones by `commit`."""

    def __init__(
        self,
        memory: Memory,
        *,
        store: str,
        after: Mapping[str, pa.Table],
        counts: Mapping[str, Count],
        versions: Mapping[str, int],
        token: str,
    ) -> None:
        self.counts = counts
        self._memory = memory
        self._store = store
        self._after = dict(after)
        self._versions = versions
        self._token = token

    def check(self) -> None:
        """See :meth:`Staged.check`."""
        with self._memory.lock:
            for table, version in self._versions.items():
                if self._memory.versions.get(table) != version:
                    raise StoreChanged(
                        "the table was changed since; plan again", store=self._store, table=table
                    )

    def commit(self) -> None:
        """See :meth:`Staged.commit`."""
        with self._memory.lock:
            for table, rows in self._after.items():
                if self.counts[table] != Count():
                    self._memory.write(table, rows)
            self._memory.committed.add(self._token)

    def abort(self) -> None:
        """See :meth:`Staged.abort`."""
        self._after.clear()


def _matched(rows: pa.Table, match: Match) -> dict[int, int]:
    """By position of a matching row, the position of its key."""
    keys = zip(*(array.to_pylist() for array in match.key_columns().values()), strict=True)
    wanted = {key: number for number, key in enumerate(keys)}
    cells = zip(*(rows.column(column).to_pylist() for column in match.columns), strict=True)
    found = {position: wanted[cell] for position, cell in enumerate(cells) if cell in wanted}
    for column in match.missing:
        absent = rows.column(column).is_null().to_pylist()
        found = {position: key for position, key in found.items() if absent[position]}
    return found
