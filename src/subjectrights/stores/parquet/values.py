"""Whether two arrays hold the same values, bit by bit where numbers have more than one way to be equal."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["same"]

_BITS = {pa.float16(): pa.int16(), pa.float32(): pa.int32(), pa.float64(): pa.int64()}


def same(first: pa.Array, second: pa.Array) -> bool:
    """Whether both hold the same values in the same order.

    NaN is itself, 0.0 is not -0.0, NULL is not an empty list.

    Args:
        first, second: arrays of one plain type.
    """
    type_ = first.type
    if len(first) != len(second) or not second.type.equals(type_):
        return False
    if type_ in _BITS:
        return bool(first.view(_BITS[type_]).equals(second.view(_BITS[type_])))
    if not _has_floats(type_):
        return bool(first.equals(second))
    if not first.is_valid().equals(second.is_valid()):
        return False
    if pa.types.is_struct(type_):
        return all(same(one, other) for one, other in zip(first.flatten(), second.flatten(), strict=True))
    lengths = pc.list_value_length(first).equals(pc.list_value_length(second))
    return bool(lengths) and same(first.flatten(), second.flatten())


def _has_floats(type_: pa.DataType) -> bool:
    if pa.types.is_nested(type_):
        return any(_has_floats(type_.field(i).type) for i in range(type_.num_fields))
    return type_ in _BITS
