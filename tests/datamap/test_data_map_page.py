"""The reference of the data map says every key with its default, and its examples are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

import subjectrights.datamap as room
from subjectrights.datamap.model import (
    ColumnMap,
    DataMap,
    IdentifierMap,
    MethodMap,
    Organisation,
    Party,
    Purpose,
    Reference,
    Retain,
    Retention,
    SetValues,
    StoreMap,
    TableMap,
)
from subjectrights.datamap.operators import OperatorMap, OperatorsMap, TrainingMap
from subjectrights.datamap.parts import Arrangement

ROOM = Path(next(iter(room.__path__)))
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "data-map.md").read_text(
    encoding="utf-8"
)
SECTIONS: dict[str, type[BaseModel]] = {
    "The map": DataMap,
    "organisation": Organisation,
    "parties": Party,
    "arrangement": Arrangement,
    "purposes": Purpose,
    "identifiers": IdentifierMap,
    "stores": StoreMap,
    "tables": TableMap,
    "columns": ColumnMap,
    "refers_to": Reference,
    "set": SetValues,
    "methods": MethodMap,
    "retain": Retain,
    "retention": Retention,
    "operators": OperatorsMap,
    "training": TrainingMap,
    "people": OperatorMap,
}


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def rows(text: str) -> Iterator[tuple[str, str]]:
    """The first two cells of each row of the tables of a section."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        if len(cells) > 3 and cells[1].startswith("`"):
            yield cells[1].strip("`"), cells[2]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def default_of(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, MethodMap):
        default = default.method
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if default else "—"


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_is_there_with_its_default(title: str) -> None:
    model = SECTIONS[title]
    expected = {
        field.alias or name: default_of(model, name)
        for name, field in model.model_fields.items()
        if name != "folder"
    }
    assert dict(rows(section(title))) == expected


def merged(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {
            key: merged(one[key], other[key]) if key in one and key in other else {**one, **other}[key]
            for key in {**one, **other}
        }
    return other


def test_the_examples_are_one_map_that_loads() -> None:
    yaml = YAML(typ="safe", pure=True)
    whole: Any = {}
    for block in blocks("yaml"):
        whole = merged(whole, yaml.load(block))
    datamap = DataMap.model_validate(whole)
    assert len(datamap.stores["crm"].tables) == 11
    assert datamap.stores["crm"].tables["tickets"].retention == Retention(
        criteria="until the complaint is settled"
    )


def test_every_key_has_an_example() -> None:
    yaml = YAML(typ="safe", pure=True)

    def keys(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, held in value.items():
                yield key
                yield from keys(held)
        elif isinstance(value, list):
            for held in value:
                yield from keys(held)

    shown = {key for block in blocks("yaml") for key in keys(yaml.load(block))}
    told = {key for title in SECTIONS for key, _ in rows(section(title))}
    assert told - shown - {"criteria"} == set()


def test_the_python_example_runs() -> None:
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, names)
    assert names["datamap"].folder == Path("/data")


def test_every_finding_has_its_place_in_the_page() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("check*.py"))
    codes = set(re.findall(r'(?:"(?:error|warning|note)"|level),\s*"([a-z-]+)"', source))
    codes |= set(re.findall(r'code="([a-z-]+)"', source))
    told = [code for code, _ in rows(section("What `check` finds"))]
    assert len(told) == len(set(told))
    assert codes == set(told)
