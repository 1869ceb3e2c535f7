"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from subjectrights.quiet import quiet_engine
from subjectrights.stores.base import Assurance
from subjectrights.stores.sql.dialect import POSITION, CreateTemporary, Dialect, Locator
from subjectrights.stores.sql.faults import Fault, Trouble
from subjectrights.stores.sql.fields import Element, Field, Native, bind
from subjectrights.stores.sql.postgresql_fields import Declared, describe

__all__ = ["PostgreSql"]

_STATES = {
    "08": Trouble.UNAVAILABLE,
    "22": Trouble.UNFITTING,
    "25006": Trouble.READ_ONLY,
    "23502": Trouble.NULL,
    "23505": Trouble.UNIQUE,
    "23503": Trouble.REFERENCE,
    "23001": Trouble.REFERENCE,
    "23514": Trouble.CHECK,
    "23P01": Trouble.UNIQUE,
    "28": Trouble.UNAVAILABLE,
    "3D": Trouble.UNAVAILABLE,
    "40": Trouble.BUSY,
    "40001": Trouble.CLASH,
    "40P01": Trouble.CLASH,
    "42501": Trouble.DENIED,
    "428C9": Trouble.UNFITTING,
    "42804": Trouble.UNFITTING,
    "53100": Trouble.FULL,
    "53": Trouble.UNAVAILABLE,
    "P0": Trouble.TRIGGER,
    "55P03": Trouble.BUSY,
    "55006": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "57P": Trouble.UNAVAILABLE,
    "58": Trouble.UNAVAILABLE,
    "XX001": Trouble.MALFORMED,
}

_COLUMNS = sa.text(
    """
    WITH RECURSIVE types AS (
        SELECT c.relname, a.attname, a.atttypid AS id, a.atttypmod AS mod
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = coalesce(:schema, current_schema()) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT types.relname, types.attname, t.typbasetype, t.typtypmod
        FROM types JOIN pg_type t ON t.oid = types.id
        WHERE t.typtype = 'd'
    )
    SELECT types.relname, types.attname, t.typname, format_type(t.oid, NULL), format_type(t.oid, types.mod),
           t.typcategory = 'A'
    FROM types JOIN pg_type t ON t.oid = types.id
    WHERE t.typtype <> 'd'
    """
)
_TRIGGERS = sa.text(
    """
    SELECT count(*) FROM pg_trigger
    WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = to_regclass(:relation)
    """
)
_REFERRING = sa.text(
    """
    SELECT DISTINCT n.nspname, c.relname
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class parent ON parent.oid = k.confrelid
    JOIN pg_namespace home ON home.oid = parent.relnamespace
    WHERE k.contype = 'f' AND home.nspname = :schema
    """
)
_PARTITIONS = sa.text(
    """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relispartition AND n.nspname = coalesce(:schema, current_schema())
    """
)


class PostgreSql(Dialect):
    """A PostgreSQL database.

    Args:
        url: where it is.
        wait: how long to wait for somebody else's lock, in seconds.
        rewrites: see :class:`Dialect`.
    """

    def __init__(self, url: sa.URL, wait: float, *, rewrites: bool = False) -> None:
        super().__init__(wait, rewrites=rewrites)
        self._url = url

    def engine(self) -> sa.Engine:
        """See :meth:`Dialect.engine`."""
        engine = sa.create_engine(
            self._url,
            **quiet_engine(),
            pool_pre_ping=True,
            max_overflow=-1,
            connect_args={"connect_timeout": 10},
        )
        wait = int(self.wait * 1000)

        @sa.event.listens_for(engine, "connect")
        def set_up(connection: Any, _: object) -> None:
            _let_odd_dates_through(connection)
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {wait}")
            connection.commit()

        return engine

    def classify(self, error: BaseException) -> Fault:
        """See :meth:`Dialect.classify`."""
        state = getattr(error, "sqlstate", None)
        if not state:
            unreachable = type(error).__name__ in {"OperationalError", "ConnectionTimeout", "InterfaceError"}
            if unreachable:
                return Fault(trouble=Trouble.UNAVAILABLE)
            fits = not isinstance(error, OverflowError | UnicodeError) and type(error).__name__ != "DataError"
            return Fault(trouble=Trouble.OTHER if fits else Trouble.UNFITTING)
        trouble = next(
            (_STATES[state[:size]] for size in (5, 3, 2) if state[:size] in _STATES), Trouble.OTHER
        )
        told = getattr(error, "diag", None)
        return Fault(
            trouble=trouble,
            table=getattr(told, "table_name", None),
            column=getattr(told, "column_name", None),
            constraint=getattr(told, "constraint_name", None),
            code=state,
        )

    def catalogue(self, connection: sa.Connection, schema: str | None) -> Mapping[str, Mapping[str, Any]]:
        """See :meth:`Dialect.catalogue`."""
        found: dict[str, dict[str, Declared]] = {}
        for table, column, base, native, full, array in connection.execute(_COLUMNS, {"schema": schema}):
            declared = Declared(base=base, native=native, full=full, array=array)
            found.setdefault(table, {})[column] = declared
        return found

    def fields(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        columns: Sequence[Mapping[str, Any]],
        declared: Mapping[str, Any],
        as_text: Collection[str],
    ) -> Mapping[str, Field]:
        """See :meth:`Dialect.fields`."""
        return {
            column["name"]: describe(
                column["name"], declared[column["name"]], as_text=column["name"] in as_text
            )
            for column in columns
        }

    def locator(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        key: Sequence[str],
        fields: Mapping[str, Field],
    ) -> Locator | None:
        """See :meth:`Dialect.locator`: the key, or else the place of the row's current version."""
        if key:
            return Locator(parts=tuple(table.columns[name] for name in key))
        place: tuple[sa.ColumnClause[Any], ...] = (sa.column("tableoid"), sa.column("ctid"))
        for column in place:
            table.append_column(column)
        return Locator(parts=place, stable=False)

    def hidden(self, connection: sa.Connection, schema: str | None) -> Collection[str]:
        """See :meth:`Dialect.hidden`: partitions, whose rows are their parent's."""
        return set(connection.execute(_PARTITIONS, {"schema": schema}).scalars())

    def referring(self, connection: sa.Connection, schema: str | None) -> Collection[tuple[str, str]]:
        """See :meth:`Dialect.referring`."""
        return {(place, name) for place, name in connection.execute(_REFERRING, {"schema": schema})}

    def begin_staging(self, connection: sa.Connection) -> None:
        """See :meth:`Dialect.begin_staging`.

        Rows are held by locks, so that nothing is left to fail at the commit, as it could where the server's
        own default is SERIALIZABLE; and while other stores stage, the session may idle.
        """
        connection.execution_options(isolation_level="READ COMMITTED")
        connection.begin()
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")

    def settle(self, connection: sa.Connection) -> None:
        """See :meth:`Dialect.settle`."""
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")

    def triggers(self, connection: sa.Connection, tables: Sequence[sa.TableClause]) -> bool:
        """See :meth:`Dialect.triggers`."""
        return any(
            connection.execute(_TRIGGERS, {"relation": _relation(connection, table)}).scalar_one()
            for table in tables
        )

    def temporary(self, name: str, select: sa.Select[Any], index: str | None = None) -> CreateTemporary:
        """See :meth:`Dialect.temporary`."""
        return CreateTemporary(name, select, ending=" ON COMMIT DROP")

    @contextmanager
    def unchecked(self, connection: sa.Connection) -> Iterator[None]:
        """See :meth:`Dialect.unchecked`: those that are deferrable."""
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
        yield
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")

    @contextmanager
    def keys(
        self, connection: sa.Connection, fields: Sequence[Field], rows: Sequence[tuple[Any, ...]]
    ) -> Iterator[sa.FromClause]:
        """See :meth:`Dialect.keys`: one array a column, so that nothing need be created."""
        yield _unnested(fields, rows)

    def fill(
        self,
        connection: sa.Connection,
        table: sa.TableClause,
        fields: Sequence[Field],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """See :meth:`Dialect.fill`."""
        given = _unnested(fields, rows)
        columns: list[Element] = [given.columns[POSITION]]
        columns += [field.written(given.columns[f"k{number}"]) for number, field in enumerate(fields)]
        names = [column.name for column in table.columns]
        connection.execute(sa.insert(table).from_select(names, sa.select(*columns)))

    def purge(self, engine: sa.Engine, tables: Sequence[sa.TableClause]) -> Assurance:
        """See :meth:`Dialect.purge`: a VACUUM of the changed tables, which writes them anew where asked to.

        A table's statistics hold values as well, until it is analysed and they are written anew themselves.
        """
        remains = [
            "PostgreSQL's write-ahead log keeps deleted values until it is recycled",
            "replicas and backups follow on their own",
        ]
        done = []
        command = "VACUUM (FULL, ANALYZE)" if self.rewrites else "VACUUM"
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                if not _vacuumed(connection, command, _relation(connection, table), anew=self.rewrites):
                    remains.insert(0, f"{table.name} could not be vacuumed; dead rows stay until it is")
                elif self.rewrites:
                    done.append(f"PostgreSQL wrote {table.name} anew (VACUUM FULL)")
                else:
                    done.append(f"PostgreSQL vacuumed {table.name}")
            statistics = self.rewrites and _vacuumed(
                connection, "VACUUM FULL", "pg_catalog.pg_statistic", anew=True
            )
        if statistics:
            done.append("PostgreSQL wrote its statistics anew (VACUUM FULL pg_statistic)")
        else:
            remains.insert(
                0, "PostgreSQL's statistics may hold common values until pg_statistic is written anew"
            )
        if not self.rewrites:
            remains.insert(
                0,
                "pages that VACUUM marked as free may hold old bytes until they are reused or VACUUM FULL "
                "is run",
            )
        return Assurance(done=tuple(done), remains=tuple(remains))


def _let_odd_dates_through(connection: Any) -> None:
    """Hand dates that Python doesn't have, such as infinity, over as text: psycopg refuses the whole row."""
    from psycopg import DataError
    from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

    def lenient(loader: type[Any]) -> type[Any]:
        def load(self: Any, data: Any) -> Any:
            try:
                return loader.load(self, data)
            except DataError:
                return bytes(data).decode()

        return type(loader.__name__, (loader,), {"load": load})

    for name, loader in (
        ("date", DateLoader),
        ("timestamp", TimestampLoader),
        ("timestamptz", TimestamptzLoader),
    ):
        connection.adapters.register_loader(name, lenient(loader))


def _vacuumed(connection: sa.Connection, command: str, relation: str, *, anew: bool) -> bool:
    """Vacuum a table; whether it was.

    Whom a table doesn't belong to is only warned: what was written anew has another file.
    """
    where = sa.text("SELECT pg_relation_filenode(CAST(:relation AS regclass))")
    try:
        before = connection.execute(where, {"relation": relation}).scalar()
        connection.exec_driver_sql(f"{command} {relation.replace('%', '%%')}")
        after = connection.execute(where, {"relation": relation}).scalar()
    except sa.exc.DBAPIError:
        return False
    return not anew or before != after


def _relation(connection: sa.Connection, table: sa.TableClause) -> str:
    """The table's name as SQL writes it."""
    quoted = connection.dialect.identifier_preparer.quote_identifier
    schema = f"{quoted(table.schema)}." if table.schema else ""
    return (schema + quoted(table.name)).replace("%%", "%")


def _unnested(fields: Sequence[Field], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
    positions, *values = zip(*rows, strict=True)
    arrays = [sa.cast(bind(list(positions)), Native("bigint[]"))]
    for field, column in zip(fields, values, strict=True):
        arrays.append(sa.cast(bind(list(column)), Native(f"{field.key}[]")))
    names = [POSITION, *(f"k{number}" for number in range(len(fields)))]
    return sa.func.unnest(*arrays).table_valued(*names, name="subjectrights_keys").render_derived()
