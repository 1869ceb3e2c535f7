"""Which keys the register's fingerprints rest on, and when an older one can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from subjectrights.effects import MarkKind
from subjectrights.errors import KeyUnavailable
from subjectrights.keys import Secrets
from subjectrights.register import tables as t
from subjectrights.register.consent_tables import consents
from subjectrights.register.exchange_tables import exchange_people

__all__ = ["KeyUse", "forget", "key_uses", "refuse_without", "take"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """What rests on one key.

    Args:
        key_id: the key's short name.
        current: whether it is the one in use.
        fingerprints: how many fingerprints were made under it.
        people: how many people are known by none under a newer key.
        marks: by kind, how many standing marks (objections, erasures, ...) and consents those people have.
    """

    key_id: str
    current: bool
    fingerprints: int
    people: int
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def needed(self) -> bool:
        """Whether something would be forgotten without it."""
        return self.current or self.fingerprints > 0

    def to_dict(self) -> dict[str, Any]:
        """The account as plain data."""
        return {
            "key": self.key_id,
            "current": self.current,
            "needed": self.needed,
            "fingerprints": self.fingerprints,
            "people": self.people,
            "marks": dict(self.marks),
        }

    def __str__(self) -> str:
        if self.current:
            return f"{self.key_id}: in use; {self.fingerprints:,} fingerprints"
        if not self.needed:
            return f"{self.key_id}: older; nothing rests on it any more, it can go"
        marks = ", ".join(f"{count:,} {_MARKS[kind]}" for kind, count in self.marks.items()) or "no marks"
        return (
            f"{self.key_id}: older; {self.fingerprints:,} fingerprints rest on it, of {self.people:,} people "
            f"who are known by no newer one ({marks}); it must stay"
        )


_KEY_IDS = (t.fingerprints.c.key_id, exchange_people.c.key_id)
_CONSENT = "consent"
_MARKS = {
    MarkKind.RESTRICTION.value: "restrictions",
    MarkKind.OBJECTION.value: "objections",
    MarkKind.WITHDRAWAL.value: "withdrawals of consent",
    MarkKind.ERASURE.value: "erasures",
    MarkKind.PARTIAL_ERASURE.value: "partial erasures",
    _CONSENT: "consents",
}


def key_uses(connection: sa.Connection, secrets: Secrets) -> list[KeyUse]:
    """What rests on each key that is there, the one in use first."""
    return [_use(connection, one.key_id, current=one is secrets) for one in secrets.kept]


def _use(connection: sa.Connection, key_id: str, *, current: bool) -> KeyUse:
    table = t.fingerprints
    made = sa.select(sa.func.count()).select_from(table).where(table.c.key_id == key_id)
    mine = sa.select(table.c.person).where(table.c.key_id == key_id)
    others = sa.select(table.c.person).where(table.c.key_id != key_id)
    alone = (
        sa.select(table.c.person).where(table.c.person.in_(mine), table.c.person.not_in(others)).distinct()
    )
    marks = (
        sa.select(t.marks.c.kind, sa.func.count())
        .where(t.marks.c.lifted.is_(None), t.marks.c.person.in_(alone))
        .group_by(t.marks.c.kind)
        .order_by(t.marks.c.kind)
    )
    agreed = (
        sa.select(sa.func.count())
        .select_from(consents)
        .where(consents.c.withdrawn.is_(None), consents.c.person.in_(alone))
    )
    people = sa.select(sa.func.count()).select_from(alone.subquery())
    listed = sa.select(sa.func.count()).select_from(exchange_people).where(exchange_people.c.key_id == key_id)
    return KeyUse(
        key_id=key_id,
        current=current,
        fingerprints=connection.execute(made).scalar_one() + connection.execute(listed).scalar_one(),
        people=connection.execute(people).scalar_one(),
        marks={
            **{row[0]: row[1] for row in connection.execute(marks)},
            **({_CONSENT: count} if (count := connection.execute(agreed).scalar_one()) else {}),
        },
    )


def refuse_without(connection: sa.Connection, secrets: Secrets) -> None:
    """Refuse to go on where fingerprints rest on a key that isn't there.

    Raises:
        KeyUnavailable: which key is missing, and what would be forgotten without it.
    """
    there = [one.key_id for one in secrets.kept]
    rest = (sa.select(c).where(c.not_in(there)).limit(1) for c in _KEY_IDS)
    missing = next((one for one in map(connection.scalar, rest) if one is not None), None)
    if missing is None:
        return
    use = _use(connection, missing, current=False)
    raise KeyUnavailable(
        f"the older key {missing} is missing, and {use.fingerprints:,} fingerprints rest on it: put it back, "
        "as a further line of the key file or in SUBJECTRIGHTS_OLD_KEYS. Without it the register doesn't "
        f"recognise {use.people:,} people; it holds of them: "
        + (", ".join(f"{count:,} {_MARKS[kind]}" for kind, count in use.marks.items()) or "no marks")
    )


def take(connection: sa.Connection, secrets: Secrets) -> None:
    """From now on the register is written with this key."""
    named = t.settings.c.name == "key"
    connection.execute(sa.update(t.settings).where(named).values(value=secrets.key_id))


def forget(connection: sa.Connection, secrets: Secrets) -> int:
    """Drop the fingerprints that rest on older keys; how many they were."""
    return sum(connection.execute(sa.delete(c.table).where(c != secrets.key_id)).rowcount for c in _KEY_IDS)
