"""Whether a column can take what a method writes: asked when the map is checked, before any data is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import MethodMap
from subjectrights.stores.base import Column
from subjectrights.terms import Method

__all__ = ["default_problem", "is_text", "method_problem"]

_SHORTEST_PSEUDONYM = 2
_SHORTEST_UNIQUE_PSEUDONYM = 8
_COARSER = ("year", "month", "decade")


def method_problem(
    column: Column, method: MethodMap, *, several: bool = True, nulls: bool = True
) -> str | None:
    """Why a column can't take what a method writes.

    Args:
        column: the column.
        method: the method.
        several: whether it may be written into several rows, so that a constant would stand there twice.
        nulls: whether the store tells NULL from the empty text; where it doesn't, every column takes it.

    Returns:
        A sentence; None where it can, as far as the schema tells.
    """
    if column.generated:
        return "the store computes this column; it can't be written"
    if method.method is Method.NULL or (method.method is Method.REPLACE and method.value is None):
        return "the column takes no NULL" if nulls and not column.nullable else None
    if method.method is Method.REPLACE:
        return _replacement(column, method.value, several=several)
    if method.method is Method.GENERALISE:
        return _generalisation(column, method, several=several)
    return _pseudonym(column)


def default_problem(column: Column, *, nulls: bool = True) -> str | None:
    """Why a column's value can't go where its row stays and the map doesn't say how.

    Such a value becomes NULL; where the column takes none, a text becomes a pseudonym and anything else the
    least telling value of its type.

    Args:
        column: the column.
        nulls: as for :func:`method_problem`.

    Returns:
        A sentence; None where it can.
    """
    if column.generated or column.nullable or not nulls:
        return None
    if is_text(column.type):
        return _pseudonym(column)
    if column.unique:
        return "the column takes no NULL and must be unique"
    if pa.types.is_nested(column.type) or pa.types.is_time(column.type) or pa.types.is_duration(column.type):
        return f"the column takes no NULL, and {column.type} has no neutral value"
    return None


def is_text(type_: pa.DataType) -> bool:
    """Whether a type holds text, by dictionary or plainly."""
    if pa.types.is_dictionary(type_):
        return is_text(type_.value_type)
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _replacement(column: Column, value: Any, *, several: bool) -> str | None:
    if column.unique and several:
        return "the column is unique; the same replacement can't stand in two rows"
    if is_text(column.type):
        if isinstance(value, Mapping | list | tuple):
            return "the replacement is no text, which the column holds"
        if column.width is not None and len(str(value)) > column.width:
            return f"the replacement is longer than the column's {column.width} characters"
    elif not _fits(value, column.type):
        return f"the replacement is no {column.type}, which the column holds"
    if column.allowed is not None and str(value) not in column.allowed:
        return "the column takes only values that the replacement is none of"
    return None


def _fits(value: Any, type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        return _fits(value, type_.value_type)
    if isinstance(value, bool) and not pa.types.is_boolean(type_):
        return bool(pa.types.is_integer(type_))
    try:
        scalar = pa.scalar(value.strip() if isinstance(value, str) else value)
        return scalar.type == type_ or pc.cast(scalar, type_) is not None
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False


def _pseudonym(column: Column) -> str | None:
    if not is_text(column.type):
        return f"pseudonymise writes text; the column holds {column.type}"
    if column.allowed is not None:
        return "pseudonymise writes random text; the column takes only some values"
    if column.width is not None and column.width < _SHORTEST_PSEUDONYM:
        return f"the column holds {column.width} character, too few for a pseudonym"
    if column.unique and column.width is not None and column.width < _SHORTEST_UNIQUE_PSEUDONYM:
        return f"the column holds {column.width} characters, too few for pseudonyms that must be unique"
    return None


def _generalisation(column: Column, method: MethodMap, *, several: bool) -> str | None:
    dated = pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)
    if column.unique and several:
        return "the column is unique; a coarser value may stand in two rows"
    if column.allowed is not None:
        return "the column takes only some values, which a coarser one need not be among"
    if method.to in _COARSER:
        return None if dated or is_text(column.type) else f"the column holds {column.type}, no dates"
    if isinstance(method.to, int) and method.to >= 0:
        return None if is_text(column.type) else f"the column holds {column.type}, no text to shorten"
    return "generalise needs `to`: year, month or decade for dates, a number of characters for text"
