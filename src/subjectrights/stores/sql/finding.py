"""Reads rows: one streamed statement, whatever the number of keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.changes import Match
from subjectrights.errors import StoreChanged
from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.fields import Element, Field, Misfit
from subjectrights.stores.sql.keys import fields_of, matching, spelt
from subjectrights.stores.sql.relation import Relation

__all__ = ["BATCH_ROWS", "MisfitFound", "read"]

BATCH_ROWS = 4096


class MisfitFound(StoreChanged):
    """Columns hold values that are not of the type they were said to have; they are text from now on.

    Args:
        columns: their names.
        table: their table.
    """

    learnt = True

    def __init__(self, columns: Sequence[str], *, table: str) -> None:
        self.columns = tuple(columns)
        super().__init__(
            "holds values that are not of its type, and is read as text from now on: try again",
            table=table,
            column=", ".join(columns),
        )


def read(
    connection: sa.Connection,
    dialect: Dialect,
    relation: Relation,
    columns: Sequence[str],
    match: Match | None,
) -> Iterator[pa.RecordBatch]:
    """Rows of a relation, batch by batch.

    Args:
        connection: its own; it is in a transaction, and is the caller's to close.
        dialect: the database's kind.
        relation: what to read.
        columns: which columns, in this order.
        match: which rows; None for all.

    Yields:
        Record batches.

    Raises:
        MisfitFound: a column must be read as text.
    """
    fields = [relation.fields[name] for name in columns]
    cells: list[Element] = [
        field.read(relation.clause.columns[field.name]).label(f"c{i}") for i, field in enumerate(fields)
    ]
    with ExitStack() as stack:
        select: sa.Select[Any] = sa.select(*(cells or [sa.literal_column("1")])).select_from(relation.clause)
        if match is not None:
            rows = spelt(relation, match)
            if not rows:
                return
            keys = stack.enter_context(dialect.keys(connection, fields_of(relation, match), rows))
            condition = matching(relation, match, keys)
            select = select.select_from(relation.clause.join(keys, condition))
        streamed = connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS)
        result = streamed.execute(select)
        stack.callback(result.close)
        for part in result.partitions(BATCH_ROWS):
            yield _batch(relation, fields, part)


def _batch(relation: Relation, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    if not fields:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    arrays: list[pa.Array] = []
    misfits = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=False):
        try:
            arrays.append(field.load(values))
        except Misfit:
            misfits.append(field.name)
    if misfits:
        raise MisfitFound(misfits, table=relation.name)
    return pa.RecordBatch.from_arrays(
        arrays, schema=pa.schema([(field.name, field.type) for field in fields])
    )
