"""A consent as it was given and withdrawn (Art. 4(11), 7)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["Consent", "wording_hash"]


def wording_hash(wording: str) -> str:
    """What tells one wording from another: SHA-256 of its text in UTF-8, in hexadecimal."""
    return hashlib.sha256(wording.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One consent of one person (Art. 7(1): the controller must be able to demonstrate it).

    Args:
        reference: its random name.
        purpose: to what, by the name in the data map.
        given: when.
        how: by which means, such as ``"web form"``.
        wording: what the person agreed to, as it was put to them.
        evidence: what shows it, such as the form's number; it may hold personal data.
        by: the operator's id, where somebody recorded it for the person.
        withdrawn: when it was withdrawn or given anew, None while it stands (Art. 7(3)).
        withdrawn_how: by which means.
        withdrawal_evidence: what shows that.
        renewed: whether it ended because the person gave a later one, not because of a withdrawal.
    """

    reference: str
    purpose: str
    given: datetime
    how: str
    wording: str
    evidence: str | None = field(default=None, repr=False)
    by: str | None = None
    withdrawn: datetime | None = None
    withdrawn_how: str | None = None
    withdrawal_evidence: str | None = field(default=None, repr=False)
    renewed: bool = False

    @property
    def standing(self) -> bool:
        """Whether the processing may rest on it."""
        return self.withdrawn is None

    def to_dict(self) -> dict[str, Any]:
        """The consent as plain data, without the evidence."""
        return {
            "reference": self.reference,
            "purpose": self.purpose,
            "given": self.given.isoformat(),
            "how": self.how,
            "wording": self.wording,
            "wording_sha256": wording_hash(self.wording),
            "standing": self.standing,
            "withdrawn": self.withdrawn.isoformat() if self.withdrawn else None,
            "withdrawn_how": self.withdrawn_how,
            "renewed": self.renewed,
        }

    def __str__(self) -> str:
        end = "standing"
        if self.withdrawn is not None:
            word = "given anew" if self.renewed else "withdrawn"
            end = f"{word} {self.withdrawn:%Y-%m-%d}"
        return f"{self.purpose}: given {self.given:%Y-%m-%d} by {self.how}, {end} [{self.reference}]"
