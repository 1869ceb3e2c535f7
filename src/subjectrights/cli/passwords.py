"""The password of an encrypted file: from a file, the environment or the terminal, never the command line."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from subjectrights.cli.exits import UsageError
from subjectrights.errors import RequestError

__all__ = ["Encrypt", "PasswordFile", "password_for"]

VARIABLE = "SUBJECTRIGHTS_PASSWORD"

Encrypt: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--encrypt",
        help=f"Encrypt with AES-256, by the password in ${VARIABLE}, or one that is asked for.",
    ),
]
PasswordFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help="Encrypt with AES-256, by the password in FILE's only line."
    ),
]


def password_for(*, encrypt: bool, file: Path | None) -> str | None:
    """The password to encrypt with; None where nothing is to be encrypted.

    Args:
        encrypt: whether ``--encrypt`` was given.
        file: what ``--password-file`` names.

    Raises:
        UsageError: nobody is at the terminal to be asked, or two different ones were typed.
        RequestError: the file can't be read, or the password is too weak.
    """
    if file is not None:
        return _checked(_read(file))
    if not encrypt:
        return None
    return _checked(os.environ.get(VARIABLE) or _asked())


def _checked(password: str) -> str:
    from subjectrights.writers.sealing import check_password

    return check_password(password)


def _read(file: Path) -> str:
    try:
        text = file.read_text("utf-8")
    except OSError:
        raise RequestError("the password can't be read", file=str(file)) from None
    except UnicodeDecodeError:
        raise RequestError("the password is not in UTF-8", file=str(file)) from None
    lines = text.splitlines()
    if len(lines) != 1:
        raise RequestError("the password stands alone, in the first and only line", file=str(file))
    return lines[0]


def _asked() -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"nobody is at the terminal to be asked: give --password-file, or set {VARIABLE}")
    password = _checked(getpass("Password: "))
    if getpass("Once more: ") != password:
        raise UsageError("the two passwords differ; nothing was written")
    return password
