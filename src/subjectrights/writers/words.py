"""The writers' own few words, where the document brings none in its language."""

from __future__ import annotations

from subjectrights.writers.document import Document

__all__ = ["ENGLISH", "word"]

ENGLISH = {
    "about": "About",
    "attached": "The same data is attached to this file in machine-readable form",
    "author": "From",
    "bytes": "bytes",
    "column": "Column",
    "continued": "continued",
    "contents": "Contents",
    "created": "Created",
    "false": "no",
    "losses": "What this format could not carry as it is",
    "no_rows": "No rows",
    "of": "of",
    "page": "Page",
    "row": "Row",
    "sheet": "Sheet",
    "table": "Table",
    "true": "yes",
}


def word(document: Document, key: str) -> str:
    """The writer's word for `key` in the document's language, in English where it brings none."""
    return document.words.get(key) or ENGLISH[key]
