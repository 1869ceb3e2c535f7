"""SQLite: one file, one writer at a time, types that are wishes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.errors import StoreUnavailable
from subjectrights.quiet import quiet_engine
from subjectrights.stores.base import Assurance
from subjectrights.stores.sql.dialect import POSITION, Dialect, Locator
from subjectrights.stores.sql.faults import Fault, Trouble
from subjectrights.stores.sql.fields import Element, Field
from subjectrights.stores.sql.sqlite_fields import Mixed, describe
from subjectrights.stores.sql.sqlite_looking import Stored, stored_kinds

__all__ = ["Sqlite"]

# STRICT tables; the module names this code only where it is built with a newer SQLite.
_CONSTRAINT_DATATYPE = 3091
_TROUBLES = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_CORRUPT: Trouble.MALFORMED,
    sqlite3.SQLITE_NOTADB: Trouble.MALFORMED,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_PERM: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_AUTH: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNAVAILABLE,
    sqlite3.SQLITE_TOOBIG: Trouble.UNFITTING,
    sqlite3.SQLITE_MISMATCH: Trouble.UNFITTING,
}
# Told at once, without a wait.
_CLASHES = {
    sqlite3.SQLITE_BUSY_RECOVERY,
    sqlite3.SQLITE_BUSY_SNAPSHOT,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_LOCKED_SHAREDCACHE,
}
_CONSTRAINTS = {
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: Trouble.NULL,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Trouble.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Trouble.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_ROWID: Trouble.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_CHECK: Trouble.CHECK,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: Trouble.REFERENCE,
    _CONSTRAINT_DATATYPE: Trouble.UNFITTING,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: Trouble.TRIGGER,
}
# Keys of people are never written to a temporary file; others may read while much is staged; and what is
# committed stays so when the power fails, whatever the build's own default.
_PRAGMAS = (
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_spill=OFF",
    "synchronous=EXTRA",
)
_Stamp: TypeAlias = tuple[tuple[int, int] | None, ...]
# A table that a foreign key points at in vain is named with its schema; others are as they were asked for.
_UNUSABLE_KEY = re.compile(
    r'^(?:foreign key mismatch - "(?P<table>.+)" referencing ".+"|no such table: main\..+)$'
)
_PLACES = re.compile(r"^(?:UNIQUE|NOT NULL) constraint failed: (?P<places>[^:]+)$")
_ROWID_NAMES = ("rowid", "_rowid_", "oid")
_ACTIONS = (
    'SELECT tables.name, keys.id, keys."from", keys.on_delete, keys.on_update '
    "FROM sqlite_master AS tables, pragma_foreign_key_list(tables.name) AS keys "
    "WHERE tables.type = 'table' ORDER BY tables.name, keys.id, keys.seq"
)


class Sqlite(Dialect):
    """A SQLite file; it is never created.

    Args:
        path: the file.
        wait: how long to wait for somebody else's lock, in seconds.
        read_only: whether to open it for reading alone.
        rewrites: see :class:`Dialect`.
    """

    def __init__(self, path: Path, wait: float, *, read_only: bool = False, rewrites: bool = False) -> None:
        super().__init__(wait, rewrites=rewrites)
        self._path = path
        self._mode = "ro" if read_only else "rw"
        self._seen: dict[tuple[str, str], tuple[_Stamp, dict[str, Stored]]] = {}

    def engine(self) -> sa.Engine:
        """See :meth:`Dialect.engine`."""
        engine = sa.create_engine(
            "sqlite+pysqlite:///database",
            creator=self._connect,
            poolclass=sa.pool.QueuePool,
            max_overflow=-1,
            **quiet_engine(),
        )
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _connect(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise StoreUnavailable("there is no such SQLite file; it is never created", file=str(self._path))
        # A file that nobody may write is left alone by root too, whom the system would let through.
        mode = self._mode if self._path.stat().st_mode & 0o222 else "ro"
        connection = sqlite3.connect(
            f"file:{quote(str(self._path))}?mode={mode}",
            uri=True,
            timeout=self.wait,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.text_factory = _text
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def classify(self, error: BaseException) -> Fault:
        """See :meth:`Dialect.classify`."""
        if isinstance(
            error, OverflowError | UnicodeError | sqlite3.ProgrammingError | sqlite3.InterfaceError
        ):
            return Fault(trouble=Trouble.UNFITTING)
        code = getattr(error, "sqlite_errorcode", None)
        if not isinstance(code, int):
            return Fault(trouble=Trouble.OTHER)
        if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
            table, column = _place(str(error))
            trouble = _CONSTRAINTS.get(code, Trouble.CHECK)
            return Fault(trouble=trouble, table=table, column=column)
        unusable = _UNUSABLE_KEY.match(str(error))
        if unusable is not None:
            return Fault(trouble=Trouble.UNUSABLE_KEY, table=unusable["table"])
        trouble = Trouble.CLASH if code in _CLASHES else _TROUBLES.get(code & 0xFF, Trouble.OTHER)
        return Fault(trouble=trouble, code=str(code))

    def fields(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        columns: Sequence[Mapping[str, Any]],
        declared: Mapping[str, Any],
        as_text: Collection[str],
    ) -> Mapping[str, Field]:
        """See :meth:`Dialect.fields`."""
        stored = self._looked_through(connection, table, columns)
        return {
            name: Mixed(name, pa.string())
            if name in as_text
            else describe(name, column["type"], stored[name])
            for name, column in ((column["name"], column) for column in columns)
        }

    def _looked_through(
        self, connection: sa.Connection, table: sa.TableClause, columns: Sequence[Mapping[str, Any]]
    ) -> dict[str, Stored]:
        """What the columns hold; looked at anew only where the file, or the table's shape, changed since."""
        stamp = self._stamp()
        shape = table.name, ", ".join(f"{column['name']} {column['type']!r}" for column in columns)
        known = self._seen.get(shape)
        if known is not None and known[0] == stamp:
            return known[1]
        found = stored_kinds(connection, table, columns)
        self._seen[shape] = stamp, found
        return found

    def _stamp(self) -> _Stamp:
        wal = self._path.with_name(f"{self._path.name}-wal")
        states = [path.stat() if path.exists() else None for path in (self._path, wal)]
        return tuple(None if state is None else (state.st_mtime_ns, state.st_size) for state in states)

    @contextmanager
    def own_commit(self) -> Iterator[None]:
        """See :meth:`Dialect.own_commit`: what is written fits, so that columns hold what they held."""
        before = self._stamp()
        yield
        now = self._stamp()
        # A copy, since another thread may be looking a table through just now.
        for shape, (stamp, found) in list(self._seen.items()):
            if stamp == before:
                self._seen[shape] = now, found

    def locator(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        key: Sequence[str],
        fields: Mapping[str, Field],
    ) -> Locator | None:
        """See :meth:`Dialect.locator`: the rowid, or the key of a table without rowids."""
        taken = {column.name.lower() for column in table.columns}
        free = next((name for name in _ROWID_NAMES if name not in taken), None)
        if free is not None:
            rowid: sa.ColumnClause[Any] = sa.column(free)
            try:
                connection.execute(sa.select(rowid).select_from(table).limit(0))
            except sa.exc.OperationalError:
                free = None
            else:
                table.append_column(rowid)
                return Locator(parts=(rowid,))
        return Locator(parts=tuple(table.columns[name] for name in key)) if key else None

    def triggers(self, connection: sa.Connection, tables: Sequence[sa.TableClause]) -> bool:
        """See :meth:`Dialect.triggers`."""
        named = {table.name.lower() for table in tables}
        found = connection.exec_driver_sql("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return any(str(name).lower() in named for name in found.scalars())

    def actions(self, connection: sa.Connection) -> Mapping[tuple[str, tuple[str, ...]], Mapping[str, str]]:
        """See :meth:`Dialect.actions`: the inspector passes over those that stand with their column."""
        found: dict[tuple[str, int], tuple[list[str], dict[str, str]]] = {}
        for table, number, column, on_delete, on_update in connection.exec_driver_sql(_ACTIONS):
            options = {"ondelete": str(on_delete), "onupdate": str(on_update)}
            found.setdefault((table, number), ([], options))[0].append(column)
        return {(table, tuple(columns)): options for (table, _), (columns, options) in found.items()}

    def broken(self, connection: sa.Connection) -> int:
        """See :meth:`Dialect.broken`: looked for only where a foreign key is declared as deferred."""
        late = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND sql LIKE '%DEFERRED%'"
        if not connection.exec_driver_sql(late).scalar_one():
            return 0
        found = connection.exec_driver_sql("SELECT count(*) FROM pragma_foreign_key_check")
        return int(found.scalar_one())

    def begin_staging(self, connection: sa.Connection) -> None:
        """See :meth:`Dialect.begin_staging`: the one right to write is taken at once."""
        connection.execution_options(subjectrights_begin="BEGIN IMMEDIATE")
        connection.begin()

    def key_columns(self, fields: Sequence[Field]) -> str:
        """See :meth:`Dialect.key_columns`: without types, so that keys are kept and compared as they are."""
        return ", ".join((POSITION, *(f"k{number}" for number in range(len(fields)))))

    @contextmanager
    def unchecked(self, connection: sa.Connection) -> Iterator[None]:
        """See :meth:`Dialect.unchecked`: until the commit, which checks them."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield

    def delete(
        self,
        table: sa.TableClause,
        locator: Locator,
        names: Sequence[sa.ColumnClause[Any]],
        which: sa.ColumnElement[bool],
    ) -> sa.Delete:
        """See :meth:`Dialect.delete`."""
        named: Element = locator.parts[0] if len(locator.parts) == 1 else sa.tuple_(*locator.parts)
        return sa.delete(table).where(named.in_(sa.select(*names).where(which)))

    def purge(self, engine: sa.Engine, tables: Sequence[sa.TableClause]) -> Assurance:
        """See :meth:`Dialect.purge`: deleted bytes were overwritten; the write-ahead log is emptied.

        That can't reach what other programs left in pages that are in use: SQLite doesn't tell where. A new
        file has none of it, but to write one takes the whole database's time and room, and a lock.
        """
        done = ["SQLite overwrote deleted values with zeros (secure_delete)"]
        remains = ["blocks that the file system freed, and backups, are beyond the database's reach"]
        anew = self.rewrites and self._vacuumed(engine)
        if anew:
            done.append("SQLite wrote the whole file anew (VACUUM)")
        elif self.rewrites:
            remains.insert(0, "SQLite could not write the file anew (VACUUM): another program was using it")
        if not anew:
            remains.insert(
                0, "pages may hold what others changed or deleted without secure_delete, until a VACUUM"
            )
        try:
            with self.own_commit(), closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
                free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
                cursor.close()
        except sqlite3.Error:
            return Assurance(done=tuple(done), remains=("the SQLite file could not be looked at", *remains))
        if mode == "wal" and busy:
            remains.insert(0, "readers kept SQLite's write-ahead log in use: it still holds older pages")
        elif mode == "wal":
            done.append("SQLite's write-ahead log was copied into the database and emptied")
        if free:
            remains.insert(
                0,
                f"{free} unused pages may hold what others deleted without secure_delete; VACUUM drops them",
            )
        journal = self._path.with_name(f"{self._path.name}-journal")
        if journal.is_file() and journal.stat().st_size:
            remains.insert(0, "another program left a rollback journal that may hold older pages")
        return Assurance(done=tuple(done), remains=tuple(remains))

    def _vacuumed(self, engine: sa.Engine) -> bool:
        """Write the file anew; whether nobody kept it from that."""
        try:
            with self.own_commit(), closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                # The new version is put together beside the file, not in memory: it holds nobody who is gone.
                cursor.execute("PRAGMA temp_store=FILE")
                try:
                    cursor.execute("VACUUM")
                finally:
                    cursor.execute("PRAGMA temp_store=MEMORY")
                    cursor.close()
        except sqlite3.Error:
            return False
        return True


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("subjectrights_begin", "BEGIN"))


def _text(stored: bytes) -> str:
    """Bytes that are no UTF-8 are shown as escapes rather than refused; such a text matches nothing."""
    return stored.decode("utf-8", "backslashreplace")


def _place(message: str) -> tuple[str | None, str | None]:
    """Table and columns, which is all that these two messages hold."""
    found = _PLACES.match(message)
    if found is None:
        return None, None
    places = [place.strip().split(".", 1) for place in found["places"].split(",")]
    if any(len(place) != len(("table", "column")) for place in places):
        return None, None
    return places[0][0], ", ".join(column for _, column in places)
