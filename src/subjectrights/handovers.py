"""What is documented of a data set that changed hands: plain values, which hold nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from subjectrights.terms import LegalBasis, Role

__all__ = ["Direction", "Disclosure", "Exchange"]


class Direction(StrEnum):
    """Which way a data set went."""

    DELIVERED = "delivered"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One hand-over of a data set, as it was documented (Art. 5(2), 30(1)(d)-(e)).

    Args:
        reference: its random name.
        at: when, with a time zone.
        direction: whether we delivered or received it.
        data: which: ``store.table``, or a name.
        party: with whom, by the name in the data map.
        their_role, our_role: who each is for this data (Art. 4(7)-(8), 26).
        channel: how it went, such as ``"sftp"``.
        format: what it is, such as ``"csv"``.
        encryption: how it is encrypted; None where it isn't.
        purpose: why, by the name in the data map, and `legal_basis`, on what (Art. 6(1)).
        categories: what kinds of data.
        people: of how many people; None where nobody counted.
        agreement: the contract that it rests on (Art. 26, 28(3)).
        safeguards: of a transfer to a third country (Art. 44-49).
        by: who did it: an operator's id.
        sha256: of the file, in hexadecimal.
    """

    reference: str
    at: datetime
    direction: Direction
    data: str
    party: str
    their_role: Role
    our_role: Role
    channel: str
    purpose: str
    agreement: str
    format: str | None = None
    encryption: str | None = None
    legal_basis: LegalBasis | None = None
    categories: tuple[str, ...] = ()
    people: int | None = None
    safeguards: str | None = None
    by: str | None = None
    sha256: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The exchange as plain data."""
        return {
            "reference": self.reference,
            "at": self.at.isoformat(),
            "direction": self.direction.value,
            "data": self.data,
            "party": self.party,
            "their_role": self.their_role.value,
            "our_role": self.our_role.value,
            "channel": self.channel,
            "format": self.format,
            "encryption": self.encryption,
            "purpose": self.purpose,
            "legal_basis": self.legal_basis.value if self.legal_basis else None,
            "categories": list(self.categories),
            "people": self.people,
            "agreement": self.agreement,
            "safeguards": self.safeguards,
            "by": self.by,
            "sha256": self.sha256,
        }

    def __str__(self) -> str:
        way = "to" if self.direction is Direction.DELIVERED else "from"
        count = (
            "" if self.people is None else f", {self.people:,} {'person' if self.people == 1 else 'people'}"
        )
        closed = self.encryption or "not encrypted"
        return (
            f"{self.at:%Y-%m-%d %H:%M} {self.data} {self.direction.value} {way} {self.party} "
            f"({self.their_role.value}) for {self.purpose} by {self.channel}, {closed}{count} "
            f"[{self.reference}]"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """An exchange that a person was in (Art. 15(1)(c), (g)).

    Args:
        exchange: the exchange.
        certain: False where they were in it by an identifier that may be another person's too.
    """

    exchange: Exchange
    certain: bool = True
