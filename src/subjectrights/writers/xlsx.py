"""The document as an Excel workbook, with nothing cut, rounded or run.

Every text is a text cell, never a formula (edge case 40).  What a sheet can't hold is carried another way
(edge case 41): long texts go on in a sheet of their own, wide and long tables in further sheets; numbers
that a double would round and moments that Excel's clock can't tell are exact text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, BinaryIO

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from subjectrights.writers.document import Document, DocumentTable, Loss, Section, Writer
from subjectrights.writers.names import sheet_name, unique_names
from subjectrights.writers.portable import text_of
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import column_names, rows_of
from subjectrights.writers.words import word
from subjectrights.writers.xlsx_book import Book
from subjectrights.writers.xlsx_cells import LongTexts, Place, fill, visible

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Limits", "XlsxWriter"]

_SAMPLED_ROWS = 200
_WIDEST = 60.0
_ABOUT_WIDTHS = (34, 60, 40, 14)
_TITLE = Font(bold=True, size=16, color="1F4E79")
_HEADING = Font(bold=True, size=12, color="1F4E79")
_BOLD = Font(bold=True)
_UNDER = Border(bottom=Side(style="thin", color="1F4E79"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a sheet takes (Excel's specification); smaller values are for tests.

    Args:
        rows: rows of a sheet, the header's included.
        columns: columns of a sheet.
        text: UTF-16 units of a cell's text.
    """

    rows: int = 1_048_576
    columns: int = 16_384
    text: int = 32_767


class XlsxWriter(Writer):
    """Writes a workbook: a sheet about the document, then one sheet a table, or more where it must."""

    suffixes = (".xlsx",)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; text that had to be shown another way comes back as a loss."""
        with Book(out) as book:
            writing = _Writing(document, book, self.limits)
            writing.run()
            book.save()
        return writing.tally.losses()


class _Writing:
    def __init__(self, document: Document, book: Book, limits: Limits) -> None:
        self.document = document
        self.book = book
        self.limits = limits
        self.tally = Tally()
        self.taken: set[str] = set()
        self.long = LongTexts(limits.text)
        self.index: list[tuple[str, str, str, int]] = []

    def run(self) -> None:
        document, properties = self.document, self.book.workbook.properties
        properties.title = self.plain(document.title)
        properties.creator = self.plain(document.author)
        properties.language = self.plain(document.language)
        properties.created = document.created.astimezone(UTC).replace(tzinfo=None)
        about = self.sheet(word(document, "about"))
        for position, width in enumerate(_ABOUT_WIDTHS, 1):
            about.column_dimensions[get_column_letter(position)].width = width
        for table in document.tables:
            self.table(table)
        if self.long.rest:
            self.long_texts()
        self.about(about)

    def sheet(self, name: str) -> Worksheet:
        return self.book.sheet(sheet_name(self.plain(name), self.taken))

    def plain(self, text: str) -> str:
        return visible(text, self.tally, Place())[: self.limits.text]

    def text_cell(self, sheet: Worksheet, text: str, font: Font | None = None, wrap: bool = False) -> Cell:
        cell = WriteOnlyCell(sheet)
        fill(cell, text, self.tally, self.long, Place())
        if font is not None:
            cell.font = font
        if wrap:
            cell.alignment = _WRAPPED
        return cell

    def about(self, sheet: Worksheet) -> None:
        document = self.document
        sheet.append([self.text_cell(sheet, document.title, _TITLE)])
        for key, text in (("author", document.author), ("created", text_of(document.created))):
            sheet.append([self.text_cell(sheet, word(document, key), _BOLD), self.text_cell(sheet, text)])
        for section in document.sections:
            self.section(sheet, section)
        if self.index:
            sheet.append([])
            heads = ("sheet", "contents", "table", "row")
            sheet.append([self.text_cell(sheet, word(document, key), _BOLD) for key in heads])
        for name, title, table, rows in self.index:
            cells = [self.text_cell(sheet, text, wrap=True) for text in (name, title, table)]
            count = WriteOnlyCell(sheet, value=rows)
            sheet.append([*cells, count])
        self.labels(sheet)
        for table_of in document.tables:
            for note in table_of.notes:
                sheet.append([self.text_cell(sheet, text, wrap=True) for text in (table_of.title, note)])
        for section in document.closing:
            self.section(sheet, section)
        losses = self.tally.losses()
        if losses:
            items = tuple(str(loss) for loss in losses)
            self.section(sheet, Section(heading=word(document, "losses"), items=items))

    def labels(self, sheet: Worksheet) -> None:
        """By label, the column's own name where the header shows something else."""
        for table in self.document.tables:
            for name in table.data.column_names:
                label = table.labels.get(name, name)
                if label != name:
                    texts = (table.title, label, f"{table.name}.{name}")
                    sheet.append([self.text_cell(sheet, text) for text in texts])

    def section(self, sheet: Worksheet, section: Section) -> None:
        sheet.append([])
        sheet.append([self.text_cell(sheet, section.heading, _HEADING)])
        for paragraph in section.paragraphs:
            sheet.append([self.text_cell(sheet, paragraph)])
        for label, text in section.facts:
            sheet.append([self.text_cell(sheet, label, wrap=True), self.text_cell(sheet, text, wrap=True)])
        for item in section.items:
            sheet.append([self.text_cell(sheet, f"• {item}")])

    def table(self, table: DocumentTable) -> None:
        """The table on as many sheets as it needs; where its columns are split, each has row numbers."""
        total = table.data.num_columns
        if total <= self.limits.columns:
            self.part(table, table.data, column_names(table.data), numbered=False)
            return
        width = self.limits.columns - 1
        names = column_names(table.data)
        for start in range(0, total, width):
            positions = list(range(start, min(start + width, total)))
            part = table.data.select(positions)
            self.part(table, part, names[start : start + width], numbered=True)

    def part(self, table: DocumentTable, data: object, names: list[str], *, numbered: bool) -> None:
        sheets = _Sheets(self, table, names, numbered)
        for number, row in enumerate(rows_of(data), 1):
            sheets.append(number, row)
        sheets.finish()

    def long_texts(self) -> None:
        document = self.document
        heads = [word(document, key) for key in ("table", "column", "row", "continued")]
        name = word(document, "continued").capitalize()
        rows = self.limits.rows - 1
        for start in range(0, len(self.long.rest), rows):
            sheet = self.sheet(name)
            sheet.append([self.text_cell(sheet, head, _BOLD) for head in heads])
            for place, part in self.long.rest[start : start + rows]:
                cells = [self.text_cell(sheet, text or "") for text in (place.table, place.column)]
                text = WriteOnlyCell(sheet, value=part)
                text.data_type = "s"
                sheet.append([*cells, WriteOnlyCell(sheet, value=place.row), text])


class _Sheets:
    """The sheets of one table, a new one begun whenever the last is full."""

    def __init__(self, writing: _Writing, table: DocumentTable, names: list[str], numbered: bool) -> None:
        self.writing = writing
        self.table = table
        self.names = names
        self.numbered = numbered
        self.labels = unique_names(table.labels.get(name, name) for name in names)
        self.widths = [float(len(label)) for label in self.labels]
        self.pending: list[tuple[int, tuple[object, ...]]] = []
        self.sheet: Worksheet | None = None
        self.rows = 0

    def append(self, number: int, row: tuple[object, ...]) -> None:
        # The first rows wait, because a sheet's column widths stand before its rows in the file.
        if self.sheet is None and len(self.pending) < _SAMPLED_ROWS:
            self.pending.append((number, row))
            self.widths = [
                max(width, _natural_width(value)) for width, value in zip(self.widths, row, strict=True)
            ]
            return
        self.flush()
        self.put(number, row)

    def flush(self) -> None:
        for number, row in self.pending:
            self.put(number, row)
        self.pending = []

    def put(self, number: int, row: tuple[object, ...]) -> None:
        if self.sheet is None or self.rows + 1 >= self.writing.limits.rows:
            self.close()
            self.sheet = self.begin()
        self.sheet.append(list(self.cells(self.sheet, number, row)))
        self.rows += 1

    def cells(self, sheet: Worksheet, number: int, row: tuple[object, ...]) -> Iterator[Cell | int | None]:
        if self.numbered:
            yield number
        for value, name in zip(row, self.names, strict=True):
            if value is None:
                yield None
                continue
            cell = WriteOnlyCell(sheet)
            fill(cell, value, self.writing.tally, self.writing.long, Place(self.table.name, name, number))
            yield cell

    def begin(self) -> Worksheet:
        sheet = self.writing.sheet(self.table.title)
        sheet.freeze_panes = "A2"
        labels, widths = self.labels, self.widths
        if self.numbered:
            labels, widths = [word(self.writing.document, "row"), *labels], [8.0, *widths]
        header = []
        for position, (label, width) in enumerate(zip(labels, widths, strict=True), 1):
            sheet.column_dimensions[get_column_letter(position)].width = min(width + 3, _WIDEST)
            cell = WriteOnlyCell(sheet)
            fill(cell, label, self.writing.tally, self.writing.long, Place(self.table.name, label))
            cell.font, cell.border = _BOLD, _UNDER
            header.append(cell)
        sheet.append(header)
        self.rows = 0
        return sheet

    def close(self) -> None:
        if self.sheet is None:
            return
        columns = len(self.names) + self.numbered
        if columns:
            self.sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{self.rows + 1}"
        entry = (self.sheet.title, self.table.title, self.table.name, self.rows)
        self.writing.index.append(entry)
        self.sheet = None

    def finish(self) -> None:
        self.flush()
        if self.sheet is None:
            self.sheet = self.begin()
        self.close()


def _natural_width(value: object) -> float:
    if value is None:
        return 0.0
    lines = text_of(value)[:400].split("\n")
    # East Asian letters take about two columns of Latin ones.
    return max(len(line) + sum(character > "\u2e7f" for character in line) for line in lines)
