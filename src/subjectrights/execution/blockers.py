"""Finds foreign keys that would refuse, or widen, a delete, before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Change, Delete, Match, Update
from subjectrights.errors import NothingChanged
from subjectrights.identity.joins import equi_join, whole
from subjectrights.identity.kinds import keys_of_type, normal_forms
from subjectrights.stores.base import ForeignKey, Store, Table

__all__ = ["check_blockers", "matched_rows", "row_columns"]


def check_blockers(store: Store, changes: Sequence[Change]) -> None:
    """Refuse a plan whose deletes the store's foreign keys would block or carry on to unplanned rows.

    Args:
        store: the store.
        changes: what is planned in it.

    Raises:
        NothingChanged: rows of a table that the plan doesn't change refer to rows that it deletes; the
            table is named.
    """
    if not store.capabilities.enforces_keys:
        return
    schema = store.schema()
    for change in changes:
        if not isinstance(change, Delete):
            continue
        for name, table in schema.items():
            for key in table.foreign_keys:
                # A store that empties the reference itself neither refuses nor goes further.
                if key.target == change.table and key.on_delete not in ("SET NULL", "SET DEFAULT"):
                    _check(store, schema, name, key, change, changes)


def _check(
    store: Store,
    schema: Mapping[str, Table],
    name: str,
    key: ForeignKey,
    delete: Delete,
    changes: Sequence[Change],
) -> None:
    targets = _values(store, delete.table, key.target_columns, delete.match)
    match = _match(schema[name], key.columns, targets)
    if match is None or not match:
        return
    columns = tuple(dict.fromkeys((*key.columns, *row_columns(schema[name], changes, name))))
    referring = pa.Table.from_batches(
        list(store.find(name, columns, match)),
        schema=pa.schema([(c, schema[name].columns[c].type) for c in columns]),
    )
    left = np.ones(referring.num_rows, bool)
    for other in changes:
        frees = isinstance(other, Delete) or (
            isinstance(other, Update) and set(key.columns) & set(other.values)
        )
        if other.table == name and frees:
            left[matched_rows(referring, other.match)] = False
    if left.any():
        number = int(left.sum())
        rows = "1 row" if number == 1 else f"{number} rows"
        then = "would go with" if key.on_delete == "CASCADE" else "would point at"
        raise NothingChanged(
            f"{rows} that the plan doesn't mention {then} what is to be deleted "
            f"({', '.join(key.columns)} points at {delete.table}); say in the map whether they belong to "
            "the person (belongs_to) or only point at them (refers_to)",
            store=store.name,
            table=name,
            column=key.columns[0],
        )


def row_columns(table: Table, changes: Sequence[Change], name: str) -> tuple[str, ...]:
    """The columns by which a table's rows are told apart and that the changes match on."""
    used: dict[str, None] = dict.fromkeys(table.primary_key)
    for change in changes:
        if change.table == name:
            used.update(dict.fromkeys((*change.match.columns, *change.match.missing)))
    return tuple(used)


def _values(store: Store, table: str, columns: Sequence[str], match: Match) -> list[pa.Array]:
    batches = list(store.find(table, tuple(columns), match))
    return [
        pa.concat_arrays(
            [normal_forms("opaque", whole(b.column(c)), region=None) for b in batches]
            or [pa.array([], pa.string())]
        )
        for c in columns
    ]


def _match(table: Table, columns: Sequence[str], targets: Sequence[pa.Array]) -> Match | None:
    typed = []
    for column, values in zip(columns, targets, strict=True):
        type_ = table.columns[column].type
        unique = values.drop_null().unique()
        keys = keys_of_type(unique, type_)
        if keys is None:
            return None
        back = normal_forms("opaque", keys, region=None)
        position = pc.index_in(values, value_set=back, skip_nulls=True)
        typed.append(keys.take(position))
    if len(columns) == 1:
        return Match(columns=tuple(columns), keys=typed[0])
    return Match(columns=tuple(columns), keys=pa.StructArray.from_arrays(typed, names=list(columns)))


def matched_rows(rows: pa.Table, match: Match) -> np.ndarray:
    """The positions of the rows that a match names."""
    keys = match.key_columns()
    at, _ = equi_join([rows.column(c) for c in match.columns], [keys[c] for c in match.columns])
    for column in match.missing:
        missing = rows.column(column).is_null().to_numpy()
        at = at[missing[at]]
    return at
