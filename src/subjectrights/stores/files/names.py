"""How the files that the library itself makes beside the data are named."""

from __future__ import annotations

import hashlib
import re

__all__ = ["LOCK_NAME", "is_ours", "own_name", "shadow_pattern"]

_PREFIX = ".subjectrights-"
_SAFE_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}")

LOCK_NAME = f"{_PREFIX}lock"
"""The lock of a table's folder. It is empty, and it stays: removing a lock that others wait for breaks it."""


def is_ours(name: str) -> bool:
    """Whether a file of that name is the library's own and therefore never data.

    Args:
        name: a file's name without its folder.
    """
    return name.startswith(_PREFIX)


def own_name(store: str, token: str, suffix: str) -> str:
    """The name of a file that belongs to one run of one store.

    A leading dot and an ending of its own keep it out of what ``*`` or ``*.csv`` mean to shells and to
    other readers of the folder.  The live file's name is not part of it, so that no name grows too long.

    Args:
        store: the store's name in the data map; only a digest of it is used, since it may hold anything.
        token: the run's token.
        suffix: what the file is: ``staged``, ``done``, or a number and ``shadow``.

    Raises:
        ValueError: the token isn't safe in a file name.
    """
    return f"{_stem(store, token)}.{suffix}"


def shadow_pattern(store: str, token: str) -> re.Pattern[str]:
    """What the names of a run's shadow files look like.

    Args:
        store: the store's name in the data map.
        token: the run's token.
    """
    return re.compile(re.escape(_stem(store, token)) + r"\.[0-9]+\.shadow")


def _stem(store: str, token: str) -> str:
    if not _SAFE_TOKEN.fullmatch(token):
        raise ValueError("a run's token holds only letters, digits, '-' and '_'")
    return f"{_PREFIX}{hashlib.sha256(store.encode()).hexdigest()[:8]}-{token}"
