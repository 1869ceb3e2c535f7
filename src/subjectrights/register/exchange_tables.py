"""The register's tables of exchanges and of what recipients are told; people are in them by fingerprint.

What a recipient is told holds personal data: it is encrypted, and wiped when it has arrived.
"""

from __future__ import annotations

import sqlalchemy as sa

from subjectrights.register.tables import metadata

__all__ = ["exchange_people", "exchanges", "outbox"]

_reference = sa.String(64)
_moment = sa.String(40)
_name = sa.String(128)

exchanges = sa.Table(
    "subjectrights_exchanges",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("reference", _reference, nullable=False, unique=True),
    sa.Column("at", _moment, nullable=False, index=True),
    sa.Column("direction", sa.String(16), nullable=False),
    sa.Column("data", sa.String(256), nullable=False),
    sa.Column("party", _name, nullable=False, index=True),
    sa.Column("their_role", sa.String(32), nullable=False),
    sa.Column("our_role", sa.String(32), nullable=False),
    sa.Column("channel", _name, nullable=False),
    sa.Column("format", sa.String(64)),
    sa.Column("encryption", _name),
    sa.Column("purpose", _name, nullable=False),
    sa.Column("legal_basis", sa.String(32)),
    sa.Column("categories", sa.Text, nullable=False),
    sa.Column("people", sa.Integer),
    sa.Column("agreement", sa.Text, nullable=False),
    sa.Column("safeguards", sa.Text),
    sa.Column("operator", sa.String(64)),
    sa.Column("sha256", _reference),
)

exchange_people = sa.Table(
    "subjectrights_exchange_people",
    metadata,
    sa.Column("fingerprint", _reference, primary_key=True),
    sa.Column("exchange", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("key_id", sa.String(16), nullable=False),
    sqlite_with_rowid=False,
)

outbox = sa.Table(
    "subjectrights_outbox",
    metadata,
    sa.Column("reference", _reference, primary_key=True),
    sa.Column("party", _name, nullable=False),
    sa.Column("right", sa.String(32), nullable=False),
    sa.Column("token", _reference, nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("at", _moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", _moment),
    sa.Column("error", _name),
    sa.Column("ended", _moment),
    sa.Column("answer", _reference),
    sa.Column("note", sa.Text),
    sa.Column("payload", sa.LargeBinary(length=2**24 - 1)),
)
