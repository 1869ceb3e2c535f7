"""Checks that every name a map uses is one that it defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from subjectrights.suggest import hint
from subjectrights.terms import Role

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap, StoreMap, TableMap, TableRef

__all__ = ["Fault", "NameFaults", "check_names"]

Fault: TypeAlias = tuple[tuple[str | int, ...], str]
"""Where something is wrong, as a path of keys, and what."""

BUILT_IN_KINDS = ("sql", "csv", "parquet", "memory")


class NameFaults(Exception):
    """Everything that is wrong with a map's names, gathered for the loader."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("names that the map doesn't define")


def check_names(datamap: DataMap) -> None:
    """Look at every name.

    Raises:
        NameFaults: with all of them that are unknown.
    """
    faults = list(_faults(datamap))
    if faults:
        raise NameFaults(faults)


def _faults(datamap: DataMap) -> Iterator[Fault]:
    from subjectrights.datamap.model import TableRef

    for name, store in datamap.stores.items():
        path: tuple[str | int, ...] = ("stores", name)
        yield from _kind(path, store.type)
        yield from _among(datamap.purposes, (*path, "purposes"), "purpose", store.purposes)
        yield from _among(datamap.parties, (*path, "recipients"), "party", store.recipients)
        yield from _controller(datamap, path, store.role, store.controller)
        for table_name, table in store.tables.items():
            yield from _table(datamap, store, TableRef(name, table_name), table)


def _kind(path: tuple[str | int, ...], kind: str) -> Iterator[Fault]:
    import difflib

    if kind not in BUILT_IN_KINDS and difflib.get_close_matches(kind, BUILT_IN_KINDS, n=1, cutoff=0.75):
        yield (*path, "type"), f"no kind of store is called {kind!r}{hint(kind, BUILT_IN_KINDS)}"


def _controller(
    datamap: DataMap, path: tuple[str | int, ...], role: Role | None, controller: str | None
) -> Iterator[Fault]:
    if controller is not None:
        yield from _among(datamap.parties, (*path, "controller"), "party", (controller,))
    elif role is Role.PROCESSOR:
        yield (*path, "role"), "a processor has a controller; name the party: controller: ..."


def _table(datamap: DataMap, store: StoreMap, ref: TableRef, table: TableMap) -> Iterator[Fault]:
    path = ("stores", ref.store, "tables", ref.table)
    yield from _among(datamap.purposes, (*path, "purposes"), "purpose", table.purposes or ())
    yield from _among(datamap.parties, (*path, "recipients"), "party", table.recipients or ())
    yield from _among(datamap.identifiers, (*path, "identifiers"), "identifier", table.identifiers)
    yield from _among(datamap.purposes, (*path, "on_object"), "purpose", table.on_object)
    if table.role is not None and table.controller is None and store.controller is None:
        yield from _controller(datamap, path, table.role, None)
    elif table.controller is not None:
        yield from _controller(datamap, path, table.role, table.controller)
    for column, described in table.columns.items():
        place = (*path, "columns", column)
        yield from _among(datamap.purposes, (*place, "purposes"), "purpose", described.purposes or ())
        if described.owner is not None:
            owners = [c for columns in table.identifier_columns().values() for c in columns]
            owners += [c for mapping in table.link_mappings() for c in mapping]
            yield from _among(owners, (*place, "owner"), "identifier or link column", (described.owner,))
    yield from _links(datamap, ref, table)


def _links(datamap: DataMap, ref: TableRef, table: TableMap) -> Iterator[Fault]:
    from subjectrights.datamap.model import resolve_link

    path = ("stores", ref.store, "tables", ref.table)
    known = [str(other) for other, _ in datamap.tables()]
    for at, mapping in enumerate(table.link_mappings()):
        single = not isinstance(table.belongs_to, tuple)
        place: tuple[str | int, ...] = (*path, "belongs_to") if single else (*path, "belongs_to", at)
        try:
            link = resolve_link(ref, mapping)
        except ValueError as error:
            yield place, str(error)
            continue
        yield from _among(known, (*place, link.columns[0]), "table", (str(link.target),))
    for column, reference in table.refers_to.items():
        try:
            link = resolve_link(ref, {column: reference.to})
        except ValueError as error:
            yield (*path, "refers_to", column), str(error)
            continue
        yield from _among(known, (*path, "refers_to", column), "table", (str(link.target),))


def _among(
    known: Iterable[str], path: tuple[str | int, ...], what: str, names: Iterable[str]
) -> Iterator[Fault]:
    there = list(known)
    for name in names:
        if name not in there:
            yield path, f"no {what} is called {name!r}{hint(name, there)}"
