"""Who of the people traced the register knows already, and under which reference."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from subjectrights.effects import KnownFingerprint, PersonLink

if TYPE_CHECKING:
    from subjectrights.register.register import Register

__all__ = ["Print", "acquainted", "contradicted", "known_beyond", "linked", "others_with"]

Print = tuple[str, str, bool]
"""A fingerprint's space, itself, and whether the identifier is shared."""


def acquainted(register: Register, prints: Sequence[Sequence[Print]]) -> tuple[PersonLink, ...]:
    """Each person's reference in the register, a new one where it knows none.

    A person of the register is the one traced if they have an identifier of their own in common and no
    assigned one (a customer number) contradicts it: an address can pass from one person to another.

    Args:
        register: the register.
        prints: by person, the fingerprints of everything they were traced by.
    """
    candidates = register.persons_of([one for those in prints for _, one, shared in those if not shared])
    profiles = _profiles(
        register.fingerprints_of(sorted({p for persons in candidates.values() for p in persons}))
    )
    links = []
    for those in prints:
        mine = _profile(those)
        shared_with = {p for _, one, shared in those if not shared for p in candidates.get(one, ())}
        same = [p for p in sorted(shared_with) if not _contradicts(mine, profiles[p])]
        same.sort(
            key=lambda p: -sum(len(mine.get(space, set()) & held) for space, held in profiles[p].items())
        )
        person, *also = same or [secrets.token_hex(16)]
        links.append(PersonLink(person=person, fingerprints=tuple(those), also=tuple(also)))
    return tuple(links)


def known_beyond(
    register: Register, given: Sequence[Sequence[Print]], traced: Sequence[Sequence[Print]]
) -> tuple[list[tuple[int, KnownFingerprint]], dict[int, list[list[Print]]]]:
    """What the register knows people by that tracing didn't come to.

    Args:
        register: the register.
        given: by person, the fingerprints of what they were asked for by.
        traced: by person, the fingerprints of everything they were traced by.

    Returns:
        Pairs of a person's position and a fingerprint of an identifier of their own; and by position,
        for each person of the register that they may be, everything of that kind that it knows.
    """
    subjects: dict[str, set[int]] = {}
    persons = register.persons_of([one for those in given for _, one, shared in those if not shared])
    known = register.fingerprints_of(sorted({p for those in persons.values() for p in those}))
    profiles = _profiles(known)
    for at, those in enumerate(given):
        mine = _profile(those)
        for _, one, _ in those:
            for person in persons.get(one, ()):
                if not _contradicts(mine, profiles[person]):
                    subjects.setdefault(person, set()).add(at)
    reached = [{one for _, one, _ in those} for those in traced]
    theirs = [(at, it) for it in known if not it.shared for at in sorted(subjects.get(it.person, ()))]
    remembered: dict[int, dict[str, list[Print]]] = {}
    for at, it in theirs:
        of_one = remembered.setdefault(at, {}).setdefault(it.person, [])
        of_one.append((it.space, it.fingerprint, it.shared))
    beyond = [(at, it) for at, it in theirs if it.fingerprint not in reached[at]]
    return beyond, {at: list(persons.values()) for at, persons in remembered.items()}


def contradicted(mine: Iterable[Print], theirs: Iterable[Print]) -> bool:
    """Whether an assigned identifier, such as a customer number, tells that these are two people.

    Args:
        mine: fingerprints of one.
        theirs: fingerprints of the other.
    """
    return _contradicts(_profile(mine), _profile(theirs))


def linked(register: Register, asked: Mapping[int, tuple[Sequence[Print], Sequence[Print]]]) -> set[int]:
    """For which people the register knows one person by a number given and by one they were found under.

    Args:
        register: the register.
        asked: by position, the fingerprints given, and those of everything found.
    """
    numbers = {
        at: (
            {one for space, one, _ in given if ":" in space},
            {one for space, one, _ in found if ":" in space},
        )
        for at, (given, found) in asked.items()
    }
    persons = register.persons_of([one for given, _ in numbers.values() for one in given])
    held: dict[str, set[str]] = {}
    for it in register.fingerprints_of(sorted({p for those in persons.values() for p in those})):
        held.setdefault(it.person, set()).add(it.fingerprint)
    return {
        at
        for at, (given, found) in numbers.items()
        if any(held[person] & (found - given) for one in given for person in persons.get(one, ()))
    }


def others_with(
    register: Register, shared: Mapping[str, set[int]], own: Mapping[int, set[str]]
) -> set[tuple[int, str]]:
    """Which shared fingerprints the register knows of somebody else as well, who is known by their own ones.

    Args:
        register: the register.
        shared: by fingerprint of a shared value, the positions of the people who have it.
        own: by position, the fingerprints of the person's own identifiers.

    Returns:
        Pairs of a position and a fingerprint.
    """
    holders = register.holders_of(list(shared))
    if not holders:
        return set()
    everybody = sorted({person for persons in holders.values() for person in persons})
    identified = {one.person for one in register.fingerprints_of(everybody) if not one.shared}
    mine = register.persons_of([one for prints in own.values() for one in prints])
    found = set()
    for print_, persons in holders.items():
        for at in shared[print_]:
            selves = {p for one in own.get(at, ()) for p in mine.get(one, ())}
            if (persons & identified) - selves:
                found.add((at, print_))
    return found


def _profiles(known: Iterable[KnownFingerprint]) -> dict[str, dict[str, set[str]]]:
    profiles: dict[str, dict[str, set[str]]] = {}
    for one in known:
        if not one.shared:
            profiles.setdefault(one.person, {}).setdefault(one.space, set()).add(one.fingerprint)
    return profiles


def _profile(prints: Iterable[Print]) -> dict[str, set[str]]:
    profile: dict[str, set[str]] = {}
    for space, one, shared in prints:
        if not shared:
            profile.setdefault(space, set()).add(one)
    return profile


def _contradicts(mine: dict[str, set[str]], theirs: dict[str, set[str]]) -> bool:
    """Whether an assigned identifier of both is known, and none of them is the same."""
    assigned = [space for space in mine if ":" in space and space in theirs]
    return any(not mine[space] & theirs[space] for space in assigned)
