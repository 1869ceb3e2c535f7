"""One Parquet file a table, in a ZIP archive, or one bare file where there is one table.

The columns keep their Arrow types; what stands around the tables goes into the file's key-value metadata
under ``subjectrights``, as JSON.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.errors import WriteError
from subjectrights.writers.archive import add_text, open_archive, open_member
from subjectrights.writers.document import Document, DocumentTable, Loss, Writer
from subjectrights.writers.hostile import escape_json
from subjectrights.writers.json import describe_head
from subjectrights.writers.names import member_names
from subjectrights.writers.portable import compact, describe_columns, describe_losses, text_of
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import column_names, decode

__all__ = ["ParquetWriter", "ParquetZipWriter"]

_HOW_TO_READ = (
    "Apache Parquet, one file a table, with the Arrow types in the file's schema. The key-value metadata "
    "'subjectrights' of each file, and metadata.json, hold what stands around the tables."
)
_AS_TEXT = "a type that Parquet doesn't have is written as text"


class ParquetZipWriter(Writer):
    """Writes a ZIP archive of one Parquet file a table and ``metadata.json``."""

    suffixes = (".parquet.zip",)
    media_type = "application/zip"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; a type that Parquet doesn't have comes back as a loss."""
        tally = Tally()
        names = member_names(
            (table.name for table in document.tables), ".parquet", reserved=("metadata.json",)
        )
        described = []
        with open_archive(out) as archive:
            for name, table in zip(names, document.tables, strict=True):
                with open_member(archive, name, compress=False) as member:
                    member.write(_file(document, table, tally))
                described.append(_describe(table) | {"file": name})
            head = describe_head(document, _HOW_TO_READ)
            head |= {"tables": described, "losses": describe_losses(tally.losses())}
            add_text(archive, "metadata.json", escape_json(compact(head)) + "\n")
        return tally.losses()


class ParquetWriter(Writer):
    """Writes a document of exactly one table as a bare Parquet file."""

    suffixes = (".parquet",)
    media_type = "application/vnd.apache.parquet"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write the only table of `document` to `out`, the rest as its metadata.

        Raises:
            WriteError: the document has no table, or more than one.
        """
        if len(document.tables) != 1:
            raise WriteError(
                f"a .parquet file holds one table and the document has {len(document.tables)}; "
                "write a .parquet.zip"
            )
        tally = Tally()
        out.write(_file(document, document.tables[0], tally))
        return tally.losses()


def _describe(table: DocumentTable) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "rows": table.data.num_rows,
        "columns": describe_columns(table),
        "notes": list(table.notes),
    }


def _file(document: Document, table: DocumentTable, tally: Tally) -> bytes:
    data = _storable(table, tally)
    head = describe_head(document, _HOW_TO_READ)
    head |= {"table": _describe(table), "losses": describe_losses(tally.losses())}
    metadata = dict(data.schema.metadata or {})
    metadata[b"subjectrights"] = escape_json(compact(head)).encode()
    buffer = io.BytesIO()
    pq.write_table(data.replace_schema_metadata(metadata), buffer, compression="zstd")
    return buffer.getvalue()


def _storable(table: DocumentTable, tally: Tally) -> pa.Table:
    """The table with unique column names and only types that Parquet can hold."""
    columns = []
    for name, column in zip(column_names(table.data), table.data.columns, strict=True):
        if pa.types.is_run_end_encoded(column.type):
            column = pa.chunked_array(
                [pc.run_end_decode(chunk) for chunk in column.chunks], column.type.value_type
            )
        if not _parquet_has(column.type):
            tally.add(table.name, name, _AS_TEXT, len(column))
            column = pa.chunked_array([_as_text(chunk) for chunk in column.chunks], pa.string())
        columns.append(column)
    data = pa.table(columns, names=column_names(table.data))
    return data.replace_schema_metadata(table.data.schema.metadata)


def _parquet_has(kind: pa.DataType) -> bool:
    """Whether a column of that type can be written; seconds become milliseconds, which loses nothing."""
    try:
        pq.write_table(pa.table([pa.chunked_array([], kind)], names=["column"]), io.BytesIO())
    except (pa.ArrowException, OSError):
        return False
    return True


def _as_text(array: pa.Array) -> pa.Array:
    texts = [None if value is None else text_of(value) for value in decode(array)]
    return pa.array([t if t is None else t.encode(errors="replace").decode() for t in texts], pa.string())
