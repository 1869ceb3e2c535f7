"""Writes what a decided run is remembered by: all of it in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from subjectrights.effects import Duty, Effects, Lift, Mark, PersonLink
from subjectrights.register import tables as t

__all__ = ["apply"]

_BATCH = 500


def apply(connection: sa.Connection, effects: Effects) -> None:
    """Write `effects`.

    Args:
        connection: in the transaction that decides the run.
        effects: persons, marks, lifts, duties and notices.
    """
    _link(connection, effects.persons)
    _lift(connection, effects.lifts)
    _mark(connection, effects.marks)
    _close(connection, [*effects.closed_duties, *effects.duties])
    _insert(connection, t.duties, [_duty_row(duty) for duty in effects.duties])
    _insert(
        connection,
        t.notices,
        [
            {
                "party": notice.party,
                "right": notice.right,
                "place": notice.place,
                "token": notice.token,
                "state": notice.state,
                "at": notice.at.isoformat() if notice.at else None,
            }
            for notice in effects.notices
        ],
    )


def _link(connection: sa.Connection, persons: Iterable[PersonLink]) -> None:
    wanted = {
        (link.person, space, fingerprint): shared
        for link in persons
        for space, fingerprint, shared in link.fingerprints
    }
    table = t.fingerprints
    there: set[tuple[str, str, str]] = set()
    for some in _batches(list(dict.fromkeys(person for person, _, _ in wanted))):
        rows = connection.execute(
            sa.select(table.c.person, table.c.space, table.c.fingerprint).where(table.c.person.in_(some))
        )
        there.update((row.person, row.space, row.fingerprint) for row in rows)
    _insert(
        connection,
        table,
        [
            {"person": person, "space": space, "fingerprint": fingerprint, "shared": shared}
            for (person, space, fingerprint), shared in wanted.items()
            if (person, space, fingerprint) not in there
        ],
    )


def _lift(connection: sa.Connection, lifts: Iterable[Lift]) -> None:
    moment = datetime.now(UTC).isoformat()
    by_mark: dict[tuple[str, str | None], list[str]] = {}
    for lift in lifts:
        by_mark.setdefault((lift.kind.value, lift.purpose), []).append(lift.person)
    for (kind, purpose), persons in by_mark.items():
        for some in _batches(persons):
            ending = sa.update(t.marks).where(
                t.marks.c.kind == kind, t.marks.c.person.in_(some), t.marks.c.lifted.is_(None)
            )
            if purpose is not None:
                ending = ending.where(t.marks.c.purpose == purpose)
            connection.execute(ending.values(lifted=moment))


def _mark(connection: sa.Connection, marks: Iterable[Mark]) -> None:
    """New marks; one that stands already goes on as it is."""
    wanted = {(mark.kind.value, mark.person, mark.purpose): mark for mark in marks}
    there: set[tuple[str, str, str | None]] = set()
    for some in _batches(list(dict.fromkeys(person for _, person, _ in wanted))):
        rows = connection.execute(
            sa.select(t.marks.c.kind, t.marks.c.person, t.marks.c.purpose).where(
                t.marks.c.person.in_(some), t.marks.c.lifted.is_(None)
            )
        )
        there.update((row.kind, row.person, row.purpose) for row in rows)
    _insert(
        connection,
        t.marks,
        [
            {
                "kind": mark.kind.value,
                "person": mark.person,
                "purpose": mark.purpose,
                "ground": mark.ground,
                "since": mark.since.isoformat(),
                "lifted": None,
                "token": mark.token,
                "note": mark.note,
            }
            for place, mark in wanted.items()
            if place not in there
        ],
    )


def _close(connection: sa.Connection, closed: Iterable[Duty]) -> None:
    """End duties; a new one for the same person and table takes the old one's place."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for duty in closed:
        by_place.setdefault((duty.store, duty.table), []).append(duty.person)
    for (store, table), persons in by_place.items():
        for some in _batches(persons):
            connection.execute(
                sa.delete(t.duties).where(
                    t.duties.c.store == store, t.duties.c.table == table, t.duties.c.person.in_(some)
                )
            )


def _duty_row(duty: Duty) -> dict[str, Any]:
    return {
        "person": duty.person,
        "store": duty.store,
        "table": duty.table,
        "until": duty.until.isoformat(),
        "ground": duty.ground,
        "law": duty.law,
        "token": duty.token,
    }


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
