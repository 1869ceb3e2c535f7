"""Opens Parquet files and reads them in batches of bounded size, without letting a foreign error through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.errors import MalformedData, StoreError, StoreUnavailable

__all__ = ["INT96_UNIT", "batches", "leaves_of", "opened", "reading"]

BATCH_ROWS = 65_536
BATCH_BYTES = 64 * 1024 * 1024
INT96_UNIT = "us"
"""The unit in which INT96 timestamps are shown: nanoseconds would hold only the years 1677 to 2262, and
a value beyond (Spark's 9999-12-31) would come out as some other year without a word."""
_ENCRYPTED_FOOTER = b"PARE"
_TAIL_BYTES = 8
_SIGNATURE_BYTES = 28


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Turn what pyarrow and the file system raise into the library's errors.

    Args:
        shown: the file's path as errors may say it.

    Raises:
        StoreUnavailable: the file can't be opened.
        MalformedData: it isn't a readable Parquet file.
        StoreError: it is encrypted, or of a kind that pyarrow can't read.
    """
    try:
        yield
    except FileNotFoundError:
        raise StoreUnavailable("there is no such file", file=shown) from None
    except PermissionError:
        raise StoreUnavailable("may not be read by this user", file=shown) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        # Only the kind of trouble is taken from the message: it may quote a value.
        if "crypt" in str(error).lower():
            raise StoreError(_ENCRYPTED, file=shown) from None
        if isinstance(error, pa.ArrowNotImplementedError):
            raise StoreError(_UNSUPPORTED, file=shown) from None
        raise MalformedData(_UNREADABLE, file=shown) from None


_UNREADABLE = (
    "is not a readable Parquet file: damaged, cut short or another format; put a whole copy in its place"
)
_UNSUPPORTED = "uses a part of the Parquet format that the installed pyarrow can't read; try a newer pyarrow"
_ENCRYPTED = "is encrypted; it needs keys, which this store can't be given: decrypt it first"


@contextmanager
def opened(path: Path, shown: str, **options: Any) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file; errors that are raised within are turned as by :func:`reading`.

    Args:
        path: where it lies.
        shown: its path as errors may say it.
        options: further arguments of ``pyarrow.parquet.ParquetFile``.
    """
    with reading(shown), path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(stream.tell() - _TAIL_BYTES, 0))
        tail = stream.read()
        stream.seek(0)
        if tail.endswith(_ENCRYPTED_FOOTER):
            raise StoreError(_ENCRYPTED, file=shown)
        with pq.ParquetFile(stream, pre_buffer=False, **options) as file:
            # Columns may be encrypted under a footer in plain text, which is signed then: a nonce and a
            # tag follow it (Encryption.md, 5.2). pyarrow ends the process when asked about such columns.
            footer = int.from_bytes(tail[:4], "little")
            if footer == file.metadata.serialized_size + _SIGNATURE_BYTES:
                raise StoreError(_ENCRYPTED, file=shown)
            yield file


def batches(
    file: pq.ParquetFile, group: int, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of one row group, in batches of at most 65,536 rows and about 64 MB.

    Args:
        file: an open file.
        group: the row group's number.
        columns: names of top-level columns; None for all. A batch may hold more than were asked for.
    """
    metadata = file.metadata.row_group(group)
    a_row = max(metadata.total_byte_size // max(metadata.num_rows, 1), 1)
    rows = max(min(BATCH_ROWS, BATCH_BYTES // a_row), 1)
    yield from file.iter_batches(batch_size=rows, row_groups=[group], columns=columns)


def leaves_of(file: pq.ParquetFile) -> dict[str, int]:
    """The position of the column chunk of each column that isn't nested, by name."""
    schema = file.schema
    leaves = {}
    for position in range(len(schema)):
        leaf = schema.column(position)
        if leaf.path == leaf.name:
            leaves[leaf.name] = position
    return leaves
