"""What a person takes with them, as a document (Art. 20)."""

from __future__ import annotations

from typing import Any

from subjectrights.reports.access import gaps_section
from subjectrights.reports.closing import responsible
from subjectrights.reports.naming import named, place, readable
from subjectrights.reports.plain import column_facts, gaps, heading, holding_facts
from subjectrights.reports.telling import Told, basis_text
from subjectrights.reports.words import Words, words
from subjectrights.rights.export import LeftOut, Portable
from subjectrights.terms import LegalBasis, Right
from subjectrights.writers.document import Document, DocumentTable, Section

__all__ = ["export_document"]

_REASON_ARTICLES = {
    "derived": "Art. 20(1)",
    "basis": "Art. 20(1)(a)",
    "another_person": "Art. 20(4)",
    "processor": "Art. 28(3)(a)",
}
_PER_TABLE = ("description", "purposes", "role", "controller", "source", "redacted", "joint")


def export_document(portable: Portable, *, language: str) -> Document:
    """What a person receives to keep or to hand to another controller.

    It says what is in it, what was left out and why; its metadata keeps each column's category, origin
    and purposes, so that the next controller understands the data (WP 242 rev.01, metadata).

    Args:
        portable: the exported rows and columns, and what was left out.
        language: ``en``, ``fr``, ``nl`` or ``de``; a region may follow (``fr-BE``).

    Raises:
        UnknownName: the language isn't spoken.
    """
    speech = words(language)
    answer = portable.answer
    told = {name: Told(answer.holdings[name], speech) for name in answer.holdings}
    sections = [_about(portable, speech)]
    if portable.tables:
        sections.append(_contents(portable, told, speech))
    sections.append(_left_out(portable, told, speech))
    gap = gaps_section(answer, speech)
    sections += [gap] if gap else []
    return Document(
        title=speech.text("export.title"),
        language=speech.language,
        created=answer.at,
        author=answer.organisation.name,
        sections=(*sections, responsible(answer.organisation, speech)),
        tables=tuple(_table(told[name], portable) for name in portable.tables),
        metadata=_metadata(portable),
        words=speech.writer,
    )


def _about(portable: Portable, speech: Words) -> Section:
    whole = portable.scope == "all"
    article = speech.article(Right.EXPORT.article if whole else "Art. 20(1)")
    said = [speech.text(f"export.{portable.scope}", article=article), speech.text("export.use")]
    if not portable.tables:
        said = [speech.text("export.nothing")]
    return Section(
        heading=speech.text("export.heading"),
        paragraphs=tuple(said),
        facts=(
            (speech.text("export.date"), speech.date(portable.answer.at.date())),
            (speech.text("export.scope"), speech.text(f"export.scope_{portable.scope}")),
        ),
    )


def _contents(portable: Portable, told: dict[str, Told], speech: Words) -> Section:
    items = [
        speech.text(
            "holding.what_text",
            place=told[name].where,
            rows=speech.counted("row", table.num_rows),
            fields=speech.counted("field", table.num_columns),
        )
        for name, table in portable.tables.items()
    ]
    return Section(heading=speech.text("export.contents"), items=tuple(items))


def _left_out(portable: Portable, told: dict[str, Told], speech: Words) -> Section:
    """What is held and not in the file: columns that are left out for one reason stand together."""
    heading_text = speech.text("export.left_out")
    if not portable.left_out:
        return Section(heading=heading_text, paragraphs=(speech.text("export.nothing_left_out"),))
    grouped: dict[str, dict[str, list[str]]] = {}
    for left in portable.left_out:
        grouped.setdefault(_reason(left, speech), {}).setdefault(left.table, []).append(left.column)
    facts = [
        (
            "\n".join(
                speech.labelled(place(name), named(columns, told[name].labels, speech))
                for name, columns in tables.items()
            ),
            reason,
        )
        for reason, tables in grouped.items()
    ]
    intro = speech.text("export.left_out_intro", article=speech.article(Right.ACCESS.article))
    return Section(heading=heading_text, paragraphs=(intro,), facts=tuple(facts))


def _reason(left: LeftOut, speech: Words) -> str:
    if left.reason == "secret":
        return speech.text("left_out.secret")
    if left.reason not in _REASON_ARTICLES:
        return speech.text("left_out.other", reason=readable(left.reason))
    article = speech.article(_REASON_ARTICLES[left.reason])
    if left.reason == "processor":
        return speech.text("left_out.processor", article=article, party=left.detail or "")
    if left.reason == "basis":
        bases = speech.listed([basis_text(LegalBasis(name), speech) for name in _bases(left)])
        return speech.text("left_out.basis", article=article, bases=bases or speech.text("unstated"))
    return speech.text(f"left_out.{left.reason}", article=article)


def _bases(left: LeftOut) -> list[str]:
    return left.detail.split(", ") if left.detail else []


def _table(told: Told, portable: Portable) -> DocumentTable:
    data = portable.tables[told.holding.table]
    return DocumentTable(
        name=told.holding.table,
        title=told.title,
        data=data,
        labels={column: told.labels[column] for column in data.column_names},
        notes=told.covered(data.column_names),
    )


def _metadata(portable: Portable) -> dict[str, Any]:
    tables = {}
    for name, data in portable.tables.items():
        holding = portable.answer.holdings[name]
        facts = holding_facts(holding)
        tables[name] = {
            "rows": data.num_rows,
            "columns": column_facts(holding, data.column_names),
            **{key: facts[key] for key in _PER_TABLE},
        }
    return {
        **heading("export", Right.EXPORT.article, portable.answer),
        "scope": portable.scope,
        "holdings": tables,
        "left_out": [
            {
                "table": left.table,
                "column": left.column,
                "reason": left.reason,
                "legal_bases": _bases(left) if left.reason == "basis" else [],
                **({"controller": left.detail} if left.reason == "processor" else {}),
            }
            for left in portable.left_out
        ],
        **gaps(portable.answer),
    }
