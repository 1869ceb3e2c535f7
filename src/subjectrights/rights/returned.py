"""Art. 17 after a restore: which rows a backup brought back, and which were collected since the erasure.

A row that was collected later is of somebody who came back on purpose, and isn't erased with the old ones.
What no column and no number tells is not guessed: it is left alone and asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import numpy as np

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.identity.holdings import HeldRows, Holdings
from subjectrights.identity.joins import equi_join
from subjectrights.identity.lookup import text_keys
from subjectrights.rights.retain import starts_of

__all__ = ["Erasures", "Sorted", "collected_columns", "sort_out", "without_newer"]

_UNDATED, _OLD, _NEW, _DOUBTFUL = range(4)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasures:
    """What is known of people who were erased, by position.

    Args:
        moments: when each was erased.
        recognised: those whose rows stand under the very number they were erased under, and under nothing
            that they were not known by.
        heard_of: those of whom the register has heard since.
        answers: what to do with rows of which nothing tells when they were collected: ``"ask"``,
            ``"keep"`` or ``"erase"``.
    """

    moments: Sequence[datetime]
    recognised: frozenset[int] = frozenset()
    heard_of: frozenset[int] = frozenset()
    answers: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The holdings without what is newer than the erasure, and whose that is.

    Args:
        holdings: what is to be erased again; the rows that stay are there and are nobody's.
        returned: people who came back, by position: some of their rows were collected since, or the
            caller says so.
        undecided: people of whom rows were left alone since nothing tells when they were collected.
    """

    holdings: Holdings
    returned: frozenset[int]
    undecided: frozenset[int]


def collected_columns(datamap: DataMap) -> dict[TableRef, tuple[str, ...]]:
    """By table, the column that says when a row was collected."""
    return {ref: (table.collected,) for ref, table in datamap.tables() if table.collected is not None}


def sort_out(datamap: DataMap, holdings: Holdings, erasures: Erasures, zone: tzinfo) -> Sorted:
    """Tell rows that a backup brought back from rows that are newer.

    Args:
        datamap: the map.
        holdings: what was found.
        erasures: when each of the people was erased, and what else is known.
        zone: whose time a moment without a zone may be; it may be UTC as well.
    """
    moments = np.array([_micros(moment.astimezone(UTC)) for moment in erasures.moments], np.int64)
    ages = {ref: _ages(held, moments, zone) for ref, held in holdings.tables.items()}
    _hand_down(datamap, holdings.tables, ages)
    asked = _asked(datamap, holdings, ages, erasures)
    answers = np.array([erasures.answers[at] == "erase" for at in range(holdings.count)], bool)
    waiting = np.array([erasures.answers[at] == "ask" for at in range(holdings.count)], bool)
    tables = {}
    stays, unsure = np.zeros(holdings.count, bool), np.zeros(holdings.count, bool)
    for ref, held in holdings.tables.items():
        age, subject = ages[ref], held.subject
        open_ = (age == _DOUBTFUL) | ((age == _UNDATED) & asked[subject])
        left = open_ & ~answers[subject]
        tables[ref] = held.spare((age == _NEW) | left)
        stays[subject[(age == _NEW) & held.certain]] = True
        unsure[subject[left & held.certain & waiting[subject]]] = True
        stays[subject[left & held.certain & ~waiting[subject]]] = True
    return Sorted(
        holdings=replace(holdings, tables=tables),
        returned=frozenset(np.flatnonzero(stays & ~unsure).tolist()),
        undecided=frozenset(np.flatnonzero(unsure).tolist()),
    )


def without_newer(
    datamap: DataMap,
    holdings: Holdings,
    moments: Sequence[datetime | None],
    through: Mapping[TableRef, Sequence[date | None]],
    zone: tzinfo,
) -> Holdings:
    """The holdings without the rows that weren't there when the law kept the others: nobody asked for them.

    Args:
        datamap: the map.
        holdings: what was found.
        moments: when each of the people was erased, where that is known.
        through: by table and person, the latest date that a duty counts from of the rows that it kept.
        zone: whose time a moment without a zone may be; it may be UTC as well.
    """
    never = datetime.max.replace(tzinfo=UTC)
    erased = np.array([_micros(m.astimezone(UTC) if m is not None else never) for m in moments], np.int64)
    ages = {ref: _ages(held, erased, zone) for ref, held in holdings.tables.items()}
    for ref, latest in through.items():
        held = holdings.tables.get(ref)
        if held is None:
            continue
        starts = starts_of(datamap, holdings.tables, held)
        for pair, (row, subject) in enumerate(zip(held.row.tolist(), held.subject.tolist(), strict=True)):
            start, last = starts[row], latest[subject]
            if start is not None and last is not None and start > last:
                ages[ref][pair] = _NEW
    _hand_down(datamap, holdings.tables, ages)
    tables = {ref: held.spare(ages[ref] == _NEW) for ref, held in holdings.tables.items()}
    return replace(holdings, tables=tables)


def _asked(datamap: DataMap, holdings: Holdings, ages: Mapping[TableRef, Any], erasures: Erasures) -> Any:
    """By person, whether rows without a date of their own are asked about."""
    deciding = {ref for ref, table in datamap.tables() if table.person} or set(holdings.tables)
    old, other = np.zeros(holdings.count, bool), np.zeros(holdings.count, bool)
    for ref, held in holdings.tables.items():
        age, sure = ages[ref], held.certain
        # What the law kept stands there anyway; only the person's own row tells that they were restored.
        if ref in deciding:
            old[held.subject[(age == _OLD) & sure]] = True
        other[held.subject[((age == _NEW) | (age == _DOUBTFUL)) & sure]] = True
    recognised = np.zeros(holdings.count, bool)
    recognised[list(erasures.recognised)] = True
    other[list(erasures.heard_of)] = True
    return other | ~(old | recognised)


def _ages(held: HeldRows, moments: Any, zone: tzinfo) -> Any:
    """By pair of a row and a person, whether the row is older or newer than the person's erasure."""
    column = held.facts.map.collected
    if column is None or column not in held.rows.column_names:
        return np.full(len(held.row), _UNDATED, np.int8)
    spans = [_span(value, zone) for value in held.rows.column(column).to_pylist()]
    first = np.array([0 if span is None else span[0] for span in spans], np.int64)[held.row]
    last = np.array([0 if span is None else span[1] for span in spans], np.int64)[held.row]
    known = np.array([span is not None for span in spans], bool)[held.row]
    moment = moments[held.subject]
    ages = np.full(len(held.row), _DOUBTFUL, np.int8)
    ages[last <= moment] = _OLD
    ages[first > moment] = _NEW
    ages[~known] = _UNDATED
    return ages


def _span(value: Any, zone: tzinfo) -> tuple[int, int] | None:
    """The first and the last moment that a value may mean, in microseconds; None where it is none."""
    if isinstance(value, str):
        value = _read(value.strip())
    try:
        if isinstance(value, datetime):
            return _of_moment(value, zone)
        if isinstance(value, date):
            start = _of_moment(datetime.combine(value, time()), zone)
            end = _of_moment(datetime.combine(value, time()) + _DAY, zone)
            return start[0], end[1] - 1
    except OverflowError:
        return None
    return None


def _of_moment(value: datetime, zone: tzinfo) -> tuple[int, int]:
    if value.tzinfo is not None:
        return _micros(value.astimezone(UTC)), _micros(value.astimezone(UTC))
    both = [_micros(value.replace(tzinfo=one).astimezone(UTC)) for one in (UTC, zone)]
    return min(both), max(both)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) <= len("2026-01-31") else datetime.fromisoformat(text)
    except ValueError:
        return None


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _hand_down(datamap: DataMap, tables: Mapping[TableRef, HeldRows], ages: Mapping[TableRef, Any]) -> None:
    """A row without a date that belongs to a newer one is newer."""
    changed = True
    while changed:
        changed = False
        for ref, held in tables.items():
            undated = ages[ref] == _UNDATED
            for link in datamap.links(ref):
                if undated.any() and link.target in tables:
                    newer = undated & _belongs_to_newer(held, tables[link.target], ages[link.target], link)
                    if newer.any():
                        ages[ref][newer] = _NEW
                        undated &= ~newer
                        changed = True


def _belongs_to_newer(held: HeldRows, parents: HeldRows, ages: Any, link: Any) -> Any:
    newer = ages == _NEW
    if not newer.any():
        return np.zeros(len(held.row), bool)
    owners = {(row, subject) for row, subject in zip(parents.row[newer], parents.subject[newer], strict=True)}
    child, parent = equi_join(
        text_keys(held.rows, link.columns), text_keys(parents.rows, link.target_columns)
    )
    of_child: dict[int, list[int]] = {}
    for at, above in zip(child.tolist(), parent.tolist(), strict=True):
        of_child.setdefault(at, []).append(above)
    pairs = zip(held.row.tolist(), held.subject.tolist(), strict=True)
    return np.array(
        [any((above, subject) in owners for above in of_child.get(row, ())) for row, subject in pairs], bool
    )
