"""Carries the map's ``on_restrict``, ``on_lift`` and ``on_object`` out in the stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from subjectrights.datamap.model import DataMap, MethodMap, SetValues, TableMap, TableRef
from subjectrights.rights.draft import Draft
from subjectrights.terms import Method

__all__ = ["columns_needed", "lifting", "mark_rows", "objecting", "restricting"]

Marking = Callable[[TableMap], Mapping[str, MethodMap]]


def restricting(table: TableMap) -> Mapping[str, MethodMap]:
    """What a restriction writes."""
    return table.on_restrict.methods() if table.on_restrict else {}


def lifting(table: TableMap) -> Mapping[str, MethodMap]:
    """What lifting a restriction writes: ``on_lift``, else the opposite of what ``on_restrict`` switched."""
    if table.on_lift is not None:
        return table.on_lift.methods()
    return {
        column: MethodMap(method=Method.REPLACE, value=not method.value)
        for column, method in restricting(table).items()
        if isinstance(method.value, bool)
    }


def objecting(purpose: str) -> Marking:
    """What an objection to, or a withdrawal of consent for, a purpose writes."""

    def marking(table: TableMap) -> Mapping[str, MethodMap]:
        values: SetValues | None = table.on_object.get(purpose)
        return values.methods() if values else {}

    return marking


def columns_needed(datamap: DataMap, marking: Marking) -> dict[TableRef, tuple[str, ...]]:
    """The columns that would be written, whose present values say whether they differ."""
    return {ref: tuple(marking(table)) for ref, table in datamap.tables() if marking(table)}


def mark_rows(draft: Draft, marking: Marking) -> None:
    """Write the marks into the people's rows; a client's columns await its instruction."""
    for held in draft.case.held().values():
        methods = marking(held.facts.map)
        acted = draft.acted_on(held) & ~held.outside
        waiting = draft.wait(held, acted, methods)
        ours = {column: method for column, method in methods.items() if column not in waiting}
        if ours:
            draft.write(held, acted, ours)
