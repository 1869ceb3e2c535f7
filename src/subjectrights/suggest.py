"""Says which known name a wrong one is nearest to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from subjectrights.errors import UnknownName

__all__ = ["hint", "known", "unknown"]

_LISTED = 14


def unknown(kind: str, name: str, there: Iterable[str]) -> UnknownName:
    """The error for a name that the data map doesn't have, with the nearest that it does.

    Args:
        kind: what it should be the name of.
        name: the name.
        there: the names that there are.
    """
    return UnknownName(f"the data map has no {kind} {name!r}{hint(name, there)}")


def hint(name: str, there: Iterable[str], *, listed: bool = True) -> str:
    """The end of a sentence about an unknown name: the nearest known one, and all where they are few.

    Args:
        name: the name; the nearest is looked for regardless of case.
        there: the names that there are.
        listed: whether to name them all.
    """
    names = list(dict.fromkeys(there))
    folded = {other.casefold(): other for other in reversed(names)}
    nearest = difflib.get_close_matches(name.casefold(), folded, n=1)
    text = f"; did you mean {folded[nearest[0]]!r}?" if nearest else ""
    if listed and len(names) <= _LISTED:
        text += f" (there {'is' if len(names) == 1 else 'are'} {', '.join(names) or 'none'})"
    return text


def known(kind: str, name: str, there: Iterable[str]) -> str:
    """The name, if it is among those there are.

    Raises:
        UnknownName: it isn't.
    """
    names = list(there)
    if name not in names:
        raise unknown(kind, name, names)
    return name
