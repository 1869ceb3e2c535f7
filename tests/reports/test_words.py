"""The catalogues, and how a language writes dates, numbers, articles and names."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from subjectrights.datamap.duration import Duration
from subjectrights.errors import UnknownName
from subjectrights.plan import Kept
from subjectrights.reports.words import LANGUAGES, words
from subjectrights.reports.words.categories import CATEGORIES, ONE_FACT
from subjectrights.reports.words.countries import COUNTRIES, EEA, country_code, outside_eea
from subjectrights.reports.words.speech import CATALOGUES
from subjectrights.terms import LegalBasis, Origin, RestrictionGround, RetentionGround, Right, Role
from subjectrights.writers.words import ENGLISH

OUTCOMES = (
    "done",
    "retained",
    "awaiting",
    "possible",
    "failed",
    "could not look",
    "nothing held",
    "nothing to do",
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_every_text_exists_in_every_language_with_the_same_placeholders(language):
    english, other = CATALOGUES["en"], CATALOGUES[language]
    assert list(other) == list(english)
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_untrimmed(language):
    assert [key for key, text in CATALOGUES[language].items() if not text or text != text.strip()] == [
        key for key in ("thousands",) if language == "fr"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_law_and_of_a_run_has_a_text(language):
    texts = CATALOGUES[language]
    wanted = {
        *(f"basis.{basis}" for basis in LegalBasis),
        *(f"origin.{origin}" for origin in Origin),
        *(f"role.{role}" for role in Role),
        *(f"right.{right}" for right in Right),
        *(f"restriction.{ground}" for ground in RestrictionGround),
        *(f"retention.{ground}" for ground in RetentionGround),
        *(f"outcome.{word}" for word in OUTCOMES),
        *(f"writer.{word}" for word in ENGLISH),
    }
    assert wanted <= set(texts)


@pytest.mark.parametrize("reason", ["retained", "purpose", "joint", "reference", "stays"])
def test_every_reason_to_keep_that_a_plan_knows_has_a_text(reason):
    assert str(Kept(table="crm.customers", count=1, reason=reason))
    assert all(f"kept.{reason}" in texts for texts in CATALOGUES.values())


def test_the_writers_are_given_their_words_in_the_language():
    assert set(words("de").writer) == set(ENGLISH)
    assert words("de").writer["page"] == "Seite"
    assert words("en").writer["of"] == ENGLISH["of"]


@pytest.mark.parametrize(
    ("given", "spoken"),
    [("fr", "fr"), ("fr-BE", "fr"), ("fr_BE", "fr"), ("NL-be", "nl"), ("de_DE.UTF-8", "de"), (" en ", "en")],
)
def test_a_region_after_the_language_makes_no_difference(given, spoken):
    assert words(given).language == spoken


@pytest.mark.parametrize("given", ["es", "", "french", "xx-fr", "f"])
def test_another_language_is_refused_and_the_four_are_named(given):
    with pytest.raises(UnknownName, match="en, fr, nl, de"):
        words(given)


@pytest.mark.parametrize(
    ("language", "first", "later"),
    [
        ("en", "1 August 2026", "23 November 2026"),
        ("fr", "1er août 2026", "23 novembre 2026"),
        ("nl", "1 augustus 2026", "23 november 2026"),
        ("de", "1. August 2026", "23. November 2026"),
    ],
)
def test_days_are_written_as_the_language_writes_them(language, first, later):
    assert words(language).date(date(2026, 8, 1)) == first
    assert words(language).date(date(2026, 11, 23)) == later


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_has_twelve_months_in_every_language(language):
    assert len({words(language).date(date(2026, month, 5)) for month in range(1, 13)}) == 12


def test_a_moment_says_its_distance_from_utc():
    at = datetime(2026, 11, 23, 9, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    assert words("en").moment(at) == "23 November 2026, 09:05 (UTC-03:30)"
    assert words("de").moment(at.astimezone(UTC)) == "23. November 2026, 12:35 Uhr (UTC)"


@pytest.mark.parametrize(
    ("language", "number"), [("en", "1,498"), ("fr", "1\u00a0498"), ("nl", "1.498"), ("de", "1.498")]
)
def test_thousands_are_apart_as_the_language_has_them(language, number):
    assert words(language).number(1498) == number
    assert words(language).number(12) == "12"


def test_none_is_singular_in_french_and_plural_elsewhere():
    assert words("fr").counted("row", 0) == "0 enregistrement"
    assert words("de").counted("row", 0) == "0 Einträge"
    assert words("nl").counted("row", 1) == "1 vermelding"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 year, 6 months and 10 days"),
        ("fr", "1 an, 6 mois et 10 jours"),
        ("nl", "1 jaar, 6 maanden en 10 dagen"),
        ("de", "1 Jahr, 6 Monate und 10 Tage"),
    ],
)
def test_a_duration_is_said_in_words(language, said):
    assert words(language).duration(Duration(years=1, months=6, days=10)) == said


def test_no_time_at_all_is_no_days():
    assert words("en").duration(Duration()) == "0 days"


@pytest.mark.parametrize(
    ("language", "article", "paragraph", "point"),
    [
        ("en", "Art. 20 GDPR", "Art. 7(3) GDPR", "Art. 18(1)(a) GDPR"),
        (
            "fr",
            "article 20 du RGPD",
            "article 7, paragraphe 3, du RGPD",
            "article 18, paragraphe 1, point a), du RGPD",
        ),
        ("nl", "artikel 20 AVG", "artikel 7, lid 3, AVG", "artikel 18, lid 1, onder a), AVG"),
        ("de", "Art. 20 DSGVO", "Art. 7 Abs. 3 DSGVO", "Art. 18 Abs. 1 Buchst. a DSGVO"),
    ],
)
def test_articles_are_cited_as_the_languages_lawyers_do(language, article, paragraph, point):
    speech = words(language)
    cited = [speech.article(one) for one in ("Art. 20", "Art. 7(3)", "Art. 18(1)(a)")]
    assert cited == [article, paragraph, point]
    assert speech.article("recital 26") == "recital 26"


def test_parts_are_listed_with_one_and():
    assert words("fr").listed(["a", "b", "c"]) == "a, b et c"
    assert words("de").listed(["a", "b"]) == "a und b"
    assert words("nl").listed(["a"]) == "a"
    assert words("en").listed([]) == ""


def test_an_unknown_category_is_told_by_the_nearest_known_above_it():
    assert words("de").category("user.contact.email") == "E-Mail-Adresse"
    assert words("fr").category("user.contact.email.work") == "adresse électronique (work)"
    assert words("en").category("shop.loyalty") == "shop.loyalty"


def test_a_category_is_cut_at_the_dot_only():
    """Edge case 17."""
    assert words("en").category("user.nameplate") == "personal data (nameplate)"


def test_every_category_and_country_has_a_name_in_every_language():
    assert set(CATEGORIES) >= ONE_FACT
    assert all(all(entry) and len(entry) == 4 for entry in (*CATEGORIES.values(), *COUNTRIES.values()))
    assert set(COUNTRIES) >= EEA


def test_the_eea_is_the_union_with_iceland_liechtenstein_and_norway():
    assert len(EEA) == 30
    assert {"IS", "LI", "NO"} < EEA
    assert not {"GB", "CH", "US", "UK"} & EEA


@pytest.mark.parametrize(
    ("country", "outside"),
    [
        ("BE", False),
        ("no", False),
        ("EL", False),
        ("US", True),
        ("GB", True),
        ("UK", True),
        ("CH", True),
        ("ZZ", True),
        (None, None),
        ("", None),
        ("Belgium", None),
    ],
)
def test_a_third_country_is_one_outside_the_eea_and_nothing_is_claimed_of_what_is_no_code(country, outside):
    assert outside_eea(country) is outside


def test_a_country_is_named_in_the_language_and_left_as_written_where_unknown():
    assert words("nl").country("be") == "België"
    assert words("fr").country("UK") == "Royaume-Uni"
    assert words("fr").country("Ruritania") == "Ruritania"
    assert words("fr").country("ZZ") == "ZZ"
    assert country_code("België") is None
