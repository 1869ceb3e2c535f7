"""PostgreSQL's columns: what Arrow has no type for is read as the text PostgreSQL writes it as."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.stores.sql.fields import Element, Field, Misfit, Native

__all__ = ["Declared", "describe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A column's type as PostgreSQL's catalogue tells it, domains resolved.

    Args:
        base: the base type's short name, such as ``int4`` or ``_text``.
        native: the type as casts write it, without length or precision.
        full: the same with them.
        array: whether it is an array.
    """

    base: str
    native: str
    full: str
    array: bool


def _c(expression: Element) -> Element:
    return sa.collate(expression, "C")


class Number(Field):
    """Numbers, truth values and bytes: as they are. PostgreSQL's NaN equals itself."""

    nan_matches = True


class Exact(Number):
    """A decimal; NaN and infinity don't fit."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        if any(value is not None and not value.is_finite() for value in values):
            raise Misfit
        return super().load(values)


class Moment(Field):
    """A timestamp with time zone: an instant, in UTC."""

    def load(self, values: Sequence[Any]) -> pa.Array:
        """See :meth:`Field.load`."""
        if any(isinstance(value, str) for value in values):
            raise Misfit
        utc = datetime.UTC
        return super().load([None if value is None else value.astimezone(utc) for value in values])


class Text(Field):
    """Text; the second comparison is exact where the column's collation or type is not."""

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`: PostgreSQL stores no NUL character."""
        return () if "\x00" in value else (value,)

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return sa.and_(column == key, _c(sa.cast(column, Native("text"))) == key)


class Padded(Text):
    """``char(n)``: the blanks that pad it are no part of the value."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return sa.cast(column, Native("text"))

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return sa.and_(column == sa.cast(key, Native("bpchar")), _c(self.read(column)) == key)


class Written(Text):
    """Any other type, as text."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return sa.cast(column, Native("text"))

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return _c(self.read(column)) == key

    def written(self, value: Element) -> Element:
        """See :meth:`Field.written`."""
        return sa.cast(value, Native(self.native))

    def assigned(self, value: Element) -> Element:
        """See :meth:`Field.assigned`: not cast, since a cast would cut a text that is too long."""
        return value


class Parsed(Written):
    """A type whose index serves where the key is one of its values: UUIDs, numbers of any size."""

    def spellings(self, value: Any) -> Sequence[Any]:
        """See :meth:`Field.spellings`: a text that is no such value can't be stored."""
        try:
            whole = str(uuid.UUID(value)) == value if self.native == "uuid" else Decimal(value) is not None
        except (ValueError, InvalidOperation):
            return ()
        return (value,) if whole else ()

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """See :meth:`Field.matches`."""
        return sa.and_(column == self.written(key), super().matches(column, key))


class Array(Written):
    """An array, as JSON."""

    def read(self, column: Element) -> Element:
        """See :meth:`Field.read`."""
        return sa.cast(sa.func.to_json(column), Native("text"))


_PLAIN = {
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "bool": pa.bool_(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "bytea": pa.binary(),
    "timestamp": pa.timestamp("us"),
    "time": pa.time64("us"),
}
_PRECISION = re.compile(r"\((\d+),(\d+)\)$")
_WIDEST_DECIMAL = 38
_WIDEST_DECIMAL_256 = 76


def describe(name: str, declared: Declared, *, as_text: bool) -> Field:
    """How a column is read, by what is declared."""
    base, native = declared.base, declared.native
    if declared.array:
        return Array(name, pa.string(), native=native, key="text")
    if base in {"text", "varchar", "citext"}:
        return Text(name, pa.string(), native=native, key="text")
    if base == "bpchar":
        return Padded(name, pa.string(), native=native, key="text")
    if base == "uuid":
        return Parsed(name, pa.string(), native=native, key="text")
    if as_text:
        return Written(name, pa.string(), native=native, key="text")
    if base == "numeric":
        return _decimal(name, declared)
    if base == "date":
        return Field(name, pa.date32(), native=native)
    if base == "timestamptz":
        return Moment(name, pa.timestamp("us", tz="UTC"), native=native)
    if base in _PLAIN:
        return Number(name, _PLAIN[base], native=native)
    return Written(name, pa.string(), native=native, key="text")


def _decimal(name: str, declared: Declared) -> Field:
    limits = _PRECISION.search(declared.full)
    if limits is None:
        return Parsed(name, pa.string(), native=declared.native, key="text")
    precision, scale = int(limits[1]), int(limits[2])
    if scale > precision or precision > _WIDEST_DECIMAL_256:
        return Parsed(name, pa.string(), native=declared.native, key="text")
    type_ = pa.decimal128 if precision <= _WIDEST_DECIMAL else pa.decimal256
    return Exact(name, type_(precision, scale), native=declared.native)
