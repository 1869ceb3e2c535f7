"""From fingerprints back to identifiers, by reading the stores: what the register alone can't tell.

The register knows people by keyed hashes.  To find a person by an identifier that was since rectified,
or one whose retained rows are due, the identifier columns are read, fingerprinted and joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.effects import KnownFingerprint
from subjectrights.identity.columns import Schemas, facts_of
from subjectrights.identity.fingerprint import fingerprints, space_of
from subjectrights.identity.joins import whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.people import Known
from subjectrights.stores.base import Store

__all__ = ["known_fingerprints", "resolve"]


def known_fingerprints(
    datamap: DataMap, key: bytes, known: Known, count: int
) -> list[list[tuple[str, str, bool]]]:
    """By person, the fingerprints of everything they are known by.

    Args:
        datamap: names the identifiers.
        key: the fingerprint key.
        known: the identifiers.
        count: how many people.

    Returns:
        For each person, triples of space, fingerprint and whether the identifier is shared.
    """
    found: list[list[tuple[str, str, bool]]] = [[] for _ in range(count)]
    for name, identifier in datamap.identifiers.items():
        rows = known.of(name)
        space = space_of(name, identifier.kind)
        prints = fingerprints(key, space, whole(rows.column("normal")))
        for subject, one in zip(rows.column("subject").to_pylist(), prints.to_pylist(), strict=True):
            found[subject].append((space, one, identifier.shared))
    return found


def resolve(
    datamap: DataMap,
    stores: Mapping[str, Store],
    schemas: Schemas,
    key: bytes,
    sought: Iterable[tuple[int, KnownFingerprint]],
    *,
    tables: Collection[TableRef] | None = None,
) -> Known:
    """Find the identifiers behind fingerprints, where a store still holds them.

    Args:
        datamap: the map.
        stores: the stores by name.
        schemas: their schemas.
        key: the fingerprint key.
        sought: pairs of a person's position and a fingerprint; shared ones are passed over.
        tables: where to look; everywhere by default.

    Returns:
        What the people are known by.
    """
    by_space: dict[str, dict[str, list[int]]] = {}
    for subject, one in sought:
        if not one.shared:
            by_space.setdefault(one.space, {}).setdefault(one.fingerprint, []).append(subject)
    known = Known()
    for ref, facts in facts_of(datamap, schemas, {}).items():
        if tables is not None and ref not in tables:
            continue
        for identity in facts.unique_identity():
            kind = datamap.identifiers[identity.identifier]
            space = space_of(identity.identifier, kind.kind)
            wanted = by_space.get(space)
            if not wanted:
                continue
            for batch in stores[ref.store].find(ref.table, (identity.column,)):
                values = whole(batch.column(identity.column)).unique()
                normals = normal_forms(kind.kind, values, region=kind.region).drop_null().unique()
                prints = fingerprints(key, space, normals)
                hits = pc.is_in(prints, value_set=pa.array(list(wanted), pa.string()))
                for normal, one in zip(
                    normals.filter(hits).to_pylist(), prints.filter(hits).to_pylist(), strict=True
                ):
                    people = wanted[one]
                    known.add(
                        np.array(people, np.int64),
                        identity.identifier,
                        pa.array([normal] * len(people), pa.string()),
                    )
    return known
