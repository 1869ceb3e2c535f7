"""Values to put where a row stays: ones that fit the column and tell nothing.

A pseudonym is random and recognisable as one, so that a second run leaves it alone.  NULL stays NULL: a
pseudonym in its place would tell that there was a value.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import MethodMap
from subjectrights.errors import MethodRefused, ValueRefused
from subjectrights.identity.joins import whole
from subjectrights.pseudonym import ALPHABET, PREFIX, RANDOM, UNMISTAKABLE
from subjectrights.stores.base import Column
from subjectrights.terms import Method

__all__ = ["cast_value", "default_method", "new_values"]

_SHORTEST_UNIQUE = 8
_PSEUDONYM = re.compile(rf"(?:{UNMISTAKABLE}|~[{ALPHABET}]+)\Z")


def default_method(column: Column, *, nulls: bool) -> MethodMap:
    """How a value goes where the map doesn't say: NULL where the column takes it, else a pseudonym.

    A column of numbers, dates or booleans that takes no NULL gets the least telling value it can hold.
    """
    if column.nullable or not nulls:
        return MethodMap(method=Method.NULL)
    if _is_text(column.type):
        return MethodMap(method=Method.PSEUDONYMISE)
    if column.unique:
        raise MethodRefused(
            "the column takes no NULL and must be unique; say in the map how its value goes (on_erase)",
            column=column.name,
        )
    return MethodMap(method=Method.REPLACE, value=_least_telling(column))


def _least_telling(column: Column) -> Any:
    type_ = column.type
    if pa.types.is_boolean(type_):
        return False
    if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return 0
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        return datetime(1900, 1, 1) if pa.types.is_timestamp(type_) else date(1900, 1, 1)
    if pa.types.is_binary(type_) or pa.types.is_large_binary(type_):
        return b""
    raise MethodRefused(
        "the column takes no NULL and has no neutral value; say in the map how its value goes (on_erase)",
        column=column.name,
    )


def new_values(column: Column, method: MethodMap, current: pa.Array, *, nulls: bool) -> pa.Array:
    """What a method makes of a column's values.

    Args:
        column: the column.
        method: how the values go.
        current: the values as they are.
        nulls: whether the store tells NULL from the empty text; where it doesn't, the empty text stands
            for NULL.

    Returns:
        The values to be written, of the column's type; equal to the current one where nothing is to do.

    Raises:
        MethodRefused: the column can't take what the method writes.
        ValueRefused: a replacement doesn't fit the column.
    """
    type_ = whole(current).type
    if method.method is Method.NULL:
        if nulls and not column.nullable:
            raise MethodRefused(
                "the column takes no NULL; name another method in the map", column=column.name
            )
        empty = pa.scalar(None, type_) if nulls else pa.scalar("", type_)
        return pa.array([empty.as_py()] * len(current), type_)
    if method.method is Method.REPLACE:
        scalar = cast_value(method.value, type_, column)
        return pa.array([scalar.as_py()] * len(current), type_)
    if method.method is Method.GENERALISE:
        return _generalised(column, method, whole(current))
    return _pseudonyms(column, method, whole(current))


def cast_value(value: Any, type_: pa.DataType, column: Column) -> pa.Scalar:
    """A value in a column's own type.

    Raises:
        ValueRefused: it doesn't fit: type, width, NULL, allowed values. The value isn't quoted.
    """
    plain = type_.value_type if pa.types.is_dictionary(type_) else type_
    if column.generated:
        raise ValueRefused("the store computes this column; it can't be written", column=column.name)
    if value is None:
        if not column.nullable:
            raise ValueRefused("the column takes no NULL", column=column.name)
        return pa.scalar(None, plain)
    scalar = _scalar(value, plain)
    if scalar is None:
        raise ValueRefused(f"the new value is no {plain}, which the column holds", column=column.name)
    if column.width is not None and _is_text(plain) and len(scalar.as_py()) > column.width:
        raise ValueRefused(
            f"the new value is longer than the column's {column.width} characters", column=column.name
        )
    if column.allowed is not None and str(scalar.as_py()) not in column.allowed:
        raise ValueRefused("the column takes only values that this is none of", column=column.name)
    return scalar


def _scalar(value: Any, type_: pa.DataType) -> pa.Scalar | None:
    try:
        if _is_text(type_):
            if isinstance(value, bool):
                return pa.scalar("true" if value else "false", type_)
            if isinstance(value, datetime | date):
                return pa.scalar(value.isoformat(), type_)
            return pa.scalar(value if isinstance(value, str) else str(value), type_)
        if isinstance(value, str):
            text = pa.scalar(value.strip(), pa.string())
            return pc.cast(text, type_)
        if pa.types.is_decimal(type_) and isinstance(value, int | float):
            value = Decimal(str(value))
        if isinstance(value, bool) and not pa.types.is_boolean(type_):
            if pa.types.is_integer(type_):
                return pa.scalar(int(value), type_)
            return None
        scalar = pa.scalar(value)
        return scalar if scalar.type == type_ else pc.cast(scalar, type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None


def _is_text(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or (pa.types.is_dictionary(type_) and _is_text(type_.value_type))
    )


def _pseudonyms(column: Column, method: MethodMap, current: pa.Array) -> pa.Array:
    if not _is_text(current.type):
        raise MethodRefused(
            f"pseudonymise writes text; the column holds {current.type}; use null, replace or generalise",
            column=column.name,
        )
    if column.allowed is not None:
        raise MethodRefused(
            "pseudonymise writes random text; the column takes only some values; use replace",
            column=column.name,
        )
    drawn: dict[str, str] = {}
    written = []
    for value in current.to_pylist():
        if value is None or value == "" or _PSEUDONYM.match(value):
            written.append(value)
        elif method.linked:
            written.append(drawn.setdefault(value, _draw(column)))
        else:
            written.append(_draw(column))
    return pa.array(written, current.type)


def _draw(column: Column) -> str:
    if column.width is None or column.width >= len(PREFIX) + RANDOM:
        return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    if column.width < 2 or (column.unique and column.width < _SHORTEST_UNIQUE):
        raise MethodRefused(
            f"the column holds {column.width} characters, too few for a pseudonym"
            + (" that must be unique" if column.unique else ""),
            column=column.name,
        )
    return "~" + "".join(secrets.choice(ALPHABET) for _ in range(column.width - 1))


def _generalised(column: Column, method: MethodMap, current: pa.Array) -> pa.Array:
    to = method.to
    if _is_text(current.type) and isinstance(to, int):
        return pc.utf8_slice_codeunits(current, 0, to)
    coarser = {
        "year": lambda d: d.replace(month=1, day=1),
        "month": lambda d: d.replace(day=1),
        "decade": lambda d: d.replace(year=d.year // 10 * 10, month=1, day=1),
    }.get(str(to))
    if coarser is None:
        raise MethodRefused(
            "generalise needs `to`: year, month or decade for dates, a number of characters for text",
            column=column.name,
        )
    try:
        if _is_text(current.type):
            written = [
                value if value in (None, "") else coarser(date.fromisoformat(value[:10])).isoformat()
                for value in current.to_pylist()
            ]
            return pa.array(written, current.type)
        made = [None if v is None else coarser(_midnight(v)) for v in current.to_pylist()]
        return pa.array(made, current.type)
    except (pa.ArrowException, ValueError, TypeError, AttributeError):
        raise MethodRefused("generalise to a date: the column holds no dates", column=column.name) from None


def _midnight(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(hour=0, minute=0, second=0, microsecond=0)
    return value
