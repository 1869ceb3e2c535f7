"""A request passed on to the controller with what we hold for it, as a document (Art. 28(3)(e))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from subjectrights.datamap.model import Party
from subjectrights.reports.access import gaps_section
from subjectrights.reports.naming import readable
from subjectrights.reports.plain import gaps, holding_facts, organisation_facts
from subjectrights.reports.telling import Told
from subjectrights.reports.words import Words, words
from subjectrights.reports.words.forward import FORWARD
from subjectrights.rights.access import AccessAnswer
from subjectrights.terms import Right
from subjectrights.writers.document import Document, Section

__all__ = ["Forwarded", "forward_document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """What is passed on.

    Args:
        party: the controller, and `name`, what the map calls it.
        right: what the person asks for.
        reference, received, due: of the request; `due` is the last day to answer (Art. 12(3)).
        identifiers: what the person gave to be known by.
        answer: what we hold for that controller.
    """

    party: Party
    name: str
    right: Right
    reference: str
    received: date
    due: date
    identifiers: Mapping[str, str] = field(repr=False)
    answer: AccessAnswer = field(repr=False)


def forward_document(forwarded: Forwarded, *, language: str) -> Document:
    """The package that a processor sends to its controller (Art. 28(3)(e)).

    Args:
        forwarded: what is passed on.
        language: ``en``, ``fr``, ``nl`` or ``de``; a region may follow.

    Raises:
        UnknownName: the language isn't spoken.
    """
    speech = words(language)
    answer = forwarded.answer
    told = [Told(holding, speech) for holding in answer.holdings.values()]
    gap = gaps_section(answer, speech)
    title = _said(speech, "title", party=forwarded.party.name)
    return Document(
        title=title,
        language=speech.language,
        created=answer.at,
        author=answer.organisation.name,
        sections=(
            _request(forwarded, speech),
            Section(
                heading=_said(speech, "person"),
                facts=tuple((readable(name), value) for name, value in forwarded.identifiers.items()),
            ),
            *([gap] if gap else []),
            _processor(forwarded, speech),
            *(one.section() for one in told),
        ),
        tables=tuple(one.table() for one in told),
        metadata={
            "kind": "forward",
            "law": "Regulation (EU) 2016/679",
            "article": "Art. 28(3)(e)",
            "at": answer.at.isoformat(),
            "held": answer.held,
            "controller": {"party": forwarded.name, "name": forwarded.party.name},
            "processor": organisation_facts(answer.organisation),
            "request": {
                "reference": forwarded.reference,
                "right": forwarded.right.value,
                "article": forwarded.right.article,
                "received": forwarded.received.isoformat(),
                "due": forwarded.due.isoformat(),
                "identifiers": dict(forwarded.identifiers),
            },
            "holdings": {name: holding_facts(holding) for name, holding in answer.holdings.items()},
            "possible": gaps(answer)["possible"],
            "unreachable": list(answer.unreachable),
        },
        words=speech.writer,
    )


def _request(forwarded: Forwarded, speech: Words) -> Section:
    right = speech.text(f"right.{forwarded.right.value}")
    said = [
        _said(
            speech,
            "text",
            right=right,
            assist=speech.article("Art. 28(3)(e)"),
            instruct=speech.article("Art. 28(3)(a)"),
        )
    ]
    if not forwarded.answer.held:
        said.append(_said(speech, "nothing"))
    facts = [
        (_said(speech, "reference"), forwarded.reference),
        (_said(speech, "right"), f"{right} ({speech.article(forwarded.right.article)})"),
        (_said(speech, "received"), speech.date(forwarded.received)),
        (_said(speech, "due", article=speech.article("Art. 12(3)")), speech.date(forwarded.due)),
    ]
    if forwarded.party.agreement:
        facts.append((_said(speech, "agreement"), forwarded.party.agreement))
    return Section(heading=_said(speech, "heading"), paragraphs=tuple(said), facts=tuple(facts))


def _processor(forwarded: Forwarded, speech: Words) -> Section:
    organisation = forwarded.answer.organisation
    facts = [(_said(speech, "name"), organisation.name)]
    if organisation.contact:
        facts.append((_said(speech, "contact"), organisation.contact))
    return Section(heading=_said(speech, "processor"), facts=tuple(facts))


def _said(speech: Words, key: str, **values: str) -> str:
    template: str = getattr(FORWARD[key], speech.language)
    return template.format(**values)
