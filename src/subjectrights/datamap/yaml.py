"""Reads YAML 1.2 into plain values, and remembers on which line and in which column every key stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser
from ruamel.yaml.tokens import DirectiveToken

from subjectrights.datamap.faults import Place
from subjectrights.errors import DataMapError

__all__ = ["LARGEST", "Lines", "Parsed", "read_yaml"]

Lines = dict[Place, tuple[int, int]]
"""By path of keys: the 1-based line and column of the key, or of the item of a list."""

LARGEST = 4 * 2**20
"""The most bytes or characters a data map may have."""

_MOST_VALUES = 500_000
_DEEPEST = 50
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{tag}" for tag in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}
_LARGEST_NUMBER = 2**63
_MERGE_TAG = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A YAML document.

    Args:
        value: what it says, in plain dicts, lists and scalars; every key is text, as it is written.
        lines: where every key stands.
    """

    value: Any = field(repr=False)
    lines: Lines = field(repr=False)


def read_yaml(text: str, file: str) -> Parsed:
    """Parse one YAML 1.2 document.

    Args:
        text: the document.
        file: its name, for errors.

    Returns:
        Its value and where each key stands; an empty document is None.

    Raises:
        DataMapError: syntax, a key or an anchor that stands twice, a tag that isn't plain YAML, a directive
            for another version, or a document that is too large, too deep, or unfolds into too much through
            its aliases.
    """
    if len(text) > LARGEST:
        raise DataMapError(f"a data map is smaller than {LARGEST // 2**20} MiB", file=file)
    yaml = YAML(typ="safe", pure=True)
    yaml.Parser, yaml.Composer = _Parser, _Composer
    try:
        node = yaml.compose(text)
    except DataMapError as error:
        error.file = file
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join((error.problem or "it can't be read").split())
        raise DataMapError(f"not YAML: {problem}", file=file, line=mark.line + 1 if mark else 1) from None
    except YAMLError as error:
        # The reader's error for a character that YAML doesn't allow knows its place, but no line.
        before = text[: getattr(error, "position", 0)]
        what = "not YAML: a control character, which YAML doesn't allow"
        raise DataMapError(what, file=file, line=before.count("\n") + 1) from None
    except RecursionError:
        raise DataMapError("not a data map: it is nested too deeply", file=file, line=1) from None
    except (ValueError, TypeError, AttributeError, LookupError):
        raise DataMapError("not YAML that can be read", file=file, line=1) from None
    reading = _Reading(file=file, yaml=yaml)
    value = None if node is None else reading.value(node, ())
    return Parsed(value=value, lines=reading.lines)


class _Parser(Parser):
    """Reads no other version of YAML: in 1.1 the country code NO is false and 010 is eight."""

    def process_directives(self) -> Any:
        if self.scanner.check_token(DirectiveToken):
            token = self.scanner.peek_token()
            if (token.name, token.value) != ("YAML", (1, 2)):
                raise DataMapError(
                    "a data map is YAML 1.2 and has no other directive; take this line out",
                    line=token.start_mark.line + 1,
                )
        return super().process_directives()


class _Composer(Composer):
    """Takes no anchor twice: which of them an alias means would hang on where it stands."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        anchor = None if isinstance(event, AliasEvent) else getattr(event, "anchor", None)
        if anchor is not None and anchor in self.anchors:
            raise DataMapError(f"the anchor &{anchor} stands here twice", line=event.start_mark.line + 1)
        return super().compose_node(parent, index)


class _Reading:
    """One walk through a document's nodes; an alias is walked again wherever it stands."""

    def __init__(self, *, file: str, yaml: YAML) -> None:
        self.lines: Lines = {(): (1, 1)}
        self._file = file
        self._yaml = yaml
        self._count = 0

    def value(self, node: Node, path: Place) -> Any:
        """The plain value of a node."""
        self._count += 1
        if self._count > _MOST_VALUES:
            raise self._error(node, f"more than {_MOST_VALUES} values, its aliases written out")
        if len(path) > _DEEPEST:
            raise self._error(node, "nested too deeply")
        if str(node.tag) not in _PLAIN_TAGS:
            raise self._error(node, "a data map uses no tags (`!...`); write the plain value")
        if isinstance(node, MappingNode):
            return {key: self.value(held, (*path, key)) for key, held in self._keys(node, path)}
        if isinstance(node, SequenceNode):
            return [self._item(held, (*path, at)) for at, held in enumerate(node.value)]
        return self._scalar(node)

    def _keys(self, node: MappingNode, path: Place) -> list[tuple[str, Node]]:
        """A mapping's keys as they are written, and what they hold."""
        keys: dict[str, Node] = {}
        for key, held in node.value:
            if not isinstance(key, ScalarNode):
                raise self._error(key, "a key is a plain word, no list and no mapping")
            if str(key.tag) == _MERGE_TAG:
                raise self._error(key, "merging with `<<` is no part of YAML 1.2; write the keys out")
            word = str(key.value)
            self._whole(key, word)
            if word in keys:
                first = self.lines[*path, word][0]
                raise self._error(key, f"the key {word!r} stands here twice, first on line {first}")
            keys[word] = held
            self.lines[*path, word] = _place(key)
        return list(keys.items())

    def _item(self, node: Node, path: Place) -> Any:
        self.lines[path] = _place(node)
        return self.value(node, path)

    def _scalar(self, node: Node) -> Any:
        try:
            value = self._yaml.constructor.construct_object(node, deep=True)
        except (ValueError, TypeError, OverflowError, LookupError, YAMLError):
            # Something that looks like a date or a number and is none, such as 2026-02-30.
            why = "no such date or number; if it is meant as text, put it in quotes"
            raise self._error(node, why) from None
        if isinstance(value, int) and not -_LARGEST_NUMBER <= value < _LARGEST_NUMBER:
            raise self._error(node, "a number of more than 64 bits; if it is meant as text, put it in quotes")
        if isinstance(value, str):
            self._whole(node, value)
        return value

    def _whole(self, node: Node, text: str) -> None:
        """Refuse what only an escape can write: half of a character, and a NUL."""
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise self._error(node, "an escape for NUL or for half of a character, which no name or text has")

    def _error(self, node: Node, why: str) -> DataMapError:
        return DataMapError(why, file=self._file, line=_place(node)[0])


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
