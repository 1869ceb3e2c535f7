"""Compares a rewritten file with the one it was made from, before it takes its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.errors import NothingChanged, StoreError
from subjectrights.stores.parquet.edits import Edits, GroupEdits
from subjectrights.stores.parquet.encoding import schema_lines
from subjectrights.stores.parquet.int96 import int96_columns
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import batches, opened
from subjectrights.stores.parquet.types import conform, plain, same_values

__all__ = ["verify"]


def verify(part: Part, edits: Edits, shadow: Path) -> None:
    """Compare the file and its new version: schema, metadata, and every cell of row groups that changed.

    Of a row group that was copied, what its footer says is compared, and the bytes with which the pages of
    each column begin and end: that the kernel copied what lies between is taken from it, as ``cp`` does.

    Args:
        part: the file as it is.
        edits: what was to happen to it.
        shadow: the new version.

    Raises:
        NothingChanged: something else than what was to change is different.
    """
    with (
        opened(part.path, part.shown, coerce_int96_timestamp_unit="ns") as old,
        opened(shadow, part.shown, coerce_int96_timestamp_unit="ns") as new,
    ):
        _same_description(part, old, new, edits)
        became = _became(part, old, new, edits)
        _same_chunks(part, old, new, edits, became, shadow)
        _same_rows(part, old, new, edits, became)
        wide = bool(int96_columns(old))
    if wide:
        with (
            opened(part.path, part.shown, coerce_int96_timestamp_unit="us") as old,
            opened(shadow, part.shown, coerce_int96_timestamp_unit="us") as new,
        ):
            _same_rows(part, old, new, edits, became)


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
    rows = old.metadata.num_rows - edits.count.deleted
    if new.metadata.num_rows != rows:
        raise _differs(part, "the number of rows")


def _became(part: Part, old: pq.ParquetFile, new: pq.ParquetFile, edits: Edits) -> dict[int, list[int]]:
    """Which row groups of the new version hold the rows of each one of the file."""
    found: dict[int, list[int]] = {}
    fresh = 0
    for number in range(old.num_row_groups):
        own = edits.groups.get(number)
        rows = old.metadata.row_group(number).num_rows - (len(own.gone) if own is not None else 0)
        first = fresh
        while fresh < new.num_row_groups and (rows > 0 or (own is None and fresh == first)):
            rows -= new.metadata.row_group(fresh).num_rows
            fresh += 1
        if rows or (own is None and fresh != first + 1):
            raise _differs(part, "the rows of a row group")
        found[number] = [*range(first, fresh)]
    if fresh != new.num_row_groups:
        raise _differs(part, "the number of row groups")
    return found


def _same_chunks(
    part: Part,
    old: pq.ParquetFile,
    new: pq.ParquetFile,
    edits: Edits,
    became: Mapping[int, Sequence[int]],
    shadow: Path,
) -> None:
    with part.path.open("rb") as before, shadow.open("rb") as after:
        for number, groups in became.items():
            was = old.metadata.row_group(number)
            now = [new.metadata.row_group(group) for group in groups]
            if number in edits.groups:
                _same_codecs(part, was, now)
            else:
                _same_copy(part, before, was, after, now[0])


def _same_copy(
    part: Part, before: BinaryIO, old: pq.RowGroupMetaData, after: BinaryIO, new: pq.RowGroupMetaData
) -> None:
    for leaf in range(old.num_columns):
        was, now = old.column(leaf), new.column(leaf)
        size = was.total_compressed_size
        alike = (
            (size, was.num_values, was.compression, was.encodings)
            == (now.total_compressed_size, now.num_values, now.compression, now.encodings)
            and was.data_page_offset - _start(was) == now.data_page_offset - _start(now)
            and all(
                _bytes(before, _start(was) + at, size) == _bytes(after, _start(now) + at, size)
                for at in (0, max(size - _ENDS, 0))
            )
        )
        if not alike:
            raise _differs(part, "a row group that nothing was to change", was.path_in_schema.split(".")[0])


_ENDS = 64


def _start(chunk: pq.ColumnChunkMetaData) -> int:
    offsets: list[int | None] = [chunk.data_page_offset, chunk.dictionary_page_offset]
    return min(offset for offset in offsets if offset)


def _bytes(stream: BinaryIO, at: int, size: int) -> bytes:
    return os.pread(stream.fileno(), min(size, _ENDS), at)


def _same_codecs(part: Part, old: pq.RowGroupMetaData, new: Sequence[pq.RowGroupMetaData]) -> None:
    for group in new:
        for leaf in range(old.num_columns):
            chunk = old.column(leaf)
            if chunk.compression != group.column(leaf).compression:
                raise _differs(part, "the compression", chunk.path_in_schema)


def _same_rows(
    part: Part, old: pq.ParquetFile, new: pq.ParquetFile, edits: Edits, became: Mapping[int, Sequence[int]]
) -> None:
    for number, group in edits.groups.items():
        copy = _Rows(new, became[number])
        start = 0
        for batch in batches(old, number):
            _same_batch(part, batch, start, group, copy)
            start += batch.num_rows


def _same_batch(part: Part, batch: pa.RecordBatch, start: int, edits: GroupEdits, copy: _Rows) -> None:
    """Compare one batch as it was with the rows of the copy that it became."""
    stays = np.ones(batch.num_rows, np.bool_)
    gone = edits.gone - start
    stays[gone[(gone >= 0) & (gone < batch.num_rows)]] = False
    kept = np.flatnonzero(stays)
    now = copy.take(len(kept))
    for name in batch.schema.names:
        type_ = plain(batch.column(name).type)
        before = conform(batch.column(name), type_).take(pa.array(kept))
        after = now[name]
        if name in edits.cells:
            cells = edits.cells[name].between(start, start + batch.num_rows)
            written = np.isin(kept, cells.positions)
            if not same_values(after.take(pa.array(np.flatnonzero(written))), cells.values):
                raise _differs(part, "a value that was to be written", name)
            untouched = pa.array(np.flatnonzero(~written))
            before, after = before.take(untouched), after.take(untouched)
        if not same_values(before, after):
            raise _differs(part, "a value that nothing was to change", name)


class _Rows:
    """The rows of some row groups one after another, in portions of any size."""

    def __init__(self, file: pq.ParquetFile, groups: Sequence[int]) -> None:
        self._schema = file.schema_arrow
        self._batches = self._all(file, groups)
        self._rest: list[pa.RecordBatch] = []

    @staticmethod
    def _all(file: pq.ParquetFile, groups: Sequence[int]) -> Iterator[pa.RecordBatch]:
        for number in groups:
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
