"""SQLite's columns: what is declared is a wish, what is stored decides.

A column has the Arrow type of its declaration only if every stored value is of it; dates and times count
where each is stored as ISO 8601 text.  Everything else is read as text, so that nothing is lost or hidden.
Values pass the driver raw: what is compared is what is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.stores.sql.fields import Element, Field, Misfit
from subjectrights.stores.sql.sqlite_looking import Stored, is_decimal

__all__ = ["Mixed", "describe"]


class Text(Field):
    """Text; the second comparison is exact where the column's collation is not."""

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return sa.and_(column == key, column == sa.collate(key, "BINARY"))


class Mixed(Field):
    """Values of several kinds, each as the text that names it alone."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`: a number that its short text doesn't name is written with all digits."""
        text = sa.cast(column, sa.Text)
        number = sa.case((sa.cast(text, sa.REAL) == column, text), else_=sa.func.printf("%!.17g", column))
        return sa.case(
            (sa.func.typeof(column) == "blob", sa.func.quote(column)),
            (sa.func.typeof(column) == "real", number),
            else_=text,
        )

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return self.read(column) == sa.collate(key, "BINARY")


class Boolean(Field):
    """0 and 1."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        if any(value not in {0, 1, None} for value in values):
            raise Misfit
        return pa.array([None if value is None else bool(value) for value in values], self.type)

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`."""
        return (int(value),)

    def store(self, value: Any) -> Any:
        """See :meth:`Field.store`."""
        return int(value)


class Exact(Field):
    """A decimal that SQLite keeps as an integer or a float of at most fifteen digits."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        scale = self.type.scale
        if any(not isinstance(value, int | float | None) for value in values):
            raise Misfit
        return super().load([None if v is None else Decimal(format(v, f".{scale}f")) for v in values])

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`."""
        return (self.store(value),)

    def store(self, value: Any) -> Any:
        """See :meth:`Field.store`."""
        return int(value) if value == int(value) else float(value)


class Date(Text):
    """A date as ISO 8601 text."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        return super().load(_each(datetime.date.fromisoformat, values))

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`."""
        return (value.isoformat(),)

    def store(self, value: Any) -> Any:
        """See :meth:`Field.store`."""
        return value.isoformat()


class Timestamp(Text):
    """A date and time as ISO 8601 text, with or without seconds and up to six digits of a second."""

    def __init__(self, name: str, type_: pa.DataType, *, separator: str) -> None:
        super().__init__(name, type_)
        self._separator = separator

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        return super().load(_each(_moment, values))

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`: programs differ in what they leave out, so all ways are tried."""
        date, minutes = value.date().isoformat(), value.strftime("%H:%M")
        digits = f"{value.microsecond:06}"
        tails = [f":{value.second:02}.{digits[:n]}" for n in range(1, 7) if not digits[n:].strip("0")]
        if not value.microsecond:
            tails.append(f":{value.second:02}")
            if not value.second:
                tails.append("")
        spelt = [f"{date}{separator}{minutes}{tail}" for separator in " T" for tail in tails]
        if value.time() == datetime.time():
            spelt.append(date)
        return spelt

    def store(self, value: Any) -> Any:
        """See :meth:`Field.store`."""
        return value.isoformat(sep=self._separator)


def _each(parse: Callable[[str], Any], values: Sequence[Any]) -> list[Any]:
    try:
        return [None if value is None else parse(value) for value in values]
    except (TypeError, ValueError):
        raise Misfit from None


def _moment(text: str) -> datetime.datetime:
    whole, point, digits = text.partition(".")
    return datetime.datetime.fromisoformat(whole + point + digits.ljust(6, "0") if point else whole)


def describe(name: str, declared: Any, stored: Stored) -> Field:
    """How a column is read, by what is declared and what is stored."""
    if stored.fits:
        return _as_declared(name, declared, stored)
    kinds = stored.kinds
    if kinds == {"integer"}:
        return Field(name, pa.int64())
    if kinds and kinds <= {"integer", "real"} and not stored.big:
        return Field(name, pa.float64())
    if kinds <= {"text"}:
        return Text(name, pa.string())
    if kinds == {"blob"}:
        return Field(name, pa.binary())
    return Mixed(name, pa.string())


def _as_declared(name: str, declared: Any, stored: Stored) -> Field:
    if isinstance(declared, sa.Boolean):
        return Boolean(name, pa.bool_())
    if isinstance(declared, sa.Date):
        return Date(name, pa.date32())
    if isinstance(declared, sa.DateTime):
        return Timestamp(name, pa.timestamp("us"), separator="T" if stored.tee else " ")
    if is_decimal(declared):
        return Exact(name, pa.decimal128(min(declared.precision, 38), declared.scale))
    if isinstance(declared, sa.Integer):
        return Field(name, pa.int64())
    if isinstance(declared, sa.Float):
        return Field(name, pa.float64())
    if isinstance(declared, sa.LargeBinary):
        return Field(name, pa.binary())
    return Text(name, pa.string())
