"""Whose the rows of a whole table are: by their own identifiers, and by those of rows they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.exchanges.people import Naming
from subjectrights.identity.columns import facts_of
from subjectrights.identity.joins import equi_join, whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.lookup import text_keys

if TYPE_CHECKING:
    from subjectrights.datamap.model import TableRef
    from subjectrights.estate import Estate
    from subjectrights.identity.columns import TableFacts

__all__ = ["owners_of", "read_all"]


def owners_of(estate: Estate, ref: TableRef, rows: pa.Table) -> list[Naming]:
    """What names the people whose the rows of a table are; a row can be several people's.

    Args:
        estate: the estate.
        ref: the table.
        rows: its rows, with the columns that `needed` of its facts names.
    """
    facts = facts_of(estate.map, estate.schemas(), {})
    return list(_climbed(estate, facts, ref, rows, np.arange(rows.num_rows), (ref,)))


def read_all(estate: Estate, ref: TableRef, columns: list[str]) -> pa.Table:
    """Some columns of a table's rows, of those alone that the map says are somebody's (``where``).

    Args:
        estate: the estate.
        ref: the table.
        columns: which; those that ``where`` names must be among them.
    """
    store, described = estate.stores[ref.store], estate.map.table(ref)
    types = store.schema()[ref.table].columns
    schema = pa.schema([(name, types[name].type) for name in columns])
    batches = [batch.cast(schema) for batch in store.find(ref.table, columns)]
    table = pa.Table.from_batches(batches, schema=schema)
    for column, value in described.where.items():
        held = normal_forms("opaque", table.column(column), region=None)
        meant = normal_forms("opaque", pa.array([value]), region=None)
        table = table.filter(pc.is_in(held, value_set=meant, skip_nulls=True))
    return table


def _climbed(
    estate: Estate,
    facts: dict[TableRef, TableFacts],
    ref: TableRef,
    rows: pa.Table,
    at: Any,
    seen: tuple[TableRef, ...],
) -> Iterator[Naming]:
    """What names people in these rows, and in the rows that they belong to.

    Args:
        at: for each row, the position that it stands for at the bottom.
        seen: the tables on the way, which aren't gone through twice.
    """
    for identity in facts[ref].identity:
        yield Naming(identifier=identity.identifier, rows=at, values=whole(rows.column(identity.column)))
    for link in estate.map.links(ref):
        if link.target in seen:
            continue
        above = read_all(estate, link.target, list(facts[link.target].needed))
        mine, theirs = text_keys(rows, link.columns), text_keys(above, link.target_columns)
        here, there = equi_join(mine, theirs)
        yield from _climbed(
            estate, facts, link.target, above.take(pa.array(there)), at[here], (*seen, link.target)
        )
