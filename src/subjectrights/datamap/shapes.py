"""What may stand at a place of the data map, told from the types of the model."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from subjectrights.datamap.duration import Duration
from subjectrights.datamap.model import DataMap, MethodMap, Reference, Retention
from subjectrights.terms import Method

__all__ = ["expected", "keys", "mismatch", "only_mappings", "shapes_at", "words"]

_IN_WORDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    Duration: "a duration such as P7Y or P6M",
    Path: "a path",
}
_SHORT_FORMS = {Retention: "a text", Reference: "a text such as customers.id"}


def shapes_at(path: tuple[str | int, ...]) -> tuple[Any, ...]:
    """The types of what may stand at a place of the map.

    Args:
        path: keys as they are written in the file.

    Returns:
        The types, alternatives apart and without None; none where nothing may stand.
    """
    shapes: tuple[Any, ...] = (DataMap,)
    for part in path:
        # Where anything may be written, a mapping is read as a method: in `set`.
        known = (MethodMap,) if shapes == (Any,) else shapes
        shapes = tuple(inner for shape in known for inner in _inside(shape, part))
    return shapes


def keys(shapes: tuple[Any, ...]) -> list[str]:
    """The keys that a mapping of one of these types may have, where they are fixed."""
    models = [MethodMap if shape is Any else shape for shape in shapes if shape is Any or _is_model(shape)]
    return [
        field.alias or name
        for model in models
        for name, field in model.model_fields.items()
        if not field.exclude
    ]


def words(shapes: tuple[Any, ...]) -> list[str]:
    """The words that may stand there, where they are fixed."""
    said: list[str] = []
    for shape in shapes:
        if get_origin(shape) is Literal:
            said += [str(word) for word in get_args(shape)]
        elif shape is MethodMap:
            said += [method.value for method in Method]
        elif isinstance(shape, type) and issubclass(shape, Enum):
            said += [str(member.value) for member in shape]
    return said


def only_mappings(shapes: tuple[Any, ...]) -> bool:
    """Whether nothing but a mapping with fixed keys may stand there, or a short form of one."""
    return bool(shapes) and all(_is_model(shape) for shape in shapes)


def expected(shapes: tuple[Any, ...]) -> str:
    """What may stand there, such as ``"a text or a list of texts"``."""
    fixed = words(shapes)
    said = [f"one of {', '.join(fixed)}" if len(fixed) > 1 else repr(fixed[0])] if fixed else []
    for shape in shapes:
        if _is_model(shape):
            said += [_SHORT_FORMS[shape]] if shape in _SHORT_FORMS else []
            said.append(_keyed(shape))
        elif shape in _IN_WORDS:
            said.append(_IN_WORDS[shape])
        elif get_origin(shape) is tuple:
            said.append("a list of texts" if get_args(shape)[0] is str else "a list of mappings")
        elif _is_mapping(shape):
            said.append("a mapping of keys to values")
    return " or ".join(dict.fromkeys(said)) or "another value"


def mismatch(shapes: tuple[Any, ...], given: Any) -> str:
    """That something else is expected, and what kind of thing is there; not what it is."""
    awaited = expected(shapes)
    advice = ""
    if str in shapes and isinstance(given, bool | int | float | date):
        advice = "; put it in quotes"
    elif given is None and MethodMap in shapes:
        advice = "; the method null is written 'null', in quotes"
    elif given is None and awaited.endswith("a mapping"):
        advice = "; an empty mapping is {}"
    return f"{awaited} is expected; here is {_found(given)}{advice}"


def _found(value: Any) -> str:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (type(None), "nothing"),
        (bool, "true or false"),
        ((int, float), "a number"),
        (str, "a text"),
        (date, "a date"),
        (Mapping, "a mapping"),
        ((list, tuple), "a list"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "something else")


def _inside(shape: Any, part: str | int) -> tuple[Any, ...]:
    if _is_model(shape):
        fields = {f.alias or name: f for name, f in shape.model_fields.items() if not f.exclude}
        return _apart(fields[part].annotation) if part in fields else ()
    if _is_mapping(shape) and isinstance(part, str):
        return _apart(get_args(shape)[1])
    if get_origin(shape) is tuple and isinstance(part, int):
        return _apart(get_args(shape)[0])
    return ()


def _apart(annotation: Any) -> tuple[Any, ...]:
    """A type's alternatives, without None and without notes."""
    if get_origin(annotation) is Annotated:
        return _apart(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(inner for member in get_args(annotation) for inner in _apart(member))
    return () if annotation is type(None) else (annotation,)


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _is_mapping(shape: Any) -> bool:
    return get_origin(shape) is Mapping


def _keyed(model: type[BaseModel]) -> str:
    needed = [f"`{field.alias or name}`" for name, field in model.model_fields.items() if field.is_required()]
    return f"a mapping with {', '.join(needed)}" if needed else "a mapping"
