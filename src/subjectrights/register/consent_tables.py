"""The register's tables of consents: dates, codes and the wording; evidence is encrypted.

Whose a consent is stands under the person's random reference, as with marks; who that is, fingerprints tell.
"""

from __future__ import annotations

import sqlalchemy as sa

from subjectrights.register.tables import metadata

__all__ = ["consents", "wordings"]

_reference = sa.String(64)
_moment = sa.String(40)

wordings = sa.Table(
    "subjectrights_wordings",
    metadata,
    sa.Column("sha256", _reference, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)

consents = sa.Table(
    "subjectrights_consents",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("reference", _reference, nullable=False, unique=True),
    sa.Column("person", _reference, nullable=False, index=True),
    sa.Column("purpose", sa.String(128), nullable=False, index=True),
    sa.Column("given", _moment, nullable=False),
    sa.Column("how", sa.String(128), nullable=False),
    sa.Column("wording", _reference, nullable=False),
    sa.Column("evidence", sa.LargeBinary(length=2**24 - 1)),
    sa.Column("operator", sa.String(64)),
    sa.Column("withdrawn", _moment),
    sa.Column("withdrawn_how", sa.String(128)),
    sa.Column("withdrawal_evidence", sa.LargeBinary(length=2**24 - 1)),
    sa.Column("renewed", sa.Boolean, nullable=False),
)
