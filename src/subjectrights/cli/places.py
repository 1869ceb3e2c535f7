"""Looks whether a file can be written, before what it is to tell of is done and can't be undone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from subjectrights.errors import WriteError

__all__ = ["check_place"]


def check_place(path: Path, language: str | None = None) -> None:
    """Refuse a place where no document can be written.

    Args:
        path: the file to be written later.
        language: the language it is to be in; the organisation's by default.

    Raises:
        WriteError: nobody knows the suffix's format, or its folder takes no file of that name.
        MissingExtra: the format needs a package that isn't installed.
        UnknownName: nothing is written in that language.
    """
    from subjectrights.reports.words import words
    from subjectrights.writers.registry import writer_for

    if path.is_dir():
        raise WriteError("it is a folder; name a file", file=str(path))
    writer_for(path)
    if language is not None:
        words(language)
    try:
        # Asked by trying: rights, a read-only file system and a missing folder all answer so.
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except FileNotFoundError:
        raise WriteError(
            "it can't be written: its folder doesn't exist; make it first", file=str(path)
        ) from None
    except NotADirectoryError:
        raise WriteError("it can't be written: its folder is not a folder", file=str(path)) from None
    except OSError as error:
        raise WriteError(f"it can't be written there: {error.strerror}", file=str(path)) from None
