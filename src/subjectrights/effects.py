"""What the register will remember of a run: marks, duties, notices, and who is known by which fingerprint.

These are plain values at the bottom of the library, so that the rights can say them and the register
can store them.  None of them holds personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

__all__ = [
    "Duty",
    "Effects",
    "KnownFingerprint",
    "Lift",
    "Mark",
    "MarkKind",
    "Notice",
    "Outgoing",
    "PersonLink",
]


class MarkKind(StrEnum):
    """What stands against using a person's data."""

    RESTRICTION = "restriction"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    PARTIAL_ERASURE = "partial_erasure"
    """A part of the data was erased: it stands against nothing, and is remembered to be done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFingerprint:
    """A fingerprint by which a person is known.

    Args:
        person: the person's random reference.
        space: what was fingerprinted (``"email"``, ``"opaque:customer_id"``).
        fingerprint: HMAC-SHA-256 of the normal form, hexadecimal.
        shared: whether the identifier may be several people's.
        key_id: which key it was made under.
    """

    person: str
    space: str
    fingerprint: str
    shared: bool = False
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLink:
    """Fingerprints that are one person's.

    Args:
        person: the register's reference; a random one made up by the caller where it knows none yet.
        fingerprints: triples of space, fingerprint and whether the identifier is shared.
        also: further references under which the register knows the same person.
    """

    person: str
    fingerprints: tuple[tuple[str, str, bool], ...]
    also: tuple[str, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """Every reference under which the register knows the person."""
        return (self.person, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that stands against using a person's data, since when and on which ground.

    `scope` says what part of the data a partial erasure was of, in the words of
    :meth:`subjectrights.Subject.erase`.
    """

    kind: MarkKind
    person: str
    since: datetime
    token: str = ""
    purpose: str | None = None
    ground: str | None = None
    lifted: datetime | None = None
    note: str | None = None
    scope: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """Ends a person's standing marks of a kind (and purpose, where one is named)."""

    kind: MarkKind
    person: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A person's rows in a table that the law keeps until a day (Art. 17(3)), then to be erased.

    `through` is the latest date that the duty counts from among the rows that were kept: a later row wasn't
    among them. `scope` says which columns were asked for, in the words of
    :meth:`subjectrights.Subject.erase`; None where whole rows were.
    """

    person: str
    store: str
    table: str
    until: date
    ground: str | None = None
    law: str | None = None
    token: str = ""
    through: date | None = None
    scope: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A party to be told of a rectification, erasure or restriction (Art. 19)."""

    party: str
    right: str
    place: str = ""
    token: str = ""
    state: str = "pending"
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a recipient is to be told of one person (Art. 19), waiting in the outbox.

    Args:
        reference: its random name, by which the recipient knows a repeat.
        party: the recipient.
        right: what was done.
        at: when it was decided.
        payload: by which identifiers the recipient knows the person, and what is new; encrypted.
        token: the run's random name.
    """

    reference: str
    party: str
    right: str
    at: datetime
    payload: bytes = field(repr=False)
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Everything the register writes when a run is decided, in one transaction.

    `rekeyed` are pairs of fingerprints of one value: under an older key and under the one in use, which takes
    its place.
    """

    persons: tuple[PersonLink, ...] = ()
    rekeyed: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    lifts: tuple[Lift, ...] = ()
    duties: tuple[Duty, ...] = ()
    closed_duties: tuple[Duty, ...] = ()
    notices: tuple[Notice, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
