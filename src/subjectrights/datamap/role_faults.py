"""Checks that whoever answers for data is a party of the map, and that roles don't contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from subjectrights.datamap.faults import Fault, Place, shown
from subjectrights.datamap.roles import of_purposes, responsibility
from subjectrights.suggest import hint
from subjectrights.terms import Role

if TYPE_CHECKING:
    from subjectrights.datamap.model import ColumnMap, DataMap, Purpose, StoreMap, TableMap, TableRef

__all__ = ["role_faults"]

_IDLE_CONTROLLER = (
    "a party is the controller, but the role is `controller`; say `processor` or `joint_controller`"
)
_SAME = "this party is the controller of the data already; a processor is somebody else, or leave it out"
_DIFFERENT = "its purposes make us different things for the same data; say `role:` here"


def role_faults(datamap: DataMap) -> Iterator[Fault]:
    """What is wrong with roles, controllers and processors.

    Args:
        datamap: the map.

    Yields:
        Each fault with its place.
    """
    from subjectrights.datamap.model import TableRef

    for name, purpose in datamap.purposes.items():
        yield from _purpose(datamap, ("purposes", name), purpose)
    for name, store in datamap.stores.items():
        yield from _store(datamap, name, store)
        for table_name, table in store.tables.items():
            yield from _table(datamap, TableRef(name, table_name), table)


def _purpose(datamap: DataMap, path: Place, purpose: Purpose) -> Iterator[Fault]:
    yield from _parties(datamap, path, purpose)
    if purpose.role is None:
        for key, said in (("controller", purpose.controller), ("processor", purpose.processor)):
            if said is not None:
                yield (*path, key), "a party is named, but not what we are: say `role:` of the purpose"
    elif purpose.role is Role.CONTROLLER and purpose.controller is not None:
        yield (*path, "controller"), _IDLE_CONTROLLER
    elif purpose.role is not Role.CONTROLLER and purpose.controller is None:
        yield (*path, "role"), _no_controller(purpose.role)


def _store(datamap: DataMap, name: str, store: StoreMap) -> Iterator[Fault]:
    path: Place = ("stores", name)
    yield from _parties(datamap, path, store)
    if store.role is None and store.controller is None:
        yield from _agreeing(datamap, path, store.purposes)
    needing = not store.tables or any(
        table.role is None and table.controller is None and not of_purposes(datamap, table.purposes or ())
        for table in store.tables.values()
    )
    if store.role not in (None, Role.CONTROLLER) and store.controller is None and needing:
        yield (*path, "role"), _no_controller(store.role)
    roles = {store.role, *(table.role for table in store.tables.values())}
    roles |= {column.role for table in store.tables.values() for column in table.columns.values()}
    if store.controller is not None and roles <= {Role.CONTROLLER, None}:
        yield (*path, "controller"), _IDLE_CONTROLLER


def _table(datamap: DataMap, ref: TableRef, table: TableMap) -> Iterator[Fault]:
    path: Place = ("stores", ref.store, "tables", ref.table)
    yield from _parties(datamap, path, table)
    if table.role is None:
        yield from _agreeing(datamap, path, table.purposes or ())
    answering = responsibility(datamap, ref)
    if table.role not in (None, Role.CONTROLLER) and answering.controller is None:
        yield (*path, "role"), _no_controller(table.role)
    if table.controller is not None and answering.role is Role.CONTROLLER:
        yield (*path, "controller"), _IDLE_CONTROLLER
    if table.processor is not None and table.processor == answering.controller:
        yield (*path, "processor"), _SAME
    for name, column in table.columns.items():
        yield from _column(datamap, ref, name, column)


def _column(datamap: DataMap, ref: TableRef, name: str, column: ColumnMap) -> Iterator[Fault]:
    path: Place = ("stores", ref.store, "tables", ref.table, "columns", name)
    yield from _parties(datamap, path, column)
    if column.role is None:
        yield from _agreeing(datamap, path, column.purposes or ())
    answering = responsibility(datamap, ref, name)
    if column.role not in (None, Role.CONTROLLER) and answering.controller is None:
        yield (*path, "role"), _no_controller(column.role)
    if column.controller is not None and answering.role is Role.CONTROLLER:
        yield (*path, "controller"), _IDLE_CONTROLLER
    if column.processor is not None and column.processor == answering.controller:
        yield (*path, "processor"), _SAME


def _agreeing(datamap: DataMap, path: Place, purposes: Iterable[str]) -> Iterator[Fault]:
    """Purposes of the same data say one role, or the place itself says which counts."""
    names = [name for name in purposes if name in datamap.purposes]
    stated = of_purposes(datamap, names)
    silent = any(datamap.purposes[name].role is None for name in names)
    if len(stated) > 1 or (stated and silent):
        yield (*path, "purposes"), _DIFFERENT


def _parties(
    datamap: DataMap, path: Place, said: Purpose | StoreMap | TableMap | ColumnMap
) -> Iterator[Fault]:
    for key, name in (("controller", said.controller), ("processor", said.processor)):
        if name is not None and name not in datamap.parties:
            there = list(datamap.parties)
            yield (*path, key), f"the map has no party {shown(name)}{hint(name, there)}"


def _no_controller(role: Role | None) -> str:
    return f"{role} of which controller? Name the party: `controller: ...`"
