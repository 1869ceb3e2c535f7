"""The second look: nothing is reported as done that it doesn't confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from subjectrights.changes import Count
from subjectrights.plan import Plan
from subjectrights.receipt import Receipt
from subjectrights.stores.base import Residue

__all__ = ["SecondLook", "judge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """What was seen when everything was traced and planned again.

    Args:
        plan: what would still be to do.
        residues: places where the people's own identifiers still stand.
        unreachable: stores that could not be looked into again.
    """

    plan: Plan = field(repr=False)
    residues: tuple[Residue, ...] = ()
    unreachable: tuple[str, ...] = ()


def judge(plan: Plan, seen: SecondLook, token: str, at: datetime) -> Receipt:
    """The receipt of a run, written from what the second look saw.

    Args:
        plan: what was to be done.
        seen: what is left to do.
        token: the run's name.
        at: the moment.
    """
    failed = {f"{store}.{change.table}" for store, changes in seen.plan.changes.items() for change in changes}
    places = dict.fromkeys(
        [*plan.counts, *(a.table for a in plan.awaiting), *(p.table for p in plan.possible)]
    )
    blind = {place for place in places if place.split(".", 1)[0] in seen.unreachable}
    outcomes = {place: _outcome(plan, place, failed, blind) for place in places}
    return Receipt(
        token=token,
        right=plan.right,
        at=at,
        subjects=plan.subjects,
        found=plan.found,
        counts=_counts(plan, failed | blind),
        outcomes=outcomes,
        kept=plan.kept,
        awaiting=plan.awaiting,
        possible=plan.possible,
        refused=plan.refused,
        results=plan.results,
        notices=plan.notices,
        remarks=plan.remarks,
        instruction=plan.instruction,
        verified=not failed and not blind and not seen.unreachable,
        residues=_unaccounted(plan, seen.residues),
        out_of_scope=plan.out_of_scope,
        operator=plan.operator,
        case=plan.case,
    )


def _outcome(plan: Plan, place: str, failed: Iterable[str], blind: Iterable[str]) -> str:
    count = plan.counts.get(place, Count())
    if place in blind:
        return "could not look"
    if place in failed:
        return "failed"
    if any(a.table == place for a in plan.awaiting):
        return "awaiting"
    if count.deleted or count.updated:
        return "retained" if count.retained else "done"
    if count.retained or any(k.table == place for k in plan.kept):
        return "retained"
    if any(p.table == place for p in plan.possible):
        return "possible"
    return "nothing to do"


def _counts(plan: Plan, unconfirmed: Iterable[str]) -> Mapping[str, Count]:
    """The planned counts of what was confirmed; what wasn't counts as nothing done."""
    return {
        place: Count(retained=count.retained) if place in unconfirmed else count
        for place, count in plan.counts.items()
    }


def _unaccounted(plan: Plan, residues: Iterable[Residue]) -> tuple[Residue, ...]:
    """Residues beyond what the rows can hold that the plan itself leaves as they are."""
    found = []
    for residue in residues:
        left = _left(plan, f"{residue.store}.{residue.table}", residue.column)
        if residue.count > left:
            found.append(replace(residue, count=residue.count - left))
    return tuple(found)


def _left(plan: Plan, place: str, column: str | None) -> int:
    """In how many rows of a table the plan leaves a column of the person's as it is."""
    untouched = [(a.table, a.count) for a in plan.awaiting] + [(p.table, p.count) for p in plan.possible]
    return sum(count for table, count in untouched if table == place) + sum(
        kept.count
        for kept in plan.kept
        if kept.table == place
        and kept.reason in ("retained", "reference")
        and (column is None or not kept.columns or column in kept.columns)
    )
