"""Where the fields and records of a piece of CSV begin and end.

The usual case, in which quotes stand only where RFC 4180 lets them, is worked out for the whole piece at
once: a delimiter or line end counts if an even number of quotes stands before it.  That is right if, and
only if, every opening quote then stands at the beginning of a field and every closing quote at its end;
this is verified, and a piece that isn't so goes field by field (:mod:`.irregular`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from subjectrights.stores.csv.irregular import irregular_spans

__all__ = ["Marks", "Positions", "Tokens", "tokenize"]

Positions: TypeAlias = npt.NDArray[np.int64]

_LF, _CR = 0x0A, 0x0D


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The characters that have a meaning.

    Args:
        delimiter: one ASCII character as bytes.
        quote: one ASCII character as bytes, or none.
    """

    delimiter: bytes
    quote: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Fields and records, as offsets into the piece.

    Args:
        starts: of each field, its first byte, a quote included.
        ends: of each field, the byte after its last.
        first: of each record, the number of its first field; one more at the end.
        stops: of each record, the byte after its line end.
    """

    starts: Positions
    ends: Positions
    first: Positions
    stops: Positions

    @property
    def records(self) -> int:
        """How many records there are, blank ones included."""
        return len(self.stops)

    @property
    def widths(self) -> Positions:
        """How many fields each record has."""
        return np.diff(self.first)

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which records are empty lines, which are not rows."""
        fields = self.first[:-1]
        blank: npt.NDArray[np.bool_] = (self.widths == 1) & (self.starts[fields] == self.ends[fields])
        return blank

    @property
    def consumed(self) -> int:
        """How many bytes the records take."""
        return int(self.stops[-1]) if self.records else 0


def tokenize(data: bytes, marks: Marks, *, final: bool) -> Tokens:
    """The whole records of a piece that begins with a record.

    Args:
        data: UTF-8, or another text in which ASCII characters are bytes of their own.
        marks: the characters that have a meaning.
        final: whether nothing follows; only then is a last record without a line end whole.

    Raises:
        irregular.BrokenRecordError: where no record can be told for certain.
    """
    view = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(view == marks.quote[0]) if marks.quote else np.empty(0, np.int64)
    delimiters = _outside(np.flatnonzero(view == marks.delimiter[0]), quotes)
    breaks = _outside(np.flatnonzero((view == _LF) | (view == _CR)), quotes)
    line_ends, widths = _line_ends(view, breaks)
    places = np.concatenate([delimiters, line_ends])
    order = np.argsort(places, kind="stable")
    places = places[order]
    after = places + np.concatenate([np.ones(len(delimiters), np.int64), widths])[order]
    ends_record = order >= len(delimiters)
    if len(quotes) and not _is_regular(quotes, places, after, len(data), final=final):
        return _irregular(data, marks, final=final)
    if not final and len(line_ends) and places[-1:].tolist() == [len(data) - 1] and data[-1] == _CR:
        # The other half of this line end may be in the next piece.
        places, after, ends_record = places[:-1], after[:-1], ends_record[:-1]
    last = np.flatnonzero(ends_record)
    whole = int(last[-1]) + 1 if len(last) else 0
    if final and (int(after[whole - 1]) if whole else 0) < len(data):
        places, after = np.append(places, len(data)), np.append(after, len(data))
        ends_record = np.append(ends_record, True)
        whole = len(places)
    places, after, ends_record = places[:whole], after[:whole], ends_record[:whole]
    return Tokens(
        starts=np.concatenate([np.zeros(1, np.int64), after])[:whole],
        ends=places,
        first=np.concatenate([np.zeros(1, np.int64), np.flatnonzero(ends_record) + 1]),
        stops=after[ends_record],
    )


def _outside(places: Positions, quotes: Positions) -> Positions:
    if not len(quotes):
        return places
    outside: Positions = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside


def _line_ends(view: npt.NDArray[np.uint8], breaks: Positions) -> tuple[Positions, Positions]:
    """Where line ends begin and how long they are: LF and CR are 1, CR LF is 2."""
    is_cr = view[breaks] == _CR
    doubled = np.zeros(len(breaks), np.bool_)
    doubled[:-1] = is_cr[:-1] & ~is_cr[1:] & (breaks[1:] == breaks[:-1] + 1)
    kept = np.ones(len(breaks), np.bool_)
    kept[1:] = ~doubled[:-1]
    return breaks[kept], 1 + doubled[kept].astype(np.int64)


def _is_regular(quotes: Positions, places: Positions, after: Positions, size: int, *, final: bool) -> bool:
    """Whether quotes open at the beginning of fields, close at the end of them, or are doubled."""
    if final and len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    begins = np.concatenate([np.zeros(1, np.int64), after])
    follows = np.zeros(len(opening), np.bool_)
    follows[1:] = opening[1:] == closing[: len(opening) - 1] + 1
    if not (follows | _among(opening, begins)).all():
        return False
    followed = np.zeros(len(closing), np.bool_)
    followed[: len(opening) - 1] = follows[1:]
    return bool((followed | _among(closing + 1, places) | (closing + 1 == size)).all())


def _among(values: Positions, sorted_values: Positions) -> npt.NDArray[np.bool_]:
    if not len(sorted_values):
        return np.zeros(len(values), np.bool_)
    found = np.minimum(np.searchsorted(sorted_values, values), len(sorted_values) - 1)
    among: npt.NDArray[np.bool_] = sorted_values[found] == values
    return among


def _irregular(data: bytes, marks: Marks, *, final: bool) -> Tokens:
    spans = irregular_spans(data, marks.delimiter, marks.quote, final=final)
    return Tokens(
        starts=np.array(spans.starts, np.int64),
        ends=np.array(spans.ends, np.int64),
        first=np.array(spans.first, np.int64),
        stops=np.array(spans.stops, np.int64),
    )
