"""Checks that a column can hold its identifier, and holds it in the form that other places have."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from subjectrights.datamap.checking import Checked, Ground
from subjectrights.datamap.findings import Finding, Level
from subjectrights.datamap.methods import is_text
from subjectrights.datamap.model import TableRef
from subjectrights.errors import SubjectRightsError

__all__ = ["form_findings", "identifier_findings", "owner_findings"]

_SAMPLE = 1_000
_DECIMAL_TEXT = re.compile(r"\s*[+-]?[0-9]+\.0*\s*\Z")


def identifier_findings(checked: Checked) -> Iterator[Finding]:
    """Columns whose type can't hold their identifier, or not exactly."""
    for identifier, columns in checked.map.identifier_columns().items():
        kind = checked.ground.datamap.identifiers[identifier].kind
        for name in columns:
            column = checked.table.columns.get(name)
            problem = None if column is None else _problem(kind, column.type)
            if problem is not None:
                level, message = problem
                path = ("identifiers", identifier)
                yield checked.finding(level, "identifier-type", message, column=name, path=path)


def form_findings(ground: Ground) -> Iterator[Finding]:
    """Opaque identifiers, which are compared as they are, in forms of which some may never be equal."""
    for identifier, described in ground.datamap.identifiers.items():
        if described.kind != "opaque":
            continue
        places = list(_places(ground, identifier))
        whole = next((place for place in places if pa.types.is_integer(_plain(place[2]))), None)
        for ref, name, type_ in places:
            plain = _plain(type_)
            if is_text(plain):
                yield from _decimal_text(ground, ref, name)
            elif whole is not None and (pa.types.is_decimal(plain) or pa.types.is_floating(plain)):
                yield ground.finding(
                    "warning",
                    "identifier-form",
                    f"holds {plain}, and {whole[0]}.{whole[1]} {_plain(whole[2])}: only whole numbers match",
                    "Keep the identifier as a whole number, or as text, in both places.",
                    ref=ref,
                    column=name,
                )


def owner_findings(ground: Ground) -> Iterator[Finding]:
    """Columns said to be one owner's, in tables that know one owner alone: nothing would be covered there."""
    counted: dict[tuple[TableRef, str], int] = {}
    for identifier in ground.datamap.identifiers:
        places = [(ref, column) for ref, column, _ in _places(ground, identifier)]
        for ref, column in places:
            counted[ref, column] = sum(1 for other, _ in places if other == ref)
    for ref, table in ground.datamap.tables():
        for name, described in table.columns.items():
            if described.owner is not None and counted.get((ref, described.owner)) == 1:
                yield ground.finding(
                    "warning",
                    "single-owner",
                    f"is said to be of the owner in {described.owner}, and no other column holds the same "
                    "identifier: every row has one owner, and the column goes with the row",
                    "Name the columns of all owners (identifiers as a list, or a list of links).",
                    ref=ref,
                    column=name,
                    path=("columns", name, "owner"),
                )


def _places(ground: Ground, identifier: str) -> Iterator[tuple[TableRef, str, pa.DataType]]:
    """The columns that hold an identifier, those of links to it too, with their types."""
    holders = {
        (ref, column)
        for ref, table in ground.datamap.tables()
        for column in table.identifier_columns().get(identifier, ())
    }
    for ref, _ in ground.datamap.tables():
        table = ground.table(ref)
        named = [column for holder, column in holders if holder == ref]
        for link in ground.datamap.links(ref):
            if len(link.columns) == 1 and (link.target, link.target_columns[0]) in holders:
                named.append(link.columns[0])
        for column in dict.fromkeys(sorted(named)):
            if table is not None and column in table.columns:
                yield ref, column, table.columns[column].type


def _decimal_text(ground: Ground, ref: TableRef, name: str) -> Iterator[Finding]:
    try:
        batch = next(iter(ground.stores[ref.store].find(ref.table, (name,))), None)
    except SubjectRightsError:
        # What can't be read is told where the columns are looked at.
        return
    values = [] if batch is None else batch.column(0).slice(0, _SAMPLE).to_pylist()
    decimal = sum(1 for value in values if value and _DECIMAL_TEXT.match(str(value)))
    if decimal:
        yield ground.finding(
            "warning",
            "identifier-form",
            f"{decimal} of the first {len(values)} values are texts such as '1.0', which equal no '1' and no "
            "whole number: an opaque identifier is compared as it is",
            "Write it without a decimal point; a spreadsheet or pandas may have added it.",
            ref=ref,
            column=name,
        )


def _problem(kind: str, type_: pa.DataType) -> tuple[Level, str] | None:
    if pa.types.is_dictionary(type_):
        return _problem(kind, type_.value_type)
    if is_text(type_):
        return None
    if kind == "opaque" and pa.types.is_floating(type_):
        return (
            "warning",
            f"holds {type_}, in which numbers from 2**53 lose digits; whole numbers or text are exact",
        )
    if kind == "opaque" and (pa.types.is_integer(type_) or pa.types.is_decimal(type_)):
        return None
    if kind == "phone" and pa.types.is_integer(type_):
        return "warning", f"holds {type_}, which loses a number's leading zero and its +; text keeps them"
    if kind in ("opaque", "uuid") and _is_bytes(type_):
        return None
    return "error", f"holds {type_}, which can't be an identifier of the kind {kind}"


def _is_bytes(type_: pa.DataType) -> bool:
    plain = type_.storage_type if isinstance(type_, pa.BaseExtensionType) else type_
    return bool(
        pa.types.is_binary(plain) or pa.types.is_large_binary(plain) or pa.types.is_fixed_size_binary(plain)
    )


def _plain(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_
