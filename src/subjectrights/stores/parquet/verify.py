"""Compares a rewritten file with the one it was made from, before it takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.errors import NothingChanged, StoreError
from subjectrights.stores.parquet.edits import Edits, GroupEdits
from subjectrights.stores.parquet.encoding import chunks, schema_lines
from subjectrights.stores.parquet.int96 import int96_columns
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import batches, opened
from subjectrights.stores.parquet.types import conform, plain, same_values

__all__ = ["verify"]


def verify(part: Part, edits: Edits, shadow: Path) -> None:
    """Read the file and its rewritten copy and compare: schema, metadata, every row, every cell.

    Args:
        part: the file as it is.
        edits: what was to happen to it.
        shadow: the copy.

    Raises:
        NothingChanged: something else than what was to change is different.
    """
    units = ["ns"]
    with opened(part.path, part.shown) as old, opened(shadow, part.shown) as new:
        if int96_columns(old):
            units.append("us")
        _same_description(part, old, new, edits)
    for unit in units:
        with (
            opened(part.path, part.shown, coerce_int96_timestamp_unit=unit) as old,
            opened(shadow, part.shown, coerce_int96_timestamp_unit=unit) as new,
        ):
            _same_rows(part, old, new, edits)


def _differs(part: Part, what: str, column: str | None = None) -> StoreError | NothingChanged:
    return NothingChanged(
        f"could not be rewritten exactly: {what} would come out different; the file was left as it is",
        column=column,
        file=part.shown,
    )


def _same_description(part: Part, old: pq.ParquetFile, new: pq.ParquetFile, edits: Edits) -> None:
    if schema_lines(old.schema) != schema_lines(new.schema):
        raise _differs(part, "the Parquet schema")
    if not old.schema_arrow.equals(new.schema_arrow, check_metadata=True):
        raise _differs(part, "the Arrow schema")
    if (old.metadata.metadata or {}) != (new.metadata.metadata or {}):
        raise _differs(part, "the key-value metadata")
    codecs = {chunk.path_in_schema: chunk.compression for _, chunk in reversed(list(chunks(old.metadata)))}
    for _, chunk in chunks(new.metadata):
        if chunk.compression != codecs[chunk.path_in_schema]:
            raise _differs(part, "the compression", chunk.path_in_schema)
    rows = old.metadata.num_rows - edits.count.deleted
    if new.metadata.num_rows != rows:
        raise _differs(part, "the number of rows")


def _same_rows(part: Part, old: pq.ParquetFile, new: pq.ParquetFile, edits: Edits) -> None:
    copy = _Rows(new)
    for number in range(old.num_row_groups):
        own = edits.groups.get(number)
        start = 0
        for batch in batches(old, number):
            end = start + batch.num_rows
            _same_batch(part, batch, start, own, copy)
            start = end


def _same_batch(part: Part, batch: pa.RecordBatch, start: int, edits: GroupEdits | None, copy: _Rows) -> None:
    """Compare one batch as it was with the rows of the copy that it became."""
    stays = np.ones(batch.num_rows, np.bool_)
    if edits is not None:
        gone = edits.gone - start
        stays[gone[(gone >= 0) & (gone < batch.num_rows)]] = False
    kept = np.flatnonzero(stays)
    now = copy.take(len(kept))
    for name in batch.schema.names:
        type_ = plain(batch.column(name).type)
        before = conform(batch.column(name), type_).take(pa.array(kept))
        after = now[name]
        if edits is not None and name in edits.cells:
            cells = edits.cells[name].between(start, start + batch.num_rows)
            written = np.isin(kept, cells.positions)
            if not same_values(after.take(pa.array(np.flatnonzero(written))), cells.values):
                raise _differs(part, "a value that was to be written", name)
            untouched = pa.array(np.flatnonzero(~written))
            before, after = before.take(untouched), after.take(untouched)
        if not same_values(before, after):
            raise _differs(part, "a value that nothing was to change", name)


class _Rows:
    """The rows of a file one after another, in portions of any size."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._schema = file.schema_arrow
        self._batches = self._all(file)
        self._rest: list[pa.RecordBatch] = []

    @staticmethod
    def _all(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
        for number in range(file.num_row_groups):
            yield from batches(file, number)

    def take(self, rows: int) -> dict[str, pa.Array]:
        """The next `rows` rows, or fewer at the end: the values of each column, of its plain type."""
        portion: list[pa.RecordBatch] = []
        while rows:
            batch = self._rest.pop() if self._rest else next(self._batches, None)
            if batch is None:
                break
            if batch.num_rows > rows:
                self._rest.append(batch.slice(rows))
                batch = batch.slice(0, rows)
            rows -= batch.num_rows
            portion.append(batch)
        columns = {}
        for place, field in enumerate(self._schema):
            type_ = plain(field.type)
            chunks = [conform(batch.column(place), type_) for batch in portion]
            columns[field.name] = pa.concat_arrays(chunks) if chunks else pa.array([], type_)
        return columns
