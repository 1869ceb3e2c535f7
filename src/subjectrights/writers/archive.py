"""ZIP archives whose bytes depend on nothing but what is put in: no clock, no machine, no order of a set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

__all__ = ["add_text", "open_archive", "open_member"]

# The earliest moment that a ZIP file's own clock can tell.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_REGULAR_0600 = 0o100600 << 16
_UNIX = 3


@contextmanager
def open_archive(out: BinaryIO) -> Iterator[ZipFile]:
    """A new archive in `out`; members beyond 4 GiB are allowed (ZIP64)."""
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        yield archive


@contextmanager
def open_member(archive: ZipFile, name: str, *, compress: bool = True) -> Iterator[IO[bytes]]:
    """A member of the archive, open for writing.

    Args:
        archive: the archive.
        name: the member's name; see :func:`subjectrights.writers.names.member_names`.
        compress: False for what is compressed already.
    """
    info = ZipInfo(name, _MOMENT)
    info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
    info.external_attr = _REGULAR_0600
    info.create_system = _UNIX
    with archive.open(info, "w", force_zip64=True) as member:
        yield member


def add_text(archive: ZipFile, name: str, text: str) -> None:
    """Put a text into the archive as a UTF-8 member."""
    with open_member(archive, name) as member:
        member.write(text.encode("utf-8"))
