"""What callers give: looked at where it is given, so that a wrong kind of it is told in our own words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from subjectrights.errors import RequestError, ValueRefused

__all__ = ["day", "moment", "names", "new_values", "place", "text"]


def names(argument: str, given: object) -> list[str] | None:
    """A list of names, or None where none was given.

    Raises:
        RequestError: it is no list of names, or an empty one, which would mean everything.
    """
    if given is None:
        return None
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise RequestError(f"{argument}= takes a list of names, {_not(given)}")
    listed = list(given)
    if not listed:
        raise RequestError(f"{argument}= names nothing; leave it out where everything is meant")
    for name in listed:
        if not isinstance(name, str):
            raise RequestError(f"{argument}= takes a list of names; one in it is {_kind(name)}")
    return listed


def text(argument: str, given: object, *, blank: bool = False) -> str:
    """A text; one that isn't empty unless `blank` says that this is told elsewhere.

    Raises:
        RequestError: it is something else.
    """
    if not isinstance(given, str):
        raise RequestError(f"{argument}= takes a text, {_not(given)}")
    if not (given.strip() or blank):
        raise RequestError(f"{argument}= is empty")
    return given


def place(argument: str, given: object) -> None:
    """A path of a file or folder, or an open file.

    Raises:
        RequestError: it is none, or an empty text.
    """
    if not (isinstance(given, os.PathLike) or hasattr(given, "write")):
        if not isinstance(given, str):
            raise RequestError(f"{argument} is {_kind(given)}, not a path")
        if not given.strip():
            raise RequestError(f"{argument} is empty; name a file or folder")


def day(argument: str, given: object) -> None:
    """A day, or None.

    Raises:
        RequestError: it is something else.
    """
    if given is not None and (not isinstance(given, date) or _missing(given)):
        raise RequestError(f"{argument}= takes a datetime.date, {_not(given)}")


def moment(argument: str, given: object) -> None:
    """A moment, or None.

    Raises:
        RequestError: it is something else.
    """
    if given is not None and (not isinstance(given, datetime) or _missing(given)):
        raise RequestError(f"{argument}= takes a datetime.datetime, {_not(given)}")


def new_values(given: object) -> dict[str, Any]:
    """New values by name, those of numpy and pandas as Python's own.

    Raises:
        RequestError: it is no mapping from names to values.
        ValueRefused: a value that stands for a missing one; None says that a column is to be emptied.
    """
    if not isinstance(given, Mapping):
        raise RequestError(
            "say what to rectify: a mapping of category, column or identifier to the new value, "
            + _not(given)
        )
    for name in given:
        if not isinstance(name, str):
            raise RequestError(f"what to rectify is named by a text; one name is {_kind(name)}")
    return {name: _plain(name, value) for name, value in given.items()}


def _plain(name: str, value: Any) -> Any:
    kind = type(value)
    if kind.__module__.startswith("pandas") and _missing(value):
        raise ValueRefused(f"the new value of {name} is missing; None says that it is to be emptied")
    if kind.__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        if kind.__name__ == "datetime64":
            value = value.astype("datetime64[us]")
        return value.item()
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def _missing(value: Any) -> bool:
    # NaT doesn't equal itself, and NA won't say whether it does.
    return type(value).__name__ in ("NaTType", "NAType")


def _kind(given: object) -> str:
    return "None" if given is None else f"a {type(given).__name__}"


def _not(given: object) -> str:
    return "not one text" if isinstance(given, str) else f"not {_kind(given)}"
