"""The person is told: that the request came in, that it takes longer, why it is refused (Art. 12(3)-(4))."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from subjectrights.errors import RequestError
from subjectrights.reports.words import LANGUAGES
from subjectrights.reports.words.letters import GROUNDS, LETTERS
from subjectrights.requests.case import RequestCase
from subjectrights.terms import RefusalGround, Right

DUE = {"en": "4 May 2026", "fr": "4 mai 2026", "nl": "4 mei 2026", "de": "4. Mai 2026"}


def written(case: RequestCase, folder: Path, language: str = "en") -> str:
    path = folder / f"letter-{language}.json"
    case.letter(path, language=language)
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_is_told_with_the_last_day_of_the_answer(
    case: RequestCase, tmp_path: Path, language: str
) -> None:
    text = written(case, tmp_path, language)
    assert case.reference in text
    assert DUE[language] in text
    assert "{" not in json.loads(text)["title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_extension_is_told_with_its_reasons_and_the_new_day(
    case: RequestCase, tmp_path: Path, language: str
) -> None:
    text = written(case.extend("nineteen systems hold calls"), tmp_path, language)
    assert "nineteen systems hold calls" in text
    assert "2026-07-01" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_with_reasons_ground_authority_and_courts(
    case: RequestCase, tmp_path: Path, language: str
) -> None:
    text = written(case.refuse("excessive", "the seventh request this month"), tmp_path, language)
    assert "the seventh request this month" in text
    assert getattr(GROUNDS["excessive"], language) in text
    for article in ("77", "79", "12"):
        assert article in text


def test_what_is_still_needed_is_asked_for(case: RequestCase, tmp_path: Path) -> None:
    asked = case.doubt_identity("Please tell us your customer number.")
    assert "Please tell us your customer number." in written(asked, tmp_path)
    unclear = asked.confirm_identity("number").ask_clarification("Which calls do you mean?")
    assert "Which calls do you mean?" in written(unclear, tmp_path)


def test_an_answered_request_has_no_letter(case: RequestCase, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="report or receipt"):
        case.answer().letter(tmp_path / "letter.pdf")
    assert list(tmp_path.glob("letter*")) == []


@pytest.mark.parametrize("suffix", ["pdf", "html"])
def test_letters_are_written_for_people(case: RequestCase, tmp_path: Path, suffix: str) -> None:
    assert case.letter(tmp_path / f"letter.{suffix}", language="fr").bytes > 1000


def test_every_text_has_the_same_placeholders_in_every_language() -> None:
    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for key, sentence in {**LETTERS, **GROUNDS}.items():
        assert len({frozenset(holes(text)) for text in sentence}) == 1, key
    assert set(GROUNDS) == {ground.value for ground in RefusalGround}


def test_every_ground_names_its_article_and_fits_some_right() -> None:
    fitting: dict[str, Any] = {g: [r for r in Right if g.allows(r)] for g in RefusalGround}
    assert all(ground.article.startswith("Art. ") and rights for ground, rights in fitting.items())
