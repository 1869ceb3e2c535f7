"""Turns the operating system's errors into the library's, which name the place and never a value."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from subjectrights.errors import (
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
    SubjectRightsError,
)

__all__ = ["fault_of", "faults_at"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM}
_LOCKED = {errno.EBUSY, errno.ETXTBSY}


def fault_of(error: OSError, *, file: str, writing: bool) -> StoreError:
    """The library's error for an error of the operating system.

    Args:
        error: what was raised.
        file: the path as an error may say it.
        writing: whether something was being written, so that a refusal means read-only.
    """
    if error.errno in _FULL:
        return StoreFull("there is no space left for the new bytes; make room and try again", file=file)
    if error.errno == errno.EROFS or (writing and error.errno in _REFUSED):
        return StoreReadOnly("may not be written by this user", file=file)
    if error.errno in _REFUSED:
        return StoreUnavailable("may not be read by this user", file=file)
    if error.errno == errno.ENOENT:
        return StoreUnavailable("there is no such file or folder", file=file)
    if error.errno in _LOCKED:
        return StoreBusy("is in use by the operating system or another program", file=file)
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return StoreUnavailable(f"the operating system reports {name}", file=file)


@contextmanager
def faults_at(
    *, store: str, table: str | None = None, file: str | None = None, writing: bool = False
) -> Iterator[None]:
    """Within the block, say where: OSErrors become the library's, and its own learn store and table.

    Args:
        store: the store's name in the data map.
        table: the table's name in the data map.
        file: the path as an error may say it.
        writing: whether the block writes.

    Raises:
        StoreError: instead of an OSError.
    """
    try:
        yield
    except SubjectRightsError as known:
        known.store = known.store or store
        known.table = known.table or table
        known.file = known.file or file
        raise
    except OSError as error:
        fault = fault_of(error, file=file or "", writing=writing)
        fault.store, fault.table, fault.file = store, table, file
        raise fault from None
