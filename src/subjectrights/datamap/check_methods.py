"""Checks that every value the map writes, or leaves to be written, can stand in its column."""

from __future__ import annotations

from collections.abc import Iterator

from subjectrights.datamap.check_columns import set_values
from subjectrights.datamap.checking import Checked
from subjectrights.datamap.findings import Finding
from subjectrights.datamap.methods import default_problem, method_problem
from subjectrights.datamap.model import MethodMap, SetValues
from subjectrights.terms import Method

__all__ = ["method_findings"]

_Path = tuple[str | int, ...]
_WRITTEN = "Name another method: null, replace, pseudonymise or generalise."


def method_findings(checked: Checked) -> Iterator[Finding]:
    """What can't be written into a table as the map says, or where it says nothing."""
    for path, values in set_values(checked):
        for column, method in values.methods().items():
            yield from _method(checked, column, method, (*path, "set", column))
    for column, described in checked.map.columns.items():
        if described.on_erase is not None:
            yield from _method(checked, column, described.on_erase, ("columns", column, "on_erase"))
    for column, reference in checked.map.refers_to.items():
        yield from _method(checked, column, reference.on_erase, ("refers_to", column))
    yield from _unsaid(checked)
    yield from _marks(checked)
    if not checked.table.writable:
        message = (
            "can only be read (a view, or rows that can't be told apart), so nothing can be erased in it"
        )
        yield checked.finding("error", "read-only", message, "Map the table behind it.")


def _method(checked: Checked, name: str, method: MethodMap, path: _Path) -> Iterator[Finding]:
    column = checked.table.columns.get(name)
    if column is None:
        return
    problem = method_problem(column, method, nulls=checked.nulls)
    if problem is not None:
        yield checked.finding("error", "method", problem, _WRITTEN, column=name, path=path)
    elif column.checked and column.allowed is None and method.method is not Method.NULL:
        message = (
            "a CHECK or domain limits what the column takes; whether it takes this only the store can tell"
        )
        yield checked.finding("note", "checked-column", message, column=name, path=path)


def _unsaid(checked: Checked) -> Iterator[Finding]:
    """Columns whose value goes by default where only a part is erased and the row stays."""
    stated = checked.map.on_erase.set if isinstance(checked.map.on_erase, SetValues) else {}
    keys = _keys(checked)
    drawn = []
    for name, column in checked.table.columns.items():
        described = checked.map.column(name)
        if not described.personal or described.of or described.on_erase or name in stated or name in keys:
            continue
        problem = default_problem(column, nulls=checked.nulls)
        if problem is not None:
            hint = "Say how its value goes where the row stays: columns, on_erase."
            yield checked.finding("warning", "no-method", problem, hint, column=name)
        elif not column.nullable and checked.nulls and not column.generated:
            drawn.append(name)
    if drawn:
        yield checked.finding(
            "note",
            "not-null",
            f"takes no NULL in {', '.join(drawn)}: where a row stays, text there becomes a pseudonym and "
            "anything else the least telling value",
        )


def _keys(checked: Checked) -> set[str]:
    """Columns that stay where a row stays: its keys and what others refer to."""
    keys = set(checked.table.primary_key)
    for key in checked.table.foreign_keys:
        keys.update(key.columns)
    for link in checked.ground.datamap.links(checked.ref):
        keys.update(link.columns)
    for other in checked.ground.schemas[checked.ref.store].values():
        for key in other.foreign_keys:
            if key.target == checked.ref.table:
                keys.update(key.target_columns)
    return keys


def _marks(checked: Checked) -> Iterator[Finding]:
    """A mark that a restriction leaves must be one that can be taken back."""
    if checked.map.on_restrict is None or checked.map.on_lift is not None:
        return
    for column, method in checked.map.on_restrict.methods().items():
        if not (method.method is Method.REPLACE and isinstance(method.value, bool)):
            yield checked.finding(
                "warning",
                "no-lift",
                "the map doesn't say what is written when the restriction is lifted",
                "Say it under on_lift; only true and false are turned round by themselves.",
                column=column,
                path=("on_restrict", "set", column),
            )
