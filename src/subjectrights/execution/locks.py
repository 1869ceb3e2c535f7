"""One run at a time: the lock of an estate, between threads, processes and machines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from subjectrights.errors import StoreBusy
from subjectrights.register.connection import translated

if TYPE_CHECKING:
    from subjectrights.register.register import Register

__all__ = ["estate_lock"]

_NAME = "subjectrights"


@contextmanager
def estate_lock(register: Register, *, wait: float = 30.0) -> Iterator[None]:
    """Hold the estate for the time of a ``with`` block.

    A register in a SQLite file is locked by a file beside it, one in PostgreSQL by an advisory lock, one
    in MariaDB or MySQL by a named lock: the lock ends with the process that held it.

    Args:
        register: the estate's register.
        wait: how long to wait for somebody else's run, in seconds.

    Raises:
        StoreBusy: somebody else's run went on for longer.
    """
    backend = register.engine.dialect.name
    if backend == "postgresql":
        with _in_postgresql(register, wait):
            yield
    elif backend in ("mysql", "mariadb"):
        with _in_mysql(register, wait):
            yield
    else:
        with _beside_the_file(register, wait):
            yield


def _busy(wait: float) -> StoreBusy:
    return StoreBusy(f"another run holds the estate; it didn't end within {wait:g} s", store="register")


@contextmanager
def _beside_the_file(register: Register, wait: float) -> Iterator[None]:
    from filelock import FileLock, Timeout

    file = register.file
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.lock", timeout=wait, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise _busy(wait) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _in_postgresql(register: Register, wait: float) -> Iterator[None]:
    key = int.from_bytes(hashlib.sha256(_NAME.encode()).digest()[:8], "big", signed=True)
    with register.engine.connect() as connection:
        with translated():
            milliseconds = int(wait * 1000)
            connection.execute(sa.text(f"SET lock_timeout = {milliseconds}"))
            try:
                connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
            except sa.exc.OperationalError:
                raise _busy(wait) from None
            connection.commit()
        try:
            yield
        finally:
            with translated():
                connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
                connection.execute(sa.text("RESET lock_timeout"))
                connection.commit()


@contextmanager
def _in_mysql(register: Register, wait: float) -> Iterator[None]:
    with register.engine.connect() as connection:
        name = f"{_NAME}.{register.engine.url.database}"[:64]
        with translated():
            got = connection.execute(sa.select(sa.func.get_lock(name, int(wait)))).scalar()
        if got != 1:
            raise _busy(wait)
        try:
            yield
        finally:
            with translated():
                connection.execute(sa.select(sa.func.release_lock(name)))
