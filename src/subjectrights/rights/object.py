"""Art. 21: the right to object; Art. 7(3): the right to withdraw consent."""

from __future__ import annotations

from subjectrights.effects import Effects, Mark, MarkKind
from subjectrights.errors import RequestError
from subjectrights.plan import Plan
from subjectrights.rights.case import Case
from subjectrights.rights.draft import Draft
from subjectrights.rights.marking import mark_rows, objecting
from subjectrights.rights.restrict import unambiguous
from subjectrights.suggest import known
from subjectrights.terms import LegalBasis, Right

__all__ = ["object_to", "withdraw_consent"]

_OPEN_TO_OBJECTION = (LegalBasis.PUBLIC_TASK, LegalBasis.LEGITIMATE_INTERESTS)


def object_to(case: Case, purpose: str, *, compelling_grounds: str | None = None) -> Plan:
    """What these people's objection to a purpose comes to.

    Against direct marketing it is always honoured (Art. 21(2)-(3)); against a purpose that rests on a
    public task or legitimate interests, unless compelling grounds are given (Art. 21(1)).

    Args:
        case: the map, the holdings and the day.
        purpose: the purpose's name.
        compelling_grounds: the controller's reasons for going on, in words; they are its to prove.

    Raises:
        UnknownName: no such purpose.
        RequestError: the purpose isn't open to objection, or grounds are given against a marketing one.
    """
    case.check_instruction()
    known("purpose", purpose, case.map.purposes)
    marketing = case.map.is_direct_marketing(purpose)
    basis = case.map.purposes[purpose].legal_basis
    if marketing and compelling_grounds is not None:
        raise RequestError(
            "an objection to direct marketing is always honoured; no grounds outweigh it (Art. 21(3))"
        )
    if not marketing and basis is not None and basis not in _OPEN_TO_OBJECTION:
        hint = (
            "withdraw_consent() is the way (Art. 7(3))" if basis is LegalBasis.CONSENT else "erase() may be"
        )
        raise RequestError(
            f"{purpose!r} rests on {basis.value}; "
            f"Art. 21(1) is for public tasks and legitimate interests; {hint}"
        )
    if compelling_grounds is not None and not compelling_grounds.strip():
        raise RequestError("compelling grounds need to be said in words (Art. 21(1))")
    draft = Draft(case, Right.OBJECT)
    if compelling_grounds is not None:
        draft.remarks.append(
            f"The objection to {purpose!r} is not followed: "
            "compelling legitimate grounds are claimed (Art. 21(1)). "
            "The person is to be told the reasons, the authority and the right to a remedy (Art. 12(4))."
        )
        return draft.plan(Effects(persons=unambiguous(case)))
    return _stop(draft, purpose, MarkKind.OBJECTION)


def withdraw_consent(case: Case, purpose: str) -> Plan:
    """What withdrawing consent to a purpose comes to; what was done before stays lawful (Art. 7(3)).

    Raises:
        UnknownName: no such purpose.
        RequestError: the purpose doesn't rest on consent.
    """
    case.check_instruction()
    known("purpose", purpose, case.map.purposes)
    basis = case.map.purposes[purpose].legal_basis
    if basis not in (LegalBasis.CONSENT, None):
        raise RequestError(f"{purpose!r} rests on {basis.value}, not on consent; object() may be the way")
    return _stop(Draft(case, Right.WITHDRAW_CONSENT), purpose, MarkKind.WITHDRAWAL)


def _stop(draft: Draft, purpose: str, kind: MarkKind) -> Plan:
    case = draft.case
    mark_rows(draft, objecting(purpose))
    people = unambiguous(case)
    marks = tuple(Mark(kind=kind, person=link.person, since=case.at, purpose=purpose) for link in people)
    return draft.plan(Effects(persons=people, marks=marks))
