"""Carries a plan out wholly, once and provably, or not at all.

Stage everything that can fail, decide with one durable record, commit, purge, look again, seal.  Before
the decision any error leaves every store as it was; after it the run is finished, by ``recover()`` where
the process died.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from subjectrights.changes import Count
from subjectrights.effects import Effects, Notice
from subjectrights.errors import StoreChanged, SubjectRightsError, Unfinished
from subjectrights.events import (
    Committed,
    Decided,
    Event,
    Listener,
    Planned,
    Purged,
    Sealed,
    StoreStaged,
    Verified,
)
from subjectrights.execution.journal import Journal, token
from subjectrights.execution.serial import plan_to_bytes
from subjectrights.execution.verify import SecondLook, judge
from subjectrights.plan import Plan
from subjectrights.receipt import Receipt
from subjectrights.register.proof import proof_of
from subjectrights.stores.base import Assurance, Staged, Store

__all__ = ["Engine", "Look"]

_COMMITS = 20
"""How often a store is told to commit while others keep changing it in the moments between."""

Look = Callable[[], SecondLook]
"""Traces and plans again, and searches; called when every store has committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Carries plans out over the stores of one estate; the caller holds the estate's lock.

    Args:
        stores: by name.
        journal: where the run is written down before it is done.
        clock: the moment, with a time zone.
        listener: is told what is done; it can't stop a run that is decided.
    """

    stores: Mapping[str, Store]
    journal: Journal
    clock: Callable[[], datetime]
    listener: Listener | None = None

    def run(self, plan: Plan, look: Look) -> Receipt:
        """Carry a plan out.

        Args:
            plan: what to do.
            look: looks again when it is done.

        Returns:
            The receipt, in the ledger.

        Raises:
            NothingChanged: before the decision; every store is as it was.
            Unfinished: after it; ``recover()`` finishes the run.
        """
        name = token()
        self._tell(Planned(right=plan.right, stores=len(plan.changes)), decided=False)
        staged: dict[str, Staged] = {}
        deciding = False
        try:
            self.journal.begin(name, right=plan.right.value, plan=plan_to_bytes(plan), at=self.clock())
            self._stage(plan, name, staged)
            self._check(plan, staged)
            deciding = True
            self.journal.decide(name, _with_token(plan, name), self.clock())
        except BaseException as error:
            _let_go(staged)
            self._undo(name, error, deciding=deciding)
            raise
        self._tell(Decided(right=plan.right), decided=True)
        try:
            for number, store in enumerate(list(staged), 1):
                self._commit(plan, name, store, staged[store], number)
                del staged[store]
            return self.finish(plan, name, look)
        except (Exception, KeyboardInterrupt) as error:
            # recover() does the rest again, and needs the locks that it holds.
            _let_go(staged)
            if isinstance(error, SubjectRightsError) and not isinstance(error, Unfinished):
                raise Unfinished(
                    f"decided, but the run could not be written down to its end ({error.code}); "
                    "call recover() when it can",
                    store=error.store,
                ) from None
            raise

    def finish(self, plan: Plan, name: str, look: Look, *, remarks: tuple[str, ...] = ()) -> Receipt:
        """Purge, look again and seal a run whose stores have all committed.

        Args:
            plan: what was done.
            name: the run's token.
            look: looks again.
            remarks: further sentences for the receipt.
        """
        assurances = [self._purge(plan, store) for store in plan.changes]
        self.journal.purged(name)
        try:
            seen = look()
        except SubjectRightsError as error:
            # What was committed can't be taken back, and what wasn't looked at isn't confirmed.
            seen = SecondLook(plan=replace(plan, changes={}), unreachable=tuple(self.stores))
            remarks = (*remarks, f"The second look could not be taken ({error.code}); look again yourself.")
        receipt = judge(plan, seen, name, self.clock())
        receipt = replace(
            receipt,
            remarks=(*receipt.remarks, *remarks),
            purged=tuple(dict.fromkeys(s for a in assurances for s in a.done)),
            remains=tuple(dict.fromkeys(s for a in assurances for s in a.remains)),
        )
        self._tell(Verified(right=plan.right, confirmed=receipt.verified), decided=True)
        entry = self.journal.seal(name, receipt.to_dict(), self.clock())
        for store in plan.changes:
            # The marker of a sealed run is only litter; the next run of the store clears it otherwise.
            with suppress(SubjectRightsError):
                self.stores[store].discard(name)
        self._tell(Sealed(right=plan.right, number=entry.number), decided=True)
        return replace(receipt, number=entry.number, digest=entry.hash, proof=proof_of(entry))

    def _undo(self, name: str, error: BaseException, *, deciding: bool) -> None:
        """Forget a run that failed before its decision, if that is where it failed.

        An error while the decision was being written doesn't tell whether it was: a connection may break
        behind the commit, and Ctrl-C come between.  The register is asked.

        Raises:
            Unfinished: it was decided, or can't be known to be undecided; not where `error` isn't an error.
        """
        try:
            state = self.journal.state(name)
            if state == "begun":
                self.journal.abort(name)
        except Exception:
            if deciding and isinstance(error, Exception):
                raise Unfinished(
                    "the register failed while the decision was written, and can't be asked whether it was; "
                    "call recover(), which finds out, when it can be reached"
                ) from None
            # What was begun and not decided is cleared by the next recover().
            return
        if state not in (None, "begun") and isinstance(error, Exception):
            raise Unfinished(
                "decided, but the register failed right behind the decision; call recover() when it can be "
                "reached"
            ) from None

    def _stage(self, plan: Plan, name: str, staged: dict[str, Staged]) -> None:
        for number, (store, changes) in enumerate(plan.changes.items(), 1):
            staged[store] = self.stores[store].stage(changes, name)
            self._tell(
                StoreStaged(right=plan.right, store=store, number=number, stores=len(plan.changes)),
                decided=False,
            )

    def _check(self, plan: Plan, staged: Mapping[str, Staged]) -> None:
        """The last look before the decision: nothing moved, and nothing goes that wasn't planned."""
        for place, stamp in plan.stamps.items():
            store, _, table = place.partition(".")
            if store in plan.changes and self.stores[store].stamp(table) != stamp:
                raise StoreChanged(
                    "changed while it was being looked at; plan again", store=store, table=table
                )
        for store, one in staged.items():
            mine = [place.removeprefix(f"{store}.") for place in plan.counts if place.startswith(f"{store}.")]
            for table in dict.fromkeys((*one.counts, *mine)):
                self._compare(plan, store, table, one.counts.get(table, Count()))
            try:
                one.check()
            except StoreChanged as moved:
                # A plan without stamps of the store is one that what others append is nothing to.
                if not moved.grew or any(place.startswith(f"{store}.") for place in plan.stamps):
                    raise
        if plan.still is not None:
            plan.still()

    def _compare(self, plan: Plan, store: str, table: str, count: Count) -> None:
        """Refuse to touch more rows than were planned, or fewer than are said to go."""
        planned = plan.counts.get(f"{store}.{table}", Count())
        more = count.updated > planned.updated and not self._empties_itself(store, table)
        if more or count.deleted != planned.deleted:
            raise StoreChanged(
                f"{count.deleted} rows would go and {count.updated} be written where {planned.deleted} "
                f"and {planned.updated} were planned; plan again. If it comes again, rows can't be told "
                "apart: give the table a primary key",
                store=store,
                table=table,
            )

    def _empties_itself(self, store: str, table: str) -> bool:
        """Whether the store itself writes into the table when a row goes that it refers to."""
        described = self.stores[store].schema().get(table)
        return described is None or any(
            key.on_delete in ("SET NULL", "SET DEFAULT") for key in described.foreign_keys
        )

    def _commit(self, plan: Plan, name: str, store: str, staged: Staged, number: int) -> None:
        try:
            self._put_in_place(plan, name, store, staged)
        except SubjectRightsError as error:
            raise Unfinished(
                f"decided, but the store could not commit ({error.code}); call recover() when it can",
                store=store,
            ) from None
        self.journal.committed(name, store)
        self._tell(
            Committed(right=plan.right, store=store, number=number, stores=len(plan.changes)), decided=True
        )

    def _put_in_place(self, plan: Plan, name: str, store: str, staged: Staged) -> None:
        """Commit; where somebody changed the store after the last look, stage anew on what is there now."""
        for left in reversed(range(_COMMITS)):
            try:
                staged.commit()
            except StoreChanged:
                staged.abort()
                if not left:
                    raise
                staged = self.stores[store].stage(plan.changes[store], name)
            except BaseException:
                staged.abort()
                raise
            else:
                return

    def _purge(self, plan: Plan, store: str) -> Assurance:
        try:
            assurance = self.stores[store].purge()
        except SubjectRightsError as error:
            return Assurance(remains=(f"{store}: not purged ({error.code}); deleted values may linger.",))
        self._tell(Purged(right=plan.right, store=store), decided=True)
        return Assurance(
            done=tuple(f"{store}: {s}" for s in assurance.done),
            remains=tuple(f"{store}: {s}" for s in assurance.remains),
        )

    def _tell(self, event: Event, *, decided: bool) -> None:
        if self.listener is None:
            return
        if decided:
            with suppress(Exception):
                self.listener(event)
        else:
            self.listener(event)


def _let_go(staged: Mapping[str, Staged]) -> None:
    """Roll back what is staged, and wait for none of it: what one store can't undo, recovery discards."""
    for one in staged.values():
        with suppress(Exception):
            one.abort()


def _with_token(plan: Plan, name: str) -> Effects:
    effects = plan.effects
    notices = [Notice(party=party, right=plan.right.value, token=name, at=plan.at) for party in plan.notices]
    return replace(
        effects,
        marks=tuple(replace(mark, token=name) for mark in effects.marks),
        duties=tuple(replace(duty, token=name) for duty in effects.duties),
        notices=(*effects.notices, *notices),
        outgoing=tuple(replace(one, token=name) for one in effects.outgoing),
    )
