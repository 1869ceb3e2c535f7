"""Opens the register's database, and says its errors as ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from subjectrights.errors import (
    DataMapError,
    MissingExtra,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)
from subjectrights.forking import let_go_when_forked
from subjectrights.quiet import quiet_engine

__all__ = ["file_of", "make_engine", "translated"]

_BUSY_SECONDS = 30
_LIMIT_WORDS = ("locked", "deadlock", "lock wait", "timeout")


def file_of(url: str, folder: Path) -> Path | None:
    """The register's file where it is SQLite on disk, else None.

    Raises:
        DataMapError: the URL can't be read; it isn't quoted, since it may hold a password.
    """
    try:
        parsed = sa.make_url(url)
    except ArgumentError:
        raise DataMapError("register: this is no database URL, such as sqlite:///register.sqlite") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return folder / parsed.database


def make_engine(url: str, folder: Path) -> sa.Engine:
    """An engine for the register; SQLite's file is made readable by its owner alone.

    Raises:
        DataMapError: the URL can't be read.
        MissingExtra: its driver isn't installed.
        StoreUnavailable: the file can't be made.
    """
    path = file_of(url, folder)
    parsed = sa.make_url(url)
    if path is not None:
        parsed = parsed.set(database=str(path))
        with suppress(FileExistsError), translated():
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                raise
            except OSError as error:
                raise StoreUnavailable(
                    f"the register can't be made: {error.strerror}", store="register", file=str(path)
                ) from None
    if parsed.get_driver_name() in ("", "psycopg2") and parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("mysql", "mariadb"):
        parsed = parsed.set(drivername=f"{parsed.drivername}+pymysql")
    try:
        # What one statement saw the next may see changed, and none fails at the commit: runs have the lock.
        server = parsed.get_backend_name() != "sqlite"
        isolation = {"isolation_level": "READ COMMITTED"} if server else {}
        engine = let_go_when_forked(
            sa.create_engine(parsed, pool_pre_ping=path is None, **isolation, **quiet_engine())
        )
    except NoSuchModuleError:
        raise DataMapError(f"register: no kind of database is called {parsed.drivername!r}") from None
    except ModuleNotFoundError:
        extra = "postgresql" if parsed.get_backend_name() == "postgresql" else "mysql"
        raise MissingExtra(
            f"the register's database needs a driver: pip install 'subjectrights[{extra}]'"
        ) from None
    if parsed.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # What is deleted is overwritten, what is committed is on the disk, and no second file keeps a copy.
    for pragma in (
        "secure_delete=ON",
        "journal_mode=DELETE",
        "synchronous=EXTRA",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def translated() -> Iterator[None]:
    """Raise the database's errors as ours, without its texts, which may quote values.

    Raises:
        StoreBusy, StoreFull, StoreReadOnly, StoreUnavailable, StoreError: as named, of the store
            ``register``.
    """
    try:
        yield
    except OperationalError as error:
        text = str(error.orig).casefold()
        if any(word in text for word in _LIMIT_WORDS):
            raise StoreBusy("somebody else holds the register; try again", store="register") from None
        if "is full" in text or "no space" in text:
            raise StoreFull("the register has no space left", store="register") from None
        if "readonly" in text or "read-only" in text:
            raise StoreReadOnly("the register can't be written", store="register") from None
        raise StoreUnavailable("the register can't be reached or opened", store="register") from None
    except SQLAlchemyError as error:
        raise StoreError(
            f"the register's database refused a statement ({type(error).__name__})", store="register"
        ) from None
