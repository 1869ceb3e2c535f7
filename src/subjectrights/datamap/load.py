"""Reads a data map from YAML: every fault at once, each with its file, line and key."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from subjectrights.datamap.environment import expanded, without_values
from subjectrights.datamap.faults import Fault, Place, dotted
from subjectrights.datamap.model import DataMap
from subjectrights.datamap.shapes import keys, mismatch, only_mappings, shapes_at
from subjectrights.datamap.yaml import LARGEST, Lines, read_yaml
from subjectrights.errors import DataMapError
from subjectrights.suggest import hint
from subjectrights.terms import Role

__all__ = ["load", "parse"]

_UNNAMED = "data map"
_PYTHON_NAMES = ("register_url", "for_", "schema_", "folder")


def load(path: Path, *, environment: Mapping[str, str] | None = None) -> DataMap:
    """Read a data map from a file; see :meth:`subjectrights.DataMap.load`."""
    try:
        with path.open("rb") as file:
            read = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise DataMapError(
            "there is no such file; `subjectrights init` drafts a data map", file=str(path)
        ) from None
    except IsADirectoryError:
        raise DataMapError("this is a folder; name the data map in it", file=str(path)) from None
    except OSError as error:
        raise DataMapError(f"the data map can't be read: {error.strerror}", file=str(path)) from None
    except ValueError:
        raise DataMapError("the data map's path can't be one") from None
    if len(read) > LARGEST:
        raise DataMapError(f"a data map is smaller than {LARGEST // 2**20} MiB", file=str(path))
    try:
        text = read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataMapError(
            "not UTF-8; save the data map in that encoding", file=str(path), line=line
        ) from None
    return _made(text, str(path), path.absolute().parent, environment)


def parse(text: str, *, folder: Path, environment: Mapping[str, str] | None = None) -> DataMap:
    """Read a data map from text; see :meth:`subjectrights.DataMap.parse`."""
    return _made(text, _UNNAMED, folder.absolute(), environment)


def _made(text: str, file: str, folder: Path, environment: Mapping[str, str] | None) -> DataMap:
    parsed = read_yaml(text, file)
    if not isinstance(parsed.value, dict):
        what = "it is empty" if parsed.value is None else "its top level is no mapping"
        raise DataMapError(f"{what}; a data map begins with `organisation:` and `stores:`", file=file, line=1)
    variables = os.environ if environment is None else environment
    value, faults = expanded(parsed.value, variables)
    unset = {place for place, _ in faults}
    made: DataMap | None = None
    try:
        made = DataMap(**{**value, "folder": folder})
    except DataMapError as error:
        told = [fault for fault in error.places if fault[0] not in unset]
        faults += [without_values(fault, parsed.value, variables) for fault in told]
    places = {place for place, _ in faults}
    misread = [fault for fault in _misread(value, parsed.lines) if fault[0] not in places]
    roles = {place[:-1] for place, _ in misread if place[-1] == "role"}
    faults = [fault for fault in faults if fault[0][-1:] != ("controller",) or fault[0][:-1] not in roles]
    faults += misread
    if faults or made is None:
        raise _error(faults, parsed.lines, file)
    made._lines.update(parsed.lines)
    made._file = file
    return made


def _misread(value: Any, lines: Lines) -> Iterator[Fault]:
    """What the model takes from Python, and nobody who writes a file can have meant.

    These are the fields' names in Python where the file has others, and a key with nothing after it:
    the model would take ``retain:`` for no duty at all, and ``on_erase: null`` for nothing said; a
    ``role:`` that was lost would make us the controller.
    """
    for place in lines:
        if not place:
            continue
        if place[-1] in _PYTHON_NAMES and not shapes_at(place):
            known = keys(shapes_at(place[:-1]))
            if known:
                yield place, f"unknown key{hint(str(place[-1]), known)}"
        elif _held(value, place) is None and (only_mappings(shapes_at(place)) or shapes_at(place) == (Role,)):
            yield place, mismatch(shapes_at(place), None)


def _held(value: Any, place: Place) -> Any:
    for part in place:
        value = value[part]
    return value


def _error(faults: Iterable[Fault], lines: Lines, file: str) -> DataMapError:
    placed = sorted({(*_spot(place, lines), dotted(place), what) for place, what in faults})
    texts = tuple(f"{file}:{line}: {place}: {what}" for line, _, place, what in placed)
    return DataMapError.of_faults(texts, file=file, line=placed[0][0])


def _spot(place: Place, lines: Lines) -> tuple[int, int]:
    """The line and column of a key; of the nearest key above it where it isn't there."""
    return next(lines[place[:length]] for length in range(len(place), -1, -1) if place[:length] in lines)
