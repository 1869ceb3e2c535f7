"""Hostile text: what can't be seen is shown, and what a spreadsheet would run is disarmed."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from writers_support import FORMULAS, NAMES

from subjectrights.writers.hostile import (
    disarm,
    escape_json,
    escape_xlsx,
    is_formula,
    not_in_xml,
    rearm,
    reveal,
    reveal_for_xml,
)

_ODD = st.text(st.sampled_from("=+-@'\t\r\n;|, \"a1\u200b\ufeff＝"), max_size=12)


_CONTROLS = "\x00\x07\x1b\x7f\x85\xad\u200b\u2060\ufeff\ud800\udfff"
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANKS = "\u2028\u2029\u115f\u3164\uffa0\U000e0041\ufffe\uffff"


@pytest.mark.parametrize(
    "character", [*_CONTROLS, *_DIRECTIONS, *_BLANKS], ids=lambda one: f"U+{ord(one):04X}"
)
def test_a_character_that_cannot_be_seen_is_shown_by_its_number(character: str) -> None:
    assert reveal(f"a{character}b") == (f"a⟨U+{ord(character):04X}⟩b", True)


@pytest.mark.parametrize("name", NAMES.values())
def test_names_stay_as_they_are(name: str) -> None:
    assert reveal(name) == (name, False)


@pytest.mark.parametrize(
    "text", ["👩\u200d👩\u200d👧", "क्\u200dष", "می\u200cخواهم", "♥\ufe0f", "שלום \u200f(ב)"]
)
def test_joiners_and_marks_that_a_script_needs_stay(text: str) -> None:
    assert reveal(text) == (text, False)


@pytest.mark.parametrize("text", ["\u200dab", "a \u200c", "ab\u200e", "\ufe0fa"])
def test_joiners_and_marks_that_join_nothing_are_shown(text: str) -> None:
    assert reveal(text)[1]


def test_line_breaks_of_every_system_become_one() -> None:
    assert reveal("a\r\nb\rc\nd\te") == ("a\nb\nc\nd\te", False)


@given(st.text(st.characters()))
def test_nothing_hidden_is_left_and_showing_twice_is_showing_once(text: str) -> None:
    visible, _ = reveal(text)
    assert reveal(visible) == (visible, False)
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in visible if c not in "\n\t"}
    assert not set(visible) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_disarmed(text: str) -> None:
    """Edge case 40."""
    safe = disarm(text)
    assert safe != text
    assert safe.lstrip(" ")[0] not in "=+-@\t\r\n＝＋－＠" or safe.startswith("a")
    assert rearm(safe) == text


@pytest.mark.parametrize("text", ["", "Ana", "a=b", "ana@x.example", "12-13", "a, -b", "O'Neill", "x = 1"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert disarm(text) == text
    assert not is_formula(text)


@given(_ODD | st.text())
def test_disarming_can_be_undone_exactly(text: str) -> None:
    """Edge case 40: reversible for a machine-readable copy."""
    assert rearm(disarm(text)) == text


@given(_ODD)
def test_no_separator_of_any_spreadsheet_leads_to_a_formula(text: str) -> None:
    safe = disarm(text)
    for separator in ";|\t\r\n":
        for part in safe.split(separator):
            assert part.strip(' \t\r\n"\u200b\ufeff')[:1] not in ("=", "+", "-", "@", "＝") or part == ""


@given(st.text(st.characters()))
def test_escaped_json_is_the_same_json(text: str) -> None:
    finished = escape_json(json.dumps([text], ensure_ascii=False))
    finished.encode("utf-8")
    assert json.loads(finished) == json.loads(json.dumps([text]))
    assert "\u202e" not in finished


def test_a_workbooks_escapes_are_escaped() -> None:
    """Edge case 41: Excel reads _x0041_ as A."""
    assert escape_xlsx("_x0041_ _x00_ a_x0041_\r") == "_x005F_x0041_ _x00_ a_x005F_x0041__x000D_"


@given(st.text(st.characters()))
def test_text_shown_for_xml_can_stand_in_xml(text: str) -> None:
    assert not not_in_xml(reveal_for_xml(text))
    if not not_in_xml(text):
        assert reveal_for_xml(text) == text
