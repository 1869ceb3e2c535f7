"""A file as blocks of whole records, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.errors import MalformedData
from subjectrights.stores.csv.irregular import BrokenRecordError
from subjectrights.stores.csv.stream import count_lines
from subjectrights.stores.csv.tokens import Marks, Positions, Tokens, tokenize

__all__ = ["LONGEST_RECORD", "Block", "blocks"]

LONGEST_RECORD = 256 << 20
"""How many bytes a record may have; an unclosed quote would otherwise take the rest of the file for one."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some whole records.

    Args:
        data: their bytes, and perhaps some that follow.
        tokens: where fields and records are.
        quote: one ASCII character as bytes, or none.
        offset: where the block begins in the file's text, in bytes of UTF-8.
        header: whether the first record that isn't blank names the columns and is no row.
    """

    data: bytes = field(repr=False)
    tokens: Tokens = field(repr=False)
    quote: bytes
    offset: int
    header: bool = False

    @cached_property
    def rows(self) -> Positions:
        """The numbers of the records that are rows."""
        return np.flatnonzero(~self.tokens.blank)[self.header :]

    @property
    def width(self) -> int:
        """How many fields the longest row has; 0 where there is no row."""
        widths = self.tokens.widths[self.rows]
        return int(widths.max()) if len(widths) else 0

    def column(self, number: int | None) -> pa.Array:
        """The texts of one column, quotes taken off; a field that a row doesn't have is the empty text.

        Args:
            number: which, from 0; None for a column that the file doesn't have.
        """
        if number is None:
            return pa.repeat(pa.scalar("", pa.string()), len(self.rows))
        fields = self.tokens.first[:-1][self.rows] + number
        short = self.tokens.widths[self.rows] <= number
        fields[short] = 0
        texts = self._texts.take(pa.array(2 * fields, mask=short))
        if self._doubled:
            mark = self.quote.decode()
            single = pc.replace_substring(texts, pattern=mark * 2, replacement=mark)
            texts = pc.if_else(pa.array(self._quoted[fields]), single, texts)
        return pc.fill_null(texts, "")

    @cached_property
    def _doubled(self) -> bool:
        """Whether a quote stands twice somewhere; looked for once, not once a column."""
        return bool(self.quote) and self.quote * 2 in self.data

    @cached_property
    def _quoted(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        starts, ends = self.tokens.starts, self.tokens.ends
        quoted = np.zeros(len(starts), np.bool_)
        if self.quote:
            some = starts < ends
            quoted[some] = np.frombuffer(self.data, np.uint8)[starts[some]] == self.quote[0]
        return quoted

    @cached_property
    def _texts(self) -> pa.Array:
        """Fields without their quotes at even places; what stands between them at odd ones."""
        bounds = np.empty(2 * len(self.tokens.starts), np.int32)
        bounds[0::2] = self.tokens.starts + self._quoted
        bounds[1::2] = self.tokens.ends - self._quoted
        buffers = [None, pa.py_buffer(bounds), pa.py_buffer(self.data)]
        return pa.Array.from_buffers(pa.string(), len(bounds) - 1, buffers)


def blocks(pieces: Iterable[bytes], marks: Marks, *, skip_lines: int = 0) -> Iterator[Block]:
    """The records of a file.

    Args:
        pieces: the file's text as UTF-8.
        marks: the characters that have a meaning.
        skip_lines: how many lines to leave out at the beginning.

    Raises:
        MalformedData: where no record can be told for certain; the line is told.
    """
    held, offset, line, left, wanted = b"", 0, 1, skip_lines, 0
    parts: list[bytes] = []
    for piece, final in _with_end(pieces):
        parts.append(piece)
        if not final and sum(map(len, parts)) < wanted:
            continue
        held, parts = b"".join(parts), []
        while left and (end := _line_end(held, final=final)):
            held, offset, line, left = held[end:], offset + end, line + 1, left - 1
        tokens = _tokens(held, marks, line, final=final) if not left or final else None
        if tokens is None or not tokens.records:
            # Looking again only when there is twice as much keeps the time in proportion to the size.
            parts, wanted = [held], min(2 * len(held), LONGEST_RECORD + 1)
            continue
        yield Block(data=held, tokens=tokens, quote=marks.quote, offset=offset)
        offset += tokens.consumed
        line += count_lines(held[: tokens.consumed])
        parts, wanted = [held[tokens.consumed :]], 0


def _tokens(held: bytes, marks: Marks, line: int, *, final: bool) -> Tokens:
    try:
        tokens = tokenize(held, marks, final=final)
    except BrokenRecordError as broken:
        raise MalformedData(broken.reason, line=line + count_lines(held[: broken.place])) from None
    if not tokens.records and len(held) > LONGEST_RECORD:
        raise MalformedData(
            f"a record of more than {LONGEST_RECORD >> 20} MiB begins here; perhaps a quote is never closed",
            line=line,
        )
    return tokens


def _with_end(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last; an empty one where there is none."""
    before = b""
    for piece in pieces:
        if before:
            yield before, False
        before = piece
    yield before, True


def _line_end(text: bytes, *, final: bool) -> int:
    """The place after the first line end; 0 where there is none yet."""
    places = [place for place in (text.find(b"\n"), text.find(b"\r")) if place >= 0]
    if not places:
        return len(text) if final else 0
    end = min(places)
    if text.startswith(b"\r\n", end):
        return end + 2
    # A CR at the very end may be half of a CR LF.
    return 0 if text[end:] == b"\r" and not final else end + 1
