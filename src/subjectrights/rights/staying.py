"""What stays of a row that can't go: its keys, links to rows that the law keeps, and a restriction's mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from subjectrights.datamap.model import MethodMap, SetValues, TableRef
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.holdings import HeldRows
from subjectrights.identity.joins import equi_join
from subjectrights.identity.lookup import text_keys
from subjectrights.rights.case import Case
from subjectrights.rights.draft import Draft
from subjectrights.rights.marking import restricting
from subjectrights.rights.surrogates import default_method
from subjectrights.terms import Method

__all__ = ["keys_of", "loose_references", "methods_of", "still_leading", "write"]


def methods_of(case: Case, facts: TableFacts, columns: Sequence[str]) -> dict[str, MethodMap]:
    """How each personal column goes: as it says itself, as the table's on_erase says, or by default."""
    nulls = case.capabilities[facts.ref.store].nulls
    stated = facts.map.on_erase.methods() if isinstance(facts.map.on_erase, SetValues) else {}
    methods = {}
    for column in columns:
        described = facts.map.column(column)
        if not described.personal or facts.table.columns[column].generated:
            continue
        method = described.on_erase or stated.get(column)
        methods[column] = method or default_method(facts.table.columns[column], nulls=nulls)
    return methods


def keys_of(case: Case, facts: TableFacts) -> tuple[str, ...]:
    """The columns that must stay where a row stays: its key, its links, and what others refer to."""
    keys = dict.fromkeys(facts.table.primary_key)
    for key in facts.table.foreign_keys:
        keys.update(dict.fromkeys(key.columns))
    for link in case.map.links(facts.ref):
        keys.update(dict.fromkeys(link.columns))
    keys.update(dict.fromkeys(_referred_to(case, facts)))
    return tuple(keys)


def loose_references(case: Case, facts: TableFacts) -> dict[str, MethodMap]:
    """The foreign keys that can go from a row that stays for its own key alone, and how.

    They lead from the person to further rows.  One stays where it takes no NULL, where it is part of the
    row's own key, and where it is all that tells whose the row is.
    """
    fixed = {*facts.table.primary_key, *_referred_to(case, facts)}
    if not any(identity.column in fixed for identity in facts.unique_identity()):
        fixed.update(identity.column for identity in facts.identity)
        fixed.update(column for link in case.map.links(facts.ref) for column in link.columns)
    referring = {column for key in facts.table.foreign_keys for column in key.columns} - fixed
    columns = [name for name, c in facts.table.columns.items() if name in referring and c.nullable]
    methods = methods_of(case, facts, columns)
    return {c: method for c, method in methods.items() if method.method in (Method.NULL, Method.REPLACE)}


def still_leading(case: Case, held: HeldRows, column: str, going: Mapping[TableRef, Any]) -> Any:
    """By row, whether a link leads from `column` to a row of the same people that stays, as the law keeps it.

    Args:
        case: the map and the holdings.
        held: the rows.
        column: one of their columns.
        going: by table, which of the held rows go; none of a table that isn't there.
    """
    leading = np.zeros(held.rows.num_rows, bool)
    for ref, theirs in case.held().items():
        staying = ~theirs.outside & ~going.get(ref, np.zeros(theirs.rows.num_rows, bool))
        for link in case.map.links(ref):
            if link.target == held.facts.ref and column in link.target_columns:
                rows = theirs.rows.filter(pa.array(staying))
                at, _ = equi_join(text_keys(held.rows, link.target_columns), text_keys(rows, link.columns))
                leading[at] = True
    return leading


def write(draft: Draft, held: HeldRows, mask: Any, methods: Mapping[str, MethodMap]) -> None:
    """Write into rows that stay; a restriction's mark stands there as long as the restriction does."""
    marks = {column: method for column, method in methods.items() if column in restricting(held.facts.map)}
    draft.write(held, mask, {column: method for column, method in methods.items() if column not in marks})
    if marks:
        draft.write(held, mask & ~_restricted(draft.case, held), marks)


def _restricted(case: Case, held: HeldRows) -> Any:
    """By row, whether the processing of somebody's data in it is restricted."""
    found = np.zeros(held.rows.num_rows, bool)
    found[held.row[np.isin(held.subject, sorted(case.restricted))]] = True
    return found


def _referred_to(case: Case, facts: TableFacts) -> list[str]:
    return [
        column
        for other in case.schemas[facts.ref.store].values()
        for key in other.foreign_keys
        if key.target == facts.ref.table
        for column in key.target_columns
    ]
