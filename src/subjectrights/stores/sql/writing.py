"""Carries out what was located: updates, then deletes, each in an order that foreign keys allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import sqlalchemy as sa

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.stores.sql.deleting import delete_group
from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.order import children_first
from subjectrights.stores.sql.references import left_behind
from subjectrights.stores.sql.relation import Relations
from subjectrights.stores.sql.rows import Hit
from subjectrights.stores.sql.updating import update_rows

__all__ = ["write"]


def write(
    connection: sa.Connection,
    dialect: Dialect,
    relations: Relations,
    hits: Mapping[str, Hit],
    guard: Callable[[str], AbstractContextManager[None]],
) -> dict[str, Count]:
    """Update, then delete.

    Args:
        connection: in the run's transaction.
        dialect: the database's kind.
        relations: the store's tables and foreign keys.
        hits: the rows that changes hit, by table.
        guard: translates what the driver raises about a table.

    Returns:
        By table, the rows deleted and updated, those that the database updates by itself included.

    Raises:
        NothingChanged: the database would change more or less than is asked.
        ValueRefused: a value doesn't fit.
    """
    counts = {name: hit.count for name, hit in hits.items()}
    staying = [name for name, hit in hits.items() if hit.count.updated]
    for name in [name for group in children_first(staying, relations.references) for name in group][::-1]:
        with guard(name):
            _require(connection, relations, hits[name], updated=True)
            update_rows(connection, dialect, relations.store, hits[name])
    going = [name for name, hit in hits.items() if hit.count.deleted]
    for group in children_first(going, relations.references):
        with guard(group[0]):
            for name in group:
                _require(connection, relations, hits[name], updated=False)
                for child, count in left_behind(connection, relations, hits, hits[name]).items():
                    counts[child] = counts.get(child, Count()) + count
            delete_group(connection, dialect, relations, hits, group)
            for name in group:
                _require_gone(connection, relations, hits[name])
    return counts


def _require(connection: sa.Connection, relations: Relations, hit: Hit, *, updated: bool) -> None:
    expected = hit.count.updated if updated else hit.count.deleted
    if hit.present(connection, hit.stays if updated else hit.gone) != expected:
        raise NothingChanged(
            "another change of the same run, a trigger or ON UPDATE CASCADE changed the keys of rows that "
            "are to be changed too",
            store=relations.store,
            table=hit.relation.name,
        )


def _require_gone(connection: sa.Connection, relations: Relations, hit: Hit) -> None:
    if hit.present(connection, hit.gone):
        raise NothingChanged(
            "the database kept rows that it was told to delete; see whether a trigger or a rule prevents it",
            store=relations.store,
            table=hit.relation.name,
        )
