"""Holds a map against its real stores: what is missing, what is not mentioned, what couldn't be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from subjectrights.datamap.check_collected import collected_findings
from subjectrights.datamap.check_columns import account_of, column_findings
from subjectrights.datamap.check_identifiers import form_findings, identifier_findings, owner_findings
from subjectrights.datamap.check_keys import key_findings, unusable_keys
from subjectrights.datamap.check_links import link_findings, reach_findings
from subjectrights.datamap.check_methods import method_findings
from subjectrights.datamap.check_rows import row_findings
from subjectrights.datamap.checking import Checked, Ground, look, nearest
from subjectrights.datamap.findings import Finding, Findings, TableAccount
from subjectrights.datamap.model import DataMap, TableMap, TableRef
from subjectrights.datamap.personal import personal_columns
from subjectrights.errors import StoreError, SubjectRightsError
from subjectrights.stores.base import Store, Table

__all__ = ["check"]


def check(
    datamap: DataMap, stores: Mapping[str, Store], faults: Mapping[str, SubjectRightsError] | None = None
) -> Findings:
    """Hold a map against its stores: every table and column.

    Args:
        datamap: the map.
        stores: the stores by name, as the map names them.
        faults: why stores of the map couldn't be made as it says, by name; they aren't among `stores`.

    Returns:
        The findings; a store or table that can't be looked at is one of them, and the others are looked at
        all the same.
    """
    schemas: dict[str, Mapping[str, Table]] = {}
    blind: set[str] = set()
    found: list[Finding] = []
    for name in datamap.stores:
        if faults and name in faults:
            found.append(_could_not_look(datamap, name, faults[name]))
            continue
        tables, errors = look(stores[name])
        found += [_could_not_look(datamap, name, error) for error in errors]
        blind |= {f"{name}.{error.table}" for error in errors if error.table}
        if tables or not errors:
            schemas[name] = tables
    ground = Ground(datamap=datamap, stores=stores, schemas=schemas)
    missing = [ref for ref, _ in datamap.tables() if _is_missing(ground, ref, blind)]
    found += [_missing_table(ground, ref) for ref in missing]
    for checked in ground.tables():
        found += _unreadable(ground, checked.ref)
        found += column_findings(checked)
        found += collected_findings(checked)
        found += identifier_findings(checked)
        found += row_findings(checked)
        found += link_findings(checked)
        found += method_findings(checked)
    found += form_findings(ground)
    found += owner_findings(ground)
    found += reach_findings(ground)
    found += key_findings(ground)
    found += unusable_keys(ground)
    found += _retention(ground)
    found += _unmapped(ground)
    found += _files_of_two_tables(ground)
    return Findings(found=tuple(found), tables=tuple(_accounts(ground, missing)))


def _could_not_look(datamap: DataMap, store: str, error: SubjectRightsError) -> Finding:
    table = error.table if error.table in datamap.stores[store].tables else None
    file, line = datamap.line_of("stores", store, *(("tables", table) if table else ()))
    spot = f" ({error.file}{f':{error.line}' if error.line else ''})" if error.file else ""
    return Finding(
        level="error",
        code="could-not-look" if isinstance(error, StoreError) else error.code,
        message=f"could not look{spot}: {error.message}",
        store=store,
        table=table,
        file=file,
        line=line,
    )


def _unreadable(ground: Ground, ref: TableRef) -> Iterator[Finding]:
    """A table that is there may still not be read: by this database user, or while somebody holds it."""
    table = ground.schemas[ref.store][ref.table]
    try:
        rows = ground.stores[ref.store].find(ref.table, tuple(table.columns)[:1])
        for _ in rows:
            break
    except SubjectRightsError as error:
        error.table = ref.table
        yield _could_not_look(ground.datamap, ref.store, error)


def _is_missing(ground: Ground, ref: TableRef, blind: set[str]) -> bool:
    return ref.store in ground.schemas and ground.table(ref) is None and str(ref) not in blind


def _missing_table(ground: Ground, ref: TableRef) -> Finding:
    mapped = ground.datamap.stores[ref.store].tables
    unmapped = [name for name in ground.schemas[ref.store] if name not in mapped]
    hint = nearest(str(ground.datamap.table(ref).name or ref.table), unmapped)
    return ground.finding("error", "missing-table", "the store has no such table", hint, ref=ref)


def _retention(ground: Ground) -> Iterator[Finding]:
    """A store's retention is told to people, so the column it counts from must be there somewhere."""
    for name, store in ground.datamap.stores.items():
        after = None if store.retention is None else store.retention.after
        schema = ground.schemas.get(name)
        if after is None or schema is None:
            continue
        columns = [column for table in store.tables if table in schema for column in schema[table].columns]
        if columns and after not in columns:
            file, line = ground.datamap.line_of("stores", name, "retention", "after")
            yield Finding(
                level="warning",
                code="retention-after",
                message=f"retention counts from {after!r}, a column that none of its tables has",
                hint=nearest(after, columns),
                store=name,
                file=file,
                line=line,
            )


def _unmapped(ground: Ground) -> Iterator[Finding]:
    """Tables that the map doesn't mention and that look as if they held people's data."""
    for store, schema in ground.schemas.items():
        mapped = ground.datamap.stores[store].tables
        for name, table in schema.items():
            personal = [] if name in mapped else personal_columns(table.columns)
            if personal:
                listed = ", ".join(repr(column) for column in personal[:3])
                yield ground.finding(
                    "warning",
                    "unmapped-table",
                    f"the map doesn't mention this table, which has columns such as {listed}",
                    "Map it, or its data is neither told nor erased.",
                    ref=TableRef(store, name),
                )


def _files_of_two_tables(ground: Ground) -> Iterator[Finding]:
    """A file is written anew once a run, so it can't be a part of two tables."""
    from subjectrights.stores.files.store import FileStore

    for name, store in ground.stores.items():
        tables = ground.schemas.get(name, {})
        if not isinstance(store, FileStore):
            continue
        owners: dict[Path, str] = {}
        for table in tables:
            twice = [path for path in store.files(table) if owners.setdefault(path.resolve(), table) != table]
            if twice:
                other = owners[twice[0].resolve()]
                yield ground.finding(
                    "error",
                    "mapped-twice",
                    f"{len(twice)} of its files are {name}.{other}'s too, so that no run can change both",
                    "Narrow one of the paths; one file is mapped once.",
                    ref=TableRef(name, table),
                )


def _accounts(ground: Ground, missing: Sequence[TableRef]) -> Iterator[TableAccount]:
    """Every table of the map, and every other table of its stores."""
    for ref, table_map in ground.datamap.tables():
        table = ground.table(ref)
        if table is None:
            said = "not there" if ref in missing else "could not look"
            yield TableAccount(store=ref.store, table=ref.table, held_as=said)
        else:
            checked = Checked(ground=ground, ref=ref, map=table_map, table=table)
            yield TableAccount(
                store=ref.store,
                table=ref.table,
                held_as=_held_as(ground.datamap, ref, table_map),
                columns=account_of(checked),
            )
    for store, schema in ground.schemas.items():
        for name in schema:
            if name not in ground.datamap.stores[store].tables:
                yield TableAccount(store=store, table=name, held_as="not in the map", mapped=False)


def _held_as(datamap: DataMap, ref: TableRef, table: TableMap) -> str:
    """Whose the rows are, and who answers for them."""
    words = ["one row, one person"] if table.person else []
    if table.identifiers:
        words.append(f"found by {', '.join(table.identifiers)}")
    targets = dict.fromkeys(str(link.target) for link in datamap.links(ref))
    if targets:
        words.append(f"belongs to {', '.join(targets)}")
    party = datamap.controller_of(ref)
    if party is not None:
        words.append(f"{datamap.role_of(ref).value.replace('_', ' ')}, with {datamap.parties[party].name}")
    return "; ".join(words) or "nobody is found here"
