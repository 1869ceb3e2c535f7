"""What every document to a person says of their rights (Art. 15(1)(e)-(f), 77, 79)."""

from __future__ import annotations

from subjectrights.datamap.model import Organisation
from subjectrights.reports.words import Words
from subjectrights.terms import Right
from subjectrights.writers.document import Section

__all__ = ["RIGHTS", "complaint", "contact", "responsible", "rights"]

RIGHTS = (
    Right.RECTIFY,
    Right.ERASE,
    Right.RESTRICT,
    Right.OBJECT,
    Right.EXPORT,
    Right.WITHDRAW_CONSENT,
)
"""The rights a person is told of beside access."""


def responsible(organisation: Organisation, words: Words) -> Section:
    """Who answers for the data and how to reach them (Art. 13(1)(a)-(b), 14(1)(a)-(b))."""
    facts = [(words.text("who.controller"), organisation.name)]
    if organisation.contact:
        facts.append((words.text("who.contact"), organisation.contact))
    if organisation.country:
        facts.append((words.text("who.country"), words.country(organisation.country)))
    if organisation.authority:
        facts.append((words.text("who.authority"), organisation.authority))
    return Section(heading=words.text("who.heading"), facts=tuple(facts))


def rights(organisation: Organisation, words: Words) -> Section:
    """The rights beside access, each with its article (Art. 15(1)(e)), and where to turn."""
    return Section(
        heading=words.text("rights.heading"),
        paragraphs=(
            words.text("rights.intro", article=words.article("Art. 12(3)")),
            contact("rights.contact", organisation, words),
        ),
        items=tuple(
            words.text(f"rights.{right.value}", article=words.article(right.article)) for right in RIGHTS
        ),
    )


def complaint(organisation: Organisation, words: Words) -> Section:
    """The right to complain to an authority and to go to court (Art. 15(1)(f), 77, 79)."""
    article = words.article("Art. 77")
    if organisation.authority:
        authority = words.text("complaint.named", article=article, authority=organisation.authority)
    else:
        authority = words.text("complaint.unnamed", article=article)
    court = words.text("complaint.court", article=words.article("Art. 79"))
    return Section(heading=words.text("complaint.heading"), paragraphs=(authority, court))


def contact(key: str, organisation: Organisation, words: Words) -> str:
    """A sentence that says whom to contact, with the address where there is one."""
    if organisation.contact:
        return words.text(key, organisation=organisation.name, contact=organisation.contact)
    return words.text(f"{key}_plain", organisation=organisation.name)
