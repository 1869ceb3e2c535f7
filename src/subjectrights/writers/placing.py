"""Puts a new file in its place at once and whole, for its owner's eyes only."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from subjectrights.errors import WriteError

__all__ = ["new_file"]

# On Linux a file without a name, which is gone with the process that made it, killed or not.
_UNNAMED = getattr(os, "O_TMPFILE", 0)


@contextmanager
def new_file(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """A file that takes its place when the block ends, or leaves nothing where the block fails.

    Its mode is 0600 whatever the umask and whatever stood there before. Where a symbolic link stands, the
    link is replaced; what it points to is left alone.

    Args:
        path: the file's place.
        overwrite: whether a file that exists is replaced.

    Raises:
        OSError: it can't be written.
        WriteError: something that is no regular file stands there.
    """
    _refuse_unfit(path, overwrite)
    shadow = path.with_name(f".{secrets.token_hex(8)}.partial")
    descriptor = _nameless(path.parent)
    if descriptor is None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor, named = os.open(shadow, flags, 0o600), True
    else:
        named = False
    try:
        with os.fdopen(descriptor, "w+b") as out:
            # A mask may have taken away what the owner needs.
            if hasattr(os, "fchmod"):
                os.fchmod(out.fileno(), 0o600)
            yield cast(BinaryIO, out)
            out.flush()
            os.fsync(out.fileno())
            if not named:
                _name(out.fileno(), shadow)
        _move(shadow, path, overwrite)
    except BaseException:
        with suppress(OSError):
            shadow.unlink(missing_ok=True)
        raise


def _nameless(folder: Path) -> int | None:
    """A new file in the folder that has no name; None where the file system has no such files."""
    if not _UNNAMED or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_RDWR | _UNNAMED, 0o600)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL):
            return None
        raise


def _name(descriptor: int, path: Path) -> None:
    """Give a nameless file a name."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Only where a folder is given does Python follow the link that stands for the open file.
        os.link(f"/proc/self/fd/{descriptor}", path.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _refuse_unfit(path: Path, overwrite: bool) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        # A link to nothing, or to itself, is something that exists and can be replaced.
        linked = path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP)
        if linked and not overwrite:
            raise FileExistsError(errno.EEXIST, "") from None
        if linked or isinstance(error, FileNotFoundError):
            return
        raise
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(mode):
        raise WriteError("it is not a regular file; open it and hand over the file object", file=str(path))
    if not overwrite:
        raise FileExistsError(errno.EEXIST, "")


def _move(shadow: Path, path: Path, overwrite: bool) -> None:
    if overwrite:
        shadow.replace(path)
    else:
        # A hard link fails where somebody else's file came in between; a rename would replace it.
        path.hardlink_to(shadow)
        shadow.unlink()
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
