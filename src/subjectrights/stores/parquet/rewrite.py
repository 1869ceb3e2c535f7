"""Writes a file again without the rows that go and with the cells that change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.errors import NothingChanged
from subjectrights.stores.files import fault_of
from subjectrights.stores.parquet.edits import Cells, Edits, GroupEdits
from subjectrights.stores.parquet.encoding import encoding_of, losses, spelling_of
from subjectrights.stores.parquet.int96 import exact_unit
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import batches, opened
from subjectrights.stores.parquet.rowgroup import RowGroup
from subjectrights.stores.parquet.splice import Splice, Written
from subjectrights.stores.parquet.types import writable

__all__ = ["rewrite"]

GROUP_BYTES = 1024 * 1024 * 1024
"""A row group that loses rows and takes more memory than this is written as several."""


def rewrite(part: Part, edits: Edits, shadow: BinaryIO) -> frozenset[str]:
    """Write what stays of a file to `shadow`.

    Row groups in which nothing happens are copied as bytes, as are the columns of one that cells of other
    columns are written in. The rest is read and written again by pyarrow, encoded as it was. Row groups
    without rows left are left out. The footer is the file's own, with what it says of the new row groups:
    Arrow's schema, key-value metadata, the writer's name and what this library doesn't know stay.
    The order that a row group claims to be sorted in is claimed no longer where a column of it is written.

    Args:
        part: the file; it is only read.
        edits: what happens to it.
        shadow: the new file, open for writing and reading; it stays open.

    Returns:
        What of the file pyarrow couldn't write again, in words.

    Raises:
        NothingChanged: pyarrow can't write the file's schema again as it is.
        MalformedData: the file can't be read.
    """
    unit = exact_unit(part, edits.groups)
    lost: set[str] = set()
    with (
        part.path.open("rb") as old,
        opened(part.path, part.shown, coerce_int96_timestamp_unit=unit) as file,
    ):
        target = _target_schema(file.schema_arrow)
        spelling = _spelling(part, file, target)
        with _writing(part):
            splice = Splice(old, shadow, part.shown)
            for number in range(file.num_row_groups):
                group = edits.groups.get(number)
                if group is None:
                    splice.keep(number)
                elif len(group.gone) < file.metadata.row_group(number).num_rows:
                    names = target.names if len(group.gone) else [n for n in target.names if n in group.cells]
                    options = {**encoding_of(file, part.path, number), **spelling}
                    written = _written(shadow, file, number, group, target, names, options)
                    leaves = splice.leaves(number, names)
                    lost |= losses(file, number, leaves)
                    unsorted = _unsorted(file, number, splice.leaves(number, group.cells))
                    splice.put(number, leaves, written, unsorted=unsorted)
            splice.finish()
    return frozenset(lost)


def _written(
    shadow: BinaryIO,
    file: pq.ParquetFile,
    number: int,
    edits: GroupEdits,
    target: pa.Schema,
    names: Sequence[str],
    options: Mapping[str, Any],
) -> Written:
    """Some columns of a row group as they will be, in a Parquet file of their own within `shadow`."""
    written = Written(shadow)
    schema = pa.schema([target.field(name) for name in names])
    with pq.ParquetWriter(written, schema, **options) as writer:
        _write_group(writer, file, number, edits, schema)
    return written


def _unsorted(file: pq.ParquetFile, number: int, written: Collection[int]) -> bool:
    """Whether a leaf that a row group claims to be sorted by is among those whose cells are written."""
    return any(claim.column_index in written for claim in file.metadata.row_group(number).sorting_columns)


@contextmanager
def _writing(part: Part) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Arrow's own errors of reading are OSErrors too, but the operating system gave them no number.
        if error.errno is None:
            raise
        raise fault_of(error, file=part.shown, writing=True) from None
    except pa.ArrowException:
        raise NothingChanged("holds values that pyarrow can't write again", file=part.shown) from None


def _target_schema(schema: pa.Schema) -> pa.Schema:
    """The schema that rows are written with: dictionaries stay at the top, where they keep their order."""
    fields = []
    for found in schema:
        if not pa.types.is_dictionary(found.type):
            found = found.with_type(writable(found.type))
        fields.append(found)
    return pa.schema(fields)


def _spelling(part: Part, file: pq.ParquetFile, target: pa.Schema) -> Mapping[str, Any]:
    try:
        spelling = spelling_of(file, target)
    except pa.ArrowException:
        spelling = None
    if spelling is None:
        raise NothingChanged(
            "has a Parquet schema that pyarrow can read but not write again as it is (an older "
            "spelling of lists or maps, INTERVAL, ENUM); let its writer write it in the current one first",
            file=part.shown,
        )
    return spelling


def _write_group(
    writer: pq.ParquetWriter, file: pq.ParquetFile, number: int, edits: GroupEdits, target: pa.Schema
) -> None:
    collected = RowGroup(target)
    start = 0
    for batch in batches(file, number, target.names):
        end = start + batch.num_rows
        stay = _edited(batch, edits, start, end, target)
        collected.add(stay, len(next(iter(stay.values()), ())))
        start = end
        # Where only some columns are written, the others that are copied have all the rows in one.
        if collected.bytes > GROUP_BYTES and len(edits.gone):
            collected.write(writer)
            collected = RowGroup(target)
    collected.write(writer)


def _edited(
    batch: pa.RecordBatch, edits: GroupEdits, start: int, end: int, target: pa.Schema
) -> dict[str, pa.Array]:
    """The rows of a batch that stay, as they will be; `start` and `end` are its place in the row group."""
    columns = {found.name: _castable(batch.column(found.name), found.type) for found in target}
    for name, cells in edits.cells.items():
        columns[name] = _replaced(columns[name], cells.between(start, end))
    inside = edits.gone[np.searchsorted(edits.gone, start) : np.searchsorted(edits.gone, end)] - start
    if not len(inside):
        return columns
    stays = np.ones(batch.num_rows, np.bool_)
    stays[inside] = False
    mask = pa.array(stays)
    return {name: values.filter(mask) for name, values in columns.items()}


def _castable(values: pa.Array, type_: pa.DataType) -> pa.Array:
    return values if pa.types.is_dictionary(type_) or values.type.equals(type_) else values.cast(type_)


def _replaced(values: pa.Array, cells: Cells) -> pa.Array:
    if not len(cells.positions):
        return values
    type_ = values.type
    if isinstance(values, pa.DictionaryArray):
        type_ = type_.value_type
        values = values.dictionary_decode()
    new = cells.values if cells.values.type.equals(type_) else _recast(cells.values, type_)
    places = np.arange(len(values), dtype=np.int64)
    places[cells.positions] = len(values) + np.arange(len(new), dtype=np.int64)
    return pc.take(pa.concat_arrays([values, new]), pa.array(places))


def _recast(values: pa.Array, type_: pa.DataType) -> pa.Array:
    """Values of the plain type as the file's own, which may be an extension's."""
    if isinstance(type_, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(type_, values.cast(type_.storage_type))
    return values.cast(type_)
