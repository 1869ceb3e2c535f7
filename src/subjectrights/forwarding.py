"""Passes a request on to the controller whose processor we are, with what we hold for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from subjectrights.reports.forward import Forwarded, forward_document
from subjectrights.rights.forward import held_for
from subjectrights.writers.output import write_document

if TYPE_CHECKING:
    from subjectrights.reports.report import Report
    from subjectrights.requests.case import RequestCase
    from subjectrights.writers.output import Written

__all__ = ["forward"]


def forward(
    report: Report,
    path: str | Path,
    *,
    to: str,
    request: RequestCase,
    identifiers: Mapping[str, str],
    language: str | None,
    password: str | None,
) -> Written:
    """See :meth:`subjectrights.subject.Subject.forward`.

    Args:
        report: all that is held on the person.
        identifiers: what the person gave to be known by.
    """
    answer = held_for(report.map, report.answer, to)
    party = report.map.parties[to]
    forwarded = Forwarded(
        party=party,
        name=to,
        right=request.right,
        reference=request.reference,
        received=request.received,
        due=request.due,
        identifiers=identifiers,
        answer=answer,
    )
    document = forward_document(forwarded, language=language or report.answer.organisation.language)
    written = write_document(document, path, password=password)
    request.forwarded(party.name, written.sha256)
    return written
