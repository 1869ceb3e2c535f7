"""Foreign keys that point at rows which are to go: who would be left, or be taken along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.stores.sql.relation import Reference, Relation, Relations
from subjectrights.stores.sql.rows import GONE, Hit

__all__ = ["left_behind"]


def left_behind(
    connection: sa.Connection, relations: Relations, hits: Mapping[str, Hit], hit: Hit
) -> dict[str, Count]:
    """Look at what refers to the rows of `hit` that are to go, after its children were deleted.

    Args:
        connection: in the transaction that is to delete them.
        relations: the store's tables and foreign keys.
        hits: the rows that changes hit, by table.
        hit: the rows of one table.

    Returns:
        By table, rows that the database itself will update (``ON DELETE SET NULL``).

    Raises:
        NothingChanged: rows that the changes don't mention would block the delete or be deleted along.
    """
    updated: dict[str, Count] = {}
    for reference in relations.references:
        if reference.parent != hit.relation.name or not hit.locator.exact:
            continue
        child = relations[reference.child]
        number = connection.execute(_referring(reference, child, hits.get(reference.child), hit)).scalar_one()
        if not number:
            continue
        columns = ", ".join(reference.key.columns)
        if reference.key.on_delete is None:
            raise NothingChanged(
                f"its rows refer, by {columns}, to rows of {reference.parent} that are to be deleted, and "
                "block that; map the table, so that they are deleted or let go too",
                store=relations.store,
                table=reference.child,
            )
        if reference.key.on_delete == "CASCADE":
            raise NothingChanged(
                f"deleting from {reference.parent} would delete rows of this table too (ON DELETE CASCADE of "
                f"{columns}), which the plan doesn't mention; map the table, so that they are accounted for",
                store=relations.store,
                table=reference.child,
            )
        updated[reference.child] = updated.get(reference.child, Count()) + Count(updated=number)
    return updated


def _referring(reference: Reference, child: Relation, going: Hit | None, hit: Hit) -> sa.Select[Any]:
    """Count the rows of `child` that stay and refer to rows of `hit` that go.

    The parent's column stands first, since its collation decides.
    """
    parent = hit.relation.clause.alias("parent")
    named = [parent.columns[part.name] for part in hit.locator.parts if isinstance(part, sa.ColumnClause)]
    rows = hit.rows.alias("parent_rows")
    going_parent = sa.and_(
        *(part == rows.columns[f"l{number}"] for number, part in enumerate(named)), rows.columns[GONE] == 1
    )
    pairs = zip(reference.key.target_columns, reference.key.columns, strict=True)
    refers = sa.and_(*(parent.columns[target] == child.clause.columns[own] for target, own in pairs))
    joined = rows.join(parent, going_parent).join(child.clause, refers)
    if going is None:
        return sa.select(sa.func.count()).select_from(joined)
    joined = joined.outerjoin(going.rows, sa.and_(going.same, going.gone))
    return sa.select(sa.func.count()).select_from(joined).where(going.rows.columns[GONE].is_(None))
