"""Finds rows of one table by identifiers in normal form, or by the values a link leads to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.changes import Match
from subjectrights.datamap.model import IdentifierMap
from subjectrights.errors import MalformedData
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.holdings import COUNT
from subjectrights.identity.joins import distinct, equi_join, row_codes, whole
from subjectrights.identity.kinds import keys_of_type, may_match, normal_forms
from subjectrights.stores.base import Store

__all__ = ["by_identifier", "by_link", "empty_rows", "plain_type", "read", "text_keys"]


def plain_type(type_: pa.DataType) -> pa.DataType:
    """The type of the values themselves, where they are stored by dictionary."""
    return type_.value_type if pa.types.is_dictionary(type_) else type_


def read(store: Store, facts: TableFacts, match: Match | None) -> pa.Table:
    """The matched rows' tracing columns, one row for each that can be told apart, with their number.

    Args:
        store: where the table is.
        facts: the table.
        match: which rows; None for all.

    Raises:
        MalformedData: a row's primary key holds NULL, so that it can't be told from others.
    """
    schema = _schema(facts)
    batches = [
        pa.record_batch([whole(batch.column(name)) for name in facts.needed], schema=schema)
        for batch in store.find(facts.ref.table, facts.needed, match)
    ]
    rows = _where(facts, pa.Table.from_batches(batches, schema=schema).combine_chunks())
    _refuse_without_key(facts, rows)
    codes = row_codes([rows.column(name) for name in facts.told_apart], rows.num_rows)
    first, own = distinct(codes)
    counts = np.bincount(own, minlength=len(first)) if rows.num_rows else np.zeros(0, np.int64)
    return rows.take(pa.array(first)).append_column(COUNT, pa.array(counts.astype(np.int64)))


def _refuse_without_key(facts: TableFacts, rows: pa.Table) -> None:
    """Two rows whose key is NULL would be taken for one, and nothing could name either."""
    for column in facts.table.primary_key:
        if rows.column(column).null_count:
            raise MalformedData(
                "a row that was found holds NULL in the primary key, so that it can't be told from others; "
                "give it a key (estate.check() says how many there are)",
                store=facts.ref.store,
                table=facts.ref.table,
                column=column,
            )


def _where(facts: TableFacts, rows: pa.Table) -> pa.Table:
    """The rows that the map means, where several kinds of owner share a table."""
    for column, value in facts.map.where.items():
        wanted = normal_forms("opaque", pa.array([value]), region=None)
        held = normal_forms("opaque", rows.column(column), region=None)
        rows = rows.filter(pc.is_in(held, value_set=wanted, skip_nulls=True))
    return rows


def empty_rows(facts: TableFacts) -> pa.Table:
    """What :func:`read` returns where nothing is found."""
    return _schema(facts).append(pa.field(COUNT, pa.int64())).empty_table()


def _schema(facts: TableFacts) -> pa.Schema:
    return pa.schema([(name, plain_type(facts.table.columns[name].type)) for name in facts.needed])


def by_identifier(
    store: Store, facts: TableFacts, column: str, identifier: IdentifierMap, wanted: pa.Array
) -> tuple[pa.Table, pa.Array]:
    """The rows whose column holds one of the wanted identifiers.

    Args:
        store: where the table is.
        facts: the table.
        column: the column that holds the identifier.
        identifier: its kind and region.
        wanted: normal forms, without repeats.

    Returns:
        The rows, and the normal form of `column` in each.
    """
    keys = _stored_forms(store, facts, column, identifier, wanted)
    if len(keys) == 0:
        return empty_rows(facts), pa.array([], pa.string())
    rows = read(store, facts, Match(columns=(column,), keys=keys))
    return rows, normal_forms(identifier.kind, rows.column(column), region=identifier.region)


def _stored_forms(
    store: Store, facts: TableFacts, column: str, identifier: IdentifierMap, wanted: pa.Array
) -> pa.Array:
    """The values, as they are stored, whose normal form is wanted."""
    type_ = plain_type(facts.table.columns[column].type)
    if identifier.kind == "opaque":
        direct = keys_of_type(wanted, type_)
        if direct is not None:
            return direct
    found = []
    for batch in store.find(facts.ref.table, (column,)):
        values = whole(batch.column(column))
        values = values.filter(may_match(identifier.kind, values, wanted, region=identifier.region)).unique()
        normals = normal_forms(identifier.kind, values, region=identifier.region)
        found.append(values.filter(pc.is_in(normals, value_set=wanted, skip_nulls=True)))
    return pa.concat_arrays(found).unique() if found else pa.array([], type_)


def text_keys(rows: pa.Table, columns: Sequence[str]) -> list[pa.Array]:
    """Columns as exact text, so that an integer and its digits are equal across stores."""
    return [normal_forms("opaque", rows.column(column), region=None) for column in columns]


def by_link(
    store: Store, facts: TableFacts, columns: Sequence[str], keys: Sequence[pa.Array]
) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """The rows whose `columns` hold, as tuples, one of `keys` in exact text.

    Args:
        store: where the table is.
        facts: the table.
        columns: the columns to compare.
        keys: one text array a column, all of one length.

    Returns:
        The rows, and every pair of a row's and a key's position.
    """
    types = [plain_type(facts.table.columns[c].type) for c in columns]
    typed = [_aligned(key, type_) for key, type_ in zip(keys, types, strict=True)]
    if any(key is None for key in typed):
        rows = read(store, facts, None)
    elif len(columns) == 1:
        rows = read(store, facts, Match(columns=tuple(columns), keys=typed[0]))
    else:
        struct = pa.StructArray.from_arrays(typed, names=list(columns))
        rows = read(store, facts, Match(columns=tuple(columns), keys=struct))
    at_row, at_key = equi_join(text_keys(rows, columns), list(keys))
    kept, position = np.unique(at_row, return_inverse=True)
    return rows.take(pa.array(kept)), position.astype(np.int64), at_key


def _aligned(key: pa.Array, type_: pa.DataType) -> pa.Array | None:
    """Each key in the column's own type, NULL where it can't be of it; None where a scan is needed."""
    unique = pc.drop_null(key).unique()
    typed = keys_of_type(unique, type_)
    if typed is None:
        return None
    back = normal_forms("opaque", typed, region=None)
    return typed.take(pc.index_in(key, value_set=back, skip_nulls=True))
