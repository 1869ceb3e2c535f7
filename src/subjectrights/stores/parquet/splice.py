"""Puts a new version of a file together: row groups copied as bytes, new ones, and a footer for them all.

Of what is copied only where it lies changes: the offsets in the footer and in the offset indexes.
Source: the Parquet format, ``parquet.thrift`` and ``PageIndex.md``.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from subjectrights.errors import MalformedData, NothingChanged
from subjectrights.stores.files import copy_range
from subjectrights.stores.parquet.footer import (
    MAGIC,
    Chunk,
    File,
    Group,
    Meta,
    chunks_of,
    read_footer,
    read_struct,
    span_of,
    write_footer,
)
from subjectrights.stores.parquet.thrift import I32, I64, Struct, encode

__all__ = ["Splice", "Written"]

_BLOOM_HEADER = 64
"""More bytes than a bloom filter's header takes, in which its length stands."""


@dataclass(slots=True)
class _Late:
    """What of a column chunk comes behind all pages: its bloom filter and indexes, as bytes."""

    chunk: Struct
    bloom: bytes | tuple[int, int] | None = field(default=None, repr=False)
    """Its bytes, or where in the file as it is they are and how many: they can be large."""
    column_index: bytes | None = field(default=None, repr=False)
    offset_index: bytes | None = field(default=None, repr=False)


class Written:
    """A small Parquet file of pyarrow's inside the new version; its magic number is swallowed.

    Args:
        target: the new version, written at its present place.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._at = 0
        self.closed = False
        self.base = target.tell() - len(MAGIC)

    def write(self, data: bytes) -> int:
        """Write, as pyarrow does."""
        begins = max(len(MAGIC) - self._at, 0)
        self._target.write(memoryview(data)[begins:])
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        """Where pyarrow stands in its file."""
        return self._at

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """The new version stays open."""
        self.closed = True

    @property
    def end(self) -> int:
        """Where pyarrow's file ends in the new version."""
        return self.base + self._at


class Splice:
    """The new version of one file while it is put together, row group by row group.

    Args:
        old: the file as it is.
        target: the new version, empty and open for writing and reading.
        shown: the file's path as errors may say it.

    Raises:
        MalformedData: the footer can't be read.
        NothingChanged: the file keeps its data elsewhere.
    """

    def __init__(self, old: BinaryIO, target: BinaryIO, shown: str) -> None:
        self._old, self._target, self._shown = old, target, shown
        with self._damaged():
            self._footer, self._data_end = read_footer(old, shown)
            self._groups: list[Struct] = list(self._footer.get(File.ROW_GROUPS) or ())
            elsewhere = any(
                chunk.get(Chunk.FILE_PATH) for group in self._groups for chunk in chunks_of(group)
            )
        if elsewhere:
            raise NothingChanged(
                "keeps column chunks in other files; let its writer write it whole", file=shown
            )
        self._new: list[Struct] = []
        self._late: list[_Late] = []
        target.write(MAGIC)

    def leaves(self, number: int, names: Collection[str]) -> list[int]:
        """The places of a row group's column chunks that belong to some top-level columns.

        Args:
            number: the row group's.
            names: the columns'.
        """
        wanted = {name.encode() for name in names}
        with self._damaged():
            paths = [chunk.get(Chunk.META).get(Meta.PATH) for chunk in chunks_of(self._groups[number])]
            return [leaf for leaf, path in enumerate(paths) if path.values[0] in wanted]

    def keep(self, number: int) -> None:
        """Take over a row group as it is.

        Args:
            number: the row group's.
        """
        with self._damaged():
            chunks = list(chunks_of(self._groups[number]))
            self._copy(chunks)
            self._append(self._groups[number], chunks)

    def put(self, number: int, leaves: Collection[int], written: Written, unsorted: bool) -> None:
        """Take pyarrow's row groups in place of one of the file.

        Args:
            number: the row group's that they are instead of.
            leaves: which of its leaves pyarrow wrote, in order; the others are taken over.
            written: what pyarrow wrote; only its pages stay.
            unsorted: whether the order of rows that the row group claims isn't known to be kept.
        """
        with self._damaged():
            self._target.flush()
            with os.fdopen(os.dup(self._target.fileno()), "rb") as stream:
                footer, _ = read_footer(stream, self._shown, base=written.base, end=written.end)
                groups = list(footer.get(File.ROW_GROUPS) or ())
                laid = [self._laid(stream, group, written.base) for group in groups]
            ends = [span_of(late.chunk)[1] for own in laid for late in own]
            self._target.seek(max(ends, default=written.base + len(MAGIC)))
            self._target.truncate()
            for group, own in zip(groups, laid, strict=True):
                self._put(number, leaves, group.get(Group.NUM_ROWS), own, unsorted=unsorted)

    def finish(self) -> None:
        """Write the bloom filters, the indexes and the footer."""
        with self._damaged():
            self._finish()

    def _finish(self) -> None:
        for late in self._late:
            self._place(late.bloom, late.chunk.get(Chunk.META), Meta.BLOOM)
        for late in self._late:
            self._place(late.column_index, late.chunk, Chunk.COLUMN_INDEX)
        for late in self._late:
            self._place(late.offset_index, late.chunk, Chunk.OFFSET_INDEX)
        self._footer.set(File.NUM_ROWS, I64, sum(group.get(Group.NUM_ROWS) for group in self._new))
        self._footer.get(File.ROW_GROUPS).values[:] = self._new
        write_footer(self._target, self._footer)

    def _put(
        self, number: int, leaves: Collection[int], rows: int, own: Sequence[_Late], *, unsorted: bool
    ) -> None:
        group = copy.deepcopy(self._groups[number])
        chunks = list(chunks_of(group))
        self._copy([chunk for leaf, chunk in enumerate(chunks) if leaf not in leaves])
        for leaf, late in zip(leaves, own, strict=True):
            # How a list's layers are called is the file's own matter; pyarrow may have other names for them.
            path = chunks[leaf].get(Chunk.META).fields[Meta.PATH]
            late.chunk.get(Chunk.META).fields[Meta.PATH] = path
            chunks[leaf] = late.chunk
            self._late.append(late)
        group.get(Group.COLUMNS).values[:] = chunks
        metas = [chunk.get(Chunk.META) for chunk in chunks]
        group.set(Group.NUM_ROWS, I64, rows)
        group.set(Group.BYTES, I64, sum(meta.get(Meta.UNCOMPRESSED) for meta in metas))
        if Group.COMPRESSED_BYTES in group.fields:
            group.set(Group.COMPRESSED_BYTES, I64, sum(meta.get(Meta.COMPRESSED) for meta in metas))
        if unsorted:
            group.drop(Group.SORTING)
        self._append(group, chunks)

    def _append(self, group: Struct, chunks: Sequence[Struct]) -> None:
        if group.get(Group.FILE_OFFSET):
            starts = [span_of(chunk)[0] for chunk in chunks]
            group.set(Group.FILE_OFFSET, I64, min(starts))
        if Group.ORDINAL in group.fields:
            type_, _ = group.fields[Group.ORDINAL]
            group.set(Group.ORDINAL, type_, len(self._new))
        self._new.append(group)

    def _copy(self, chunks: Sequence[Struct]) -> None:
        """Copy the pages of column chunks, neighbours in one go, and say in the chunks where they lie now."""
        for first, last, some in self._stretches(chunks):
            moved = self._target.tell() - first
            copy_range(self._old, first, last - first, self._target)
            for chunk in some:
                late = _Late(chunk)
                meta = chunk.get(Chunk.META)
                late.bloom = self._bloom(meta)
                late.column_index = self._index(chunk, Chunk.COLUMN_INDEX)
                late.offset_index = self._index(chunk, Chunk.OFFSET_INDEX)
                self._move(late, moved)
                self._late.append(late)

    def _stretches(self, chunks: Sequence[Struct]) -> Iterator[tuple[int, int, list[Struct]]]:
        first = last = 0
        some: list[Struct] = []
        for chunk in chunks:
            start, end = span_of(chunk)
            if not len(MAGIC) <= start <= end <= self._data_end:
                raise MalformedData(_OUTSIDE, file=self._shown)
            if some and start == last:
                last = end
                some.append(chunk)
                continue
            if some:
                yield first, last, some
            first, last, some = start, end, [chunk]
        if some:
            yield first, last, some

    def _laid(self, stream: BinaryIO, group: Struct, base: int) -> list[_Late]:
        """The chunks of a row group of pyarrow's, with where they lie in the new version."""
        found = []
        for chunk in chunks_of(group):
            late = _Late(chunk)
            meta = chunk.get(Chunk.META)
            late.bloom = _read(stream, base, meta.get(Meta.BLOOM), meta.get(Meta.BLOOM_SIZE))
            late.column_index = _read(stream, base, *_of(chunk, Chunk.COLUMN_INDEX))
            late.offset_index = _read(stream, base, *_of(chunk, Chunk.OFFSET_INDEX))
            self._move(late, base)
            found.append(late)
        return found

    def _move(self, late: _Late, by: int) -> None:
        meta = late.chunk.get(Chunk.META)
        for number in (Meta.DATA_PAGE, Meta.INDEX_PAGE, Meta.DICTIONARY_PAGE):
            if meta.get(number):
                meta.move(number, by)
        if late.chunk.get(Chunk.FILE_OFFSET):
            late.chunk.move(Chunk.FILE_OFFSET, by)
        if late.offset_index is not None:
            index, _ = read_struct(late.offset_index, self._shown)
            for page in index.get(_PAGES):
                page.move(_PAGE_OFFSET, by)
            late.offset_index = encode(index)

    def _bloom(self, meta: Struct) -> tuple[int, int] | None:
        """Where a bloom filter is; older files don't say how long it is, the filter itself does."""
        start, size = meta.get(Meta.BLOOM), meta.get(Meta.BLOOM_SIZE)
        if not start:
            return None
        if not size:
            header, length = read_struct(os.pread(self._old.fileno(), _BLOOM_HEADER, start), self._shown)
            size = length + header.get(_BLOOM_BYTES)
        return start, size

    def _index(self, chunk: Struct, number: int) -> bytes | None:
        start, size = _of(chunk, number)
        return os.pread(self._old.fileno(), size, start) if start and size else None

    def _place(self, data: bytes | tuple[int, int] | None, holder: Struct, number: int) -> None:
        """Write what comes behind the pages; the field `number` says where, the next how long it is."""
        if data is None:
            holder.drop(number, number + 1)
            return
        holder.set(number, I64, self._target.tell())
        holder.set(number + 1, I32, data[1] if isinstance(data, tuple) else len(data))
        if isinstance(data, tuple):
            copy_range(self._old, *data, self._target)
        else:
            self._target.write(data)

    @contextmanager
    def _damaged(self) -> Iterator[None]:
        """A footer whose fields aren't there or aren't of their types is a damaged one."""
        try:
            yield
        except (AttributeError, TypeError, ValueError, IndexError, KeyError, EOFError):
            raise MalformedData(_OUTSIDE, file=self._shown) from None


_PAGES, _PAGE_OFFSET = 1, 1
_BLOOM_BYTES = 1
_OUTSIDE = "has a footer that says what isn't there; put a whole copy in its place"


def _of(chunk: Struct, number: int) -> tuple[int | None, int | None]:
    return chunk.get(number), chunk.get(number + 1)


def _read(stream: BinaryIO, base: int, start: int | None, size: int | None) -> bytes | None:
    if not start or not size:
        return None
    stream.seek(base + start)
    return stream.read(size)
