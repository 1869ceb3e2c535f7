"""The SQL store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.changes import Change, Match
from subjectrights.errors import MalformedData, ValueRefused
from subjectrights.forking import let_go_when_forked
from subjectrights.stores.base import Assurance, Capabilities, Staged, Store, StoreSource, Table
from subjectrights.stores.sql import marker
from subjectrights.stores.sql.connecting import dialect_of
from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.faults import told_plainly
from subjectrights.stores.sql.finding import MisfitFound, read
from subjectrights.stores.sql.reflection import reflect
from subjectrights.stores.sql.relation import Relations
from subjectrights.stores.sql.staging import SqlStaged, carry_out, require_possible
from subjectrights.stores.sql.work import Work
from subjectrights.terms import Outcome

__all__ = ["SqlStore"]


class SqlStore(Store):
    """Tables of a SQLite, PostgreSQL, MariaDB or MySQL database.

    A run is one transaction, opened by :meth:`stage`, which leaves its token in the table
    ``subjectrights_runs``.  Its rows are locked until the commit, so that nobody changes them meanwhile.

    Args:
        source: ``options`` hold ``url``, a SQLAlchemy URL (a SQLite path starts at the map's folder);
            ``schema``, the schema of tables that name none; ``lock_timeout``, how many seconds to wait for
            somebody else's lock (10); ``purge``, ``rewrite`` to have what a run changed written anew, so that
            no page keeps older bytes (``quick``).  A table's ``options`` hold ``name`` and ``schema`` where
            they differ.
    """

    def __init__(self, source: StoreSource) -> None:
        super().__init__(source)
        self.capabilities = Capabilities(enforces_keys=True)
        self._lock = threading.RLock()
        self._dialect: Dialect | None = None
        self._engine: sa.Engine | None = None
        self._relations: Relations | None = None
        self._as_text: set[tuple[str, str]] = set()
        self._changed: set[str] = set()
        self._staged: set[SqlStaged] = set()

    def __repr__(self) -> str:
        return f"SqlStore({self.name!r})"

    def schema(self) -> Mapping[str, Table]:
        """See :meth:`Store.schema`; read once, and again before every run."""
        return {name: relation.described for name, relation in self._known().tables.items()}

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See :meth:`Store.find`."""
        relations = self._known()
        relation = relations[table]
        wanted = list(relation.fields if columns is None else columns)
        relations.require(relation, wanted)
        if match is not None:
            relations.require(relation, (*match.columns, *match.missing))
        return self._read(relations, table, wanted, match)

    def _read(
        self, relations: Relations, table: str, columns: Sequence[str], match: Match | None
    ) -> Iterator[pa.RecordBatch]:
        try:
            with self._guard(table), self._connection() as connection:
                yield from read(connection, self._kind(), relations[table], columns, match)
        except ValueRefused:
            raise MalformedData(
                "the database holds a value that its driver can't read", store=self.name, table=table
            ) from None
        except MisfitFound as found:
            found.store = self.name
            with self._lock:
                self._as_text.update((table, column) for column in found.columns)
                self._relations = None
            raise

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        """See :meth:`Store.stage`."""
        require_possible(self._known(), changes)
        with self._guard(None):
            with self._connection() as connection, self._kind().own_commit():
                marked = marker.provide(connection, self._schema)
            if not marked:
                self.capabilities = replace(self.capabilities, outcome=False)
            relations = self._known(anew=True)
            require_possible(relations, changes)
            connection = self._opened().connect()
            try:
                self._kind().begin_staging(connection)
                if marked:
                    marker.leave(connection, self._schema, token)
                work = Work(
                    connection=connection, dialect=self._kind(), relations=relations, guard=self._guard
                )
                counts = carry_out(work, changes)
            except BaseException:
                connection.close()
                raise
        staged = SqlStaged(connection, self._kind(), counts, self._guard, self.name, self._finished)
        with self._lock:
            self._staged.add(staged)
        return staged

    def _finished(self, staged: SqlStaged, changed: Sequence[str]) -> None:
        with self._lock:
            self._staged.discard(staged)
            self._changed.update(changed)

    def purge(self) -> Assurance:
        """See :meth:`Store.purge`: of the tables changed since the last one, or else of the mapped ones."""
        relations = self._known()
        names = self._changed & set(relations.tables) or {
            name for name, relation in relations.tables.items() if relation.described.mapped
        }
        tables = [relations[name].clause for name in sorted(names) if relations[name].described.writable]
        with self._guard(None):
            assurance = self._kind().purge(self._opened(), tables)
        self._changed.clear()
        return assurance

    def discard(self, token: str) -> None:
        """See :meth:`Store.discard`: a dead run's transaction is gone by itself; its token is removed."""
        with self._guard(None), self._connection() as connection:
            if marker.is_there(connection, self._schema):
                connection.rollback()
                marker.forget(connection, self._schema, token)
                connection.commit()

    def outcome(self, token: str) -> Outcome:
        """See :meth:`Store.outcome`: unknown where the table of tokens isn't there."""
        with self._guard(None), self._connection() as connection:
            if not marker.is_there(connection, self._schema):
                return Outcome.UNKNOWN
            left = marker.was_left(connection, self._schema, token)
        return Outcome.COMMITTED if left else Outcome.NOT_COMMITTED

    def close(self) -> None:
        """See :meth:`Store.close`; runs that are staged and not committed are aborted."""
        with self._lock:
            under_way = list(self._staged)
            engine, self._engine, self._relations = self._engine, None, None
        # Not under the lock: who commits just now holds a lock of its own and comes for this one.
        for staged in under_way:
            staged.abort()
        if engine is not None:
            engine.dispose()

    # ------------------------------------------------------------------ connections

    @property
    def _schema(self) -> str | None:
        schema: str | None = self.source.options.get("schema")
        return schema

    def _kind(self) -> Dialect:
        with self._lock:
            if self._dialect is None:
                self._dialect = dialect_of(self.source)
            return self._dialect

    def _opened(self) -> sa.Engine:
        with self._lock:
            if self._engine is None:
                self._engine = let_go_when_forked(self._kind().engine())
            return self._engine

    @contextmanager
    def _connection(self) -> Iterator[sa.Connection]:
        with self._opened().connect() as connection:
            yield connection

    def _guard(self, table: str | None) -> AbstractContextManager[None]:
        relations = self._relations
        names: Callable[[str], str] = str if relations is None else relations.named
        return told_plainly(self.name, self._kind().classify, names, table)

    def _known(self, *, anew: bool = False) -> Relations:
        with self._lock:
            if self._relations is None or anew:
                with self._guard(None), self._connection() as connection:
                    self._relations = reflect(connection, self._kind(), self.source, frozenset(self._as_text))
            return self._relations
