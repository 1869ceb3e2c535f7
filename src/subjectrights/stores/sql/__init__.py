"""SQL databases: SQLite, PostgreSQL, MariaDB and MySQL, through SQLAlchemy Core."""

from __future__ import annotations

from subjectrights.stores.sql.store import SqlStore

__all__ = ["SqlStore"]
