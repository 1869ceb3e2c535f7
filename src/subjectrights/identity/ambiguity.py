"""Notices when what should be one person's identifiers lead to several people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.identity.joins import distinct, row_codes

if TYPE_CHECKING:
    from subjectrights.identity.trace import Tracing

__all__ = ["ambiguous_people"]


def ambiguous_people(tracing: Tracing) -> dict[int, str]:
    """The people who reach two values of a unique identifier of one person table.

    Returns:
        By person's position, the path in words: table and identifier, never a value.
    """
    found: dict[int, str] = {}
    for ref, hits in tracing.hits.items():
        if not hits.facts.map.person or hits.rows is None:
            continue
        for identity in hits.facts.unique_identity():
            row, subject = hits.row[hits.certain], hits.subject[hits.certain]
            normals = tracing.normals(ref, identity.column, identity.identifier, row)
            there = pc.is_valid(normals).to_numpy(zero_copy_only=False)
            normals, subject = normals.filter(pa.array(there)), subject[there]
            first, _ = distinct(row_codes([pa.array(subject), normals], len(subject)))
            people, times = np.unique(subject[first], return_counts=True)
            for person in people[times > 1].tolist():
                found.setdefault(
                    person,
                    f"{ref} has rows with different values of {identity.identifier} "
                    f"({identity.column}) that these identifiers all lead to" + _joined(tracing, person),
                )
    return found


def _joined(tracing: Tracing, person: int) -> str:
    """Where a row names the person by several identifiers: one of them takes two people for one."""
    places = []
    for ref, hits in tracing.hits.items():
        columns = [identity.column for identity in hits.facts.unique_identity()]
        if len(columns) < 2 or hits.rows is None:
            continue
        rows = hits.rows.take(pa.array(np.unique(hits.row[hits.certain & (hits.subject == person)])))
        there = sum(pc.is_valid(rows.column(c)).to_numpy(zero_copy_only=False).astype(int) for c in columns)
        if (np.asarray(there) > 1).any():
            places.append(f"{ref} ({', '.join(columns)})")
    return f"; rows that hold several of them are in {', '.join(places)}" if places else ""
