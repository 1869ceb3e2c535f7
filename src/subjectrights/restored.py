"""People whom the register names, found again in the stores: whose rows those are, and from when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from subjectrights.identity.resolve import known_fingerprints
from subjectrights.plan import Refused
from subjectrights.rights.returned import Erasures, Sorted, sort_out, without_newer
from subjectrights.rights.scope import table_named

if TYPE_CHECKING:
    from subjectrights.effects import Mark
    from subjectrights.estate import Estate
    from subjectrights.identity.holdings import Holdings
    from subjectrights.plan import Plan

__all__ = ["fallen_due", "remembered_anew", "sort_restored"]


def sort_restored(estate: Estate, holdings: Holdings, remembered: Mapping[str, Any]) -> Sorted:
    """Tell what a backup brought back of people who were erased from what they gave since.

    Args:
        estate: the estate.
        holdings: what was found.
        remembered: the people's references in the register, when each was erased, and what the caller
            says of those of whom nothing tells.
    """
    persons = remembered["persons"]
    moments = [datetime.fromisoformat(moment) for moment in remembered["since"]]
    erasures = Erasures(
        moments=moments,
        recognised=_recognised(estate, holdings, persons),
        heard_of=_heard_of(estate.register.marks(persons, standing=False), persons, moments),
        answers=remembered["answers"],
    )
    zone = estate.now().tzinfo
    if zone is None:
        raise RuntimeError("the estate's clock tells moments without a time zone")
    return sort_out(estate.map, holdings, erasures, zone)


def fallen_due(estate: Estate, holdings: Holdings, due: Mapping[str, Any]) -> Holdings:
    """What was kept for a duty that has ended; what was collected since isn't in it.

    Args:
        estate: the estate.
        holdings: what was found.
        due: when each of the people was erased, and how far each duty reaches.
    """
    zone = estate.now().tzinfo
    if zone is None:
        raise RuntimeError("the estate's clock tells moments without a time zone")
    moments = [datetime.fromisoformat(moment) if moment else None for moment in due["since"]]
    through = {
        table_named(estate.map, name): [date.fromisoformat(day) if day else None for day in days]
        for name, days in due["through"].items()
    }
    return without_newer(estate.map, holdings, moments, through, zone)


def remembered_anew(plan: Plan, remembered: Mapping[str, Any], sorted_: Sorted | None) -> Plan:
    """The plan of people whom the register named: what it remembers of them stands as it is.

    Args:
        plan: the plan.
        remembered: see :func:`sort_restored`.
        sorted_: who came back and who may have.
    """
    plan = replace(
        plan,
        effects=replace(plan.effects, marks=()),
        remarks=(*plan.remarks, *remembered.get("remarks", ())),
        # Whoever received the data was told when it was first done.
        notices=() if remembered.get("replayed") else plan.notices,
    )
    if sorted_ is None:
        return plan
    results = list(plan.results)
    for word, people in (("returned", sorted_.returned), ("undecided", sorted_.undecided)):
        for at in people:
            results[at] = word
    refused = list(plan.refused)
    if sorted_.undecided:
        refused.append(Refused(reason="undecided", count=len(sorted_.undecided)))
    remarks = []
    if sorted_.returned:
        remarks.append("What was collected since the erasure, of people who came back, stays.")
    if sorted_.undecided:
        remarks.append(
            "Of some people nothing tells whether a backup brought them back or they came back themselves: "
            "what is undated of theirs was left alone. Say which with returned=, or name the column with the "
            "moment at which a row was collected in the data map (collected)."
        )
    return replace(plan, results=tuple(results), refused=tuple(refused), remarks=(*plan.remarks, *remarks))


def _recognised(estate: Estate, holdings: Holdings, persons: Sequence[str]) -> frozenset[int]:
    """Whose rows stand under a number they were erased under, and under nothing unknown then."""
    held: dict[str, set[str]] = {}
    for it in estate.register.fingerprints_of(persons):
        held.setdefault(it.person, set()).add(it.fingerprint)
    keys = estate.secrets.fingerprint_keys.values()
    under = [known_fingerprints(estate.map, key, holdings.known, holdings.count) for key in keys]
    found = set()
    for at, person in enumerate(persons):
        mine = held.get(person, set())
        # A value has one fingerprint a key, in the same place of each list.
        values = [alike for alike in zip(*(prints[at] for prints in under), strict=True) if not alike[0][2]]
        known = [any(one in mine for _, one, _ in alike) for alike in values]
        numbered = any(":" in alike[0][0] for alike in values)
        if numbered and all(known):
            found.add(at)
    return frozenset(found)


def _heard_of(marks: Iterable[Mark], persons: Sequence[str], moments: Sequence[datetime]) -> frozenset[int]:
    """Who objected, was restricted or the like after the erasure, and so may be there again."""
    erased = {person: (at, moment) for at, (person, moment) in enumerate(zip(persons, moments, strict=True))}
    found = set()
    for mark in marks:
        at, moment = erased[mark.person]
        if mark.since > moment:
            found.add(at)
    return frozenset(found)
