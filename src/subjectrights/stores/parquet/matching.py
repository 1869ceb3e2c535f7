"""Which rows a match names: exact comparison of keys, and the row groups that can be passed over."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.changes import Match

__all__ = ["Lookup"]


class Lookup:
    """The keys of one match, made ready to be looked up in many batches.

    Several columns are compared as one tuple: each column's values become their position among the
    distinct keys of that column, and the positions are combined step by step into the key's own.

    Args:
        match: the match; its keys are of the columns' types or can be cast to them exactly.
        types: by column, the type that the values will have.

    Raises:
        pyarrow.ArrowException: the keys aren't of the column's type.
    """

    def __init__(self, match: Match, types: Mapping[str, pa.DataType]) -> None:
        self.columns = match.columns
        self.missing = match.missing
        keys = match.key_columns()
        self._keys = {name: keys[name].cast(types[name]) for name in self.columns}
        self._distinct = {name: keys.unique() for name, keys in self._keys.items()}
        self._steps: list[pa.Array] = []
        codes: Any = None
        for name in self.columns:
            codes = self._combine(codes, name, self._keys[name])
            step = codes.unique()
            self._steps.append(step)
            codes = pc.index_in(codes, value_set=step).cast(pa.int64())
        self._order = pc.index_in(pa.array(range(len(self._steps[-1])), pa.int64()), value_set=codes)
        self._sorted = {name: _ordered(distinct) for name, distinct in self._distinct.items()}

    def __bool__(self) -> bool:
        return len(self._order) > 0

    def rows(self, values: Mapping[str, pa.Array]) -> tuple[pa.Array, pa.Array]:
        """The rows that the match names.

        Args:
            values: by column, the values of one batch, of the types given; those in ``columns`` and
                ``missing``.

        Returns:
            The positions of the rows, ascending, and for each the position of its key in ``match.keys``.
        """
        codes: Any = None
        for name, step in zip(self.columns, self._steps, strict=True):
            codes = pc.index_in(self._combine(codes, name, values[name]), value_set=step, skip_nulls=True)
            codes = codes.cast(pa.int64())
        found = pc.is_valid(codes)
        for name in self.missing:
            found = pc.and_(found, pc.is_null(values[name]))
        positions = pc.indices_nonzero(found).cast(pa.int64())
        return positions, self._order.take(codes.take(positions))

    def knows(self, name: str, value: pa.Scalar) -> bool:
        """Whether some key has `value` in the column `name`."""
        return bool(value.is_valid) and bool(pc.is_in(value, value_set=self._distinct[name]).as_py())

    def may_hold(self, group: pq.RowGroupMetaData, leaves: Mapping[str, int]) -> bool:
        """Whether a row group can hold a row of the match, by its statistics.

        Only statistics whose order is beyond doubt are used: whole signed numbers and UTF-8 text, where
        bounds that a writer cut short are bounds all the same.

        Args:
            group: the row group's metadata.
            leaves: by column name, the position of its column chunk; columns that aren't there, or are
                nested, are left out.
        """
        return all(
            _overlaps(group.column(leaves[name]).statistics, self._sorted[name])
            for name in self.columns
            if name in leaves
        )

    def _combine(self, codes: pa.Array | None, name: str, values: pa.Array) -> pa.Array:
        distinct = self._distinct[name]
        own = pc.index_in(values, value_set=distinct, skip_nulls=True).cast(pa.int64())
        return own if codes is None else pc.add(pc.multiply(codes, max(len(distinct), 1)), own)


def _ordered(keys: pa.Array) -> list[Any] | None:
    """The keys sorted as Parquet sorts them, or None for types whose statistics aren't used."""
    if pa.types.is_signed_integer(keys.type):
        return sorted(keys.to_pylist())
    if pa.types.is_string(keys.type) or pa.types.is_large_string(keys.type):
        return sorted(key.encode("utf-8") for key in keys.to_pylist())
    return None


def _overlaps(statistics: pq.Statistics | None, keys: list[Any] | None) -> bool:
    if statistics is None or keys is None:
        return True
    try:
        low, high = (statistics.min, statistics.max) if statistics.has_min_max else (None, None)
    except (UnicodeDecodeError, pa.ArrowException):
        return True
    if isinstance(low, str) and isinstance(high, str):
        low, high = low.encode("utf-8"), high.encode("utf-8")
    if not keys or type(low) is not type(keys[0]) or type(high) is not type(keys[0]):
        return True
    first = bisect_left(keys, low)
    return first < len(keys) and bool(keys[first] <= high)
