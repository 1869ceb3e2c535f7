"""A workbook whose sheets go straight into its archive.

openpyxl keeps every sheet in a temporary file until the workbook is saved: readable personal data, in a
folder that others share, which a process that is killed leaves behind.  Here a sheet is written into the
archive row by row, one sheet at a time, and no such file is ever made.
"""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from types import TracebackType

    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Book"]


class Book:
    """A new workbook in `out`; a context manager, so that a failure leaves nothing open.

    Args:
        out: a binary file open for writing.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.workbook: Any = Workbook(write_only=True)
        self._archive = ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True)
        self._open: _Sheet | None = None

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; its first row closes the sheet that was written before it."""
        made = _Sheet(self, name)
        self.workbook._add_sheet(made)
        made._id = len(self.workbook.worksheets)
        return cast("Worksheet", made)

    def begin(self, sheet: _Sheet) -> IO[bytes]:
        """The archive's member for a sheet; only one can be open at a time."""
        self._finish()
        member = self._archive.open(sheet.path[1:], "w", force_zip64=True)
        self._open = sheet
        return member

    def save(self) -> None:
        """Write what is left, and all that stands around the sheets."""
        for sheet in self.workbook.worksheets:
            if not sheet.closed and sheet is not self._open:
                sheet.close()
        self._finish()
        _Around(self.workbook, self._archive).save()

    def _finish(self) -> None:
        if self._open is not None:
            if not self._open.closed:
                self._open.close()
            self._open.member.close()
            self._open = None

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            return
        # Left to the collector, sheet and archive would try to write into `out` once more, later.
        with suppress(Exception):
            self._finish()
        if self._open is not None:
            with suppress(Exception):
                self._open.member.close()
        with suppress(Exception):
            self._archive.close()


class _Sheet(WriteOnlyWorksheet):
    """A sheet that is written into its book's archive."""

    member: IO[bytes]
    _id: int
    _writer: Any

    def __init__(self, book: Book, name: str) -> None:
        super().__init__(book.workbook, name)
        self._book = book

    def _get_writer(self) -> None:
        if self._writer is None:
            self.member = self._book.begin(self)
            self._writer = WorksheetWriter(self, self.member)
            self._writer.write_top()


class _Around(ExcelWriter):
    """Writes what stands around sheets that are in the archive already."""

    def write_worksheet(self, ws: Any) -> None:
        """Only note the sheet; openpyxl would put its temporary file into the archive here."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        ws._rels = ws._writer._rels
        self.manifest.append(ws)
