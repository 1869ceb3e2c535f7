"""A one-time code that shows who asks, sent to an identifier on file: knowing an address isn't enough.

The caller sends it; the library makes it, keeps a keyed hash of it alone, and checks it in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.errors import RequestError
from subjectrights.identity.kinds import normal_forms
from subjectrights.looking import look
from subjectrights.register import request_tables as t
from subjectrights.suggest import unknown

if TYPE_CHECKING:
    from subjectrights.requests.case import RequestCase

__all__ = ["Challenge", "answer", "challenge"]

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another."""
_LENGTH = 8
LIFETIME = timedelta(minutes=15)
TRIES = 5
CODES = 3
PERIOD = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A code to send.

    Args:
        to: the identifier on file, in its normal form; personal data.
        code: what the person must give back; secret.
        expires: until when it is taken.
    """

    to: str = field(repr=False)
    code: str = field(repr=False)
    expires: datetime


def challenge(case: RequestCase, identifier: str, by: Mapping[str, Any]) -> Challenge | None:
    """See :meth:`RequestCase.challenge`."""
    requests = case.requests
    identifiers = requests.estate.map.identifiers
    if identifier not in identifiers:
        raise unknown("identifier", identifier, identifiers)
    to = _on_file(case, identifier, by)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    key = requests.estate.secrets.fingerprint_key
    made = requests.now()
    with requests.estate.register.transaction() as connection:
        recent = sa.select(sa.func.count()).where(
            t.challenges.c.reference == case.reference,
            t.challenges.c.made > (made.astimezone(UTC) - PERIOD).isoformat(),
        )
        if (connection.execute(recent).scalar() or 0) >= CODES:
            raise RequestError(
                f"{CODES} codes were asked for in request {case.reference} within the hour; try again later"
            )
        connection.execute(_ending(case.reference, made))
        # Where nothing is on file a code is kept all the same, that nobody ever gets.
        connection.execute(
            sa.insert(t.challenges),
            {
                "reference": case.reference,
                "code": _hashed(key, case.reference, code),
                "made": made.astimezone(UTC).isoformat(),
                "tries": 0,
            },
        )
    return None if to is None else Challenge(to=to, code=code, expires=made + LIFETIME)


def answer(case: RequestCase, code: str) -> None:
    """See :meth:`RequestCase.answer_challenge`."""
    requests = case.requests
    key, now = requests.estate.secrets.fingerprint_key, requests.now().astimezone(UTC)
    standing = sa.and_(t.challenges.c.reference == case.reference, t.challenges.c.ended.is_(None))
    with requests.estate.register.transaction() as connection:
        counted = connection.execute(
            sa.update(t.challenges)
            .where(standing, t.challenges.c.tries < TRIES)
            .values(tries=t.challenges.c.tries + 1)
        )
        row = connection.execute(sa.select(t.challenges).where(standing)).first()
    given = "".join(c for c in code.upper() if c.isalnum())
    expected = row.code if row is not None else "0" * 64
    right = hmac.compare_digest(_hashed(key, case.reference, given), expected)
    if counted.rowcount != 1 or row is None:
        raise RequestError(
            f"no code stands in request {case.reference}, or it was tried too often: ask for a new one"
        )
    if datetime.fromisoformat(row.made) + LIFETIME < now:
        raise RequestError(f"the code in request {case.reference} is too old: ask for a new one")
    if not right:
        raise RequestError(f"that is not the code of request {case.reference}")
    with requests.estate.register.transaction() as connection:
        used = connection.execute(_ending(case.reference, now))
    if used.rowcount != 1:
        raise RequestError(f"the code in request {case.reference} was used meanwhile")


def _on_file(case: RequestCase, identifier: str, by: Mapping[str, Any]) -> str | None:
    """A value that the stores hold of the person; one they named themselves by goes before others."""
    requests = case.requests
    known = requests.known(by)
    named = set(known.of(identifier).column("normal").to_pylist())
    if not requests.concerns(case, known):
        raise RequestError(f"request {case.reference} was opened by other identifiers")
    holdings = look(requests.estate, known, 1)
    kind = requests.estate.map.identifiers[identifier]
    held: set[str] = set()
    if not kind.shared:
        for rows in holdings.tables.values():
            for identity in rows.facts.unique_identity():
                if identity.identifier == identifier:
                    mine = rows.rows.column(identity.column).take(pa.array(rows.row[rows.certain]))
                    held |= set(normal_forms(kind.kind, mine, region=kind.region).to_pylist())
    held.discard(None)
    return min(held & named or held, default=None)


def _ending(reference: str, moment: datetime) -> sa.Update:
    return (
        sa.update(t.challenges)
        .where(t.challenges.c.reference == reference, t.challenges.c.ended.is_(None))
        .values(ended=moment.astimezone(UTC).isoformat())
    )


def _hashed(key: bytes, reference: str, code: str) -> str:
    return hmac.new(key, f"challenge {reference} {code}".encode(), hashlib.sha256).hexdigest()
