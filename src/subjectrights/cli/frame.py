"""Runs a command line: what went wrong becomes a message without personal data and an exit code."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb

import typer

from subjectrights.cli.commands import app
from subjectrights.cli.exits import Exit, UsageError
from subjectrights.cli.show import as_json, say, say_what_waits
from subjectrights.errors import SubjectRightsError, Unfinished

__all__ = ["run"]

# What a wrong command line raises, in click itself or in the copy of it that newer typers carry.
UNUSABLE: type[Exception] = typer.BadParameter.__bases__[0]
PLAIN_OPTION = re.compile(r"--?[a-z][a-z-]*\Z")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    Args:
        arguments: without the program's name; the process's own by default.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    finally:
        if not sys.stderr.closed:
            say_what_waits()


def _run(given: list[str]) -> int:
    json = "--json" in given
    try:
        code = app(args=given, prog_name="subjectrights", standalone_mode=False)
    except SubjectRightsError as error:
        end = Exit.UNFINISHED if isinstance(error, Unfinished) else Exit.NOTHING_CHANGED
        return _failed(str(error), end, code=error.code, json=json)
    except UsageError as error:
        return _failed(str(error), Exit.USAGE, code="usage", json=json)
    except UNUSABLE as error:
        return _failed(_usage_message(error), Exit.USAGE, code="usage", json=json)
    except (typer.Abort, KeyboardInterrupt):
        return _failed(
            "interrupted; if a run was under way, `subjectrights recover` settles it",
            Exit.INTERRUPTED,
            code="interrupted",
            json=json,
        )
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:  # The text of a foreign exception may quote a value: only its kind is told.
        spot = extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {spot.name}, {Path(spot.filename).name}:{spot.lineno}"
        return _failed(
            f"a fault in the program ({place}); please report it, and run `subjectrights recover`",
            Exit.FAULT,
            code="fault",
            json=json,
        )
    return code if isinstance(code, int) else Exit.DONE


def _failed(message: str, end: Exit, *, code: str, json: bool) -> int:
    if json:
        as_json({"error": code, "message": message, "exit": int(end)})
    say(f"Error: {message}")
    return end


def _usage_message(error: Exception) -> str:
    """What was wrong with the command line; what was typed may be a person's, so it isn't repeated."""
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    if kind == "NoArgsIsHelpError":
        return str(error)
    if isinstance(option, str):
        known = f" {option}" if PLAIN_OPTION.match(option) else ""
        return f"the option{known} is not known here or lacks its value; see --help"
    if kind == "MissingParameter":
        return f"{_written(error)} is missing; see --help"
    named = _written(error)
    if named:
        return f"the value of {named} is not understood; see --help"
    return (
        "no such command, or more words than it takes; identifiers are given as --by NAME=VALUE; see --help"
    )


def _written(error: Exception) -> str:
    """An option or argument as it is written on the command line: ``--column``, ``FILE``."""
    param = getattr(error, "param", None)
    written: str = next(iter(getattr(param, "opts", ())), "")
    return written if written.startswith("-") else written.upper()


def _reader_left() -> int:
    """Whoever read our output has closed it, as ``head`` does; that is no error."""
    sys.stderr.close()
    return Exit.DONE
