"""The steps of a request, and the state that they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

__all__ = ["CLOSING", "RequestState", "Step", "StepKind", "allowed_after", "state_of", "suspended_days"]


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_IN_DOUBT = "identity_in_doubt"
    IDENTITY_CONFIRMED = "identity_confirmed"
    UNCLEAR = "unclear"
    IN_PROGRESS = "in_progress"
    EXTENDED = "extended"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class StepKind(StrEnum):
    """What was done in a request.

    ``identity_doubted`` asks for more to confirm who asks (Art. 12(6)); ``clarification_asked`` asks which
    data or processing is meant (recital 63); ``forwarded`` passes it on to the controller whose processor
    we are (Art. 28(3)(e)).
    """

    OPENED = "opened"
    IDENTITY_DOUBTED = "identity_doubted"
    IDENTITY_CONFIRMED = "identity_confirmed"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFIED = "clarified"
    STARTED = "started"
    CARRIED_OUT = "carried_out"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


CLOSING = frozenset({StepKind.ANSWERED, StepKind.REFUSED, StepKind.WITHDRAWN})

_STATES = {
    StepKind.OPENED: RequestState.RECEIVED,
    StepKind.IDENTITY_DOUBTED: RequestState.IDENTITY_IN_DOUBT,
    StepKind.IDENTITY_CONFIRMED: RequestState.IDENTITY_CONFIRMED,
    StepKind.CLARIFICATION_ASKED: RequestState.UNCLEAR,
    StepKind.CLARIFIED: RequestState.IN_PROGRESS,
    StepKind.STARTED: RequestState.IN_PROGRESS,
    StepKind.CARRIED_OUT: RequestState.IN_PROGRESS,
    StepKind.FORWARDED: RequestState.IN_PROGRESS,
    StepKind.EXTENDED: RequestState.EXTENDED,
    StepKind.ANSWERED: RequestState.ANSWERED,
    StepKind.REFUSED: RequestState.REFUSED,
    StepKind.WITHDRAWN: RequestState.WITHDRAWN,
    StepKind.REOPENED: RequestState.IN_PROGRESS,
}
_SUSPENDING = {
    StepKind.IDENTITY_DOUBTED: StepKind.IDENTITY_CONFIRMED,
    StepKind.CLARIFICATION_ASKED: StepKind.CLARIFIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a request.

    Args:
        kind: what was done.
        at: when.
        ground: of a refusal.
        token: the run that was carried out.
        text: reasons, questions or what was found; it may hold personal data.
    """

    kind: StepKind
    at: datetime
    ground: str | None = None
    token: str | None = None
    text: str | None = field(default=None, repr=False)


def state_of(steps: Iterable[Step]) -> RequestState:
    """The state that the steps come to: what the last one says."""
    return [_STATES[step.kind] for step in steps][-1]


def allowed_after(steps: Iterable[Step]) -> frozenset[StepKind]:
    """The steps that can come next: a closed request can only be opened again."""
    last = [step.kind for step in steps][-1]
    if last in CLOSING:
        return frozenset({StepKind.REOPENED})
    return frozenset(StepKind) - {StepKind.OPENED, StepKind.REOPENED}


def suspended_days(steps: Iterable[Step], today: date) -> int:
    """How many days the request waited for the person: for proof of identity, or to say what is meant.

    EDPB Guidelines 01/2022 on access (section 5.3, timing) let the period be suspended meanwhile where it was
    asked without undue delay. It is counted and shown; no deadline is moved by it in silence.

    Args:
        steps: the request's steps, in order.
        today: until when an open question counts.
    """
    waited: set[date] = set()
    listed = list(steps)
    for at, step in enumerate(listed):
        if step.kind in _SUSPENDING:
            ends = [s.at for s in listed[at:] if s.kind is _SUSPENDING[step.kind] or s.kind in CLOSING]
            last = ends[0].date() if ends else today
            waited |= {step.at.date() + timedelta(days=n) for n in range((last - step.at.date()).days)}
    return len(waited)
