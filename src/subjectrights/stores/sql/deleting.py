"""Deletes the rows that go, of tables that may refer to each other or to themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from subjectrights.errors import NothingChanged
from subjectrights.stores.sql.dialect import Dialect, plain_table, temporary_name
from subjectrights.stores.sql.relation import Reference, Relations
from subjectrights.stores.sql.rows import Hit

__all__ = ["delete_group"]


def delete_group(
    connection: sa.Connection,
    dialect: Dialect,
    relations: Relations,
    hits: Mapping[str, Hit],
    group: Sequence[str],
) -> None:
    """Delete the rows that go from a table, or from tables that refer to each other in a ring.

    Foreign keys within the group are emptied first where they can hold NULL; where they can't, rows that
    none of the others refer to go first, round by round.

    Args:
        connection: in the run's transaction.
        dialect: the database's kind.
        relations: the store's tables and foreign keys.
        hits: the rows, by table.
        group: one table, or those of a ring.

    Raises:
        NothingChanged: rows refer to each other in a ring that can't be opened.
    """
    closed = [r for r in _within(dialect, relations, group) if not _open(connection, relations, hits, r)]
    if not closed:
        for name in group:
            _delete(connection, dialect, hits[name], hits[name].rows)
        return
    left = _left(connection, hits, group)
    while left:
        for name in group:
            _delete_leaves(connection, dialect, hits, name, [r for r in closed if r.parent == name])
        before, left = left, _left(connection, hits, group)
        if left == before:
            raise NothingChanged(
                "rows to be deleted refer to each other in a ring of foreign keys that can't hold NULL",
                store=relations.store,
                table=group[0],
            )


def _within(dialect: Dialect, relations: Relations, group: Sequence[str]) -> list[Reference]:
    """The foreign keys within the group that stand in the way of one statement a table."""
    found = []
    for reference in relations.references:
        if reference.child not in group or reference.parent not in group:
            continue
        blocks = reference.key.on_delete is None or dialect.checks_row_by_row
        if reference.child == reference.parent:
            blocks = reference.restrict or dialect.checks_row_by_row
        if blocks:
            found.append(reference)
    return found


def _open(
    connection: sa.Connection, relations: Relations, hits: Mapping[str, Hit], reference: Reference
) -> bool:
    """Empty a foreign key in the rows that go; False where it can't hold NULL."""
    hit = hits[reference.child]
    columns = hit.relation.described.columns
    empty = {
        hit.relation.clause.columns[name]: sa.null()
        for name in reference.key.columns
        if columns[name].nullable and not columns[name].generated
    }
    if not empty or not hit.locator.stable:
        return False
    connection.execute(sa.update(hit.relation.clause).values(empty).where(hit.same, hit.gone))
    return True


def _delete(connection: sa.Connection, dialect: Dialect, hit: Hit, rows: sa.TableClause) -> None:
    names = [rows.columns[f"l{number}"] for number in range(len(hit.locator.parts))]
    gone = hit.gone if rows is hit.rows else sa.true()
    connection.execute(dialect.delete(hit.relation.clause, hit.locator, names, gone))


def _delete_leaves(
    connection: sa.Connection,
    dialect: Dialect,
    hits: Mapping[str, Hit],
    name: str,
    references: Sequence[Reference],
) -> None:
    """Delete the rows that go and that no other row refers to."""
    hit = hits[name]
    parent = hit.relation.clause
    select = sa.select(*hit.names).select_from(hit.rows.join(parent, hit.same))
    select = select.where(hit.rows.columns["sr_gone"] == sa.literal_column("1"))
    for reference in references:
        child = hits[reference.child].relation.clause.alias("child")
        pairs = zip(reference.key.target_columns, reference.key.columns, strict=True)
        refers = [parent.columns[target] == child.columns[own] for target, own in pairs]
        if reference.child == name:
            named = [part for part in hit.locator.parts if isinstance(part, sa.ColumnClause)]
            refers.append(sa.not_(sa.and_(*(part == child.columns[part.name] for part in named))))
        select = select.where(sa.not_(sa.exists().where(*refers)))
    leaves = temporary_name(connection)
    connection.execute(dialect.temporary(leaves, select))
    try:
        _delete(connection, dialect, hit, plain_table(leaves, [f"l{n}" for n in range(len(hit.names))]))
    finally:
        dialect.drop(connection, leaves)


def _left(connection: sa.Connection, hits: Mapping[str, Hit], group: Sequence[str]) -> int:
    """How many rows that go are still there."""
    return sum(hits[name].present(connection, hits[name].gone) for name in group)
