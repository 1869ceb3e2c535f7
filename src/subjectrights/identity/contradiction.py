"""Notices when somebody is asked for by a number that isn't the one of the person who was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.identity.joins import equi_join
from subjectrights.identity.kinds import normal_forms

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap
    from subjectrights.identity.holdings import Holdings

__all__ = ["asked_by_another_number"]


def asked_by_another_number(datamap: DataMap, holdings: Holdings, given: pa.Table) -> dict[int, str]:
    """The people who were asked for by a number that no row of theirs has, and found under another one.

    Args:
        datamap: the map.
        holdings: what was found.
        given: what they were asked for by, in the columns of :class:`Known`.

    Returns:
        By person's position, the name of the identifier.
    """
    found: dict[int, str] = {}
    for name, identifier in datamap.identifiers.items():
        asked = given.filter(pc.equal(given.column("identifier"), name))
        # An address may change; a number that was assigned stays.
        if identifier.shared or identifier.kind in ("email", "phone") or not asked.num_rows:
            continue
        reached: set[int] = set()
        same: set[int] = set()
        for held in holdings.tables.values():
            for identity in held.facts.unique_identity():
                if identity.identifier != name:
                    continue
                rows = held.rows.column(identity.column).take(pa.array(held.row[held.certain]))
                normals = normal_forms(identifier.kind, rows, region=identifier.region)
                subjects = held.subject[held.certain]
                there = pc.is_valid(normals).to_numpy(zero_copy_only=False)
                if held.facts.map.person:
                    reached |= set(subjects[there].tolist())
                at, _ = equi_join(
                    [pa.array(subjects), normals], [asked.column("subject"), asked.column("normal")]
                )
                same |= set(np.unique(subjects[at]).tolist())
        asked_for = set(asked.column("subject").to_pylist())
        found |= dict.fromkeys((asked_for & reached) - same, name)
    return found
