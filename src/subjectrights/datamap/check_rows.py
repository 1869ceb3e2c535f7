"""Checks whether a table's rows can be named one by one, as every change must."""

from __future__ import annotations

from collections.abc import Iterator

from subjectrights.datamap.checking import Checked
from subjectrights.datamap.findings import Finding
from subjectrights.errors import SubjectRightsError

__all__ = ["row_findings"]

_LOOKED_AT = 200_000


def row_findings(checked: Checked) -> Iterator[Finding]:
    """Tables without a key, and keys that hold NULL although they are to name a row."""
    if not checked.enforces_keys:
        return
    key = checked.table.primary_key
    if not key:
        named = dict.fromkeys(c for columns in checked.map.identifier_columns().values() for c in columns)
        named.update(dict.fromkeys(c for mapping in checked.map.link_mappings() for c in mapping))
        by = f" ({', '.join(named)} and others)" if named else ""
        message = (
            f"the table has no primary key, so its rows are told apart by the columns that tracing reads{by}"
        )
        yield checked.finding("note", "no-primary-key", message)
    elif _may_hold_null(checked):
        nulls = _without_key(checked, key)
        if nulls:
            yield checked.finding(
                "error",
                "null-key",
                f"rows hold NULL in the primary key ({nulls} of those looked at), so that they can't be told "
                "from each other: a right that meets one is refused",
                "Give these rows a key, and declare the column NOT NULL.",
                column=", ".join(key),
            )


def _may_hold_null(checked: Checked) -> bool:
    """Of the databases that are read here, only SQLite lets a primary key hold NULL."""
    store = checked.ground.datamap.stores[checked.ref.store]
    return store.type != "sql" or (store.url or "").startswith("sqlite")


def _without_key(checked: Checked, key: tuple[str, ...]) -> int:
    """How many rows hold NULL in a key column; the key columns of the first 200,000 rows are read."""
    nulls = seen = 0
    try:
        for batch in checked.ground.stores[checked.ref.store].find(checked.ref.table, key):
            absent = [column.is_null().to_pylist() for column in batch.columns if column.null_count]
            nulls += sum(any(row) for row in zip(*absent, strict=True))
            seen += batch.num_rows
            if seen >= _LOOKED_AT:
                break
    except SubjectRightsError:
        # What can't be read is told where the columns are looked at.
        return 0
    return nulls
