"""Guesses whose rows are whose: person tables, identifiers and links, from names and foreign keys alone.

No row is read.  Everything here may be wrong, which is why each guess carries the reason that the draft
prints beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from subjectrights.datamap.discover.places import Place
from subjectrights.datamap.personal import Guess, guess, personal_columns, words_of
from subjectrights.stores.base import ForeignKey, Table

__all__ = ["Draft", "TableDraft", "draft"]

_STAFF = frozenset(
    (
        *("employee", "employees", "staff", "agent", "agents", "operator", "operators", "admin", "admins"),
        *(
            "medewerker",
            "medewerkers",
            "personeel",
            "mitarbeiter",
            "salarie",
            "salaries",
            "employe",
            "employes",
        ),
    )
)
_PEOPLE = _STAFF | frozenset(
    (
        *("customer", "customers", "client", "clients", "user", "users", "member", "members", "person"),
        *("persons", "people", "contact", "contacts", "patient", "patients", "student", "students"),
        *("subscriber", "subscribers", "lead", "leads", "prospect", "prospects", "applicant", "applicants"),
        *("candidate", "candidates", "donor", "donors", "visitor", "visitors", "guest", "guests"),
        *("klant", "klanten", "kunde", "kunden", "leden", "gebruiker", "gebruikers", "benutzer"),
        *("personne", "personnes", "abonne", "abonnes", "utilisateur", "utilisateurs"),
    )
)
# Words of columns that point at whoever handled a row rather than at whom it is about.
_HANDLING = frozenset(
    (
        *("rep", "agent", "manager", "supervisor", "reports", "created", "updated", "modified", "deleted"),
        *("approved", "assigned", "handled", "assignee", "seller", "advisor", "referrer", "referred"),
        *("editor", "medewerker", "bearbeiter", "responsable", "vendeur", "conseiller"),
    )
)
_MADE = frozenset(
    (
        *("created", "creation", "inserted", "registered", "registration", "signup", "collected", "added"),
        *("aangemaakt", "geregistreerd", "erstellt", "angelegt", "registriert", "cree", "creation"),
    )
)
_WHEN = frozenset(("at", "on", "date", "time", "datetime", "timestamp", "utc", "op", "am", "le", "datum"))


@dataclass(slots=True, kw_only=True)
class TableDraft:
    """What is guessed of one table.

    Args:
        store, name: which table.
        table: as the store has it.
        person: whether a row seems to be a person.
        identifiers: identifier to column.
        links: foreign keys taken for ``belongs_to``.
        references: foreign keys taken for ``refers_to``.
        categories: the guess for each column whose name suggests one.
        also: identifier columns left out, since a table names one column an identifier of a person.
        collected: the column that seems to say when a row was made.
    """

    store: str
    name: str
    table: Table
    person: bool = False
    identifiers: dict[str, str] = field(default_factory=dict)
    links: list[ForeignKey] = field(default_factory=list)
    references: list[ForeignKey] = field(default_factory=list)
    categories: dict[str, Guess] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    collected: str | None = None

    @property
    def mapped(self) -> bool:
        """Whether anything says whose its rows are, or that they point at a person."""
        return bool(self.identifiers or self.links or self.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything guessed.

    Args:
        identifiers: by name, the kind.
        tables: the tables, mapped or not, without those whose names hold the dot that a link is written with.
    """

    identifiers: Mapping[str, str]
    tables: Sequence[TableDraft]


def draft(places: Sequence[Place]) -> Draft:
    """Guess a map of these places.

    Args:
        places: what was found.
    """
    tables = [
        TableDraft(store=place.name, name=name, table=table, categories=_categories(table))
        for place in places
        for name, table in place.tables.items()
        if "." not in name
    ]
    for one in tables:
        one.person = _is_person(one)
        one.collected = _collected(one.table)
    identifiers: dict[str, str] = {}
    for one in tables:
        if one.person:
            identifiers.update(_own_identifiers(one, identifiers))
    _link(tables)
    for one in tables:
        if not one.person and not one.links:
            identifiers.update(_found_identifiers(one, identifiers))
    return Draft(identifiers=identifiers, tables=tables)


def _categories(table: Table) -> dict[str, Guess]:
    personal = personal_columns(table.columns)
    return {column: found for column in personal for found in [guess(column)] if found is not None}


def _is_person(one: TableDraft) -> bool:
    """A table of people has a key and says how they are called or reached."""
    if not one.table.primary_key or not one.categories:
        return False
    named = any(g.category.startswith("user.name.") for g in one.categories.values())
    reached = any(g.kind for g in one.categories.values())
    called_so = bool(_PEOPLE & set(words_of(one.name)))
    points = any(set(key.columns) == set(one.table.primary_key) for key in one.table.foreign_keys)
    return not points and ((named and reached) or (called_so and (named or reached)))


def _collected(table: Table) -> str | None:
    """The one column with a date whose name says that the row was made then."""
    dated = [c for c in table.columns.values() if pa.types.is_timestamp(c.type) or pa.types.is_date(c.type)]
    named = [column.name for column in dated if _says_when_made(set(words_of(column.name)))]
    return named[0] if len(named) == 1 else None


def _says_when_made(words: set[str]) -> bool:
    return bool(words & _MADE) and (len(words) == 1 or bool(words & _WHEN))


def _own_identifiers(one: TableDraft, taken: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A person table's own key, e-mail address and phone number."""
    if len(one.table.primary_key) == 1:
        column = one.table.primary_key[0]
        name = f"{_singular(one.name)}_id"
        while name in taken:
            name = f"{one.store}_{name}"
        one.identifiers[name] = column
        yield name, "opaque"
    yield from _contacts(one)


def _contacts(one: TableDraft) -> Iterator[tuple[str, str]]:
    """The first column of each kind; another would mean another owner of the row."""
    for kind in ("email", "phone"):
        columns = [column for column, found in one.categories.items() if found.kind == kind]
        if columns:
            first = min(columns, key=lambda column: (len(words_of(column)), columns.index(column)))
            one.identifiers[kind] = first
            one.also += [column for column in columns if column != first]
            yield kind, kind


def _found_identifiers(one: TableDraft, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """In a table that no foreign key ties to a person: columns called like identifiers."""
    named = {"_".join(words_of(column)): column for column in one.table.columns}
    for name, kind in known.items():
        if kind == "opaque" and name in named:
            one.identifiers[name] = named[name]
    yield from _contacts(one)


def _link(tables: Sequence[TableDraft]) -> None:
    """Follow foreign keys from the person tables outwards; each table takes those that lead to a person."""
    by_name = {(one.store, one.name): one for one in tables}
    reached = {id(one) for one in tables if one.person}

    def leading(one: TableDraft) -> list[ForeignKey]:
        found = ((key, by_name.get((one.store, key.target))) for key in one.table.foreign_keys)
        return [
            key
            for key, target in found
            if target is not None and id(target) in reached and "." not in "".join(key.target_columns)
        ]

    grown = True
    while grown:
        more = {id(one) for one in tables if id(one) not in reached and leading(one)}
        reached |= more
        grown = bool(more)
    for one in tables:
        keys = leading(one)
        own = [key for key in keys if key.target != one.name and not one.person]
        one.links = _links_among(own, [key for key in own if _is_of_staff(by_name[one.store, key.target])])
        one.references = [key for key in keys if key not in one.links and len(key.columns) == 1]


def _links_among(keys: Sequence[ForeignKey], staff: Sequence[ForeignKey]) -> list[ForeignKey]:
    """The foreign keys that say whose a row is, not who handled it; staff's own only where no other does."""
    about = [key for key in keys if not _HANDLING & set(words_of(key.columns[0]))]
    return [key for key in about if key not in staff] or about


def _is_of_staff(one: TableDraft) -> bool:
    return one.person and bool(_STAFF & set(words_of(one.name)))


def _singular(name: str) -> str:
    words = words_of(name) or ["person"]
    last = words[-1]
    if last.endswith("ies"):
        last = f"{last[:-3]}y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return "_".join([*words[:-1], last])
