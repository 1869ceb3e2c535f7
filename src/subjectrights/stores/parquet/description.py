"""The columns of a table: what the schemas of its files and the names of its folders come to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.errors import MalformedData
from subjectrights.stores.base import Column
from subjectrights.stores.parquet.layout import Part, partition_types
from subjectrights.stores.parquet.reading import INT96_UNIT, opened
from subjectrights.stores.parquet.types import plain, unify

__all__ = ["Description", "describe", "fields_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A table: its files in order, its columns, and which of them are partition columns."""

    parts: tuple[Part, ...] = field(repr=False)
    columns: Mapping[str, Column]
    partitioned_by: Mapping[str, pa.DataType]


def describe(parts: Sequence[Part]) -> Description:
    """Read the footers of a table's files and unite their schemas.

    Args:
        parts: the files, in the table's order; at least one.

    Returns:
        The table; a column that some file lacks can be NULL, partition columns come last.

    Raises:
        MalformedData: a file can't be read, or two hold a column in types that have no exact common type.
        StoreUnavailable: a file can't be opened.
    """
    partitions = partition_types(parts)
    columns: dict[str, Column] = {}
    for number, part in enumerate(parts):
        with opened(part.path, part.shown, coerce_int96_timestamp_unit=INT96_UNIT) as file:
            fields = fields_of(file, part)
        for name, found in fields.items():
            if name in partitions:
                continue
            known = columns.get(name)
            if known is None:
                columns[name] = Column(name=name, type=found.type, nullable=found.nullable or (number > 0))
            else:
                columns[name] = _united(known, found, part)
        for name in columns.keys() - fields.keys():
            columns[name] = Column(name=name, type=columns[name].type, nullable=True)
    for name, type_ in partitions.items():
        missing = any(part.partition[name] is None for part in parts)
        columns[name] = Column(name=name, type=type_, nullable=missing, generated=True)
    return Description(parts=tuple(parts), columns=columns, partitioned_by=partitions)


def fields_of(file: pq.ParquetFile, part: Part) -> dict[str, pa.Field]:
    """The columns of one file by name, each of its plain type.

    Args:
        file: the open file.
        part: which it is.

    Raises:
        MalformedData: two of its columns have one name, so that neither can be named.
    """
    fields: dict[str, pa.Field] = {}
    for found in file.schema_arrow:
        if found.name in fields:
            raise MalformedData("two columns of the file have this name", column=found.name, file=part.shown)
        fields[found.name] = pa.field(found.name, plain(found.type), found.nullable)
    return fields


def _united(known: Column, found: pa.Field, part: Part) -> Column:
    type_ = unify(known.type, found.type)
    if type_ is None:
        raise MalformedData(
            f"holds the column as {found.type}, other files of the table as {known.type}; "
            "give the files one type, or map them as two tables",
            column=known.name,
            file=part.shown,
        )
    return Column(name=known.name, type=type_, nullable=known.nullable or found.nullable)
