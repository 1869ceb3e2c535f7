"""One run at a time: the lock of an estate, between threads, processes and machines."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.errors import StoreBusy, StoreUnavailable
from subjectrights.register.connection import translated

if TYPE_CHECKING:
    from subjectrights.register.register import Register

__all__ = ["estate_lock"]

_NAME = "subjectrights"
_NOT_AVAILABLE = "55P03"
_A_DAY = 86_400


class _Turns:
    """The locks between the threads of this process, by register."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """In a process that was forked, no thread of the old one holds anything."""
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def of(self, name: str) -> threading.Lock:
        """The lock of the register that `name` means."""
        with self._guard:
            return self._locks.setdefault(name, threading.Lock())


_turns = _Turns()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_turns.begin_anew)


@contextmanager
def estate_lock(register: Register, *, wait: float = 30.0) -> Iterator[None]:
    """Hold the estate for the time of a ``with`` block.

    Threads of one process queue in the process.  A register in a SQLite file is then locked by a file
    beside it, one in PostgreSQL by an advisory lock, one in MariaDB or MySQL by a named lock: the lock ends
    with the process that held it.

    Args:
        register: the estate's register.
        wait: how long to wait for somebody else's run, in seconds.

    Raises:
        StoreBusy: somebody else's run went on for longer.
        StoreUnavailable: the register can't be reached.
    """
    deadline = time.monotonic() + wait
    with _in_this_process(register, wait):
        left = max(0.0, deadline - time.monotonic())
        backend = register.engine.dialect.name
        if backend == "postgresql":
            with _in_postgresql(register, left):
                yield
        elif backend in ("mysql", "mariadb"):
            with _in_mysql(register, left):
                yield
        else:
            with _beside_the_file(register, left):
                yield


def _busy() -> StoreBusy:
    return StoreBusy("another run holds the estate and didn't end within the wait", store="register")


@contextmanager
def _in_this_process(register: Register, wait: float) -> Iterator[None]:
    """Queue before asking for more: a waiting thread holds no connection and polls no file."""
    file = register.file
    name = str(register.engine.url if file is None else file.resolve())
    turn = _turns.of(name)
    if not turn.acquire(timeout=wait):
        raise _busy()
    try:
        yield
    finally:
        turn.release()


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
        raise _busy() from None
    except OSError as error:
        raise StoreUnavailable(
            f"the register's lock can't be made: {error.strerror}", store="register", file=f"{file}.lock"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _in_postgresql(register: Register, wait: float) -> Iterator[None]:
    key = int.from_bytes(hashlib.sha256(_NAME.encode()).digest()[:8], "big", signed=True)
    with register.engine.connect() as connection:
        with translated():
            # A lock_timeout of 0 would wait for ever.
            connection.execute(sa.text(f"SET lock_timeout = {max(1, int(wait * 1000))}"))
            _never_idle(connection)
            try:
                connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
            except sa.exc.DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _NOT_AVAILABLE:
                    raise
                raise _busy() from None
            connection.commit()
        try:
            yield
        finally:
            _released(connection, sa.func.pg_advisory_unlock(key), "RESET lock_timeout")


def _never_idle(connection: sa.Connection) -> None:
    """Keep the server from ending a session that only holds the lock; older ones have no such limit."""
    version = connection.dialect.server_version_info or (0,)
    if version >= (14,):
        connection.execute(sa.text("SET idle_session_timeout = 0"))


@contextmanager
def _in_mysql(register: Register, wait: float) -> Iterator[None]:
    with register.engine.connect() as connection:
        name = f"{_NAME}.{register.engine.url.database}"[:64]
        with translated():
            # A server that ends idle sessions early would end the lock with them.
            connection.execute(sa.text(f"SET SESSION wait_timeout = {_A_DAY}"))
            got = connection.execute(sa.select(sa.func.get_lock(name, wait))).scalar()
            connection.commit()
        if got != 1:
            raise _busy()
        try:
            yield
        finally:
            _released(connection, sa.func.release_lock(name))


def _released(connection: sa.Connection, unlock: Any, *statements: str) -> None:
    """Give the lock back; where the connection is lost the lock went with it, and the run stands."""
    try:
        connection.execute(sa.select(unlock))
        for statement in statements:
            connection.execute(sa.text(statement))
        connection.commit()
    except sa.exc.SQLAlchemyError:
        with suppress(sa.exc.SQLAlchemyError):
            connection.invalidate()
