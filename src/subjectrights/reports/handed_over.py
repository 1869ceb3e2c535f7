"""Who really got a person's data, and from whom it came, in words (Art. 15(1)(c), (g), (2)).

A person is told the actual recipients, not their categories alone (CJEU, 12 January 2023, C-154/21,
Österreichische Post).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from subjectrights.handovers import Direction
from subjectrights.reports.naming import place
from subjectrights.reports.telling import basis_text, party_text, purpose_text, third_country_text
from subjectrights.reports.words import Words
from subjectrights.reports.words.countries import outside_eea
from subjectrights.rights.access import HandedOver
from subjectrights.writers.document import Section

__all__ = ["handed_over_facts", "handed_over_sections"]

_ARTICLES = {Direction.DELIVERED: "Art. 15(1)(c)", Direction.RECEIVED: "Art. 15(1)(g)"}


def handed_over_sections(handed_over: Iterable[HandedOver], speech: Words) -> list[Section]:
    """A section on each direction in which the person's data went, where it did."""
    sections = []
    for direction, article in _ARTICLES.items():
        those = [one for one in handed_over if one.exchange.direction is direction]
        if those:
            key = f"handed_over.{direction.value}"
            sections.append(
                Section(
                    heading=speech.text(f"{key}_heading"),
                    paragraphs=(speech.text(key, article=speech.article(article)),),
                    items=tuple(_item(one, speech) for one in those),
                )
            )
    return sections


def handed_over_facts(handed_over: Iterable[HandedOver]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "reference": one.exchange.reference,
            "direction": one.exchange.direction.value,
            "at": one.exchange.at.isoformat(),
            "party": one.exchange.party,
            "name": one.party.name if one.party else None,
            "country": one.party.country if one.party else None,
            "data": one.exchange.data,
            "categories": list(one.exchange.categories),
            "purpose": one.exchange.purpose,
            "legal_basis": one.exchange.legal_basis.value if one.exchange.legal_basis else None,
            "safeguards": one.exchange.safeguards,
            "certain": one.certain,
        }
        for one in handed_over
    ]


def _item(one: HandedOver, speech: Words) -> str:
    exchange, party = one.exchange, one.party
    basis = exchange.legal_basis
    text = speech.text(
        "handed_over.item",
        date=speech.date(exchange.at.date()),
        party=party_text(party, speech) if party else exchange.party,
        data=one.description or (place(exchange.data) if one.mapped else exchange.data),
        categories=speech.listed([speech.category(name) for name in exchange.categories]),
        purpose=purpose_text(exchange.purpose, one.purpose),
        basis=basis_text(basis, speech) if basis else speech.text("unstated"),
    )
    if party and exchange.direction is Direction.DELIVERED and outside_eea(party.country):
        text += f" {speech.text('holding.third_country')}. {third_country_text(party, speech)}."
    return text if one.certain else f"{text} {speech.text('handed_over.uncertain')}"
