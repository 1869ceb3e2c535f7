"""The register's tables of operators: what they scored and which code of conduct they signed."""

from __future__ import annotations

import sqlalchemy as sa

from subjectrights.register.tables import metadata

__all__ = ["signatures", "trainings"]

_operator = sa.String(128)
_moment = sa.String(40)

trainings = sa.Table(
    "subjectrights_trainings",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("operator", _operator, nullable=False, index=True),
    sa.Column("score", sa.String(16), nullable=False),
    sa.Column("taken", _moment, nullable=False),
    sa.Column("assessor", _operator),
)

signatures = sa.Table(
    "subjectrights_signatures",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("operator", _operator, nullable=False, index=True),
    sa.Column("version", sa.String(64), nullable=False),
    sa.Column("signed", _moment, nullable=False),
)
