"""Checks for what can't be said together, or says nothing; all of it can be told without a store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from subjectrights.datamap.faults import Fault, Place, shown
from subjectrights.suggest import hint
from subjectrights.terms import LegalBasis, Method

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap, MethodMap, SetValues, TableMap

__all__ = ["contradictions"]

_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_LANGUAGES = ("en", "fr", "nl", "de")
_COARSER = ("year", "month", "decade")


def contradictions(datamap: DataMap) -> Iterator[Fault]:
    """What a map says that can't be.

    Args:
        datamap: the map.

    Yields:
        Each fault with its place.
    """
    yield from _country(("organisation", "country"), datamap.organisation.country)
    yield from _language(("organisation", "language"), datamap.organisation.language)
    for name, party in datamap.parties.items():
        yield from _country(("parties", name, "country"), party.country)
    for name, purpose in datamap.purposes.items():
        if purpose.consents is not None and purpose.legal_basis is not LegalBasis.CONSENT:
            yield ("purposes", name, "consents"), "goes with `legal_basis: consent` only"
    for name, identifier in datamap.identifiers.items():
        yield from _region(("identifiers", name, "region"), identifier.region)
    for name, store in datamap.stores.items():
        for table_name, table in store.tables.items():
            yield from _table(("stores", name, "tables", table_name), table)


def _country(path: Place, code: str | None) -> Iterator[Fault]:
    if code is not None and not _COUNTRY.match(code):
        yield path, "a country is its ISO 3166 code of two capital letters, such as BE"


def _language(path: Place, tag: str) -> Iterator[Fault]:
    """A language is told by its tag; a region or encoding after it is not looked at (``fr-BE``)."""
    if re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0] not in _LANGUAGES:
        yield path, f"nothing can be written in {shown(tag)}{hint(tag, _LANGUAGES)}"


def _region(path: Place, code: str | None) -> Iterator[Fault]:
    if code is None:
        return
    from phonenumbers import SUPPORTED_REGIONS

    if code not in SUPPORTED_REGIONS:
        yield path, "a region is a country's ISO 3166 code of two capital letters, such as BE"


def _table(path: Place, table: TableMap) -> Iterator[Fault]:
    for name, columns in table.identifier_columns().items():
        if not columns or not all(columns):
            yield (*path, "identifiers", name), "name the column that holds it"
    if table.retain is not None and table.retain.columns == ():
        yield (*path, "retain", "columns"), "names none; leave it out where the duty covers the whole row"
    for column, described in table.columns.items():
        if described.on_erase is not None:
            yield from _method((*path, "columns", column, "on_erase"), described.on_erase)
    for column, reference in table.refers_to.items():
        yield from _method((*path, "refers_to", column, "on_erase"), reference.on_erase)
    yield from _values((*path, "on_restrict"), table.on_restrict)
    yield from _values((*path, "on_lift"), table.on_lift)
    for purpose, values in table.on_object.items():
        yield from _values((*path, "on_object", purpose), values)
    if table.on_erase != "delete":
        yield from _values((*path, "on_erase"), table.on_erase)


def _values(path: Place, values: SetValues | None) -> Iterator[Fault]:
    if values is None:
        return
    if not values.set:
        yield (*path, "set"), "names no column"
    for column, method in values.methods().items():
        yield from _method((*path, "set", column), method)


def _method(path: Place, method: MethodMap) -> Iterator[Fault]:
    """Each companion of a method goes with one method only, and some methods need theirs."""
    companions = (
        ("value", method.value is not None, Method.REPLACE),
        ("to", method.to is not None, Method.GENERALISE),
        ("linked", method.linked, Method.PSEUDONYMISE),
    )
    for key, said, owner in companions:
        if said and method.method is not owner:
            yield (*path, key), f"`{key}` goes with the method {owner}, not with {method.method}"
    if method.method is Method.REPLACE and method.value is None:
        yield path, "replace needs `value`; to leave nothing there, the method is `null`"
    if method.method is Method.GENERALISE and not _coarser(method.to):
        yield path, "generalise needs `to`: year, month or decade, or a number of characters from 1"


def _coarser(to: str | int | None) -> bool:
    return to in _COARSER if isinstance(to, str) else isinstance(to, int) and to > 0
