"""Copies a stretch of one open file into another, by the kernel where it can."""

from __future__ import annotations

import os
from typing import BinaryIO

__all__ = ["copy_range"]

_AT_ONCE = 1 << 30
_BUFFER = 1 << 20


def copy_range(source: BinaryIO, start: int, size: int, target: BinaryIO) -> None:
    """Append bytes of one file to another, where the other one stands.

    Args:
        source: an open file; where it stands doesn't matter and stays.
        start: where the bytes begin.
        size: how many they are.
        target: an open file, written at its present place.

    Raises:
        EOFError: the source ends before.
        OSError: the file system fails.
    """
    target.flush()
    at = target.tell()
    done = _by_kernel(source.fileno(), start, size, target.fileno(), at)
    target.seek(at + done)
    while done < size:
        some = os.pread(source.fileno(), min(_BUFFER, size - done), start + done)
        if not some:
            raise EOFError
        target.write(some)
        done += len(some)


def _by_kernel(source: int, start: int, size: int, target: int, at: int) -> int:
    """How many bytes the kernel copied; fewer than asked for where file systems or kernels differ."""
    done = 0
    if hasattr(os, "copy_file_range"):
        try:
            while done < size:
                some = os.copy_file_range(source, target, min(_AT_ONCE, size - done), start + done, at + done)
                if not some:
                    break
                done += some
        except OSError:
            # What the kernel can't do is done by reading and writing, and a full disk fails again there.
            return done
    return done
