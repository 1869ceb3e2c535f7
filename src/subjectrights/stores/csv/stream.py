"""A file as a stream of UTF-8, and UTF-8 back into the file's own form, byte for byte.

Whatever a file is (compressed or not, UTF-8, UTF-16, Windows-1252), it is read as UTF-8 and written back
through the same steps in reverse.  Each step is exact in both directions, so that text which doesn't change
comes back as the same bytes; of an encoding that may not be exact, `comes_back` tells.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from subjectrights.errors import MalformedData

__all__ = [
    "CHUNK_BYTES",
    "Form",
    "comes_back",
    "count_lines",
    "is_gzip",
    "packed_by_another",
    "raw_chunks",
    "rewritten",
    "utf8_chunks",
]

CHUNK_BYTES = 4 << 20
_OTHERS = {
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
    b"BZh91AY&SY": "bzip2",
    b"PK\x03\x04": "zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a file's text stands in its bytes.

    Args:
        encoding: a codec's name, its byte order settled.
        mark: the byte order mark before the text; empty where there is none.
        gzip: whether the bytes are compressed.
    """

    encoding: str
    mark: bytes = b""
    gzip: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether text that was decoded is certain to be encoded to the same bytes again.

        So it is with UTF-8, 16 and 32, and where every byte is one character and no two are the same.
        """
        if self.encoding.startswith(("utf-8", "utf-16", "utf-32")):
            return True
        for byte in range(256):
            raw = bytes([byte])
            try:
                text = codecs.getincrementaldecoder(self.encoding)("strict").decode(raw)
                if text.encode(self.encoding) != raw:
                    return False
            except UnicodeError:
                continue
        return True


def is_gzip(path: Path) -> bool:
    """Whether a file begins as a gzip file does (RFC 1952, section 2.3.1)."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def packed_by_another(path: Path) -> str | None:
    """Which other program a file is packed with, by its first bytes; None where it is with none."""
    with path.open("rb") as file:
        head = file.read(max(map(len, _OTHERS)))
    return next((name for mark, name in _OTHERS.items() if head.startswith(mark)), None)


@contextmanager
def _opened(path: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    """The file's bytes, decompressed.

    Args:
        path: the file.
        compressed: whether it is a gzip file.

    Raises:
        MalformedData: it isn't a whole gzip file.
        OSError: it can't be read.
    """
    try:
        with path.open("rb") as plain:
            if not compressed:
                yield plain
                return
            with gzip.GzipFile(fileobj=plain, mode="rb") as unpacked:
                yield cast(BinaryIO, unpacked)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise MalformedData("is not a whole gzip file; restore it from a good copy") from None


def raw_chunks(
    path: Path,
    *,
    compressed: bool,
    start: int = 0,
    size: int = CHUNK_BYTES,
    end: int | None = None,
    digest: Any = None,
) -> Iterator[bytes]:
    """The file's decompressed bytes in pieces.

    Args:
        path: the file.
        compressed: whether it is a gzip file.
        start: how many bytes to leave out at the beginning.
        size: how many bytes a piece has at most.
        end: how many bytes of the file are meant; all by default.
        digest: is fed all that is read.

    Raises:
        MalformedData, OSError: it isn't a whole gzip file, or can't be read.
    """
    with _opened(path, compressed=compressed) as file:
        left = sys.maxsize if end is None else max(0, end - start)
        chunk = file.read(start)
        while True:
            if digest is not None:
                digest.update(chunk)
            chunk = file.read(min(size, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk


def utf8_chunks(
    path: Path, form: Form, *, size: int = CHUNK_BYTES, end: int | None = None, digest: Any = None
) -> Iterator[bytes]:
    """The file's text as UTF-8, without its byte order mark; no character is cut in two.

    Args:
        path: the file.
        form: how its text stands in its bytes.
        size: how many bytes of the file make a piece, about.
        end: how many bytes of the file are meant; all by default.
        digest: is fed the file's bytes.

    Raises:
        MalformedData: a byte that the encoding doesn't know; the line is told.
        OSError: it can't be read.
    """
    decoder = codecs.getincrementaldecoder(form.encoding)("strict")
    line, after_cr = 1, False
    chunks = raw_chunks(path, compressed=form.gzip, start=len(form.mark), size=size, end=end, digest=digest)
    for raw in chunks:
        piece = _decoded(decoder, raw, form, line, final=False)
        line += count_lines(piece) - (after_cr and piece.startswith(b"\n"))
        after_cr = piece.endswith(b"\r")
        yield piece
    if last := _decoded(decoder, b"", form, line, final=True):
        yield last


def _decoded(decoder: codecs.IncrementalDecoder, raw: bytes, form: Form, line: int, *, final: bool) -> bytes:
    try:
        return decoder.decode(raw, final).encode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(form.encoding, "replace")
        raise MalformedData(
            f"a byte that {form.encoding} doesn't know; state the file's encoding, or mend the line",
            line=line + count_lines(before.encode()),
        ) from None


def count_lines(text: bytes) -> int:
    """How many line ends (LF, CR LF or CR) a piece of UTF-8 has."""
    ends = text.count(b"\n")
    if b"\r" in text:
        ends += text.count(b"\r") - text.count(b"\r\n")
    return ends


def rewritten(form: Form, pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write UTF-8 in the file's own form.

    Args:
        form: how the text stands in the bytes.
        pieces: UTF-8 that is cut between characters only.
        out: where to.

    Raises:
        OSError: it can't be written.
    """
    if form.gzip:
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed:
            _write(form, pieces, cast(BinaryIO, packed))
    else:
        _write(form, pieces, out)


def _write(form: Form, pieces: Iterable[bytes], out: BinaryIO) -> None:
    out.write(form.mark)
    for piece in pieces:
        out.write(piece if form.encoding == "utf-8" else piece.decode().encode(form.encoding))


def comes_back(path: Path, form: Form, *, end: int | None = None) -> bool:
    """Whether decoding the file and encoding it again gives the file's bytes.

    Args:
        path: the file.
        form: how its text stands in its bytes.
        end: how many bytes of the file are meant; all by default.

    Raises:
        MalformedData, OSError: it can't be read.
    """
    if form.is_exact:
        return True
    was, now = hashlib.sha256(), hashlib.sha256()
    for raw in raw_chunks(path, compressed=form.gzip, start=len(form.mark), end=end):
        was.update(raw)
    for piece in utf8_chunks(path, form, end=end):
        now.update(piece.decode().encode(form.encoding))
    return was.digest() == now.digest()
