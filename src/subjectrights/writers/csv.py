"""One CSV a table, in a ZIP archive, or one bare CSV where there is one table.

UTF-8 with a byte order mark (without it Excel garbles every accent), comma, CRLF (RFC 4180).  Every text is
quoted and NULL is an empty field without quotes, so that the two are told apart.  Cells that a spreadsheet
would run are disarmed by an apostrophe; :func:`subjectrights.writers.hostile.rearm` undoes it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, BinaryIO

from subjectrights.errors import WriteError
from subjectrights.writers.archive import add_text, open_archive, open_member
from subjectrights.writers.document import Document, DocumentTable, Loss, Writer
from subjectrights.writers.hostile import disarm, escape_json, is_formula, shown
from subjectrights.writers.json import describe_head
from subjectrights.writers.names import member_names
from subjectrights.writers.portable import compact, describe_columns, describe_losses, text_of
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import column_names, rows_of

__all__ = ["CsvWriter", "CsvZipWriter"]

_HOW_TO_READ = (
    "CSV by RFC 4180: UTF-8 with a byte order mark, comma, CRLF. Every text is in quotes; an empty field "
    'without quotes is a missing value (NULL), "" is an empty text; in a table of one column a blank line is '
    "a row whose value is missing. Numbers have a point and no separators; bytes are base64; dates and times "
    "ISO 8601; nested values JSON. Where a spreadsheet would run a cell as a formula, an apostrophe (') "
    "stands before it: at the start of a text that, after blanks and apostrophes, starts with = + - @, a tab "
    "or a line break, and before these signs after ; | a tab or a line break inside a text. Take away one "
    "such apostrophe each to have the text as it is stored. metadata.json holds the types of the columns."
)
_NUMBER = re.compile(r"-?[0-9][0-9.e+-]*")
_NOT_UNICODE = "halves of characters, which CSV can't hold, are shown as ⟨U+...⟩"
_NUL = "NUL characters, which most readers of CSV stop at, are shown as ⟨U+0000⟩"


class CsvZipWriter(Writer):
    """Writes a ZIP archive of one CSV a table, ``README.txt`` and ``metadata.json``."""

    suffixes = (".csv.zip", ".zip")
    media_type = "application/zip"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; what UTF-8 can't hold comes back as a loss."""
        tally = Tally()
        names = member_names(
            (table.name for table in document.tables), ".csv", reserved=("README.txt", "metadata.json")
        )
        described = []
        with open_archive(out) as archive:
            add_text(archive, "README.txt", _HOW_TO_READ + "\n")
            for name, table in zip(names, document.tables, strict=True):
                with open_member(archive, name) as member:
                    _write_table(table, member, tally)
                described.append(
                    {
                        "name": table.name,
                        "file": name,
                        "title": table.title,
                        "rows": table.data.num_rows,
                        "columns": describe_columns(table),
                        "notes": list(table.notes),
                    }
                )
            head = describe_head(document, _HOW_TO_READ)
            head |= {"tables": described, "losses": describe_losses(tally.losses())}
            add_text(archive, "metadata.json", escape_json(compact(head)) + "\n")
        return tally.losses()


class CsvWriter(Writer):
    """Writes a document of exactly one table as a bare CSV file; what stands around it is left out."""

    suffixes = (".csv",)
    media_type = "text/csv"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write the only table of `document` to `out`.

        Raises:
            WriteError: the document has no table, or more than one.
        """
        if len(document.tables) != 1:
            raise WriteError(
                f"a .csv file holds one table and the document has {len(document.tables)}; write a .csv.zip"
            )
        tally = Tally()
        if document.sections or document.closing or document.metadata or document.tables[0].notes:
            tally.add(None, None, "a bare CSV file holds the table alone; .csv.zip holds the whole document")
        _write_table(document.tables[0], out, tally)
        return tally.losses()


def _write_table(table: DocumentTable, out: IO[bytes], tally: Tally) -> None:
    names = column_names(table.data)
    out.write(b"\xef\xbb\xbf")
    header = (_quoted(_encodable(name, table, name, tally)) for name in names)
    out.write((",".join(header) + "\r\n").encode())
    for row in rows_of(table.data):
        cells = [_cell(value, table, name, tally) for value, name in zip(row, names, strict=True)]
        out.write((",".join(cells) + "\r\n").encode())


def _cell(value: object, table: DocumentTable, column: str, tally: Tally) -> str:
    if value is None:
        return ""
    text = text_of(value)
    # Only numbers, dates and base64 go without quotes: not the empty value, which would be NULL, nor base64
    # such as "+w==" or "-Infinity", which a spreadsheet would run.
    bare = not isinstance(value, str | list | dict) and text != ""
    if bare and (_NUMBER.fullmatch(text) or not is_formula(text)):
        return text
    return _quoted(_encodable(text, table, column, tally))


def _quoted(text: str) -> str:
    return '"' + disarm(text).replace('"', '""') + '"'


def _encodable(text: str, table: DocumentTable, column: str, tally: Tally) -> str:
    if "\0" in text:
        tally.add(table.name, column, _NUL)
        text = text.replace("\0", shown("\0"))
    try:
        text.encode()
    except UnicodeEncodeError:
        tally.add(table.name, column, _NOT_UNICODE)
        return "".join(shown(c) if "\ud800" <= c <= "\udfff" else c for c in text)
    return text
