"""Looks for texts in what a Parquet file holds beside its cells: metadata, statistics, its own name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.stores.needles import Needles
from subjectrights.stores.parquet.encoding import chunks
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import opened

__all__ = ["residues_beside"]

_ARROW_SCHEMA = b"ARROW:schema"


def residues_beside(part: Part, needles: Sequence[str]) -> dict[str | None, int]:
    """How often one of `needles` stands in a file outside its cells, regardless of case.

    Args:
        part: the file.
        needles: what to look for, see :class:`Needles`.

    Returns:
        By column, the texts of its statistics that hold a needle; under None, those of the key-value
        metadata and the path.

    Raises:
        StoreUnavailable, MalformedData: the file can't be read.
    """
    wanted = Needles(needles)
    counts: dict[str | None, int] = {}
    if not wanted:
        return counts
    with opened(part.path, part.shown) as file:
        # A partition's folder may have its value percent-encoded.
        path = f"{part.below}\n{unquote(part.below)}"
        texts: list[tuple[str | None, str]] = [(None, path), *_metadata(file), *_statistics(file)]
    for column, text in texts:
        if wanted.stand_in(text):
            counts[column] = counts.get(column, 0) + 1
    return counts


def _metadata(file: pq.ParquetFile) -> Iterator[tuple[None, str]]:
    """The key-value metadata of the file, its Arrow fields and its column chunks."""
    held = dict(file.metadata.metadata or {})
    # Arrow's schema is coded in base64; its own metadata is looked at as Arrow decodes it.
    held.pop(_ARROW_SCHEMA, None)
    found = [held, *(_of_fields(file.schema_arrow))]
    found += [getattr(chunk, "metadata", None) or {} for _, chunk in chunks(file.metadata)]
    for entries in found:
        for key, value in entries.items():
            yield None, key.decode("utf-8", "replace")
            yield None, value.decode("utf-8", "replace")


def _of_fields(fields: pa.Schema | pa.DataType) -> Iterator[dict[bytes, bytes]]:
    for field in fields:
        yield field.metadata or {}
        if pa.types.is_struct(field.type):
            yield from _of_fields(field.type)


def _statistics(file: pq.ParquetFile) -> Iterator[tuple[str, str]]:
    for _, chunk in chunks(file.metadata):
        statistics = chunk.statistics
        if statistics is None or not statistics.has_min_max:
            continue
        try:
            bounds = (statistics.min, statistics.max)
        except UnicodeDecodeError:
            # A bound that was cut within a character; what it holds before the cut is looked at.
            bounds = (statistics.min_raw, statistics.max_raw)
        for bound in bounds:
            if isinstance(bound, bytes):
                bound = bound.decode("utf-8", "replace")
            if isinstance(bound, str):
                yield chunk.path_in_schema.split(".")[0], bound
