"""Checks that every name a map uses is one that it defines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from subjectrights.datamap.consistency import contradictions
from subjectrights.datamap.faults import Fault, NameFaults, Place, shown
from subjectrights.datamap.role_faults import role_faults
from subjectrights.suggest import hint

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap, StoreMap, TableMap, TableRef

__all__ = ["check_names"]

BUILT_IN_KINDS = ("sql", "csv", "parquet", "memory")
_PLAIN = re.compile(r"[^\W\d][\w-]*\Z")
_TYPING_SLIP = 0.75


def check_names(datamap: DataMap) -> None:
    """Look at every name, and at what can't be said together.

    Args:
        datamap: the map.

    Raises:
        NameFaults: with all that is wrong.
    """
    faults = [*_faults(datamap), *role_faults(datamap), *contradictions(datamap)]
    if faults:
        raise NameFaults(faults)


def _faults(datamap: DataMap) -> Iterator[Fault]:
    from subjectrights.datamap.model import TableRef

    for section in ("parties", "purposes", "identifiers", "stores"):
        yield from _plain_names(section, getattr(datamap, section))
    for name, store in datamap.stores.items():
        path: Place = ("stores", name)
        yield from _kind(path, store.type)
        yield from _listed(datamap.purposes, (*path, "purposes"), "purpose", store.purposes)
        yield from _listed(datamap.parties, (*path, "recipients"), "party", store.recipients)
        yield from _mapped_twice(path, store)
        for table_name, table in store.tables.items():
            yield from _table(datamap, TableRef(name, table_name), table)
    if datamap.operators is not None:
        yield from _plain_names("operators.people", datamap.operators.people)
        for name, operator in datamap.operators.people.items():
            path = ("operators", "people", name, "stores")
            yield from _listed(datamap.stores, path, "store", operator.stores or ())


def _plain_names(section: str, defined: Mapping[str, object]) -> Iterator[Fault]:
    for name in defined:
        if not _PLAIN.match(name):
            place = (*section.split("."), name)
            yield place, "a name is made of letters, digits, '_' and '-', and begins with a letter"


def _kind(path: Place, kind: str) -> Iterator[Fault]:
    """What is nearly a built-in kind is a slip; other kinds may come with an installed package."""
    near = difflib.get_close_matches(kind.casefold(), BUILT_IN_KINDS, n=1, cutoff=_TYPING_SLIP)
    if kind not in BUILT_IN_KINDS and near:
        yield (*path, "type"), f"no kind of store is called {shown(kind)}{hint(kind, BUILT_IN_KINDS)}"


def _mapped_twice(path: Place, store: StoreMap) -> Iterator[Fault]:
    """What one run does to a table is worked out under one name; under two, one part would miss the other."""
    seen: dict[tuple[str | None, ...], str] = {}
    for name, table in store.tables.items():
        if table.path is not None:
            lies: tuple[str | None, ...] = (table.path,)
        elif store.type == "sql":
            lies = (table.schema_ or store.schema_, table.name or name)
        else:
            continue
        first = seen.setdefault(lies, name)
        if first != name:
            what = f"is what {first!r} maps already, and one table is mapped once"
            yield (
                (*path, "tables", name),
                f"{what}; `where` picks one kind of its rows, or leave `where` out for all",
            )


def _table(datamap: DataMap, ref: TableRef, table: TableMap) -> Iterator[Fault]:
    path: Place = ("stores", ref.store, "tables", ref.table)
    if not ref.table or "." in ref.table:
        yield path, "a table's name has no dot; give it another here, and its own under `name:`"
    yield from _listed(datamap.purposes, (*path, "purposes"), "purpose", table.purposes or ())
    yield from _listed(datamap.parties, (*path, "recipients"), "party", table.recipients or ())
    for name in table.identifiers:
        yield from _named(datamap.identifiers, (*path, "identifiers", name), "identifier", name)
    for name in table.on_object:
        yield from _named(datamap.purposes, (*path, "on_object", name), "purpose", name)
    owners = [column for columns in table.identifier_columns().values() for column in columns]
    owners += [column for mapping in table.link_mappings() if len(mapping) == 1 for column in mapping]
    composite = {column for mapping in table.link_mappings() if len(mapping) > 1 for column in mapping}
    for column, described in table.columns.items():
        place = (*path, "columns", column)
        yield from _listed(datamap.purposes, (*place, "purposes"), "purpose", described.purposes or ())
        if described.owner in composite and described.owner not in owners:
            yield (*place, "owner"), "an owner is known by one column, and this is one of several of a link"
        else:
            yield from _named(owners, (*place, "owner"), "identifier or link column", described.owner)
    yield from _links(datamap, ref, table)


def _links(datamap: DataMap, ref: TableRef, table: TableMap) -> Iterator[Fault]:
    path: Place = ("stores", ref.store, "tables", ref.table)
    single = isinstance(table.belongs_to, Mapping)
    for at, mapping in enumerate(table.link_mappings()):
        place: Place = (*path, "belongs_to") if single else (*path, "belongs_to", at)
        if not mapping:
            yield place, "a link has at least one column: {column: table.column}"
            continue
        faults = list(_link(datamap, ref, place, mapping))
        yield from faults
        if not faults and len(mapping) > 1 and len(table.link_mappings()) > 1:
            what = "several owners are linked by one column each; a link of several columns stands alone"
            yield place, f"{what}, so give the owner an identifier in one column"
    if table.retain is not None and "." in table.retain.after:
        yield from _retained_after(datamap, ref)
    for column, reference in table.refers_to.items():
        yield from _link(datamap, ref, (*path, "refers_to"), {column: reference.to})


def _link(datamap: DataMap, ref: TableRef, place: Place, mapping: Mapping[str, str]) -> Iterator[Fault]:
    from subjectrights.datamap.model import resolve_link

    known = [str(other) for other, _ in datamap.tables()]
    unreadable = [column for column in mapping if not _readable(mapping[column])]
    for column in unreadable:
        yield (*place, column), f"{shown(mapping[column])} is not `table.column` or `store.table.column`"
    if unreadable:
        return
    try:
        link = resolve_link(ref, mapping)
    except ValueError as error:
        yield place, str(error)
    else:
        yield from _named(known, (*place, link.columns[0]), "table", str(link.target))


def _readable(target: str) -> bool:
    parts = target.split(".")
    return len(parts) in (2, 3) and all(parts)


def _listed(known: Iterable[str], path: Place, what: str, names: Iterable[str]) -> Iterator[Fault]:
    for at, name in enumerate(names):
        yield from _named(known, (*path, at), what, name)


def _named(known: Iterable[str], path: Place, what: str, name: str | None) -> Iterator[Fault]:
    there = list(known)
    if name is not None and name not in there:
        yield path, f"the map has no {what} {shown(name)}{hint(name, there)}"


def _retained_after(datamap: DataMap, ref: TableRef) -> Iterator[Fault]:
    """A duty counts from a date of the row's own table or of one that it belongs to."""
    place: Place = ("stores", ref.store, "tables", ref.table, "retain", "after")
    try:
        counted_from = datamap.retained_after(ref)
        linked = [str(link.target) for link in datamap.links(ref)]
    except ValueError as error:
        yield place, str(error)
        return
    if counted_from is not None:
        yield from _named(linked, place, "link from here to", str(counted_from[0]))
