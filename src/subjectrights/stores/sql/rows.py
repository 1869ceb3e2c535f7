"""Which rows a run's changes hit: resolved all together, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.stores.sql.dialect import Dialect, Locator, plain_table, temporary_name
from subjectrights.stores.sql.fields import Element
from subjectrights.stores.sql.keys import fields_of, matching, spelt
from subjectrights.stores.sql.relation import Relation
from subjectrights.stores.sql.work import Work

__all__ = ["Hit", "locate"]

CHANGE = "sr_change"
GONE = "sr_gone"
ALIKE = "sr_alike"
KEY = "sr_key"
YES: Element = sa.literal_column("1")
NO: Element = sa.literal_column("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """The rows of one table that changes hit, named in a temporary table.

    Args:
        relation: the table.
        locator: what names a row of it.
        rows: the temporary table: names, whether the row goes, and by update the position of its key.
        updates: the updates, in their order.
        count: how many rows go and how many are only updated.
    """

    relation: Relation
    locator: Locator
    rows: sa.TableClause
    updates: Sequence[Update]
    count: Count

    @property
    def gone(self) -> sa.ColumnElement[bool]:
        """The condition that a row goes."""
        return self.rows.columns[GONE] == YES

    @property
    def stays(self) -> sa.ColumnElement[bool]:
        """The condition that a row is updated alone."""
        return self.rows.columns[GONE] == NO

    @property
    def names(self) -> tuple[Element, ...]:
        """The columns that name a row."""
        return tuple(self.rows.columns[f"l{number}"] for number in range(len(self.locator.parts)))

    @property
    def same(self) -> sa.ColumnElement[bool]:
        """The condition that a row of the relation is one of `rows`."""
        return self.locator.same(self.names)

    def present(self, work: Work, which: sa.ColumnElement[bool]) -> int:
        """How many rows of the relation are those of `rows` that `which` picks."""
        return work.count(self.relation.clause.join(self.rows, self.same), which)

    def key(self, update: int) -> Element:
        """The position of the row's key in an update, by the update's number; NULL where it isn't hit."""
        return self.rows.columns[f"k{update}"]


@contextmanager
def locate(
    work: Work, relation: Relation, locator: Locator, changes: Sequence[Change]
) -> Iterator[Hit | None]:
    """Find and hold the rows of one table that `changes` hit; None where there are none.

    Args:
        work: the run.
        relation: the table.
        locator: what names a row of it.
        changes: of this table alone.

    Yields:
        The rows; their temporary table lasts as long as the block.
    """
    connection, dialect = work.connection, work.dialect
    hits, rows = temporary_name(connection), temporary_name(connection)
    names = [f"l{number}" for number in range(len(locator.parts))]
    updates = [change for change in changes if isinstance(change, Update)]
    parts = [part.label(name) for part, name in zip(locator.parts, names, strict=True)]
    shape = sa.select(*parts, NO.label(CHANGE), NO.label(KEY))
    connection.execute(dialect.temporary(hits, dialect.empty_copy(shape, relation.clause)))
    try:
        table = plain_table(hits, [*names, CHANGE, KEY])
        for number, change in enumerate(changes):
            _hit(work, relation, parts, table, number, change)
        pivot = _pivot(dialect, locator, table, names, changes)
        connection.execute(dialect.temporary(rows, pivot, None if locator.exact else "l0"))
    finally:
        dialect.drop(connection, hits)
    try:
        found = plain_table(rows, [*names, GONE, ALIKE, *(f"k{number}" for number in range(len(updates)))])
        count = _count(connection, found)
        if count == Count():
            yield None
        else:
            yield Hit(relation=relation, locator=locator, rows=found, updates=updates, count=count)
    finally:
        dialect.drop(connection, rows)


def _hit(
    work: Work,
    relation: Relation,
    parts: Sequence[Element],
    table: sa.TableClause,
    number: int,
    change: Change,
) -> None:
    given = spelt(relation, change.match)
    if not given:
        return
    with work.dialect.keys(work.connection, fields_of(relation, change.match), given) as keys:
        condition = matching(relation, change.match, keys)
        select = sa.select(*parts, sa.literal_column(str(number)), keys.columns["sr_position"])
        select = select.select_from(relation.clause.join(keys, condition))
        statement = sa.insert(table).from_select(
            [column.name for column in table.columns], work.dialect.lock(select, relation.clause)
        )
        work.connection.execute(statement)


def _pivot(
    dialect: Dialect, locator: Locator, hits: sa.TableClause, names: Sequence[str], changes: Sequence[Change]
) -> sa.Select[Any]:
    """One row a row hit; numbers stand in the text, since a statement that creates takes no parameters."""
    change, key = hits.columns[CHANGE], hits.columns[KEY]
    deletes: list[Element] = [
        sa.literal_column(str(n)) for n, one in enumerate(changes) if isinstance(one, Delete)
    ]
    updates: list[Element] = [
        sa.literal_column(str(n)) for n, one in enumerate(changes) if isinstance(one, Update)
    ]
    going: Element = sa.case((change.in_(deletes), YES), else_=NO) if deletes else NO
    alike = YES if locator.exact else dialect.count_of_alike(change)
    own = [hits.columns[name] for name in names]
    return sa.select(
        *own,
        sa.func.max(going).label(GONE),
        alike.label(ALIKE),
        *(sa.func.max(sa.case((change == n, key))).label(f"k{i}") for i, n in enumerate(updates)),
    ).group_by(*own)


def _count(connection: sa.Connection, rows: sa.TableClause) -> Count:
    gone, alike = rows.columns[GONE], rows.columns[ALIKE]
    sums = sa.select(gone, sa.func.sum(alike)).group_by(gone)
    found = {int(going): int(number) for going, number in connection.execute(sums)}
    return Count(deleted=found.get(1, 0), updated=found.get(0, 0))
