"""Puts a written document where it belongs: wholly or not at all, and for its owner's eyes only."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from subjectrights.arguments import place as check_place
from subjectrights.errors import SubjectRightsError, WriteError
from subjectrights.writers.document import Document, EncryptingWriter, Loss, Writer
from subjectrights.writers.placing import new_file
from subjectrights.writers.registry import known_suffixes, writer_for
from subjectrights.writers.sealing import PDF_AES, ZIP_AES, ZIP_MEDIA_TYPE, check_password, write_sealed

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
        encryption: how it is encrypted, such as ``"AES-256 (PDF)"`` or ``"AES-256 (ZIP)"``; None where it
            isn't.
    """

    path: Path | None
    bytes: int
    sha256: str
    media_type: str
    losses: tuple[Loss, ...]
    encryption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    writer: Writer
    strict: bool
    password: str | None = field(repr=False)

    @property
    def encryption(self) -> str | None:
        if self.password is None:
            return None
        if isinstance(self.writer, EncryptingWriter):
            return PDF_AES if self.writer.media_type == "application/pdf" else "by the format's own means"
        return ZIP_AES


def write_document(
    document: Document,
    target: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,
    strict: bool = False,
    overwrite: bool = True,
    password: str | None = None,
) -> Written:
    """Write `document` to a file or an open binary file.

    A file appears at once and whole, with mode 0600: it is written without a name (or under another one,
    where the file system has no nameless files), made durable and then moved to its place.  Whatever goes
    wrong, an interrupt too, leaves nothing behind and the file that stood there before untouched.  An open
    file receives nothing unless everything was written.

    With a password the file is encrypted, and nothing of the document reaches a disk in the clear: a PDF by
    its own means, any other format inside a ZIP archive, whose name then ends in ``.zip``.

    Args:
        document: what to write.
        target: a path, or a file open for writing in binary mode.
        format: a suffix such as ``"pdf"``; by default the path's own. An open file needs it.
        strict: refuse to write anything that loses something.
        overwrite: whether a file that exists is replaced.
        password: encrypts the file with AES-256; see :func:`subjectrights.writers.sealing.check_password`
            for what is taken.

    Returns:
        What was written.

    Raises:
        WriteError: the format is unknown, the place can't be written to, or `strict` and a loss.
        RequestError: the password is too weak, or has characters that not every program can type in.
        MissingExtra: the format, or the encryption, needs a package that is not installed.
    """
    check_place("the file to write", target)
    sealed = None if password is None else check_password(password)
    if not isinstance(target, str | os.PathLike):
        if format is None:
            raise WriteError("an open file has no suffix: say the format, such as format='pdf'")
        return _to_stream(
            document, target, _Writing(writer=writer_for(format), strict=strict, password=sealed)
        )
    path = Path(target)
    wanted = format or (path if sealed is None else _inside(path))
    writing = _Writing(writer=writer_for(wanted), strict=strict, password=sealed)
    if writing.encryption == ZIP_AES and path.suffix.lower() != ".zip":
        path = path.with_name(f"{path.name}.zip")
    return _to_path(document, path, writing, overwrite)


def _inside(path: Path) -> Path:
    """Which file's format goes into the archive of that name: ``ana.xlsx.zip`` holds a workbook."""
    *_, before, last = ("", "", *(suffix.lower() for suffix in path.suffixes))
    archived = last == ".zip" and before + last not in known_suffixes() and before != ".pdf"
    return path.with_suffix("") if archived and before in known_suffixes() else path


def _to_path(document: Document, path: Path, writing: _Writing, overwrite: bool) -> Written:
    with _explained(str(path)), new_file(path, overwrite=overwrite) as out:
        return _write(document, out, writing, path)


def _to_stream(document: Document, stream: BinaryIO, writing: _Writing) -> Written:
    with _explained(None), tempfile.TemporaryFile() as out:
        written = _write(document, out, writing, None)
        out.seek(0)
        shutil.copyfileobj(out, stream)
        return written


def _write(document: Document, out: BinaryIO, writing: _Writing, path: Path | None) -> Written:
    if writing.password is None:
        losses = tuple(writing.writer.write(document, out))
        if document.seal is not None:
            out.write(document.seal(writing.writer.media_type, _sha256(out)))
    else:
        losses = tuple(write_sealed(document, out, writing.writer, writing.password))
    if writing.strict and losses:
        raise WriteError(_strict_message(losses))
    digest = _sha256(out)
    return Written(
        path=path,
        bytes=out.seek(0, os.SEEK_END),
        sha256=digest,
        media_type=ZIP_MEDIA_TYPE if writing.encryption == ZIP_AES else writing.writer.media_type,
        losses=losses,
        encryption=writing.encryption,
    )


def _sha256(out: BinaryIO) -> str:
    """The SHA-256 of all that was written; what is written next comes after it."""
    out.seek(0)
    digest = hashlib.sha256()
    while piece := out.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _strict_message(losses: Sequence[Loss]) -> str:
    named = "; ".join(str(loss) for loss in losses[:_LOSSES_NAMED])
    more = f"; and {len(losses) - _LOSSES_NAMED} more" if len(losses) > _LOSSES_NAMED else ""
    return f"strict, and the format can't carry everything: {named}{more}. A .json file carries it all"


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
