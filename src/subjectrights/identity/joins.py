"""Equality joins over Arrow columns, set-based: the arithmetic under the trace.

NULL equals nothing in a join; it is a value like any other where rows are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices: TypeAlias = NDArray[np.int64]

__all__ = ["distinct", "equi_join", "row_codes", "whole"]


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array from a column that may come in chunks, dictionaries decoded."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column


def _codes(column: pa.Array | pa.ChunkedArray) -> tuple[Indices, Any]:
    """A number for each distinct value, NULL one of them."""
    values = whole(column)
    if pa.types.is_nested(values.type):
        values = pa.array([None if v is None else repr(v) for v in values.to_pylist()], pa.string())
    encoded = values.dictionary_encode(null_encoding="encode")
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), len(encoded.dictionary)


def row_codes(columns: Sequence[pa.Array | pa.ChunkedArray], length: int) -> Indices:
    """A number for each row, equal where all `columns` are equal (NULL equals NULL).

    Args:
        columns: columns of one length.
        length: that length, for the case of no columns.
    """
    total: Indices = np.zeros(length, dtype=np.int64)
    for column in columns:
        codes, size = _codes(column)
        total = np.unique(total * max(size, 1) + codes, return_inverse=True)[1].astype(np.int64)
    return total


def distinct(codes: Indices) -> tuple[Indices, Indices]:
    """The positions where each code first stands, and for each row which of those is its own."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    # Positions in order of appearance keep the store's order in what people read.
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order].astype(np.int64), rank[inverse].astype(np.int64)


def equi_join(
    left: Sequence[pa.Array | pa.ChunkedArray], right: Sequence[pa.Array | pa.ChunkedArray]
) -> tuple[Indices, Indices]:
    """Every pair of a left and a right row whose columns are equal, as tuples; NULL equals nothing.

    Args:
        left: the left side's columns.
        right: the right side's columns, of the same types in the same order.

    Returns:
        Positions in the left and in the right side, one of each a pair, ordered by the left.
    """
    lefts, rights = [whole(c) for c in left], [whole(c) for c in right]
    sizes = len(lefts[0]), len(rights[0])
    usable_left, usable_right = np.ones(sizes[0], bool), np.ones(sizes[1], bool)
    for column in lefts:
        usable_left &= pc.is_valid(column).to_numpy(zero_copy_only=False)
    for column in rights:
        usable_right &= pc.is_valid(column).to_numpy(zero_copy_only=False)
    both = [pa.concat_arrays([a, b]) for a, b in zip(lefts, rights, strict=True)]
    codes = row_codes(both, sum(sizes))
    left_at, right_at = np.flatnonzero(usable_left), np.flatnonzero(usable_right)
    left_codes, right_codes = codes[: sizes[0]][left_at], codes[sizes[0] :][right_at]
    order = np.argsort(right_codes, kind="stable")
    ranked = right_codes[order]
    start = np.searchsorted(ranked, left_codes, side="left")
    stop = np.searchsorted(ranked, left_codes, side="right")
    times = stop - start
    left_index = np.repeat(left_at, times)
    offsets = np.arange(len(left_index)) - np.repeat(np.cumsum(times) - times, times)
    right_index = right_at[order[np.repeat(start, times) + offsets]]
    return left_index.astype(np.int64), right_index.astype(np.int64)
