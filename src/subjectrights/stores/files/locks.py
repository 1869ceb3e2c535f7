"""Locks on the folders of tables, held from stage to commit, between processes and within one.

They keep out other runs of this library alone; that nobody else changed a file is seen from its stamp.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from subjectrights.errors import StoreBusy
from subjectrights.stores.files.faults import fault_of
from subjectrights.stores.files.names import LOCK_NAME

__all__ = ["FolderLock"]


@dataclass(slots=True, kw_only=True)
class _Hold:
    lock: FileLock
    token: str
    holders: int


_held: dict[Path, _Hold] = {}
_turn = threading.Condition()
if hasattr(os, "register_at_fork"):
    # What threads of the process that was forked hold isn't held by this one.
    os.register_at_fork(after_in_child=_held.clear)


class FolderLock:
    """Keeps other runs from changing files in a folder; stores of one run share it.

    Args:
        folder: the folder.
        token: the run's token.
        wait_seconds: how long to wait for another run.

    Raises:
        StoreBusy: another run holds the folder for longer than that.
        StoreReadOnly: the folder may not be written.
        StoreUnavailable: there is no such folder.
    """

    def __init__(self, folder: Path, *, token: str, wait_seconds: float) -> None:
        self._folder = folder.resolve()
        self._held = False
        deadline = time.monotonic() + wait_seconds
        with _turn:
            while (hold := _held.get(self._folder)) is not None and hold.token != token:
                if not _turn.wait(deadline - time.monotonic()):
                    raise _busy(folder)
            if hold is None:
                left = max(0.0, deadline - time.monotonic())
                hold = _Hold(lock=_acquired(self._folder, folder, left), token=token, holders=0)
                _held[self._folder] = hold
            hold.holders += 1
            self._held = True

    def release(self) -> None:
        """Let others in; safe to call twice."""
        with _turn:
            if not self._held:
                return
            self._held = False
            hold = _held[self._folder]
            hold.holders -= 1
            if not hold.holders:
                del _held[self._folder]
                hold.lock.release()
                _turn.notify_all()


def _acquired(folder: Path, shown: Path, wait_seconds: float) -> FileLock:
    lock = FileLock(folder / LOCK_NAME, timeout=wait_seconds, thread_local=False)
    try:
        lock.acquire(poll_interval=0.02)
    except Timeout:
        raise _busy(shown) from None
    except OSError as error:
        raise fault_of(error, file=str(shown), writing=True) from None
    return lock


def _busy(folder: Path) -> StoreBusy:
    return StoreBusy(
        "another run is changing files in this folder; try again when it has ended", file=str(folder)
    )
