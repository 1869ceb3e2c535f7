"""A Parquet file's footer, read and written so that what isn't changed stays as it is.

Source: the Parquet format, ``parquet.thrift``; the constants are the numbers of its structs' fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from subjectrights.errors import MalformedData
from subjectrights.stores.parquet.thrift import Damaged, Struct, decode, encode

__all__ = [
    "MAGIC",
    "Chunk",
    "File",
    "Group",
    "Meta",
    "chunks_of",
    "read_footer",
    "read_struct",
    "span_of",
    "write_footer",
]

MAGIC = b"PAR1"


class File:
    """The fields of ``FileMetaData``."""

    NUM_ROWS, ROW_GROUPS, KEY_VALUES = 3, 4, 5


class Group:
    """The fields of ``RowGroup``."""

    COLUMNS, BYTES, NUM_ROWS, SORTING, FILE_OFFSET, COMPRESSED_BYTES, ORDINAL = range(1, 8)


class Chunk:
    """The fields of ``ColumnChunk``."""

    FILE_PATH, FILE_OFFSET, META, OFFSET_INDEX, OFFSET_INDEX_SIZE, COLUMN_INDEX, COLUMN_INDEX_SIZE = range(
        1, 8
    )


class Meta:
    """The fields of ``ColumnMetaData``."""

    PATH, UNCOMPRESSED, COMPRESSED, KEY_VALUES = 3, 6, 7, 8
    DATA_PAGE, INDEX_PAGE, DICTIONARY_PAGE = 9, 10, 11
    BLOOM, BLOOM_SIZE = 14, 15


def read_footer(stream: BinaryIO, shown: str, *, base: int = 0, end: int | None = None) -> tuple[Struct, int]:
    """Read a file's ``FileMetaData``.

    Args:
        stream: the file, open.
        shown: its path as errors may say it.
        base: where the Parquet file begins in `stream`.
        end: where it ends; the stream's own end by default.

    Returns:
        The footer, and where it begins in the stream.

    Raises:
        MalformedData: there is none.
    """
    if end is None:
        end = stream.seek(0, 2)
    stream.seek(max(end - 8, base))
    tail = stream.read(8)
    start = end - 8 - int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or start < base:
        raise MalformedData(_DAMAGED, file=shown)
    stream.seek(start)
    footer, _ = read_struct(stream.read(end - 8 - start), shown)
    return footer, start


def read_struct(data: bytes, shown: str) -> tuple[Struct, int]:
    """Read a struct from the beginning of `data`; it and its length.

    Raises:
        MalformedData: it isn't one.
    """
    try:
        return decode(data)
    except Damaged:
        raise MalformedData(_DAMAGED, file=shown) from None


def write_footer(target: BinaryIO, footer: Struct) -> None:
    """Write a footer, its length and the magic number, which end a file."""
    data = encode(footer)
    target.write(data + len(data).to_bytes(4, "little") + MAGIC)


def chunks_of(group: Struct) -> Iterator[Struct]:
    """The column chunks of a row group, in the order of the leaves."""
    yield from group.get(Group.COLUMNS)


def span_of(chunk: Struct) -> tuple[int, int]:
    """Where a column chunk's pages begin and end; its dictionary's page comes first."""
    meta = chunk.get(Chunk.META)
    starts = [meta.get(Meta.DATA_PAGE), meta.get(Meta.DICTIONARY_PAGE), meta.get(Meta.INDEX_PAGE)]
    start = min(offset for offset in starts if offset)
    return start, start + meta.get(Meta.COMPRESSED)


_DAMAGED = "has a footer that can't be read: damaged, or cut short; put a whole copy in its place"
