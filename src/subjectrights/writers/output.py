"""Puts a written document where it belongs: wholly or not at all, and for its owner's eyes only."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from subjectrights.errors import SubjectRightsError, WriteError
from subjectrights.writers.document import Document, Loss, Writer
from subjectrights.writers.registry import writer_for

__all__ = ["Written", "write_document"]

_LOSSES_NAMED = 5
_PIECE = 1 << 20
_REASONS = {
    errno.ENOENT: "its folder doesn't exist; make it first",
    errno.ENOTDIR: "its folder is not a folder",
    errno.EACCES: "this account may not write there",
    errno.EPERM: "this account may not write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "no space is left; nothing was kept of the attempt",
    errno.EDQUOT: "the quota is used up; nothing was kept of the attempt",
    errno.EFBIG: "the file would be larger than the file system takes",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EEXIST: "it exists already and overwrite=False",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document that was written.

    Args:
        path: where; None where it went to an open file.
        bytes: its size.
        sha256: the SHA-256 of its bytes, in lower-case hexadecimal.
        media_type: what it is, such as ``"application/pdf"``.
        losses: what the format couldn't carry as it is.
    """

    path: Path | None
    bytes: int
    sha256: str
    media_type: str
    losses: tuple[Loss, ...]


def write_document(
    document: Document,
    target: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,
    strict: bool = False,
    overwrite: bool = True,
) -> Written:
    """Write `document` to a file or an open binary file.

    A file appears at once and whole: it is written beside its place under another name with mode 0600,
    made durable and then moved.  Whatever goes wrong, an interrupt too, leaves nothing behind and the file
    that stood there before untouched.  An open file receives nothing unless everything was written.

    Args:
        document: what to write.
        target: a path, or a file open for writing in binary mode.
        format: a suffix such as ``"pdf"``; by default the path's own. An open file needs it.
        strict: refuse to write anything that loses something.
        overwrite: whether a file that exists is replaced.

    Returns:
        What was written.

    Raises:
        WriteError: the format is unknown, the place can't be written to, or `strict` and a loss.
        MissingExtra: the format needs a package that is not installed.
    """
    if isinstance(target, str | os.PathLike):
        return _to_path(document, Path(target), writer_for(format or target), strict, overwrite)
    if format is None:
        raise WriteError("an open file has no suffix: say the format, such as format='pdf'")
    return _to_stream(document, target, writer_for(format), strict)


def _to_path(document: Document, path: Path, writer: Writer, strict: bool, overwrite: bool) -> Written:
    with _explained(str(path)):
        _refuse_unfit(path, overwrite)
        shadow = path.with_name(f".{secrets.token_hex(8)}.partial")
        descriptor = os.open(shadow, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as out:
                written = _write(document, out, writer, strict, path)
                out.flush()
                os.fsync(out.fileno())
            _move(shadow, path, overwrite)
        except BaseException:
            with suppress(OSError):
                shadow.unlink(missing_ok=True)
            raise
    return written


def _to_stream(document: Document, stream: BinaryIO, writer: Writer, strict: bool) -> Written:
    with _explained(None), tempfile.TemporaryFile() as out:
        written = _write(document, out, writer, strict, None)
        out.seek(0)
        shutil.copyfileobj(out, stream)
        return written


def _write(document: Document, out: BinaryIO, writer: Writer, strict: bool, path: Path | None) -> Written:
    losses = tuple(writer.write(document, out))
    if strict and losses:
        raise WriteError(_strict_message(losses))
    out.seek(0)
    digest = hashlib.sha256()
    while piece := out.read(_PIECE):
        digest.update(piece)
    return Written(
        path=path,
        bytes=out.seek(0, os.SEEK_END),
        sha256=digest.hexdigest(),
        media_type=writer.media_type,
        losses=losses,
    )


def _strict_message(losses: Sequence[Loss]) -> str:
    named = "; ".join(str(loss) for loss in losses[:_LOSSES_NAMED])
    more = f"; and {len(losses) - _LOSSES_NAMED} more" if len(losses) > _LOSSES_NAMED else ""
    return f"strict, and the format can't carry everything: {named}{more}. A .json file carries it all"


def _refuse_unfit(path: Path, overwrite: bool) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
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


@contextmanager
def _explained(file: str | None) -> Iterator[None]:
    """Turn whatever is raised inside into one of our errors, without a value in it."""
    try:
        yield
    except SubjectRightsError as error:
        error.file = error.file or file
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"the operating system refused ({type(error).__name__})")
        raise WriteError(f"the file can't be written: {reason}", file=file) from None
    except Exception as error:
        raise WriteError(
            f"the document could not be written: {type(error).__name__} in the writer; nothing was kept",
            file=file,
        ) from None
