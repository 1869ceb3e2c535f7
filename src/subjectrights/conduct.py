"""How a right is conducted: look, decide what it comes to, carry it out, look again.

Between what a user touches and the rooms below: nothing here knows a store's bytes or an article's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.acquaintance import acquainted, known_beyond, others_with
from subjectrights.changes import Count
from subjectrights.datamap.model import TableRef
from subjectrights.effects import Duty, MarkKind, PersonLink
from subjectrights.errors import (
    AmbiguousSubject,
    RequestError,
    StoreChanged,
    Unfinished,
    UnknownName,
    ValueRefused,
)
from subjectrights.events import Traced
from subjectrights.execution.blockers import check_blockers
from subjectrights.execution.locks import estate_lock
from subjectrights.execution.released import released_rows
from subjectrights.execution.verify import SecondLook
from subjectrights.identity.columns import Schemas
from subjectrights.identity.fingerprint import fingerprint, space_of
from subjectrights.identity.holdings import Holdings
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import known_fingerprints, resolve
from subjectrights.identity.trace import Strangers, trace
from subjectrights.plan import Instruction, Plan
from subjectrights.receipt import Receipt
from subjectrights.rights import erase as erasure
from subjectrights.rights import marking, rectify
from subjectrights.rights.case import PROCESSING, Case
from subjectrights.rights.object import object_to, withdraw_consent
from subjectrights.rights.restrict import lift_restriction, restrict
from subjectrights.rights.scope import Scope
from subjectrights.terms import RestrictionException, Right

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["Request", "carry_out", "look", "make_plan", "second_look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, of whom.

    Args:
        right: the right.
        known: makes what the people are known by, afresh each time.
        count: how many people.
        args: the right's own arguments by name, plain values only.
        instruction: a controller's instruction.
        at: as of when it is decided; the estate's present moment by default.
    """

    right: Right
    known: Callable[[], Known] = field(repr=False)
    count: int
    args: Mapping[str, Any] = field(default_factory=dict, repr=False)
    instruction: Instruction | None = None
    at: datetime | None = None


def look(
    estate: Estate,
    known: Known,
    count: int,
    *,
    extra: Mapping[TableRef, Sequence[str]] | None = None,
    schemas: Schemas | None = None,
    unreachable: Sequence[str] = (),
) -> Holdings:
    """Trace people over the estate's stores, by what the register knows of them as well.

    Args:
        estate: the estate.
        known: what the people are known by.
        count: how many people.
        extra: further columns to read, by table.
        schemas: the stores' schemas, where they were read already.
        unreachable: stores that can't be looked into.
    """
    schemas = estate.schemas() if schemas is None else schemas

    def traced(start: Known) -> Holdings:
        return trace(
            estate.map,
            estate.stores,
            schemas,
            start,
            count=count,
            extra=extra,
            unreachable=unreachable,
            strangers=_strangers(estate),
        )

    given = known_fingerprints(estate.map, estate.secrets.fingerprint_key, known, count)
    holdings = traced(known)
    more = _from_register(estate, schemas, given, holdings)
    if more.table.num_rows:
        known.extend(more.table)
        holdings = traced(known)
    return holdings


def _from_register(
    estate: Estate, schemas: Schemas, given: Sequence[Sequence[tuple[str, str, bool]]], holdings: Holdings
) -> Known:
    """What else the people are known by in the stores: an identifier that was rectified leads on."""
    key = estate.secrets.fingerprint_key
    traced = known_fingerprints(estate.map, key, holdings.known, holdings.count)
    sought = known_beyond(estate.register, given, traced)
    return resolve(estate.map, estate.stores, schemas, key, sought) if sought else Known()


def _strangers(estate: Estate) -> Strangers:
    """Tells where the register knows a shared value of somebody else as well."""
    key, identifiers = estate.secrets.fingerprint_key, estate.map.identifiers

    def print_of(name: str, normal: str) -> str:
        return fingerprint(key, space_of(name, identifiers[name].kind), normal)

    def strangers(
        name: str, pairs: Sequence[tuple[int, str]], own: Mapping[int, set[tuple[str, str]]]
    ) -> set[tuple[int, str]]:
        values = {print_of(name, value): value for _, value in pairs}
        prints = {value: one for one, value in values.items()}
        shared: dict[str, set[int]] = {}
        for at, value in pairs:
            shared.setdefault(prints[value], set()).add(at)
        asked = {at for at, _ in pairs}
        mine = {at: {print_of(*one) for one in own.get(at, ())} for at in asked}
        return {(at, values[one]) for at, one in others_with(estate.register, shared, mine)}

    return strangers


def make_plan(estate: Estate, request: Request, *, silently: bool = False) -> Plan:
    """What a request comes to; no store is changed.

    Args:
        estate: the estate.
        request: what is asked for.
        silently: whether the listener isn't told.

    Raises:
        RequestError: what was asked for can't be done as asked.
        StoreError: a store can't be read.
        NothingChanged: rows that the plan doesn't mention would block or widen a delete.
    """
    args = dict(request.args)
    schemas = estate.schemas()
    extra = _extra(estate, schemas, request.right, args, request.count)
    stamps = _stamps(estate, schemas)
    known = request.known()
    holdings = look(estate, known, request.count, extra=extra, schemas=schemas)
    _refuse_ambiguous(holdings)
    if not silently:
        estate.tell(Traced(right=request.right, subjects=request.count, found=int(holdings.found().sum())))
    persons = _persons(estate, holdings)
    restricted = _restricted(estate, persons)
    exception = _exception(args.pop("exception", None))
    idle = restricted if request.right in PROCESSING and exception is None else frozenset()
    case = Case(
        map=estate.map,
        schemas=schemas,
        capabilities={name: store.capabilities for name, store in estate.stores.items()},
        holdings=holdings.without(idle) if idle else holdings,
        at=request.at or estate.now(),
        persons=persons,
        restricted=restricted,
        instruction=request.instruction,
        include_possible=bool(args.pop("include_possible", False)),
        exception=exception,
    )
    if request.right is Right.RECTIFY:
        case = _with_new_identifiers(estate, case, args["values"])
    plan = _decide(case, request.right, args)
    for store, changes in plan.changes.items():
        check_blockers(estate.stores[store], changes)
    plan = _with_released(estate, plan)
    return replace(
        plan,
        stamps={place: stamp for place, stamp in stamps.items() if place.split(".", 1)[0] in plan.changes},
        request={
            "known": holdings.known.table,
            "count": request.count,
            "args": dict(request.args),
        },
    )


def carry_out(
    estate: Estate, request: Request, expected: Plan | None = None, *, closing: tuple[Duty, ...] = ()
) -> Receipt:
    """Do what a request comes to, under the estate's lock.

    Args:
        estate: the estate.
        request: what is asked for.
        expected: the plan that was looked at; another one is not carried out.
        closing: duties that end with the run.

    Raises:
        StoreChanged: the plan is no longer what was looked at.
        Unfinished: an earlier run must be recovered first.
        NothingChanged: any other error before the decision.
    """
    with estate_lock(estate.register):
        if estate.journal.unfinished():
            raise Unfinished("an earlier run was interrupted; call estate.recover() first, then try again")
        plan = make_plan(estate, request)
        if expected is not None and expected.digest() != plan.digest():
            raise StoreChanged("the stores are no longer as they were when the plan was made; plan again")
        plan = replace(plan, effects=replace(plan.effects, closed_duties=closing))
        receipt = estate.engine().run(plan, lambda: second_look(estate, request, plan))
    return estate.bound(receipt)


def second_look(estate: Estate, request: Request, plan: Plan) -> SecondLook:
    """Trace and plan again with everything the people were known by, and search for their identifiers."""
    known = Known()
    known.extend(plan.request["known"])
    args = {**request.args, "again": True} if request.right is Right.LIFT_RESTRICTION else request.args
    again = replace(request, known=lambda: known, args=args)
    fresh = make_plan(estate, again, silently=True)
    needles = _needles(estate, plan) if request.right is Right.ERASE and not request.args.get("scope") else []
    residues = [
        residue
        for name, store in estate.stores.items()
        if needles and name in estate.schemas()
        for residue in store.search(needles)
    ]
    return SecondLook(plan=fresh, residues=tuple(residues))


def _needles(estate: Estate, plan: Plan) -> list[str]:
    """The identifiers that are telling enough to be looked for in any text."""
    telling = {name for name, i in estate.map.identifiers.items() if i.kind == "email" and not i.shared}
    known = plan.request["known"]
    wanted = pc.is_in(known.column("identifier"), value_set=pa.array(sorted(telling), pa.string()))
    return [text for text in known.filter(wanted).column("normal").unique().to_pylist() if "@" in text]


def _extra(
    estate: Estate, schemas: Schemas, right: Right, args: dict[str, Any], count: int
) -> Mapping[TableRef, Sequence[str]]:
    """The columns whose present values the right needs; its names and values are checked on the way."""
    if right is Right.ERASE:
        args["scope"] = Scope.of(estate.map, schemas, **args.get("scope", {}))
        return erasure.columns_needed(estate.map, schemas, args["scope"])
    if right is Right.RECTIFY:
        rectify.check_values(estate.map, schemas, args["values"], people=count)
        return rectify.columns_needed(estate.map, schemas, args["values"])
    if right is Right.RESTRICT:
        return marking.columns_needed(estate.map, marking.restricting)
    if right is Right.LIFT_RESTRICTION:
        return marking.columns_needed(estate.map, marking.lifting)
    return marking.columns_needed(estate.map, marking.objecting(args["purpose"]))


def _decide(case: Case, right: Right, args: Mapping[str, Any]) -> Plan:
    if right is Right.ERASE:
        return erasure.erase(case, args["scope"])
    if right is Right.RECTIFY:
        return rectify.rectify(case, args["values"])
    if right is Right.RESTRICT:
        return restrict(case, args["ground"])
    if right is Right.LIFT_RESTRICTION:
        return lift_restriction(case, again=bool(args.get("again")))
    if right is Right.OBJECT:
        return object_to(case, args["purpose"], compelling_grounds=args.get("compelling_grounds"))
    if right is Right.WITHDRAW_CONSENT:
        return withdraw_consent(case, args["purpose"])
    raise RequestError(f"{right.value} changes nothing and needs no plan")


def _refuse_ambiguous(holdings: Holdings) -> None:
    if holdings.count == 1 and holdings.ambiguous:
        raise AmbiguousSubject(
            f"these identifiers lead to more than one person: {holdings.ambiguous[0]}. "
            "Name the person by an identifier that is theirs alone"
        )


def _persons(estate: Estate, holdings: Holdings) -> tuple[PersonLink, ...]:
    """Each person's reference in the register, with the fingerprints of everything they are known by."""
    key = estate.secrets.fingerprint_key
    return acquainted(estate.register, known_fingerprints(estate.map, key, holdings.known, holdings.count))


def _restricted(estate: Estate, persons: Sequence[PersonLink]) -> frozenset[int]:
    marks = estate.register.marks([reference for link in persons for reference in link.references])
    standing = {mark.person for mark in marks if mark.kind is MarkKind.RESTRICTION}
    return frozenset(at for at, link in enumerate(persons) if standing & set(link.references))


def _exception(name: str | None) -> RestrictionException | None:
    if name is None:
        return None
    try:
        return RestrictionException(name)
    except ValueError:
        raise UnknownName(
            f"no exception of Art. 18(2) is called {name!r}; there are "
            + ", ".join(e.value for e in RestrictionException)
        ) from None


def _with_new_identifiers(estate: Estate, case: Case, values: Mapping[str, Any]) -> Case:
    """Refuse identifiers that somebody else has; make the new ones known beside the old."""
    new = rectify.new_identifiers(estate.map, case.schemas, values)
    if not new or not case.holdings.found().any():
        return case
    unique = {name for name, identifier in estate.map.identifiers.items() if not identifier.shared}
    mine = set().union(*case.holdings.known.by_subject(unique).values())
    for name, normal in new.items():
        if (name, normal) in mine:
            continue
        sought = Known()
        sought.add([0], name, pa.array([normal], pa.string()))
        others = trace(estate.map, estate.stores, case.schemas, sought, count=1)
        found = others.known.by_subject(unique)[0] - {(name, normal)}
        if (others.found().any() or others.ambiguous) and not found & mine:
            raise ValueRefused(f"the new {name} is another person's already; two people can't share it")
        case.holdings.known.add(
            np.arange(case.holdings.count), name, pa.array([normal] * case.holdings.count)
        )
    return replace(case, persons=_persons(estate, case.holdings))


def _with_released(estate: Estate, plan: Plan) -> Plan:
    """The plan with the rows counted in which a reference to a row that goes is released."""
    counts = dict(plan.counts)
    for store, changes in plan.changes.items():
        for table, rows in released_rows(estate.stores[store], changes).items():
            if rows:
                place = f"{store}.{table}"
                counts[place] = counts.get(place, Count()) + Count(updated=rows)
    return replace(plan, counts=counts)


def _stamps(estate: Estate, schemas: Schemas) -> dict[str, str]:
    stamps = {}
    for ref, _ in estate.map.tables():
        if ref.store in schemas and ref.table in schemas[ref.store]:
            stamp = estate.stores[ref.store].stamp(ref.table)
            if stamp is not None:
                stamps[str(ref)] = stamp
    return stamps
