"""The table in which a run leaves its token, in the transaction that changes: no personal data."""

from __future__ import annotations

import sqlalchemy as sa

from subjectrights.stores.sql.dialect import plain_table

__all__ = ["MARKER", "forget", "is_there", "leave", "provide", "was_left"]

MARKER = "subjectrights_runs"


def is_there(connection: sa.Connection, schema: str | None) -> bool:
    """Whether the table exists."""
    return sa.inspect(connection).has_table(MARKER, schema=schema)


def provide(connection: sa.Connection, schema: str | None) -> bool:
    """Make the table unless it is there, before the transaction of a run: MariaDB commits when it creates.

    Returns:
        Whether it is there now.
    """
    if is_there(connection, schema):
        return True
    table = sa.Table(
        MARKER,
        sa.MetaData(),
        sa.Column("token", sa.String(128), primary_key=True),
        schema=schema,
        mysql_engine="InnoDB",
        mysql_charset="ascii",
    )
    try:
        table.create(connection)
        connection.commit()
    except sa.exc.DBAPIError:
        connection.rollback()
        return is_there(connection, schema)
    return True


def leave(connection: sa.Connection, schema: str | None, token: str) -> None:
    """Write the token; again where an earlier run of it left it."""
    forget(connection, schema, token)
    connection.execute(sa.insert(_table(schema)).values(token=token))


def forget(connection: sa.Connection, schema: str | None, token: str) -> None:
    """Remove the token."""
    table = _table(schema)
    connection.execute(sa.delete(table).where(table.c.token == token))


def was_left(connection: sa.Connection, schema: str | None, token: str) -> bool:
    """Whether the token is there."""
    table = _table(schema)
    return connection.execute(sa.select(table.c.token).where(table.c.token == token)).first() is not None


def _table(schema: str | None) -> sa.TableClause:
    return plain_table(MARKER, ["token"], schema)
