"""Identifiers that several people may share: a household's phone, a family's address.

A shared identifier never joins two people. A row that it leads to is certainly a person's only where the
person tables know exactly one person with that value, it is them, and the register knows nobody else with
it (somebody erased since, or whose number changed); otherwise it is possible. A row that also holds
somebody else's own identifier is never theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import TableRef
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.kinds import normal_forms

if TYPE_CHECKING:
    from subjectrights.identity.joins import Indices
    from subjectrights.identity.trace import Tracing

__all__ = ["settle_shared"]

Identity = tuple[str, str]
Persons = list[set[Identity]]


@dataclass(slots=True)
class _Found:
    """Newly found pairs of rows and people, by table."""

    certain: dict[TableRef, Indices]
    possible: dict[TableRef, Indices]


def settle_shared(tracing: Tracing) -> None:
    """Decide on every row that a shared identifier leads to, until nothing new is found."""
    settled = 0
    while True:
        table = tracing.known.table
        fresh = table.slice(settled)
        settled = table.num_rows
        names = [n for n in pc.unique(fresh.column("identifier")).to_pylist() if n not in tracing.unique]
        if not names:
            return
        for name in names:
            sought = fresh.filter(pc.equal(fresh.column("identifier"), name))
            _settle(tracing, name, sought)


def _settle(tracing: Tracing, name: str, sought: pa.Table) -> None:
    persons = _persons_with(tracing, name, sought)
    _adopt(tracing, sought, persons)
    own = tracing.known.by_subject(tracing.unique)
    found = _Found({}, {})
    for ref, facts in tracing.facts.items():
        for identity in facts.identity:
            if identity.identifier == name:
                _decide(tracing, ref, identity.column, sought, persons, own, found)
    tracing.close(tracing.known.table.slice(0, 0), found.certain)
    tracing.spread_possible(found.possible)


def _decide(
    tracing: Tracing,
    ref: TableRef,
    column: str,
    sought: pa.Table,
    persons: dict[str, Persons],
    own: dict[int, set[Identity]],
    found: _Found,
) -> None:
    name = sought.column("identifier")[0].as_py()
    rows, at_row, at_sought = tracing.look_up(ref, column, name, sought)
    if len(at_row) == 0:
        return
    identities = _identities(tracing, tracing.facts[ref], rows)
    subjects, values = sought.column("subject").to_pylist(), sought.column("normal").to_pylist()
    pairs_known = list(zip(subjects, values, strict=True))
    strange = tracing.strangers(name, pairs_known, own) if tracing.strangers is not None else set()
    verdicts = [
        _verdict(
            identities[row],
            own.get(subjects[at], set()),
            persons.get(values[at], []),
            strange=pairs_known[at] in strange,
        )
        for row, at in zip(at_row.tolist(), at_sought.tolist(), strict=True)
    ]
    people = np.array(subjects, np.int64)[at_sought]
    hits = tracing.hits[ref]
    for verdict, into in (("certain", found.certain), ("possible", found.possible)):
        mask = np.array([v == verdict for v in verdicts], bool)
        pairs = hits.add(rows, at_row[mask], people[mask], certain=verdict == "certain")
        into[ref] = np.union1d(into.get(ref, np.zeros(0, np.int64)), pairs)


def _verdict(row: set[Identity], own: set[Identity], persons: Persons, *, strange: bool) -> str:
    """Whether a row that a shared value leads to is certainly, possibly or not the person's."""
    if row and own:
        # Found by its own identifier already, or somebody else's.
        return "certain" if row & own else "not theirs"
    sole = len(persons) == 1 and (bool(persons[0] & own) or not (persons[0] or own))
    return "certain" if sole and not row and not strange else "possible"


def _adopt(tracing: Tracing, sought: pa.Table, persons: dict[str, Persons]) -> None:
    """A person of whom only a shared value is given is the one that the person tables know by it."""
    own = tracing.known.by_subject(tracing.unique)
    before = tracing.known.table.num_rows
    for row in sought.to_pylist():
        candidates = persons.get(row["normal"], [])
        if row["subject"] not in own and len(candidates) == 1:
            for identifier, normal in sorted(candidates[0]):
                tracing.known.add([row["subject"]], identifier, pa.array([normal], pa.string()))
    tracing.close(tracing.known.table.slice(before))


def _persons_with(tracing: Tracing, name: str, sought: pa.Table) -> dict[str, Persons]:
    """By shared value, the persons that the person tables know with it, each by their own identifiers."""
    found: dict[str, Persons] = {}
    for ref, facts in tracing.facts.items():
        if not facts.map.person:
            continue
        for identity in facts.identity:
            if identity.identifier != name or identity.owner:
                continue
            rows, at_row, _ = tracing.look_up(ref, identity.column, name, sought)
            kept = pa.array(np.unique(at_row))
            rows = rows.take(kept)
            kind = tracing.datamap.identifiers[name]
            values = normal_forms(kind.kind, rows.column(identity.column), region=kind.region).to_pylist()
            for value, identities in zip(values, _identities(tracing, facts, rows), strict=True):
                found.setdefault(value, []).append(identities)
    return {value: _merged(rows) for value, rows in found.items()}


def _merged(rows: Iterable[set[Identity]]) -> Persons:
    """Rows that share an identifier of one person's own are one person."""
    persons: Persons = []
    for row in rows:
        same = [person for person in persons if person & row]
        persons = [person for person in persons if not person & row]
        persons.append(set(row).union(*same))
    return persons


def _identities(tracing: Tracing, facts: TableFacts, rows: pa.Table) -> list[set[Identity]]:
    """By row, the identifiers in it that are one person's own."""
    found: list[set[Identity]] = [set() for _ in range(rows.num_rows)]
    for identity in facts.unique_identity():
        kind = tracing.datamap.identifiers[identity.identifier]
        normals = normal_forms(kind.kind, rows.column(identity.column), region=kind.region)
        for into, normal in zip(found, normals.to_pylist(), strict=True):
            if normal is not None:
                into.add((identity.identifier, normal))
    return found
