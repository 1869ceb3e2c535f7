"""Which columns of a table say whose a row is, and which name a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from subjectrights.datamap.model import DataMap, Link, TableMap, TableRef
from subjectrights.errors import DataMapError
from subjectrights.stores.base import Table

if TYPE_CHECKING:
    from subjectrights.datamap.model import IdentifierMap

__all__ = ["IdentityColumn", "Schemas", "TableFacts", "facts_of", "identity_of"]

Schemas = Mapping[str, Mapping[str, Table]]
"""By store name, the store's tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityColumn:
    """A column that holds an identifier.

    Args:
        identifier: its name in the data map.
        column: the column.
        shared: whether the identifier may be several people's.
        owner: whether it is one of several columns of the table that hold this identifier, each for
            another owner of the row.
        implied: whether it follows from a link rather than being declared.
    """

    identifier: str
    column: str
    shared: bool
    owner: bool
    implied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """What tracing needs to know of a table.

    Args:
        identity: the columns that hold identifiers, declared or implied by a link.
        links: the declared links that no identifier stands for.
        key: the columns that name a row.
        needed: the columns that tracing reads.
        told_apart: the columns by which rows count as different: the primary key, or all that are read.
    """

    ref: TableRef
    table: Table
    map: TableMap
    identity: tuple[IdentityColumn, ...]
    links: tuple[Link, ...]
    key: tuple[str, ...]
    needed: tuple[str, ...]
    told_apart: tuple[str, ...]

    def unique_identity(self) -> tuple[IdentityColumn, ...]:
        """The columns that identify exactly one person, the row's."""
        return tuple(i for i in self.identity if not i.shared and not i.owner)


def facts_of(
    datamap: DataMap, schemas: Schemas, extra: Mapping[TableRef, Sequence[str]]
) -> dict[TableRef, TableFacts]:
    """The facts of every mapped table that can be looked into.

    Args:
        datamap: the map.
        schemas: the stores' schemas; a store that isn't there is left out.
        extra: further columns to read, by table.

    Raises:
        DataMapError: the map names a table or an identity column that the store doesn't have.
    """
    found = {}
    for ref, table_map in datamap.tables():
        if ref.store not in schemas:
            continue
        table = schemas[ref.store].get(ref.table)
        if table is None:
            raise _absent(datamap, ref, None)
        identity, links = _identity_and_links(datamap, ref)
        needed = _needed(datamap, schemas, ref, identity, links)
        for column in needed:
            if column not in table.columns:
                raise _absent(datamap, ref, column)
        needed += [c for c in extra.get(ref, ()) if c not in needed and c in table.columns]
        nameable = tuple(c for c in needed if _names_rows(table.columns[c].type))
        found[ref] = TableFacts(
            ref=ref,
            table=table,
            map=table_map,
            identity=identity,
            links=links,
            key=table.primary_key or nameable,
            needed=tuple(needed),
            told_apart=table.primary_key or tuple(needed),
        )
    return found


def _absent(datamap: DataMap, ref: TableRef, column: str | None) -> DataMapError:
    path = ("stores", ref.store, "tables", ref.table)
    file, line = datamap.line_of(*path)
    what = f"the column {column!r} of {ref}" if column else f"the table {ref}"
    return DataMapError(
        f"the map names {what}, which the store doesn't have; estate.check() shows what is there",
        file=file,
        line=line,
    )


def _names_rows(type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        return _names_rows(type_.value_type)
    # A nested value can't be a key.
    return not pa.types.is_nested(type_)


def identity_of(datamap: DataMap, ref: TableRef) -> tuple[IdentityColumn, ...]:
    """The columns of a table that hold identifiers, declared or implied by a link."""
    return _identity_and_links(datamap, ref)[0]


def _identity_and_links(
    datamap: DataMap, ref: TableRef
) -> tuple[tuple[IdentityColumn, ...], tuple[Link, ...]]:
    declared = datamap.table(ref).identifier_columns()
    pairs = [(name, column, False) for name, columns in declared.items() for column in columns]
    links = []
    for link in datamap.links(ref):
        name = _implied(datamap, link, (ref,))
        if name is None:
            links.append(link)
        elif (name, link.columns[0], False) not in pairs:
            pairs.append((name, link.columns[0], True))
    columns_of = {name: sum(1 for n, _, _ in pairs if n == name) for name, _, _ in pairs}
    return (
        tuple(
            IdentityColumn(
                identifier=name,
                column=column,
                shared=_identifier(datamap, name).shared,
                owner=columns_of[name] > 1,
                implied=implied,
            )
            for name, column, implied in pairs
        ),
        tuple(links),
    )


def _identifier(datamap: DataMap, name: str) -> IdentifierMap:
    return datamap.identifiers[name]


def _implied(datamap: DataMap, link: Link, seen: tuple[TableRef, ...]) -> str | None:
    """The identifier a link stands for: the one its target column holds for the target's own person."""
    if len(link.columns) != 1:
        return None
    target = link.target_columns[0]
    for name, columns in datamap.table(link.target).identifier_columns().items():
        if columns == (target,) and not _identifier(datamap, name).shared:
            return name
    if link.target in seen:
        return None
    onward = datamap.links(link.target)
    if len(onward) == 1 and onward[0].columns == (target,):
        return _implied(datamap, onward[0], (*seen, link.target))
    return None


def _needed(
    datamap: DataMap,
    schemas: Schemas,
    ref: TableRef,
    identity: tuple[IdentityColumn, ...],
    links: tuple[Link, ...],
) -> list[str]:
    table, table_map = schemas[ref.store][ref.table], datamap.table(ref)
    needed = dict.fromkeys((*table.primary_key, *table_map.where))
    needed.update(dict.fromkeys(i.column for i in identity))
    for link in links:
        needed.update(dict.fromkeys(link.columns))
    for other, other_map in datamap.tables():
        for link in datamap.links(other):
            if link.target == ref:
                needed.update(dict.fromkeys(link.target_columns))
        for column in other_map.refers_to:
            target, target_column = datamap.reference_target(other, column)
            if target == ref:
                needed[target_column] = None
    for key in table.foreign_keys:
        needed.update(dict.fromkeys(key.columns))
    for other_table in schemas[ref.store].values():
        for key in other_table.foreign_keys:
            if key.target == ref.table:
                needed.update(dict.fromkeys(key.target_columns))
    for other, _ in datamap.tables():
        counted_from = datamap.retained_after(other)
        if counted_from is not None and counted_from[0] == ref:
            needed[counted_from[1]] = None
    return list(needed)
