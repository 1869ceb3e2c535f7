"""What differs between databases, as one class to derive from; a fourth database is one more file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from subjectrights.stores.base import Assurance
from subjectrights.stores.sql.faults import Fault
from subjectrights.stores.sql.fields import Element, Field, bind

__all__ = ["CreateTemporary", "Dialect", "Locator", "plain_table", "temporary_name"]

POSITION = "sr_position"
INLINE_PARAMETERS = 500
_TAKEN = "subjectrights_temporary"
_PREFIX = "subjectrights_temporary_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """What names one row of a table from the match until it is written.

    Args:
        parts: expressions on the table; together they name a row.
        exact: False where rows that are alike have one name between them (a table without a key).
        stable: False where a row that is written has another name afterwards.
    """

    parts: tuple[Element, ...]
    exact: bool = True
    stable: bool = True

    def same(self, others: Sequence[Element]) -> sa.ColumnElement[bool]:
        """The condition that the row is the one that `others` name."""
        pairs = zip(self.parts, others, strict=True)
        if self.exact:
            return sa.and_(*(part == other for part, other in pairs))
        return sa.and_(*(part.is_not_distinct_from(other) for part, other in pairs))


class CreateTemporary(sa.Executable, sa.ClauseElement):
    """``CREATE TEMPORARY TABLE ... AS SELECT``, with the types of what is selected."""

    inherit_cache = False

    def __init__(self, name: str, select: sa.Select[Any], *, ending: str = "", index: str = "") -> None:
        self.name = name
        self.select = select
        self.ending = ending
        self.index = index


@compiles(CreateTemporary)
def _create_temporary(element: CreateTemporary, compiler: SQLCompiler, **options: Any) -> str:
    select = compiler.process(element.select, **options)
    return f"CREATE TEMPORARY TABLE {element.name}{element.index}{element.ending} AS {select}"


def temporary_name(connection: sa.Connection) -> str:
    """A name for a temporary table that the connection has no other of, until it is dropped.

    The lowest free number is taken, so that a statement is often the same as an earlier one and isn't
    compiled anew.
    """
    taken: set[int] = connection.info.setdefault(_TAKEN, set())
    number = next(number for number in count(1) if number not in taken)
    taken.add(number)
    return f"{_PREFIX}{number}"


def plain_table(name: str, columns: Sequence[str], schema: str | None = None) -> sa.TableClause:
    """A table to build statements with; names are always quoted and values pass as they are."""
    return sa.table(
        sa.sql.quoted_name(name, quote=True),
        *(sa.column(sa.sql.quoted_name(column, quote=True)) for column in columns),
        schema=None if schema is None else sa.sql.quoted_name(schema, quote=True),
    )


class Dialect(ABC):
    """One kind of database.

    Args:
        wait: how long to wait for somebody else's lock, in seconds.
        rewrites: whether a purge writes what was changed anew, so that no page keeps older bytes.
    """

    checks_row_by_row: ClassVar[bool] = False
    drop_temporary: ClassVar[str] = "DROP TABLE"

    def __init__(self, wait: float, *, rewrites: bool = False) -> None:
        self.wait = wait
        self.rewrites = rewrites

    @abstractmethod
    def engine(self) -> sa.Engine:
        """A new engine, its connections set up; nothing is connected yet."""

    @abstractmethod
    def classify(self, error: BaseException) -> Fault:
        """What is known of a driver's exception, without its words."""

    def catalogue(self, connection: sa.Connection, schema: str | None) -> Mapping[str, Mapping[str, Any]]:
        """By table and column, what the dialect itself wants to know of the columns of a schema."""
        return {}

    @abstractmethod
    def fields(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        columns: Sequence[Mapping[str, Any]],
        declared: Mapping[str, Any],
        as_text: Collection[str],
    ) -> Mapping[str, Field]:
        """How each column is read, compared and written.

        Args:
            connection: to look the columns up.
            table: the table.
            columns: as SQLAlchemy's inspector tells them.
            declared: by column, what `catalogue` tells of it.
            as_text: columns that hold values which are not of their type: they are read as text.
        """

    @abstractmethod
    def locator(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        key: Sequence[str],
        fields: Mapping[str, Field],
    ) -> Locator | None:
        """What names a row: `key` holds the columns of its key, if it has one; None where nothing does."""

    @abstractmethod
    def triggers(self, connection: sa.Connection, tables: Sequence[sa.TableClause]) -> bool:
        """Whether one of the tables has triggers, which may change more than is asked."""

    @abstractmethod
    def purge(self, engine: sa.Engine, tables: Sequence[sa.TableClause]) -> Assurance:
        """Remove what deleted values left behind, as far as the database can."""

    def unwritable(self, connection: sa.Connection, schema: str | None) -> Collection[str]:
        """Tables that can't be changed in a transaction."""
        return ()

    def hidden(self, connection: sa.Connection, schema: str | None) -> Collection[str]:
        """Tables whose rows are seen through another table."""
        return ()

    def checks(self, connection: sa.Connection, schema: str | None) -> Mapping[str, Sequence[str]]:
        """By table, texts of CHECK constraints that SQLAlchemy's inspector doesn't tell."""
        return {}

    def actions(self, connection: sa.Connection) -> Mapping[tuple[str, tuple[str, ...]], Mapping[str, str]]:
        """By table and columns, what a foreign key does (``ondelete``, ``onupdate``) beside the inspector."""
        return {}

    def referring(self, connection: sa.Connection, schema: str | None) -> Collection[tuple[str, str]]:
        """Schema and name of tables whose foreign keys point into `schema`."""
        return ()

    def settle(self, connection: sa.Connection) -> None:
        """Check what would otherwise be checked at the commit alone."""
        return

    def broken(self, connection: sa.Connection) -> int:
        """How many rows break foreign keys that are checked at the commit alone and can't be before."""
        return 0

    def begin_staging(self, connection: sa.Connection) -> None:
        """Begin the transaction that changes; others may go on reading."""
        connection.begin()

    @contextmanager
    def own_commit(self) -> Iterator[None]:
        """Take note that what changes in the database within the block is the store's own doing."""
        yield

    def key_columns(self, fields: Sequence[Field]) -> str:
        """The columns of a temporary table of keys: `POSITION`, then one a field."""
        return ", ".join((f"{POSITION} BIGINT", *(f"k{number} {f.key}" for number, f in enumerate(fields))))

    def temporary(self, name: str, select: sa.Select[Any], index: str | None = None) -> CreateTemporary:
        """The statement that makes a temporary table of what `select` finds; it may index a column."""
        return CreateTemporary(name, select)

    def lock(self, select: sa.Select[Any], table: sa.TableClause) -> sa.Select[Any]:
        """Hold the rows that are selected until the transaction ends."""
        return select.with_for_update(of=table)

    def latest(self, select: sa.Select[Any]) -> sa.Select[Any]:
        """The select, so that it sees what others committed just now, as constraints do."""
        return select

    @contextmanager
    def unchecked(self, connection: sa.Connection) -> Iterator[None]:
        """Let foreign keys be broken within the block, as far as the database can."""
        yield

    def empty_copy(self, select: sa.Select[Any], table: sa.TableClause) -> sa.Select[Any]:
        """A select from `table` that finds nothing, for its columns' types."""
        return select.select_from(table).where(sa.false())

    def delete(
        self,
        table: sa.TableClause,
        locator: Locator,
        names: Sequence[sa.ColumnClause[Any]],
        which: sa.ColumnElement[bool],
    ) -> sa.Delete:
        """Delete the rows that a temporary table names by its columns `names` and `which` picks."""
        return sa.delete(table).where(locator.same(names), which)

    @contextmanager
    def keys(
        self, connection: sa.Connection, fields: Sequence[Field], rows: Sequence[tuple[Any, ...]]
    ) -> Iterator[sa.FromClause]:
        """A relation of keys to join with: the column `POSITION`, then ``k0``, ``k1`` ...

        Args:
            connection: where the keys are wanted.
            fields: the columns that the keys are of.
            rows: a position and parameters each; at least one.
        """
        names = [POSITION, *(f"k{number}" for number in range(len(fields)))]
        if len(rows) * len(names) <= INLINE_PARAMETERS:
            yield _inline(names, rows)
            return
        name = temporary_name(connection)
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ({self.key_columns(fields)})")
        try:
            table = plain_table(name, names)
            connection.execute(sa.insert(table), [dict(zip(names, row, strict=True)) for row in rows])
            yield table
        finally:
            self.drop(connection, name)

    def fill(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        fields: Sequence[Field],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """Put `rows` into a temporary table: a position first, then a parameter a field."""
        position, *names = [column.name for column in table.columns]
        written = {name: field.written(_named(name)) for name, field in zip(names, fields, strict=True)}
        statement = sa.insert(table).values({position: _named(position), **written})
        connection.execute(statement, [dict(zip((position, *names), row, strict=True)) for row in rows])

    def count_of_alike(self, changes: Element) -> Element:
        """How many rows have one name, from the hits on it, whose change is `changes`."""
        return sa.literal_column("1")

    def drop(self, connection: sa.Connection, name: str) -> None:
        """Drop a temporary table; where the connection or transaction is dead it is gone already."""
        if connection.closed or connection.invalidated:
            return
        connection.info.get(_TAKEN, set()).discard(int(name.removeprefix(_PREFIX)))
        if not connection.in_transaction():
            return
        try:
            connection.exec_driver_sql(f"{self.drop_temporary} {name}")
        except sa.exc.DBAPIError:
            connection.invalidate()


def _named(name: str) -> Element:
    return sa.bindparam(name, type_=sa.types.NullType())


def _inline(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
    """The keys as a derived table, which needs no right to create anything."""
    selects = [
        sa.select(*(bind(value).label(name) for name, value in zip(names, row, strict=True))) for row in rows
    ]
    return sa.union_all(*selects).subquery("subjectrights_keys")
