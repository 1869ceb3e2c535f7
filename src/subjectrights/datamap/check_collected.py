"""Checks the column that says when a row was collected, which tells a restored row from a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa

from subjectrights.datamap.checking import Checked, nearest
from subjectrights.datamap.findings import Finding
from subjectrights.datamap.methods import is_text
from subjectrights.errors import SubjectRightsError

__all__ = ["collected_findings"]

_SAMPLE = 1_000
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
        yield from _texts(checked, name)
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


def _texts(checked: Checked, name: str) -> Iterator[Finding]:
    try:
        batch = next(iter(checked.ground.stores[checked.ref.store].find(checked.ref.table, (name,))), None)
    except SubjectRightsError as error:
        yield checked.finding("error", "could-not-look", f"could not look: {error.message}", column=name)
        return
    values = [] if batch is None else batch.column(0).slice(0, _SAMPLE).to_pylist()
    wrong = sum(1 for value in values if value and not _is_moment(str(value)))
    if wrong:
        yield checked.finding(
            "warning",
            "collected-type",
            f"{wrong} of the first {len(values)} values are no ISO 8601 dates (2026-01-31T09:30:00Z); "
            "after a restore their rows are asked about",
            column=name,
            path=_PATH,
        )


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
