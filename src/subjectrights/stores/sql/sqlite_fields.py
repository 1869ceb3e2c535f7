"""SQLite's columns: what is declared is a wish, what is stored decides.

A column has the Arrow type of its declaration only if every stored value is of it; dates and times count
where each is stored as ISO 8601 text.  Everything else is read as text, so that nothing is lost or hidden.
Values pass the driver raw: what is compared is what is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.stores.sql.fields import Element, Field, Misfit

__all__ = ["Stored", "describe", "stored_kinds"]

EXACT_DIGITS = 15
EXACT_INTEGER = 2**53
COLUMNS_AT_A_TIME = 20

_DATE = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Which kinds of value a column holds, and whether all fit what is declared.

    Args:
        kinds: some of ``integer``, ``real``, ``text`` and ``blob``.
        fits: whether the values are all of the declared type.
        big: whether an integer is too big for a float.
        tee: whether a time of day follows a ``T`` rather than a blank.
    """

    kinds: frozenset[str] = frozenset()
    fits: bool = True
    big: bool = False
    tee: bool = False


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


def stored_kinds(
    connection: sa.Connection, table: sa.TableClause, columns: Sequence[Mapping[str, Any]]
) -> dict[str, Stored]:
    """Look through the table which kinds of value each column holds: one read of it."""
    found: dict[str, Stored] = {}
    for start in range(0, len(columns), COLUMNS_AT_A_TIME):
        some = columns[start : start + COLUMNS_AT_A_TIME]
        questions: list[Element] = []
        for column in some:
            questions += _questions(table.columns[column["name"]], column["type"])
        answers = list(connection.execute(sa.select(*questions).select_from(table)).one())
        width = len(_KINDS) + 3
        for number, column in enumerate(some):
            own = answers[number * width : (number + 1) * width]
            kinds = frozenset(kind for kind, there in zip(_KINDS, own, strict=False) if there)
            unfit, big, tee = own[len(_KINDS) :]
            found[column["name"]] = Stored(kinds=kinds, fits=not unfit, big=bool(big), tee=bool(tee))
    return found


_KINDS = ("integer", "real", "text", "blob")


def _questions(column: Element, declared: Any) -> list[Element]:
    kind = sa.func.typeof(column)
    asked = [sa.func.max(kind == name) for name in _KINDS]
    tee: Element = sa.null()
    if isinstance(declared, sa.DateTime):
        tee = sa.func.max(sa.func.substr(column, 11, 1) == "T")
    big = sa.and_(kind == "integer", sa.not_(column.between(-EXACT_INTEGER, EXACT_INTEGER)))
    return [*asked, sa.func.max(_unfit(column, declared)), sa.func.max(big), tee]


def _unfit(column: Element, declared: Any) -> Element:
    """Whether a value that is not NULL is not of the declared type."""
    kind = sa.func.typeof(column)
    there = kind != "null"
    if isinstance(declared, sa.Boolean):
        return sa.and_(there, sa.or_(kind != "integer", column.not_in([0, 1])))
    if isinstance(declared, sa.Date):
        return sa.and_(there, sa.or_(kind != "text", sa.not_(_is_date(column))))
    if isinstance(declared, sa.DateTime):
        return sa.and_(there, sa.or_(kind != "text", sa.not_(_is_timestamp(column))))
    if _is_decimal(declared):
        limit = 10.0 ** (min(declared.precision, EXACT_DIGITS) - declared.scale)
        fits = sa.and_(column > -limit, column < limit, sa.func.round(column, declared.scale) == column)
        return sa.and_(there, sa.or_(kind.not_in(["integer", "real"]), sa.not_(fits)))
    return sa.false()


def _is_date(column: Element) -> sa.ColumnElement[bool]:
    """Dates that Python has too: SQLite takes the 31st of February for a day in March, and has a year 0."""
    return sa.and_(
        column.op("GLOB")(_DATE),
        sa.func.coalesce(sa.func.date(column, "+0 days"), "") == column,
        column >= "0001",
    )


def _is_timestamp(column: Element) -> sa.ColumnElement[bool]:
    date, time, rest = (sa.func.substr(column, *span) for span in ((1, 10), (11, 6), (17, 10)))
    seconds = sa.func.substr(rest, 1, 3).op("GLOB")(":[0-5][0-9]")
    digits = sa.func.substr(rest, 4)
    fraction = sa.and_(
        digits.op("GLOB")(".[0-9]*"), sa.not_(digits.op("GLOB")("*[^.0-9]*")), _one_point(digits)
    )
    hours = sa.or_(time.op("GLOB")("[ T][0-1][0-9]:[0-5][0-9]"), time.op("GLOB")("[ T]2[0-3]:[0-5][0-9]"))
    tail = sa.or_(rest == "", sa.and_(seconds, sa.or_(digits == "", fraction)))
    return sa.and_(
        _is_date(date),
        sa.or_(time == "", sa.and_(hours, tail)),
        sa.func.length(column) <= len("2024-01-01 00:00:00.000000"),
    )


def _one_point(digits: Element) -> sa.ColumnElement[bool]:
    return sa.func.instr(sa.func.substr(digits, 2), ".") == 0


def _is_decimal(declared: Any) -> bool:
    return (
        isinstance(declared, sa.Numeric)
        and not isinstance(declared, sa.Float)
        and declared.precision is not None
        and declared.scale is not None
        and 0 <= declared.scale < min(declared.precision, EXACT_DIGITS)
    )


def describe(name: str, declared: Any, stored: Stored) -> Field:
    """How a column is read, by what is declared and what is stored."""
    if stored.fits:
        special = _special(name, declared, stored)
        if special is not None:
            return special
    kinds = stored.kinds or _declared_kinds(declared)
    if kinds == {"integer"}:
        return Field(name, pa.int64())
    if kinds <= {"integer", "real"} and not stored.big:
        return Field(name, pa.float64())
    if kinds == {"text"}:
        return Text(name, pa.string())
    if kinds == {"blob"}:
        return Field(name, pa.binary())
    return Mixed(name, pa.string())


def _special(name: str, declared: Any, stored: Stored) -> Field | None:
    if isinstance(declared, sa.Boolean):
        return Boolean(name, pa.bool_())
    if isinstance(declared, sa.Date):
        return Date(name, pa.date32())
    if isinstance(declared, sa.DateTime):
        return Timestamp(name, pa.timestamp("us"), separator="T" if stored.tee else " ")
    if _is_decimal(declared):
        return Exact(name, pa.decimal128(min(declared.precision, 38), declared.scale))
    return None


def _declared_kinds(declared: Any) -> frozenset[str]:
    if isinstance(declared, sa.Integer | sa.Boolean):
        return frozenset({"integer"})
    if isinstance(declared, sa.Numeric | sa.Float):
        return frozenset({"real"})
    if isinstance(declared, sa.LargeBinary):
        return frozenset({"blob"})
    return frozenset({"text"})
