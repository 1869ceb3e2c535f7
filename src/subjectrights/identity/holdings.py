"""Which rows are whose: what a trace found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from subjectrights.datamap.model import TableRef
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.people import Known

if TYPE_CHECKING:
    from subjectrights.identity.joins import Indices

__all__ = ["HeldRows", "Holdings"]

COUNT = "__count"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldRows:
    """The rows of one table that are somebody's who was asked for.

    Args:
        facts: the table.
        rows: one row for each that can be told apart: the columns that tracing read, and in ``__count``
            how many stored rows it stands for (more than one only where there is no primary key).
        row, subject, certain: one entry for each pair of a row and a person: the row's position in
            `rows`, the person's, and whether it is certainly theirs.
        outside: by row, whether it is also somebody's who was not asked for.
    """

    facts: TableFacts
    rows: pa.Table = field(repr=False)
    row: Indices = field(repr=False)
    subject: Indices = field(repr=False)
    certain: Any = field(repr=False)
    outside: Any = field(repr=False)

    def counts(self) -> Indices:
        """By row, how many stored rows it stands for."""
        counted: Indices = self.rows.column(COUNT).to_numpy().astype(np.int64)
        return counted

    def acted_on(self, *, include_possible: bool) -> Any:
        """By row, whether a right acts on it: it is certainly somebody's, or possible ones count too."""
        mask = np.zeros(self.rows.num_rows, bool)
        mask[self.row if include_possible else self.row[self.certain]] = True
        return mask

    def possible_count(self) -> int:
        """How many stored rows may be, but are not certainly, somebody's who was asked for."""
        mask = np.zeros(self.rows.num_rows, bool)
        mask[self.row[~self.certain]] = True
        mask[self.row[self.certain]] = False
        return int(self.counts()[mask].sum())

    def without(self, subjects: Collection[int]) -> HeldRows:
        """The same where nothing is done for some people: to the others, they are ones not asked for."""
        gone = np.isin(self.subject, list(subjects))
        outside = self.outside.copy()
        outside[self.row[gone & self.certain]] = True
        kept, position = np.unique(self.row[~gone], return_inverse=True)
        return HeldRows(
            facts=self.facts,
            rows=self.rows.take(pa.array(kept)),
            row=position.astype(np.int64),
            subject=self.subject[~gone],
            certain=self.certain[~gone],
            outside=outside[kept],
        )

    def spare(self, pairs: Any) -> HeldRows:
        """The same where some rows aren't acted on for some people, who keep them.

        Args:
            pairs: by pair of a row and a person, whether the row is left alone for their sake.
        """
        outside = self.outside.copy()
        outside[self.row[pairs & self.certain]] = True
        return replace(
            self,
            row=self.row[~pairs],
            subject=self.subject[~pairs],
            certain=self.certain[~pairs],
            outside=outside,
        )

    def of_subject(self, subject: int) -> HeldRows:
        """The same for one person alone; rows that are also others' are marked as such."""
        mine = self.subject == subject
        others = np.zeros(self.rows.num_rows, bool)
        others[self.row[~mine]] = True
        kept, position = np.unique(self.row[mine], return_inverse=True)
        return HeldRows(
            facts=self.facts,
            rows=self.rows.take(pa.array(kept)),
            row=position.astype(np.int64),
            subject=np.zeros(int(mine.sum()), np.int64),
            certain=self.certain[mine],
            outside=(self.outside | others)[kept],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdings:
    """Which rows are whose, over all stores.

    Args:
        count: how many people were asked for.
        known: every identifier each is known by, in normal form.
        tables: by table, the held rows; a table where nothing was found is there with no rows.
        ambiguous: people whose identifiers lead to more than one person, with the path in words.
        unreachable: stores that could not be looked into.
        left_out: people for whom nothing is done; no row is said to be theirs.
    """

    count: int
    known: Known = field(repr=False)
    tables: Mapping[TableRef, HeldRows]
    ambiguous: Mapping[int, str] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ()
    left_out: frozenset[int] = frozenset()

    def without(self, subjects: Collection[int]) -> Holdings:
        """The same where nothing is done for some people."""
        tables = {ref: held.without(subjects) for ref, held in self.tables.items()}
        return replace(self, tables=tables, left_out=self.left_out | frozenset(subjects))

    def known_as(self, identifier: str) -> pa.ChunkedArray:
        """The values of an identifier by which those are known for whom something is done."""
        known = self.known.of(identifier)
        subject = known.column("subject").to_numpy()
        return known.filter(pa.array(~np.isin(subject, list(self.left_out)))).column("normal")

    def found(self) -> Any:
        """By person, whether anything is certainly held."""
        mask = np.zeros(self.count, bool)
        for held in self.tables.values():
            mask[held.subject[held.certain]] = True
        return mask

    def of_subject(self, subject: int) -> Holdings:
        """What is held on one of them."""
        import pyarrow.compute as pc

        known = Known()
        mine = self.known.table.filter(pc.equal(self.known.table.column("subject"), subject))
        known.extend(mine.set_column(0, "subject", pa.array(np.zeros(mine.num_rows, np.int64))))
        return Holdings(
            count=1,
            known=known,
            tables={ref: held.of_subject(subject) for ref, held in self.tables.items()},
            ambiguous={0: self.ambiguous[subject]} if subject in self.ambiguous else {},
            unreachable=self.unreachable,
        )
