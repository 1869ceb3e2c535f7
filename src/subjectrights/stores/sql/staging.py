"""Works a run out inside a transaction that stays open until it is committed or aborted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

import sqlalchemy as sa

from subjectrights.changes import Change, Count, Delete, Update
from subjectrights.errors import NothingChanged, StoreReadOnly, StoreUnavailable, ValueRefused
from subjectrights.stores.base import Staged
from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.relation import Relation, Relations
from subjectrights.stores.sql.rows import Hit, locate
from subjectrights.stores.sql.work import Guard, Work
from subjectrights.stores.sql.writing import write

__all__ = ["SqlStaged", "carry_out", "require_possible"]


def require_possible(relations: Relations, changes: Sequence[Change]) -> None:
    """Refuse what no database could do, before one is asked.

    Args:
        relations: the store's tables.
        changes: what is asked.

    Raises:
        UnknownName: a table or column that isn't there.
        StoreReadOnly: a view, or a table without transactions.
        ValueRefused: a column that the database computes.
    """
    for change in changes:
        relation = relations[change.table]
        relations.require(relation, (*change.match.columns, *change.match.missing))
        if relation.locator is None:
            raise StoreReadOnly(
                "it can be read alone: it is a view, or its engine has no transactions",
                store=relations.store,
                table=relation.name,
            )
        if isinstance(change, Update):
            relations.require(relation, tuple(change.values))
            _refuse_computed(relations, relation, change)


def _refuse_computed(relations: Relations, relation: Relation, change: Update) -> None:
    for column in change.values:
        if relation.described.columns[column].generated:
            raise ValueRefused(
                "the database computes this column, so that it can't be written",
                store=relations.store,
                table=relation.name,
                column=column,
            )


def carry_out(work: Work, changes: Sequence[Change]) -> dict[str, Count]:
    """Make the changes in the run's transaction, which nobody else sees.

    Args:
        work: the run.
        changes: what is asked.

    Returns:
        By table, the rows deleted and updated.
    """
    real = [change for change in changes if isinstance(change, Delete) or change.values]
    names = list(dict.fromkeys(change.table for change in real))
    with ExitStack() as stack:
        hits: dict[str, Hit] = {}
        for name in names:
            relation = work.relations[name]
            if relation.locator is None:
                continue
            own = [change for change in real if change.table == name]
            with work.guard(name):
                hit = stack.enter_context(locate(work, relation, relation.locator, own))
            if hit is not None:
                hits[name] = hit
        triggers = work.dialect.triggers(work.connection, [hit.relation.clause for hit in hits.values()])
        before = _heights(work) if triggers else {}
        broken = work.dialect.broken(work.connection)
        counts = write(work, hits, triggers=triggers)
        work.dialect.settle(work.connection)
        if work.dialect.broken(work.connection) > broken:
            raise NothingChanged("a deferred foreign key refuses the change", store=work.store)
        if triggers:
            _refuse_losses(work, before, _heights(work), counts)
        return counts


def _heights(work: Work) -> dict[str, int]:
    """How many rows every table has."""
    tables = work.relations.tables.items()
    return {name: work.count(relation.clause) for name, relation in tables if relation.described.writable}


def _refuse_losses(
    work: Work, before: Mapping[str, int], after: Mapping[str, int], counts: Mapping[str, Count]
) -> None:
    for name, height in before.items():
        if after[name] < height - counts.get(name, Count()).deleted:
            raise NothingChanged(
                "a trigger would delete rows of this table that the plan doesn't mention; map the table, so "
                "that they are accounted for",
                store=work.store,
                table=name,
            )


class SqlStaged(Staged):
    """A transaction with all the changes in it.

    Args:
        connection: the transaction's; closed by `commit` and `abort`.
        dialect: the database's kind.
        counts: rows by table.
        guard: translates what the driver raises.
        store: the store's name.
        finished: called when the transaction has ended, with the tables that changed.
    """

    def __init__(
        self,
        connection: sa.Connection,
        dialect: Dialect,
        counts: Mapping[str, Count],
        guard: Guard,
        store: str,
        finished: Callable[[SqlStaged, Sequence[str]], None],
    ) -> None:
        self.counts = counts
        self._connection: sa.Connection | None = connection
        self._dialect = dialect
        self._guard = guard
        self._store = store
        self._finished = finished
        self._committed = False
        self._lock = threading.RLock()

    def check(self) -> None:
        """See :meth:`Staged.check`: the transaction holds its rows, so that it need only be alive."""
        with self._lock:
            connection = self._alive()
            with self._guard(None):
                connection.execute(sa.select(sa.literal_column("1"))).all()

    def commit(self) -> None:
        """See :meth:`Staged.commit`.

        Raises:
            StoreBusy: SQLite's readers didn't let go in time; it may be tried again.
            StoreUnavailable: the connection was lost, or the store closed, meanwhile: ask
                :meth:`Store.outcome` what happened.
        """
        with self._lock:
            if self._committed:
                return
            connection = self._alive()
            try:
                with self._guard(None), self._dialect.own_commit():
                    # As a statement, so that it can be tried again where SQLite's readers were in the way.
                    connection.exec_driver_sql("COMMIT")
            except StoreUnavailable:
                self.abort()
                raise StoreUnavailable(
                    "the connection was lost while committing, so that it isn't known whether the changes "
                    "are there; the store's outcome of the run tells",
                    store=self._store,
                ) from None
            self._committed = True
            self._close([name for name, count in self.counts.items() if count != Count()])

    def abort(self) -> None:
        """See :meth:`Staged.abort`."""
        with self._lock:
            self._close([])

    def _alive(self) -> sa.Connection:
        if self._connection is None:
            raise StoreUnavailable(
                "the run ended already: it was committed or aborted, or the store was closed",
                store=self._store,
            )
        return self._connection

    def _close(self, changed: Sequence[str]) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._finished(self, changed)
        try:
            connection.close()
        except sa.exc.SQLAlchemyError:
            connection.invalidate()
