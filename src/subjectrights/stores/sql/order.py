"""The order in which tables are changed, so that foreign keys hold at every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from subjectrights.stores.sql.relation import Reference

__all__ = ["children_first"]


def children_first(tables: Sequence[str], references: Sequence[Reference]) -> list[list[str]]:
    """The tables in groups, a table after those that refer to it.

    Args:
        tables: the tables to put in order.
        references: foreign keys; those of other tables, and of a table to itself, don't count.

    Returns:
        Groups of one table, or of several that refer to each other in a ring.
    """
    reached = _reached(tables, references)
    left = list(dict.fromkeys(tables))
    groups = []
    while left:
        ready = next(
            name
            for name in left
            if all(name not in reached[other] or other in reached[name] for other in left if other != name)
        )
        group = [
            name for name in left if name == ready or (name in reached[ready] and ready in reached[name])
        ]
        groups.append(group)
        left = [name for name in left if name not in group]
    return groups


def _reached(tables: Sequence[str], references: Sequence[Reference]) -> Mapping[str, set[str]]:
    """By table, those that it refers to, directly or through others of `tables`."""
    direct: dict[str, set[str]] = {name: set() for name in tables}
    for reference in references:
        if reference.child in direct and reference.parent in direct and reference.child != reference.parent:
            direct[reference.child].add(reference.parent)
    reached = {}
    for name in tables:
        seen: set[str] = set()
        waiting = list(direct[name])
        while waiting:
            following = waiting.pop()
            if following not in seen:
                seen.add(following)
                waiting += direct[following]
        reached[name] = seen
    return reached
