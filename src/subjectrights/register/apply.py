"""Writes what a decided run is remembered by: all of it in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from subjectrights.effects import Duty, Effects, Lift, Mark, MarkKind, Outgoing, PersonLink
from subjectrights.register import tables as t
from subjectrights.register.consent_tables import consents
from subjectrights.register.exchange_tables import exchange_people, outbox
from subjectrights.register.request_tables import request_people

__all__ = ["apply"]

_BATCH = 500
_REPEATED = (MarkKind.ERASURE, MarkKind.PARTIAL_ERASURE)
"""What may be done more than once: what came back since the first time goes with the last."""


def apply(connection: sa.Connection, effects: Effects, at: datetime, *, key_id: str) -> None:
    """Write `effects`.

    Args:
        connection: in the transaction that decides the run.
        effects: persons, marks, lifts, duties and notices.
        at: the moment of the decision.
        key_id: which key the fingerprints were made under.
    """
    _rekey(connection, effects.rekeyed, key_id)
    _link(connection, effects.persons, key_id)
    _lift(connection, effects.lifts, at)
    _mark(connection, effects.marks)
    _withdraw(connection, effects)
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
    _insert(connection, outbox, [_outgoing_row(one) for one in effects.outgoing])


def _rekey(connection: sa.Connection, pairs: Iterable[tuple[str, str]], key_id: str) -> None:
    """Put the fingerprints under the key in use in the place of those of the same values under older ones."""
    new = dict(pairs)
    table = t.fingerprints
    wanted: dict[tuple[str, str, str], bool] = {}
    for some in _batches(list(new)):
        old = table.c.fingerprint.in_(some)
        for row in connection.execute(sa.select(table).where(old)).all():
            wanted[row.person, row.space, new[row.fingerprint]] = bool(row.shared)
        connection.execute(sa.delete(table).where(old))
        these = {one: new[one] for one in some}
        _relist(connection, these, key_id)
        _readdress(connection, these)
    _put(connection, wanted, key_id)


def _relist(connection: sa.Connection, new: Mapping[str, str], key_id: str) -> None:
    """The same in the lists of exchanges."""
    listed = exchange_people
    old = listed.c.fingerprint.in_(list(new))
    rows = connection.execute(sa.select(listed).where(old)).all()
    connection.execute(sa.delete(listed).where(old))
    kept: list[Mapping[str, Any]] = [
        {"exchange": row.exchange, "fingerprint": new[row.fingerprint], "named": row.named, "key_id": key_id}
        for row in rows
    ]
    _insert(connection, listed, kept)


def _readdress(connection: sa.Connection, new: Mapping[str, str]) -> None:
    """The same in the requests of these people."""
    table = request_people
    old = table.c.fingerprint.in_(list(new))
    moved = {(row.reference, new[row.fingerprint]) for row in connection.execute(sa.select(table).where(old))}
    connection.execute(sa.delete(table).where(old))
    there = sa.select(table).where(table.c.fingerprint.in_(list(new.values())))
    moved -= {(row.reference, row.fingerprint) for row in connection.execute(there)}
    rows: list[Mapping[str, Any]] = [{"reference": one, "fingerprint": print_} for one, print_ in moved]
    _insert(connection, table, rows)


def _link(connection: sa.Connection, persons: Iterable[PersonLink], key_id: str) -> None:
    wanted = {
        (link.person, space, fingerprint): shared
        for link in persons
        for space, fingerprint, shared in link.fingerprints
    }
    _put(connection, wanted, key_id)


def _put(connection: sa.Connection, wanted: Mapping[tuple[str, str, str], bool], key_id: str) -> None:
    """Write down by which fingerprints, under the key in use, whom it isn't known yet."""
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
            {
                "person": person,
                "space": space,
                "fingerprint": fingerprint,
                "shared": shared,
                "key_id": key_id,
            }
            for (person, space, fingerprint), shared in wanted.items()
            if (person, space, fingerprint) not in there
        ],
    )


def _lift(connection: sa.Connection, lifts: Iterable[Lift], at: datetime) -> None:
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
            connection.execute(ending.values(lifted=at.isoformat()))


def _mark(connection: sa.Connection, marks: Iterable[Mark]) -> None:
    """New marks; one that stands already goes on as it is, but an erasure counts from the latest."""
    wanted = {(mark.kind.value, mark.person, mark.purpose, _scope(mark.scope)): mark for mark in marks}
    there: dict[tuple[str, str, str | None, str | None], int] = {}
    for some in _batches(list(dict.fromkeys(place[1] for place in wanted))):
        rows = connection.execute(
            sa.select(t.marks).where(t.marks.c.person.in_(some), t.marks.c.lifted.is_(None))
        )
        there.update({(row.kind, row.person, row.purpose, row.scope): row.number for row in rows})
    for place, mark in wanted.items():
        if place in there and mark.kind in _REPEATED:
            later = {"since": mark.since.isoformat(), "token": mark.token}
            connection.execute(sa.update(t.marks).where(t.marks.c.number == there[place]).values(later))
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
                "scope": _scope(mark.scope),
            }
            for place, mark in wanted.items()
            if place not in there
        ],
    )


def _withdraw(connection: sa.Connection, effects: Effects) -> None:
    """A withdrawal ends the consents to its purpose, whichever way it came (Art. 7(3))."""
    known_as = {link.person: link.references for link in effects.persons}
    for mark in effects.marks:
        if mark.kind is MarkKind.WITHDRAWAL:
            connection.execute(
                sa.update(consents)
                .where(
                    consents.c.person.in_(known_as.get(mark.person, (mark.person,))),
                    consents.c.purpose == mark.purpose,
                    consents.c.withdrawn.is_(None),
                )
                .values(withdrawn=mark.since.isoformat())
            )


def _scope(scope: Mapping[str, Sequence[str]] | None) -> str | None:
    """A scope as the one text that is compared."""
    if scope is None:
        return None
    return json.dumps({name: sorted(scope[name]) for name in sorted(scope)}, separators=(",", ":"))


def _close(connection: sa.Connection, closed: Iterable[Duty]) -> None:
    """End duties; a new one for the same person and table takes the old one's place.

    One of some columns takes the place of one of the same columns alone.
    """
    by_place: dict[tuple[str, str, str | None], list[str]] = {}
    for duty in closed:
        by_place.setdefault((duty.store, duty.table, _scope(duty.scope)), []).append(duty.person)
    for (store, table, scope), persons in by_place.items():
        place = [t.duties.c.store == store, t.duties.c.table == table]
        if scope is not None:
            place.append(t.duties.c.scope == scope)
        for some in _batches(persons):
            connection.execute(sa.delete(t.duties).where(*place, t.duties.c.person.in_(some)))


def _duty_row(duty: Duty) -> dict[str, Any]:
    return {
        "person": duty.person,
        "store": duty.store,
        "table": duty.table,
        "until": duty.until.isoformat(),
        "ground": duty.ground,
        "law": duty.law,
        "token": duty.token,
        "through": duty.through.isoformat() if duty.through else None,
        "scope": _scope(duty.scope),
    }


def _outgoing_row(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "reference": outgoing.reference,
        "party": outgoing.party,
        "right": outgoing.right,
        "token": outgoing.token,
        "state": "pending",
        "at": outgoing.at.astimezone(UTC).isoformat(),
        "attempts": 0,
        "payload": outgoing.payload,
    }


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
