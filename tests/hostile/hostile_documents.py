"""Documents that hold a value nobody else may see, and the formats to write them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from subjectrights.writers.document import Document
from writers.writers_support import document, table

__all__ = ["CANARY", "FORMATS", "PASSWORD", "breaking_off", "secret_document"]

CANARY = "Kanarienvogel-4711"
FORMATS = ("json", "csv", "csv.zip", "xlsx", "pdf", "html", "xml", "parquet", "parquet.zip")
PASSWORD = "Tulip-7-Anchor-93"


def secret_document(rows: int = 50) -> Document:
    """A document of one table that holds the canary wherever there is room."""
    data = pa.table({"id": range(rows), "name": [f"{CANARY} {number}" for number in range(rows)]})
    return document(
        table(data, f"crm.{CANARY}", title=CANARY, labels={"name": CANARY}, notes=(CANARY,)),
        title=CANARY,
        author=CANARY,
        metadata={"who": CANARY},
    )


class _Breaking(tuple[str, ...]):
    """Notes below a table that can be read up to their last word."""

    action: Callable[[], None]

    def __iter__(self) -> Iterator[str]:
        self.action()
        return super().__iter__()


def breaking_off(given: Document, action: Callable[[], None]) -> Document:
    """The document, where `action` happens when all rows are written and nothing is finished."""
    notes = _Breaking(("note",))
    notes.action = action
    return replace(given, tables=tuple(replace(one, notes=notes) for one in given.tables))
