"""Stamps of files: something that differs whenever the bytes may have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Stamp", "combined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the file system says of a file.

    The time of the last change of the inode is in it, since tools that copy files may put the time of the
    last write back to what it was.

    Args:
        device: the file system.
        inode: the file in it.
        size: in bytes.
        written_ns: when it was last written, in nanoseconds.
        changed_ns: when its inode was last changed, in nanoseconds.
    """

    device: int
    inode: int
    size: int
    written_ns: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file as it is now; a link's is its target's.

        Args:
            path: the file.

        Raises:
            OSError: it can't be looked at.
        """
        return cls._from(path.stat())

    @classmethod
    def of_open(cls, descriptor: int) -> Stamp:
        """The stamp of an open file, whatever its name means by now.

        Args:
            descriptor: the file.
        """
        return cls._from(os.fstat(descriptor))

    def grown_from(self, earlier: Stamp) -> bool:
        """Whether it may be the same file with more behind; what stands before must still be compared.

        Args:
            earlier: an earlier stamp.
        """
        same = (self.device, self.inode) == (earlier.device, earlier.inode)
        return same and self.size > earlier.size

    @classmethod
    def _from(cls, status: os.stat_result) -> Stamp:
        return cls(
            device=status.st_dev,
            inode=status.st_ino,
            size=status.st_size,
            written_ns=status.st_mtime_ns,
            changed_ns=status.st_ctime_ns,
        )


def combined(stamps: Iterable[tuple[str, Stamp]]) -> str:
    """One text for several files, which differs if any of them, or which files they are, differs.

    Args:
        stamps: each file's path and stamp, in a fixed order.

    Returns:
        A digest, since a path may tell who somebody is.
    """
    digest = hashlib.sha256()
    for path, stamp in stamps:
        line = (path, stamp.device, stamp.inode, stamp.size, stamp.written_ns, stamp.changed_ns)
        digest.update(repr(line).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
