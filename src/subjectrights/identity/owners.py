"""Finds rows of several people, by walking the links backwards and by looking at the owner columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import Link, TableRef
from subjectrights.identity.joins import row_codes, whole
from subjectrights.identity.lookup import by_link, text_keys
from subjectrights.pseudonym import UNMISTAKABLE

if TYPE_CHECKING:
    from subjectrights.identity.trace import Tracing

__all__ = ["outside_owners"]


def outside_owners(tracing: Tracing, ref: TableRef) -> Any:
    """By found row of a table, whether it is also somebody's who was not asked for."""
    hits = tracing.hits[ref]
    if hits.rows is None:
        return np.zeros(0, bool)
    outside = np.zeros(hits.rows.num_rows, bool)
    everything = np.arange(hits.rows.num_rows)
    for identity in hits.facts.identity:
        if identity.owner:
            normals = tracing.normals(ref, identity.column, identity.identifier, everything)
            known = tracing.known.of(identity.identifier).column("normal")
            # Of an owner who was erased already a pseudonym may stand there: that is nobody.
            erased = pc.match_substring_regex(normals, rf"^{UNMISTAKABLE}$")
            there = pc.invert(pc.fill_null(erased, True))
            asked = pc.is_in(normals, value_set=known, skip_nulls=True)
            outside |= pc.and_(there, pc.invert(asked)).to_numpy(zero_copy_only=False)
    for link in hits.facts.links:
        outside |= _others_lead_here(tracing, ref, link)
    return outside


def _others_lead_here(tracing: Tracing, ref: TableRef, link: Link) -> Any:
    """By found row, whether a row that is nobody's who was asked for leads to it by this link."""
    hits, parents = tracing.hits[ref], tracing.hits[link.target]
    rows = hits.rows
    if rows is None:
        return np.zeros(0, bool)
    found: Any = np.zeros(rows.num_rows, bool)
    target = parents.facts
    if _one_row_each(tracing, link) and len(hits.facts.links) == 1 and not hits.facts.identity:
        # The only way here is from the one row that the key names, and that row was found.
        return found
    keys = text_keys(rows, link.columns)
    leading, at_leading, at_row = by_link(
        tracing.stores[link.target.store], target, link.target_columns, keys
    )
    if len(at_leading) == 0:
        return found
    owned = _owned(tracing, link.target, leading)
    found[at_row[~owned[at_leading]]] = True
    return found


def _one_row_each(tracing: Tracing, link: Link) -> bool:
    table = tracing.facts[link.target].table
    columns = set(link.target_columns)
    keys = [set(unique) for unique in (table.primary_key, *table.unique) if unique]
    keys += [{column.name} for column in table.columns.values() if column.unique]
    return any(key <= columns for key in keys)


def _owned(tracing: Tracing, ref: TableRef, rows: pa.Table) -> Any:
    """By row, whether it is certainly somebody's who was asked for."""
    hits = tracing.hits[ref]
    if hits.rows is None:
        return np.zeros(rows.num_rows, bool)
    mine = hits.rows.take(pa.array(np.unique(hits.row[hits.certain])))
    key = hits.facts.key
    joined = [pa.concat_arrays([whole(mine.column(c)), whole(rows.column(c))]) for c in key]
    codes = row_codes(joined, mine.num_rows + rows.num_rows)
    return np.isin(codes[mine.num_rows :], codes[: mine.num_rows])
