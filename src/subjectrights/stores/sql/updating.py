"""Writes new values into the rows that updates hit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.changes import Update
from subjectrights.errors import ValueRefused
from subjectrights.stores.sql.dialect import POSITION, plain_table, temporary_name
from subjectrights.stores.sql.fields import Element, Field, bind
from subjectrights.stores.sql.rows import Hit
from subjectrights.stores.sql.work import Work

__all__ = ["update_rows"]


def update_rows(work: Work, hit: Hit) -> None:
    """Write the values of all updates of one table: a statement for each set of updates that hits rows alike.

    Each row is written once, so that a name of it that changes with the write is used once.

    Args:
        work: the run.
        hit: the rows.

    Raises:
        ValueRefused: a value is not of its column's type.
    """
    with ExitStack() as stack:
        values = [_values_by_key(stack, work, hit, update) for update in hit.updates]
        patterns = sa.select(*(hit.key(n).is_not(None).label(f"p{n}") for n in range(len(values))))
        for pattern in work.connection.execute(patterns.where(hit.stays).distinct()).all():
            work.connection.execute(_statement(work, hit, [bool(there) for there in pattern], values))


def _statement(
    work: Work, hit: Hit, pattern: Sequence[bool], values: Sequence[sa.TableClause | None]
) -> sa.Update:
    """The update of the rows that are hit by just the updates that `pattern` marks; the last one wins."""
    table, fields = hit.relation.clause, hit.relation.fields
    written: dict[Any, Element] = {}
    where = [hit.same, hit.stays]
    for number, (hits, update, own) in enumerate(zip(pattern, hit.updates, values, strict=True)):
        if not hits:
            where.append(hit.key(number).is_(None))
            continue
        where.append(
            hit.key(number).is_not(None) if own is None else own.columns[POSITION] == hit.key(number)
        )
        for place, (column, value) in enumerate(update.values.items()):
            if own is not None and isinstance(value, pa.Array):
                written[table.columns[column]] = own.columns[f"v{place}"]
            else:
                written[table.columns[column]] = _scalar(work, hit, fields[column], value)
    return sa.update(table).values(written).where(*where)


def _values_by_key(stack: ExitStack, work: Work, hit: Hit, update: Update) -> sa.TableClause | None:
    """A temporary table of the values that differ by key, typed as the columns they go into."""
    table = hit.relation.clause
    arrays = {
        f"v{place}": (hit.relation.fields[column], value)
        for place, (column, value) in enumerate(update.values.items())
        if isinstance(value, pa.Array)
    }
    if not arrays:
        return None
    connection, dialect = work.connection, work.dialect
    name = temporary_name(connection)
    shape: list[Element] = [sa.literal_column("0").label(POSITION)]
    shape += [table.columns[field.name].label(label) for label, (field, _) in arrays.items()]
    connection.execute(dialect.temporary(name, dialect.empty_copy(sa.select(*shape), table), POSITION))
    stack.callback(dialect.drop, connection, name)
    found = plain_table(name, [POSITION, *arrays])
    stored = [_stored(work, hit, field, value) for field, value in arrays.values()]
    rows = list(zip(range(len(update.match)), *stored, strict=True))
    if rows:
        dialect.fill(connection, found, [field for field, _ in arrays.values()], rows)
    return found


def _scalar(work: Work, hit: Hit, field: Field, value: pa.Scalar) -> Element:
    if not value.is_valid:
        return sa.null()
    return field.assigned(bind(_stored(work, hit, field, pa.repeat(value, 1))[0]))


def _stored(work: Work, hit: Hit, field: Field, values: pa.Array) -> list[Any]:
    try:
        fitting = values.cast(field.type)
        return [None if value is None else field.store(value) for value in fitting.to_pylist()]
    except (pa.ArrowException, ValueError, OverflowError):
        raise ValueRefused(
            f"a new value can't be written as {field.type}",
            store=work.store,
            table=hit.relation.name,
            column=field.name,
        ) from None
