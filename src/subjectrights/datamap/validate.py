"""Says in plain words everything that is wrong with the values a map is to be made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from subjectrights.datamap.faults import Fault, NameFaults, Place, dotted, shown
from subjectrights.datamap.partial import name_faults
from subjectrights.datamap.shapes import expected, keys, mismatch, shapes_at, words
from subjectrights.errors import DataMapError
from subjectrights.suggest import hint

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["refused", "shape_faults"]

_OWN_NAMES = {"register_url": "register", "for_": "for", "schema_": "schema"}


def refused(error: ValidationError | NameFaults, values: Mapping[str, Any]) -> DataMapError:
    """The error for values that no map can be made of; it quotes nothing but short words.

    Args:
        error: what making the map ended in.
        values: what it was to be made of.

    Returns:
        The error with every fault, those of names too where other things are wrong as well.
    """
    if isinstance(error, NameFaults):
        faults = list(error.faults)
    else:
        faults = shape_faults(error, values)
        faults += name_faults(values, [place for place, _ in faults])
    made = DataMapError.of_faults(tuple(f"{dotted(place)}: {what}" for place, what in faults))
    made.places = tuple(faults)
    return made


def shape_faults(error: ValidationError, values: Mapping[str, Any]) -> list[Fault]:
    """Pydantic's errors in our words, one a place.

    Args:
        error: what validation ended in.
        values: what was validated.

    Returns:
        The faults, each where the file has it.
    """
    by_place: dict[Place, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        # Of several readings of one value that all fail, the words come from the model, whichever is first.
        by_place.setdefault(_place(detail, values), detail)
    above = {place[:length] for place in by_place for length in range(len(place))}
    return [
        (place, _said(detail, place, _at(values, place)))
        for place, detail in by_place.items()
        if place not in above
    ]


def _place(detail: ErrorDetails, values: Mapping[str, Any]) -> Place:
    """The path of keys in the values: pydantic's own, without what it adds for alternatives."""
    place: list[str | int] = []
    held: Any = values
    for at, part in enumerate(detail["loc"]):
        key = part if _has(held, part) else next((k for k in _keys(held) if str(k) == part), part)
        if _has(held, key):
            place.append(key)
            held = held[key]
        elif detail["type"] == "missing" and at == len(detail["loc"]) - 1:
            place.append(part)
    return tuple(place)


def _keys(held: Any) -> list[Any]:
    return list(held) if isinstance(held, Mapping) else []


def _has(held: Any, part: Any) -> bool:
    if isinstance(held, Mapping):
        return part in held
    return isinstance(held, list | tuple) and isinstance(part, int) and part < len(held)


def _at(values: Mapping[str, Any], place: Place) -> Any:
    held: Any = values
    for part in place:
        held = held[part] if _has(held, part) else None
    return held


def _said(detail: ErrorDetails, place: Place, given: Any) -> str:
    kind, shapes = detail["type"], shapes_at(place)
    if kind == "extra_forbidden":
        word = str(place[-1])
        return f"unknown key{hint(_OWN_NAMES.get(word, word), keys(shapes_at(place[:-1])))}"
    if kind == "missing":
        return f"this key is needed: {expected(shapes)}"
    if detail["loc"][-1:] == ("[key]",):
        return "a key is a text; put it in quotes"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    there = words(shapes)
    if there and isinstance(given, str):
        near = hint(given, there, listed=False)
        return f"{shown(given)} stands where {expected(shapes)} is expected{near}"
    return mismatch(shapes, given)
