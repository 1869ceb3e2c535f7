"""The record of processing activities, from the map and the exchanges (Art. 30(1)-(2))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.handovers import Direction, Exchange
from subjectrights.reports.closing import responsible
from subjectrights.reports.naming import headed, place
from subjectrights.reports.plain import BASIS_ARTICLES, organisation_facts
from subjectrights.reports.telling import party_text, purpose_text, retention_text
from subjectrights.reports.words import Words, words
from subjectrights.reports.words.countries import outside_eea
from subjectrights.terms import Role
from subjectrights.writers.document import Document, DocumentTable, Section

if TYPE_CHECKING:
    from subjectrights.writers.output import Written

__all__ = ["Activity", "ProcessingRecord", "activities"]

_CONTROLLER = (
    "purpose",
    "basis",
    "people",
    "categories",
    "recipients",
    "transfers",
    "retention",
    "jointly",
    "places",
)
_PROCESSOR = ("controller", "purpose", "people", "categories", "recipients", "transfers", "places")


_Key: TypeAlias = tuple[str | None, Role, str | None]
"""A purpose, a role, and for whom it is processed or with whom it is answered for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One processing activity: what is done for a purpose, in one role.

    Args:
        purpose: its name in the map; None where the map names none.
        role: the organisation's.
        controllers: for whom it is processed, or together with whom it is answered for: names of parties.
        tables: where the data lies.
        exchanges: what was handed over for it.
    """

    purpose: str | None
    role: Role
    controllers: tuple[str, ...] = ()
    tables: tuple[TableRef, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


def activities(datamap: DataMap, exchanges: Iterable[Exchange]) -> tuple[Activity, ...]:
    """The processing activities that the map and the exchanges tell of.

    Args:
        datamap: the map.
        exchanges: every exchange.
    """
    tables: dict[_Key, dict[TableRef, None]] = {}
    handed: dict[_Key, list[Exchange]] = {}
    for ref, table in datamap.tables():
        own = [purpose for column in table.columns.values() for purpose in column.purposes or ()]
        for purpose in dict.fromkeys((*datamap.purposes_of(ref), *own)) or (None,):
            key = (purpose, datamap.role_of(ref), datamap.controller_of(ref))
            tables.setdefault(key, {})[ref] = None
    for exchange in exchanges:
        ours = exchange.our_role
        theirs = ours is not Role.CONTROLLER and exchange.their_role is not Role.PROCESSOR
        key = (exchange.purpose, ours, exchange.party if theirs else None)
        handed.setdefault(key, []).append(exchange)
    return tuple(
        Activity(
            purpose=purpose,
            role=role,
            controllers=(controller,) if controller else (),
            tables=tuple(tables.get((purpose, role, controller), ())),
            exchanges=tuple(handed.get((purpose, role, controller), ())),
        )
        for purpose, role, controller in dict.fromkeys((*tables, *handed))
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProcessingRecord:
    """The record of processing activities, ready to be written.

    Args:
        map: the data map.
        activities: what it tells of.
        at: when it was made.
    """

    map: DataMap = field(repr=False)
    activities: tuple[Activity, ...]
    at: datetime

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data, in no language: names are those of the map."""
        return {
            "kind": "record_of_processing",
            "law": "Regulation (EU) 2016/679",
            "article": "Art. 30",
            "at": self.at.isoformat(),
            "organisation": organisation_facts(self.map.organisation),
            "security": self.map.organisation.security,
            "activities": [self._plain(activity) for activity in self.activities],
        }

    def document(self, language: str | None = None) -> Document:
        """The record as a document.

        Args:
            language: ``en``, ``fr``, ``nl`` or ``de``; the organisation's by default.

        Raises:
            UnknownName: the language isn't spoken.
        """
        organisation = self.map.organisation
        speech = words(language or organisation.language)
        security = organisation.security or speech.text("record.security_none")
        intro = speech.text(
            "record.intro", article=speech.article("Art. 30"), date=speech.date(self.at.date())
        )
        telling = _Telling(self.map, speech)
        ours = [one for one in self.activities if one.role is not Role.PROCESSOR]
        others = [one for one in self.activities if one.role is Role.PROCESSOR]
        return Document(
            title=speech.text("record.title"),
            language=speech.language,
            created=self.at,
            author=organisation.name,
            sections=(
                Section(heading=speech.text("record.heading"), paragraphs=(intro,)),
                responsible(organisation, speech),
                Section(heading=speech.text("record.security"), paragraphs=(security,)),
            ),
            tables=(
                telling.table("controller", "Art. 30(1)", _CONTROLLER, ours),
                telling.table("processor", "Art. 30(2)", _PROCESSOR, others),
            ),
            metadata=self.to_dict(),
            words=speech.writer,
        )

    def write(self, path: str | Path, *, language: str | None = None, password: str | None = None) -> Written:
        """Write the record in the format of the path's suffix: xlsx, html, json, pdf ...

        Args:
            path: the file to write; it is made with mode 0600 and replaced if it is there.
            language: as in :meth:`document`.
            password: encrypts it, as in :meth:`subjectrights.reports.report.Report.write`.

        Raises:
            WriteError: the file can't be written, or the suffix isn't known.
        """
        from subjectrights.writers.output import write_document

        return write_document(self.document(language), path, password=password)

    def _plain(self, activity: Activity) -> dict[str, Any]:
        telling = _Telling(self.map, words("en"))
        purpose = self.map.purposes.get(activity.purpose or "")
        return {
            "purpose": activity.purpose,
            "legal_basis": purpose.legal_basis.value if purpose and purpose.legal_basis else None,
            "role": activity.role.value,
            "controllers": list(activity.controllers),
            "tables": [str(ref) for ref in activity.tables],
            "categories": telling.categories_of(activity),
            "recipients": list(telling.recipients_of(activity)),
            "exchanges": [one.reference for one in activity.exchanges],
        }

    def __str__(self) -> str:
        lines = [f"Record of processing activities, {self.at.date().isoformat()} (Art. 30)"]
        for one in self.activities:
            whose = f" for {', '.join(one.controllers)}" if one.controllers else ""
            where = ", ".join(map(str, one.tables)) or "exchanges alone"
            lines.append(f"  {one.purpose or 'no purpose stated'}, as {one.role.value}{whose}: {where}")
        return "\n".join(lines)


class _Telling:
    """Activities in a language."""

    def __init__(self, datamap: DataMap, speech: Words) -> None:
        self.map = datamap
        self.speech = speech

    def table(
        self, name: str, article: str, columns: Sequence[str], those: Sequence[Activity]
    ) -> DocumentTable:
        rows = [self._row(one) for one in those]
        data = {column: pa.array([row[column] for row in rows], pa.string()) for column in columns}
        return DocumentTable(
            name=name,
            title=self.speech.text(f"record.{name}", article=self.speech.article(article)),
            data=pa.table(data),
            labels={column: self.speech.text(f"record.{column}_label") for column in columns},
        )

    def _row(self, activity: Activity) -> dict[str, str]:
        speech = self.speech
        unstated = speech.text("unstated")
        purpose = self.map.purposes.get(activity.purpose or "")
        basis = purpose.legal_basis if purpose else None
        named = self._parties(activity.controllers)
        return {
            "purpose": purpose_text(activity.purpose, purpose) if activity.purpose else unstated,
            "basis": speech.article(BASIS_ARTICLES[basis]) if basis else unstated,
            "people": "; ".join(self._people(activity)) or unstated,
            "categories": "; ".join(map(speech.category, self.categories_of(activity))) or unstated,
            "recipients": self._parties(self.recipients_of(activity)) or speech.text("record.none"),
            "transfers": self._transfers(activity) or speech.text("record.none"),
            "retention": "; ".join(self._retention(activity)) or unstated,
            "jointly": named or speech.text("record.none"),
            "controller": named or unstated,
            "places": "; ".join(place(str(ref)) for ref in activity.tables) or speech.text("record.none"),
        }

    def categories_of(self, activity: Activity) -> list[str]:
        """The kinds of data (Art. 30(1)(c))."""
        found: dict[str, None] = {}
        for ref in activity.tables:
            table = self.map.table(ref)
            for name, column in table.columns.items():
                own = activity.purpose is None or activity.purpose in self.map.purposes_of(ref, name)
                if column.personal and own:
                    found[column.category] = None
        for exchange in activity.exchanges:
            found.update(dict.fromkeys(exchange.categories))
        return list(found)

    def recipients_of(self, activity: Activity) -> dict[str, str | None]:
        """Who gets the data, each with the safeguards named when it did (Art. 30(1)(d)-(e))."""
        found: dict[str, str | None] = {}
        for ref in activity.tables:
            for name in self.map.recipients_of(ref):
                found[name] = self.map.parties[name].safeguards
        for exchange in activity.exchanges:
            if exchange.direction is Direction.DELIVERED:
                found[exchange.party] = exchange.safeguards
        return found

    def _people(self, activity: Activity) -> list[str]:
        """Whose data it is: what the tables of people are called (Art. 30(1)(c))."""
        return list(dict.fromkeys(name for ref in activity.tables for name in self._owners(ref, ())))

    def _owners(self, ref: TableRef, seen: tuple[TableRef, ...]) -> list[str]:
        table = self.map.table(ref)
        links = [link for link in self.map.links(ref) if link.target not in (*seen, ref)]
        if table.person or not links:
            return [table.description or headed(ref.table)] if table.person or table.identifiers else []
        return [name for link in links for name in self._owners(link.target, (*seen, ref))]

    def _parties(self, names: Iterable[str]) -> str:
        known = self.map.parties
        return "; ".join(party_text(known[n], self.speech) if n in known else n for n in names)

    def _transfers(self, activity: Activity) -> str:
        """Third countries, with their safeguards (Art. 30(1)(e), (2)(c))."""
        told = []
        for name, safeguards in self.recipients_of(activity).items():
            party = self.map.parties.get(name)
            if party is not None and party.country and outside_eea(party.country):
                named = safeguards or self.speech.text("holding.no_safeguards")
                told.append(f"{party.name} ({self.speech.country(party.country)}): {named}")
        return "; ".join(told)

    def _retention(self, activity: Activity) -> list[str]:
        """How long it is held, table by table (Art. 30(1)(f))."""
        speech, told = self.speech, []
        for ref in activity.tables:
            parts = []
            if self.map.retention_of(ref) is not None:
                parts.append(retention_text(self.map.retention_of(ref), {}, speech))
            retain = self.map.table(ref).retain
            if retain is not None:
                law = f" ({retain.law})" if retain.law else ""
                parts.append(speech.text("record.retain", duration=speech.duration(retain.for_)) + law)
            if parts:
                told.append(speech.labelled(place(str(ref)), ", ".join(parts)))
        return told
