"""Whether an operator is accredited: trained well enough, recently enough, and signed to the present code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subjectrights.datamap.operators import TrainingMap

__all__ = ["Accreditation", "Attempt", "Signature", "accreditation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One time that an operator took the training.

    Args:
        operator: the operator's id.
        score: in percent.
        taken: when.
        assessor: who assessed it, if anybody did.
    """

    operator: str
    score: Decimal
    taken: datetime
    assessor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """An operator's signature under a version of the code of conduct.

    Args:
        operator: the operator's id.
        version: SHA-256 of the text.
        signed: when.
    """

    operator: str
    version: str
    signed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """Where an operator stands.

    Args:
        operator: the operator's id.
        lacking: what is still to be done, in sentences; empty for one who is accredited.
        until: the last day of the training's validity, where there is a pass.
    """

    operator: str
    lacking: tuple[str, ...]
    until: date | None = None

    @property
    def accredited(self) -> bool:
        """Whether the operator may handle personal data today."""
        return not self.lacking

    def __bool__(self) -> bool:
        return self.accredited

    def __str__(self) -> str:
        if self.accredited:
            return f"{self.operator}: accredited until {self.until}"
        return f"{self.operator}: not accredited; " + "; ".join(self.lacking)


def accreditation(
    operator: str,
    training: TrainingMap,
    attempts: Sequence[Attempt],
    signatures: Sequence[Signature],
    version: str,
    today: date,
) -> Accreditation:
    """Judge an operator's attempts and signatures.

    The last attempt counts: whoever falls below the mark takes the training again, passed before or not.

    Args:
        operator: the operator's id.
        training: the mark and how long a pass counts.
        attempts: the operator's, the oldest first.
        signatures: the operator's.
        version: SHA-256 of the present code of conduct.
        today: the day.
    """
    lacking = []
    until = None
    if not attempts:
        lacking.append("the training was never taken")
    elif attempts[-1].score < Decimal(str(training.pass_mark)):
        lacking.append(
            f"the training was taken with {attempts[-1].score} % where {training.pass_mark:g} % pass: "
            "take it again"
        )
    else:
        until = training.valid_for.after(attempts[-1].taken.date())
        if until < today:
            lacking.append(f"the training was valid until {until}: take it again")
    if all(signature.version != version for signature in signatures):
        lacking.append(
            "the code of conduct has a new version: sign it"
            if signatures
            else "the code of conduct was never signed"
        )
    return Accreditation(operator=operator, lacking=tuple(lacking), until=until)
