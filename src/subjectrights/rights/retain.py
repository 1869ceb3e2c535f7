"""What the law keeps from erasure, row by row (Art. 17(3))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.identity.holdings import HeldRows
from subjectrights.identity.joins import equi_join
from subjectrights.identity.lookup import text_keys
from subjectrights.rights.case import Case

__all__ = ["Retained", "as_date", "retained_rows", "starts_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Retained:
    """By row, whether a duty keeps it, and the last day it does.

    Args:
        mask: by row, whether it is kept.
        days: by row, the last day; None where no end is known or the row isn't kept.
        starts: by row, the date that the duty counts from; None where it isn't known or the row isn't kept.
    """

    mask: Any
    days: tuple[date | None, ...] = field(repr=False)
    starts: tuple[date | None, ...] = field(repr=False)

    @property
    def until(self) -> date | None:
        """The latest last day; None where some kept row has no known end."""
        kept = [self.days[at] for at in np.flatnonzero(self.mask)]
        if not kept or any(day is None for day in kept):
            return None
        return max(day for day in kept if day is not None)

    def by_subject(self, held: HeldRows) -> dict[int, tuple[date, date]]:
        """By person, the earliest day on which some of their kept rows are free, and the latest start."""
        found: dict[int, tuple[date, date]] = {}
        for row, subject in zip(held.row.tolist(), held.subject.tolist(), strict=True):
            day, start = self.days[row], self.starts[row]
            if self.mask[row] and day is not None and start is not None:
                free, through = found.get(subject, (day, start))
                found[subject] = (min(day, free), max(start, through))
        return found


def retained_rows(case: Case, held: HeldRows, acted: Any) -> Retained:
    """Which of the rows acted on a duty keeps on the case's day.

    A row without the date that the duty counts from is kept, since it can't be shown that it is free.

    Args:
        case: the map, the holdings and the day.
        held: the rows of one table.
        acted: by row, whether the right acts on it.
    """
    retain = held.facts.map.retain
    size = held.rows.num_rows
    if retain is None:
        return Retained(mask=np.zeros(size, bool), days=(None,) * size, starts=(None,) * size)
    mask = np.zeros(size, bool)
    days: list[date | None] = [None] * size
    starts = starts_of(case.map, case.holdings.tables, held)
    for at, start in enumerate(starts):
        end = retain.for_.after(start) if start is not None else None
        if acted[at] and (end is None or end >= case.today):
            mask[at] = True
            days[at] = end
    kept = tuple(start if mask[at] else None for at, start in enumerate(starts))
    return Retained(mask=mask, days=tuple(days), starts=kept)


def starts_of(datamap: DataMap, tables: Mapping[TableRef, HeldRows], held: HeldRows) -> list[date | None]:
    """By row, the date that the duty counts from: its own, or that of the row it belongs to.

    Args:
        datamap: the map.
        tables: everything that is held.
        held: the rows of one table.
    """
    ref = held.facts.ref
    counted_from = datamap.retained_after(ref)
    if counted_from is None:
        return [None] * held.rows.num_rows
    source, column = counted_from
    if source == ref:
        return [as_date(value) for value in held.rows.column(column).to_pylist()]
    starts: list[date | None] = [None] * held.rows.num_rows
    parents = tables.get(source)
    for link in datamap.links(ref):
        if link.target != source or parents is None:
            continue
        dates = [as_date(value) for value in parents.rows.column(column).to_pylist()]
        children, owners = equi_join(
            text_keys(held.rows, link.columns), text_keys(parents.rows, link.target_columns)
        )
        for child, owner in zip(children.tolist(), owners.tolist(), strict=True):
            known = [day for day in (starts[child], dates[owner]) if day is not None]
            starts[child] = max(known, default=None)
    return starts


def as_date(value: Any) -> date | None:
    """A date from a date, a timestamp or ISO 8601 text; None where it is none of these."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            return None
    return None
