"""Writes a document as PDF: headings and tables for people, the data attached as JSON."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from subjectrights.writers.document import Document, DocumentTable, EncryptingWriter, Loss, Section
from subjectrights.writers.hostile import HIDDEN, reveal
from subjectrights.writers.json import JsonWriter
from subjectrights.writers.pdf.canvas import INK, QUIET, Canvas
from subjectrights.writers.pdf.flow import BODY, SMALL, Flow
from subjectrights.writers.pdf.tables import TableLayout, record_row
from subjectrights.writers.portable import for_people
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import column_names
from subjectrights.writers.words import word

__all__ = ["ATTACHED_NAME", "PdfWriter"]

ATTACHED_NAME = "data.json"
_NO_FONT = "characters that no font at hand has are shown as ⟨U+...⟩"
_BINARY = "bytes are not printed; they are in the attached data.json"
_BYTES_PRINTED = 64
_MISSING = "—"


class PdfWriter(EncryptingWriter):
    """Writes a PDF in A4 with every common script, a table's header on each page, and page numbers."""

    suffixes = (".pdf",)
    media_type = "application/pdf"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; what can't be drawn as it is comes back as a loss."""
        writing = _Writing(document)
        out.write(writing.finished())
        return writing.tally.losses()

    def write_encrypted(self, document: Document, out: BinaryIO, password: str) -> Sequence[Loss]:
        """Write `document` to `out`, encrypted with AES-256 (ISO 32000-2, 7.6); what is attached, too."""
        writing = _Writing(document)
        writing.canvas.encrypt(password)
        out.write(writing.finished())
        return writing.tally.losses()


class _Writing:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.tally = Tally()
        created = f"{document.created:%Y-%m-%d %H:%M %Z}"
        numbering = (word(document, "page"), word(document, "of"))
        self.canvas = Canvas(numbering)
        self.under = self.text(f"{document.author} · {created}")
        self.title = self.text(document.title)
        self.canvas.begin(self.title, self.under)
        self.flow = Flow(self.canvas)

    def prepared(self, raw: str) -> tuple[str, tuple[str, ...]]:
        """The text as it is drawn, everything visible and in some font, and what had to be shown for that."""
        visible, hidden = reveal(raw)
        drawn, missing = self.canvas.typesetter.drawable(visible)
        return drawn, (HIDDEN,) * hidden + (_NO_FONT,) * missing

    def text(self, raw: str, table: str | None = None, column: str | None = None) -> str:
        """The text as it is drawn; what had to be shown another way is counted."""
        drawn, lost = self.prepared(raw)
        for what in lost:
            self.tally.add(table, column, what)
        return drawn

    def cell_text(self, value: object) -> tuple[str, tuple[str, ...]]:
        """The text of a value in a table."""
        if value is None:
            return _MISSING, ()
        if isinstance(value, bool):
            return self.prepared(word(self.document, "true" if value else "false"))
        if isinstance(value, bytes) and len(value) > _BYTES_PRINTED:
            return f"{len(value)} {self.prepared(word(self.document, 'bytes'))[0]}", (_BINARY,)
        return self.prepared(for_people(value))

    def finished(self) -> bytes:
        document, flow = self.document, self.flow
        self.describe()
        flow.title(self.title, self.under)
        for section in document.sections:
            self.section(section)
        for table in document.tables:
            self.table(table)
        flow.turn("portrait")
        for section in document.closing:
            self.section(section)
        losses = self.tally.losses()
        if losses:
            items = tuple(str(loss) for loss in losses)
            self.section(Section(heading=word(document, "losses"), items=items))
        self.attach()
        self.canvas.number_pages()
        return self.canvas.finished()

    def describe(self) -> None:
        document, canvas = self.document, self.canvas
        canvas.set_title(self.title)
        canvas.set_author(self.text(document.author))
        canvas.set_lang(document.language)
        canvas.set_creation_date(document.created)
        canvas.set_producer("subjectrights")

    def attach(self) -> None:
        data = io.BytesIO()
        JsonWriter().write(self.document, data)
        note = word(self.document, "attached")
        # An attached file's dates can't be encrypted, and readers would take them for that.
        moment = None if self.canvas.encrypted else self.document.created
        self.canvas.embed_file(
            bytes=data.getvalue(),
            basename=ATTACHED_NAME,
            desc=note,
            mime_type="application/json",
            creation_date=moment,
            modification_date=moment,
            compress=True,
        )
        self.flow.space(14)
        self.flow.text(self.text(f"{note}: {ATTACHED_NAME}"), SMALL, QUIET)

    def section(self, section: Section) -> None:
        flow = self.flow
        flow.heading(self.text(section.heading))
        for paragraph in section.paragraphs:
            flow.text(self.text(paragraph))
            flow.space(5)
        if section.facts:
            flow.canvas.rule(flow.y)
        for label, text in section.facts:
            record_row(flow, self.text(label), self.text(text))
        for item in section.items:
            flow.bullet(self.text(item))
            flow.space(3)

    def table(self, table: DocumentTable) -> None:
        flow = self.flow
        names = column_names(table.data)
        labels = [
            self.text(table.labels.get(field.name, name), table.name, name)
            for name, field in zip(names, table.data.schema, strict=True)
        ]
        heading = self.text(table.title, table.name)
        if table.data.num_rows == 0 or not names:
            flow.turn("portrait")
            flow.heading(heading)
            flow.text(self.text(word(self.document, "no_rows")), BODY, QUIET)
        else:
            layout = TableLayout(
                flow,
                table,
                labels=labels,
                cell_text=self.cell_text,
                count=partial(self.tally.add, table.name),
                record_word=self.text(word(self.document, "row")),
            )
            flow.turn(layout.orientation() or "portrait")
            flow.heading(heading)
            layout.draw()
        for note in table.notes:
            flow.space(4)
            flow.text(self.text(note, table.name), SMALL, INK)
