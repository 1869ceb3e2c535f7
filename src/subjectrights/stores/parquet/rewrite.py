"""Writes a file again without the rows that go and with the cells that change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.errors import NothingChanged
from subjectrights.stores.files import fault_of
from subjectrights.stores.parquet.edits import Cells, Edits, GroupEdits
from subjectrights.stores.parquet.encoding import Encoding, encoding_of
from subjectrights.stores.parquet.int96 import exact_unit
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import batches, opened
from subjectrights.stores.parquet.rowgroup import RowGroup
from subjectrights.stores.parquet.types import writable

__all__ = ["rewrite"]

GROUP_BYTES = 1024 * 1024 * 1024
"""A row group that takes more memory than this is written as several, so that one is enough to hold."""


def rewrite(part: Part, edits: Edits, shadow: BinaryIO) -> Encoding:
    """Write what stays of a file, row group by row group, to `shadow`, encoded as the file is.

    Row groups without rows left are left out. Key-value metadata, Arrow's own schema among it, is taken
    over byte for byte. The order that row groups claim to be sorted in is claimed no longer where a
    column of it is written.

    Args:
        part: the file; it is only read.
        edits: what happens to it.
        shadow: the new file, open for writing; it stays open.

    Returns:
        How the shadow is encoded.

    Raises:
        NothingChanged: pyarrow can't write the file's schema again as it is.
        MalformedData: the file can't be read.
    """
    unit = exact_unit(part)
    with opened(part.path, part.shown, coerce_int96_timestamp_unit=unit) as file:
        target = _target_schema(file.schema_arrow)
        encoding = _encoding(part, file, target, edits)
        with _writing(part), pq.ParquetWriter(shadow, target, **encoding.options) as writer:
            for number in range(file.num_row_groups):
                _write_group(writer, file, number, edits.groups.get(number), target)
            if file.metadata.metadata:
                writer.add_key_value_metadata(file.metadata.metadata)
    return encoding


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


def _encoding(part: Part, file: pq.ParquetFile, target: pa.Schema, edits: Edits) -> Encoding:
    try:
        encoding = encoding_of(file, part.path, target)
    except pa.ArrowException:
        encoding = None
    if encoding is None:
        raise NothingChanged(
            "has a Parquet schema that pyarrow can read but not write again as it is (an older "
            "spelling of lists or maps, INTERVAL, ENUM); let its writer write it in the current one first",
            file=part.shown,
        )
    claimed = encoding.options["sorting_columns"] or ()
    names = {file.schema.column(claim.column_index).path.split(".")[0] for claim in claimed}
    if names & edits.columns():
        return Encoding(options={**encoding.options, "sorting_columns": None}, loses=encoding.loses)
    return encoding


def _write_group(
    writer: pq.ParquetWriter, file: pq.ParquetFile, number: int, edits: GroupEdits | None, target: pa.Schema
) -> None:
    collected = RowGroup(target)
    start = 0
    for batch in batches(file, number):
        end = start + batch.num_rows
        stay = _edited(batch, edits, start, end, target)
        collected.add(stay, len(next(iter(stay.values()), ())))
        start = end
        if collected.bytes > GROUP_BYTES:
            collected.write(writer)
            collected = RowGroup(target)
    collected.write(writer)


def _edited(
    batch: pa.RecordBatch, edits: GroupEdits | None, start: int, end: int, target: pa.Schema
) -> dict[str, pa.Array]:
    """The rows of a batch that stay, as they will be; `start` and `end` are its place in the row group."""
    columns = {found.name: _castable(batch.column(found.name), found.type) for found in target}
    if edits is None:
        return columns
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
