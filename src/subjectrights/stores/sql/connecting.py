"""From what the data map says of a database to the dialect that talks to it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from subjectrights.errors import DataMapError, MissingExtra
from subjectrights.stores.base import StoreSource
from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.mariadb import MariaDb
from subjectrights.stores.sql.postgresql import PostgreSql
from subjectrights.stores.sql.sqlite import Sqlite
from subjectrights.stores.waiting import lock_timeout

__all__ = ["dialect_of"]

_SERVERS: dict[str, tuple[type[PostgreSql] | type[MariaDb], str, str, str]] = {
    "postgresql": (PostgreSql, "psycopg", "psycopg", "postgresql"),
    "postgres": (PostgreSql, "psycopg", "psycopg", "postgresql"),
    "mysql": (MariaDb, "pymysql", "pymysql", "mysql"),
    "mariadb": (MariaDb, "pymysql", "pymysql", "mysql"),
}

_QUICK, _REWRITE = "quick", "rewrite"


def dialect_of(source: StoreSource) -> Dialect:
    """The kind of database that the store's ``url`` names.

    Args:
        source: what the data map says; ``url`` is required, ``lock_timeout`` is in seconds, ``purge`` may
            be ``rewrite``.

    Returns:
        The dialect; nothing is connected yet.

    Raises:
        DataMapError: there is no URL, or it can't be read or used.
        MissingExtra: the driver isn't installed.
    """
    url = _url(source)
    wait = lock_timeout(source)
    rewrites = _rewrites(source)
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _sqlite(source, url, wait, rewrites)
    if backend not in _SERVERS:
        raise DataMapError(
            f"stores.{source.name}.url: there is no adapter for {backend!r}; "
            "sqlite, postgresql, mysql and mariadb are supported"
        )
    kind, driver, package, extra = _SERVERS[backend]
    if find_spec(package) is None:
        raise MissingExtra(
            f"the database's driver is not installed: pip install 'subjectrights[{extra}]'", store=source.name
        )
    name = "postgresql" if extra == "postgresql" else backend
    return kind(url.set(drivername=f"{name}+{driver}"), wait, rewrites=rewrites)


def _rewrites(source: StoreSource) -> bool:
    purge = source.options.get("purge", _QUICK)
    if purge not in (_QUICK, _REWRITE):
        raise DataMapError(f"stores.{source.name}.purge: {_QUICK} or {_REWRITE} is needed")
    return bool(purge == _REWRITE)


def _url(source: StoreSource) -> sa.URL:
    text = source.options.get("url")
    if not isinstance(text, str) or not text:
        raise DataMapError(f"stores.{source.name}.url: a database URL is needed")
    try:
        return sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise DataMapError(
            f"stores.{source.name}.url: this is no database URL, such as sqlite:///crm.sqlite or "
            "postgresql://user@host/name"
        ) from None


def _sqlite(source: StoreSource, url: sa.URL, wait: float, rewrites: bool) -> Sqlite:
    if not url.database or url.database == ":memory:":
        raise DataMapError(
            f"stores.{source.name}.url: a SQLite database in memory holds nothing; name a file"
        )
    read_only = url.query.get("mode") == "ro"
    return Sqlite(source.folder / Path(url.database), wait, read_only=read_only, rewrites=rewrites)
