"""Deletes the rows that go, of tables that may refer to each other or to themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from subjectrights.stores.sql.dialect import plain_table, temporary_name
from subjectrights.stores.sql.relation import Reference
from subjectrights.stores.sql.rows import Hit
from subjectrights.stores.sql.work import Work

__all__ = ["delete_group"]


def delete_group(work: Work, hits: Mapping[str, Hit], group: Sequence[str]) -> None:
    """Delete the rows that go from a table, or from tables that refer to each other in a ring.

    Foreign keys within the group are emptied first where they can hold NULL; where they can't, rows that
    none of the others refer to go first, round by round, and what refers to itself in a ring goes at once.

    Args:
        work: the run.
        hits: the rows, by table.
        group: one table, or those of a ring.
    """
    closed = [reference for reference in _in_the_way(work, group) if not _open(work, hits, reference)]
    if closed:
        _delete_by_rounds(work, hits, group, closed)
        return
    for name in group:
        _delete(work, hits[name], hits[name].rows)


def _in_the_way(work: Work, group: Sequence[str]) -> list[Reference]:
    """The foreign keys within the group that one statement a table would run into."""
    row_by_row = work.dialect.checks_row_by_row
    return [
        reference
        for reference in work.relations.references
        if reference.child in group
        and reference.parent in group
        and (
            row_by_row
            or (reference.restrict if reference.child == reference.parent else not reference.key.on_delete)
        )
    ]


def _open(work: Work, hits: Mapping[str, Hit], reference: Reference) -> bool:
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
    work.connection.execute(sa.update(hit.relation.clause).values(empty).where(hit.same, hit.gone))
    return True


def _delete_by_rounds(
    work: Work, hits: Mapping[str, Hit], group: Sequence[str], closed: Sequence[Reference]
) -> None:
    left = _left(work, hits, group)
    while left:
        for name in group:
            _delete_leaves(work, hits, name, [r for r in closed if r.parent == name])
        before, left = left, _left(work, hits, group)
        if left == before:
            break
    if left:
        # Only these rows refer to each other, as was looked at, and the locks on them keep others off.
        with work.dialect.unchecked(work.connection):
            for name in group:
                _delete(work, hits[name], hits[name].rows)


def _delete_leaves(work: Work, hits: Mapping[str, Hit], name: str, references: Sequence[Reference]) -> None:
    """Delete the rows that go and that no other row refers to."""
    connection, dialect = work.connection, work.dialect
    hit = hits[name]
    parent = hit.relation.clause
    select = sa.select(*hit.names).select_from(hit.rows.join(parent, hit.same)).where(hit.gone)
    for reference in references:
        child = hits[reference.child].relation.clause.alias("child")
        pairs = zip(reference.key.target_columns, reference.key.columns, strict=True)
        refers = [parent.columns[target] == child.columns[own] for target, own in pairs]
        if reference.child == name and not dialect.checks_row_by_row:
            named = [part for part in hit.locator.parts if isinstance(part, sa.ColumnClause)]
            refers.append(sa.not_(sa.and_(*(part == child.columns[part.name] for part in named))))
        select = select.where(sa.not_(sa.exists().where(*refers)))
    leaves = temporary_name(connection)
    connection.execute(dialect.temporary(leaves, select))
    try:
        _delete(work, hit, plain_table(leaves, [f"l{number}" for number in range(len(hit.names))]))
    finally:
        dialect.drop(connection, leaves)


def _delete(work: Work, hit: Hit, rows: sa.TableClause) -> None:
    names = [rows.columns[f"l{number}"] for number in range(len(hit.locator.parts))]
    gone = hit.gone if rows is hit.rows else sa.true()
    work.connection.execute(work.dialect.delete(hit.relation.clause, hit.locator, names, gone))


def _left(work: Work, hits: Mapping[str, Hit], group: Sequence[str]) -> int:
    """How many rows that go are still there."""
    return sum(hits[name].present(work, hits[name].gone) for name in group)
