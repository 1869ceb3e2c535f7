"""The document as one JSON file: the format to read by program, and what the PDF carries inside.

Members, in this order: ``title``, ``language``, ``created``, ``author``, ``format`` (how to read the
values), ``metadata``, ``sections``, ``closing``, ``tables`` (by name: ``title``, ``columns``, ``rows``,
``notes``) and ``losses``, which is always empty: nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from subjectrights.writers.document import Document, DocumentTable, Loss, Section, Writer
from subjectrights.writers.hostile import escape_json
from subjectrights.writers.names import unique_names
from subjectrights.writers.portable import compact, describe_columns, portable
from subjectrights.writers.values import rows_of

__all__ = ["HOW_TO_READ", "JsonWriter", "describe_head", "describe_section"]

HOW_TO_READ = (
    "UTF-8 JSON within I-JSON (RFC 7493). A column's 'form' says how its values stand here: 'integer as "
    "text' and 'decimal as text' are digits in a string, because many readers round large numbers; NaN, "
    "Infinity and -Infinity are strings; 'base64' are bytes; dates, times and durations are ISO 8601; a "
    "'list of pairs' is a map. null is a missing value, which is not the same as an empty text."
)


def describe_section(section: Section) -> dict[str, Any]:
    """A section as JSON takes it."""
    return {
        "heading": section.heading,
        "paragraphs": list(section.paragraphs),
        "facts": [{"label": label, "text": text} for label, text in section.facts],
        "items": list(section.items),
    }


def describe_head(document: Document, how_to_read: str) -> dict[str, Any]:
    """Everything of the document but its tables, as JSON takes it."""
    return {
        "title": document.title,
        "language": document.language,
        "created": document.created.isoformat(),
        "author": document.author,
        "format": how_to_read,
        "metadata": portable(document.metadata),
        "sections": [describe_section(section) for section in document.sections],
        "closing": [describe_section(section) for section in document.closing],
    }


class JsonWriter(Writer):
    """Writes a document as JSON, row by row; see the module for the structure."""

    suffixes = (".json",)
    media_type = "application/json"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; nothing is lost."""
        for piece in _pieces(document):
            out.write(escape_json(piece).encode("utf-8"))
        return ()


def _pieces(document: Document) -> Iterator[str]:
    yield "{\n"
    for name, value in describe_head(document, HOW_TO_READ).items():
        yield f'"{name}": {json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)},\n'
    yield '"tables": {'
    names = unique_names(table.name for table in document.tables)
    for position, (name, table) in enumerate(zip(names, document.tables, strict=True)):
        yield f"{',' if position else ''}\n{compact(name)}: "
        yield from _table(table)
    yield '\n},\n"losses": []\n}\n'


def _table(table: DocumentTable) -> Iterator[str]:
    columns = describe_columns(table)
    yield f'{{"title": {compact(table.title)},\n "columns": ['
    yield ",".join(f"\n  {compact(column)}" for column in columns)
    yield '],\n "rows": ['
    keys = [compact(column["name"]) for column in columns]
    as_text = [column["form"] == "integer as text" for column in columns]
    separator = "\n  "
    for row in rows_of(table.data):
        cells = (
            f"{key}:{compact(str(value) if whole and value is not None else portable(value))}"
            for key, whole, value in zip(keys, as_text, row, strict=True)
        )
        yield f"{separator}{{{','.join(cells)}}}"
        separator = ",\n  "
    yield f'],\n "notes": {compact(list(table.notes))}}}'
