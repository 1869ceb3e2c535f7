"""What a person is told of their consents (Art. 7(1), 7(3), 15)."""

from __future__ import annotations

from subjectrights.consent import Consent
from subjectrights.reports.telling import purpose_text
from subjectrights.reports.words import Words
from subjectrights.rights.access import AccessAnswer
from subjectrights.writers.document import Section

__all__ = ["consents_section"]


def consents_section(answer: AccessAnswer, speech: Words) -> Section | None:
    """What the person consented to, for what wording, and what of it was withdrawn; None where nothing."""
    purposes = {
        name: purpose for holding in answer.holdings.values() for name, purpose in holding.purposes.items()
    }
    items = tuple(
        _item(consent, purpose_text(consent.purpose, purposes.get(consent.purpose)), speech)
        for consent in answer.consents
    )
    if not items:
        return None
    article = speech.article("Art. 7(3)")
    return Section(
        heading=speech.text("consents.heading"),
        paragraphs=(speech.text("consents.intro", article=article),),
        items=items,
    )


def _item(consent: Consent, purpose: str, speech: Words) -> str:
    given = speech.date(consent.given.date())
    said = speech.text(
        "consents.given", purpose=purpose, date=given, how=consent.how, wording=speech.quoted(consent.wording)
    )
    if consent.withdrawn is None:
        return f"{said} {speech.text('consents.standing')}"
    key = "consents.renewed" if consent.renewed else "consents.withdrawn"
    return f"{said} {speech.text(key, date=speech.date(consent.withdrawn.date()))}"
