"""What a command prints: text for people, or JSON and nothing else."""

from __future__ import annotations

import json
import sys
from typing import Any, Protocol

__all__ = ["Shown", "as_json", "say", "say_at_the_end", "say_what_waits", "show"]

_waiting: list[str] = []


class Shown(Protocol):
    """Something that prints for people and has plain data for programs."""

    def to_dict(self) -> dict[str, Any]:
        """Itself as plain data."""


def show(thing: Shown, *, json: bool, **more: object) -> None:
    """Print one result on standard output; `more` is added to its plain data."""
    if json:
        as_json({**thing.to_dict(), **more})
    else:
        sys.stdout.write(f"{thing}\n")


def as_json(data: object) -> None:
    """Print plain data as JSON on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def say(text: str) -> None:
    """Tell the person at the terminal something; standard output stays free for results."""
    sys.stderr.write(f"{text}\n")


def say_at_the_end(text: str) -> None:
    """Tell it when the command has ended, below its result or error."""
    _waiting.append(text)


def say_what_waits() -> None:
    """Tell what was left for the end."""
    while _waiting:
        say(_waiting.pop(0))
