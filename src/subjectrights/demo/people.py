"""Draws the people of the demo estate: customers, their households, and those only a list or a call knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from subjectrights.demo.words import CITIES, LANGUAGES, latin

__all__ = ["ANA", "PHONE_FORMATS", "TODAY", "Person", "draw_customers", "draw_strangers", "written"]

TODAY = date(2026, 6, 30)
"""The day the estate's newest rows are from; fixed, so that the same seed gives the same bytes."""

DOMAINS = ("example.com", "example.org", "example.net", "mail.example", "post.example", "élan.example")

PHONE_FORMATS = (
    "+32{0}{1}{2}{3}",
    "+32 {0} {1} {2} {3}",
    "0{0}/{1}.{2}.{3}",
    "0{0} {1} {2} {3}",
    "0032{0}{1}{2}{3}",
    "+32 (0){0} {1} {2} {3}",
)

FIRST_NUMBER, NUMBERS = 470_000_000, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the demo estate.

    `language` is an index into the languages; `number` the nine digits after +32, None where no number is
    known; `email` is None where none was ever given, and ``""`` where somebody left the field empty.
    """

    id: int
    language: int
    first_name: str
    last_name: str
    email: str | None
    number: int | None
    mobile: str | None
    city: str
    born_on: date | None
    credit_score: int | None
    opt_in: bool
    last_contact_on: date | None

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def reachable(self) -> bool:
        """Whether the e-mail address can find the person."""
        return bool(self.email)


ANA = Person(
    id=42,
    language=next(i for i, language in enumerate(LANGUAGES) if language.code == "es"),
    first_name="Ana",
    last_name="López",
    email="Ana.Lopez@example.com",
    number=470_123_456,
    mobile="0470 12 34 56",
    city="Namur",
    born_on=date(1988, 4, 17),
    credit_score=641,
    opt_in=True,
    last_contact_on=date(2026, 6, 12),
)


def written(number: int, style: int) -> str:
    """A Belgian mobile number as somebody might type it."""
    digits = str(number)
    return PHONE_FORMATS[style].format(digits[:3], digits[3:5], digits[5:7], digits[7:])


def draw_customers(count: int, rng: np.random.Generator) -> list[Person]:
    """Customers with ids from 1, Ana and ``a@example.com``, ``b@example.com`` among them.

    About one in twenty-five shares the mobile of the customer before (a household), one in five hundred
    that one's e-mail address too (a family's).  Some have no e-mail address or number, or an empty one.
    """
    people: list[Person] = []
    drawn = _draw(count, rng)
    together = rng.random(count)
    for index, person in enumerate(drawn):
        own = _named(person, index + 1)
        alone = {own.id, own.id - 1} & {ANA.id, 43, 44} or not people
        if not alone and together[index] < 0.04 and people[-1].number is not None:
            own = _in_household(own, people[-1], family=together[index] < 0.002)
        people.append(own)
    return people


def draw_strangers(count: int, rng: np.random.Generator) -> list[Person]:
    """People who are no customers: prospects on a client's list, callers nobody knows; their id is 0."""
    drawn = _draw(count, rng)
    return [replace(person, id=0, email=_stranger_email(person, i)) for i, person in enumerate(drawn)]


def _draw(count: int, rng: np.random.Generator) -> list[Person]:
    names = [
        ([latin(w) for w in lang.given.split()], [latin(w) for w in lang.family.split()])
        for lang in LANGUAGES
    ]
    shares = np.array([lang.share for lang in LANGUAGES])
    languages = rng.choice(len(LANGUAGES), count, p=shares / shares.sum()).tolist()
    dice = rng.random((count, 8)).tolist()
    numbers = (FIRST_NUMBER + rng.choice(NUMBERS, count, replace=False)).tolist()
    days = rng.integers(0, 365 * 60, count).tolist()
    scores = rng.integers(300, 851, count).tolist()
    people = []
    for i, (language, roll) in enumerate(zip(languages, dice, strict=True)):
        given, family = names[language]
        first, first_latin = given[int(roll[0] * len(given))]
        last, last_latin = family[int(roll[1] * len(family))]
        domain = DOMAINS[int(roll[2] ** 2 * len(DOMAINS))]
        email = f"{first_latin}.{last_latin}.{i + 1}@{domain}"
        number = numbers[i] if numbers[i] != ANA.number and roll[3] >= 0.05 else None
        people.append(
            Person(
                id=i + 1,
                language=language,
                first_name=first,
                last_name=last,
                email=_as_typed(email, roll[4]),
                number=number,
                mobile=_mobile(number, roll[5]),
                city=CITIES[int(roll[6] * len(CITIES))],
                born_on=date(1946, 1, 1) + timedelta(days[i]) if roll[7] > 0.1 else None,
                credit_score=scores[i] if roll[7] > 0.2 else None,
                opt_in=roll[7] > 0.5,
                last_contact_on=TODAY - timedelta(int(roll[0] * 1500)) if roll[1] > 0.05 else None,
            )
        )
    return people


def _as_typed(email: str, roll: float) -> str | None:
    """An address as it came in: mostly plain, at times in other cases, with a blank, empty or missing."""
    if roll < 0.03:
        return None
    if roll < 0.04:
        return ""
    if roll < 0.05:
        return f" {email}"
    if roll < 0.07:
        return email.replace("@", "+horizon@")
    if roll < 0.2:
        local, _, domain = email.partition("@")
        return f"{local.title()}@{domain}"
    return email


def _mobile(number: int | None, roll: float) -> str | None:
    if number is None:
        return "" if roll < 0.2 else None
    return written(number, int(roll * len(PHONE_FORMATS)))


def _named(person: Person, id_: int) -> Person:
    """The person of that id, where the id is one that the demo and its examples speak of."""
    if id_ == ANA.id:
        return ANA
    if id_ in (43, 44):
        return replace(person, email=f"{'ab'[id_ - 43]}@example.com")
    return person


def _in_household(person: Person, other: Person, *, family: bool) -> Person:
    return replace(
        person,
        last_name=other.last_name,
        city=other.city,
        number=other.number,
        mobile=other.mobile,
        email=other.email if family else person.email,
    )


def _stranger_email(person: Person, index: int) -> str | None:
    if not person.email:
        return person.email
    domain = person.email.partition("@")[2]
    return f"prospect.{index + 1}@{domain}"
