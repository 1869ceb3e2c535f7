"""The waist: what every store can do, and nothing more.

A store is written with three methods, :meth:`Store.schema`, :meth:`Store.find` and :meth:`Store.stage`;
the others have defaults that are right but slow, or do nothing.  ``subjectrights.testing`` holds the
conformance suite that every store passes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subjectrights.changes import Change, Count, Match
from subjectrights.terms import Outcome

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Assurance",
    "Capabilities",
    "Column",
    "ForeignKey",
    "Residue",
    "Staged",
    "Store",
    "StoreSource",
    "Table",
    "TableSource",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """Where one table of a store lies, as the data map says.

    Args:
        name: the table's name in the data map.
        options: what else the map says for this kind of store: ``path`` for files (a path or glob, as
            written), ``name`` and ``schema`` for SQL, ``encoding``, ``delimiter``, ``quoting``,
            ``header`` for CSV.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSource:
    """Where a store lies, as the data map says.

    Args:
        name: the store's name in the data map.
        type: the kind of store, such as ``"sql"``.
        folder: the data map's folder; relative paths and SQLite files start there.
        tables: the mapped tables by name.
        options: what else the map says, such as ``url`` and ``schema``.
    """

    name: str
    type: str
    folder: Path
    tables: Mapping[str, TableSource]
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Args:
        name: its name, exactly as stored.
        type: its Arrow type; what :meth:`Store.find` yields.
        nullable: whether it can hold NULL.
        width: the longest text it takes, in characters, where there is a limit.
        unique: whether it alone is unique (a one-column key counts).
        generated: whether the store computes it, so that it can't be written.
        checked: whether a CHECK, enumeration or domain limits its values.
        allowed: the only values it takes, where that is known (an enumeration).
    """

    name: str
    type: pa.DataType
    nullable: bool = True
    width: int | None = None
    unique: bool = False
    generated: bool = False
    checked: bool = False
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key of a table: these columns point at those of `target`.

    `on_delete` is the database's action in upper case (``"CASCADE"``, ``"SET NULL"``), None where it
    blocks the delete; `on_update` likewise.
    """

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str | None = None
    on_update: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as the store has it.

    Args:
        name: the name in the data map, or the store's own name where the map doesn't mention it.
        columns: the columns by name, in order.
        primary_key: its columns; empty where there is none.
        unique: sets of columns that are unique together, the primary key not repeated.
        foreign_keys: what its columns point at; targets are named as in :meth:`Store.schema`.
        mapped: whether the data map mentions it.
        writable: False for views and other things that can only be read.
    """

    name: str
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    mapped: bool = True
    writable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a store can do; read by the planner and the conformance suite alike.

    Args:
        delete: rows can be removed.
        update: values can be written.
        nulls: NULL and the empty text are two things (not so in CSV, where writing NULL leaves the
            field empty and an empty field is read as ``''``).
        outcome: :meth:`Store.outcome` can tell after a crash whether a run was committed.
        enforces_keys: foreign keys, uniqueness and NOT NULL are enforced by the store.
        grows: others may append to its tables at any time, and what they append within a run stays.
    """

    delete: bool = True
    update: bool = True
    nulls: bool = True
    outcome: bool = True
    enforces_keys: bool = False
    grows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Residue:
    """A place where a searched value still stands; never the value itself.

    `count` is the number of cells (or occurrences, where there are no cells).
    """

    store: str
    table: str
    column: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """What a purge did, and what it could not: sentences without personal data."""

    done: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()


class Staged(ABC):
    """Changes that are worked out and durable but not yet visible to anybody.

    `counts` holds the rows each table loses or has updated.
    """

    counts: Mapping[str, Count]

    @abstractmethod
    def check(self) -> None:
        """Look whether the ground moved since staging.

        Raises:
            StoreChanged: somebody else changed what the staged work rests on.
        """

    @abstractmethod
    def commit(self) -> None:
        """Make the changes visible, durably. Nothing that can ordinarily fail is left to do here.

        Raises:
            StoreChanged: somebody changed the store since `check`, and would lose it; staging anew under the
                same token, on what is there now, does what is left.
        """

    @abstractmethod
    def abort(self) -> None:
        """Drop the staged work and leave no trace of it; safe to call twice."""


class Store(ABC):
    """A place that holds personal data in tables of rows.

    A store opens lazily: making one touches neither disk nor network.  Its errors are
    :mod:`subjectrights.errors`; no engine's own exception, which may quote a value, passes through.
    """

    capabilities: Capabilities = Capabilities()

    def __init__(self, source: StoreSource) -> None:
        self.source = source
        self.name = source.name

    @abstractmethod
    def schema(self) -> Mapping[str, Table]:
        """Every table, mapped or not, by name.

        A mapped table that the store doesn't have is left out; ``check`` reports it.

        Raises:
            StoreUnavailable: the store can't be reached.
            MalformedData: what is there can't be read.
        """

    @abstractmethod
    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Rows of `table`, in the store's order.

        Args:
            table: a name from :meth:`schema`.
            columns: which columns, in this order; None for all.
            match: only these rows; None for all. A match without keys finds nothing.

        Yields:
            Record batches with the columns' types as in :meth:`schema`; none at all where nothing is found.

        Raises:
            UnknownName: there is no such table or column.
            StoreUnavailable, MalformedData: the store can't be read.
        """

    @abstractmethod
    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        """Work the changes out as far as can be without anybody seeing it: all that can fail.

        The changes are meant together: a match refers to the rows as they were before any of them. If a
        row is both deleted and updated it is deleted. Each table's rows that match nothing keep their
        bytes. Whatever this raises leaves the store as it was, with nothing left over.

        Args:
            changes: deletes and updates, in any order of tables; the store finds a safe order.
            token: a random name of the run, safe in a file name; `discard` and `outcome` take it.

        Raises:
            StoreBusy, StoreReadOnly, StoreFull, StoreChanged, MalformedData: as named.
            ValueRefused: a value can't be written into its column.
            NothingChanged: a constraint of the store refuses the change.
        """

    def stamp(self, table: str) -> str | None:
        """Something that differs whenever the table's bytes may have changed; None where none can be told."""
        return None

    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        """Look for texts in every text cell of every table, by reading it all again.

        A cell counts when it contains a needle, regardless of case and of how a letter is composed. A needle
        that is an address counts as a whole one alone: not within ``ann@x.com.au`` nor ``joann@x.com``, but
        with a full stop after it, or in brackets or quotes. A domain with ``xn--`` is looked for in its
        Unicode spelling too. :mod:`subjectrights.stores.needles` tells both.

        Args:
            needles: texts of three characters or more.
        """
        from subjectrights.stores.search import search_tables

        return search_tables(self, needles)

    def purge(self) -> Assurance:
        """Remove what deleted values may have left behind in the store's own files, as far as it can."""
        return Assurance()

    def discard(self, token: str) -> None:
        """Remove whatever a dead run of that token left behind, its marker of having committed too."""
        return

    def outcome(self, token: str) -> Outcome:
        """Whether the run of that token was committed here."""
        return Outcome.UNKNOWN

    def close(self) -> None:
        """Let go of connections and files; the store opens again when it is next used."""
        return
