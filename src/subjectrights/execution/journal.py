"""The journal: a run written down before it is done, so that after a crash it is finished or undone.

It is redo only, since an undo log would keep what must be erased: begun → decided → purged → sealed, or
begun → aborted.  The plan in it is encrypted (AES-256-GCM) and wiped when the run ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.atrest import decrypted, encrypted
from subjectrights.errors import KeyUnavailable, NothingChanged, Unfinished
from subjectrights.register import tables as t

if TYPE_CHECKING:
    from subjectrights.effects import Effects
    from subjectrights.register.ledger import LedgerEntry
    from subjectrights.register.register import Register

__all__ = ["Journal", "JournalEntry", "token"]


def token() -> str:
    """A new run's name: random, so that it tells nothing of whom the run was for."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A run that isn't finished.

    Args:
        token: its name.
        right: what it carries out.
        state: ``begun``, ``decided`` or ``purged``.
        plan: the plan's bytes; personal data.
        committed: the stores that are known to have committed.
        begun: when.
    """

    token: str
    right: str
    state: str
    plan: bytes = field(repr=False)
    committed: frozenset[str]
    begun: datetime


class Journal:
    """The runs under way, in the register's database."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def begin(self, token: str, *, right: str, plan: bytes, at: datetime) -> None:
        """Write a run down before anything is staged.

        Args:
            token: the run's name.
            right: what it carries out.
            plan: the plan's bytes; they are encrypted here.
            at: the moment.
        """
        with self._register.transaction() as connection:
            self._register.check_key(connection)
            connection.execute(
                sa.insert(t.journal),
                {
                    "token": token,
                    "right": right,
                    "state": "begun",
                    "begun": at.isoformat(),
                    "plan": encrypted(self._register.secrets, plan, token.encode()),
                },
            )

    def decide(self, token: str, effects: Effects, at: datetime) -> None:
        """The point of no return; what the register remembers of the run is written in the same commit."""
        with self._register.transaction() as connection:
            self._move(connection, token, "begun", "decided", decided=at.isoformat())
            self._register.apply(connection, effects, at)

    def committed(self, token: str, store: str) -> None:
        """A store has committed."""
        with self._register.transaction() as connection:
            connection.execute(sa.insert(t.committed_stores), {"token": token, "store": store})

    def purged(self, token: str) -> None:
        """Every store has committed and purged; after a crash it may be said again."""
        with self._register.transaction() as connection:
            if self._state(connection, token) == "purged":
                return
            self._move(connection, token, "decided", "purged")

    def seal(self, token: str, receipt: Mapping[str, Any], at: datetime) -> LedgerEntry:
        """The receipt goes into the ledger and the plan is wiped, in one commit."""
        with self._register.transaction() as connection:
            self._wipe(connection, token, "purged")
            return self._register.ledger.append(connection, receipt, at)

    def abort(self, token: str) -> None:
        """A run that wasn't decided is forgotten."""
        with self._register.transaction() as connection:
            self._wipe(connection, token, "begun")

    def state(self, token: str) -> str | None:
        """How far a run got, as the register's database knows it; None where it holds no such run."""
        with self._register.transaction() as connection:
            return self._state(connection, token)

    def unfinished(self) -> list[JournalEntry]:
        """The runs that were interrupted, the oldest first.

        Raises:
            KeyUnavailable: a plan can't be decrypted with this key.
        """
        with self._register.transaction() as connection:
            rows = connection.execute(sa.select(t.journal).order_by(t.journal.c.begun)).all()
            stores = connection.execute(sa.select(t.committed_stores)).all()
        return [
            JournalEntry(
                token=row.token,
                right=row.right,
                state=row.state,
                plan=self._decrypted(row.token, row.plan),
                committed=frozenset(s.store for s in stores if s.token == row.token),
                begun=datetime.fromisoformat(row.begun),
            )
            for row in rows
        ]

    def _state(self, connection: sa.Connection, token: str) -> str | None:
        mine = sa.select(t.journal.c.state).where(t.journal.c.token == token)
        found: str | None = connection.execute(mine).scalar()
        return found

    def _move(self, connection: sa.Connection, token: str, old: str, new: str, **values: Any) -> None:
        moved = connection.execute(
            sa.update(t.journal)
            .where(t.journal.c.token == token, t.journal.c.state == old)
            .values(state=new, **values)
        )
        if moved.rowcount != 1:
            raise _ended_elsewhere(old)

    def _wipe(self, connection: sa.Connection, token: str, state: str) -> None:
        wiped = connection.execute(
            sa.delete(t.journal).where(t.journal.c.token == token, t.journal.c.state == state)
        )
        if wiped.rowcount != 1:
            raise _ended_elsewhere(state)
        connection.execute(sa.delete(t.committed_stores).where(t.committed_stores.c.token == token))

    def _decrypted(self, token: str, data: bytes) -> bytes:
        plan = decrypted(self._register.secrets, data, token.encode())
        if plan is None:
            raise KeyUnavailable("the journal was written with another key; put that key back")
        return plan


def _ended_elsewhere(state: str) -> NothingChanged | Unfinished:
    """Why a run isn't in the state it was left in: whoever holds the estate's lock meanwhile ended it."""
    if state == "begun":
        return NothingChanged(
            "another process took this estate over and ended the run before it was decided; "
            "nothing was changed: do it again"
        )
    return Unfinished(
        "another process took this estate over and goes on with the run or has finished it; "
        "its receipt is, or will be, the last in the ledger"
    )
