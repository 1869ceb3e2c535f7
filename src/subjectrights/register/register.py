"""What the estate remembers of people it knows by fingerprint alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.effects import Duty, Effects, KnownFingerprint, Mark, MarkKind, Notice
from subjectrights.errors import KeyUnavailable, StoreError
from subjectrights.keys import Secrets
from subjectrights.register import tables as t
from subjectrights.register.connection import file_of, make_engine, translated

if TYPE_CHECKING:
    import pyarrow as pa

    from subjectrights.register.keyuse import KeyUse
    from subjectrights.register.ledger import Ledger

__all__ = ["Register"]

_BATCH = 500
"""How many keys go into one statement; every database takes that many parameters."""


class Register:
    """Marks, duties, notices, and who is known by which fingerprint, in a SQL database of their own.

    Args:
        url: the database, ``sqlite:///register.sqlite`` beside the map by default.
        folder: where a relative SQLite file lies.
        secrets: the estate's keys; a register made with another key is refused.
    """

    def __init__(self, url: str, folder: Path, secrets: Secrets) -> None:
        self.url = url
        self.folder = folder
        self.secrets = secrets
        self._engine: sa.Engine | None = None
        self._lock = threading.Lock()

    @property
    def file(self) -> Path | None:
        """The register's file where it is SQLite on disk, else None."""
        return file_of(self.url, self.folder)

    def exists(self) -> bool:
        """Whether there is a register to look into, without making one."""
        return self.file is None or self.file.exists()

    @property
    def engine(self) -> sa.Engine:
        """The database, its tables made on first use.

        Raises:
            StoreUnavailable: it can't be reached.
            KeyUnavailable: it was made with another key.
        """
        from subjectrights.register.schema import create_all

        with self._lock:
            if self._engine is None:
                engine = make_engine(self.url, self.folder)
                with translated():
                    create_all(engine)
                    try:
                        self._check(engine)
                    except sa.exc.IntegrityError:
                        # Another process made it its own first.
                        self._check(engine)
                self._engine = engine
            return self._engine

    @property
    def ledger(self) -> Ledger:
        """The chain of receipts."""
        from subjectrights.register.ledger import Ledger

        return Ledger(self)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction that is committed at the end of the ``with`` block, or not at all."""
        with translated(), self.engine.begin() as connection:
            yield connection

    def persons_of(self, fingerprints: Sequence[str]) -> dict[str, set[str]]:
        """The persons that are known by fingerprints of their own.

        Args:
            fingerprints: those looked for; ones of shared identifiers lead to nobody.

        Returns:
            By fingerprint, the persons' references: several where an address changed hands; unknown
            fingerprints are left out.
        """
        return self._persons(fingerprints, sa.not_(t.fingerprints.c.shared))

    def holders_of(self, fingerprints: Sequence[str]) -> dict[str, set[str]]:
        """The persons that have these fingerprints, shared ones as well, by fingerprint."""
        return self._persons(fingerprints, t.fingerprints.c.fingerprint.is_not(None))

    def _persons(self, fingerprints: Sequence[str], which: sa.ColumnElement[bool]) -> dict[str, set[str]]:
        table = t.fingerprints
        found: dict[str, set[str]] = {}
        with self.transaction() as connection:
            for some in _batches(fingerprints):
                wanted = sa.select(table.c.fingerprint, table.c.person).where(
                    table.c.fingerprint.in_(some), which
                )
                for row in connection.execute(wanted):
                    found.setdefault(row.fingerprint, set()).add(row.person)
        return found

    def fingerprints_of(self, persons: Sequence[str]) -> list[KnownFingerprint]:
        """Everything these persons are known by."""
        table = t.fingerprints
        found = []
        with self.transaction() as connection:
            for some in _batches(persons):
                for row in connection.execute(sa.select(table).where(table.c.person.in_(some))):
                    found.append(
                        KnownFingerprint(
                            person=row.person,
                            space=row.space,
                            fingerprint=row.fingerprint,
                            shared=bool(row.shared),
                            key_id=row.key_id,
                        )
                    )
        return found

    def marks(self, persons: Sequence[str], *, standing: bool = True) -> list[Mark]:
        """The marks of these persons.

        Args:
            persons: their references.
            standing: only those that weren't lifted.
        """
        found = []
        with self.transaction() as connection:
            for some in _batches(persons):
                wanted = sa.select(t.marks).where(t.marks.c.person.in_(some)).order_by(t.marks.c.number)
                if standing:
                    wanted = wanted.where(t.marks.c.lifted.is_(None))
                found += [_mark(row) for row in connection.execute(wanted)]
        return found

    def all_marks(self, kind: MarkKind) -> list[Mark]:
        """Every standing mark of a kind, the oldest first."""
        wanted = sa.select(t.marks).where(t.marks.c.kind == kind.value, t.marks.c.lifted.is_(None))
        with self.transaction() as connection:
            return [_mark(row) for row in connection.execute(wanted.order_by(t.marks.c.number))]

    def suppressed(self, space: str, fingerprints: pa.Array, purpose: str | None) -> pa.Array:
        """Which fingerprints are of people whose data may not be used for a purpose.

        Args:
            space: what was fingerprinted.
            fingerprints: NULL where there is no identifier.
            purpose: the purpose; None asks for any objection.

        Returns:
            A boolean array: True where a restriction, an erasure, or an objection or withdrawal for that
            purpose stands.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        stops = t.marks.c.kind.in_([MarkKind.RESTRICTION.value, MarkKind.ERASURE.value])
        kinds = [MarkKind.OBJECTION.value, MarkKind.WITHDRAWAL.value]
        against: sa.ColumnElement[bool] = t.marks.c.kind.in_(kinds)
        if purpose is not None:
            against = sa.and_(against, t.marks.c.purpose == purpose)
        wanted = (
            sa.select(t.fingerprints.c.fingerprint)
            .join(t.marks, t.marks.c.person == t.fingerprints.c.person)
            .where(t.fingerprints.c.space == space, t.marks.c.lifted.is_(None), sa.or_(stops, against))
            .distinct()
        )
        with self.transaction() as connection:
            stopped = pa.array(connection.execute(wanted).scalars().all(), pa.string())
        return pc.is_in(fingerprints, value_set=stopped, skip_nulls=True)

    def duties(self, on: date) -> list[Duty]:
        """The duties to keep that have ended before a day."""
        wanted = sa.select(t.duties).where(t.duties.c.until < on.isoformat()).order_by(t.duties.c.number)
        with self.transaction() as connection:
            return [
                Duty(
                    person=row.person,
                    store=row.store,
                    table=row.table,
                    until=date.fromisoformat(row.until),
                    ground=row.ground,
                    law=row.law,
                    token=row.token,
                    through=date.fromisoformat(row.through) if row.through else None,
                    scope=json.loads(row.scope) if row.scope else None,
                )
                for row in connection.execute(wanted)
            ]

    def notices(self, *, state: str | None = None) -> list[Notice]:
        """The notices to recipients (Art. 19), all or those in one state."""
        wanted = sa.select(t.notices).order_by(t.notices.c.number)
        if state is not None:
            wanted = wanted.where(t.notices.c.state == state)
        with self.transaction() as connection:
            return [
                Notice(
                    party=row.party,
                    right=row.right,
                    place=row.place,
                    token=row.token,
                    state=row.state,
                    at=datetime.fromisoformat(row.at) if row.at else None,
                )
                for row in connection.execute(wanted)
            ]

    def apply(self, connection: sa.Connection, effects: Effects, at: datetime) -> None:
        """Write everything a run decided `at` that moment is remembered by, in the caller's transaction."""
        from subjectrights.register.apply import apply

        apply(connection, effects, at, key_id=self.secrets.key_id)

    def key_uses(self) -> list[KeyUse]:
        """Which keys the fingerprints rest on, the one in use first."""
        from subjectrights.register.keyuse import key_uses

        with self.transaction() as connection:
            return key_uses(connection, self.secrets)

    def forget_older(self) -> int:
        """Drop the fingerprints that rest on older keys; how many they were."""
        from subjectrights.register.keyuse import forget

        with self.transaction() as connection:
            return forget(connection, self.secrets)

    def check_key(self, connection: sa.Connection) -> None:
        """Refuse to write with a key that was changed for a newer one since the register was opened.

        Raises:
            KeyUnavailable: as said; opening the estate again takes the newer key.
        """
        named = sa.select(t.settings.c.value).where(t.settings.c.name == "key")
        if connection.execute(named).scalar() != self.secrets.key_id:
            raise KeyUnavailable("the key was changed since the estate was opened; open it again")

    def close(self) -> None:
        """Let go of the connection; it opens again when it is next used."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _check(self, engine: sa.Engine) -> None:
        """Refuse a register of a newer library or of another key; bring an older one up to date."""
        mine = {"version": str(t.SCHEMA_VERSION), "key": self.secrets.key_id}
        with engine.begin() as connection:
            kept = {row.name: row.value for row in connection.execute(sa.select(t.settings))}
            if "version" not in kept:
                connection.execute(
                    sa.insert(t.settings), [{"name": name, "value": value} for name, value in mine.items()]
                )
                return
        if int(kept["version"]) > t.SCHEMA_VERSION:
            raise StoreError("made by a newer subjectrights; upgrade the library", store="register")
        if kept["key"] not in {one.key_id for one in self.secrets.kept}:
            raise KeyUnavailable(
                f"the register was made with another key, {kept['key']}; put that key back: the variable "
                "SUBJECTRIGHTS_KEY or the key file. Without it nobody whom the register knows is recognised: "
                "objections, restrictions and erasures are forgotten"
            )
        if int(kept["version"]) < t.SCHEMA_VERSION:
            from subjectrights.register.upgrade import upgrade

            upgrade(engine, key_id=kept["key"])
        from subjectrights.register.keyuse import refuse_without, take

        with engine.begin() as connection:
            refuse_without(connection, self.secrets)
            if kept["key"] != self.secrets.key_id:
                take(connection, self.secrets)


def _mark(row: Any) -> Mark:
    return Mark(
        kind=MarkKind(row.kind),
        person=row.person,
        since=datetime.fromisoformat(row.since),
        token=row.token,
        purpose=row.purpose,
        ground=row.ground,
        lifted=datetime.fromisoformat(row.lifted) if row.lifted else None,
        note=row.note,
        scope=json.loads(row.scope) if row.scope else None,
    )


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    unique = list(dict.fromkeys(values))
    for start in range(0, len(unique), _BATCH):
        yield unique[start : start + _BATCH]
