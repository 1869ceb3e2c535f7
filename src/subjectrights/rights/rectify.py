"""Art. 16: the right to rectification.

A new value is named by data category, by column (``store.table.column``) or by identifier, and is
written in every row of the person that holds it, in every store.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Count
from subjectrights.datamap.model import DataMap, MethodMap, TableRef, within
from subjectrights.effects import Effects
from subjectrights.errors import RequestError, UnknownName, ValueRefused
from subjectrights.identity.columns import Schemas, identity_of
from subjectrights.identity.holdings import HeldRows
from subjectrights.identity.kinds import normal_forms, problem_of
from subjectrights.plan import Kept, Plan
from subjectrights.rights.case import Case
from subjectrights.rights.draft import Draft
from subjectrights.rights.surrogates import cast_value
from subjectrights.suggest import unknown
from subjectrights.terms import Method, Right

__all__ = ["check_values", "columns_needed", "new_identifiers", "rectify"]

_PLAIN = (str, bool, int, float, Decimal, date, time, UUID, bytes)


def check_values(datamap: DataMap, schemas: Schemas, values: Mapping[str, Any], *, people: int) -> None:
    """Look at the names and types of new values before anything is traced.

    Args:
        datamap: the map.
        schemas: the stores' schemas.
        values: by category, column or identifier, the new value.
        people: for how many people.

    Raises:
        RequestError: nothing to rectify, two values for one column, or one identifier for several people.
        UnknownName: a name that is neither category, column nor identifier.
        ValueRefused: a value that doesn't fit a column it would be written into, or is no identifier of
            the kind that stands there.
    """
    said: dict[tuple[TableRef, str], str] = {}
    if not values:
        raise RequestError(
            "say what to rectify: a mapping of category, column or identifier to the new value"
        )
    for name, value in values.items():
        if not (value is None or isinstance(value, _PLAIN)):
            raise ValueRefused(f"the new value of {name} is a {type(value).__name__}, no plain value")
        if name in datamap.identifiers:
            if people > 1 and not datamap.identifiers[name].shared:
                raise ValueRefused(f"several people can't be given one {name}; rectify them one by one")
            _check_kind(datamap, name, value)
        targets = _targets(datamap, schemas, name)
        if not targets:
            raise _unknown(datamap, schemas, name)
        for ref, column in targets:
            other = said.setdefault((ref, column), name)
            if not _alike(values[other], value):
                raise RequestError(
                    f"{other} and {name} both stand for {ref}.{column}, with different values; give it one"
                )
            _check_link(datamap, name, ref, column)
            _check_reference(datamap, schemas, name, ref, column)
            described = schemas[ref.store][ref.table].columns[column]
            _check_column_s_kind(datamap, ref, column, value)
            try:
                cast_value(value, described.type, described)
            except RequestError as error:
                error.store, error.table = ref.store, ref.table
                raise


def new_identifiers(datamap: DataMap, schemas: Schemas, values: Mapping[str, Any]) -> dict[str, str]:
    """The unique identifiers among the new values, in normal form: nobody else may have them.

    A value given by column or category counts where that column holds an identifier.
    """
    found = {}
    for name, value in values.items():
        for ref, column in _targets(datamap, schemas, name):
            for identifier, columns in datamap.table(ref).identifier_columns().items():
                normal = _normal(datamap, identifier, value)
                if column in columns and normal and not datamap.identifiers[identifier].shared:
                    found[identifier] = normal
    return found


def columns_needed(
    datamap: DataMap, schemas: Schemas, values: Mapping[str, Any]
) -> dict[TableRef, tuple[str, ...]]:
    """The columns that would be written, whose present values say whether they differ."""
    needed: dict[TableRef, dict[str, None]] = {}
    for name in values:
        for ref, column in _targets(datamap, schemas, name):
            needed.setdefault(ref, {})[column] = None
    return {ref: tuple(columns) for ref, columns in needed.items()}


def rectify(case: Case, values: Mapping[str, Any]) -> Plan:
    """What rectifying these people's data comes to.

    Args:
        case: the map, the holdings and the day.
        values: by category, column or identifier, the new value.

    Raises:
        InstructionRefused, Restricted: as :class:`Case` says.
    """
    case.check_instruction()
    case.check_restriction()
    draft = Draft(case, Right.RECTIFY)
    for ref, held in case.held().items():
        wanted: dict[str, Any] = {}
        by_identifier: dict[str, Any] = {}
        for name, value in values.items():
            for target, column in _targets(case.map, case.schemas, name):
                if target == ref:
                    (by_identifier if name in case.map.identifiers else wanted)[column] = (name, value)
        if not (wanted or by_identifier):
            continue
        acted = draft.acted_on(held)
        waiting = draft.wait(held, acted, dict.fromkeys((*wanted, *by_identifier)))
        wanted = {column: value for column, value in wanted.items() if column not in waiting}
        by_identifier = {column: value for column, value in by_identifier.items() if column not in waiting}
        if not (wanted or by_identifier):
            continue
        alone = acted & ~held.outside
        if (acted & held.outside).any():
            _write_part(case, draft, held, acted & held.outside, wanted)
        draft.write(held, alone, {c: _replace(v) for c, (_, v) in wanted.items()})
        for column, (name, value) in by_identifier.items():
            draft.write(held, acted & _theirs(case, held, column, name), {column: _replace(value)})
        draft.count(ref, Count())
    return draft.plan(Effects(persons=case.persons))


def _write_part(
    case: Case, draft: Draft, held: HeldRows, joint: Any, wanted: Mapping[str, tuple[str, Any]]
) -> None:
    """In rows that are also somebody else's, write what the map says is the person's own."""
    facts, left = held.facts, dict.fromkeys(wanted)
    for identity in facts.identity:
        own = [column for column in wanted if facts.map.column(column).owner == identity.column]
        if not own or not identity.owner:
            continue
        theirs = joint & _theirs(case, held, identity.column, identity.identifier)
        draft.write(held, theirs, {column: _replace(wanted[column][1]) for column in own})
        if (theirs == joint).all():
            for column in own:
                left.pop(column)
    if left:
        rows = int(held.counts()[joint].sum())
        draft.kept.append(Kept(table=str(facts.ref), count=rows, reason="joint", columns=tuple(left)))


def _check_kind(datamap: DataMap, identifier: str, value: Any) -> None:
    """Refuse what can't be an identifier of its kind; the value isn't quoted."""
    kind = datamap.identifiers[identifier]
    problem = problem_of(kind.kind, value, region=kind.region)
    if problem is not None:
        raise ValueRefused(f"the new {identifier} is refused: {problem}")


def _check_column_s_kind(datamap: DataMap, ref: TableRef, column: str, value: Any) -> None:
    """As :func:`_check_kind`, where a column that holds an identifier is written; None empties it."""
    if value is None:
        return
    for identity in identity_of(datamap, ref):
        if identity.column == column:
            try:
                _check_kind(datamap, identity.identifier, value)
            except ValueRefused as error:
                error.store, error.table, error.column = ref.store, ref.table, column
                raise


def _alike(one: Any, other: Any) -> bool:
    return one is other or bool(type(one) is type(other) and one == other)


def _check_link(datamap: DataMap, name: str, ref: TableRef, column: str) -> None:
    """Refuse to write a column that says whose a row is: it would be somebody else's, or nobody's."""
    if name in datamap.identifiers:
        return
    if any(column in link.columns for link in datamap.links(ref)):
        implied = [i.identifier for i in identity_of(datamap, ref) if i.column == column]
        raise ValueRefused(
            "this column says whose the row is (belongs_to), so that another value would give it to somebody "
            "else; "
            + (f"rectify {implied[0]} by its name" if implied else "correct it where it is assigned"),
            store=ref.store,
            table=ref.table,
            column=column,
        )


def _check_reference(datamap: DataMap, schemas: Schemas, name: str, ref: TableRef, column: str) -> None:
    """Refuse to change a key under the rows that refer to it."""
    referred = [
        table.name
        for table in schemas[ref.store].values()
        for key in table.foreign_keys
        if key.target == ref.table and column in key.target_columns
    ]
    if referred:
        raise ValueRefused(
            f"rows of {', '.join(sorted(set(referred)))} refer to this key by a foreign key; "
            "change it where the key is assigned",
            store=ref.store,
            table=ref.table,
            column=column,
        )
    if name in datamap.identifiers:
        return
    for other, _ in datamap.tables():
        for link in datamap.links(other):
            if link.target == ref and column in link.target_columns:
                raise ValueRefused(
                    f"rows of {other} belong to the person by this column; rectify it as an identifier",
                    store=ref.store,
                    table=ref.table,
                    column=column,
                )


def _theirs(case: Case, held: HeldRows, column: str, name: str) -> Any:
    """By row, whether an identifier's column holds one of the person's own values."""
    kind = case.map.identifiers[name]
    normals = normal_forms(kind.kind, held.rows.column(column), region=kind.region)
    known = case.holdings.known.of(name).column("normal")
    mask: Any = pc.is_in(normals, value_set=known, skip_nulls=True).to_numpy(zero_copy_only=False)
    person_row = held.facts.map.person
    blank = pc.is_null(normals).to_numpy(zero_copy_only=False)
    return mask | (blank & ~held.outside if person_row else np.zeros(len(mask), bool))


def _replace(value: Any) -> MethodMap:
    return MethodMap(method=Method.REPLACE, value=value)


def _normal(datamap: DataMap, identifier: str, value: Any) -> str | None:
    kind = datamap.identifiers[identifier]
    try:
        column = pa.array([value])
    except (pa.ArrowException, TypeError, ValueError):
        raise ValueRefused(f"the new {identifier} is not a plain value") from None
    normal: str | None = normal_forms(kind.kind, column, region=kind.region)[0].as_py()
    return normal


def _targets(datamap: DataMap, schemas: Schemas, name: str) -> list[tuple[TableRef, str]]:
    """The columns that a name stands for: an identifier's, the column's, or the category's."""
    found = []
    for ref, table_map in datamap.tables():
        table = schemas.get(ref.store, {}).get(ref.table)
        if table is None:
            continue
        if name in datamap.identifiers:
            # A link to an identifier holds it as well: left behind, it would lead to whoever gets it next.
            found += [(ref, i.column) for i in identity_of(datamap, ref) if i.identifier == name]
            continue
        for column in table.columns:
            described = table_map.column(column)
            mapped = column in table_map.columns
            by_category = (
                mapped and described.personal and not described.of and within(described.category, name)
            )
            if name == f"{ref}.{column}" or by_category:
                found.append((ref, column))
    return found


def _unknown(datamap: DataMap, schemas: Schemas, name: str) -> UnknownName:
    words = [*datamap.identifiers]
    for ref, table_map in datamap.tables():
        words += [described.category for described in table_map.columns.values()]
        table = schemas.get(ref.store, {}).get(ref.table)
        words += [f"{ref}.{column}" for column in (table.columns if table else ())]
    return unknown("identifier, category or store.table.column", name, words)
