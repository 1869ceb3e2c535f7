"""Checks the stores' foreign keys: one that the map passes over may block a delete, or carry it further."""

from __future__ import annotations

from collections.abc import Iterator

from subjectrights.datamap.checking import Ground
from subjectrights.datamap.findings import Finding, Level
from subjectrights.datamap.model import TableRef
from subjectrights.errors import SubjectRightsError
from subjectrights.stores.base import ForeignKey, Store, Table

__all__ = ["key_findings", "unusable_keys"]


def key_findings(ground: Ground) -> Iterator[Finding]:
    """The foreign keys to tables whose rows are deleted on erasure that the map doesn't mention."""
    for store, schema in ground.schemas.items():
        mapped = ground.datamap.stores[store].tables
        for name, table in schema.items():
            for key in table.foreign_keys:
                parent = mapped.get(key.target)
                if parent is None or parent.on_erase != "delete":
                    continue
                if name not in mapped or not _mentioned(ground, TableRef(store, name), key):
                    yield _finding(ground, TableRef(store, name), key, mapped=name in mapped)


def unusable_keys(ground: Ground) -> Iterator[Finding]:
    """Foreign keys that SQLite takes and can't enforce, so that it refuses changes at both ends."""
    for store, schema in ground.schemas.items():
        if not (ground.datamap.stores[store].url or "").startswith("sqlite"):
            continue
        mapped = ground.datamap.stores[store].tables
        for name, table in schema.items():
            for key in table.foreign_keys:
                problem = _unusable(key, schema.get(key.target))
                if problem is not None and (name in mapped or key.target in mapped):
                    yield ground.finding(
                        "error",
                        "unusable-key",
                        f"its foreign key {problem}, so SQLite refuses every delete and many an update of it",
                        "Make those columns UNIQUE there, or declare the table anew without the foreign key.",
                        ref=TableRef(store, name),
                        column=", ".join(key.columns),
                    )


def _unusable(key: ForeignKey, target: Table | None) -> str | None:
    points = f"points at {key.target}"
    if target is None:
        return f"{points}, which isn't there"
    unique = [target.primary_key, *target.unique, *((c.name,) for c in target.columns.values() if c.unique)]
    if any(set(columns) == set(key.target_columns) for columns in unique if columns):
        return None
    return f"{points} by {', '.join(key.target_columns) or 'no column'}, neither its primary key nor UNIQUE"


def _mentioned(ground: Ground, ref: TableRef, key: ForeignKey) -> bool:
    datamap = ground.datamap
    table, target = datamap.table(ref), TableRef(ref.store, key.target)
    if table.refers_to.keys() & set(key.columns):
        return True
    for link in datamap.links(ref):
        if set(link.columns) & set(key.columns):
            return True
    for link in datamap.links(target):
        # The link is declared in the other direction.
        if link.target == ref and set(link.target_columns) & set(key.columns):
            return True
    theirs = {
        column: name
        for name, columns in datamap.table(target).identifier_columns().items()
        for column in columns
    }
    ours = table.identifier_columns()
    return any(
        column in ours.get(theirs.get(target_column, ""), ())
        for column, target_column in zip(key.columns, key.target_columns, strict=True)
    )


def _finding(ground: Ground, ref: TableRef, key: ForeignKey, *, mapped: bool) -> Finding:
    level, effect = _effect(ground.stores[ref.store], ref, key)
    where = "" if mapped else "is not in the map, and "
    return ground.finding(
        level,
        "foreign-key",
        f"{where}points at {ref.store}.{key.target}, of which the map says nothing: {effect}",
        "Say belongs_to if the row is the same person's, refers_to if it only points at them.",
        ref=ref,
        column=", ".join(key.columns),
    )


def _effect(store: Store, ref: TableRef, key: ForeignKey) -> tuple[Level, str]:
    """What an erasure would meet; an error where rows are there that it would meet today."""
    if key.on_delete in ("SET NULL", "SET DEFAULT"):
        return "note", "the store itself empties the reference when the row there goes"
    there = _refers(store, ref.table, key)
    level: Level = "error" if there else "warning"
    if key.target == ref.table and key.on_delete != "CASCADE":
        # Rows that go together are no hindrance to each other.
        return "warning", "somebody else's row that points at a person's keeps it from being erased"
    if key.on_delete == "CASCADE":
        return level, "a row here would go with the row there, unplanned, so such an erasure is refused"
    return level, "a row here keeps the row there from being erased"


def _refers(store: Store, table: str, key: ForeignKey) -> bool:
    """Whether any row refers to something by this key."""
    try:
        return any(
            all(batch.column(at).null_count < batch.num_rows for at in range(len(key.columns)))
            for batch in store.find(table, key.columns)
        )
    except SubjectRightsError:
        return False
