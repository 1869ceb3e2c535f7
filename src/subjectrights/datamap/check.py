"""Holds a map against its real stores: what is missing, what is not mentioned, what couldn't be done."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from subjectrights.datamap.check_links import link_findings, reach_findings
from subjectrights.datamap.findings import Finding, Findings, Level
from subjectrights.datamap.methods import is_text, method_problem
from subjectrights.datamap.model import DataMap, MethodMap, SetValues, TableMap, TableRef
from subjectrights.datamap.personal import looks_personal
from subjectrights.errors import StoreError, SubjectRightsError
from subjectrights.stores.base import Column, Store, Table

__all__ = ["check"]


def check(datamap: DataMap, stores: Mapping[str, Store]) -> Findings:
    """Hold a map against its stores: every table and column.

    Args:
        datamap: the map.
        stores: the stores by name.

    Returns:
        The findings; a store that can't be reached is one, and the others are looked at all the same.
    """
    found: list[Finding] = []
    schemas: dict[str, Mapping[str, Table]] = {}
    for name, store in stores.items():
        try:
            schemas[name] = store.schema()
        except SubjectRightsError as error:
            code = "unreachable" if isinstance(error, StoreError) else error.code
            file, line = datamap.line_of("stores", name)
            found.append(
                Finding(
                    level="error",
                    code=code,
                    message=f"could not look: {error.message}",
                    store=name,
                    file=file,
                    line=line,
                )
            )
    tables: dict[str, int | None] = {}
    for ref, table_map in datamap.tables():
        table = schemas.get(ref.store, {}).get(ref.table)
        tables[str(ref)] = len(table.columns) if table else None
        if ref.store not in schemas:
            continue
        if table is None:
            found.append(_missing_table(datamap, schemas, ref))
            continue
        checked = _TableCheck(datamap, ref, table_map, table, stores[ref.store].capabilities.nulls)
        found += checked.findings()
    found += link_findings(datamap, schemas)
    found += reach_findings(datamap)
    found += _unmapped(datamap, schemas)
    return Findings(found=tuple(found), tables=tables)


def _missing_table(datamap: DataMap, schemas: Mapping[str, Mapping[str, Table]], ref: TableRef) -> Finding:
    file, line = datamap.line_of("stores", ref.store, "tables", ref.table)
    unmapped = [name for name, table in schemas[ref.store].items() if not table.mapped]
    near = difflib.get_close_matches(ref.table, unmapped, n=1)
    return Finding(
        level="error",
        code="missing-table",
        message="the store has no such table",
        hint=f"Did you mean {near[0]!r}?" if near else "",
        store=ref.store,
        table=ref.table,
        file=file,
        line=line,
    )


def _unmapped(datamap: DataMap, schemas: Mapping[str, Mapping[str, Table]]) -> Iterator[Finding]:
    """Tables that the map doesn't mention and that look as if they held people's data."""
    for store, tables in schemas.items():
        for name, table in tables.items():
            if table.mapped:
                continue
            personal = [column for column in table.columns if looks_personal(column)]
            points = [key.target for key in table.foreign_keys if key.target in datamap.stores[store].tables]
            if personal or points:
                why = f"columns such as {personal[0]!r}" if personal else f"a foreign key to {points[0]!r}"
                yield Finding(
                    level="warning",
                    code="unmapped-table",
                    message=f"the map doesn't mention this table, which has {why}",
                    hint="Map it, or its data is neither told nor erased.",
                    store=store,
                    table=name,
                )


@dataclass(frozen=True, slots=True)
class _TableCheck:
    """One table against its map."""

    datamap: DataMap
    ref: TableRef
    map: TableMap
    table: Table
    nulls: bool

    def findings(self) -> Iterator[Finding]:
        yield from self._columns()
        yield from self._identifiers()
        yield from self._methods()
        if not self.table.primary_key and self.table.foreign_keys:
            yield self._finding(
                "note",
                "no-primary-key",
                "the table has no primary key; its rows are told apart by their columns",
            )

    def _columns(self) -> Iterator[Finding]:
        for name, path in self._named():
            if name not in self.table.columns:
                near = difflib.get_close_matches(name, self.table.columns, n=1)
                yield self._finding(
                    "error",
                    "missing-column",
                    "the table has no such column",
                    f"Did you mean {near[0]!r}?" if near else "",
                    column=name,
                    path=path,
                )
        mentioned = {name for name, _ in self._named()}
        for name in self.table.columns:
            category = looks_personal(name)
            if category is not None and name not in mentioned:
                yield self._finding(
                    "warning",
                    "unmapped-column",
                    "looks personal and the map doesn't mention it",
                    f"Perhaps category: {category}.",
                    column=name,
                )

    def _named(self) -> list[tuple[str, tuple[str | int, ...]]]:
        """Every column that the map names, and where."""
        named: list[tuple[str, tuple[str | int, ...]]] = [(c, ("columns", c)) for c in self.map.columns]
        for identifier, columns in self.map.identifier_columns().items():
            named += [(column, ("identifiers", identifier)) for column in columns]
        for mapping in self.map.link_mappings():
            named += [(column, ("belongs_to", column)) for column in mapping]
        named += [(column, ("refers_to", column)) for column in self.map.refers_to]
        if self.map.retain is not None:
            named.append((self.map.retain.after, ("retain", "after")))
            named += [(column, ("retain", "columns")) for column in self.map.retain.columns or ()]
        for key, values in self._set_values():
            named += [(column, (*key, "set", column)) for column in values.set]
        return list({name: (name, path) for name, path in reversed(named)}.values())[::-1]

    def _identifiers(self) -> Iterator[Finding]:
        for identifier, columns in self.map.identifier_columns().items():
            kind = self.datamap.identifiers[identifier].kind
            for name in columns:
                column = self.table.columns.get(name)
                if column is not None and not _can_hold(kind, column.type):
                    yield self._finding(
                        "error",
                        "identifier-type",
                        f"holds {column.type}, which is no {kind} identifier",
                        column=name,
                        path=("identifiers", identifier),
                    )
        retain = self.map.retain
        if retain is not None and retain.after in self.table.columns:
            type_ = self.table.columns[retain.after].type
            if not (pa.types.is_date(type_) or pa.types.is_timestamp(type_) or is_text(type_)):
                yield self._finding(
                    "error",
                    "retain-after",
                    f"holds {type_}; the duty to keep counts from a date",
                    column=retain.after,
                    path=("retain", "after"),
                )

    def _methods(self) -> Iterator[Finding]:
        for key, values in self._set_values():
            for name, method in values.methods().items():
                yield from self._method(name, method, (*key, "set", name))
        for name, described in self.map.columns.items():
            if described.on_erase is not None:
                yield from self._method(name, described.on_erase, ("columns", name, "on_erase"))
        for name, reference in self.map.refers_to.items():
            yield from self._method(name, reference.on_erase, ("refers_to", name))
        changes = self.map.on_erase != "delete" or self.map.on_restrict or self.map.on_object
        if changes and not self.table.writable:
            yield self._finding("error", "view", "is a view, which can't be changed; map the table behind it")

    def _method(self, name: str, method: MethodMap, path: tuple[str | int, ...]) -> Iterator[Finding]:
        column: Column | None = self.table.columns.get(name)
        problem = None if column is None else method_problem(column, method, nulls=self.nulls)
        if problem is not None:
            yield self._finding("error", "method", problem, "Name another method.", column=name, path=path)

    def _set_values(self) -> list[tuple[tuple[str | int, ...], SetValues]]:
        found: list[tuple[tuple[str | int, ...], SetValues]] = []
        if isinstance(self.map.on_erase, SetValues):
            found.append((("on_erase",), self.map.on_erase))
        if self.map.on_restrict is not None:
            found.append((("on_restrict",), self.map.on_restrict))
        if self.map.on_lift is not None:
            found.append((("on_lift",), self.map.on_lift))
        found += [(("on_object", purpose), values) for purpose, values in self.map.on_object.items()]
        return found

    def _finding(
        self,
        level: Level,
        code: str,
        message: str,
        hint: str = "",
        *,
        column: str | None = None,
        path: tuple[str | int, ...] = (),
    ) -> Finding:
        file, line = self.datamap.line_of("stores", self.ref.store, "tables", self.ref.table, *path)
        return Finding(
            level=level,
            code=code,
            message=message,
            hint=hint,
            store=self.ref.store,
            table=self.ref.table,
            column=column,
            file=file,
            line=line,
        )


def _can_hold(kind: str, type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        return _can_hold(kind, type_.value_type)
    if is_text(type_):
        return True
    unfit: tuple[Any, ...] = (pa.types.is_nested, pa.types.is_boolean, pa.types.is_temporal)
    if kind == "email" or any(test(type_) for test in unfit):
        return False
    if kind == "phone":
        return bool(pa.types.is_integer(type_))
    return True
