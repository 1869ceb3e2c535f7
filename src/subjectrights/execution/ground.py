"""Whether the rows that a plan rests on are still the ones it was made of.

A store that can't say whether a table changed may have handed a row to somebody else since it was looked
at.  Once the run's own changes are staged, nobody else can change these rows; then they are read once more,
by who they belong to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from subjectrights.changes import Change, matches_for
from subjectrights.errors import StoreChanged
from subjectrights.execution.blockers import matched_rows
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.holdings import Holdings
from subjectrights.identity.joins import row_codes
from subjectrights.identity.lookup import empty_rows, read
from subjectrights.stores.base import Store

__all__ = ["Ground", "ground_of", "require_firm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The rows of one table that a plan changes, as they were read when it was made."""

    facts: TableFacts
    rows: pa.Table = field(repr=False)


def ground_of(
    holdings: Holdings, changes: Mapping[str, Sequence[Change]], stamped: Collection[str]
) -> list[Ground]:
    """What to look at again before a plan is decided.

    Args:
        holdings: the rows that were found.
        changes: by store, what is planned.
        stamped: the tables, as ``store.table``, whose stamp will tell whether they changed.
    """
    found = []
    for ref, held in holdings.tables.items():
        # Without a primary key a row is named by all that was read of it, so that it can't have changed.
        if str(ref) in stamped or not held.facts.table.primary_key:
            continue
        touched = np.zeros(held.rows.num_rows, bool)
        for change in changes.get(ref.store, ()):
            if change.table == ref.table and set(change.match.columns) <= set(held.rows.column_names):
                touched[matched_rows(held.rows, change.match)] = True
        if touched.any():
            found.append(Ground(facts=held.facts, rows=held.rows.filter(pa.array(touched))))
    return found


def require_firm(stores: Mapping[str, Store], grounds: Sequence[Ground]) -> None:
    """Refuse to decide where a row is no longer what it was.

    Args:
        stores: by name.
        grounds: what the plan rests on.

    Raises:
        StoreChanged: a row is another one by now, or gone.
    """
    for ground in grounds:
        facts = ground.facts
        parts = [
            read(stores[facts.ref.store], facts, match) for match, _ in matches_for(facts.key, ground.rows)
        ]
        now = pa.concat_tables([empty_rows(facts), *parts])
        before = ground.rows.select(now.column_names)
        both = pa.concat_tables([before, now])
        codes = row_codes(both.columns, both.num_rows)
        if not np.array_equal(np.sort(codes[: before.num_rows]), np.sort(codes[before.num_rows :])):
            raise StoreChanged(
                "somebody changed rows that the plan rests on; plan again",
                store=facts.ref.store,
                table=facts.ref.table,
            )
