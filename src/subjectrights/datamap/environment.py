"""Puts the environment's values where a data map names variables: ``${VAR}`` and ``${VAR:-default}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from subjectrights.datamap.faults import Fault

__all__ = ["expanded", "without_values"]

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<inside>[^{}]*)(?P<end>\}?)")
_INSIDE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?\Z", re.DOTALL)


def expanded(value: Any, environment: Mapping[str, str]) -> tuple[Any, list[Fault]]:
    """A value of plain dicts, lists and scalars with the variables in its texts replaced.

    ``${VAR:-default}`` is the default where the variable is missing or empty; ``$${`` is a literal ``${``.
    What a variable holds is not looked through again. Keys are left as they are.

    Args:
        value: the value.
        environment: the variables.

    Returns:
        The value with them replaced, and a fault for each that is missing or not written as it should
        be. Where there is one, the text is left as it was.
    """
    faults: list[Fault] = []
    return _walk(value, (), environment, faults), faults


def without_values(fault: Fault, written: Any, environment: Mapping[str, str]) -> Fault:
    """A fault that doesn't repeat what a variable holds.

    Args:
        fault: the fault.
        written: the map as it is written.
        environment: the variables.

    Returns:
        The fault itself, unless its text has in it some of what a variable at its place holds.
    """
    place, what = fault
    for part in place:
        if not _has(written, part):
            return fault
        written = written[part]
    held = (environment.get(name, "") for name in _names(written))
    if any(piece in what for text in held for piece in text.split(".") if piece):
        return place, "what the variables here hold doesn't fit in this place"
    return fault


def _has(held: Any, part: str | int) -> bool:
    return part in held if isinstance(held, dict) else isinstance(held, list) and part in range(len(held))


def _names(written: Any) -> Iterator[str]:
    """The variables that are named in a value's texts."""
    if isinstance(written, dict | list):
        for held in written.values() if isinstance(written, dict) else written:
            yield from _names(held)
    elif isinstance(written, str):
        for found in _REFERENCE.finditer(written):
            inside = _INSIDE.match(found["inside"] or "")
            if inside is not None:
                yield inside["name"]


def _walk(
    value: Any, path: tuple[str | int, ...], environment: Mapping[str, str], faults: list[Fault]
) -> Any:
    if isinstance(value, dict):
        return {key: _walk(held, (*path, key), environment, faults) for key, held in value.items()}
    if isinstance(value, list):
        return [_walk(held, (*path, at), environment, faults) for at, held in enumerate(value)]
    if not isinstance(value, str) or "${" not in value:
        return value
    wrong: list[Fault] = []

    def replaced(found: re.Match[str]) -> str:
        if found["inside"] is None:
            return "${"
        inside = _INSIDE.match(found["inside"])
        if inside is None or not found["end"]:
            wrong.append((path, "a variable is written ${NAME} or ${NAME:-default}; a literal ${ is $${"))
            return ""
        held = environment.get(inside["name"])
        if inside["default"] is not None:
            return held or inside["default"]
        if held is None:
            name = inside["name"]
            wrong.append(
                (path, f"the environment has no {name}; set it, or give a default: ${{{name}:-...}}")
            )
            return ""
        return held

    text = _REFERENCE.sub(replaced, value)
    faults += wrong
    return value if wrong else text
