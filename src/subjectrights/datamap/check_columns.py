"""Checks a table's columns: those the map names and the store doesn't have, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from subjectrights.datamap.check_dates import text_date_findings
from subjectrights.datamap.checking import Checked, nearest
from subjectrights.datamap.findings import ColumnAccount, Finding
from subjectrights.datamap.methods import is_text
from subjectrights.datamap.model import SetValues
from subjectrights.datamap.personal import personal_columns
from subjectrights.stores.base import Column

__all__ = ["account_of", "column_findings", "set_values"]

_Path = tuple[str | int, ...]


def column_findings(checked: Checked) -> Iterator[Finding]:
    """What is wrong with a table's columns, and which of them the map passes over."""
    named = _named(checked)
    for name, path in named.items():
        if name not in checked.table.columns:
            yield checked.finding(
                "error",
                "missing-column",
                "the table has no such column",
                nearest(name, checked.table.columns),
                column=name,
                path=path,
            )
    yield from _passed_over(checked, named)
    yield from _counted_from(checked)


def set_values(checked: Checked) -> Iterator[tuple[_Path, SetValues]]:
    """What the map writes into the table on some occasion, and where it says so."""
    if isinstance(checked.map.on_erase, SetValues):
        yield ("on_erase",), checked.map.on_erase
    if checked.map.on_restrict is not None:
        yield ("on_restrict",), checked.map.on_restrict
    if checked.map.on_lift is not None:
        yield ("on_lift",), checked.map.on_lift
    for purpose, values in checked.map.on_object.items():
        yield ("on_object", purpose), values


def account_of(checked: Checked) -> tuple[ColumnAccount, ...]:
    """Every column of a table, with what the map makes of it."""
    return tuple(
        ColumnAccount(
            name=column.name,
            type=_type_of(column, nulls=checked.nulls),
            held_as=_held_as(checked, column.name),
        )
        for column in checked.table.columns.values()
    )


def _named(checked: Checked) -> dict[str, _Path]:
    """Every column that the map names, and where it does so first."""
    named: dict[str, _Path] = {}
    for identifier, columns in checked.map.identifier_columns().items():
        for column in columns:
            named.setdefault(column, ("identifiers", identifier))
    single = not isinstance(checked.map.belongs_to, tuple)
    for at, mapping in enumerate(checked.map.link_mappings()):
        for column in mapping:
            named.setdefault(column, ("belongs_to", column) if single else ("belongs_to", at, column))
    for column in checked.map.refers_to:
        named.setdefault(column, ("refers_to", column))
    for key in ("where", "columns"):
        for column in getattr(checked.map, key):
            named.setdefault(column, (key, column))
    retain, retention = checked.map.retain, checked.map.retention
    if retain is not None:
        if "." not in retain.after:
            named.setdefault(retain.after, ("retain", "after"))
        for column in retain.columns or ():
            named.setdefault(column, ("retain", "columns"))
    if retention is not None and retention.after is not None:
        named.setdefault(retention.after, ("retention", "after"))
    for path, values in set_values(checked):
        for column in values.set:
            named.setdefault(column, (*path, "set", column))
    return named


def _passed_over(checked: Checked, named: dict[str, _Path]) -> Iterator[Finding]:
    for column in personal_columns(checked.table.columns):
        if column not in named:
            yield checked.finding(
                "warning",
                "unmentioned-column",
                "looks personal and the map doesn't mention it, so it has no category of its own",
                "Describe it under columns.",
                column=column,
            )
        elif column in checked.map.columns and not checked.map.column(column).personal:
            yield checked.finding(
                "warning",
                "called-system",
                "looks personal, and its category `system` leaves it out of every right",
                column=column,
                path=("columns", column),
            )


def _counted_from(checked: Checked) -> Iterator[Finding]:
    """The column a duty to keep counts from, here or in a linked table: it must be there and hold dates."""
    datamap = checked.ground.datamap
    counted = datamap.retained_after(checked.ref)
    table = None if counted is None else checked.ground.table(counted[0])
    if counted is None or table is None:
        return
    ref, name = counted
    column, path = table.columns.get(name), ("retain", "after")
    if column is None:
        if ref != checked.ref:
            message, hint = f"{ref} has no such column", nearest(name, table.columns)
            yield checked.finding("error", "missing-column", message, hint, column=name, path=path)
    elif is_text(column.type):
        yield from text_date_findings(
            checked,
            ref,
            name,
            code="retain-after",
            example="2026-01-31",
            effect="their rows would be kept for good",
            path=path,
        )
    elif not (pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)):
        message = f"holds {column.type}; a duty to keep is counted from a date"
        yield checked.finding("error", "retain-after", message, column=name, path=path)


def _type_of(column: Column, *, nulls: bool) -> str:
    words = [f"{column.type}({column.width})" if column.width is not None else str(column.type)]
    words += ["not null"] if nulls and not column.nullable else []
    words += ["unique"] if column.unique else []
    words += ["read-only"] if column.generated else []
    return ", ".join(words)


def _held_as(checked: Checked, name: str) -> str:
    table = checked.map
    words = [f"identifier {i}" for i, columns in table.identifier_columns().items() if name in columns]
    for link in checked.ground.datamap.links(checked.ref):
        if name in link.columns:
            words.append(f"belongs to {link.target}")
    if name in table.refers_to:
        words.append(f"points at {checked.ground.datamap.reference_target(checked.ref, name)[0]}")
    described = table.columns.get(name)
    if described is None:
        words += ["says which rows count"] if name in table.where else []
        words += ["key"] if name in checked.table.primary_key and not words else []
        return "; ".join(words) or "not described (user, observed)"
    more = [described.category, described.origin.value if described.origin else "observed"]
    more += ["of another person"] if described.of else []
    more += ["secret"] if described.secret else []
    return "; ".join([*words, "not personal" if not described.personal else ", ".join(more)])
