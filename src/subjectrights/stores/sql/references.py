"""Foreign keys that point at rows which are to go: who would be left, or be taken along."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.stores.sql.relation import Reference
from subjectrights.stores.sql.rows import GONE, Hit
from subjectrights.stores.sql.work import Work

__all__ = ["left_behind"]


def left_behind(work: Work, hits: Mapping[str, Hit], hit: Hit) -> dict[str, Count]:
    """Look at what refers to the rows of `hit` that are to go, after its children were deleted.

    Args:
        work: the run.
        hits: the rows that changes hit, by table.
        hit: the rows of one table.

    Returns:
        By table, rows that the database itself will update (``ON DELETE SET NULL``).

    Raises:
        NothingChanged: rows that the changes don't mention would block the delete or be deleted along.
    """
    updated: dict[str, Count] = {}
    for reference in work.relations.references:
        if reference.parent != hit.relation.name or not hit.locator.exact:
            continue
        number = _referring(work, reference, hits.get(reference.child), hit)
        if not number:
            continue
        columns = ", ".join(reference.key.columns)
        if reference.key.on_delete is None:
            raise NothingChanged(
                f"its rows refer, by {columns}, to rows of {reference.parent} that are to be deleted, and "
                "block that; map the table, so that they are deleted or let go too",
                store=work.store,
                table=reference.child,
            )
        if reference.key.on_delete == "CASCADE":
            raise NothingChanged(
                f"deleting from {reference.parent} would delete rows of this table too (ON DELETE CASCADE of "
                f"{columns}), which the plan doesn't mention; map the table, so that they are accounted for",
                store=work.store,
                table=reference.child,
            )
        updated[reference.child] = updated.get(reference.child, Count()) + Count(updated=number)
    return updated


def _referring(work: Work, reference: Reference, going: Hit | None, hit: Hit) -> int:
    """Count the child's rows that stay and refer to rows of `hit` that go.

    The parent's column stands first, since its collation decides.
    """
    child = work.relations[reference.child]
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
        return work.count(joined)
    joined = joined.outerjoin(going.rows, sa.and_(going.same, going.gone))
    return work.count(joined, going.rows.columns[GONE].is_(None))
