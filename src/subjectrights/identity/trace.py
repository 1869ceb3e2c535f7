"""From identifiers to rows and back: whose which row is, for all people at once.

Identifiers lead to rows; rows lead to further identifiers and, through declared links, to rows that are
the person's because another row is: breadth first, within and across stores.  Only an identifier that is
one person's leads on; a shared one is looked at when all else is known (:mod:`.shared`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import DataMap, Link, TableRef
from subjectrights.identity.columns import IdentityColumn, Schemas, TableFacts, facts_of
from subjectrights.identity.holdings import HeldRows, Holdings
from subjectrights.identity.joins import distinct, equi_join, row_codes
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.lookup import by_identifier, by_link, text_keys
from subjectrights.identity.people import Known
from subjectrights.stores.base import Store

if TYPE_CHECKING:
    from subjectrights.identity.joins import Indices

__all__ = ["Hits", "Strangers", "Tracing", "trace"]

Strangers: TypeAlias = Callable[
    [str, Sequence[tuple[int, str]], Mapping[int, set[tuple[str, str]]]], set[tuple[int, str]]
]
"""From an identifier's name, pairs of a person and a shared value, and what each person is known by of their
own, the pairs whose value is known to be somebody else's as well."""


def trace(
    datamap: DataMap,
    stores: Mapping[str, Store],
    schemas: Schemas,
    known: Known,
    *,
    count: int,
    extra: Mapping[TableRef, Sequence[str]] | None = None,
    unreachable: Sequence[str] = (),
    strangers: Strangers | None = None,
) -> Holdings:
    """Find every row of every person, and say whose it is.

    Args:
        datamap: the map.
        stores: the stores by name.
        schemas: their schemas; a store without one is passed over.
        known: what the people are known by; it grows with what is found.
        count: how many people.
        extra: further columns to read, by table.
        unreachable: stores that could not be looked into, to be said in the result.
        strangers: tells for which people a shared value is known to be somebody else's as well, who may be
            in no store any more.

    Returns:
        The holdings. People whose identifiers lead to several persons are in `ambiguous`, and no row
        is said to be theirs.

    Raises:
        DataMapError: the map names a table or column that a store doesn't have.
        StoreError: a store can't be read.
    """
    from subjectrights.identity.ambiguity import ambiguous_people
    from subjectrights.identity.owners import outside_owners
    from subjectrights.identity.shared import settle_shared

    tracing = Tracing(datamap, stores, facts_of(datamap, schemas, extra or {}), known)
    tracing.strangers = strangers
    tracing.close(known.table)
    settle_shared(tracing)
    ambiguous = ambiguous_people(tracing)
    holdings = Holdings(
        count=count,
        known=known,
        tables={ref: _held(hits, outside_owners(tracing, ref)) for ref, hits in tracing.hits.items()},
        ambiguous=ambiguous,
        unreachable=tuple(unreachable),
    )
    return holdings.without(ambiguous)


class Hits:
    """The rows of one table that were found so far, and for whom."""

    def __init__(self, facts: TableFacts) -> None:
        self.facts = facts
        self.rows: pa.Table | None = None
        self.row: Indices = np.zeros(0, np.int64)
        self.subject: Indices = np.zeros(0, np.int64)
        self.certain: Any = np.zeros(0, bool)

    def place(self, rows: pa.Table) -> Indices:
        """Where these rows stand among those found so far; new ones are put behind them."""
        if self.rows is None:
            self.rows = rows.slice(0, 0)
        joined = pa.concat_tables([self.rows, rows]).combine_chunks()
        first, own = distinct(row_codes([joined.column(c) for c in self.facts.told_apart], joined.num_rows))
        before = self.rows.num_rows
        self.rows = joined.take(pa.array(first))
        return own[before:]

    def add(self, rows: pa.Table, at_row: Indices, subjects: Indices, *, certain: bool) -> Indices:
        """Say that rows are people's.

        Args:
            rows: rows of the table.
            at_row: positions in `rows`, one for each pair of a row and a person.
            subjects: the person of each pair.
            certain: whether they are certainly theirs; a pair already known as certain stays so.

        Returns:
            Positions in this object's pairs of those that are new, or that became certain.
        """
        if len(at_row) == 0:
            return np.zeros(0, np.int64)
        placed = self.place(rows)[at_row]
        row, subject = np.concatenate([self.row, placed]), np.concatenate([self.subject, subjects])
        sure = np.concatenate([self.certain, np.full(len(placed), certain)])
        first, own = distinct(row_codes([pa.array(row), pa.array(subject)], len(row)))
        merged = np.zeros(len(first), bool)
        np.logical_or.at(merged, own, sure)
        before = len(self.row)
        gained = merged.copy()
        gained[:before] &= ~self.certain
        fresh = np.flatnonzero(gained) if certain else np.arange(before, len(first))
        self.row, self.subject, self.certain = row[first], subject[first], merged
        return fresh


class Tracing:
    """A trace under way: what is known and what was found."""

    def __init__(
        self,
        datamap: DataMap,
        stores: Mapping[str, Store],
        facts: Mapping[TableRef, TableFacts],
        known: Known,
    ) -> None:
        self.datamap = datamap
        self.stores = stores
        self.facts = facts
        self.known = known
        self.hits = {ref: Hits(fact) for ref, fact in facts.items()}
        self.strangers: Strangers | None = None
        self.unique = {name for name, i in datamap.identifiers.items() if not i.shared}

    def close(self, frontier: pa.Table, fresh: Mapping[TableRef, Indices] | None = None) -> None:
        """Follow unique identifiers and links until nothing new is found.

        Args:
            frontier: identifiers to begin with, in the columns of :class:`Known`.
            fresh: newly found rows to begin with: by table, positions of pairs.
        """
        fresh = dict(fresh or {})
        while frontier.num_rows or fresh:
            learned = [self._learn(ref, found) for ref, found in fresh.items()]
            frontier = pa.concat_tables([frontier, *learned])
            found = self._follow_identifiers(frontier)
            for ref, pairs in self._follow_links(fresh, certain=True).items():
                found[ref] = np.union1d(found.get(ref, np.zeros(0, np.int64)), pairs)
            fresh = {ref: pairs for ref, pairs in found.items() if len(pairs)}
            frontier = frontier.slice(0, 0)

    def spread_possible(self, fresh: dict[TableRef, Indices]) -> None:
        """Follow links from rows that are possibly someone's to rows that then are possibly theirs."""
        while fresh:
            fresh = {r: pairs for r, pairs in self._follow_links(fresh, certain=False).items() if len(pairs)}

    def normals(self, ref: TableRef, column: str, identifier: str, at: Indices) -> pa.Array:
        """The normal forms of a column in found rows, by the rows' positions."""
        rows = self.hits[ref].rows
        if rows is None:
            return pa.array([], pa.string())
        kind = self.datamap.identifiers[identifier]
        return normal_forms(kind.kind, rows.column(column).take(pa.array(at)), region=kind.region)

    def _learn(self, ref: TableRef, pairs: Indices) -> pa.Table:
        """The identifiers in newly found rows become known; those that are one person's lead on."""
        hits = self.hits[ref]
        onward = [self.known.table.slice(0, 0)]
        for identity in hits.facts.identity:
            if identity.owner:
                continue
            normals = self.normals(ref, identity.column, identity.identifier, hits.row[pairs])
            fresh = self.known.add(hits.subject[pairs], identity.identifier, normals)
            if not identity.shared:
                onward.append(fresh)
        return pa.concat_tables(onward)

    def _follow_identifiers(self, frontier: pa.Table) -> dict[TableRef, Indices]:
        found: dict[TableRef, Indices] = {}
        for name in pc.unique(frontier.column("identifier")).to_pylist():
            if name not in self.unique:
                continue
            sought = frontier.filter(pc.equal(frontier.column("identifier"), name))
            for ref, facts in self.facts.items():
                for identity in facts.identity:
                    if identity.identifier == name:
                        pairs = self._find(ref, identity, sought)
                        found[ref] = np.union1d(found.get(ref, np.zeros(0, np.int64)), pairs)
        return found

    def _find(self, ref: TableRef, identity: IdentityColumn, sought: pa.Table) -> Indices:
        """Find the rows whose column holds an identifier and say that they are the people's."""
        rows, at_row, at_sought = self.look_up(ref, identity.column, identity.identifier, sought)
        subjects: Indices = sought.column("subject").to_numpy()[at_sought].astype(np.int64)
        if identity.implied:
            theirs = self._not_somebody_elses(ref, rows, at_row, subjects)
            at_row, subjects = at_row[theirs], subjects[theirs]
        return self.hits[ref].add(rows, at_row, subjects, certain=True)

    def look_up(
        self, ref: TableRef, column: str, name: str, sought: pa.Table
    ) -> tuple[pa.Table, Indices, Indices]:
        """The rows whose column holds an identifier, and the pairs of rows and entries of `sought`."""
        wanted = sought.column("normal").combine_chunks().unique()
        identifier = self.datamap.identifiers[name]
        rows, normals = by_identifier(self.stores[ref.store], self.facts[ref], column, identifier, wanted)
        at_row, at_sought = equi_join([normals], [sought.column("normal")])
        return rows, at_row, at_sought

    def _follow_links(self, fresh: Mapping[TableRef, Indices], *, certain: bool) -> dict[TableRef, Indices]:
        found: dict[TableRef, Indices] = {}
        for ref, facts in self.facts.items():
            for link in facts.links:
                if link.target in fresh:
                    pairs = self._follow_link(ref, link, fresh[link.target], certain=certain)
                    found[ref] = np.union1d(found.get(ref, np.zeros(0, np.int64)), pairs)
        return found

    def _follow_link(self, ref: TableRef, link: Link, pairs: Indices, *, certain: bool) -> Indices:
        parents = self.hits[link.target]
        if parents.rows is None:
            return np.zeros(0, np.int64)
        keys = text_keys(parents.rows.take(pa.array(parents.row[pairs])), link.target_columns)
        rows, at_row, at_key = by_link(self.stores[ref.store], self.facts[ref], link.columns, keys)
        subjects = parents.subject[pairs][at_key]
        theirs = self._not_somebody_elses(ref, rows, at_row, subjects)
        return self.hits[ref].add(rows, at_row[theirs], subjects[theirs], certain=certain)

    def _not_somebody_elses(self, ref: TableRef, rows: pa.Table, at_row: Indices, subjects: Indices) -> Any:
        """By pair, whether a row that a link led to may be the person's: it identifies nobody else."""
        theirs = np.ones(len(at_row), bool)
        facts = self.facts[ref]
        for identity in facts.unique_identity():
            kind = self.datamap.identifiers[identity.identifier]
            normals = normal_forms(kind.kind, rows.column(identity.column), region=kind.region)
            held = normals.take(pa.array(at_row))
            known = self.known.of(identity.identifier)
            own, _ = equi_join([pa.array(subjects), held], [known.column("subject"), known.column("normal")])
            is_own = np.zeros(len(at_row), bool)
            is_own[own] = True
            is_blank = pc.is_null(held).to_numpy(zero_copy_only=False)
            if facts.map.person:
                # A person's row that only a link leads to is another person's: it would have been
                # found by its identifiers.
                theirs &= is_own | is_blank
                continue
            foreign = ~is_own & ~is_blank
            theirs &= ~(foreign & self._identifies_a_person(identity.identifier, held, foreign))
        return theirs

    def _identifies_a_person(self, name: str, held: pa.Array, asked: Any) -> Any:
        """By value, whether a person table has a row with that identifier; only where `asked`."""
        answer = np.zeros(len(held), bool)
        wanted = pc.drop_null(held.filter(pa.array(asked))).unique()
        if len(wanted) == 0:
            return answer
        for ref, facts in self.facts.items():
            for identity in facts.unique_identity():
                if facts.map.person and identity.identifier == name:
                    kind = self.datamap.identifiers[name]
                    _, normals = by_identifier(self.stores[ref.store], facts, identity.column, kind, wanted)
                    answer |= pc.is_in(held, value_set=normals, skip_nulls=True).to_numpy(
                        zero_copy_only=False
                    )
        return answer


def _held(hits: Hits, outside: Any) -> HeldRows:
    rows = hits.rows
    if rows is None:
        from subjectrights.identity.lookup import empty_rows

        rows = empty_rows(hits.facts)
    return HeldRows(
        facts=hits.facts,
        rows=rows,
        row=hits.row,
        subject=hits.subject,
        certain=hits.certain,
        outside=outside,
    )
