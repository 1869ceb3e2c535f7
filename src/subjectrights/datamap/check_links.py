"""Checks how a map's tables hang together: links, foreign keys, and whether identifiers reach every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from subjectrights.datamap.findings import Finding, Level
from subjectrights.datamap.methods import is_text
from subjectrights.datamap.model import DataMap, Link, TableRef
from subjectrights.stores.base import ForeignKey, Table

__all__ = ["link_findings", "reach_findings"]

Schemas = Mapping[str, Mapping[str, Table]]


def link_findings(datamap: DataMap, schemas: Schemas) -> Iterator[Finding]:
    """What is wrong with the declared links, and which foreign keys the map doesn't mention."""
    for ref, _ in datamap.tables():
        table = schemas.get(ref.store, {}).get(ref.table)
        if table is None:
            continue
        for link in datamap.links(ref):
            yield from _link(datamap, schemas, ref, table, link)
        for column in datamap.table(ref).refers_to:
            target, target_column = datamap.reference_target(ref, column)
            there = schemas.get(target.store, {}).get(target.table)
            if there is not None and target_column not in there.columns:
                yield _finding(
                    datamap,
                    "error",
                    "link",
                    f"points at {target}.{target_column}, which isn't there",
                    ref,
                    column,
                )
        yield from _foreign_keys(datamap, schemas, ref, table)
    yield from _unmapped_keys(datamap, schemas)


def reach_findings(datamap: DataMap) -> Iterator[Finding]:
    """Tables that no identifier reaches: nobody's rows would ever be found in them."""
    reached = {ref for ref, table in datamap.tables() if table.identifiers}
    grown = True
    while grown:
        more = {
            ref
            for ref, _ in datamap.tables()
            if ref not in reached and any(link.target in reached for link in datamap.links(ref))
        }
        reached |= more
        grown = bool(more)
    for ref, _ in datamap.tables():
        if ref not in reached:
            yield _finding(
                datamap,
                "error",
                "unreached",
                "no identifier reaches this table; name its identifiers, or what it belongs_to",
                ref,
            )


def _link(datamap: DataMap, schemas: Schemas, ref: TableRef, table: Table, link: Link) -> Iterator[Finding]:
    target = schemas.get(link.target.store, {}).get(link.target.table)
    if target is None:
        return
    for column, target_column in zip(link.columns, link.target_columns, strict=True):
        if target_column not in target.columns:
            message = f"points at {link.target}.{target_column}, which isn't there"
            yield _finding(datamap, "error", "link", message, ref, column)
        elif column in table.columns:
            here, there = table.columns[column].type, target.columns[target_column].type
            if not _comparable(here, there):
                message = f"holds {here}, and {link.target}.{target_column} {there}: no value can be equal"
                yield _finding(datamap, "error", "link", message, ref, column)
    table_map, target_map = datamap.table(ref), datamap.table(link.target)
    if table_map.person and target_map.person:
        yield _finding(
            datamap,
            "warning",
            "link",
            f"both this table and {link.target} are of persons, so a row here is another person's; "
            "use refers_to where it only points at them",
            ref,
            link.columns[0],
        )
    unique = (target.primary_key, *target.unique, *((c.name,) for c in target.columns.values() if c.unique))
    if not any(set(key) <= set(link.target_columns) for key in unique if key) and target.primary_key:
        message = (
            f"{link.target}.{', '.join(link.target_columns)} isn't unique: rows here may be several people's"
        )
        yield _finding(datamap, "note", "joint", message, ref, link.columns[0])


def _comparable(one: pa.DataType, other: pa.DataType) -> bool:
    def sort(type_: pa.DataType) -> str:
        if pa.types.is_dictionary(type_):
            return sort(type_.value_type)
        if is_text(type_):
            return "any"
        if pa.types.is_integer(type_) or pa.types.is_decimal(type_) or pa.types.is_floating(type_):
            return "number"
        return str(type_)

    sorts = {sort(one), sort(other)}
    return "any" in sorts or len(sorts) == 1


def _foreign_keys(datamap: DataMap, schemas: Schemas, ref: TableRef, table: Table) -> Iterator[Finding]:
    """Foreign keys between mapped tables that the map says nothing of."""
    table_map = datamap.table(ref)
    linked = {column for mapping in table_map.link_mappings() for column in mapping} | set(
        table_map.refers_to
    )
    for key in table.foreign_keys:
        target = TableRef(ref.store, key.target)
        if key.target in datamap.stores[ref.store].tables and not set(key.columns) & linked:
            if any(set(link.target_columns) == set(key.columns) for link in datamap.links(target)):
                # The link is declared in the other direction.
                continue
            yield _finding(
                datamap,
                "warning",
                "foreign-key",
                f"points at {target} ({_effect(key)}) and the map says nothing of it",
                ref,
                key.columns[0],
                "Say belongs_to if the row is the same person's, refers_to if it only points at them.",
            )


def _unmapped_keys(datamap: DataMap, schemas: Schemas) -> Iterator[Finding]:
    for store, tables in schemas.items():
        for name, table in tables.items():
            for key in () if table.mapped else table.foreign_keys:
                if key.target in datamap.stores[store].tables:
                    yield Finding(
                        level="warning",
                        code="foreign-key",
                        message=f"is not in the map and points at {store}.{key.target} ({_effect(key)})",
                        hint="Map it, so that a delete is neither blocked nor carried further than planned.",
                        store=store,
                        table=name,
                        column=key.columns[0],
                    )


def _effect(key: ForeignKey) -> str:
    if key.on_delete == "CASCADE":
        return "a delete there deletes rows here"
    return "a delete there empties it" if key.on_delete == "SET NULL" else "it blocks a delete there"


def _finding(
    datamap: DataMap,
    level: Level,
    code: str,
    message: str,
    ref: TableRef,
    column: str | None = None,
    hint: str = "",
) -> Finding:
    path = ("stores", ref.store, "tables", ref.table)
    file, line = datamap.line_of(*path, "belongs_to", column) if column else datamap.line_of(*path)
    return Finding(
        level=level,
        code=code,
        message=message,
        hint=hint,
        store=ref.store,
        table=ref.table,
        column=column,
        file=file,
        line=line,
    )
