"""In which encoding a file is written: what the data map states, what the file's first bytes say, a guess.

A guess is made only where it can do no harm.  UTF-8 is certain, since other text is hardly ever valid UTF-8.
A file that isn't is taken for Windows-1252 if it looks like a language of Western Europe, and refused
otherwise: with the wrong encoding a name would not be found, and "nothing held" would be untrue.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["UndecidableError", "by_first_bytes", "guessed", "settled"]

_BOMS = (
    # UTF-32-LE begins with the bytes of UTF-16-LE's mark, so it is asked for first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_STRAY = re.compile("[\udc80-\udcff]")


class UndecidableError(Exception):
    """The encoding can't be told; `broken` is True where the file seems to be UTF-8 with a fault in it."""

    def __init__(self, *, broken: bool) -> None:
        super().__init__()
        self.broken = broken


def by_first_bytes(head: bytes) -> tuple[str, bytes] | None:
    """What a byte order mark, or zero bytes at every other place, say.

    Args:
        head: the file's first bytes, some thousands where there are so many.

    Returns:
        The encoding and the mark that stands before the text; None where nothing is said.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, mark
    pairs = len(head) // 2
    if pairs and len(head) % 2 == 0:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > 0.6 * pairs and even < 0.1 * pairs:
            return "utf-16-le", b""
        if even > 0.6 * pairs and odd < 0.1 * pairs:
            return "utf-16-be", b""
    return None


def settled(encoding: str, head: bytes) -> tuple[str, bytes] | None:
    """A stated encoding with its byte order settled, and the mark that stands before the text.

    Args:
        encoding: the codec's name.
        head: the file's first bytes.

    Returns:
        None where the encoding needs a mark to tell its byte order and there is none.
    """
    for mark, name in _BOMS:
        if head.startswith(mark) and name.startswith(encoding):
            return name, mark
    return None if encoding in {"utf-16", "utf-32"} else (encoding, b"")


@dataclass(slots=True)
class _Evidence:
    utf8: int = 0
    other: int = 0
    high: int = 0
    in_runs: int = 0
    impossible: bool = False

    def add(self, raw: bytes, text: str) -> None:
        stray = len(_STRAY.findall(text))
        self.utf8 += len(_BEYOND_ASCII.findall(text)) - stray
        self.other += stray
        self.high += len(_HIGH.findall(raw))
        self.in_runs += sum(len(run) for run in _HIGH_RUN.findall(raw))
        try:
            raw.decode("cp1252")
        except UnicodeDecodeError:
            self.impossible = True


def guessed(chunks: Iterable[bytes]) -> str:
    """The encoding of a file that says nothing itself.

    Args:
        chunks: all of the file's bytes.

    Returns:
        ``"utf-8"`` or ``"cp1252"``.

    Raises:
        UndecidableError: it is neither for certain.
    """
    # Bytes that are no UTF-8 come out of this decoder as stray surrogates, which are counted.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    evidence = _Evidence()
    for raw in chunks:
        text = decoder.decode(raw)
        if not (raw.isascii() and text.isascii()):
            evidence.add(raw, text)
    evidence.add(b"", decoder.decode(b"", final=True))
    if not evidence.other:
        return "utf-8"
    if evidence.utf8 > evidence.other:
        raise UndecidableError(broken=True)
    if evidence.impossible or 3 * evidence.in_runs > evidence.high:
        raise UndecidableError(broken=False)
    return "cp1252"
