"""What an estate needs from time to time: recovery, and what has become due."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from subjectrights.again import again
from subjectrights.arguments import day
from subjectrights.conduct import (
    Request,
    bound_plan,
    carry_out,
    make_plan,
    note_in_request,
    second_look,
)
from subjectrights.datamap.model import TableRef
from subjectrights.effects import Duty, Mark, MarkKind
from subjectrights.errors import NothingChanged, RequestError, SubjectRightsError, Unfinished, UnknownName
from subjectrights.execution.locks import estate_lock
from subjectrights.execution.serial import plan_from_bytes
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import resolve
from subjectrights.looking import still_theirs
from subjectrights.plan import Plan
from subjectrights.receipt import Receipt
from subjectrights.rights.scope import Scope
from subjectrights.terms import Outcome, Right

if TYPE_CHECKING:
    from subjectrights.acquaintance import Print
    from subjectrights.estate import Estate
    from subjectrights.execution.journal import JournalEntry

__all__ = ["due", "known_of", "recover", "warn_of_unfinished"]


def warn_of_unfinished(estate: Estate) -> None:
    """Say that an interrupted run waits, if the register is there already."""
    if estate.register.exists() and estate.unfinished:
        warnings.warn(
            f"{estate.unfinished} interrupted run(s) wait in this estate; call estate.recover()", stacklevel=3
        )


def recover(estate: Estate) -> list[Receipt]:
    """See :meth:`subjectrights.Estate.recover`."""
    receipts = []
    with estate_lock(estate.register, wait=estate.wait):
        for entry in estate.journal.unfinished():
            if entry.state == "begun":
                for store in estate.stores.values():
                    store.discard(entry.token)
                estate.journal.abort(entry.token)
            else:
                receipt = _finish(estate, entry)
                note_in_request(estate, receipt)
                receipts.append(estate.bound(receipt))
        _clear_after_the_last(estate)
    return receipts


def _clear_after_the_last(estate: Estate) -> None:
    """Remove what a run leaves that died when it was sealed and hadn't tidied up yet."""
    entries = estate.ledger.entries()
    if len(entries):
        token = entries[-1].receipt.get("token")
        if not isinstance(token, str):
            return
        for store in estate.stores.values():
            # Only litter: whoever can't be reached now clears it in its next run.
            with suppress(SubjectRightsError):
                store.discard(token)


def _finish(estate: Estate, entry: JournalEntry) -> Receipt:
    plan = plan_from_bytes(entry.plan)
    remarks = ["The run was interrupted and finished by recover()."]
    for store in plan.changes:
        if store not in entry.committed:
            try:
                remarks += again(partial(_redo, estate, plan, store, entry.token))
            except NothingChanged as error:
                # To whoever reads it "nothing changed" would say that the run is undone.
                raise Unfinished(
                    f"a run that is decided could not be finished in this store ({error.code}); "
                    "mend that and call recover() again",
                    store=error.store or store,
                    table=error.table,
                    file=error.file,
                ) from None
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

    Only the rows and columns that were kept are gone back to, and what was kept for their sake; what a
    person gave since isn't touched.
    """
    day("on", on)
    now = estate.now()
    at = datetime.combine(on, now.timetz()) if on is not None else now
    if at.date() > now.date() and not dry_run:
        raise RequestError("what isn't due yet is kept by law; a later day is for dry_run=True alone")
    duties = _understood(estate, estate.register.duties(at.date()))
    marks = estate.register.marks([duty.person for duty in duties])
    marks = [mark for mark in marks if mark.kind in (MarkKind.ERASURE, MarkKind.PARTIAL_ERASURE)]
    erased = {mark.person for mark in marks if mark.kind is MarkKind.ERASURE}
    parts: dict[tuple[bool, str], list[Duty]] = {}
    for duty in duties:
        whole = duty.scope is None and duty.person in erased
        parts.setdefault((not whole, json.dumps(duty.scope, sort_keys=True)), []).append(duty)
    made: list[Any] = []
    for (in_part, _), those in sorted(parts.items()):
        request = _request(estate, those, marks, at, whole=not in_part)
        if dry_run:
            made.append(_planned(estate, request, tuple(those)))
        else:
            made.append(carry_out(estate, request, closing=tuple(those)))
    return made


def _understood(estate: Estate, duties: Iterable[Duty]) -> list[Duty]:
    """The duties whose table and columns the map still knows; of the others it is said that they wait."""
    there = {ref for ref, _ in estate.map.tables()}
    known: dict[str, bool] = {}
    found, left = [], 0
    for duty in duties:
        text = json.dumps(duty.scope, sort_keys=True)
        if text not in known:
            known[text] = _is_known(estate, duty.scope or {})
        if TableRef(duty.store, duty.table) in there and known[text]:
            found.append(duty)
        else:
            left += 1
    if left:
        warnings.warn(
            f"{left} duties have ended that the data map no longer has the table or a name of; what they "
            "kept waits until it has",
            stacklevel=4,
        )
    return found


def _is_known(estate: Estate, scope: Mapping[str, Sequence[str]]) -> bool:
    try:
        Scope.of(estate.map, estate.schemas(), **scope)
    except UnknownName:
        return False
    return True


def _request(
    estate: Estate, duties: Sequence[Duty], marks: Iterable[Mark], at: datetime, *, whole: bool
) -> Request:
    """What finishing these duties asks for; with whole erasures, also what was kept for their rows' sake."""
    persons = list(dict.fromkeys(duty.person for duty in duties))
    tables = {TableRef(duty.store, duty.table) for duty in duties}
    leftovers = _parents(estate, tables) - tables if whole else set()
    since: dict[tuple[str, str], datetime] = {}
    for mark in marks:
        since[mark.person, mark.token] = since[mark.person, ""] = mark.since
    token = {duty.person: duty.token for duty in duties}
    moments = [since.get((one, token[one])) or since.get((one, "")) for one in persons]
    through = {(TableRef(duty.store, duty.table), duty.person): duty.through for duty in duties}
    due = {
        "since": [moment.isoformat() if moment else None for moment in moments],
        "through": {
            str(ref): [last.isoformat() if (last := through.get((ref, one))) else None for one in persons]
            for ref in sorted(tables)
        },
        "leftovers": sorted(map(str, leftovers)),
    }
    scope = {name: list(names) for name, names in (duties[0].scope or {}).items()}
    scope["tables"] = sorted(map(str, tables | leftovers))
    known, count = known_of(estate, persons, tables)
    args = {"scope": scope, "remembered": {"due": due}}
    return Request(right=Right.ERASE, known=known, count=count, args=args, at=at)


def _planned(estate: Estate, request: Request, closing: tuple[Duty, ...]) -> Plan:
    return bound_plan(estate, make_plan(estate, request), request, closing=closing)


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


def known_of(
    estate: Estate, persons: Iterable[str], tables: Collection[TableRef] | None
) -> tuple[Callable[[], Known], int]:
    """What people the register knows are known by in the stores today, and how many they are.

    What leads to somebody with another number by now is left out: an address passes on.

    Args:
        estate: the estate.
        persons: their references in the register.
        tables: where to look; everywhere by default.
    """
    order = {person: at for at, person in enumerate(dict.fromkeys(persons))}
    register = estate.register.fingerprints_of(list(order))
    sought = [(order[one.person], one) for one in register]
    remembered: dict[int, list[Print]] = {}
    for at, one in sought:
        remembered.setdefault(at, []).append((one.space, one.fingerprint, one.shared))
    keys = estate.secrets.fingerprint_keys

    def found() -> Known:
        schemas = estate.schemas()
        known = resolve(estate.map, estate.stores, schemas, keys, sought, tables=tables)
        persons = {at: [mine] for at, mine in remembered.items()}
        theirs = still_theirs(estate, schemas, known.table, persons, doubtful=True)
        kept = Known()
        kept.extend(theirs)
        return kept

    return _always(again(found)), len(order)
