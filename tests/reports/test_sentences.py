"""English sentences from the rights, the engine and the stores are known and translated."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import subjectrights
from subjectrights.plan import OUT_OF_SCOPE
from subjectrights.reports.words import words
from subjectrights.reports.words.sentences import SENTENCES, recognised

SOURCE = Path(subjectrights.__file__).parent


def sentence(node: ast.expr) -> str | None:
    """The text of a literal, with ``xyz`` in each place of an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "xyz" for part in node.values)
    return None


def remarks_in(tree: ast.AST) -> Iterator[str]:
    """What is appended to a draft's remarks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("remarks.append"):
            said = sentence(node.args[0])
            assert said is not None
            yield said


def said_while_purging(tree: ast.AST) -> Iterator[str]:
    """Every literal of four words or more in a function called ``purge``, docstrings apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "purge":
            waiting: list[ast.AST] = [*node.body[1:]]
            while waiting:
                part = waiting.pop()
                said = sentence(part) if isinstance(part, ast.expr) else None
                if said is None:
                    waiting += ast.iter_child_nodes(part)
                elif len(said.split()) > 3:
                    yield said


def test_every_remark_of_a_right_is_known():
    said = {r for file in (SOURCE / "rights").glob("*.py") for r in remarks_in(ast.parse(file.read_text()))}
    assert len(said) >= 4
    assert {one for one in said if recognised(one) is None} == set()


def test_everything_a_store_says_of_its_purge_is_known():
    files = list((SOURCE / "stores").rglob("*.py"))
    said = {one for file in files for one in said_while_purging(ast.parse(file.read_text()))}
    assert len(said) >= 10
    assert {one for one in said if recognised(one) is None} == set()


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_what_no_run_reaches_is_said_in_the_language(language):
    assert all(words(language).said(one) != one for one in OUT_OF_SCOPE)


def test_every_translation_keeps_the_placeholders():
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [key for key, known in SENTENCES.items() if len({frozenset(places(t)) for t in known}) > 1] == []


def test_every_sentence_is_recognised_as_itself():
    for key, known in SENTENCES.items():
        values = {name: "some value" for _, name, _, _ in string.Formatter().parse(known.en) if name}
        assert recognised(known.en.format(**values)) == (key, values)


def test_a_sentence_with_its_stores_name_before_it_is_translated_and_keeps_the_name():
    said = words("nl").said("crm: backups and copies of the files are not reached")
    assert said == "crm: back-ups en kopieën van de bestanden worden niet bereikt"


def test_values_in_a_sentence_survive_even_with_braces():
    said = words("de").said("crm: not purged ({store-busy}); deleted values may linger.")
    assert "({store-busy})" in said
    assert said.startswith("crm: Spuren")


def test_a_sentence_nobody_knows_is_shown_as_it_came():
    assert words("fr").said("crm: a third party's store says this") == "crm: a third party's store says this"


def test_english_stays_english():
    for known in SENTENCES.values():
        assert words("en").said(known.en) == known.en
