"""Checks the column that says when a row was collected, which tells a restored row from a new one."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from subjectrights.datamap.check_dates import text_date_findings
from subjectrights.datamap.checking import Checked, nearest
from subjectrights.datamap.findings import Finding
from subjectrights.datamap.methods import is_text

__all__ = ["collected_findings"]

_PATH = ("collected",)


def collected_findings(checked: Checked) -> Iterator[Finding]:
    """The column must be there and hold moments; days alone leave one day of doubt."""
    name = checked.map.collected
    if name is None:
        return
    column = checked.table.columns.get(name)
    if column is None:
        hint = nearest(name, checked.table.columns)
        message = "the table has no such column"
        yield checked.finding("error", "missing-column", message, hint, column=name, path=_PATH)
    elif is_text(column.type):
        yield from text_date_findings(
            checked,
            checked.ref,
            name,
            code="collected-type",
            example="2026-01-31T09:30:00Z",
            effect="after a restore their rows are asked about",
            path=_PATH,
        )
    elif pa.types.is_date(column.type):
        yield checked.finding(
            "note",
            "collected-day",
            "holds days: after a restore, what was collected on the day of an erasure is asked about",
            column=name,
            path=_PATH,
        )
    elif not pa.types.is_timestamp(column.type):
        message = f"holds {column.type}; when a row was collected is a date and time"
        yield checked.finding("error", "collected-type", message, column=name, path=_PATH)
