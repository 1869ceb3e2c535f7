"""How texts, dates, numbers, articles and names are written in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from subjectrights.errors import UnknownName
from subjectrights.reports.words import de, en, fr, nl
from subjectrights.reports.words.categories import CATEGORIES, nearest
from subjectrights.reports.words.countries import COUNTRIES, country_code
from subjectrights.reports.words.sentences import SENTENCES, recognised

if TYPE_CHECKING:
    from subjectrights.datamap.duration import Duration

__all__ = ["CATALOGUES", "LANGUAGES", "Words", "words"]

CATALOGUES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": en.TEXTS,
    "fr": fr.TEXTS,
    "nl": nl.TEXTS,
    "de": de.TEXTS,
}
LANGUAGES: Final = tuple(CATALOGUES)
_ARTICLE = re.compile(r"Art\. (\d+)(?:\((\d+)\))?(?:\(([a-z])\))?")
_PLACED = re.compile(r"([\w-]+): (.+)", re.DOTALL)
_WRITER = "writer."


def words(language: str) -> Words:
    """The words of a language.

    Args:
        language: ``en``, ``fr``, ``nl`` or ``de``; a region or encoding after it is not looked at
            (``fr-BE``, ``fr_BE.UTF-8``).

    Raises:
        UnknownName: the reports don't speak it.
    """
    spoken = re.split(r"[-_.@]", language.strip().lower(), maxsplit=1)[0]
    if spoken not in CATALOGUES:
        raise UnknownName(
            f"no report can be written in {language!r}; the languages are {', '.join(LANGUAGES)}. "
            "Name one with language=, or as the organisation's language in the data map"
        )
    return Words(language=spoken, texts=CATALOGUES[spoken])


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language.

    Args:
        language: its tag.
        texts: by key, its texts.
    """

    language: str
    texts: Mapping[str, str] = field(repr=False)

    @property
    def writer(self) -> dict[str, str]:
        """The writers' own words, by their keys."""
        return {
            key.removeprefix(_WRITER): text for key, text in self.texts.items() if key.startswith(_WRITER)
        }

    def text(self, key: str, **values: str) -> str:
        """The text of a key, its placeholders filled."""
        return self.texts[key].format(**values)

    def labelled(self, label: str, text: str) -> str:
        """A label, a colon and a text."""
        return self.text("labelled", label=label, text=text)

    def quoted(self, text: str) -> str:
        """A text in the language's quotation marks."""
        return self.text("quoted", text=text)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts as an enumeration: ``a, b and c``."""
        if len(parts) < 2:
            return "".join(parts)
        return self.text("and", first=", ".join(parts[:-1]), last=parts[-1])

    def number(self, number: int) -> str:
        """A whole number, its thousands apart."""
        return f"{number:,}".replace(",", self.texts["thousands"])

    def counted(self, what: str, number: int) -> str:
        """A number of things: ``counted("row", 3)``."""
        # French counts none as one: "0 ligne".
        one = number == 1 or (number == 0 and self.language == "fr")
        return self.text(f"{what}.{'one' if one else 'many'}", count=self.number(number))

    def date(self, day: date) -> str:
        """A day: ``23 November 2026``."""
        month = self.texts["months"].split()[day.month - 1]
        key = "date.first" if day.day == 1 else "date"
        return self.text(key, day=str(day.day), month=month, year=str(day.year))

    def moment(self, moment: datetime) -> str:
        """A day and a time, with the time zone's distance from UTC."""
        offset = moment.strftime("%z")
        zone = "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"
        return self.text("moment", date=self.date(moment.date()), time=f"{moment:%H:%M}", zone=zone)

    def duration(self, duration: Duration) -> str:
        """A duration in words: ``5 years and 6 months``."""
        units = (
            ("year", duration.years),
            ("month", duration.months),
            ("week", duration.weeks),
            ("day", duration.days),
        )
        parts = [self.counted(unit, number) for unit, number in units if number]
        return self.listed(parts) or self.counted("day", 0)

    def article(self, article: str) -> str:
        """A citation such as ``Art. 18(1)(a)`` as the language's lawyers write it."""
        found = _ARTICLE.fullmatch(article)
        if found is None:
            return article
        number, paragraph, point = found.groups()
        key = "article.3" if point else "article.2" if paragraph else "article.1"
        return self.text(key, article=number, paragraph=paragraph or "", point=point or "")

    def category(self, category: str) -> str:
        """A data category in words; an unknown one by the nearest above it and the rest of its name."""
        known = nearest(category)
        if known is None:
            return category
        name: str = getattr(CATEGORIES[known], self.language)
        rest = category[len(known) + 1 :]
        return f"{name} ({rest})" if rest else name

    def country(self, country: str) -> str:
        """A country's name, from its code; as it is written where it isn't a known code."""
        code = country_code(country)
        if code is None or code not in COUNTRIES:
            return country
        name: str = getattr(COUNTRIES[code], self.language)
        return name

    def said(self, sentence: str) -> str:
        """A sentence that came in English, translated where it is known, else as it came."""
        found = recognised(sentence)
        if found is not None:
            key, values = found
            template: str = getattr(SENTENCES[key], self.language)
            return template.format(**values)
        placed = _PLACED.fullmatch(sentence)
        if placed is not None and recognised(placed[2]) is not None:
            return self.labelled(placed[1], self.said(placed[2]))
        return sentence
