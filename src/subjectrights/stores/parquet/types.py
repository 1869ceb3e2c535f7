"""Arrow types as a store shows them: how a value is encoded in a file is not part of its type."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

__all__ = ["conform", "plain", "same_values", "unify", "writable"]


def plain(type_: pa.DataType) -> pa.DataType:
    """The type of the values of `type_`, without its encoding.

    A dictionary gives the type of its values, an extension the type it is stored as, a view the type
    that it is a view of; nested types are looked into.

    Args:
        type_: any Arrow type that is read from a Parquet file.

    Returns:
        A type that a file without Arrow's own schema could have given as well.
    """
    if isinstance(type_, pa.BaseExtensionType):
        return plain(type_.storage_type)
    if pa.types.is_dictionary(type_):
        return plain(type_.value_type)
    if pa.types.is_string_view(type_):
        return pa.string()
    if pa.types.is_binary_view(type_):
        return pa.binary()
    return _rebuilt(type_, lambda field: pa.field(field.name, plain(field.type), field.nullable))


def writable(type_: pa.DataType) -> pa.DataType:
    """A type that gives the same Parquet as `type_` and that Arrow can filter, take from and join.

    Extensions stay, since they say what the values are in Parquet too; dictionaries and views, however
    deep, become what they are of.
    """
    if isinstance(type_, pa.BaseExtensionType):
        return type_
    if pa.types.is_nested(type_):
        return _rebuilt(type_, lambda field: field.with_type(writable(field.type)))
    return writable(type_.value_type) if pa.types.is_dictionary(type_) else plain(type_)


def _rebuilt(type_: pa.DataType, change: Callable[[pa.Field], pa.Field]) -> pa.DataType:
    """`type_` with the fields of a nested type changed; any other type as it is."""
    if pa.types.is_struct(type_):
        return pa.struct([change(type_.field(i)) for i in range(type_.num_fields)])
    if pa.types.is_map(type_):
        return pa.map_(change(type_.key_field), change(type_.item_field), type_.keys_sorted)
    if pa.types.is_large_list(type_) or pa.types.is_large_list_view(type_):
        return pa.large_list(change(type_.value_field))
    if pa.types.is_fixed_size_list(type_):
        return pa.list_(change(type_.value_field), type_.list_size)
    if pa.types.is_list(type_) or pa.types.is_list_view(type_):
        return pa.list_(change(type_.value_field))
    return type_


def unify(first: pa.DataType, second: pa.DataType) -> pa.DataType | None:
    """The plain type that holds the values of both, exactly; None where there is none.

    Numbers of one kind take the wider type, texts and bytes the one with the longer offsets, decimals
    of one scale the larger precision, timestamps of one zone the finer unit.  Whole numbers and
    fractions aren't mixed, nor texts and anything else.

    Args:
        first, second: plain types.
    """
    if first.equals(second):
        return first
    for one, other in ((first, second), (second, first)):
        if pa.types.is_null(one):
            return other
    for ladder in _LADDERS:
        if first in ladder and second in ladder:
            return ladder[max(ladder.index(first), ladder.index(second))]
    if pa.types.is_decimal(first) and pa.types.is_decimal(second) and first.scale == second.scale:
        return max(first, second, key=lambda type_: (type_.bit_width, type_.precision))
    if pa.types.is_timestamp(first) and pa.types.is_timestamp(second) and first.tz == second.tz:
        return max(first, second, key=lambda type_: ("s", "ms", "us", "ns").index(type_.unit))
    return _unify_nested(first, second)


_LADDERS: tuple[list[pa.DataType], ...] = (
    [pa.int8(), pa.int16(), pa.int32(), pa.int64()],
    [pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()],
    [pa.float16(), pa.float32(), pa.float64()],
    [pa.string(), pa.large_string()],
    [pa.binary(), pa.large_binary()],
)


def _unify_nested(first: pa.DataType, second: pa.DataType) -> pa.DataType | None:
    if pa.types.is_struct(first) and pa.types.is_struct(second):
        names = [first.field(i).name for i in range(first.num_fields)]
        if names != [second.field(i).name for i in range(second.num_fields)]:
            return None
        fields = [_unify_field(first.field(i), second.field(i)) for i in range(len(names))]
        whole = [field for field in fields if field is not None]
        return pa.struct(whole) if len(whole) == len(fields) else None
    if pa.types.is_list(first) and pa.types.is_list(second):
        item = _unify_field(first.value_field, second.value_field)
        return None if item is None else pa.list_(item)
    return None


def _unify_field(first: pa.Field, second: pa.Field) -> pa.Field | None:
    type_ = unify(first.type, second.type)
    if type_ is None:
        return None
    return pa.field(first.name, type_, first.nullable or second.nullable)


def conform(values: pa.Array, type_: pa.DataType) -> pa.Array:
    """`values` as `type_`, each value exactly what it was.

    Args:
        values: an array as read.
        type_: a plain type that :func:`unify` gave for it.

    Returns:
        The array.

    Raises:
        pyarrow.ArrowException: a value can't be held by the type; the message may quote it.
    """
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    return values if values.type.equals(type_) else values.cast(type_)


def same_values(first: pa.Array, second: pa.Array) -> bool:
    """Whether two arrays hold the same values in the same order, bit by bit where numbers are fractions.

    NaN is itself, 0.0 is not -0.0, NULL is not an empty list.

    Args:
        first, second: arrays of one plain type.
    """
    if not first.type.equals(second.type):
        return False
    bits = _bits(first.type)
    return bool(first.view(bits).equals(second.view(bits)))


def _bits(type_: pa.DataType) -> pa.DataType:
    """`type_` with whole numbers of the same width in the place of fractions."""
    if type_ in _WIDTHS:
        return _WIDTHS[type_]
    return _rebuilt(type_, lambda field: field.with_type(_bits(field.type)))


_WIDTHS = {pa.float16(): pa.int16(), pa.float32(): pa.int32(), pa.float64(): pa.int64()}
