"""After a restore from a backup: what people asked for is done again, from fingerprints alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from subjectrights.arguments import moment
from subjectrights.conduct import Request, bound_plan, carry_out, make_plan
from subjectrights.effects import Mark, MarkKind
from subjectrights.errors import RequestError, Unfinished, UnknownName
from subjectrights.people import People
from subjectrights.plan import Plan
from subjectrights.rights.marking import columns_needed, objecting, restricting
from subjectrights.rights.scope import Scope
from subjectrights.terms import Right
from subjectrights.upkeep import known_of

if TYPE_CHECKING:
    from subjectrights.estate import Estate
    from subjectrights.receipt import Receipt

__all__ = ["replay"]

_LISTED = 20
_RIGHTS = {MarkKind.OBJECTION: Right.OBJECT, MarkKind.WITHDRAWAL: Right.WITHDRAW_CONSENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One run of a replay: what is done again, and of whom."""

    right: Right
    args: Mapping[str, Any]
    persons: tuple[str, ...]
    first: bool = False


def replay(
    estate: Estate, since: datetime | None, *, returned: str | People | None, dry_run: bool
) -> list[Receipt] | list[Plan]:
    """See :meth:`subjectrights.Estate.replay`."""
    moment("since", since)
    if estate.unfinished:
        raise Unfinished("an earlier run was interrupted; call estate.recover() first")
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=estate.now().tzinfo)
    done: list[Any] = []
    for part in _parts(estate, since, _answers(estate, returned)):
        request = _request(estate, part)
        if part.first and not dry_run:
            done.append(carry_out(estate, request))
            continue
        plan = make_plan(estate, request)
        if plan.empty and not plan.refused and not part.first:
            continue
        done.append(_bound(estate, plan, request, part) if dry_run else carry_out(estate, request))
    return done


def _request(estate: Estate, part: _Part) -> Request:
    known, count = known_of(estate, part.persons, None)
    return Request(right=part.right, known=known, count=count, args=part.args)


def _bound(estate: Estate, plan: Plan, request: Request, part: _Part) -> Plan:
    """The plan, able to carry itself out; what comes after an erasure is planned anew when it is done."""
    bound = bound_plan(estate, plan, request)
    if part.right is Right.ERASE:
        return bound

    def execute(looked_at: Plan, _replan: bool) -> Receipt:
        return bound.executor(looked_at, True) if bound.executor is not None else bound.execute()

    return replace(bound, executor=execute)


def _answers(estate: Estate, returned: str | People | None) -> Callable[[str], str]:
    """What the caller says of a person of whom nothing tells whether they came back.

    Raises:
        RequestError: it is none of what can be said.
    """
    if returned is None:
        return lambda _: "ask"
    if isinstance(returned, People):
        back = returned.references()
        return lambda person: "keep" if person in back else "erase"
    if returned not in ("keep", "erase"):
        raise RequestError(
            'returned= takes "keep", "erase", or the people who came back: estate.subjects(email=[...])'
        )
    return lambda _: returned


def _parts(estate: Estate, since: datetime | None, answer: Callable[[str], str]) -> Iterator[_Part]:
    """What is to be done again: whole erasures, those of a part, then what stands against using data."""
    whole = {mark.person: mark for mark in _since(estate, MarkKind.ERASURE, since)}
    partial = [
        mark
        for mark in _since(estate, MarkKind.PARTIAL_ERASURE, since)
        if mark.person not in whole or mark.since > whole[mark.person].since
    ]
    by_scope: dict[str, list[Mark]] = {}
    for mark in partial:
        by_scope.setdefault(json.dumps(mark.scope, sort_keys=True), []).append(mark)
    unknown = {text for text in by_scope if not _is_known(estate, by_scope[text][0].scope or {})}
    remarks = [*_rectified(estate, since), *_unknown(sum(len(by_scope[text]) for text in unknown))]
    yield _erasure(list(whole.values()), {}, answer, remarks, first=True)
    for text, marks in by_scope.items():
        if text not in unknown:
            yield _erasure(marks, dict(marks[0].scope or {}), answer, [])
    yield from _marked(estate, since)


def _erasure(
    marks: Sequence[Mark],
    scope: Mapping[str, Sequence[str]],
    answer: Callable[[str], str],
    remarks: Sequence[str],
    *,
    first: bool = False,
) -> _Part:
    latest = {mark.person: mark.since for mark in sorted(marks, key=lambda mark: mark.since)}
    remembered = {
        "replayed": True,
        "persons": list(latest),
        "since": [moment.isoformat() for moment in latest.values()],
        "answers": [answer(person) for person in latest],
        "remarks": list(remarks),
    }
    args = {"scope": {name: list(names) for name, names in scope.items()}, "remembered": remembered}
    return _Part(right=Right.ERASE, args=args, persons=tuple(latest), first=first)


def _marked(estate: Estate, since: datetime | None) -> Iterator[_Part]:
    """Restrictions, objections and withdrawals, where the map says what they write into the stores."""
    remembered = {"replayed": True}
    restricted = _since(estate, MarkKind.RESTRICTION, since)
    if restricted and columns_needed(estate.map, restricting):
        args = {"ground": restricted[0].ground, "remembered": remembered}
        yield _Part(right=Right.RESTRICT, args=args, persons=_persons(restricted))
    for kind, right in _RIGHTS.items():
        by_purpose: dict[str, list[Mark]] = {}
        for mark in _since(estate, kind, since):
            by_purpose.setdefault(mark.purpose or "", []).append(mark)
        for purpose, marks in by_purpose.items():
            if purpose in estate.map.purposes and columns_needed(estate.map, objecting(purpose)):
                args = {"purpose": purpose, "remembered": remembered}
                yield _Part(right=right, args=args, persons=_persons(marks))


def _persons(marks: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark.person for mark in marks))


def _since(estate: Estate, kind: MarkKind, since: datetime | None) -> list[Mark]:
    return [mark for mark in estate.register.all_marks(kind) if since is None or mark.since >= since]


def _is_known(estate: Estate, scope: Mapping[str, Sequence[str]]) -> bool:
    """Whether the map still knows everything that a part of the data was named by."""
    try:
        Scope.of(estate.map, estate.schemas(), **scope)
    except UnknownName:
        return False
    return True


def _unknown(count: int) -> list[str]:
    if not count:
        return []
    return [
        f"{count} erasures of a part of the data can't be done again: the data map no longer knows a name "
        "that they were asked for by."
    ]


def _rectified(estate: Estate, since: datetime | None) -> list[str]:
    """Which receipts of rectifications a backup may have undone."""
    numbers = [
        str(entry.number)
        for entry in estate.ledger.entries()
        if entry.receipt.get("right") == Right.RECTIFY.value
        and (since is None or datetime.fromisoformat(entry.at) >= since)
    ]
    if not numbers:
        return []
    listed = ", ".join(numbers[-_LISTED:])
    more = f" and {len(numbers) - _LISTED} before" if len(numbers) > _LISTED else ""
    return [
        "Rectifications can't be made again from here, since the register holds no values: where the backup "
        f"undid them, make them again (receipts {listed}{more})."
    ]
