"""Counts the rows of other people in which a reference to a row that goes is released."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from subjectrights.changes import Change, Release
from subjectrights.execution.blockers import matched_rows, row_columns
from subjectrights.stores.base import Store

__all__ = ["released_rows"]


def released_rows(store: Store, changes: Sequence[Change]) -> dict[str, int]:
    """How many rows lose a reference and nothing else.

    Rows that go, or that are written anyway, aren't counted again.

    Args:
        store: the store.
        changes: what is planned in it.

    Returns:
        By table, the number of rows.
    """
    releases = [change for change in changes if isinstance(change, Release)]
    counts: dict[str, int] = {}
    for table in dict.fromkeys(release.table for release in releases):
        described = store.schema()[table]
        mine = [release for release in releases if release.table == table]
        columns = tuple(dict.fromkeys((*row_columns(described, changes, table), *(mine[0].match.columns))))
        schema = pa.schema([(name, described.columns[name].type) for name in columns])
        seen: list[pa.Table] = []
        for release in mine:
            rows = pa.Table.from_batches(list(store.find(table, columns, release.match)), schema=schema)
            left = np.ones(rows.num_rows, bool)
            for other in changes:
                if other.table == table and not isinstance(other, Release):
                    left[matched_rows(rows, other.match)] = False
            seen.append(rows.filter(pa.array(left)))
        together = pa.concat_tables(seen)
        if described.primary_key:
            together = together.group_by(list(described.primary_key)).aggregate([])
        counts[table] = together.num_rows
    return counts
