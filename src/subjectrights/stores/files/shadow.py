"""The new version of one file, written beside the live one and put in its place at once.

Writing beside, flushing to disk and renaming is what makes the change whole or nothing: a reader sees
the old bytes or the new ones.  A program that keeps the live file open goes on with the old bytes: what it
appends while the new ones are put in place is carried over, what it writes there later is lost.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from subjectrights.errors import StoreChanged, StoreError, StoreReadOnly
from subjectrights.stores.files.faults import fault_of
from subjectrights.stores.files.growth import Base, Growth
from subjectrights.stores.files.names import own_name
from subjectrights.stores.files.stamps import Stamp

__all__ = ["Shadow", "refuse_unwritable", "sync_folder", "unchanged"]


class Shadow:
    """A new file beside a live one: write into `file`, `finish`, then `replace` or `remove`.

    It starts readable by its owner alone and gets the live file's mode, owner and extended attributes
    (access control lists among them) in `finish`; its time of writing is new.

    Args:
        live: the file whose new version it is; of a link, the target is replaced and the link stays.
        store: the store's name in the data map.
        token: the run's token, part of the new file's name.
        shown: the live file's path as an error may say it.

    Raises:
        StoreReadOnly: the file or its folder may not be written.
        StoreError: the file has another name (a hard link) that would keep the old bytes.
        StoreFull: there is no space left.
        StoreUnavailable: the file can't be looked at.
    """

    def __init__(self, live: Path, *, store: str, token: str, shown: str) -> None:
        self.live = live.resolve()
        self._base: Base | None = None
        self.shown = shown
        refuse_unwritable(self.live, shown=shown)
        self.path, descriptor = _create(self.live.parent, store, token, shown)
        self.file: BinaryIO = os.fdopen(descriptor, "wb", buffering=1 << 20)
        if os.fstat(descriptor).st_dev != self.live.stat().st_dev:
            self.remove()
            raise StoreReadOnly(
                "is mounted by itself and can't be replaced; mount its folder instead", file=shown
            )

    def finish(self, base: Base | None = None) -> None:
        """Make the new bytes durable, with the live file's mode, owner and extended attributes.

        Args:
            base: what they were made of, where others may append to the live file at any time: what they do
                is carried over.

        Raises:
            StoreFull: there is no space left.
            StoreReadOnly: the live file's owner can't be kept.
            StoreUnavailable: the file system fails.
        """
        self._base = base
        try:
            self.file.flush()
            _keep_attributes(self.live, self.file.fileno(), self.shown)
            os.fsync(self.file.fileno())
            self.file.close()
        except OSError as error:
            raise fault_of(error, file=self.shown, writing=True) from None

    def check(self, expected: Stamp) -> bool:
        """Look whether the new file can still take the live one's place.

        Args:
            expected: the live file's stamp when the new one was made from it.

        Returns:
            Whether the live one grew meanwhile; what was appended will be carried over.

        Raises:
            StoreChanged: it can't; the live file is another one by now.
        """
        if not self.path.exists():
            raise StoreChanged("the new version was removed meanwhile; plan again", file=self.shown)
        with unchanged(self.live, expected, self._base, shown=self.shown) as old:
            return Stamp.of_open(old.fileno()) != expected

    def replace(self, expected: Stamp) -> bool:
        """Put the new file in the live one's place, durably.

        Args:
            expected: the live file's stamp when the new one was made from it.

        Returns:
            Whether a program goes on writing into the old one, where nobody will read it.

        Raises:
            StoreChanged: the live file is another one by now; it is left alone.
            OSError: the file system fails.
        """
        with unchanged(self.live, expected, self._base, shown=self.shown) as old:
            growth = None if self._base is None else Growth(old, expected.size)
            if growth is not None:
                growth.carry_over(self.path)
            self.path.replace(self.live)
            sync_folder(self.live.parent)
            return growth is not None and growth.carry_late(self.live)

    def remove(self) -> None:
        """Drop the new file; safe to call twice, and after `replace`."""
        # A full disk fails the flush that closing begins with; the descriptor is closed all the same.
        with suppress(OSError):
            self.file.close()
        with suppress(FileNotFoundError):
            self.path.unlink()


@contextmanager
def unchanged(live: Path, expected: Stamp, base: Base | None = None, *, shown: str) -> Iterator[BinaryIO]:
    """Open the live file, if it is still the one with that stamp, or merely grew.

    Args:
        live: the file.
        expected: its stamp when it was read.
        base: what it began with, where it may have grown.
        shown: its path as an error may say it.

    Raises:
        StoreChanged: it was changed, replaced or removed since.
    """
    try:
        old = live.open("rb")
    except FileNotFoundError:
        raise StoreChanged("the file was removed meanwhile; plan again", file=shown) from None
    with old:
        now = Stamp.of_open(old.fileno())
        if now != expected and not (base is not None and now.grown_from(expected) and base.begins(old)):
            raise StoreChanged("the file was changed meanwhile; plan again", file=shown)
        yield old


def refuse_unwritable(live: Path, *, shown: str) -> None:
    """Refuse a file that can't, or shouldn't, be replaced or removed.

    A file or folder that nobody may write is refused to root too, whom the system would let through.

    Args:
        live: the file itself, links followed.
        shown: its path as an error may say it.

    Raises:
        StoreReadOnly: the file or its folder may not be written, or is another user's.
        StoreError: the file has other names (hard links).
        StoreUnavailable: it can't be looked at.
    """
    try:
        status = live.stat()
        if not status.st_mode & 0o222:
            raise StoreReadOnly("is read-only; give its owner the right to write and try again", file=shown)
        if not live.parent.stat().st_mode & 0o222 or not os.access(live.parent, os.W_OK | os.X_OK):
            raise StoreReadOnly(
                "lies in a folder that may not be written, where its new version must go", file=shown
            )
        os.close(os.open(live, os.O_WRONLY))
    except OSError as error:
        raise fault_of(error, file=shown, writing=True) from None
    if status.st_nlink > 1:
        raise StoreError(
            f"has {status.st_nlink} names (hard links), and the others would keep the old bytes; "
            "remove them, or make them links to this file",
            file=shown,
        )


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system lets a folder be synchronised.

    Args:
        folder: the folder.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _create(folder: Path, store: str, token: str, shown: str) -> tuple[Path, int]:
    number = 0
    while True:
        path = folder / own_name(store, token, f"{number}.shadow")
        try:
            return path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise fault_of(error, file=shown, writing=True) from None


def _keep_attributes(live: Path, descriptor: int, shown: str) -> None:
    was, now = live.stat(), os.fstat(descriptor)
    if hasattr(os, "fchown") and (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        try:
            os.fchown(descriptor, was.st_uid, was.st_gid)
        except PermissionError:
            raise StoreReadOnly(
                "belongs to another user or group, which its new version couldn't keep; run as its owner",
                file=shown,
            ) from None
    if hasattr(os, "listxattr"):
        # What the file system or a security module doesn't let us copy, it sets by its own rules.
        with suppress(OSError):
            for name in os.listxattr(live):
                with suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(live, name))
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, stat.S_IMODE(was.st_mode))
