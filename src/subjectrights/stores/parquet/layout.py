"""What the names of folders say of a table: Hive's partitions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from subjectrights.errors import MalformedData

__all__ = [
    "NO_VALUE",
    "Part",
    "masked",
    "partition_types",
    "partition_value",
]

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""How Hive writes a missing partition value."""

_PARTITION_VALUE = re.compile(r"([^/=]+)=[^/]*/")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a table.

    Args:
        path: where it lies.
        below: its path from the data map's folder.
        shown: its path as errors may say it: partition values, which may be a person's, are left out.
        partition: by partition column, the value that the path holds; None where it says there is none.
    """

    path: Path = field(repr=False)
    below: str = field(repr=False)
    shown: str
    partition: Mapping[str, str | None] = field(repr=False)

    @classmethod
    def at(cls, path: Path, folder: Path) -> Part:
        """The part at `path`, with what the folders between it and `folder` say.

        Args:
            path: the file.
            folder: the data map's folder; only names below it are looked at, where the file is below it.
        """
        below = path.relative_to(folder) if path.is_relative_to(folder) else path
        partition: dict[str, str | None] = {}
        for name in below.parts[:-1]:
            column, _, value = name.partition("=")
            if column and column != name:
                partition[unquote(column)] = None if value == NO_VALUE else unquote(value)
        return cls(path=path, below=below.as_posix(), shown=masked(below.as_posix()), partition=partition)


def partition_types(parts: Sequence[Part]) -> dict[str, pa.DataType]:
    """The partition columns of a table and their types.

    A column all of whose values are whole numbers as a number is written (``7``, not ``07``) is int64;
    any other is text, so that no leading zero is lost.

    Args:
        parts: the table's files; at least one.

    Raises:
        MalformedData: the files aren't partitioned by the same columns.
    """
    names = list(parts[0].partition)
    for part in parts:
        if set(part.partition) != set(names):
            raise MalformedData(
                "isn't partitioned by the same columns as the table's other files", file=part.shown
            )
    types = {}
    for name in names:
        values = [value for part in parts if (value := part.partition[name]) is not None]
        whole = bool(values) and all(_WHOLE_NUMBER.fullmatch(value) for value in values)
        types[name] = pa.int64() if whole else pa.string()
    return types


def partition_value(part: Part, column: str, type_: pa.DataType) -> pa.Scalar:
    """The value that the path of `part` holds for a partition column, as `type_`."""
    value = part.partition[column]
    return pa.scalar(int(value) if value is not None and pa.types.is_integer(type_) else value, type_)


def masked(path: str) -> str:
    """A path as errors may say it: ``customer=42/x.parquet`` as ``customer=*/x.parquet``."""
    return _PARTITION_VALUE.sub(r"\1=*/", path)
