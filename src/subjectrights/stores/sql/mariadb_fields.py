"""MariaDB's (and MySQL's) columns: text is compared by collation, so it is compared twice."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.stores.sql.fields import Element, Field, Misfit

__all__ = ["Declared", "describe"]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A column as ``information_schema`` tells it.

    Args:
        base: its type's name, such as ``varchar``.
        full: with length and attributes, such as ``int(11) unsigned``.
        charset: the character set of a text.
        collation: its collation.
        precision: digits of a number.
        scale: digits after the point.
    """

    base: str
    full: str
    charset: str | None
    collation: str | None
    precision: int | None
    scale: int | None


class Text(Field):
    """Text: equal by collation, which an index serves, and then byte by byte."""

    def __init__(self, name: str, declared: Declared) -> None:
        super().__init__(name, pa.string(), key="LONGBLOB")
        self._charset = declared.charset
        self._collation = declared.collation

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`: as UTF-8 bytes, which an index of keys serves."""
        return (value.encode(),)

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        alike, stored = _using(key, "utf8mb4"), column
        if self._charset != "utf8mb4":
            alike, stored = _using(alike, str(self._charset)), _using(column, "utf8mb4")
        return sa.and_(column == sa.collate(alike, str(self._collation)), _using(stored, "binary") == key)


class Written(Field):
    """Any other type, as text."""

    def __init__(self, name: str) -> None:
        super().__init__(name, pa.string(), key="LONGBLOB")

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return _cast(column, "CHAR CHARACTER SET utf8mb4")

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return _using(self.read(column), "binary") == key

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`."""
        return (value.encode(),)


class Float(Field):
    """A FLOAT, read as DOUBLE: MariaDB prints no more than six digits of it."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return _cast(column, "DOUBLE")

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return self.read(column) == key


class Boolean(Field):
    """0 and 1, in a TINYINT(1) or a BIT(1)."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return column.op("+")(sa.literal_column("0"))

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


class Bits(Field):
    """Bits, as a number."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return column.op("+")(sa.literal_column("0"))


class Temporal(Field):
    """Dates and times; the key is cast, so that text is never compared with them."""

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return column == _cast(key, self.key)


class Time(Temporal):
    """A time of day; MariaDB's may be negative or longer than a day, which doesn't fit."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        day = datetime.timedelta(days=1)
        if any(v is not None and not datetime.timedelta() <= v < day for v in values):
            raise Misfit
        micro = datetime.timedelta(microseconds=1)
        return pa.array([None if v is None else v // micro for v in values], pa.int64()).cast(self.type)


class Instant(Field):
    """A TIMESTAMP: an instant, in UTC, whatever the session's time zone."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return sa.func.unix_timestamp(column)

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`: 0 is what MariaDB says of a date that is none."""
        if any(value is not None and not value for value in values):
            raise Misfit
        micros = [None if value is None else int(value * SECOND) for value in values]
        return pa.array(micros, pa.int64()).cast(pa.timestamp("us")).cast(self.type)

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`."""
        return (Decimal((value - EPOCH) // datetime.timedelta(microseconds=1)) / SECOND,)

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return self.read(column) == key

    def store(self, value: Any) -> Any:
        """See :meth:`Field.store`."""
        return self.spellings(value)[0]

    def written(self, value: Element) -> Element:
        """See :meth:`Field.written`."""
        return sa.func.from_unixtime(value)


def _cast(expression: Element, type_: str) -> Element:
    """SQLAlchemy itself leaves casts out whose types it doesn't know of MariaDB."""
    return sa.Function("cast", expression.op("AS")(sa.literal_column(type_)))


def _using(expression: Element, charset: str) -> Element:
    return sa.func.convert(expression.op("USING")(sa.literal_column(charset)))


_INTEGERS = {
    "tinyint": (pa.int8(), pa.uint8()),
    "smallint": (pa.int16(), pa.uint16()),
    "mediumint": (pa.int32(), pa.uint32()),
    "int": (pa.int32(), pa.uint32()),
    "bigint": (pa.int64(), pa.uint64()),
}
_WIDEST_DECIMAL = 38


def describe(name: str, declared: Declared, *, as_text: bool) -> Field:
    """How a column is read, by what is declared."""
    base = declared.base
    if base == "json" or (declared.charset is None and base in {"longtext", "enum", "set"}):
        return Written(name)
    if declared.charset is not None and base not in {"binary", "varbinary"}:
        return Text(name, declared)
    if as_text:
        return Written(name)
    return _number(name, declared) or _other(name, declared)


def _number(name: str, declared: Declared) -> Field | None:
    base = declared.base
    unsigned = "unsigned" in declared.full
    if base == "bit":
        if declared.full == "bit(1)":
            return Boolean(name, pa.bool_(), key="BIGINT")
        return Bits(name, pa.uint64(), key="BIGINT UNSIGNED")
    if base == "tinyint" and declared.full == "tinyint(1)":
        return Boolean(name, pa.bool_(), key="BIGINT")
    if base in _INTEGERS:
        return Field(name, _INTEGERS[base][unsigned], key="BIGINT UNSIGNED" if unsigned else "BIGINT")
    if base == "year":
        return Field(name, pa.int16(), key="BIGINT")
    if base == "float":
        return Float(name, pa.float32(), key="DOUBLE")
    if base == "double":
        return Field(name, pa.float64(), key="DOUBLE")
    if base == "decimal" and declared.precision is not None and declared.scale is not None:
        kind = pa.decimal128 if declared.precision <= _WIDEST_DECIMAL else pa.decimal256
        key = f"DECIMAL({declared.precision},{declared.scale})"
        return Field(name, kind(declared.precision, declared.scale), key=key)
    return None


def _other(name: str, declared: Declared) -> Field:
    base = declared.base
    if base in {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"}:
        return Field(name, pa.binary(), key="LONGBLOB")
    if base == "date":
        return Temporal(name, pa.date32(), key="DATE")
    if base == "datetime":
        return Temporal(name, pa.timestamp("us"), key="DATETIME(6)")
    if base == "time":
        return Time(name, pa.time64("us"), key="TIME(6)")
    if base == "timestamp":
        return Instant(name, pa.timestamp("us", tz="UTC"), key="DECIMAL(20,6)")
    return Written(name)
