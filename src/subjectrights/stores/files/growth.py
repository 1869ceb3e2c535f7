"""A file that others append to at any time, as programs do to their logs, while its new version is made.

The new version is made of what stood there when the run began; what was appended since is carried over
behind it.  That a file merely grew is not believed: its beginning is read once more.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["Base", "Growth", "new_digest"]

_CHUNK = 4 << 20
_END = 1 << 16
_LINE_ENDS = (b"\n", b"\r", b"\n\x00", b"\n\x00\x00\x00")
_LOOKS, _PAUSE = 20, 0.01
"""How often, and after how many seconds each, it is looked whether a line that was begun is ended."""


def new_digest() -> Any:
    """What the bytes that a new version is made of are fed to."""
    return hashlib.blake2b(digest_size=32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The bytes that a new version was made of.

    Args:
        size: how many they are, from the file's beginning.
        digest: of all of them.
    """

    size: int
    digest: bytes = field(repr=False)

    def begins(self, file: BinaryIO) -> bool:
        """Whether an open file begins with these bytes, and they end a line.

        Args:
            file: the file as it is now.
        """
        digest, left = new_digest(), self.size
        last = b""
        file.seek(0)
        while left and (chunk := file.read(min(left, _CHUNK))):
            digest.update(chunk)
            left -= len(chunk)
            last = (last + chunk)[-4:]
        return not left and last.endswith(_LINE_ENDS) and bool(digest.digest() == self.digest)


class Growth:
    """Carries over what is appended to a file while its new version takes its place.

    Args:
        old: the file, open; it stays readable when its name means the new version.
        size: how much of it the new version was made of.
    """

    def __init__(self, old: BinaryIO, size: int) -> None:
        self._old = old
        self._taken = size
        self._end = self._before()

    def carry_over(self, new: Path) -> None:
        """Append to the new version what was appended to the old one by now, to the end of a line.

        Args:
            new: where the new version is.

        Raises:
            OSError: the file system fails.
        """
        begun = False
        for _ in range(_LOOKS):
            if self._size() > self._taken:
                self._take(new)
                begun = not self._end.endswith(_LINE_ENDS)
            elif not begun:
                return
            if begun:
                time.sleep(_PAUSE)

    def carry_late(self, new: Path) -> bool:
        """The same once more, when the new version is in place, until nobody writes into the old one.

        Who opened the file before it was replaced may append only now.  That is waited for a moment; a
        program that keeps the file open for longer goes on writing where nobody will read.

        Args:
            new: where the new version is.

        Returns:
            Whether somebody still has the old version open for writing.

        Raises:
            OSError: the file system fails.
        """
        for left in reversed(range(_LOOKS)):
            # Asked first: whoever is gone then has written all that will ever be written.
            held = _open_for_writing(self._old)
            if self._size() > self._taken and self._before() == self._end:
                self._take(new)
            if not held or not left:
                return held
            time.sleep(_PAUSE)
        return False

    def _size(self) -> int:
        return os.fstat(self._old.fileno()).st_size

    def _before(self) -> bytes:
        self._old.seek(max(0, self._taken - _END))
        return self._old.read(min(_END, self._taken))

    def _take(self, new: Path) -> None:
        self._old.seek(self._taken)
        # In this mode it goes to the end, wherever others have put that meanwhile.
        with new.open("ab") as file:
            shutil.copyfileobj(self._old, file)
            file.flush()
            os.fsync(file.fileno())
        self._taken = self._old.tell()
        self._end = self._before()


def _open_for_writing(file: BinaryIO) -> bool:
    """Whether any program has the file open for writing: a lease is granted only where none has (Linux)."""
    try:
        import fcntl

        fcntl.fcntl(file.fileno(), fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except (ImportError, AttributeError):
        return False
    except OSError as error:
        # Not granted to another user's file, nor by every file system: then it isn't known.
        return error.errno == errno.EAGAIN
    fcntl.fcntl(file.fileno(), fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
