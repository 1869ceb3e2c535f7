"""Says which known name a wrong one is nearest to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from subjectrights.errors import UnknownName

__all__ = ["known", "unknown"]

_LISTED = 12


def unknown(kind: str, name: str, there: Iterable[str]) -> UnknownName:
    """The error for a name that the data map doesn't have, with the nearest that it does.

    Args:
        kind: what it should be the name of.
        name: the name.
        there: the names that there are.
    """
    names = list(dict.fromkeys(there))
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
    if len(names) <= _LISTED:
        hint += f" (there {'is' if len(names) == 1 else 'are'} {', '.join(names) or 'none'})"
    return UnknownName(f"the data map has no {kind} {name!r}{hint}")


def known(kind: str, name: str, there: Iterable[str]) -> str:
    """The name, if it is among those there are.

    Raises:
        UnknownName: it isn't.
    """
    names = list(there)
    if name not in names:
        raise unknown(kind, name, names)
    return name
