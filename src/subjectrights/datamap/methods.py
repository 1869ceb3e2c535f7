"""Whether a column can take what a method writes: asked when the map is checked, before any data is."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import MethodMap
from subjectrights.stores.base import Column
from subjectrights.terms import Method

__all__ = ["is_text", "method_problem"]

_SHORTEST_PSEUDONYM = 2
_SHORTEST_UNIQUE_PSEUDONYM = 8
_COARSER = ("year", "month", "decade")


def method_problem(column: Column, method: MethodMap, *, nulls: bool) -> str | None:
    """Why a column can't take what a method writes.

    Args:
        column: the column.
        method: the method.
        nulls: whether the store tells NULL from the empty text.

    Returns:
        A sentence; None where it can.
    """
    if column.generated:
        return "the store computes this column; it can't be written"
    if method.method is Method.NULL:
        return "the column takes no NULL" if nulls and not column.nullable else None
    if method.method is Method.REPLACE:
        return _replacement(column, method.value, nulls=nulls)
    if method.method is Method.GENERALISE:
        return _generalisation(column, method)
    return _pseudonym(column)


def is_text(type_: pa.DataType) -> bool:
    """Whether a type holds text, by dictionary or plainly."""
    if pa.types.is_dictionary(type_):
        return is_text(type_.value_type)
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _replacement(column: Column, value: Any, *, nulls: bool) -> str | None:
    if value is None:
        return "the column takes no NULL" if nulls and not column.nullable else None
    if column.unique:
        return "the column is unique; the same replacement can't stand in two rows"
    if is_text(column.type):
        if column.width is not None and len(str(value)) > column.width:
            return f"the replacement is longer than the column's {column.width} characters"
    elif not _fits(value, column.type):
        return f"the replacement is no {column.type}, which the column holds"
    if column.allowed is not None and str(value) not in column.allowed:
        return "the column takes only values that the replacement is none of"
    return None


def _fits(value: Any, type_: pa.DataType) -> bool:
    try:
        if isinstance(value, bool) and pa.types.is_integer(type_):
            value = int(value)
        scalar = pa.scalar(value)
        return scalar.type == type_ or pc.cast(scalar, type_) is not None
    except (pa.ArrowException, TypeError, ValueError):
        return False


def _pseudonym(column: Column) -> str | None:
    if not is_text(column.type):
        return f"pseudonymise writes text; the column holds {column.type}"
    if column.allowed is not None or column.checked:
        return "pseudonymise writes random text; the column takes only some values"
    if column.width is not None and column.width < _SHORTEST_PSEUDONYM:
        return f"the column holds {column.width} character, too few for a pseudonym"
    if column.unique and column.width is not None and column.width < _SHORTEST_UNIQUE_PSEUDONYM:
        return f"the column holds {column.width} characters, too few for pseudonyms that must be unique"
    return None


def _generalisation(column: Column, method: MethodMap) -> str | None:
    dated = pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)
    if method.to in _COARSER:
        return None if dated or is_text(column.type) else f"the column holds {column.type}, no dates"
    if isinstance(method.to, int) and method.to >= 0:
        return None if is_text(column.type) else f"the column holds {column.type}, no text to shorten"
    return "generalise needs `to`: year, month or decade for dates, a number of characters for text"
