"""Reads a data map from YAML: every fault at once, each with its file, line and key."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from subjectrights.datamap.model import DataMap
from subjectrights.datamap.names import Fault
from subjectrights.datamap.validate import validate
from subjectrights.datamap.yaml import Lines, read_yaml
from subjectrights.errors import DataMapError

__all__ = ["load", "parse"]

_VARIABLE = re.compile(r"\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


def load(path: Path, *, environment: Mapping[str, str] | None = None) -> DataMap:
    """Read a data map from a file; see :meth:`subjectrights.DataMap.load`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataMapError("a data map is UTF-8 text", file=str(path), line=line) from None
    except OSError as error:
        raise DataMapError(f"the data map can't be read: {error.strerror}", file=str(path)) from None
    return _made(text, path.name, path.absolute().parent, environment)


def parse(text: str, *, folder: Path, environment: Mapping[str, str] | None = None) -> DataMap:
    """Read a data map from text; see :meth:`subjectrights.DataMap.parse`."""
    return _made(text, "data map", folder.absolute(), environment)


def _made(text: str, file: str, folder: Path, environment: Mapping[str, str] | None) -> DataMap:
    parsed = read_yaml(text, file)
    if not isinstance(parsed.value, dict):
        what = "it is empty" if parsed.value is None else "its top level is no mapping"
        raise DataMapError(
            f"{what}; a data map begins with organisation:, purposes:, stores:", file=file, line=1
        )
    unset: list[Fault] = []
    value = _expanded(parsed.value, (), os.environ if environment is None else environment, unset)
    made, faults = validate({**value, "folder": folder})
    faults = [*unset, *faults]
    if faults or made is None:
        raise _error(faults, parsed.lines, file)
    made._lines.update(parsed.lines)
    made._file = file
    return made


def _expanded(
    value: Any, path: tuple[str | int, ...], environment: Mapping[str, str], unset: list[Fault]
) -> Any:
    """The value with ``${VAR}`` and ``${VAR:-default}`` replaced in its texts; ``$${`` stands for itself."""
    if isinstance(value, dict):
        return {
            _key(key): _expanded(held, (*path, _key(key)), environment, unset) for key, held in value.items()
        }
    if isinstance(value, list):
        return [_expanded(held, (*path, at), environment, unset) for at, held in enumerate(value)]
    if not isinstance(value, str):
        return value

    def replaced(found: re.Match[str]) -> str:
        escaped, name, default = found.groups()
        if escaped:
            return found.group(0)[1:]
        held = environment.get(name) or default
        if held is None:
            unset.append((path, f"the environment has no {name}, and no default is given (${{{name}:-...}})"))
            return ""
        return held

    return _VARIABLE.sub(replaced, value)


def _key(key: Any) -> str:
    return key if isinstance(key, str) else str(key).lower() if isinstance(key, bool) else str(key)


def _error(faults: list[Fault], lines: Lines, file: str) -> DataMapError:
    placed = sorted(set(_placed(faults, lines)))
    texts = tuple(f"{file}:{line}: {text}" for line, text in placed)
    return DataMapError.of_faults(texts, file=file, line=placed[0][0] if placed else 1)


def _placed(faults: list[Fault], lines: Lines) -> Iterator[tuple[int, str]]:
    for path, what in faults:
        known = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in lines)
        place = ".".join(str(part) for part in path)
        yield lines[known][0], f"{place}: {what}" if place else what
