"""The answer to a request for access, as a document (Art. 15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from subjectrights.datamap.model import Party, Purpose
from subjectrights.effects import Mark, MarkKind
from subjectrights.handovers import Direction
from subjectrights.reports.closing import complaint, responsible, rights
from subjectrights.reports.consents import consents_section
from subjectrights.reports.handed_over import handed_over_facts, handed_over_sections
from subjectrights.reports.naming import place, readable
from subjectrights.reports.plain import gaps, heading, holding_facts
from subjectrights.reports.telling import Told, party_text, purpose_text, third_country_text
from subjectrights.reports.words import Words, words
from subjectrights.reports.words.countries import outside_eea
from subjectrights.rights.access import AccessAnswer
from subjectrights.terms import RestrictionGround, Right
from subjectrights.writers.document import Document, Section

__all__ = ["access_document", "gaps_section"]

_RESTRICTION_ARTICLES = {
    RestrictionGround.ACCURACY_CONTESTED: "Art. 18(1)(a)",
    RestrictionGround.UNLAWFUL_PROCESSING: "Art. 18(1)(b)",
    RestrictionGround.LEGAL_CLAIMS: "Art. 18(1)(c)",
    RestrictionGround.OBJECTION_PENDING: "Art. 18(1)(d)",
}


def access_document(answer: AccessAnswer, *, language: str) -> Document:
    """What a person receives who asked what is held on them.

    It confirms whether or not data is held, copies it table by table, and tells everything that
    Art. 15(1)(a)-(h) and (2) ask for; what is not shown is named with its reason.

    Args:
        answer: what is held, and what must be told with it.
        language: ``en``, ``fr``, ``nl`` or ``de``; a region may follow (``fr-BE``).

    Returns:
        The document; its metadata holds the same for programs, in no language.

    Raises:
        UnknownName: the language isn't spoken.
    """
    speech = words(language)
    told = [Told(holding, speech) for holding in answer.holdings.values()]
    organisation = answer.organisation
    sections = [_confirmation(answer, speech)]
    said = (gaps_section(answer, speech), _standing(answer, speech), consents_section(answer, speech))
    sections += [section for section in said if section]
    sections.append(responsible(organisation, speech))
    sections += [one.section() for one in told]
    sections += handed_over_sections(answer.handed_over, speech)
    if answer.held:
        sections += [_transfers(answer, speech), _automated(answer, speech)]
    closing = [rights(organisation, speech)] if answer.held else []
    return Document(
        title=speech.text("access.title"),
        language=speech.language,
        created=answer.at,
        author=organisation.name,
        sections=tuple(sections),
        tables=tuple(one.table() for one in told),
        closing=(*closing, complaint(organisation, speech)),
        metadata={
            **heading("access", Right.ACCESS.article, answer),
            "holdings": {name: holding_facts(holding) for name, holding in answer.holdings.items()},
            "handed_over": handed_over_facts(answer.handed_over),
            "consents": [consent.to_dict() for consent in answer.consents],
            **gaps(answer),
        },
        words=speech.writer,
    )


def gaps_section(answer: AccessAnswer, speech: Words) -> Section | None:
    """What the answer does not contain: rows that can't be told apart, stores that couldn't be seen."""
    items = [
        speech.text(
            "access.possible",
            place=place(possible.table),
            rows=speech.counted("row", possible.count),
        )
        for possible in answer.possible
    ]
    items += [speech.text("access.unreachable", store=readable(store)) for store in answer.unreachable]
    return Section(heading=speech.text("access.gaps"), items=tuple(items)) if items else None


def _confirmation(answer: AccessAnswer, speech: Words) -> Section:
    """Whether or not data is held (Art. 15(1)); "could not look" is not "nothing held"."""
    if answer.held:
        key = "access.held"
    elif answer.unreachable:
        key = "access.not_held_seen"
    elif answer.possible:
        key = "access.not_held_certain"
    else:
        key = "access.not_held"
    facts = [(speech.text("access.date"), speech.date(answer.at.date()))]
    if answer.held:
        rows = sum(holding.data.num_rows for holding in answer.holdings.values())
        amount = speech.text(
            "access.amount_text",
            rows=speech.counted("row", rows),
            tables=speech.counted("set", len(answer.holdings)),
        )
        facts.append((speech.text("access.amount"), amount))
    article = speech.article("Art. 15(1)" if answer.held else "Art. 15")
    return Section(
        heading=speech.text("access.answer"),
        paragraphs=(speech.text(key, article=article),),
        facts=tuple(facts),
    )


def _standing(answer: AccessAnswer, speech: Words) -> Section | None:
    """Restrictions, objections and withdrawals that stand."""
    purposes = {name: purpose for _, name, purpose in _purposes(answer)}
    standing = [mark for mark in answer.marks if mark.lifted is None]
    # That a part was erased once stands against nothing.
    against = [mark for mark in standing if mark.kind is not MarkKind.PARTIAL_ERASURE]
    items = [_mark(mark, purposes, speech) for mark in against]
    return Section(heading=speech.text("access.marks"), items=tuple(items)) if items else None


def _mark(mark: Mark, purposes: Mapping[str, Purpose], speech: Words) -> str:
    since = speech.date(mark.since.date())
    purpose = purpose_text(mark.purpose or "", purposes.get(mark.purpose or ""))
    if mark.kind is MarkKind.OBJECTION:
        article = speech.article(Right.OBJECT.article)
        return speech.text("mark.objection", date=since, article=article, purpose=purpose)
    if mark.kind is MarkKind.WITHDRAWAL:
        article = speech.article(Right.WITHDRAW_CONSENT.article)
        return speech.text("mark.withdrawal", date=since, article=article, purpose=purpose)
    if mark.kind is MarkKind.ERASURE:
        return speech.text("mark.erasure", date=since, article=speech.article(Right.ERASE.article))
    if mark.ground in _RESTRICTION_ARTICLES:
        ground = RestrictionGround(mark.ground)
        article = speech.article(_RESTRICTION_ARTICLES[ground])
        why = f"{speech.text(f'restriction.{ground.value}')} ({article})"
        return speech.text("mark.restriction", date=since, ground=why)
    return speech.text("mark.restriction_plain", date=since, article=speech.article(Right.RESTRICT.article))


def _transfers(answer: AccessAnswer, speech: Words) -> Section:
    """Transfers to third countries and their safeguards (Art. 15(2))."""
    parties: dict[str, Party] = {}
    for holding in answer.holdings.values():
        parties.update({n: party for n, party in holding.recipients.items() if outside_eea(party.country)})
    for one in answer.handed_over:
        delivered = one.exchange.direction is Direction.DELIVERED
        if delivered and one.party is not None and outside_eea(one.party.country):
            parties[one.exchange.party] = one.party
    items = tuple(
        f"{party_text(party, speech)}. {third_country_text(party, speech)}" for party in parties.values()
    )
    if items:
        paragraph = speech.text("transfers.some", article=speech.article("Art. 15(2)"))
    else:
        paragraph = speech.text("transfers.none")
    return Section(heading=speech.text("transfers.heading"), paragraphs=(paragraph,), items=items)


def _automated(answer: AccessAnswer, speech: Words) -> Section:
    """Decisions taken by machine alone, their logic and consequences (Art. 15(1)(h), 22)."""
    items = tuple(
        dict.fromkeys(
            speech.labelled(purpose_text(name, purpose), purpose.automated_decisions)
            for _, name, purpose in _purposes(answer)
            if purpose.automated_decisions
        )
    )
    said = [speech.text("automated.none", article=speech.article("Art. 22(1)"))]
    if items:
        said = [
            speech.text("automated.some", article=speech.article("Art. 15(1)(h)")),
            speech.text("automated.human", article=speech.article("Art. 22(3)")),
            speech.text("automated.logic"),
        ]
    return Section(heading=speech.text("automated.heading"), paragraphs=tuple(said), items=items)


def _purposes(answer: AccessAnswer) -> Iterator[tuple[str, str, Purpose]]:
    for table, holding in answer.holdings.items():
        for name, purpose in holding.purposes.items():
            yield table, name, purpose
