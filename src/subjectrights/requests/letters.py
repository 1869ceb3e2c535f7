"""The letters of a request: that it came in, what is still needed, that it takes longer, that it is refused.

An answer on paper is due in each case: Art. 12(3) for an extension, with reasons; Art. 12(4) for a refusal,
with reasons, the authority and the courts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from subjectrights.errors import RequestError
from subjectrights.reports.closing import complaint, responsible
from subjectrights.reports.words import Words, words
from subjectrights.reports.words.letters import GROUNDS, LETTERS
from subjectrights.requests.steps import Step, StepKind
from subjectrights.terms import RefusalGround
from subjectrights.writers.document import Document, Section

if TYPE_CHECKING:
    from datetime import datetime

    from subjectrights.datamap.model import Organisation
    from subjectrights.requests.case import RequestCase

__all__ = ["letter"]

_KINDS = {
    StepKind.OPENED: ("received", "Art. 12(3)", None),
    StepKind.IDENTITY_DOUBTED: ("doubted", "Art. 12(6)", "question"),
    StepKind.CLARIFICATION_ASKED: ("unclear", "Art. 12(2)", "question"),
    StepKind.FORWARDED: ("forwarded", "Art. 28(3)(a), (e)", None),
    StepKind.EXTENDED: ("extended", "Art. 12(3)", "reasons"),
    StepKind.REFUSED: ("refused", "Art. 12(4)", "reasons"),
}


def letter(case: RequestCase, organisation: Organisation, at: datetime, *, language: str) -> Document:
    """The letter that the last step which calls for one asks to be sent.

    Args:
        case: the request.
        organisation: who writes it.
        at: the moment.
        language: ``en``, ``fr``, ``nl`` or ``de``; a region may follow.

    Raises:
        UnknownName: the language isn't spoken.
        RequestError: the request is answered or withdrawn; its answer is the report or the receipt.
    """
    speech = words(language)
    step = _told(case)
    name, article, heading = _KINDS[step.kind]

    def said(key: str, **values: str) -> str:
        template: str = getattr(LETTERS[key], speech.language)
        return template.format(**values)

    text = said(
        f"{name}.text",
        right=speech.text(f"right.{case.right.value}"),
        received=speech.date(case.received),
        due=speech.date(case.due),
        article=speech.article(article),
        # A step that passes it on names who got it, and the file's checksum behind.
        party=(step.text or "").rpartition("; SHA-256 ")[0],
    )
    sections = [
        Section(heading=said(f"{name}.title"), paragraphs=(text,)),
        *([Section(heading=said(heading), paragraphs=(step.text,))] if heading and step.text else []),
        Section(heading=said("reference"), facts=_facts(case, step, speech)),
        responsible(organisation, speech),
    ]
    return Document(
        title=said(f"{name}.title"),
        language=speech.language,
        created=at,
        author=organisation.name,
        sections=tuple(sections),
        closing=(complaint(organisation, speech),),
        metadata={
            "kind": "letter",
            "letter": name,
            "request": case.reference,
            "right": case.right.value,
            "received": case.received.isoformat(),
            "due": case.due.isoformat(),
            "ground": step.ground,
        },
        words=speech.writer,
    )


def _told(case: RequestCase) -> Step:
    if not case.open and case.steps[-1].kind is not StepKind.REFUSED:
        raise RequestError(
            f"request {case.reference} is {case.state.value}; its answer is the report or receipt"
        )
    return [step for step in case.steps if step.kind in _KINDS][-1]


def _facts(case: RequestCase, step: Step, speech: Words) -> tuple[tuple[str, str], ...]:
    def label(key: str) -> str:
        text: str = getattr(LETTERS[key], speech.language)
        return text

    facts = [
        (label("reference"), case.reference),
        (label("right"), speech.text(f"right.{case.right.value}")),
        (label("received"), speech.date(case.received)),
    ]
    if case.open:
        facts.append((label("due"), speech.date(case.due)))
    if step.ground is not None:
        ground = RefusalGround(step.ground)
        text: str = getattr(GROUNDS[ground.value], speech.language)
        facts.append((label("ground"), f"{ground.article}: {text}"))
    return tuple(facts)
