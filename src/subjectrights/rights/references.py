"""What is written into a column that points at a row that goes, without belonging to that person."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from subjectrights.datamap.model import MethodMap
from subjectrights.errors import MethodRefused
from subjectrights.identity.joins import whole
from subjectrights.identity.kinds import keys_of_type, normal_forms
from subjectrights.rights.surrogates import cast_value
from subjectrights.stores.base import Table
from subjectrights.terms import Method

__all__ = ["Released", "released"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Released:
    """The keys that a column may hold, and what is written in their place."""

    keys: pa.Array = field(repr=False)
    value: pa.Scalar = field(repr=False)


def released(table: Table, column: str, method: MethodMap, keys: pa.ChunkedArray) -> Released:
    """The references of `column` to rows with these `keys`, and their replacement.

    Raises:
        MethodRefused: the column can't take it.
    """
    described = table.columns[column]
    if method.method not in (Method.NULL, Method.REPLACE):
        raise MethodRefused("a reference goes by null or replace", table=table.name, column=column)
    if method.method is Method.NULL and not described.nullable:
        raise MethodRefused(
            "the column takes no NULL; say in the map which row it shall refer to "
            "(refers_to: on_erase: replace)",
            table=table.name,
            column=column,
        )
    type_ = described.type.value_type if pa.types.is_dictionary(described.type) else described.type
    typed = keys_of_type(normal_forms("opaque", whole(keys), region=None).drop_null().unique(), type_)
    if typed is None:
        raise MethodRefused(f"a reference can't be a {type_}", table=table.name, column=column)
    return Released(keys=typed, value=cast_value(method.value, type_, described))
