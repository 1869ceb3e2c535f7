"""How a right is conducted: look, decide what it comes to, carry it out, look again.

Between what a user touches and the rooms below: nothing here knows a store's bytes or an article's text.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.acquaintance import acquainted
from subjectrights.again import again
from subjectrights.changes import Count
from subjectrights.datamap.model import TableRef
from subjectrights.effects import Duty, MarkKind, PersonLink
from subjectrights.errors import (
    AmbiguousSubject,
    RequestError,
    StoreChanged,
    SubjectRightsError,
    Unfinished,
    UnknownName,
    ValueRefused,
)
from subjectrights.events import Traced, TriedAgain
from subjectrights.exchanges.announce import announced
from subjectrights.execution.blockers import check_blockers
from subjectrights.execution.ground import ground_of, require_firm
from subjectrights.execution.locks import estate_lock
from subjectrights.execution.released import released_rows
from subjectrights.execution.verify import SecondLook
from subjectrights.identity.columns import Schemas
from subjectrights.identity.holdings import Holdings
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import fingerprints_under, known_fingerprints, rekeyed
from subjectrights.identity.trace import trace
from subjectrights.looking import look
from subjectrights.operators.operators import require_operator
from subjectrights.plan import Instruction, Plan
from subjectrights.receipt import Receipt
from subjectrights.restored import fallen_due, remembered_anew, sort_restored
from subjectrights.rights import erase as erasure
from subjectrights.rights import marking, rectify
from subjectrights.rights.case import PROCESSING, Case
from subjectrights.rights.object import object_to, withdraw_consent
from subjectrights.rights.restrict import lift_restriction, restrict
from subjectrights.rights.returned import collected_columns
from subjectrights.rights.scope import Scope, table_named
from subjectrights.terms import RestrictionException, Right

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["Request", "bound_plan", "carry_out", "make_plan", "note_in_request", "second_look"]

_STRICT_TRIES = 2
"""How often lines that others append mean a new plan; from then on it is taken for what they always do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, of whom.

    Args:
        right: the right.
        known: makes what the people are known by, afresh each time.
        count: how many people.
        args: the right's own arguments by name, plain values only.
        instruction: a controller's instruction.
        case: the reference of the request that it answers.
        at: as of when it is decided; the estate's present moment by default.
    """

    right: Right
    known: Callable[[], Known] = field(repr=False)
    count: int
    args: Mapping[str, Any] = field(default_factory=dict, repr=False)
    instruction: Instruction | None = None
    case: str | None = None
    at: datetime | None = None


def make_plan(estate: Estate, request: Request, *, silently: bool = False) -> Plan:
    """What a request comes to; no store is changed. It is made again where others were in the way.

    Args:
        estate: the estate.
        request: what is asked for.
        silently: whether the listener isn't told.

    Raises:
        RequestError: what was asked for can't be done as asked.
        StoreError: a store can't be read.
        NothingChanged: rows that the plan doesn't mention would block or widen a delete.
    """
    return again(lambda: _plan(estate, request, silently=silently))


def _plan(estate: Estate, request: Request, *, silently: bool) -> Plan:
    require_operator(estate, request.right)
    args = dict(request.args)
    schemas = estate.schemas()
    extra = _extra(estate, schemas, request.right, args, request.count)
    stamps = _stamps(estate, schemas)
    known = request.known()
    holdings = look(estate, known, request.count, extra=extra, schemas=schemas)
    remembered = args.pop("remembered", None)
    if remembered is None:
        _refuse_ambiguous(holdings)
    sorted_ = sort_restored(estate, holdings, remembered) if remembered and "since" in remembered else None
    holdings = sorted_.holdings if sorted_ is not None else holdings
    due = (remembered or {}).get("due")
    holdings = holdings if due is None else fallen_due(estate, holdings, due)
    if not silently:
        estate.tell(Traced(right=request.right, subjects=request.count, found=int(holdings.found().sum())))
    before = holdings.known.table
    persons = _persons(estate, holdings)
    # What had been erased before a restriction stood is erased again all the same.
    restricted = _restricted(estate, persons) if sorted_ is None else frozenset()
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
        leftovers=frozenset(table_named(estate.map, name) for name in (due or {}).get("leftovers", ())),
    )
    if request.right is Right.RECTIFY:
        case = _with_new_identifiers(estate, case, args["values"])
    plan = _decide(case, request.right, args)
    for store, changes in plan.changes.items():
        check_blockers(estate.stores[store], changes)
    require_operator(estate, request.right, plan.changes)
    plan = replace(_with_released(estate, plan), operator=estate.operator, case=request.case)
    if remembered is not None:
        plan = remembered_anew(plan, remembered, sorted_)
    keys = tuple(estate.secrets.fingerprint_keys.values())
    plan = replace(
        plan,
        effects=replace(plan.effects, rekeyed=rekeyed(estate.map, keys, case.holdings.known)),
        stamps={place: stamp for place, stamp in stamps.items() if place.split(".", 1)[0] in plan.changes},
        still=partial(require_firm, estate.stores, ground_of(case.holdings, plan.changes, stamps)),
        request={
            "known": holdings.known.table,
            "count": request.count,
            "args": dict(request.args),
        },
    )
    return plan if silently else announced(estate, plan, case.holdings, before, persons)


def carry_out(
    estate: Estate, request: Request, expected: Plan | None = None, *, closing: tuple[Duty, ...] = ()
) -> Receipt:
    """Do what a request comes to, under the estate's lock, which is held until it is done or given up.

    What others did meanwhile, noticed before the decision, means a new plan and another try, a few times.

    Args:
        estate: the estate.
        request: what is asked for.
        expected: the plan that was looked at; another one is not carried out.
        closing: duties that end with the run.

    Raises:
        StoreChanged: the plan is no longer what was looked at, or others changed the stores every time.
        StoreBusy: another run went on for longer than the estate waits, or somebody held a store's lock.
        Unfinished: an earlier run must be recovered first.
        NothingChanged: any other error before the decision.
    """

    tries = count(1)

    def attempt() -> Receipt:
        plan = _plan(estate, request, silently=False)
        if next(tries) > _STRICT_TRIES:
            plan = replace(plan, stamps=_without_growing(estate, plan.stamps))
        if expected is not None and expected.digest() != plan.digest():
            stale = StoreChanged(
                "the stores are no longer as they were when the plan was made; look at a new plan, or let "
                "execute(replan=True) make one"
            )
            stale.transient = False
            raise stale
        plan = replace(plan, effects=replace(plan.effects, closed_duties=closing))
        return estate.engine().run(plan, lambda: second_look(estate, request, plan))

    def told(_: int, error: SubjectRightsError) -> None:
        estate.tell(TriedAgain(right=request.right, code=error.code))

    with estate_lock(estate.register, wait=estate.wait):
        if estate.journal.unfinished():
            raise Unfinished("an earlier run was interrupted; call estate.recover() first, then try again")
        receipt = again(attempt, told=told)
    note_in_request(estate, receipt)
    return estate.bound(receipt)


def note_in_request(estate: Estate, receipt: Receipt) -> None:
    """Note a run in the request that it answers; what was done stays done where that can't be."""
    if receipt.case is None:
        return
    try:
        estate.requests.get(receipt.case).carried_out(receipt)
    except SubjectRightsError as error:
        warnings.warn(
            f"done, but not noted in request {receipt.case} ({error.code}); note run {receipt.token} there",
            stacklevel=2,
        )


def _without_growing(estate: Estate, stamps: Mapping[str, str]) -> Mapping[str, str]:
    """The stamps without those of tables to which somebody keeps appending: what they append stays."""
    growing = {name for name, store in estate.stores.items() if store.capabilities.grows}
    return {place: stamp for place, stamp in stamps.items() if place.split(".", 1)[0] not in growing}


def bound_plan(estate: Estate, plan: Plan, request: Request, *, closing: tuple[Duty, ...] = ()) -> Plan:
    """The plan, able to carry itself out.

    Args:
        estate: the estate.
        plan: what `request` comes to.
        request: what is asked for.
        closing: duties that end with the run.
    """

    def execute(looked_at: Plan, replan: bool) -> Receipt:
        return carry_out(estate, request, None if replan else looked_at, closing=closing)

    return replace(plan, executor=execute)


def second_look(estate: Estate, request: Request, plan: Plan) -> SecondLook:
    """Trace and plan again with everything the people were known by, and search for their identifiers."""
    known = Known()
    known.extend(plan.request["known"])
    args = {**request.args, "again": True} if request.right is Right.LIFT_RESTRICTION else request.args
    anew = replace(request, known=lambda: known, args=args)
    fresh = make_plan(estate, anew, silently=True)
    gone = request.right is Right.ERASE and not request.args.get("scope")
    needles = _needles(estate, plan, fresh.results) if gone else []
    stores = estate.stores.values() if needles else ()
    residues = again(lambda: [residue for store in stores for residue in store.search(needles)])
    return SecondLook(plan=fresh, residues=tuple(residues))


def _needles(estate: Estate, plan: Plan, results: Sequence[str]) -> list[str]:
    """The identifiers that are telling enough to be looked for in any text, but of those who came back."""
    telling = {name for name, i in estate.map.identifiers.items() if i.kind == "email" and not i.shared}
    back = [at for at, word in enumerate(results) if word in ("returned", "undecided")]
    known = plan.request["known"]
    known = known.filter(pc.invert(pc.is_in(known.column("subject"), value_set=pa.array(back, pa.int64()))))
    wanted = pc.is_in(known.column("identifier"), value_set=pa.array(sorted(telling), pa.string()))
    return [text for text in known.filter(wanted).column("normal").unique().to_pylist() if "@" in text]


def _extra(
    estate: Estate, schemas: Schemas, right: Right, args: dict[str, Any], count: int
) -> Mapping[TableRef, Sequence[str]]:
    """The columns whose present values the right needs; its names and values are checked on the way."""
    if right is Right.ERASE:
        args["scope"] = Scope.of(estate.map, schemas, **args.get("scope", {}))
        needed = erasure.columns_needed(estate.map, schemas, args["scope"])
        if not {"since", "due"} & set(args.get("remembered", {})):
            return needed
        dated = collected_columns(estate.map)
        both = {ref: (*needed.get(ref, ()), *dated.get(ref, ())) for ref in {**needed, **dated}}
        return {ref: tuple(dict.fromkeys(columns)) for ref, columns in both.items()}
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
            "Name the person by an identifier that is theirs alone, or mend the row that takes two people "
            "for one"
        )


def _persons(estate: Estate, holdings: Holdings) -> tuple[PersonLink, ...]:
    """Each person's reference in the register, with the fingerprints of everything they are known by."""
    current, *older = estate.secrets.fingerprint_keys.values()
    prints = known_fingerprints(estate.map, current, holdings.known, holdings.count)
    if not older:
        return acquainted(estate.register, prints)
    under_all = fingerprints_under(estate.map, (current, *older), holdings.known, holdings.count)
    links = acquainted(estate.register, under_all)
    return tuple(replace(link, fingerprints=tuple(those)) for link, those in zip(links, prints, strict=True))


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
