"""Counts what a format couldn't carry, place by place."""

from __future__ import annotations

from collections import Counter

from subjectrights.writers.document import Loss

__all__ = ["Tally"]


class Tally:
    """Collects losses while a document is written; one :class:`Loss` a place and kind."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str | None, str | None, str]] = Counter()

    def add(self, table: str | None, column: str | None, what: str, count: int = 1) -> None:
        """Count a loss.

        Args:
            table: the table's name, None for the text around the tables.
            column: the column's name, None where it is not in a column.
            what: one short sentence; never the value.
            count: in how many cells.
        """
        self._counts[table, column, what] += count

    def losses(self) -> tuple[Loss, ...]:
        """What was counted, in the order in which each kind was first met."""
        return tuple(
            Loss(table=table, column=column, what=what, count=count)
            for (table, column, what), count in self._counts.items()
        )
