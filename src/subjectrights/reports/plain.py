"""What is told with the data, as plain data for programs: the same in every language.

The names are those of the data map.  Nothing here is a value of a person; dates are ISO 8601, durations
too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from subjectrights.datamap.model import Organisation, Party, Purpose, Retention
from subjectrights.datamap.parts import Arrangement
from subjectrights.effects import Mark
from subjectrights.plan import Possible
from subjectrights.reports.words.countries import outside_eea
from subjectrights.rights.access import AccessAnswer, Holding
from subjectrights.terms import LegalBasis

__all__ = ["BASIS_ARTICLES", "column_facts", "gaps", "heading", "holding_facts", "organisation_facts"]

BASIS_ARTICLES = {
    LegalBasis.CONSENT: "Art. 6(1)(a)",
    LegalBasis.CONTRACT: "Art. 6(1)(b)",
    LegalBasis.LEGAL_OBLIGATION: "Art. 6(1)(c)",
    LegalBasis.VITAL_INTERESTS: "Art. 6(1)(d)",
    LegalBasis.PUBLIC_TASK: "Art. 6(1)(e)",
    LegalBasis.LEGITIMATE_INTERESTS: "Art. 6(1)(f)",
}


def heading(kind: str, article: str, answer: AccessAnswer) -> dict[str, Any]:
    """What every answer begins with."""
    return {
        "kind": kind,
        "law": "Regulation (EU) 2016/679",
        "article": article,
        "at": answer.at.isoformat(),
        "held": answer.held,
        "controller": organisation_facts(answer.organisation),
    }


def organisation_facts(organisation: Organisation) -> dict[str, Any]:
    """Who answers, and the authority to complain to."""
    return {
        "name": organisation.name,
        "contact": organisation.contact,
        "country": organisation.country,
        "authority": organisation.authority,
    }


def holding_facts(holding: Holding) -> dict[str, Any]:
    """What is told of one table (Art. 15(1)(a)-(d), (g)-(h), (2))."""
    return {
        "description": holding.description,
        "rows": holding.data.num_rows,
        "columns": column_facts(holding, holding.data.column_names),
        "purposes": {name: _purpose(purpose) for name, purpose in holding.purposes.items()},
        "role": holding.role.value,
        "controller": _party(holding.controller) if holding.controller else None,
        "recipients": {name: _party(party) for name, party in holding.recipients.items()},
        "retention": _retention(holding.retention) if holding.retention else None,
        "source": holding.source,
        "redacted": list(holding.redacted),
        "secret": list(holding.secret),
        "joint": holding.joint,
    }


def column_facts(holding: Holding, columns: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By column, its category and origin, its purposes or the table's, and its role where it differs."""
    facts: dict[str, dict[str, Any]] = {}
    for column in columns:
        facts[column] = {"category": holding.categories.get(column), "origin": holding.origins.get(column)}
        purposes = holding.column_purposes.get(column, holding.table_purposes)
        if purposes:
            facts[column]["purposes"] = list(purposes)
        if column in holding.column_roles:
            role, controller = holding.column_roles[column]
            facts[column]["role"] = role.value
            facts[column]["controller"] = _party(controller) if controller else None
    return facts


def gaps(answer: AccessAnswer) -> dict[str, Any]:
    """What an answer does not contain, and what stands against using the data."""
    return {
        "possible": [_possible(possible) for possible in answer.possible],
        "unreachable": list(answer.unreachable),
        "marks": [_mark(mark) for mark in answer.marks if mark.lifted is None],
    }


def _purpose(purpose: Purpose) -> dict[str, Any]:
    basis = purpose.legal_basis
    return {
        "description": purpose.description,
        "legal_basis": basis.value if basis else None,
        "article": BASIS_ARTICLES[basis] if basis else None,
        "direct_marketing": purpose.direct_marketing,
        "automated_decisions": purpose.automated_decisions,
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "contact": party.contact,
        "country": party.country,
        "outside_eea": outside_eea(party.country),
        "safeguards": party.safeguards,
        **({} if party.arrangement is None else {"arrangement": _arrangement(party.arrangement)}),
    }


def _arrangement(arrangement: Arrangement) -> dict[str, Any]:
    return {
        "article": "Art. 26(2)",
        "essence": arrangement.essence,
        "contact": arrangement.contact,
        "answers": {right.value: who for right, who in arrangement.answers.items()},
    }


def _retention(retention: Retention) -> dict[str, Any]:
    return {
        "for": str(retention.for_) if retention.for_ else None,
        "after": retention.after,
        "criteria": retention.criteria,
    }


def _possible(possible: Possible) -> dict[str, Any]:
    return {"table": possible.table, "count": possible.count}


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "kind": mark.kind.value,
        "since": mark.since.isoformat(),
        "purpose": mark.purpose,
        "ground": mark.ground,
    }
