"""The tables that the conformance suite works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

__all__ = ["CANARY", "HOSTILE_TEXTS", "people", "text_table", "with_cells", "without_rows"]

CANARY = "canary.7f3a@example.com"
"""A value that must never be told by an error."""

HOSTILE_TEXTS = (
    "Ann",
    "ann",
    "ANN",
    "Ann ",
    " Ann",
    "Joanne",
    "",
    " ",
    "NULL",
    "null",
    "NA",
    "nan",
    "None",
    "0",
    "00",
    "0.0",
    "1e3",
    "true",
    'a "quoted" word',
    '"',
    "it's",
    "';--",
    "back\\slash",
    "percent % and _",
    "comma, semicolon; tab\t",
    "line\nbreak",
    "line\r\nbreak",
    "caf\u00e9",
    "cafe\u0301",
    "stra\u00dfe",
    "\U0001f600",
    "\ufeffmark",
    "=1+1",
)


def text_table(columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    """A table of texts, by column name."""
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def people() -> pa.Table:
    """Five people; no value is missing."""
    return text_table(
        {
            "id": ["p1", "p2", "p3", "p4", "p5"],
            "name": ["Ann", "Joanne", "Ann", 'Bo "the\nbear"', "\u00c9lise"],
            "email": ["ann@x.com", "joann@x.com", CANARY, "", "elise@x.com"],
            "city": ["Li\u00e8ge", "Gent", "Li\u00e8ge", "Mons", "Gent"],
        }
    )


def without_rows(table: pa.Table, *rows: int) -> pa.Table:
    """The table less some rows, by position."""
    return table.take(pa.array([row for row in range(table.num_rows) if row not in rows], pa.int64()))


def with_cells(table: pa.Table, column: str, cells: Mapping[int, Any]) -> pa.Table:
    """The table with other values in some rows of one column, by position."""
    place = table.column_names.index(column)
    values = table.column(column).to_pylist()
    for row, value in cells.items():
        values[row] = value
    return table.set_column(place, table.schema.field(column), pa.array(values, table.schema.types[place]))
