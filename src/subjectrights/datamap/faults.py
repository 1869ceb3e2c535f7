"""What is wrong with a map, and where; said without repeating what may be secret or personal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["Fault", "NameFaults", "Place", "dotted", "shown"]

Place: TypeAlias = tuple[str | int, ...]
"""A path of keys, and of positions in lists from 0."""

Fault: TypeAlias = tuple[Place, str]
"""Where something is wrong, and what."""

_LONGEST = 60


class NameFaults(Exception):
    """Everything in a map that is well formed and yet can't be, gathered for one error."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("the map says what can't be")


def dotted(place: Place) -> str:
    """A place as it is printed, on one line: ``stores.crm.tables.customers``."""
    texts = [str(part) for part in place]
    return ".".join(text if text.isprintable() and text.strip() else repr(text) for text in texts)


def shown(word: str) -> str:
    """A word in quotes, or that it is a text where it is none that a person writing a map made up.

    Addresses, URLs and long texts are not repeated.
    """
    plain = word.isprintable() and len(word) <= _LONGEST and "@" not in word and "://" not in word
    return repr(word) if plain else "another text"
