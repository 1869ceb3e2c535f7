"""What must be told of one table's data, in words (Art. 15(1)(a)-(d), (g), (2))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from subjectrights.datamap.model import ColumnMap, Party, Purpose, Retention
from subjectrights.reports.naming import column_labels, headed, named, place, readable
from subjectrights.reports.plain import BASIS_ARTICLES
from subjectrights.reports.words import Words
from subjectrights.reports.words.countries import outside_eea
from subjectrights.rights.access import Holding
from subjectrights.rights.disclose import REDACTED
from subjectrights.terms import LegalBasis, Origin, Role
from subjectrights.writers.document import DocumentTable, Section

__all__ = ["Told", "basis_text", "party_text", "purpose_text", "retention_text", "third_country_text"]

_UNDESCRIBED = ColumnMap().category
_FROM_THE_PERSON = frozenset({"the person", "the data subject", "data subject"})


def purpose_text(name: str, purpose: Purpose | None) -> str:
    """A purpose as the map describes it, else by its name."""
    return purpose.description.rstrip(".") if purpose and purpose.description else readable(name)


def basis_text(basis: LegalBasis, words: Words) -> str:
    """A legal basis in words, with its article (Art. 6(1))."""
    return f"{words.text(f'basis.{basis.value}')} ({words.article(BASIS_ARTICLES[basis])})"


def party_text(party: Party, words: Words) -> str:
    """A party's name, country and contact."""
    text = f"{party.name} ({words.country(party.country)})" if party.country else party.name
    if party.contact:
        text += f", {words.text('holding.recipient_contact', contact=party.contact)}"
    return text


def third_country_text(party: Party, words: Words) -> str:
    """The safeguards of a transfer to a party in a third country (Art. 15(2), 46)."""
    return words.text(
        "holding.safeguards", safeguards=party.safeguards or words.text("holding.no_safeguards")
    )


def retention_text(retention: Retention | None, labels: Mapping[str, str], words: Words) -> str:
    """How long data is held, or by which criteria (Art. 15(1)(d), 30(1)(f)).

    Args:
        retention: what the map says.
        labels: by column, what people read.
        words: the language.
    """
    parts = []
    if retention is not None and retention.for_ is not None:
        period = words.duration(retention.for_)
        if retention.after:
            column = words.quoted(labels.get(retention.after, headed(retention.after)))
            period = words.text("holding.retention_after", duration=period, column=column)
        parts.append(period)
    if retention is not None and retention.criteria:
        parts.append(retention.criteria)
    return "; ".join(parts) or words.text("unstated")


@dataclass(frozen=True, slots=True)
class Told:
    """One table's data, told in a language."""

    holding: Holding
    words: Words

    @property
    def title(self) -> str:
        """What the table is called: as the map describes it, else by its name."""
        return self.holding.description or headed(self.holding.table.partition(".")[2])

    @property
    def where(self) -> str:
        """What the table is called and where it lies: "Customer file, customers (crm)"."""
        lies = place(self.holding.table)
        return f"{self.holding.description}, {lies}" if self.holding.description else lies

    @property
    def labels(self) -> dict[str, str]:
        """By column, secret ones included, what people read."""
        holding = self.holding
        shown = column_labels(
            holding.data.column_names, holding.categories, self.words, covered=holding.redacted
        )
        return {**shown, **{column: headed(column) for column in holding.secret}}

    def section(self) -> Section:
        """Everything that must be told of the table."""
        words = self.words
        facts = [
            ("what", self._what()),
            ("purposes", "\n".join(self._purposes())),
            ("field_purposes", "\n".join(self._field_purposes())),
            ("categories", self._categories()),
            ("origins", "\n".join(self._origins())),
            ("source", self._source()),
            ("recipients", "\n".join(self._recipients())),
            ("retention", self._retention()),
            ("role", self.role()),
        ]
        return Section(
            heading=words.text("holding.heading", title=self.title),
            facts=tuple((words.text(f"holding.{key}"), text) for key, text in facts if text),
        )

    def table(self) -> DocumentTable:
        """The data itself, with what is covered or withheld (Art. 15(3)-(4))."""
        return DocumentTable(
            name=self.holding.table,
            title=self.title,
            data=self.holding.data,
            labels=self.labels,
            notes=(*self.covered(self.holding.data.column_names), *self.withheld()),
        )

    def covered(self, columns: list[str]) -> tuple[str, ...]:
        """Sentences on other people's data in these columns (Art. 15(4), 20(4))."""
        words, holding = self.words, self.holding
        notes = []
        redacted = [column for column in holding.redacted if column in columns]
        if redacted:
            fields = named(redacted, self.labels, words)
            article = words.article("Art. 15(4)")
            notes.append(words.text("holding.redacted", mark=REDACTED, article=article, columns=fields))
        if holding.joint:
            notes.append(words.text("holding.joint", number=words.number(holding.joint)))
        return tuple(notes)

    def withheld(self) -> tuple[str, ...]:
        """A sentence on columns that are held and never read out."""
        secret = self.holding.secret
        if not secret:
            return ()
        return (self.words.text("holding.secret", columns=named(secret, self.labels, self.words)),)

    def role(self) -> str:
        """Who answers for the data (Art. 4(7)-(8), 26)."""
        lines = [self._answering(self.holding.role, self.holding.controller)]
        apart: dict[str, list[str]] = {}
        for column, (role, party) in self.holding.column_roles.items():
            apart.setdefault(self._answering(role, party), []).append(column)
        lines += [self.words.labelled(named(c, self.labels, self.words), text) for text, c in apart.items()]
        return "\n".join(lines)

    def _answering(self, role: Role, party: Party | None) -> str:
        words = self.words
        other = party_text(party, words) if party else words.text("role.another")
        said = words.text(
            f"role.{role.value}",
            **{} if role is Role.CONTROLLER else {"party": other},
            **{"article": words.article("Art. 26(3)")} if role is Role.JOINT_CONTROLLER else {},
        )
        if role is not Role.JOINT_CONTROLLER or party is None or party.arrangement is None:
            return said
        arrangement, article = party.arrangement, words.article("Art. 26(2)")
        said += " " + words.text("role.essence", article=article, essence=arrangement.essence)
        if arrangement.contact:
            said += " " + words.text("role.contact_point", contact=arrangement.contact)
        return said

    def _what(self) -> str:
        words, data = self.words, self.holding.data
        return words.text(
            "holding.what_text",
            place=place(self.holding.table),
            rows=words.counted("row", data.num_rows),
            fields=words.counted("field", data.num_columns + len(self.holding.secret)),
        )

    def _purposes(self) -> list[str]:
        words = self.words
        lines = []
        for name, purpose in self.holding.purposes.items():
            basis = purpose.legal_basis
            ground = basis_text(basis, words) if basis else words.text("unstated")
            lines.append(
                words.text("holding.purpose_text", purpose=purpose_text(name, purpose), basis=ground)
            )
        return lines or [words.text("holding.unnamed_purpose")]

    def _field_purposes(self) -> list[str]:
        """The purposes of columns that have their own, columns with the same ones together."""
        columns: dict[tuple[str, ...], list[str]] = {}
        for column, purposes in self.holding.column_purposes.items():
            columns.setdefault(purposes, []).append(column)
        told = self.holding.purposes
        return [
            self.words.labelled(
                named(those, self.labels, self.words),
                self.words.listed([purpose_text(name, told.get(name)) for name in purposes])
                or self.words.text("unstated"),
            )
            for purposes, those in columns.items()
        ]

    def _categories(self) -> str:
        # The category of columns that the map doesn't describe says least, so it stands last.
        names = sorted(dict.fromkeys(self.holding.categories.values()), key=_UNDESCRIBED.__eq__)
        return self.words.listed([self.words.category(name) for name in names])

    def _origins(self) -> list[str]:
        lines = []
        for origin in Origin:
            columns = [c for c, stated in self.holding.origins.items() if stated == origin]
            if columns:
                label = self.words.text(f"origin.{origin.value}")
                lines.append(self.words.labelled(label, named(columns, self.labels, self.words)))
        return lines

    def _source(self) -> str:
        """Where the data comes from (Art. 15(1)(g))."""
        source = self.holding.source
        if source is None:
            return self.words.text("unstated")
        known = source.strip().lower() in _FROM_THE_PERSON
        return self.words.text("holding.source_person") if known else source

    def _recipients(self) -> list[str]:
        """Who receives it, by name, and transfers with their safeguards (Art. 15(1)(c), (2))."""
        words = self.words
        lines = []
        for party in self.holding.recipients.values():
            line = party_text(party, words)
            if outside_eea(party.country):
                line += f". {words.text('holding.third_country')}. {third_country_text(party, words)}"
            lines.append(line)
        return lines or [words.text("holding.no_recipients")]

    def _retention(self) -> str:
        """How long it is held, or by which criteria (Art. 15(1)(d))."""
        return retention_text(self.holding.retention, self.labels, self.words)
