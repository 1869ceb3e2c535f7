"""Searching every text cell of a store, as verification does."""

import unicodedata

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


ANN = "ann@x.be"


@pytest.mark.parametrize(
    "text",
    [
        "ann@x.be",
        "Write to ann@x.be.",
        "ann@x.be...",
        "see...ann@x.be",
        "Ann <ANN@X.BE>",
        "(ann@x.be)[ann@x.be]",
        'say "ann@x.be"',
        "l'adresse d'ann@x.be",
        "bo@y.be;ann@x.be,cy@z.be",
        "bo@y.be/ann@x.be|cy",
        "mailto:ann@x.be?subject=x",
        "https://x.example/?mail=ann@x.be&x=1",
        "https://x.example/?mail=%20ann@x.be%20",
        '{"note": "mail:\\nann@x.be\\n"}',
        '"\\u003cann@x.be\\u003e"',
        "_ann@x.be_ **ann@x.be**",
        "- ann@x.be\n-ann@x.be",
        "scans/ann@x.be.pdf",
        "email=ann@x.be/part-0.parquet",
        "请联系ann@x.be谢谢",
        "jo.ann@x.be and ann@x.be",
        "ann@x.be2, not ann@x.be!",
    ],
)
def test_a_whole_address_is_found_whatever_stands_beside_it(text: str) -> None:
    assert residues(pa.table({"x": [text]}), ANN) == {"x": 1}


@pytest.mark.parametrize(
    "text",
    [
        "joann@x.be",
        "jo.ann@x.be",
        "jo-ann@x.be",
        "jo_ann@x.be",
        "jo+ann@x.be",
        "1ann@x.be",
        "éann@x.be",
        "ann@x.be2",
        "ann@x.beé",
        "ann@x.be.org",
        "ann@x.be-b.org",
        "ann@x.be.pdfs.org",
        "ann@x.b",
        "ann@x.\nbe",
    ],
)
def test_an_address_within_another_is_not_found(text: str) -> None:
    """Edge case 3."""
    assert residues(pa.table({"x": [text]}), ANN) == {}
    assert residues(pa.table({"x": [text]}), ANN, "somebody@else.be") == {}


def test_of_two_addresses_that_begin_alike_each_is_found() -> None:
    rows = pa.table({"x": ["ann@x.be.org", "ann@x.be", "joann@x.be"]})
    assert residues(rows, "ann@x.be", "ann@x.be.org") == {"x": 2}
    assert residues(rows, "joann@x.be", "ann@x.be") == {"x": 2}


@pytest.mark.parametrize(
    "needle", ["zoë@xn--bcher-kva.example", "zoë@bücher.example", "zoe\u0308@bücher.example"]
)
@pytest.mark.parametrize(
    "text", ["Zoë@Bücher.example", "zoe\u0308@bu\u0308cher.example", "ZOË@xn--bcher-kva.EXAMPLE"]
)
def test_an_address_is_found_in_every_spelling(needle: str, text: str) -> None:
    assert residues(pa.table({"x": [f"to {text}."]}), needle) == {"x": 1}
    assert residues(pa.table({"x": [f"to a{text}"]}), needle) == {}


def test_a_domain_that_is_none_is_looked_for_as_it_is_written() -> None:
    assert residues(pa.table({"x": ["ann@xn--\u00fc"]}), "ann@xn--\u00fc") == {"x": 1}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@given(
    cells=st.lists(st.one_of(st.none(), st.text("aAbßSsſ.é\n\u0301", max_size=8)), min_size=1, max_size=6),
    needles=st.lists(st.text("aAbßSsſ.é\n", min_size=3, max_size=4), min_size=1, max_size=3),
)
def test_a_cell_counts_exactly_when_its_folded_text_holds_a_folded_needle(
    cells: list[str | None], needles: list[str]
) -> None:
    expected = sum(
        any(_folded(needle) in _folded(cell) for needle in needles) for cell in cells if cell is not None
    )
    found = residues(pa.table({"x": pa.array(cells, pa.string())}), *needles)
    assert found == ({"x": expected} if expected else {})
