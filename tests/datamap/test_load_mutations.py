"""A data map that is changed at random loads, or is refused with faults that name file and line."""

import copy
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from datamap.map_texts import CONTRACT
from subjectrights import DataMap
from subjectrights.errors import DataMapError

TEXT = CONTRACT.read_text("utf-8")
PLAIN = YAML(typ="safe", pure=True).load(TEXT)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.floats(),
    st.dates(date(1, 1, 1)),
    st.text(max_size=8),
    st.sampled_from(
        ["${", "${X}", "null", "crm.customers.id", "P1Y", "=1+1", "a.b", "", "\u2028", "𝕏", "\x00"]
    ),
    st.lists(st.text(max_size=3) | st.none(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.integers(), max_size=2),
)
FAULT = re.compile(r"my map\.yaml:([1-9][0-9]*): \S.*: \S.*\Z")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for at in range(len(value)):
            yield from places(value[at], (*path, at))


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    value = copy.deepcopy(PLAIN)
    for _ in range(draw(st.integers(1, 4))):
        there = list(places(value))
        if not there:
            return value
        *above, last = draw(st.sampled_from(there))
        held = value
        for part in above:
            held = held[part]
        action = draw(st.sampled_from(["drop", "replace", "rename", "insert", "swap"]))
        if action == "drop":
            del held[last]
        elif action == "replace":
            held[last] = draw(ODD)
        elif action == "insert" and isinstance(held, dict):
            held[draw(st.text(max_size=6) | st.sampled_from(["for", "type", "set", "1"]))] = draw(ODD)
        elif action == "rename" and isinstance(held, dict):
            held[draw(st.text(max_size=6) | st.just(f"{last}s"))] = held.pop(last)
        else:
            other = value
            for part in draw(st.sampled_from(there)):
                other = other[part] if _has(other, part) else other
            held[last] = copy.deepcopy(other)
    return value


def _has(held: Any, part: Any) -> bool:
    return (
        part in held
        if isinstance(held, dict)
        else isinstance(held, list) and isinstance(part, int) and part < len(held)
    )


def check(text: str, folder: Path) -> None:
    path = folder / "my map.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    count = text.count("\n") + 1
    try:
        made = DataMap.load(path, environment={"X": "x"})
    except DataMapError as error:
        assert error.file == str(path)
        assert error.__cause__ is None
        assert error.faults or error.line is not None
        for fault in error.faults:
            line = FAULT.search(fault)
            assert line, fault
            assert int(line[1]) <= count
        assert len(set(error.faults)) == len(error.faults)
        lines = [int(FAULT.search(fault)[1]) for fault in error.faults]
        assert lines == sorted(lines)
        assert not lines or error.line == lines[0]
    else:
        for ref, _ in made.tables():
            made.links(ref), made.role_of(ref), made.controller_of(ref), made.purposes_of(ref)
            assert made.line_of("stores", ref.store, "tables", ref.table)[1] is not None


@settings(max_examples=120)
@given(mutated())
def test_a_map_changed_at_random_loads_or_names_its_faults(tmp_path_factory: Any, value: Any) -> None:
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(value, out)
    check(out.getvalue(), tmp_path_factory.getbasetemp())


@settings(max_examples=250)
@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 12),
    st.text(max_size=4) | st.sampled_from(["\t", "\n", ": ", "- ", "{", "]", "'", "&a ", "*a", "!x ", "#"]),
)
def test_a_text_changed_at_random_loads_or_names_its_faults(
    tmp_path_factory: Any, start: int, length: int, inserted: str
) -> None:
    changed = TEXT[:start] + inserted + TEXT[start + length :]
    check(changed.encode("utf-8", "replace").decode("utf-8"), tmp_path_factory.getbasetemp())


@settings(max_examples=250)
@given(mutated())
def test_objects_changed_at_random_make_a_map_or_an_error_of_ours(value: Any) -> None:
    try:
        DataMap.model_validate(value)
    except DataMapError as error:
        assert error.faults or "mapping" in str(error)
        assert all(len(fault.splitlines()) == 1 for fault in error.faults)
