"""The register's tables of requests: dates, steps and fingerprints; texts are encrypted."""

from __future__ import annotations

import sqlalchemy as sa

from subjectrights.register.tables import metadata

__all__ = ["challenges", "request_people", "request_steps", "requests"]

_reference = sa.String(64)
_moment = sa.String(40)

requests = sa.Table(
    "subjectrights_requests",
    metadata,
    sa.Column("reference", _reference, primary_key=True),
    sa.Column("right", sa.String(32), nullable=False),
    sa.Column("received", sa.String(10), nullable=False),
    sa.Column("channel", sa.String(64)),
    sa.Column("due", sa.String(10), nullable=False, index=True),
    sa.Column("extended", sa.String(10), nullable=False),
    sa.Column("opened", _moment, nullable=False),
    sa.Column("closed", _moment, index=True),
)

request_people = sa.Table(
    "subjectrights_request_people",
    metadata,
    sa.Column("reference", _reference, primary_key=True),
    sa.Column("fingerprint", _reference, primary_key=True),
    sa.Index("subjectrights_requests_by_fingerprint", "fingerprint"),
)

request_steps = sa.Table(
    "subjectrights_request_steps",
    metadata,
    sa.Column("reference", _reference, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("at", _moment, nullable=False),
    sa.Column("ground", sa.String(64)),
    sa.Column("token", _reference),
    sa.Column("text", sa.LargeBinary(length=2**24 - 1)),
)

challenges = sa.Table(
    "subjectrights_challenges",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("reference", _reference, nullable=False, index=True),
    sa.Column("code", _reference, nullable=False),
    sa.Column("made", _moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("ended", _moment),
)
