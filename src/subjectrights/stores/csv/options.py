"""What the data map may state of a table's files; what it doesn't state is detected, file by file."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from subjectrights.errors import DataMapError

__all__ = ["Options"]

_DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}
_WIDE = ("utf-16", "utf-32")
_STATEFUL = ("iso2022", "hz", "utf_7", "utf-7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the data map states of a table's files.

    Args:
        encoding: Python's name of the encoding; None to detect it.
        delimiter: one ASCII character; None to detect it.
        quote: one ASCII character, or the empty text where quotes are ordinary characters.
        header: True where the first line names the columns, False where no line does.
        names: the columns' names, stated instead of a header.
        skip_lines: lines before the header, or before the rows where there is none.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    header: bool = True
    names: tuple[str, ...] = ()
    skip_lines: int = 0

    @classmethod
    def read(cls, options: Mapping[str, Any], where: str) -> Options:
        """The options of one table.

        Args:
            options: ``encoding``, ``delimiter``, ``quoting``, ``header`` and ``skip_lines`` as the data map
                says them, all optional; others are passed over.
            where: the table's place in the data map.

        Raises:
            DataMapError: an option can't be what it is said to be.
        """
        header = options.get("header")
        names: tuple[str, ...] = ()
        if isinstance(header, list | tuple):
            names = tuple(str(name) for name in header)
            if not names or len(set(names)) < len(names):
                raise DataMapError(f"{where}.header: list every column once, or say true or false")
        elif header is not None and not isinstance(header, bool):
            raise DataMapError(f"{where}.header: say true, false, or list the columns' names")
        delimiter = _delimiter(options.get("delimiter"), where)
        quote = _quote(options.get("quoting"), where)
        if delimiter is not None and delimiter == quote:
            raise DataMapError(f"{where}: the delimiter and the quote can't be one character")
        return cls(
            encoding=_encoding(options.get("encoding"), where),
            delimiter=delimiter,
            quote=quote,
            header=header is None or header is True,
            names=names,
            skip_lines=_skip_lines(options.get("skip_lines"), where),
        )


def _encoding(stated: Any, where: str) -> str | None:
    if stated is None:
        return None
    try:
        name = codecs.lookup(str(stated)).name
        plain = name.startswith(_WIDE) or all(bytes([byte]).decode(name) == chr(byte) for byte in range(128))
    except (LookupError, ValueError):
        plain = False
    if not plain or name.startswith(_STATEFUL):
        raise DataMapError(
            f"{where}.encoding: not an encoding that a CSV file can be changed in; use Python's name, "
            "such as utf-8, cp1252, iso8859-15 or utf-16-le"
        )
    return "utf-8" if name == "utf-8-sig" else name


def _delimiter(stated: Any, where: str) -> str | None:
    if stated is None:
        return None
    delimiter = _DELIMITER_NAMES.get(str(stated), str(stated))
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in "\r\n\0":
        raise DataMapError(f"{where}.delimiter: state one ASCII character, or comma, semicolon, tab or pipe")
    return delimiter


def _quote(stated: Any, where: str) -> str:
    if stated is None:
        return '"'
    if stated is False or str(stated) in {"", "none"}:
        return ""
    quote = str(stated)
    if len(quote) != 1 or not quote.isascii() or quote in "\r\n\0":
        raise DataMapError(f"{where}.quoting: state the quote as one ASCII character, or none")
    return quote


def _skip_lines(stated: Any, where: str) -> int:
    if stated is None:
        return 0
    if isinstance(stated, bool) or not isinstance(stated, int) or stated < 0:
        raise DataMapError(f"{where}.skip_lines: state how many lines stand before the header, as a number")
    return stated
