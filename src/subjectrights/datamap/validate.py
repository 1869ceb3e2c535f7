"""Makes a map from plain values, and says in plain words what doesn't fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from subjectrights.datamap.names import Fault, NameFaults
from subjectrights.errors import DataMapError
from subjectrights.suggest import hint

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from subjectrights.datamap.model import DataMap

__all__ = ["faults_of", "refused", "validate"]

_SECRET_KEYS = ("url", "register")
_WORDS = {
    "string_type": "a text is expected",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "int_type": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "dict_type": "a mapping of keys to values is expected",
    "mapping_type": "a mapping of keys to values is expected",
    "model_type": "a mapping of keys to values is expected",
    "model_attributes_type": "a mapping of keys to values is expected",
    "tuple_type": "a list is expected, such as [a, b]",
    "missing": "this key is needed",
}


def validate(value: Mapping[str, Any]) -> tuple[DataMap | None, list[Fault]]:
    """A map from plain values, or everything that is wrong with them."""
    from subjectrights.datamap.model import DataMap

    try:
        return DataMap(**value), []
    except DataMapError as error:
        return None, list(error.places)


def refused(error: ValidationError | NameFaults) -> DataMapError:
    """What is wrong with a map made from objects, as our error; it quotes no value."""
    from subjectrights.datamap.model import DataMap

    faults = error.faults if isinstance(error, NameFaults) else faults_of(error, DataMap)
    made = DataMapError.of_faults(tuple(f"{'.'.join(map(str, path))}: {what}" for path, what in faults))
    made.places = tuple(faults)
    return made


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Pydantic's errors in our words, one a key; no value is quoted but a wrong word of a fixed list."""
    by_place: dict[tuple[str | int, ...], str] = {}
    for detail in error.errors(include_url=False, include_context=True):
        place = _place(detail["loc"])
        # Of several readings of one key that all fail, the first is the one that was meant.
        by_place.setdefault(place, _said(detail, place, model))
    deepest = [p for p in by_place if not any(q != p and q[: len(p)] == p for q in by_place)]
    return [(place, by_place[place]) for place in deepest]


def _place(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The path of keys, without what pydantic adds of its own for alternatives."""
    own = ("tuple", "dict", "mapping", "literal", "function", "str", "bool", "is-instance", "json-or-python")
    return tuple(
        part
        for part in loc
        if not (
            isinstance(part, str) and ((part.split("[")[0] in own and "[" in part) or part in _ALTERNATIVES)
        )
    )


_ALTERNATIVES = ("str", "bool", "SetValues", "MethodMap", "int", "tuple", "any")


def _said(detail: ErrorDetails, place: tuple[str | int, ...], model: type[BaseModel]) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        return f"unknown key{hint(str(place[-1]), known)}"
    if kind in ("enum", "literal_error"):
        expected = str((detail.get("ctx") or {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        given = detail.get("input")
        quoted = (
            f"{given!r} is none of"
            if isinstance(given, str) and place[-1] not in _SECRET_KEYS
            else "expected"
        )
        near = hint(given, expected.split(", ")).split(" (")[0] if isinstance(given, str) else ""
        return f"{quoted} {expected}{near}"
    if kind == "value_error":
        return str((detail.get("ctx") or {}).get("error", "not a value that fits"))
    return _WORDS.get(kind, "not a value that fits here")


def _keys_at(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that a mapping at that place may have."""
    for part in path:
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        inner = model if field is None else _model_in(field.annotation)
        if inner is not None:
            model = inner
    return [field.alias or name for name, field in model.model_fields.items() if name != "folder"]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
