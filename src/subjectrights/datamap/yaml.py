"""Reads YAML into plain values, and remembers on which line every key stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from subjectrights.errors import DataMapError

__all__ = ["Lines", "Parsed", "read_yaml"]

Lines = dict[tuple[str | int, ...], tuple[int, int]]

_LARGEST = 4 * 2**20
_MOST_ALIASES = 100
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{tag}" for tag in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A YAML document.

    Args:
        value: what it says, in plain mappings, lists and scalars.
        lines: by path of keys, the 1-based line and column of the key.
    """

    value: Any = field(repr=False)
    lines: Lines


def read_yaml(text: str, file: str) -> Parsed:
    """Parse one YAML 1.2 document.

    Args:
        text: the document.
        file: its name, for errors.

    Raises:
        DataMapError: syntax, a repeated key, a tag that isn't plain YAML, or a document made to be huge.
    """
    if len(text) > _LARGEST:
        raise DataMapError(f"a data map is smaller than {_LARGEST // 2**20} MiB", file=file)
    reader = YAML(typ="safe", pure=True)
    try:
        if sum(isinstance(event, AliasEvent) for event in reader.parse(text)) > _MOST_ALIASES:
            raise DataMapError(f"more than {_MOST_ALIASES} aliases; write the values out", file=file)
        node = YAML(typ="safe", pure=True).compose(text)
        lines: Lines = {(): (1, 1)}
        _walk(node, (), lines, file)
        return Parsed(value=YAML(typ="safe", pure=True).load(text), lines=lines)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or "can't be read").strip()
        raise DataMapError(f"not YAML: {what}", file=file, line=mark.line + 1 if mark else None) from None
    except (YAMLError, ValueError, RecursionError):
        raise DataMapError("not YAML that can be read", file=file) from None


def _walk(node: Node | None, path: tuple[str | int, ...], lines: Lines, file: str) -> None:
    """Note where every key stands; refuse what plain YAML doesn't have."""
    if node is None:
        return
    tag = str(node.tag)
    if tag not in _PLAIN_TAGS:
        raise DataMapError("a tag that a data map doesn't use", file=file, line=node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise DataMapError("a key is a plain word", file=file, line=key.start_mark.line + 1)
            place = (*path, str(key.value))
            if place in lines:
                first = lines[place][0]
                raise DataMapError(
                    f"the key {key.value!r} stands here twice (first on line {first})",
                    file=file,
                    line=key.start_mark.line + 1,
                )
            lines[place] = (key.start_mark.line + 1, key.start_mark.column + 1)
            _walk(value, place, lines, file)
    elif isinstance(node, SequenceNode):
        for at, value in enumerate(node.value):
            place = (*path, at)
            lines[place] = (value.start_mark.line + 1, value.start_mark.column + 1)
            _walk(value, place, lines, file)
