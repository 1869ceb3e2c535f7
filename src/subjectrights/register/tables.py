"""The register's tables. None of them holds personal data: fingerprints, codes, counts and dates."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = [
    "SCHEMA_VERSION",
    "committed_stores",
    "duties",
    "fingerprints",
    "journal",
    "ledger",
    "ledger_head",
    "marks",
    "metadata",
    "notices",
    "settings",
]

SCHEMA_VERSION = 3

metadata = sa.MetaData()

_token = sa.String(64)
_moment = sa.String(40)
"""Moments are ISO 8601 text with a time zone, alike in every database."""

settings = sa.Table(
    "subjectrights_settings",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

fingerprints = sa.Table(
    "subjectrights_fingerprints",
    metadata,
    sa.Column("person", _token, primary_key=True),
    sa.Column("space", sa.String(128), primary_key=True),
    sa.Column("fingerprint", _token, primary_key=True),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("key_id", sa.String(16)),
    sa.Index("subjectrights_by_fingerprint", "fingerprint"),
)

marks = sa.Table(
    "subjectrights_marks",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("person", _token, nullable=False, index=True),
    sa.Column("purpose", sa.String(128)),
    sa.Column("ground", sa.String(64)),
    sa.Column("since", _moment, nullable=False),
    sa.Column("lifted", _moment),
    sa.Column("token", _token, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("scope", sa.Text),
)

duties = sa.Table(
    "subjectrights_duties",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("person", _token, nullable=False, index=True),
    sa.Column("store", sa.String(128), nullable=False),
    sa.Column("table", sa.String(128), nullable=False),
    sa.Column("until", sa.String(10), nullable=False, index=True),
    sa.Column("ground", sa.String(64)),
    sa.Column("law", sa.Text),
    sa.Column("token", _token, nullable=False),
    sa.Column("through", sa.String(10)),
    sa.Column("scope", sa.Text),
)

notices = sa.Table(
    "subjectrights_notices",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("party", sa.String(128), nullable=False),
    sa.Column("right", sa.String(32), nullable=False),
    sa.Column("place", sa.String(256), nullable=False),
    sa.Column("token", _token, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("at", _moment),
)

journal = sa.Table(
    "subjectrights_journal",
    metadata,
    sa.Column("token", _token, primary_key=True),
    sa.Column("right", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("begun", _moment, nullable=False),
    sa.Column("decided", _moment),
    sa.Column("plan", sa.LargeBinary(length=2**32 - 1)),
)

committed_stores = sa.Table(
    "subjectrights_committed",
    metadata,
    sa.Column("token", _token, primary_key=True),
    sa.Column("store", sa.String(128), primary_key=True),
)

ledger = sa.Table(
    "subjectrights_ledger",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", _moment, nullable=False),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("previous", _token, nullable=False),
    sa.Column("hash", _token, nullable=False, unique=True),
    sa.Column("signature", sa.String(128), nullable=False),
)

ledger_head = sa.Table(
    "subjectrights_ledger_head",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("signature", sa.String(128), nullable=False),
)
