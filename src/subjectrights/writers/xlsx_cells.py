"""How one value stands in a cell of a workbook, exactly."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from subjectrights.writers.hostile import HIDDEN, escape_xlsx, reveal
from subjectrights.writers.portable import EXACT_INTEGER, text_of
from subjectrights.writers.tally import Tally

if TYPE_CHECKING:
    from openpyxl.cell import Cell

__all__ = ["LongTexts", "Place", "fill", "visible"]

_DIGITS_OF_A_DOUBLE = 15
_GENERAL_DIGITS = 11
# Excel takes 1900 for a leap year: its serial numbers are other readers' only from 1 March 1900 on.
_FIRST_DATE = date(1900, 3, 1)


class Place(NamedTuple):
    """Where a value stands: the table's and the column's name and the row's number, where it has them."""

    table: str | None = None
    column: str | None = None
    row: int | None = None


class LongTexts:
    """The parts of texts that are longer than a cell, to be written on a sheet of their own.

    Args:
        limit: UTF-16 units of a cell's text.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.rest: list[tuple[Place, str]] = []

    def first(self, text: str, place: Place) -> str:
        """The first part of `text`, escaped; the others are kept for later."""
        if len(text) * 2 <= self.limit and "_" not in text and not text.isspace():
            return text
        escaped = escape_xlsx(text)
        if _units(escaped) <= self.limit:
            return escaped
        parts = list(self._parts(text))
        self.rest.extend((place, part) for part in parts[1:])
        return parts[0]

    def _parts(self, text: str) -> list[str]:
        parts = []
        start = 0
        while start < len(text):
            size = self.limit
            while _units(escape_xlsx(text[start : start + size])) > self.limit:
                size = size * 3 // 4 or 1
                if size == 1:
                    break
            parts.append(escape_xlsx(text[start : start + size]))
            start += size
        return parts


def visible(text: str, tally: Tally, place: Place) -> str:
    """The text with everything shown that a reader couldn't see; a loss where that was needed."""
    revealed, changed = reveal(text)
    if changed:
        tally.add(place.table, place.column, HIDDEN)
    return revealed


def fill(cell: Cell, value: object, tally: Tally, long: LongTexts, place: Place) -> None:
    """Put a value that is not NULL into `cell` so that reading gives it back exactly.

    Args:
        cell: an empty cell.
        value: as :func:`subjectrights.writers.values.decode` gives it.
        tally: takes the losses.
        long: takes what is longer than a cell.
        place: where the value stands, for both.
    """
    if isinstance(value, bool):
        cell.value = value
        return
    if isinstance(value, int | float | Decimal) and _fits_a_double(value):
        _fill_number(cell, value)
        return
    if isinstance(value, date | time) and _fits_the_clock(value):
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return
    text = visible(text_of(value), tally, place)
    cell.value = long.first(text, place)
    cell.data_type = "s"


def _fill_number(cell: Cell, value: float | Decimal) -> None:
    # openpyxl rounds numbers to 16 digits; given as text of type "n" they are written as they are.
    cell.value = text_of(value)
    cell.data_type = "n"
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        cell.number_format = "0." + "0" * places if places else "0"
    elif isinstance(value, int) and len(str(abs(value))) > _GENERAL_DIGITS:
        cell.number_format = "0"


def _fits_a_double(value: float | Decimal) -> bool:
    if isinstance(value, int):
        return -EXACT_INTEGER <= value <= EXACT_INTEGER and len(str(abs(value))) <= _DIGITS_OF_A_DOUBLE
    if isinstance(value, Decimal):
        if not value.is_finite():
            return False
        return (
            len(value.as_tuple().digits) <= _DIGITS_OF_A_DOUBLE and len(text_of(value)) <= 2 * _GENERAL_DIGITS
        )
    return math.isfinite(value)


def _fits_the_clock(value: date | time) -> bool:
    if isinstance(value, time):
        return value.microsecond == 0 and value.tzinfo is None
    if isinstance(value, datetime):
        return value.tzinfo is None and value.microsecond == 0 and value.date() >= _FIRST_DATE
    return value >= _FIRST_DATE


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
