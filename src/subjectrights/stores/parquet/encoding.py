"""How a Parquet file was written, read from its footer, so that it can be written so again."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["Encoding", "chunks", "encoding_of", "schema_lines"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """The options of ``pyarrow.parquet.ParquetWriter`` that give a file like one that is there.

    `options` are the writer's; `loses` names what the installed pyarrow can't write again, which is only
    ever something that other readers do without.
    """

    options: Mapping[str, Any]
    loses: tuple[str, ...] = ()


def chunks(metadata: pq.FileMetaData) -> Iterator[tuple[int, pq.ColumnChunkMetaData]]:
    """Every column chunk of a file with the number of its row group."""
    for number in range(metadata.num_row_groups):
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


def encoding_of(file: pq.ParquetFile, path: Path, schema: pa.Schema) -> Encoding | None:
    """The writer's options that give the file's own Parquet schema again, from `schema`.

    Which spelling of lists, decimals, times and timestamps a file has is found by trying: an empty file
    is written in memory with each and its Parquet schema compared.

    Args:
        file: the open file.
        path: where it lies; the headers of its pages are looked at.
        schema: the Arrow schema that its rows will be written with, without metadata.

    Returns:
        The options, or None where no spelling that pyarrow knows gives the same Parquet schema.
    """
    options = _options(file.metadata, path)
    loses: tuple[str, ...] = ()
    bloomed = {chunk.path_in_schema for _, chunk in chunks(file.metadata) if _has_bloom_filter(chunk)}
    if bloomed and "bloom_filter_options" in _KNOWN:
        rows = max(file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups))
        options["bloom_filter_options"] = {name: {"ndv": max(rows, 1)} for name in bloomed}
    elif bloomed:
        loses = ("bloom filters",)
    if any(getattr(chunk, "metadata", None) for _, chunk in chunks(file.metadata)):
        loses += ("key-value metadata of single columns",)
    wanted = schema_lines(file.schema)
    for spelling in _spellings(file):
        if schema_lines(_schema_written(schema, {**options, **spelling})) == wanted:
            return Encoding(options={**options, **spelling}, loses=loses)
    return None


def _options(metadata: pq.FileMetaData, path: Path) -> dict[str, Any]:
    codecs: dict[str, str] = {}
    encodings: dict[str, set[str]] = {}
    statistics: set[str] = set()
    indexed = False
    for _, chunk in chunks(metadata):
        name = chunk.path_in_schema
        codecs.setdefault(name, _codec(chunk.compression))
        encodings.setdefault(name, set()).update(chunk.encodings)
        if chunk.is_stats_set:
            statistics.add(name)
        indexed = indexed or chunk.has_column_index or chunk.has_offset_index
    dictionary = sorted(name for name, used in encodings.items() if used & _DICTIONARY_ENCODINGS)
    others = {
        name: next(other for other in _OTHER_ENCODINGS if other in used)
        for name, used in encodings.items()
        if name not in dictionary and used & set(_OTHER_ENCODINGS)
    }
    first_page = _PageHeader.read(path, metadata)
    return {
        "store_schema": False,
        "compression": codecs or "NONE",
        "use_dictionary": dictionary,
        "column_encoding": others or None,
        "write_statistics": sorted(statistics),
        "write_page_index": indexed,
        "sorting_columns": _sorting(metadata),
        "data_page_version": "2.0" if first_page.second_version else "1.0",
        "write_page_checksum": first_page.checksum,
    }


def _codec(name: str) -> str:
    # pyarrow reports both of Parquet's LZ4 codecs as LZ4 and writes LZ4_RAW, which replaced the other.
    return "NONE" if name == "UNCOMPRESSED" else name


def _sorting(metadata: pq.FileMetaData) -> tuple[pq.SortingColumn, ...] | None:
    """The order all row groups claim alike; a claim that some of them don't make isn't made for them."""
    claims = {tuple(metadata.row_group(i).sorting_columns) for i in range(metadata.num_row_groups)}
    return (claims.pop() or None) if len(claims) == 1 else None


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
    def read(cls, path: Path, metadata: pq.FileMetaData) -> _PageHeader:
        chunk = next((chunk for _, chunk in chunks(metadata) if chunk.num_values), None)
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
