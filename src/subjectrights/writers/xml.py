"""The document as well-formed XML 1.0.

``document`` holds ``metadata``, ``section``, ``table`` and ``loss`` elements.  Names of tables and columns
are attributes, never element names.  A missing value is ``xsi:nil="true"``; a text with characters that XML
forbids is carried as base64 of its UTF-8 with ``encoding="base64"``, so that nothing is lost.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from subjectrights.writers.document import Document, DocumentTable, Loss, Section, Writer
from subjectrights.writers.hostile import NOT_IN_XML, not_in_xml, reveal_for_xml
from subjectrights.writers.portable import describe_columns, portable, text_of
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import Pairs, column_names, rows_of

__all__ = ["NAMESPACE", "XmlWriter"]

NAMESPACE = "urn:subjectrights:document:1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NIL = ' xsi:nil="true"'


class XmlWriter(Writer):
    """Writes a document as XML, element by element."""

    suffixes = (".xml",)
    media_type = "application/xml"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; only names with forbidden characters come back as a loss."""
        writing = _Writing(document)
        for piece in writing.pieces():
            out.write(piece.encode("utf-8"))
        return writing.tally.losses()


class _Writing:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.tally = Tally()

    def attribute(self, name: str, value: str, table: str | None = None, column: str | None = None) -> str:
        """An attribute with a leading blank; what XML forbids in its value is shown."""
        if not_in_xml(value):
            self.tally.add(table, column, NOT_IN_XML)
            value = reveal_for_xml(value)
        return f" {name}={quoteattr(value, _WHITE)}"

    def pieces(self) -> Iterator[str]:
        document = self.document
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f'<document xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}"'
        yield self.attribute("xml:lang", document.language) + self.attribute("title", document.title)
        yield self.attribute("created", document.created.isoformat())
        yield self.attribute("author", document.author) + ">\n<metadata>\n"
        for key, value in portable(document.metadata).items():
            yield self.element("entry", value, self.attribute("key", str(key))) + "\n"
        yield "</metadata>\n"
        for section in document.sections:
            yield from self.section("section", section)
        for table in document.tables:
            yield from self.table(table)
        for section in document.closing:
            yield from self.section("closing", section)
        for loss in self.tally.losses():
            where = (reveal_for_xml(loss.table or ""), reveal_for_xml(loss.column or ""))
            place = self.attribute("table", where[0]) + self.attribute("column", where[1])
            yield f'<loss{place} count="{loss.count}">{escape(reveal_for_xml(loss.what))}</loss>\n'
        yield "</document>\n"

    def section(self, tag: str, section: Section) -> Iterator[str]:
        yield f"<{tag}>\n{self.element('heading', section.heading)}\n"
        for paragraph in section.paragraphs:
            yield self.element("paragraph", paragraph) + "\n"
        for label, text in section.facts:
            yield self.element("fact", text, self.attribute("label", label)) + "\n"
        for item in section.items:
            yield self.element("item", item) + "\n"
        yield f"</{tag}>\n"

    def table(self, table: DocumentTable) -> Iterator[str]:
        yield f"<table{self.attribute('name', table.name, table.name)}"
        yield self.attribute("title", table.title, table.name) + ">\n<columns>\n"
        for column in describe_columns(table):
            parts = (
                self.attribute(key, str(text), table.name, column["name"]) for key, text in column.items()
            )
            yield f"<column{''.join(parts)}/>\n"
        yield "</columns>\n<rows>\n"
        names = column_names(table.data)
        attributes = [self.attribute("column", name, table.name, name) for name in names]
        for row in rows_of(table.data):
            cells = (self.element("cell", value, which) for value, which in zip(row, attributes, strict=True))
            yield f"<row>{''.join(cells)}</row>\n"
        yield "</rows>\n"
        for note in table.notes:
            yield self.element("note", note) + "\n"
        yield "</table>\n"

    def element(self, tag: str, value: object, attributes: str = "") -> str:
        """An element that holds `value`; nested values become nested elements."""
        if value is None:
            return f"<{tag}{attributes}{_NIL}/>"
        if isinstance(value, Pairs):
            inside = "".join(
                f"<entry>{self.element('key', key)}{self.element('value', part)}</entry>"
                for key, part in value
            )
        elif isinstance(value, Mapping):
            inside = "".join(
                self.element("field", part, self.attribute("name", str(name))) for name, part in value.items()
            )
        elif isinstance(value, list | tuple):
            inside = "".join(self.element("item", part) for part in value)
        else:
            return _leaf(tag, text_of(value), attributes)
        return f"<{tag}{attributes}>{inside}</{tag}>"


_WHITE: Mapping[str, Any] = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_RETURN = {"\r": "&#13;"}


def _leaf(tag: str, text: str, attributes: str) -> str:
    if not_in_xml(text):
        packed = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
        return f'<{tag}{attributes} encoding="base64">{packed}</{tag}>'
    return f"<{tag}{attributes}>{escape(text, _RETURN)}</{tag}>"
