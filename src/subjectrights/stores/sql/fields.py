"""How one column is read, compared and written: the part of a column that differs between databases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import pyarrow as pa
import sqlalchemy as sa

__all__ = ["Element", "Field", "Misfit", "Native", "bind"]

Element: TypeAlias = sa.ColumnElement[Any]


class Misfit(Exception):
    """Stored values are not of the type that the column was said to have."""


class Native(sa.types.UserDefinedType[Any]):
    """A type as the database writes it, for casts and for the columns of temporary tables."""

    cache_ok = True

    def __init__(self, spec: str) -> None:
        self.spec = spec

    def get_col_spec(self, **_: Any) -> str:
        """The type's text."""
        return self.spec


def bind(value: object) -> Element:
    """A parameter that goes to the driver as it is."""
    return sa.bindparam(None, value, type_=sa.types.NullType())


class Field:
    """A column whose values the driver hands over, takes and compares as they are.

    Args:
        name: the column's name.
        type: its Arrow type.
        native: its type as the database writes it.
        key: the type, as the database writes it, that a key of this column has in a table of keys.
    """

    nan_matches = False

    def __init__(self, name: str, type_: pa.DataType, *, native: str = "", key: str = "") -> None:
        self.name = name
        self.type = type_
        self.native = native
        self.key = key or native

    def read(self, column: Element) -> Element:
        """What is selected for the column."""
        return column

    def load(self, values: Sequence[Any]) -> pa.Array:
        """Values as the driver hands them over, as an array of the column's type.

        Raises:
            Misfit: they are not of that type.
        """
        try:
            return pa.array(values, self.type)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            raise Misfit from None

    def spellings(self, value: Any) -> Sequence[Any]:
        """The parameters that a stored value equal to `value` may look like; none where none can be."""
        if isinstance(value, float) and math.isnan(value) and not self.nan_matches:
            return ()
        return (value,)

    def matches(self, column: Element, key: Element) -> sa.ColumnElement[bool]:
        """The condition that the column holds exactly the key."""
        return column == key

    def store(self, value: Any) -> Any:
        """The parameter that writes `value`, not None."""
        return value

    def written(self, value: Element) -> Element:
        """The expression that fills a column of the same type, from a column of parameters."""
        return value

    def assigned(self, value: Element) -> Element:
        """The expression that is assigned to the column, from a single parameter."""
        return self.written(value)

    def keys(self, keys: pa.Array) -> list[Any]:
        """Keys as Python values; None for one that the column's type can't hold, which matches nothing."""
        values: list[Any] = _cast(keys, self.type).to_pylist()
        return values


def _cast(array: pa.Array, type_: pa.DataType) -> pa.Array:
    if array.type == type_:
        return array
    try:
        return array.cast(type_)
    except pa.ArrowException:
        return pa.array([_cast_one(scalar, type_) for scalar in array], type_)


def _cast_one(scalar: pa.Scalar, type_: pa.DataType) -> Any:
    try:
        return scalar.cast(type_).as_py()
    except (pa.ArrowException, ValueError, OverflowError):
        return None
