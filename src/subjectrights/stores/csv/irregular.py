"""Field by field through CSV whose quotes don't all stand where RFC 4180 wants them.

A quote inside a field that doesn't begin with one is an ordinary character (``5" pipe``), as most programs
have it.  After a closing quote there must be a delimiter or a line end: what else a writer may have meant
can't be told, and a guess could take a part of one person's row for another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["BrokenRecordError", "Spans", "irregular_spans"]


_REMEDY = "mend the line, or state 'quoting: none' if quotes are ordinary characters in this file"


class BrokenRecordError(Exception):
    """The bytes are no CSV from `place`, an offset into the piece, on; `reason` holds no value."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__()
        self.place = place
        self.reason = reason


@dataclass(slots=True)
class Spans:
    """The same as :class:`.tokens.Tokens`, as lists."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    stops: list[int] = field(default_factory=list)


def irregular_spans(data: bytes, delimiter: bytes, quote: bytes, *, final: bool) -> Spans:
    """The whole records of a piece that begins with a record.

    Args:
        data: the piece.
        delimiter: one ASCII character.
        quote: one ASCII character.
        final: whether nothing follows.

    Raises:
        BrokenRecordError: a quote is never closed, or something else than a delimiter follows it.
    """
    spans, size, place = Spans(), len(data), 0
    end_of_field = _end_of_field(data, delimiter, quote, final=final)
    while place < size:
        end = end_of_field(place)
        # At the edge of a piece a quote may be the first of two, and a CR the first half of a line end.
        if end is None or (not final and end >= size - 1 and data[end:] in {b"", b"\r"}):
            break
        spans.starts.append(place)
        spans.ends.append(end)
        if data.startswith(delimiter, end):
            place = end + 1
            if place < size or not final:
                continue
            spans.starts.append(size)
            spans.ends.append(size)
        elif end < size:
            place = end + (2 if data.startswith(b"\r\n", end) else 1)
        else:
            place = size
        spans.first.append(len(spans.starts))
        spans.stops.append(place)
    whole = spans.first[-1]
    del spans.starts[whole:], spans.ends[whole:]
    return spans


def _end_of_field(data: bytes, delimiter: bytes, quote: bytes, *, final: bool) -> Callable[[int], int | None]:
    """What tells where the field that begins at a place ends; None where that isn't in the piece."""
    mark = re.escape(quote)
    inner = b"[^" + mark + b"]*+"
    quoted = re.compile(mark + inner + b"(?:" + mark + mark + inner + b")*+" + mark)
    plain = re.compile(b"[^" + re.escape(delimiter) + b"\r\n]*+")
    after = {delimiter, b"\r", b"\n", b""}

    def end_of_field(place: int) -> int | None:
        if not data.startswith(quote, place):
            match = plain.match(data, place)
            return match.end() if match else place
        match = quoted.match(data, place)
        if match is None:
            if final:
                raise BrokenRecordError(place, f"a quote is opened and never closed; {_REMEDY}")
            return None
        if data[match.end() : match.end() + 1] not in after:
            raise BrokenRecordError(
                place,
                "a quoted field goes on after its closing quote; mend the line, or state "
                "'quoting: none' if quotes are ordinary characters in this file",
            )
        return match.end()

    return end_of_field
