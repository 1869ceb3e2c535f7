"""What an estate needs from time to time: recovery, what has become due, replay after a restore."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from subjectrights.conduct import Request, carry_out, make_plan, second_look
from subjectrights.datamap.model import TableRef
from subjectrights.effects import Duty, MarkKind
from subjectrights.errors import RequestError, Unfinished
from subjectrights.execution.locks import estate_lock
from subjectrights.execution.serial import plan_from_bytes
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import resolve
from subjectrights.plan import Plan
from subjectrights.receipt import Receipt
from subjectrights.terms import Outcome, Right

if TYPE_CHECKING:
    from subjectrights.estate import Estate
    from subjectrights.execution.journal import JournalEntry

__all__ = ["due", "recover", "replay", "warn_of_unfinished"]


def warn_of_unfinished(estate: Estate) -> None:
    """Say that an interrupted run waits, if the register is there already."""
    if estate.register.exists() and estate.unfinished:
        warnings.warn(
            f"{estate.unfinished} interrupted run(s) wait in this estate; call estate.recover()", stacklevel=3
        )


def recover(estate: Estate) -> list[Receipt]:
    """See :meth:`subjectrights.Estate.recover`."""
    receipts = []
    with estate_lock(estate.register):
        for entry in estate.journal.unfinished():
            if entry.state == "begun":
                for store in estate.stores.values():
                    store.discard(entry.token)
                estate.journal.abort(entry.token)
            else:
                receipts.append(estate.bound(_finish(estate, entry)))
    return receipts


def _finish(estate: Estate, entry: JournalEntry) -> Receipt:
    plan = plan_from_bytes(entry.plan)
    remarks = ["The run was interrupted and finished by recover()."]
    for store in plan.changes:
        if store not in entry.committed:
            remarks += _redo(estate, plan, store, entry.token)
            estate.journal.committed(entry.token, store)
    known = Known()
    known.extend(plan.request["known"])
    request = Request(
        right=plan.right,
        known=_always(known),
        count=plan.request["count"],
        args=plan.request["args"],
        instruction=plan.instruction,
    )
    return estate.engine().finish(
        plan, entry.token, lambda: second_look(estate, request, plan), remarks=tuple(remarks)
    )


def _redo(estate: Estate, plan: Plan, store: str, token: str) -> list[str]:
    """Do a store's part of a decided run, unless the store knows that it was done."""
    place = estate.stores[store]
    outcome = place.outcome(token)
    if outcome is Outcome.COMMITTED:
        return []
    place.discard(token)
    staged = place.stage(plan.changes[store], token)
    try:
        staged.check()
        staged.commit()
    except BaseException:
        staged.abort()
        raise
    if outcome is Outcome.UNKNOWN:
        return [f"{store} could not tell whether it had committed; its part was done again."]
    return []


def due(estate: Estate, on: date | None, *, dry_run: bool) -> list[Plan] | list[Receipt]:
    """See :meth:`subjectrights.Estate.due`.

    Only the rows that were kept are gone back to, and what was kept for their sake; a person who came
    back since under other identifiers isn't touched.
    """
    now = estate.now()
    at = datetime.combine(on, now.timetz()) if on is not None else now
    if at.date() > now.date() and not dry_run:
        raise RequestError("what isn't due yet is kept by law; a later day is for dry_run=True alone")
    duties = estate.register.duties(at.date())
    marks = estate.register.marks([duty.person for duty in duties])
    erased = {mark.person for mark in marks if mark.kind is MarkKind.ERASURE}
    made: list[Any] = []
    for whole in (True, False):
        those = [duty for duty in duties if (duty.person in erased) is whole]
        if not those:
            continue
        tables = {TableRef(duty.store, duty.table) for duty in those}
        known, count = _known_of(estate, [duty.person for duty in those], tables)
        scope = {"tables": sorted(map(str, tables | (_parents(estate, tables) if whole else set())))}
        request = Request(right=Right.ERASE, known=_always(known), count=count, args={"scope": scope}, at=at)
        if dry_run:
            made.append(_planned(estate, request, tuple(those)))
        else:
            made.append(carry_out(estate, request, closing=tuple(those)))
    return made


def _planned(estate: Estate, request: Request, closing: tuple[Duty, ...]) -> Plan:
    plan = make_plan(estate, request)
    return replace(plan, executor=lambda planned: carry_out(estate, request, planned, closing=closing))


def _parents(estate: Estate, tables: Iterable[TableRef]) -> set[TableRef]:
    """The tables that rows of these refer to, which may have been kept for their sake."""
    found: set[TableRef] = set()
    fresh = set(tables)
    while fresh:
        fresh = {link.target for ref in fresh for link in estate.map.links(ref)} - found
        found |= fresh
    return found


def _always(known: Known) -> Callable[[], Known]:
    def afresh() -> Known:
        copy = Known()
        copy.extend(known.table)
        return copy

    return afresh


def replay(estate: Estate, since: datetime | None, *, dry_run: bool) -> Receipt | Plan:
    """See :meth:`subjectrights.Estate.replay`."""
    if estate.unfinished:
        raise Unfinished("an earlier run was interrupted; call estate.recover() first")
    erased = [
        mark.person
        for mark in estate.register.all_marks(MarkKind.ERASURE)
        if since is None or mark.since >= since
    ]
    known, count = _known_of(estate, erased, None)
    request = Request(right=Right.ERASE, known=_always(known), count=count, args={"scope": {}})
    return _planned(estate, request, ()) if dry_run else carry_out(estate, request)


def _known_of(
    estate: Estate, persons: Iterable[str], tables: Collection[TableRef] | None
) -> tuple[Known, int]:
    """What people the register knows are known by in the stores today, and how many they are."""
    order = {person: at for at, person in enumerate(dict.fromkeys(persons))}
    sought = [(order[one.person], one) for one in estate.register.fingerprints_of(list(order))]
    key = estate.secrets.fingerprint_key
    known = resolve(estate.map, estate.stores, estate.schemas(), key, sought, tables=tables)
    return known, len(order)
