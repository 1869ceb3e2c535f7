"""One request of a data subject: its dates, its steps, and what can be done with it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subjectrights.errors import RequestError
from subjectrights.requests.steps import RequestState, Step, StepKind, allowed_after, state_of, suspended_days
from subjectrights.terms import RefusalGround, Right

if TYPE_CHECKING:
    from subjectrights.identity.people import Known
    from subjectrights.receipt import Receipt
    from subjectrights.requests.challenge import Challenge
    from subjectrights.requests.deadlines import Deadlines
    from subjectrights.requests.requests import Requests
    from subjectrights.writers.output import Written

__all__ = ["RequestCase"]

_ALSO = {
    (Right.RESTRICT, Right.LIFT_RESTRICTION),
    (Right.ACCESS, Right.EXPORT),
    (Right.OBJECT, Right.WITHDRAW_CONSENT),
    (Right.WITHDRAW_CONSENT, Right.OBJECT),
}
"""Pairs of a right asked for and another one that answers it as well."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RequestCase:
    """A request, as it stands; each step returns it as it stands then.

    Args:
        reference: its random name; give it to the person.
        right: what is asked for.
        channel: how it came in.
        deadlines: the days that count.
        steps: what was done, the oldest first.
    """

    reference: str
    right: Right
    channel: str | None
    deadlines: Deadlines
    steps: tuple[Step, ...] = field(repr=False)
    requests: Requests = field(repr=False)

    @property
    def state(self) -> RequestState:
        """Where it stands."""
        return state_of(self.steps)

    @property
    def open(self) -> bool:
        """Whether it still has to be answered."""
        return self.state not in (RequestState.ANSWERED, RequestState.REFUSED, RequestState.WITHDRAWN)

    @property
    def received(self) -> date:
        """The day it came in."""
        return self.deadlines.received

    @property
    def due(self) -> date:
        """The last day on which an answer is in time (Art. 12(3)); later once an extension was told."""
        extended = any(step.kind is StepKind.EXTENDED for step in self.steps)
        return self.deadlines.extended if extended else self.deadlines.due

    @property
    def waited_days(self) -> int:
        """How many days it waited for the person: Art. 12(6), recital 63. `due` isn't moved by them."""
        return suspended_days(self.steps, self.requests.today())

    @property
    def due_if_suspended(self) -> date:
        """The deadline if the days of waiting for the person aren't counted; see `waited_days`."""
        end = self.due + timedelta(days=self.waited_days)
        while not self.requests.works(end):
            end += timedelta(days=1)
        return end

    @property
    def overdue(self) -> bool:
        """Whether it is open after its last day."""
        return self.open and self.requests.today() > self.due

    @property
    def receipts(self) -> tuple[str, ...]:
        """The tokens of the runs that were carried out for it."""
        return tuple(step.token for step in self.steps if step.token is not None)

    def doubt_identity(self, reasons: str) -> RequestCase:
        """Ask for more to confirm who asks, where there are reasonable doubts (Art. 12(6)).

        Args:
            reasons: what gives rise to doubt, and what was asked for.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.IDENTITY_DOUBTED, text=_said(reasons, "why the identity is in doubt"))

    def confirm_identity(self, how: str) -> RequestCase:
        """Note that the person is who they say (Art. 12(2), 12(6)).

        Args:
            how: how it was confirmed; no copy of a document.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.IDENTITY_CONFIRMED, text=_said(how, "how the identity was confirmed"))

    def challenge(self, identifier: str, by: Mapping[str, Any]) -> Challenge | None:
        """A one-time code to send to an identifier of the person that is on file.

        Args:
            identifier: its name in the data map, such as ``email``.
            by: the identifiers by which the request was opened.

        Returns:
            The code and where to send it; None where nothing of that kind is on file, or it isn't the
            person's alone. Tell the person the same in either case.

        Raises:
            RequestError: too many codes were asked for, the request was opened by other identifiers, or is
                closed.
            UnknownName: no such identifier.
        """
        from subjectrights.requests.challenge import challenge

        self._refuse_closed()
        return challenge(self, identifier, by)

    def answer_challenge(self, code: str) -> RequestCase:
        """Confirm the identity by the code that was sent.

        Args:
            code: what the person gives back; blanks, hyphens and case don't count.

        Raises:
            RequestError: the code is wrong, too old, used, or was tried too often.
        """
        from subjectrights.requests.challenge import answer

        self._refuse_closed()
        answer(self, code)
        return self._step(
            StepKind.IDENTITY_CONFIRMED, text="A one-time code was sent to an identifier on file."
        )

    def ask_clarification(self, question: str) -> RequestCase:
        """Ask which data or processing is meant, where much is held (recital 63).

        Args:
            question: what was asked.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.CLARIFICATION_ASKED, text=_said(question, "what was asked"))

    def clarify(self, answer: str) -> RequestCase:
        """Note what the person made clear.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.CLARIFIED, text=_said(answer, "what was made clear"))

    def start(self) -> RequestCase:
        """Note that it is worked on.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.STARTED)

    def require(self, right: Right, known: Known, count: int) -> None:
        """Refuse to do for this request what it isn't about.

        Args:
            right: what is to be done.
            known: who it is to be done for.
            count: how many people they are.

        Raises:
            RequestError: it asks for another right, was opened by somebody else, is closed, or the identity
                is in doubt.
        """
        self._refuse_closed()
        if self.state is RequestState.IDENTITY_IN_DOUBT:
            raise RequestError(f"the identity in request {self.reference} is in doubt: confirm it first")
        if right is not self.right and (self.right, right) not in _ALSO:
            raise RequestError(f"request {self.reference} asks for {self.right.value}, not {right.value}")
        if count != 1 or not self.requests.concerns(self, known):
            raise RequestError(f"request {self.reference} was opened for somebody else")

    def read(self) -> RequestCase:
        """Note that the data was read or written for it (Art. 15, 20), as it stands now.

        Raises:
            RequestError: the request is closed.
        """
        return self.requests.get(self.reference)._step(StepKind.CARRIED_OUT)

    def carried_out(self, receipt: Receipt) -> RequestCase:
        """Note a run that was carried out for it.

        Args:
            receipt: the run's receipt.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.CARRIED_OUT, token=receipt.token)

    def forwarded(self, controller: str, sha256: str) -> RequestCase:
        """Note that it was passed on to the controller whose processor we are (Art. 28(3)(e)).

        Args:
            controller: who got it.
            sha256: of the file, in hexadecimal.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.FORWARDED, text=f"{controller}; SHA-256 {sha256}")

    def extend(self, reasons: str) -> RequestCase:
        """Tell the person that two further months are needed (Art. 12(3), second and third sentence).

        Args:
            reasons: why, by the complexity and number of the requests; the person is told them.

        Raises:
            RequestError: the first month is over, it was extended before, or no reasons are given.
        """
        text = _said(reasons, "why more time is needed")
        if any(step.kind is StepKind.EXTENDED for step in self.steps):
            raise RequestError(f"request {self.reference} was extended before; it can be once (Art. 12(3))")
        if self.requests.today() > self.deadlines.due:
            raise RequestError(
                f"an extension must be told by {self.deadlines.due}, within the first month (Art. 12(3)); "
                f"request {self.reference} is overdue: answer it"
            )
        return self._step(StepKind.EXTENDED, text=text)

    def refuse(self, ground: RefusalGround | str, reasons: str) -> RequestCase:
        """Refuse it: the person is told why, and of the authority and the courts (Art. 12(4)).

        Args:
            ground: which provision allows it.
            reasons: why it applies here; the controller bears the burden of proof (Art. 12(5)).

        Raises:
            RequestError: no such ground, one that isn't for this right, or no reasons.
        """
        text = _said(reasons, "why it is refused")
        try:
            known = RefusalGround(ground)
        except ValueError:
            raise RequestError(
                "no such ground of refusal; there are " + ", ".join(g.value for g in RefusalGround)
            ) from None
        if not known.allows(self.right):
            raise RequestError(
                f"{known.article} ({known.value}) is no ground to refuse {self.right.value} "
                f"({self.right.article})"
            )
        return self._step(StepKind.REFUSED, ground=known.value, text=text)

    def answer(self, note: str | None = None) -> RequestCase:
        """Note that the person got the answer.

        Args:
            note: how, where that is worth keeping.

        Raises:
            RequestError: the request is closed, or the identity is still in doubt.
        """
        if self.state is RequestState.IDENTITY_IN_DOUBT:
            raise RequestError(
                f"the identity in request {self.reference} is in doubt: confirm it before you answer, "
                "or refuse"
            )
        return self._step(StepKind.ANSWERED, text=note)

    def withdraw(self, note: str | None = None) -> RequestCase:
        """Note that the person took it back.

        Raises:
            RequestError: the request is closed.
        """
        return self._step(StepKind.WITHDRAWN, text=note)

    def reopen(self, reasons: str) -> RequestCase:
        """Take up a closed request again; its deadlines stay what they were.

        Raises:
            RequestError: it is open.
        """
        return self._step(StepKind.REOPENED, text=_said(reasons, "why it is taken up again"))

    def letter(self, path: str | Path, *, language: str | None = None) -> Written:
        """Write the letter that is due: of receipt, of doubts, of an extension or a refusal (Art. 12(3)-(4)).

        Args:
            path: the file to write, in the format of its suffix.
            language: ``en``, ``fr``, ``nl`` or ``de``; the organisation's by default.

        Returns:
            What was written.

        Raises:
            RequestError: the request was answered or withdrawn.
            WriteError: the file can't be written, or the suffix isn't known.
        """
        from subjectrights.requests.letters import letter
        from subjectrights.writers.output import write_document

        organisation = self.requests.estate.map.organisation
        document = letter(self, organisation, self.requests.now(), language=language or organisation.language)
        return write_document(document, path)

    def __str__(self) -> str:
        late = ", overdue" if self.overdue else ""
        return f"request {self.reference}: {self.right.value}, {self.state.value}, due {self.due}{late}"

    def _refuse_closed(self) -> None:
        if not self.open:
            raise RequestError(f"request {self.reference} is {self.state.value}; reopen() it first")

    def _step(
        self, kind: StepKind, *, ground: str | None = None, token: str | None = None, text: str | None = None
    ) -> RequestCase:
        if kind not in allowed_after(self.steps):
            raise RequestError(
                f"request {self.reference} is {self.state.value}; "
                + ("it is open" if self.open else "reopen() it first")
            )
        return self.requests.add(
            self, Step(kind=kind, at=self.requests.now(), ground=ground, token=token, text=text)
        )


def _said(text: str, what: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise RequestError(f"say {what}")
    return text.strip()
