"""Which rows a match names, worked out for many rows at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Match
from subjectrights.stores.csv.tokens import Positions

__all__ = ["Matcher"]


class Matcher:
    """Finds the key of each row; texts are compared exactly.

    Args:
        match: the rows; a file of texts has no NULL, so that with ``missing`` columns it names none.
    """

    def __init__(self, match: Match) -> None:
        self.columns = match.columns
        self._never = bool(match.missing) or not match
        self._sets: list[pa.Array] = []
        self._pairs: list[tuple[int, pa.Array]] = []
        self._key_of = np.empty(0, np.int64)
        if not self._never:
            keys = [array.cast(pa.string()) for array in match.key_columns().values()]
            self._prepare(keys)

    def keys_of(self, columns: Mapping[str, pa.Array]) -> Positions:
        """By row, the position of its key among the match's keys; -1 where it has none.

        Args:
            columns: the rows' texts, by name; at least the match's columns.
        """
        if self._never:
            return np.full(len(columns[self.columns[0]]), -1, np.int64)
        codes = [_codes(columns[name], values) for name, values in zip(self.columns, self._sets, strict=True)]
        found = codes[0]
        for code, (radix, pairs) in zip(codes[1:], self._pairs, strict=True):
            found = _codes(pa.array(_paired(found, code, radix)), pairs)
        return np.append(self._key_of, -1)[found]

    def _prepare(self, keys: list[pa.Array]) -> None:
        """Number the values of each column, then the pairs of the first two, and so on to the whole key."""
        self._sets = [array.unique() for array in keys]
        found = _codes(keys[0], self._sets[0])
        for array, values in zip(keys[1:], self._sets[1:], strict=True):
            pairs = pa.array(_paired(found, _codes(array, values), len(values)))
            known = pairs.unique()
            self._pairs.append((len(values), known))
            found = _codes(pairs, known)
        # No key comes twice, so that every number stands for one key.
        self._key_of = np.empty(len(found), np.int64)
        self._key_of[found] = np.arange(len(found))


def _codes(values: pa.Array, among: pa.Array) -> Positions:
    codes: Positions = pc.fill_null(pc.index_in(values, value_set=among), -1).to_numpy().astype(np.int64)
    return codes


def _paired(first: Positions, second: Positions, radix: int) -> Positions:
    return np.where((first < 0) | (second < 0), -1, first * radix + second)
