"""Carries out what was located: updates, then deletes, each in an order that foreign keys allow."""

from __future__ import annotations

from collections.abc import Mapping

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.stores.sql.deleting import delete_group
from subjectrights.stores.sql.order import children_first
from subjectrights.stores.sql.references import left_behind
from subjectrights.stores.sql.rows import Hit
from subjectrights.stores.sql.updating import update_rows
from subjectrights.stores.sql.work import Work

__all__ = ["write"]


def write(work: Work, hits: Mapping[str, Hit], *, triggers: bool) -> dict[str, Count]:
    """Update, then delete.

    Args:
        work: the run.
        hits: the rows that changes hit, by table.
        triggers: whether tables have triggers, which may delete a row before its turn comes.

    Returns:
        By table, the rows deleted and updated, those that the database updates by itself included.

    Raises:
        NothingChanged: the database would change more or less than is asked.
        ValueRefused: a value doesn't fit.
    """
    counts = {name: hit.count for name, hit in hits.items()}
    staying = [name for name, hit in hits.items() if hit.count.updated]
    for name in [name for group in children_first(staying, work.relations.references) for name in group][
        ::-1
    ]:
        with work.guard(name):
            _require(work, hits[name], updated=True)
            update_rows(work, hits[name])
    going = [name for name, hit in hits.items() if hit.count.deleted]
    for group in children_first(going, work.relations.references):
        with work.guard(group[0]):
            for name in group:
                if not triggers:
                    _require(work, hits[name], updated=False)
                for child, count in left_behind(work, hits, hits[name]).items():
                    counts[child] = counts.get(child, Count()) + count
            delete_group(work, hits, group)
            for name in group:
                _require_gone(work, hits[name])
    return counts


def _require(work: Work, hit: Hit, *, updated: bool) -> None:
    expected = hit.count.updated if updated else hit.count.deleted
    if hit.present(work, hit.stays if updated else hit.gone) != expected:
        raise NothingChanged(
            "another change of the same run (ON UPDATE CASCADE) or a trigger changed the keys of rows that "
            "are to be changed too",
            store=work.store,
            table=hit.relation.name,
        )


def _require_gone(work: Work, hit: Hit) -> None:
    if hit.present(work, hit.gone):
        raise NothingChanged(
            "the database kept rows that it was told to delete; see whether a trigger or a rule prevents it",
            store=work.store,
            table=hit.relation.name,
        )
