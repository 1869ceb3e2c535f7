"""Collects what a right decides, table by table, into a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Change, Count, Delete, Update, matches_for
from subjectrights.datamap.model import MethodMap, TableRef
from subjectrights.datamap.roles import groups
from subjectrights.effects import Effects
from subjectrights.errors import RequestError, UnknownName
from subjectrights.identity.holdings import HeldRows
from subjectrights.identity.joins import whole
from subjectrights.plan import Awaiting, Kept, Plan, Possible, Refused
from subjectrights.rights.case import PROCESSING
from subjectrights.rights.surrogates import new_values
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.rights.case import Case

__all__ = ["Draft"]


class Draft:
    """A plan in the making."""

    def __init__(self, case: Case, right: Right) -> None:
        self.case = case
        self.right = right
        self.changes: dict[str, list[Change]] = {}
        self.counts: dict[str, Count] = {}
        self.written: dict[TableRef, Any] = {}
        self.kept: list[Kept] = []
        self.awaiting: list[Awaiting] = []
        self.notices: dict[str, None] = {}
        self.remarks: list[str] = []

    def count(self, ref: TableRef, count: Count) -> None:
        """Count rows of a table."""
        self.counts[str(ref)] = self.counts.get(str(ref), Count()) + count

    def acted_on(self, held: HeldRows) -> Any:
        """By row, whether the right acts on it."""
        return held.acted_on(include_possible=self.case.include_possible)

    def wait(self, held: HeldRows, mask: Any, columns: Iterable[str]) -> frozenset[str]:
        """Which of these columns must await their controller's instruction; that is what the plan says.

        Args:
            held: the rows of a table.
            mask: by row, whether the right acts on it.
            columns: what it would write or delete.
        """
        ref, rows = held.facts.ref, int(held.counts()[mask].sum())
        waiting = self.case.awaited(ref, columns)
        whole = self.case.awaited(ref, held.facts.table.columns)
        for party, those in waiting.items():
            every = whole.get(party) == tuple(held.facts.table.columns)
            if rows:
                self.awaiting.append(
                    Awaiting(table=str(ref), controller=party, count=rows, columns=() if every else those)
                )
        return frozenset(column for those in waiting.values() for column in those)

    def delete(self, held: HeldRows, mask: Any) -> int:
        """Delete the rows of `mask`; how many stored rows they are."""
        ref = held.facts.ref
        self._check_writable(held, deleting=True)
        for match, _ in matches_for(held.facts.key, held.rows.filter(pa.array(mask))):
            self.changes.setdefault(ref.store, []).append(Delete(table=ref.table, match=match))
        gone = int(held.counts()[mask].sum())
        if gone:
            self.count(ref, Count(deleted=gone))
            self.notify(ref)
        return gone

    def write(self, held: HeldRows, mask: Any, methods: Mapping[str, MethodMap]) -> int:
        """Write values into the rows of `mask` where they differ; how many stored rows change."""
        ref, facts = held.facts.ref, held.facts
        rows = held.rows.filter(pa.array(mask))
        wanted, differs = self._wanted(held, rows, methods)
        if not differs.any():
            return 0
        self._check_writable(held, deleting=False)
        changed = pa.table({**{c: rows.column(c) for c in facts.key}}).append_column(
            "__at", pa.array(np.arange(rows.num_rows))
        )
        for match, group in matches_for(facts.key, changed.filter(pa.array(differs))):
            at = group.column("__at")
            values = {c: _scalar_or_array(whole(v.take(whole(at)))) for c, v in wanted.items()}
            self.changes.setdefault(ref.store, []).append(Update(table=ref.table, match=match, values=values))
        written = np.zeros(len(mask), bool)
        written[np.flatnonzero(mask)[differs]] = True
        self.written[ref] = self.written.get(ref, np.zeros(len(mask), bool)) | written
        self.notify(ref)
        return int(held.counts()[written].sum())

    def would_change(self, held: HeldRows, methods: Mapping[str, MethodMap]) -> Any:
        """By row, whether writing these values would change it."""
        return self._wanted(held, held.rows, methods)[1]

    def _wanted(
        self, held: HeldRows, rows: pa.Table, methods: Mapping[str, MethodMap]
    ) -> tuple[dict[str, pa.Array], Any]:
        """By column, the values to be written; and by row, whether one of them differs."""
        ref, facts = held.facts.ref, held.facts
        nulls = self.case.capabilities[ref.store].nulls
        wanted: dict[str, pa.Array] = {}
        differs = np.zeros(rows.num_rows, bool)
        for column, method in methods.items():
            described = facts.table.columns.get(column)
            if described is None:
                raise UnknownName(
                    "the store has no such column", store=ref.store, table=ref.table, column=column
                )
            current = whole(rows.column(column))
            try:
                wanted[column] = new_values(described, method, current, nulls=nulls)
            except RequestError as error:
                error.store, error.table = ref.store, ref.table
                raise
            differs |= _differ(current, wanted[column])
        return wanted, differs

    def notify(self, ref: TableRef) -> None:
        """The recipients of a table's data are to be told (Art. 19), and whoever answers for it with us."""
        self.notices.update(dict.fromkeys(self.case.map.told_of(ref)))

    def _check_writable(self, held: HeldRows, *, deleting: bool) -> None:
        ref = held.facts.ref
        can = self.case.capabilities[ref.store]
        if not held.facts.table.writable or not (can.delete if deleting else can.update):
            raise RequestError(
                "the store can't change this table; map the table that the data lies in",
                store=ref.store,
                table=ref.table,
            )

    def possible(self) -> tuple[Possible, ...]:
        """The possible rows that are left alone."""
        if self.case.include_possible:
            return ()
        counts = {ref: held.possible_count() for ref, held in self.case.held().items()}
        return tuple(Possible(table=str(ref), count=n) for ref, n in counts.items() if n)

    def results(self) -> tuple[str, ...]:
        """One word a person."""
        holdings = self.case.holdings
        words = ["found" if found else "nothing held" for found in holdings.found()]
        for person in holdings.ambiguous:
            words[person] = "ambiguous"
        if self.case.exception is None and self.right in PROCESSING:
            for person in self.case.restricted:
                words[person] = "restricted"
        return tuple(words)

    def plan(self, effects: Effects) -> Plan:
        """The plan, its stores in the order they are committed: those that identify people last."""
        case = self.case
        results = self.results()
        refused = [
            Refused(reason=word, count=results.count(word))
            for word in ("ambiguous", "restricted")
            if word in results
        ]
        self._say_who_answers()
        order = sorted(self.changes, key=self._identifies_people)
        for ref, held in case.held().items():
            self.count(
                ref, Count(updated=int(held.counts()[self.written[ref]].sum()) if ref in self.written else 0)
            )
        return Plan(
            right=self.right,
            subjects=case.holdings.count,
            found=int(case.holdings.found().sum()),
            at=case.at,
            changes={store: tuple(self.changes[store]) for store in order},
            counts={
                str(ref): self.counts[str(ref)] for ref, _ in case.map.tables() if str(ref) in self.counts
            },
            kept=tuple(self.kept),
            awaiting=tuple(self.awaiting),
            possible=self.possible(),
            refused=tuple(refused),
            results=results,
            notices=tuple(self.notices),
            remarks=tuple(self.remarks),
            instruction=case.instruction,
            roles={str(ref): self._roles(held) for ref, held in case.held().items()},
            effects=effects,
        )

    def _say_who_answers(self) -> None:
        """Where joint controllers agreed that the other answers, we act all the same (Art. 26(3))."""
        for ref, held in self.case.held().items():
            for party in self.case.map.joint_controllers_of(ref) if self.acted_on(held).any() else ():
                arrangement = self.case.map.parties[party].arrangement
                if arrangement is not None and arrangement.answers.get(self.right) == "them":
                    self.remarks.append(
                        f"By the arrangement {party} answers such requests ({ref}); the person may turn to "
                        "either of us (Art. 26(3)), so it is done here and they are told."
                    )

    def _roles(self, held: HeldRows) -> str:
        """Who we are for a table; the columns for which we are somebody else are named."""
        ref, table = held.facts.ref, held.facts.table
        whole = self.case.map.responsibility(ref)
        apart = [(a, c) for a, c in groups(self.case.map, ref, table.columns) if a != whole]
        return "; ".join([str(whole), *(f"{', '.join(columns)}: {own}" for own, columns in apart)])

    def _identifies_people(self, store: str) -> int:
        return sum(table.person for table in self.case.map.stores[store].tables.values())


def _differ(current: pa.Array, wanted: pa.Array) -> Any:
    if pa.types.is_nested(current.type):
        pairs = zip(current.to_pylist(), wanted.to_pylist(), strict=True)
        return np.array([a != b for a, b in pairs], bool)
    same = pc.fill_null(pc.equal(current, wanted.cast(current.type)), False)
    both_null = pc.and_(pc.is_null(current), pc.is_null(wanted))
    return ~pc.or_(same, both_null).to_numpy(zero_copy_only=False)


def _scalar_or_array(values: pa.Array) -> pa.Scalar | pa.Array:
    if pa.types.is_nested(values.type):
        return values[0] if values.null_count == len(values) else values
    return values[0] if len(values.unique()) == 1 else values
