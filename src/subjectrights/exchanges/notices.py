"""The outbox: what recipients are told of a rectification, an erasure or a restriction (Art. 19)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from subjectrights.errors import RequestError
from subjectrights.exchanges.private import opened
from subjectrights.register import tables as t
from subjectrights.register.exchange_tables import outbox
from subjectrights.suggest import known
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["NoticeState", "Notices", "Notification", "OutboxNotice", "Sender", "Sent"]

TRIES = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
_LEASE = timedelta(minutes=10)
"""For how long one who began to send a notice keeps it from others."""


class NoticeState(StrEnum):
    """Where a notice stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a recipient is told of one person.

    Args:
        reference: its random name; one that comes again is the same notice, and can be dropped.
        party: the recipient, by its name in the data map.
        right: what was done.
        at: when it was decided.
        identifiers: by name, the values by which the recipient knows the person; personal data.
        fields: of a rectification, the new values by category, column or identifier; personal data.
        categories: of an erasure in part, which data it was; empty where it was all.
    """

    reference: str
    party: str
    right: Right
    at: datetime
    identifiers: Mapping[str, tuple[str, ...]] = field(repr=False)
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    categories: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The notification as JSON takes it; it holds personal data."""
        return {
            "reference": self.reference,
            "party": self.party,
            "right": self.right.value,
            "article": "Art. 19",
            "at": self.at.isoformat(),
            "identifiers": {name: list(values) for name, values in self.identifiers.items()},
            "fields": dict(self.fields),
            "categories": list(self.categories),
        }


Sender: TypeAlias = Callable[[Notification], bytes | str | None]
"""Tells a recipient; returns None or its answer where it arrived, and raises where it didn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxNotice:
    """A notice as it stands; nothing in it tells of whom it is.

    Args:
        reference: its random name.
        party: the recipient.
        right: what was done.
        token: the run that did it.
        state: where it stands.
        at: when it was decided.
        attempts: how often it was tried.
        next_try: not before; None where it wasn't tried, or won't be.
        error: the kind of error that the last attempt ended with.
        ended: when it was delivered, or given up.
        answer: SHA-256 of what the recipient answered.
        note: why it was given up, or how the recipient was told instead.
    """

    reference: str
    party: str
    right: Right
    token: str
    state: NoticeState
    at: datetime
    attempts: int = 0
    next_try: datetime | None = None
    error: str | None = None
    ended: datetime | None = None
    answer: str | None = None
    note: str | None = None

    def __str__(self) -> str:
        said = f"{self.party}: {self.right.value} of {self.at:%Y-%m-%d}, {self.state.value}"
        if self.attempts:
            said += f" (attempt {self.attempts}{f', {self.error}' if self.error else ''})"
        if self.state is NoticeState.PENDING and self.next_try is not None:
            said += f", next {self.next_try:%Y-%m-%d %H:%M}"
        return f"{said} [{self.reference}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of sending.

    Args:
        delivered, retried, failed: how many arrived, will be tried again, and won't.
    """

    delivered: int = 0
    retried: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.delivered} delivered, {self.retried} to be tried again, {self.failed} failed"


class Notices:
    """What recipients are still to be told, and the proof of what they were.

    Args:
        estate: the estate.
    """

    def __init__(self, estate: Estate) -> None:
        self.estate = estate

    def all(self) -> list[OutboxNotice]:
        """Every notice, the oldest first."""
        return self._read(sa.true())

    def pending(self, *, party: str | None = None) -> list[OutboxNotice]:
        """Those that wait to be sent, the oldest first."""
        return self._read(outbox.c.state == NoticeState.PENDING.value, self._of(party))

    def failed(self, *, party: str | None = None) -> list[OutboxNotice]:
        """Those that were tried too often: :meth:`retry` or :meth:`give_up` them."""
        return self._read(outbox.c.state == NoticeState.FAILED.value, self._of(party))

    def send(self, sender: Sender, *, party: str | None = None) -> Sent:
        """Send what is due, once each; call it from time to time.

        A notice whose run isn't finished waits for it. One that doesn't arrive is tried again after a
        minute, then two, four ... a day at most, ten times in all. Where the process dies after a notice was
        sent and before that was noted, it is sent again under the same reference.

        Args:
            sender: tells the recipient, such as :class:`subjectrights.exchanges.webhook.Webhook`.
            party: only what is for this one.

        Returns:
            How many arrived.

        Raises:
            UnknownName: no such party.
            KeyUnavailable: a notice was written with a key that is there no more.
        """
        ended: list[NoticeState] = []
        for notice in self._due(party):
            payload = self._claimed(notice)
            if payload is not None:
                ended.append(self._told(sender, notice, payload))
        return Sent(
            delivered=ended.count(NoticeState.DELIVERED),
            retried=ended.count(NoticeState.PENDING),
            failed=ended.count(NoticeState.FAILED),
        )

    def retry(self, *, party: str | None = None) -> int:
        """Let failed notices be tried again, from the first attempt on; how many they are."""
        failed = outbox.c.state == NoticeState.FAILED.value
        fresh = {"state": NoticeState.PENDING.value, "attempts": 0, "next_try": None, "ended": None}
        with self.estate.register.transaction() as connection:
            tokens = self._tokens(connection, sa.and_(failed, self._of(party)))
            count = connection.execute(
                sa.update(outbox).where(failed, self._of(party)).values(fresh)
            ).rowcount
            self._summed_up(connection, tokens)
        return count

    def give_up(self, reference: str, reason: str) -> OutboxNotice:
        """Close a notice that proves impossible or takes disproportionate effort, or was given otherwise.

        What it would have told is wiped.

        Args:
            reference: the notice's.
            reason: why, or how the recipient was told; nobody's data.

        Raises:
            RequestError: no such notice stands open, or no reason is given.
        """
        if not isinstance(reason, str) or not reason.strip():
            raise RequestError("say why the notice is given up, or how the recipient was told (Art. 19)")
        open_ = outbox.c.state.in_([NoticeState.PENDING.value, NoticeState.FAILED.value])
        mine = sa.and_(outbox.c.reference == reference, open_)
        with self.estate.register.transaction() as connection:
            tokens = self._tokens(connection, mine)
            done = connection.execute(
                sa.update(outbox)
                .where(mine)
                .values(
                    state=NoticeState.GIVEN_UP.value,
                    ended=self._now().isoformat(),
                    note=reason.strip(),
                    next_try=None,
                    payload=None,
                )
            )
            self._summed_up(connection, tokens)
        if done.rowcount != 1:
            raise RequestError("no notice of that reference stands open")
        return self._read(outbox.c.reference == reference)[0]

    def _due(self, party: str | None) -> list[OutboxNotice]:
        """Those whose time has come and whose run is finished."""
        now = self._now().isoformat()
        free = sa.or_(outbox.c.next_try.is_(None), outbox.c.next_try <= now)
        unfinished = sa.select(t.journal.c.token)
        pending = outbox.c.state == NoticeState.PENDING.value
        return self._read(pending, free, outbox.c.token.not_in(unfinished), self._of(party))

    def _claimed(self, notice: OutboxNotice) -> bytes | None:
        """Take a notice to send it, so that nobody else does; None where somebody else was first."""
        mine = sa.and_(
            outbox.c.reference == notice.reference,
            outbox.c.state == NoticeState.PENDING.value,
            outbox.c.attempts == notice.attempts,
        )
        leased = {"attempts": notice.attempts + 1, "next_try": (self._now() + _LEASE).isoformat()}
        with self.estate.register.transaction() as connection:
            if connection.execute(sa.update(outbox).where(mine).values(leased)).rowcount != 1:
                return None
            held = sa.select(outbox.c.payload).where(outbox.c.reference == notice.reference)
            payload = connection.execute(held).scalar()
        return None if payload is None else bytes(payload)

    def _told(self, sender: Sender, notice: OutboxNotice, payload: bytes) -> NoticeState:
        """Tell the recipient and note what came of it."""
        told = opened(self.estate.secrets, notice.reference, payload)
        notification = Notification(
            reference=notice.reference,
            party=notice.party,
            right=notice.right,
            at=notice.at,
            identifiers={name: tuple(values) for name, values in told["identifiers"].items()},
            fields=told["fields"],
            categories=tuple(told["categories"]),
        )
        attempts = notice.attempts + 1
        try:
            answer = _digest(sender(notification))
        except Exception as error:
            # Of the error only its kind is kept: what it says may quote the person.
            again = attempts < TRIES
            wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
            state = NoticeState.PENDING if again else NoticeState.FAILED
            self._noted(
                notice,
                state,
                error=type(error).__name__[:128],
                next_try=(self._now() + wait).isoformat() if again else None,
            )
            return state
        moment = self._now().isoformat()
        self._noted(
            notice,
            NoticeState.DELIVERED,
            error=None,
            next_try=None,
            ended=moment,
            answer=answer,
            payload=None,
        )
        return NoticeState.DELIVERED

    def _noted(self, notice: OutboxNotice, state: NoticeState, **values: Any) -> None:
        with self.estate.register.transaction() as connection:
            mine = outbox.c.reference == notice.reference
            connection.execute(sa.update(outbox).where(mine).values(state=state.value, **values))
            self._summed_up(connection, [(notice.token, notice.party)])

    def _tokens(self, connection: sa.Connection, which: sa.ColumnElement[bool]) -> Sequence[tuple[str, str]]:
        rows = connection.execute(sa.select(outbox.c.token, outbox.c.party).where(which).distinct())
        return [(row.token, row.party) for row in rows]

    def _summed_up(self, connection: sa.Connection, runs: Iterable[tuple[str, str]]) -> None:
        """A run's notice to a party is delivered when each person's is."""
        for token, party in runs:
            mine = sa.and_(outbox.c.token == token, outbox.c.party == party)
            states = set(connection.execute(sa.select(outbox.c.state).where(mine).distinct()).scalars())
            worst = next(
                one
                for one in (
                    NoticeState.PENDING,
                    NoticeState.FAILED,
                    NoticeState.GIVEN_UP,
                    NoticeState.DELIVERED,
                )
                if one.value in states
            )
            theirs = sa.and_(t.notices.c.token == token, t.notices.c.party == party)
            connection.execute(sa.update(t.notices).where(theirs).values(state=worst.value))

    def _of(self, party: str | None) -> sa.ColumnElement[bool]:
        if party is None:
            return sa.true()
        return outbox.c.party == known("party", party, self.estate.map.parties)

    def _read(self, *which: sa.ColumnElement[bool]) -> list[OutboxNotice]:
        columns = [column for column in outbox.c if column.name != "payload"]
        wanted = sa.select(*columns).where(*which).order_by(outbox.c.at, outbox.c.reference)
        with self.estate.register.transaction() as connection:
            return [self._notice(row) for row in connection.execute(wanted)]

    def _notice(self, row: Any) -> OutboxNotice:
        return OutboxNotice(
            reference=row.reference,
            party=row.party,
            right=Right(row.right),
            token=row.token,
            state=NoticeState(row.state),
            at=datetime.fromisoformat(row.at),
            attempts=row.attempts,
            next_try=datetime.fromisoformat(row.next_try) if row.next_try else None,
            error=row.error,
            ended=datetime.fromisoformat(row.ended) if row.ended else None,
            answer=row.answer,
            note=row.note,
        )

    def _now(self) -> datetime:
        """In UTC, whose texts are in the order of time."""
        return self.estate.now().astimezone(UTC)


def _digest(answer: bytes | str | None) -> str | None:
    """The SHA-256 of a recipient's answer.

    Raises:
        TypeError: the sender returned something else, which doesn't tell whether it arrived.
    """
    if answer is None:
        return None
    if not isinstance(answer, bytes | str):
        raise TypeError
    return hashlib.sha256(answer.encode() if isinstance(answer, str) else answer).hexdigest()
