"""The commands: the same calls as in Python, for shells and schedules."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code.

    Args:
        arguments: the command line without the program's name; the process's own by default.
    """
    try:
        from subjectrights.cli.frame import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"typer", "rich"}:
            raise
        sys.stderr.write(
            "The command needs two more packages: pip install 'subjectrights[cli]'. "
            "The library itself works without them.\n"
        )
        sys.exit(3)
    sys.exit(run(arguments))
