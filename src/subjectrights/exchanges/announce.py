"""Art. 19: who must be told of a rectification, an erasure or a restriction, and what.

The recipients are those that the map names for the tables that change, and those who got the person's data
in an exchange; whoever answers for such a table with us is told as well (Art. 26(3)).  Each is told the
identifiers by which it knows the person, and nothing of categories that it never had.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from subjectrights.datamap.model import DataMap, TableRef, within
from subjectrights.effects import Outgoing
from subjectrights.exchanges.private import closed
from subjectrights.handovers import Direction
from subjectrights.identity.columns import identity_of
from subjectrights.identity.fingerprint import fingerprints, space_of
from subjectrights.identity.joins import whole
from subjectrights.terms import Right
from subjectrights.writers.portable import portable

if TYPE_CHECKING:
    from subjectrights.effects import PersonLink
    from subjectrights.estate import Estate
    from subjectrights.handovers import Exchange
    from subjectrights.identity.holdings import Holdings
    from subjectrights.plan import Plan

__all__ = ["announced"]

_EVERYWHERE = frozenset({Right.RESTRICT, Right.LIFT_RESTRICTION})
"""Rights that concern all data of a person, whether or not a store is written to."""
_TOLD = _EVERYWHERE | {Right.ERASE, Right.RECTIFY}


@dataclass(slots=True)
class _Message:
    """What one recipient is told of one person."""

    identifiers: dict[str, dict[str, None]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)


def announced(
    estate: Estate, plan: Plan, holdings: Holdings, known: pa.Table, persons: Sequence[PersonLink]
) -> Plan:
    """The plan with the notices that go out when it is done.

    Args:
        estate: the estate.
        plan: what is to be done.
        holdings: whose rows are whose.
        known: what the people were known by before, in the columns of
            :class:`subjectrights.identity.people.Known`.
        persons: who of them the register knows, in their order.
    """
    if plan.right not in _TOLD:
        return plan
    case = _Case(estate, plan, holdings, known)
    prints = case.prints(persons)
    messages: dict[tuple[str, int], _Message] = {}
    for party, subject, names, fields in (*case.by_map(), *case.by_exchange(prints)):
        message = messages.setdefault((party, subject), _Message())
        message.fields.update(fields)
        for name, normal in names:
            message.identifiers.setdefault(name, {})[normal] = None
    outgoing = []
    for (party, _), message in messages.items():
        reference = secrets.token_hex(16)
        told = {
            "identifiers": {name: list(values) for name, values in message.identifiers.items()},
            "fields": message.fields,
            "categories": list(case.part),
        }
        payload = closed(estate.secrets, reference, told)
        outgoing.append(
            Outgoing(reference=reference, party=party, right=plan.right.value, at=plan.at, payload=payload)
        )
    parties = dict.fromkeys((*plan.notices, *(party for party, _ in messages)))
    effects = replace(plan.effects, outgoing=tuple(outgoing))
    return replace(plan, notices=tuple(parties), effects=effects)


_Told = tuple[str, int, list[tuple[str, str]], dict[str, Any]]
"""A party, a person's position, pairs of an identifier and its value, and the new values."""


class _Case:
    """What is needed to say who is told what."""

    def __init__(self, estate: Estate, plan: Plan, holdings: Holdings, known: pa.Table) -> None:
        self.estate = estate
        self.map: DataMap = estate.map
        self.plan = plan
        own = {name for name, identifier in self.map.identifiers.items() if not identifier.shared}
        self.names: dict[int, list[tuple[str, str]]] = {}
        for row in known.to_pylist():
            if row["identifier"] in own:
                self.names.setdefault(row["subject"], []).append((row["identifier"], row["normal"]))
        done = {at for at, word in enumerate(plan.results) if word == "found"}
        self.touched: dict[TableRef, set[int]] = {}
        for ref, held in holdings.tables.items():
            count = plan.counts.get(str(ref))
            changed = count is not None and count.deleted + count.updated > 0
            if changed or plan.right is Right.RESTRICT:
                mine = set(np.unique(held.subject[held.certain]).tolist())
                self.touched[ref] = mine & done
        self.done = done
        args = plan.request.get("args", {})
        self.values: Mapping[str, Any] = args.get("values", {}) if plan.right is Right.RECTIFY else {}
        self.part = self._part(args.get("scope", {}) if plan.right is Right.ERASE else {})

    def _part(self, scope: Mapping[str, Any]) -> tuple[str, ...]:
        """The categories that an erasure in part was of; empty where it was of all."""
        columns = {
            f"{ref}.{name}": c for ref, table in self.map.tables() for name, c in table.columns.items()
        }
        named = [columns[name].category for name in scope.get("columns", ()) if name in columns]
        return tuple(dict.fromkeys((*scope.get("categories", ()), *named)))

    def by_map(self) -> Iterator[_Told]:
        """Those that the map names as recipients of the tables that change."""
        for party in self.plan.notices:
            refs = [ref for ref in self.touched if party in self.map.told_of(ref)]
            wanted = {name for ref in refs for name in self._identified_by(ref, ())}
            had = [column.category for ref in refs for column in self.map.table(ref).columns.values()]
            fields = self._fields(had)
            for subject in sorted(set().union(*(self.touched[ref] for ref in refs))):
                names = [pair for pair in self.names.get(subject, ()) if pair[0] in wanted]
                yield party, subject, names, fields

    def _identified_by(self, ref: TableRef, seen: tuple[TableRef, ...]) -> set[str]:
        """The identifiers that a table's rows have, or those that they belong to."""
        found = {one.identifier for one in identity_of(self.map, ref) if not one.shared}
        if not found:
            for link in self.map.links(ref):
                if link.target not in seen:
                    found |= self._identified_by(link.target, (*seen, ref))
        return found

    def by_exchange(self, prints: Mapping[str, list[tuple[int, str, str]]]) -> Iterator[_Told]:
        """Those who got the person's data in an exchange."""
        places: dict[str, list[str]] = {}
        for reference, one, _ in self.estate.exchanges.stands(prints):
            places.setdefault(reference, []).append(one)
        for exchange in self.estate.exchanges.named(places):
            if exchange.direction is not Direction.DELIVERED or not self._concerns(exchange):
                continue
            fields = self._fields(exchange.categories)
            if self.values and not fields:
                continue
            by_subject: dict[int, list[tuple[str, str]]] = {}
            for one in places[exchange.reference]:
                for subject, name, normal in prints[one]:
                    by_subject.setdefault(subject, []).append((name, normal))
            for subject in sorted(set(by_subject) & self._concerned(exchange)):
                yield exchange.party, subject, by_subject[subject], fields

    def prints(self, persons: Sequence[PersonLink]) -> dict[str, list[tuple[int, str, str]]]:
        """By fingerprint, whose it is, and by which identifier and value that is told.

        One that the register alone remembers is of a value that was rectified since, of which recipients
        were told: it is told by the person's present ones of that kind.
        """
        found: dict[str, list[tuple[int, str, str]]] = {}
        by_name: dict[str, list[tuple[int, str]]] = {}
        for subject, names in self.names.items():
            for name, normal in names:
                by_name.setdefault(name, []).append((subject, normal))
        for name, pairs in by_name.items():
            space = space_of(name, self.map.identifiers[name].kind)
            normals = pa.array([normal for _, normal in pairs], pa.string())
            for key in self.estate.secrets.fingerprint_keys.values():
                made = whole(fingerprints(key, space, normals)).to_pylist()
                for one, (subject, normal) in zip(made, pairs, strict=True):
                    found.setdefault(one, []).append((subject, name, normal))
        subject_of = {reference: at for at, link in enumerate(persons) for reference in link.references}
        for known in self.estate.register.fingerprints_of(list(subject_of)):
            if known.fingerprint not in found and not known.shared:
                subject = subject_of[known.person]
                found[known.fingerprint] = [
                    (subject, name, normal)
                    for name, normal in self.names.get(subject, ())
                    if space_of(name, self.map.identifiers[name].kind) == known.space
                ]
        return found

    def _concerns(self, exchange: Exchange) -> bool:
        return not self.part or any(_overlap(part, exchange.categories) for part in self.part)

    def _concerned(self, exchange: Exchange) -> set[int]:
        """The people of whom what changes was, or may have been, in the exchange."""
        if self.plan.right in _EVERYWHERE:
            return self.done
        refs = {str(ref): ref for ref, _ in self.map.tables()}
        if exchange.data in refs:
            return self.touched.get(refs[exchange.data], set())
        return set().union(*self.touched.values())

    def _fields(self, had: Iterable[str]) -> dict[str, Any]:
        """The new values of what the recipient had, by the name that they were given by."""
        categories = tuple(had)
        return {
            name: portable(value)
            for name, value in self.values.items()
            if any(_overlap(category, categories) for category in self._categories_of(name))
        }

    def _categories_of(self, name: str) -> set[str]:
        """The categories that a name of what is rectified stands for."""
        found = set()
        for ref, table in self.map.tables():
            columns = table.identifier_columns().get(name, ())
            for column, described in table.columns.items():
                if column in columns or name == f"{ref}.{column}":
                    found.add(described.category)
        return found or {name}


def _overlap(category: str, others: Iterable[str]) -> bool:
    return any(within(category, other) or within(other, category) for other in others)
