"""What the commands end with, so that scripts can tell what happened."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from subjectrights.plan import Plan
    from subjectrights.receipt import Receipt

__all__ = ["EPILOG", "Exit", "UsageError", "after", "finish"]


class Exit(IntEnum):
    """Exit codes; those from 3 on say what state the stores are in."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_CHANGED = 3
    UNFINISHED = 4
    LEFT_OPEN = 5
    FAULT = 70
    INTERRUPTED = 130


EPILOG = (
    "Exit codes: 0 done; 1 looked, and something is wrong (findings, not verified, nobody allowed); "
    "2 wrong usage; 3 nothing was changed (an error, or not confirmed); 4 unfinished, run `recover`; "
    "5 done, but something is left for people to decide (an instruction awaited, people refused, possible "
    "rows, a store that could not be looked into); 70 a fault of the program; 130 interrupted."
)


class UsageError(Exception):
    """The command line asks for something that doesn't make sense; the message quotes no value."""


def after(outcome: Plan | Receipt) -> Exit:
    """The exit code for a plan that was shown or a receipt that was given."""
    from subjectrights.receipt import Receipt

    if isinstance(outcome, Receipt):
        words = set(outcome.outcomes.values())
        if not outcome.verified or "failed" in words:
            return Exit.FINDINGS
        if "could not look" in words:
            return Exit.LEFT_OPEN
    if outcome.awaiting or outcome.refused or outcome.possible:
        return Exit.LEFT_OPEN
    return Exit.DONE


def finish(code: Exit) -> None:
    """End the command with that exit code."""
    raise typer.Exit(int(code))
