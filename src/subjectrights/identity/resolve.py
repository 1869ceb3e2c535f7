"""From fingerprints back to identifiers, by reading the stores: what the register alone can't tell.

The register knows people by keyed hashes.  To find a person by an identifier that was since rectified,
or one whose retained rows are due, the identifier columns are read, fingerprinted and joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.effects import KnownFingerprint
from subjectrights.identity.columns import Schemas, facts_of
from subjectrights.identity.fingerprint import fingerprints, space_of
from subjectrights.identity.joins import equi_join, whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.people import Known
from subjectrights.stores.base import Store

__all__ = ["fingerprints_under", "known_fingerprints", "rekeyed", "resolve"]


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


def fingerprints_under(
    datamap: DataMap, keys: Iterable[bytes], known: Known, count: int
) -> list[list[tuple[str, str, bool]]]:
    """By person, the fingerprints of everything they are known by under each key, to look them up by.

    Args:
        datamap: names the identifiers.
        keys: the fingerprint keys.
        known: the identifiers.
        count: how many people.

    Returns:
        As :func:`known_fingerprints`.
    """
    of_each = [known_fingerprints(datamap, key, known, count) for key in keys]
    return [[one for those in each for one in those] for each in zip(*of_each, strict=True)]


def rekeyed(datamap: DataMap, keys: Sequence[bytes], known: Known) -> tuple[tuple[str, str], ...]:
    """The fingerprints of these values under older keys, each with the one under the key in use.

    Args:
        datamap: names the identifiers.
        keys: the fingerprint keys, the one in use first.
        known: the identifiers.
    """
    pairs: dict[str, str] = {}
    for name, identifier in datamap.identifiers.items():
        values = whole(known.of(name).column("normal")).unique()
        space = space_of(name, identifier.kind)
        new, *old = (fingerprints(key, space, values).to_pylist() for key in keys)
        for prints in old:
            pairs.update(zip(prints, new, strict=True))
    return tuple(pairs.items())


def resolve(
    datamap: DataMap,
    stores: Mapping[str, Store],
    schemas: Schemas,
    keys: Mapping[str, bytes],
    sought: Iterable[tuple[int, KnownFingerprint]],
    *,
    tables: Collection[TableRef] | None = None,
) -> Known:
    """Find the identifiers behind fingerprints, where a store still holds them.

    Args:
        datamap: the map.
        stores: the stores by name.
        schemas: their schemas.
        keys: the fingerprint keys by short name.
        sought: pairs of a person's position and a fingerprint; shared ones are passed over.
        tables: where to look; everywhere by default.

    Returns:
        What the people are known by.
    """
    wanted = _wanted(sought)
    found: dict[str, list[pa.Table]] = {}
    for ref, facts in facts_of(datamap, schemas, {}).items():
        if tables is not None and ref not in tables:
            continue
        for identity in facts.unique_identity():
            kind = datamap.identifiers[identity.identifier]
            space = space_of(identity.identifier, kind.kind)
            looked_for = {id_: mine for id_, mine in wanted.get(space, {}).items() if id_ in keys}
            if not looked_for:
                continue
            for batch in stores[ref.store].find(ref.table, (identity.column,)):
                values = whole(batch.column(identity.column)).unique()
                normals = normal_forms(kind.kind, values, region=kind.region).drop_null().unique()
                for key_id, mine in looked_for.items():
                    hits = _joined(mine, fingerprints(keys[key_id], space, normals), normals)
                    found.setdefault(identity.identifier, []).append(hits)
    known = Known()
    for name, tables_found in found.items():
        rows = pa.concat_tables(tables_found)
        known.add(rows.column("subject"), name, whole(rows.column("normal")))
    return known


def _wanted(sought: Iterable[tuple[int, KnownFingerprint]]) -> dict[str, dict[str, pa.Table]]:
    """By space and key, the fingerprints of people's own identifiers and whose they are."""
    listed: dict[str, dict[str, tuple[list[str], list[int]]]] = {}
    for subject, one in sought:
        if not one.shared:
            prints, subjects = listed.setdefault(one.space, {}).setdefault(one.key_id, ([], []))
            prints.append(one.fingerprint)
            subjects.append(subject)
    return {
        space: {
            key_id: pa.table(
                {"print": pa.array(prints, pa.string()), "subject": pa.array(subjects, pa.int64())}
            )
            for key_id, (prints, subjects) in by_key.items()
        }
        for space, by_key in listed.items()
    }


def _joined(wanted: pa.Table, prints: pa.Array, normals: pa.Array) -> pa.Table:
    """Whose of these values are: an address that passed on may be several people's."""
    hits = pc.is_in(prints, value_set=whole(wanted.column("print")))
    prints, normals = prints.filter(hits), normals.filter(hits)
    at, theirs = equi_join([wanted.column("print")], [prints])
    return pa.table(
        {"subject": wanted.column("subject").take(pa.array(at)), "normal": normals.take(pa.array(theirs))}
    )
