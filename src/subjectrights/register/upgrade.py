"""Brings a register that an earlier version of the library made up to this version's tables."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from subjectrights.register import tables as t

__all__ = ["upgrade"]


def upgrade(engine: sa.Engine, *, key_id: str) -> None:
    """Add what earlier versions hadn't.

    Version 2 has which key a fingerprint was made under and a mark's scope; version 3, what a duty covers.

    It can be begun again where it was broken off, and two processes may do it at once.

    Args:
        engine: the register's database.
        key_id: the key that the register was made with, and so every fingerprint in it.
    """
    _add(engine, t.fingerprints.c.key_id)
    _add(engine, t.marks.c.scope)
    _add(engine, t.duties.c.through)
    _add(engine, t.duties.c.scope)
    with engine.begin() as connection:
        table = t.fingerprints
        connection.execute(sa.update(table).where(table.c.key_id.is_(None)).values(key_id=key_id))
        connection.execute(
            sa.update(t.settings).where(t.settings.c.name == "version").values(value=str(t.SCHEMA_VERSION))
        )


def _add(engine: sa.Engine, column: sa.Column[str]) -> None:
    if _is_there(engine, column):
        return
    kind = column.type.compile(engine.dialect)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}"))
    except SQLAlchemyError:
        if not _is_there(engine, column):
            raise


def _is_there(engine: sa.Engine, column: sa.Column[str]) -> bool:
    return column.name in {one["name"] for one in sa.inspect(engine).get_columns(column.table.name)}
