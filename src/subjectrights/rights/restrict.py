"""Art. 18: the right to restriction of processing."""

from __future__ import annotations

from subjectrights.effects import Effects, Lift, Mark, MarkKind, PersonLink
from subjectrights.errors import UnknownName
from subjectrights.plan import Plan
from subjectrights.rights.case import Case
from subjectrights.rights.draft import Draft
from subjectrights.rights.marking import lifting, mark_rows, restricting
from subjectrights.terms import RestrictionGround, Right

__all__ = ["lift_restriction", "restrict", "unambiguous"]


def restrict(case: Case, ground: str) -> Plan:
    """What restricting the processing of these people's data comes to.

    Args:
        case: the map, the holdings and the day.
        ground: one of Art. 18(1)(a)-(d), see :class:`RestrictionGround`.

    Raises:
        UnknownName: no such ground.
        InstructionRefused: as :class:`Case` says.
    """
    case.check_instruction()
    if ground not in {g.value for g in RestrictionGround}:
        raise UnknownName(
            f"no ground of restriction is called {ground!r}; Art. 18(1) has "
            + ", ".join(g.value for g in RestrictionGround)
        )
    draft = Draft(case, Right.RESTRICT)
    mark_rows(draft, restricting)
    _notify_recipients(draft)
    marks = tuple(
        Mark(kind=MarkKind.RESTRICTION, person=link.person, since=case.at, ground=ground)
        for subject, link in enumerate(case.persons)
        if subject not in case.restricted and subject not in case.holdings.ambiguous
    )
    if len(marks) < len(case.persons) - len(case.holdings.ambiguous):
        draft.remarks.append("A restriction already stood for some or all; it goes on unchanged.")
    return draft.plan(Effects(persons=unambiguous(case), marks=marks))


def lift_restriction(case: Case, *, again: bool = False) -> Plan:
    """What lifting the restriction comes to; the receipt carries the notice of Art. 18(3).

    Args:
        case: the map, the holdings and the day.
        again: whether this is the second look, when the register has lifted it already.
    """
    case.check_instruction()
    draft = Draft(case, Right.LIFT_RESTRICTION)
    if case.restricted or again:
        mark_rows(draft, lifting)
        draft.remarks.append(
            "The person must be informed before the restriction is lifted (Art. 18(3)): "
            "hand over this notice before the data is used again."
        )
    else:
        draft.remarks.append("No restriction stood.")
    lifts = tuple(
        Lift(kind=MarkKind.RESTRICTION, person=reference)
        for subject, link in enumerate(case.persons)
        if subject in case.restricted
        for reference in link.references
    )
    return draft.plan(Effects(persons=unambiguous(case), lifts=lifts))


def unambiguous(case: Case) -> tuple[PersonLink, ...]:
    """The people for whom something is done."""
    return tuple(link for at, link in enumerate(case.persons) if at not in case.holdings.ambiguous)


def _notify_recipients(draft: Draft) -> None:
    """Each recipient of the data is told of a restriction (Art. 19)."""
    for ref, held in draft.case.held().items():
        if draft.acted_on(held).any():
            draft.notify(ref)
