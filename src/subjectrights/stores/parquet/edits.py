"""What a set of changes does to one file: which rows go, which cells are written and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.errors import ValueRefused
from subjectrights.stores.parquet.matching import Lookup
from subjectrights.stores.parquet.scan import PartReader
from subjectrights.stores.parquet.types import plain

__all__ = ["Cells", "Edits", "GroupEdits", "edits_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """New values of one column: at the rows `positions`, ascending, the values `values`, one a row."""

    positions: np.ndarray[Any, np.dtype[np.int64]]
    values: pa.Array = field(repr=False)

    def between(self, start: int, end: int) -> Cells:
        """Those at the rows from `start` up to `end`, counted from `start`."""
        first, last = np.searchsorted(self.positions, [start, end])
        return Cells(positions=self.positions[first:last] - start, values=self.values[first:last])

    def without(self, gone: np.ndarray[Any, np.dtype[np.int64]]) -> Cells:
        """Those whose row stays."""
        stays = ~np.isin(self.positions, gone, assume_unique=True)
        return Cells(positions=self.positions[stays], values=self.values.filter(pa.array(stays)))

    def written_over(self, older: Cells | None) -> Cells:
        """These and, where these write nothing, `older`."""
        if older is None:
            return self
        values = pa.concat_arrays([older.values, self.values])
        positions = np.concatenate([older.positions, self.positions])
        # A row written twice keeps the later value: the last of its places in the joined order.
        rows, back = np.unique(positions[::-1], return_index=True)
        return Cells(positions=rows, values=values.take(pa.array(len(positions) - 1 - back)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEdits:
    """What happens in one row group: the rows that go, and by column the cells that are written."""

    gone: np.ndarray[Any, np.dtype[np.int64]]
    cells: Mapping[str, Cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What happens in one file, by the number of the row group; others stay as they are.

    `emptied` tells that no row of the file stays.
    """

    groups: Mapping[int, GroupEdits]
    count: Count
    emptied: bool

    def columns(self) -> set[str]:
        """The columns that are written."""
        return {column for group in self.groups.values() for column in group.cells}


def edits_of(reader: PartReader, changes: Sequence[Change], lookups: Sequence[Lookup]) -> Edits:
    """Find what `changes` do to one file.

    Args:
        reader: the file.
        changes: all of the file's table.
        lookups: their matches made ready, in the same order.

    Raises:
        ValueRefused: a value can't be written into its column in this file.
        MalformedData: the file can't be read.
    """
    groups = {}
    count = Count()
    for number in range(reader.file.num_row_groups):
        edits, own = _group_edits(reader, number, changes, lookups)
        if own != Count():
            groups[number] = edits
            count += own
    emptied = count.deleted > 0 and count.deleted == reader.file.metadata.num_rows
    return Edits(groups=groups, count=count, emptied=emptied)


def _group_edits(
    reader: PartReader, number: int, changes: Sequence[Change], lookups: Sequence[Lookup]
) -> tuple[GroupEdits, Count]:
    gone = np.array([], np.int64)
    written: dict[str, Cells] = {}
    for change, (rows, keys) in zip(changes, reader.hits(number, lookups), strict=True):
        if not len(rows):
            continue
        positions = rows.to_numpy()
        if isinstance(change, Delete):
            gone = np.union1d(gone, positions)
            continue
        for column in change.values:
            cells = Cells(positions=positions, values=_values(reader, change, column, keys))
            written[column] = cells.written_over(written.get(column))
    stay = {column: cells.without(gone) for column, cells in written.items()}
    stay = {column: cells for column, cells in stay.items() if len(cells.positions)}
    touched = np.unique(np.concatenate([cells.positions for cells in stay.values()])) if stay else ()
    return GroupEdits(gone=gone, cells=stay), Count(deleted=len(gone), updated=len(touched))


def _values(reader: PartReader, change: Update, column: str, keys: pa.Array) -> pa.Array:
    """The new values of a column for the rows whose keys stand at `keys`, of the file's own plain type."""

    def refused(why: str) -> ValueRefused:
        return ValueRefused(why, table=change.table, column=column, file=reader.part.shown)

    place = reader.file.schema_arrow.get_field_index(column)
    if place < 0:
        raise refused("the file doesn't have this column, though other files of the table do")
    target = reader.file.schema_arrow.field(place)
    type_ = plain(target.type)
    value = change.values[column]
    try:
        if isinstance(value, pa.Array):
            values = value.take(keys)
        else:
            values = pa.repeat(value, len(keys))
        if pa.types.is_nested(type_) and not (values.type.equals(type_) or values.null_count == len(values)):
            raise refused(f"holds nested values of type {type_}; only such a value or NULL can be written")
        values = pa.nulls(len(keys), type_) if values.null_count == len(values) else values.cast(type_)
    except pa.ArrowException:
        raise refused(f"the new value doesn't fit the column's type {type_}") from None
    if values.null_count and not target.nullable:
        raise refused("the column is required, so it can't be emptied")
    return values
