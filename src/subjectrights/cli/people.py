"""Whom a command is about: identifiers on the command line, or a file of people."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from subjectrights.cli.exits import UsageError
from subjectrights.errors import RequestError

if TYPE_CHECKING:
    import pyarrow as pa

    from subjectrights.estate import Estate
    from subjectrights.subject import Subject, Subjects

__all__ = ["identifiers", "pairs", "read_table", "whom"]

DELIMITERS = ",;\t|"


def whom(estate: Estate, by: Sequence[str] | None, people: Path | None) -> Subject | Subjects:
    """The person or the people a command is about.

    Args:
        estate: the open estate.
        by: ``name=value`` texts, all of one person.
        people: a CSV file with a column an identifier.

    Raises:
        UsageError: neither or both are given, or one is not understood.
        RequestError: the file can't be read as UTF-8 CSV.
    """
    if bool(by) == (people is not None):
        raise UsageError("say whom it is about: either --by NAME=VALUE or --people FILE")
    if people is not None:
        return estate.subjects(read_table(people))
    return estate.subject(**identifiers(by or ()))


def identifiers(by: Sequence[str]) -> dict[str, str]:
    """Identifier names and values from ``name=value`` texts; a value of ``-`` is read from standard input."""
    found = pairs(by, "--by")
    return {
        name: sys.stdin.readline().rstrip("\r\n") if value == "-" else value for name, value in found.items()
    }


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """Names and values from ``name=value`` texts.

    Raises:
        UsageError: a text has no ``=``, or a name comes twice; the message doesn't quote it.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} takes NAME=VALUE")
        if name in found:
            raise UsageError(
                f"{option} names the same thing twice; several people are given with --people FILE"
            )
        found[name] = value
    return found


def read_table(path: Path) -> pa.Table:
    """A UTF-8 CSV file as a table of texts, so that no leading zero is lost; the header names the delimiter.

    Raises:
        RequestError: it can't be read, isn't UTF-8, has no header or a line of another length.
    """
    import pyarrow as pa

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise RequestError("it can't be read", file=str(path)) from None
    except UnicodeDecodeError:
        raise RequestError("it is not UTF-8; save it as UTF-8 and try again", file=str(path)) from None
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error:
        raise RequestError("its quoting is broken", file=str(path), line=reader.line_num) from None
    if not rows:
        raise RequestError("it is empty; its first line names the columns", file=str(path))
    header = [name.strip() for name in rows[0][1]]
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise RequestError(
                f"it has {len(row)} fields where the header has {len(header)}", file=str(path), line=line
            )
    columns = {name: [row[i] or None for _, row in rows[1:]] for i, name in enumerate(header)}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
