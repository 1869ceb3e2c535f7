"""Looks whether texts that days or moments are read from are dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from subjectrights.datamap.checking import Checked
from subjectrights.datamap.findings import Finding
from subjectrights.datamap.model import TableRef
from subjectrights.errors import SubjectRightsError

__all__ = ["text_date_findings"]

_SAMPLE = 1_000


def text_date_findings(
    checked: Checked, ref: TableRef, name: str, *, code: str, example: str, effect: str, path: tuple[str, ...]
) -> Iterator[Finding]:
    """A warning where some of a column's first thousand texts are no ISO 8601 dates.

    Args:
        checked: the table that the finding is told of.
        ref: the table that holds the column.
        name: the column.
        code: the finding's.
        example: how such a date is written.
        effect: what comes of texts that are none.
        path: where the map names the column.
    """
    try:
        batch = next(iter(checked.ground.stores[ref.store].find(ref.table, (name,))), None)
    except SubjectRightsError as error:
        yield checked.finding("error", "could-not-look", f"could not look: {error.message}", column=name)
        return
    values = [] if batch is None else batch.column(0).slice(0, _SAMPLE).to_pylist()
    wrong = sum(1 for value in values if value and not _is_date(str(value)))
    if wrong:
        message = f"{wrong} of the first {len(values)} values are no ISO 8601 dates ({example}); {effect}"
        yield checked.finding("warning", code, message, column=name, path=path)


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
