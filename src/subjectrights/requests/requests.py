"""The requests of an estate: opened, found again, and which of them are due."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.atrest import Closed, closed, opened
from subjectrights.errors import RequestError, StoreBusy
from subjectrights.identity.people import Known, given, given_table
from subjectrights.identity.resolve import known_fingerprints
from subjectrights.register import request_tables as t
from subjectrights.requests.calendars import WorkingDays, working_days
from subjectrights.requests.case import RequestCase
from subjectrights.requests.deadlines import Deadlines, day_of_receipt, deadlines_of
from subjectrights.requests.steps import CLOSING, Step, StepKind
from subjectrights.suggest import unknown
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["Requests"]

_WITHIN = re.compile(r"P?([0-9]{1,4})([dw])", re.IGNORECASE)


class Requests:
    """What people asked for; see :class:`RequestCase`.

    Args:
        estate: the estate.
        works: the working days; those of the organisation's country by default.
    """

    def __init__(self, estate: Estate, works: WorkingDays | None = None) -> None:
        self.estate = estate
        self.works = works or working_days(estate.map.organisation.country)

    def now(self) -> datetime:
        """The moment, with a time zone."""
        return self.estate.now()

    def today(self) -> date:
        """The day where the organisation is."""
        return self.now().date()

    def open(
        self,
        right: Right | str,
        identifiers: Mapping[str, Any],
        *,
        received: date | datetime | None = None,
        channel: str | None = None,
    ) -> RequestCase:
        """Start a request.

        Args:
            right: what is asked for, such as ``"access"``.
            identifiers: what the person named themselves by; fingerprints of it are kept.
            received: when it came in, at whatever desk of the organisation; now by default.
            channel: how: ``"email"``, ``"phone"``, ``"letter"`` ...

        Raises:
            RequestError: no such right, nothing to know the person by, or received in the future.
            UnknownName: no such identifier.
        """
        known_right = _right(right)
        day = day_of_receipt(self.now() if received is None else received, self.now().tzinfo or UTC)
        if day > self.today():
            raise RequestError(f"{day} is in the future; a request runs from the day it was received")
        known = self.known(identifiers)
        deadlines = deadlines_of(day, self.works)
        reference = secrets.token_hex(8)
        with self.estate.register.transaction() as connection:
            connection.execute(
                sa.insert(t.requests),
                {
                    "reference": reference,
                    "right": known_right.value,
                    "received": day.isoformat(),
                    "channel": channel,
                    "due": deadlines.due.isoformat(),
                    "extended": deadlines.extended.isoformat(),
                    "opened": self.now().isoformat(),
                },
            )
            prints = sorted(self._prints(known, every_key=False))
            connection.execute(
                sa.insert(t.request_people), [{"reference": reference, "fingerprint": one} for one in prints]
            )
            self._write(connection, reference, 0, Step(kind=StepKind.OPENED, at=self.now()))
        return self.get(reference)

    def get(self, reference: str) -> RequestCase:
        """A request by its reference.

        Raises:
            RequestError: there is none of that reference.
        """
        found = self._read(t.requests.c.reference == reference)
        if not found:
            raise RequestError(f"there is no request {reference[:32]!r}")
        return found[0]

    def all(self, *, open_only: bool = False) -> list[RequestCase]:
        """Every request, the earliest deadline first.

        Args:
            open_only: leave out those that were answered, refused or withdrawn.
        """
        cases = self._read(t.requests.c.closed.is_(None) if open_only else sa.true())
        return sorted(cases, key=lambda case: (case.due, case.reference))

    def due(self, within: str | timedelta = "0d") -> list[RequestCase]:
        """The open requests whose deadline comes within a time; overdue ones as well.

        Args:
            within: days or weeks from today: ``"7d"``, ``"P1W"`` or a timedelta.

        Raises:
            RequestError: no such time.
        """
        last = self.today() + _time(within)
        return [case for case in self.all(open_only=True) if case.due <= last]

    def of(self, **identifiers: Any) -> list[RequestCase]:
        """The requests of somebody who named themselves by one of these, the newest first.

        Raises:
            UnknownName: no such identifier.
        """
        prints = self._prints(self.known(identifiers), every_key=True)
        mine = sa.select(t.request_people.c.reference).where(t.request_people.c.fingerprint.in_(prints))
        cases = self._read(t.requests.c.reference.in_(mine))
        return sorted(cases, key=lambda case: (case.received, case.reference), reverse=True)

    def add(self, case: RequestCase, step: Step) -> RequestCase:
        """Add a step to a request; :class:`RequestCase`'s own methods say which may come.

        Raises:
            StoreBusy: somebody else added one meanwhile.
        """
        steps = t.request_steps
        with self.estate.register.transaction() as connection:
            counted = sa.select(sa.func.count()).where(steps.c.reference == case.reference)
            if connection.execute(counted).scalar() != len(case.steps):
                raise StoreBusy(
                    f"request {case.reference} went on meanwhile; get() it again", store="register"
                )
            self._write(connection, case.reference, len(case.steps), step)
            closed = step.at.isoformat() if step.kind in CLOSING else None
            connection.execute(
                sa.update(t.requests).where(t.requests.c.reference == case.reference).values(closed=closed)
            )
        return self.get(case.reference)

    def _write(self, connection: sa.Connection, reference: str, number: int, step: Step) -> None:
        keys = self.estate.secrets
        connection.execute(
            sa.insert(t.request_steps),
            {
                "reference": reference,
                "number": number,
                "kind": step.kind.value,
                "at": step.at.isoformat(),
                "ground": step.ground,
                "token": step.token,
                "text": None
                if step.text is None
                else closed(keys, Closed.REQUEST, reference, step.text.encode()),
            },
        )

    def _read(self, which: sa.ColumnElement[bool]) -> list[RequestCase]:
        wanted = sa.select(t.requests).where(which)
        steps = t.request_steps
        with self.estate.register.transaction() as connection:
            rows = connection.execute(wanted).all()
            references = sa.select(t.requests.c.reference).where(which)
            taken = connection.execute(
                sa.select(steps).where(steps.c.reference.in_(references)).order_by(steps.c.number)
            ).all()
        by_request: dict[str, list[Step]] = {}
        for row in taken:
            by_request.setdefault(row.reference, []).append(self._step(row))
        return [
            RequestCase(
                reference=row.reference,
                right=Right(row.right),
                channel=row.channel,
                deadlines=Deadlines(
                    received=date.fromisoformat(row.received),
                    due=date.fromisoformat(row.due),
                    extended=date.fromisoformat(row.extended),
                ),
                steps=tuple(by_request[row.reference]),
                requests=self,
            )
            for row in rows
        ]

    def _step(self, row: Any) -> Step:
        keys = self.estate.secrets
        text = None if row.text is None else opened(keys, Closed.REQUEST, row.reference, row.text).decode()
        return Step(
            kind=StepKind(row.kind),
            at=datetime.fromisoformat(row.at),
            ground=row.ground,
            token=row.token,
            text=text,
        )

    def concerns(self, case: RequestCase, known: Known) -> bool:
        """Whether somebody known by these identifiers is who a request was opened for.

        Args:
            case: the request.
            known: one person's identifiers.
        """
        prints = self._prints(known, every_key=True)
        mine = sa.select(t.request_people.c.fingerprint).where(t.request_people.c.reference == case.reference)
        with self.estate.register.transaction() as connection:
            return not prints.isdisjoint(connection.execute(mine).scalars())

    def known(self, identifiers: Mapping[str, Any]) -> Known:
        """One person's identifiers in normal form.

        Raises:
            UnknownName: no such identifier.
            RequestError: none that identifies anybody.
        """
        columns, count = given_table(None, {name: [value] for name, value in identifiers.items()})
        known = given(self.estate.map, columns, count=count)
        if known.table.num_rows == 0:
            raise RequestError("none of these values identifies anybody")
        return known

    def _prints(self, known: Known, *, every_key: bool) -> set[str]:
        keys: Sequence[Any] = self.estate.secrets.kept if every_key else [self.estate.secrets]
        return {
            one
            for key in keys
            for those in known_fingerprints(self.estate.map, key.fingerprint_key, known, 1)
            for _, one, _ in those
        }


def _right(right: Right | str) -> Right:
    try:
        return Right(right)
    except ValueError:
        raise unknown("right", str(right), [one.value for one in Right]) from None


def _time(within: str | timedelta) -> timedelta:
    if isinstance(within, timedelta):
        return within
    match = _WITHIN.fullmatch(str(within).strip())
    if match is None:
        raise RequestError("days or weeks are expected, such as '7d' or '2w'")
    number = int(match[1])
    return timedelta(weeks=number) if match[2].lower() == "w" else timedelta(days=number)
