"""Searching every text cell of a store, as verification does."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.stores.memory import MemoryStore
from subjectrights.stores.search import search_tables


def residues(table: pa.Table, *needles: str) -> dict[str | None, int]:
    store = MemoryStore.of("crm", {"rows": table})
    return {residue.column: residue.count for residue in search_tables(store, needles)}


def test_a_residue_names_the_place_and_the_number_of_cells_but_no_value() -> None:
    store = MemoryStore.of("crm", {"a": pa.table({"x": ["ann@x.com", "none"], "y": ["", "cc ann@x.com"]})})
    found = list(store.search(["ANN@x.com"]))
    assert [(r.store, r.table, r.column, r.count) for r in found] == [
        ("crm", "a", "x", 1),
        ("crm", "a", "y", 1),
    ]
    assert "ann" not in repr(found).casefold()


@pytest.mark.parametrize(
    ("cell", "needle"),
    [
        ("Straße 1", "STRASSE"),
        ("STRASSE 1", "straße"),
        ("\u212aelvin", "kelvin"),
        ("ﬁona", "FIONA"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("İzmir", "İZMIR"),
        ("Élise", "éLISE"),
    ],
)
@pytest.mark.parametrize("beside", [(), ("another needle",)], ids=["one needle", "several needles"])
def test_case_is_folded_alike_for_one_needle_and_for_several(
    cell: str, needle: str, beside: tuple[str, ...]
) -> None:
    assert residues(pa.table({"x": [cell, "ascii only"]}), needle, *beside) == {"x": 1}


def test_a_needle_is_not_found_across_two_cells_or_two_parts_of_a_cell() -> None:
    rows = pa.table({"x": ["ann", "lopez"], "tags": [["ann", "lopez"], []]})
    assert residues(rows, "annlopez") == {}
    assert residues(rows, "ann lopez", "ann\nlopez") == {}


def test_a_needle_that_looks_like_a_pattern_is_taken_literally() -> None:
    assert residues(pa.table({"x": ["a.b", "axb", "a%b", "a_b"]}), "a.b") == {"x": 1}
    assert residues(pa.table({"x": ["a.b", "axb", "a%b", "a_b"]}), "a%b", "(a|b)") == {"x": 1}


def test_null_cells_are_no_text() -> None:
    """Edge case 44: NULL is not the word None."""
    assert residues(pa.table({"x": pa.array([None, "none"])}), "none") == {"x": 1}


@pytest.mark.parametrize(
    "cells",
    [
        pa.array(["ann@x.com", "no", None], pa.large_string()),
        pa.array(["ann@x.com", "no", None], pa.string_view()),
        pa.array(["ann@x.com", "no", None]).dictionary_encode(),
        pa.RunEndEncodedArray.from_arrays(pa.array([1, 3], pa.int32()), pa.array(["ann@x.com", None])),
        pa.array([["no", "ann@x.com"], [], None]),
        pa.array([{"mail": "ann@x.com"}, {"mail": None}, None]),
        pa.array([[{"deep": ["Ann@x.com", 'say "ann@x.com"']}], [], None]),
        pa.array([[("k", "ann@x.com")], [], None], pa.map_(pa.string(), pa.string())),
        pa.array([[("ann@x.com", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"m": "ann@x.com"}', "{}", None])),
    ],
    ids=lambda cells: str(cells.type).split("<")[0],
)
def test_text_is_found_in_every_type_that_can_hold_text(cells: pa.Array) -> None:
    """Edge case 23."""
    assert residues(pa.table({"x": cells}), "ann@x.com") == {"x": 1}
    assert residues(pa.table({"x": cells}), "ann@x.com", "other") == {"x": 1}


def test_quotes_backslashes_and_line_ends_in_nested_text_are_found_as_they_are() -> None:
    rows = pa.table({"x": [[{"note": 'O\'Brien\\home\nline "two"'}]]})
    for needle in ("o'brien", "n\\home", "home\nline", '"two"'):
        assert residues(rows, needle) == {"x": 1}, needle


def test_names_of_fields_are_no_data() -> None:
    assert residues(pa.table({"address": [{"address": "here"}]}), "address") == {}


def test_columns_without_text_are_not_read() -> None:
    rows = pa.table({"n": [123456], "when": pa.array([0], pa.timestamp("us")), "b": [b"ann@x.com"]})
    assert residues(rows, "123456", "ann@x.com", "1970") == {}


def test_short_needles_are_passed_over_and_the_others_still_looked_for() -> None:
    assert residues(pa.table({"x": ["an ann"]}), "an", "") == {}
    assert residues(pa.table({"x": ["an ann", "an"]}), "an", "ann") == {"x": 1}


@given(
    cells=st.lists(st.one_of(st.none(), st.text("aAbßSsſ.é\n\u0301", max_size=8)), min_size=1, max_size=6),
    needles=st.lists(st.text("aAbßSsſ.é\n", min_size=3, max_size=4), min_size=1, max_size=3),
)
def test_a_cell_counts_exactly_when_its_folded_text_holds_a_folded_needle(
    cells: list[str | None], needles: list[str]
) -> None:
    expected = sum(
        any(needle.casefold() in cell.casefold() for needle in needles) for cell in cells if cell is not None
    )
    found = residues(pa.table({"x": pa.array(cells, pa.string())}), *needles)
    assert found == ({"x": expected} if expected else {})
