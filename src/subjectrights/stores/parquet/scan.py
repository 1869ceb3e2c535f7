"""Reads the rows of one file: all of them, or those that a match names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.errors import MalformedData
from subjectrights.stores.parquet.description import Description
from subjectrights.stores.parquet.layout import Part, partition_value
from subjectrights.stores.parquet.matching import Lookup
from subjectrights.stores.parquet.reading import INT96_UNIT, batches, leaves_of, opened
from subjectrights.stores.parquet.types import conform

__all__ = ["PartReader", "rows_of"]


@dataclass(frozen=True, slots=True)
class PartReader:
    """An open file of a table, whose rows come out in the table's types.

    Args:
        part: which file.
        file: it, open.
        table: the table it belongs to.
    """

    part: Part
    file: pq.ParquetFile
    table: Description

    def read(self, group: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """One row group's values of these columns, in the table's types.

        Args:
            group: the row group's number.
            columns: which columns of the table, in this order.

        Raises:
            MalformedData: a value has no place in the table's type.
        """
        own = set(self.file.schema_arrow.names) - set(self.table.partitioned_by)
        wanted = [name for name in columns if name in own]
        schema = pa.schema([(name, self.table.columns[name].type) for name in columns])
        for batch in batches(self.file, group, wanted):
            arrays = [self._values(name, batch, name in own) for name in columns]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def hits(self, group: int, lookups: Sequence[Lookup]) -> list[tuple[pa.Array, pa.Array]]:
        """The rows of a row group that each of some matches names.

        Args:
            group: the row group's number.
            lookups: the matches.

        Returns:
            For each, the positions in the row group, ascending, and the positions of the keys.
        """
        found: list[list[tuple[pa.Array, pa.Array]]] = [[] for _ in lookups]
        metadata, leaves = self.file.metadata.row_group(group), leaves_of(self.file)
        able = [self._within(lookup) and lookup.may_hold(metadata, leaves) for lookup in lookups]
        needed = {
            name: None
            for lookup, may in zip(lookups, able, strict=True)
            if may
            for name in (*lookup.columns, *lookup.missing)
        }
        start = 0
        for batch in self.read(group, list(needed)) if needed else ():
            values = dict(zip(needed, batch.columns, strict=True))
            for lookup, may, own in zip(lookups, able, found, strict=True):
                if may:
                    positions, keys = lookup.rows(values)
                    own.append((pc.add(positions, start), keys))
            start += batch.num_rows
        return [_joined(own) for own in found]

    def _within(self, lookup: Lookup) -> bool:
        """Whether the values that the file's path holds allow of a row of the match."""
        for name, type_ in self.table.partitioned_by.items():
            value = partition_value(self.part, name, type_)
            if name in lookup.columns and not lookup.knows(name, value):
                return False
            if name in lookup.missing and value.is_valid:
                return False
        return True

    def _values(self, name: str, batch: pa.RecordBatch, own: bool) -> pa.Array:
        type_ = self.table.columns[name].type
        if name in self.table.partitioned_by:
            return pa.repeat(partition_value(self.part, name, type_), batch.num_rows)
        if not own:
            return pa.nulls(batch.num_rows, type_)
        try:
            values = conform(batch.column(name), type_)
            if _may_hold_text(type_):
                # Parquet only claims that a text is UTF-8; Arrow takes its word until a value is looked at.
                values.validate(full=True)
            return values
        except pa.ArrowException:
            raise MalformedData(
                f"holds a value that {type_}, the table's type of the column, has no place for, "
                "or text that is not UTF-8",
                column=name,
                file=self.part.shown,
            ) from None


def _may_hold_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_nested(type_))


def _joined(found: list[tuple[pa.Array, pa.Array]]) -> tuple[pa.Array, pa.Array]:
    if not found:
        return pa.array([], pa.int64()), pa.array([], pa.int32())
    return pa.concat_arrays([rows for rows, _ in found]), pa.concat_arrays([keys for _, keys in found])


def rows_of(
    part: Part, table: Description, columns: Sequence[str], lookup: Lookup | None
) -> Iterator[pa.RecordBatch]:
    """Rows of one file, in its order; batches without rows are left out.

    With a match only its own columns are read at first, and the others only of the row groups that it
    names a row of.

    Args:
        part: the file.
        table: the table it belongs to.
        columns: which columns, in this order.
        lookup: the match; None for all rows.

    Raises:
        StoreUnavailable, MalformedData: the file can't be read.
    """
    with opened(part.path, part.shown, coerce_int96_timestamp_unit=INT96_UNIT) as file:
        reader = PartReader(part, file, table)
        for group in range(file.num_row_groups):
            if lookup is None:
                yield from (batch for batch in reader.read(group, columns) if batch.num_rows)
                continue
            [(positions, _)] = reader.hits(group, [lookup])
            if not len(positions):
                continue
            yield from _taken(reader.read(group, columns), positions)


def _taken(rows: Iterator[pa.RecordBatch], positions: pa.Array) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in rows:
        end = start + batch.num_rows
        inside = positions.filter(pc.and_(pc.greater_equal(positions, start), pc.less(positions, end)))
        if len(inside):
            yield batch.take(pc.subtract(inside, start))
        start = end
