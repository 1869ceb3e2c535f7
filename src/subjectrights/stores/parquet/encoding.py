"""How a Parquet file was written, read from its footer, so that it can be written so again."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["chunks", "encoding_of", "losses", "schema_lines", "spelling_of"]

_OTHER_ENCODINGS = ("DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT")
_DICTIONARY_ENCODINGS = {"PLAIN_DICTIONARY", "RLE_DICTIONARY"}
_KNOWN = inspect.signature(pq.ParquetWriter.__init__).parameters

# LogicalTypes.md of the Parquet format: INT(32, true) and INT(64, true) are implied by the physical type
# and optional; how a timestamp's annotation is also spelt in the older notation says nothing of its values.
_WITHOUT_MEANING = re.compile(
    r" \(Int\(bitWidth=(?:32|64), isSigned=true\)\)"
    r"|, is_from_converted_type=\w+, force_set_converted_type=\w+"
)
_INT_WIDTH = re.compile(r"\bint(32|64) .*bitWidth=(\d+), isSigned=true")


def chunks(
    metadata: pq.FileMetaData, groups: Iterable[int] | None = None
) -> Iterator[tuple[int, pq.ColumnChunkMetaData]]:
    """Every column chunk of a file, or of some of its row groups, with the number of its row group."""
    for number in range(metadata.num_row_groups) if groups is None else groups:
        group = metadata.row_group(number)
        for leaf in range(metadata.num_columns):
            yield number, group.column(leaf)


def schema_lines(schema: pq.ParquetSchema) -> list[str]:
    """The Parquet schema as text, a line a node, with what has no meaning left out.

    The root's name (``schema``, ``spark_schema``, ``duckdb_schema``) tells only who wrote the file.
    """
    lines = []
    for line in str(schema).splitlines()[2:]:
        width = _INT_WIDTH.search(line)
        if width and width[1] != width[2]:
            lines.append(line)
        else:
            lines.append(_WITHOUT_MEANING.sub("", line))
    return lines


def spelling_of(file: pq.ParquetFile, schema: pa.Schema) -> Mapping[str, Any] | None:
    """The options of ``pyarrow.parquet.ParquetWriter`` that give a file's own Parquet schema again.

    Which spelling of lists, decimals, times and timestamps a file has is found by trying: an empty file
    is written in memory with each and its Parquet schema compared.

    Args:
        file: the open file.
        schema: the Arrow schema that its rows will be written with, without metadata.

    Returns:
        The options, or None where no spelling that pyarrow knows gives the same Parquet schema.
    """
    wanted = schema_lines(file.schema)
    for spelling in _spellings(file):
        if schema_lines(_schema_written(schema, {"store_schema": False, **spelling})) == wanted:
            return spelling
    return None


def encoding_of(file: pq.ParquetFile, path: Path, group: int) -> dict[str, Any]:
    """The options of ``pyarrow.parquet.ParquetWriter`` that write a row group as one is written.

    Args:
        file: the open file.
        path: where it lies; the headers of its pages are looked at.
        group: the row group's number.

    Returns:
        The options, :func:`spelling_of`'s aside.
    """
    metadata = file.metadata
    codecs: dict[str, str] = {}
    encodings: dict[str, set[str]] = {}
    statistics: set[str] = set()
    indexed = False
    bloomed = set()
    for _, chunk in chunks(metadata, [group]):
        name = chunk.path_in_schema
        codecs[name] = _codec(chunk.compression)
        encodings[name] = set(chunk.encodings)
        if chunk.is_stats_set:
            statistics.add(name)
        if _has_bloom_filter(chunk):
            bloomed.add(name)
        indexed = indexed or chunk.has_column_index or chunk.has_offset_index
    dictionary = sorted(name for name, used in encodings.items() if used & _DICTIONARY_ENCODINGS)
    others = {
        name: next(other for other in _OTHER_ENCODINGS if other in used)
        for name, used in encodings.items()
        if name not in dictionary and used & set(_OTHER_ENCODINGS)
    }
    first_page = _PageHeader.read(path, metadata, group)
    options: dict[str, Any] = {
        "store_schema": False,
        "compression": codecs or "NONE",
        "use_dictionary": dictionary,
        "column_encoding": others or None,
        "write_statistics": sorted(statistics),
        "write_page_index": indexed,
        "data_page_version": "2.0" if first_page.second_version else "1.0",
        "write_page_checksum": first_page.checksum,
    }
    if bloomed and "bloom_filter_options" in _KNOWN:
        rows = max(metadata.row_group(group).num_rows, 1)
        options["bloom_filter_options"] = {name: {"ndv": rows} for name in bloomed}
    return options


def losses(file: pq.ParquetFile, group: int, leaves: Collection[int]) -> set[str]:
    """What the installed pyarrow can't write again of column chunks: only what other readers do without.

    Args:
        file: the open file.
        group: the row group's number.
        leaves: which of its column chunks.
    """
    lost = set()
    for leaf, (_, chunk) in enumerate(chunks(file.metadata, [group])):
        if leaf in leaves and _has_bloom_filter(chunk) and "bloom_filter_options" not in _KNOWN:
            lost.add("bloom filters")
        if leaf in leaves and getattr(chunk, "metadata", None):
            lost.add("key-value metadata of single columns")
    return lost


def _codec(name: str) -> str:
    # pyarrow reports both of Parquet's LZ4 codecs as LZ4 and writes LZ4_RAW, which replaced the other.
    return "NONE" if name == "UNCOMPRESSED" else name


def _has_bloom_filter(chunk: pq.ColumnChunkMetaData) -> bool:
    return getattr(chunk, "bloom_filter_offset", None) is not None


def _spellings(file: pq.ParquetFile) -> Iterator[dict[str, Any]]:
    """The ways of spelling one Arrow schema in Parquet, the most likely first."""
    text = str(file.schema)
    first = file.metadata.format_version if file.metadata.format_version in ("1.0", "2.4", "2.6") else "2.6"
    versions = list(dict.fromkeys([first, "2.6"]))
    for version, legacy_lists, whole_decimals, utc_times in product(
        versions, (False, True), (False, True), (False, True)
    ):
        spelling: dict[str, Any] = {"version": version}
        if legacy_lists:
            spelling["use_compliant_nested_type"] = False
        if whole_decimals:
            spelling["store_decimal_as_integer"] = True
        if utc_times:
            spelling["write_time_adjusted_to_utc"] = True
        if " int96 " in text:
            spelling["use_deprecated_int96_timestamps"] = True
        if all(name in _KNOWN for name in spelling):
            yield spelling


def _schema_written(schema: pa.Schema, options: Mapping[str, Any]) -> pq.ParquetSchema:
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, schema, **options):
        pass
    return pq.ParquetFile(pa.BufferReader(sink.getvalue())).schema


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageHeader:
    """What only a page's own header tells, which pyarrow doesn't: read from its first bytes.

    The header is a struct in Thrift's compact protocol (parquet.thrift, ``PageHeader``): field 1 is the
    page's type, 2 and 3 its sizes, 4 its checksum where there is one.
    """

    second_version: bool = False
    checksum: bool = False

    @classmethod
    def read(cls, path: Path, metadata: pq.FileMetaData, group: int) -> _PageHeader:
        chunk = next((chunk for _, chunk in chunks(metadata, [group]) if chunk.num_values), None)
        if chunk is None:
            return cls()
        with path.open("rb") as stream:
            stream.seek(chunk.data_page_offset)
            head = stream.read(32)
        kind, after = _i32_field(head, 0)
        for _ in range(2):
            _, after = _i32_field(head, after)
        return cls(second_version=kind == _DATA_PAGE_V2, checksum=head[after : after + 1] == _NEXT_I32)


_DATA_PAGE_V2 = 3
_NEXT_I32 = b"\x15"  # the field after the one before, of type i32


def _i32_field(data: bytes, at: int) -> tuple[int | None, int]:
    """The value of an i32 field that starts at `at`, and where the next field starts."""
    if data[at : at + 1] != _NEXT_I32:
        return None, at
    value = shift = 0
    for place in range(at + 1, len(data)):
        value |= (data[place] & 0x7F) << shift
        if data[place] < 0x80:
            return (value >> 1) ^ -(value & 1), place + 1
        shift += 7
    return None, at
