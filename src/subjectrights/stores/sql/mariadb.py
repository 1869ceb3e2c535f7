"""MariaDB and MySQL, through PyMySQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import sqlalchemy as sa

from subjectrights.errors import StoreError
from subjectrights.quiet import quiet_engine
from subjectrights.stores.base import Assurance
from subjectrights.stores.sql.dialect import CreateTemporary, Dialect, Locator
from subjectrights.stores.sql.faults import Fault, Trouble
from subjectrights.stores.sql.fields import Element, Field
from subjectrights.stores.sql.mariadb_fields import Declared, Text, describe

__all__ = ["MariaDb"]

_TROUBLES: Mapping[Trouble, frozenset[int]] = {
    Trouble.BUSY: frozenset({1205, 3572, 1969, 3024}),
    Trouble.CLASH: frozenset({1020, 1213}),
    Trouble.UNAVAILABLE: frozenset(
        {2002, 2003, 2006, 2013, 2055, 1040, 1045, 1049, 1053, 1129, 1130, 1203, 1226, 1698, 1927}
    ),
    Trouble.DENIED: frozenset({1044, 1142, 1143, 1227, 1370}),
    Trouble.READ_ONLY: frozenset({1036, 1290, 1792, 1836}),
    Trouble.FULL: frozenset({1021, 1041, 1114}),
    Trouble.MALFORMED: frozenset({1034, 1035, 1194, 1195, 1712}),
    Trouble.NULL: frozenset({1048}),
    Trouble.UNIQUE: frozenset({1062, 1169, 1586}),
    Trouble.CHECK: frozenset({3819, 4025}),
    Trouble.UNFITTING: frozenset({1264, 1265, 1292, 1366, 1367, 1406, 1411, 1441, 1906, 3105}),
    Trouble.REFERENCE: frozenset({1216, 1217, 1451, 1452, 1761, 1834}),
    Trouble.TRIGGER: frozenset({1644}),
}
_A_DAY = 86_400
_TROUBLE_OF = {code: trouble for trouble, codes in _TROUBLES.items() for code in codes}
# Only what stands in these places is taken from a message: the rest may quote a value.
_NAMED_COLUMN = {
    1048: re.compile(r"^Column '([^']*)' cannot be null$"),
    1264: re.compile(r"^Out of range value for column '([^']*)' at row \d+$"),
    1406: re.compile(r"^Data too long for column '([^']*)' at row \d+$"),
}
_NAMED_KEY = re.compile(r" for key '([^']*)'$")
_NAMED_REFERENCE = re.compile(
    r"\(`[^`]*`\.`([^`]*)`, CONSTRAINT `([^`]*)` FOREIGN KEY \(([^)]*)\) REFERENCES "
)

_COLUMNS = sa.text(
    """
    SELECT table_name, column_name, data_type, column_type, character_set_name, collation_name,
           numeric_precision, numeric_scale
    FROM information_schema.columns
    WHERE table_schema = coalesce(:schema, database())
    """
)
_UNWRITABLE = sa.text(
    """
    SELECT t.table_name FROM information_schema.tables t
    LEFT JOIN information_schema.engines e ON e.engine = t.engine
    WHERE t.table_schema = coalesce(:schema, database()) AND coalesce(e.transactions, 'NO') <> 'YES'
    """
)
_CHECKS = sa.text(
    """
    SELECT table_name, check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = coalesce(:schema, database())
    """
)
_REFERRING = sa.text(
    """
    SELECT DISTINCT constraint_schema, table_name FROM information_schema.referential_constraints
    WHERE unique_constraint_schema = :schema
    """
)
_TRIGGERS = sa.text(
    """
    SELECT count(*) FROM information_schema.triggers
    WHERE event_object_schema = coalesce(:schema, database())
      AND event_object_table = :name AND BINARY event_object_table = :name
    """
)


class MariaDb(Dialect):
    """A MariaDB database, or a MySQL one.

    The user needs SELECT, INSERT, UPDATE, DELETE and CREATE TEMPORARY TABLES, and CREATE for the table of
    markers.  It is tested with MariaDB; MySQL 8 can't read a temporary table twice in one statement, so that
    it refuses to delete from a table that refers to itself.

    Args:
        url: where it is.
        wait: how long to wait for somebody else's lock, in seconds.
        rewrites: see :class:`Dialect`.
    """

    checks_row_by_row: ClassVar[bool] = True
    drop_temporary: ClassVar[str] = "DROP TEMPORARY TABLE"  # without the word it would commit

    def __init__(self, url: sa.URL, wait: float, *, rewrites: bool = False) -> None:
        super().__init__(wait, rewrites=rewrites)
        self._url = url if "charset" in url.query else url.update_query_dict({"charset": "utf8mb4"})

    def engine(self) -> sa.Engine:
        """See :meth:`Dialect.engine`."""
        engine = sa.create_engine(
            self._url,
            **quiet_engine(),
            pool_pre_ping=True,
            max_overflow=-1,
            connect_args={"connect_timeout": 10},
        )
        wait = max(1, round(self.wait))

        @sa.event.listens_for(engine, "connect")
        def set_up(connection: Any, _: object) -> None:
            """Without strictness a value too long would be cut without a word."""
            with connection.cursor() as cursor:
                cursor.execute(f"SET SESSION innodb_lock_wait_timeout = {wait}, lock_wait_timeout = {wait}")
                cursor.execute("SET SESSION sql_mode = concat_ws(',', @@sql_mode, 'STRICT_ALL_TABLES')")

        return engine

    def classify(self, error: BaseException) -> Fault:
        """See :meth:`Dialect.classify`."""
        if isinstance(error, OverflowError | UnicodeError):
            return Fault(trouble=Trouble.UNFITTING)
        code, message = (*error.args, None, None)[:2]
        if not isinstance(code, int):
            kind = type(error).__name__
            return Fault(trouble=Trouble.UNAVAILABLE if kind == "InterfaceError" else Trouble.OTHER)
        text = message if isinstance(message, str) else ""
        table = column = constraint = None
        if code in _NAMED_COLUMN and (found := _NAMED_COLUMN[code].search(text)):
            column = found[1]
        elif code in _TROUBLES[Trouble.UNIQUE] and (found := _NAMED_KEY.search(text)):
            constraint = found[1]
        elif code in _TROUBLES[Trouble.REFERENCE] and (found := _NAMED_REFERENCE.search(text)):
            table, constraint, column = found[1], found[2], found[3].replace("`", "")
        trouble = _TROUBLE_OF.get(code, Trouble.OTHER)
        return Fault(trouble=trouble, table=table, column=column, constraint=constraint, code=str(code))

    def catalogue(self, connection: sa.Connection, schema: str | None) -> Mapping[str, Mapping[str, Any]]:
        """See :meth:`Dialect.catalogue`."""
        found: dict[str, dict[str, Declared]] = {}
        for table, column, base, full, charset, collation, precision, scale in connection.execute(
            _COLUMNS, {"schema": schema}
        ):
            found.setdefault(table, {})[column] = Declared(
                base=base.lower(),
                full=full.lower(),
                charset=charset,
                collation=collation,
                precision=precision,
                scale=scale,
            )
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
        # SQLAlchemy reads a table's definition line by line: a name with a line break is lost, or cut.
        if {column["name"] for column in columns} != set(declared):
            raise StoreError("a column's name holds a line break, which can't be read: rename it")
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
        """See :meth:`Dialect.locator`: the key, or else all that the row holds, as bytes where it is text."""
        if key:
            return Locator(parts=tuple(table.columns[name] for name in key))
        every = [table.columns[name] for name in fields]
        parts: list[Element] = [sa.func.md5(sa.func.concat_ws("|", *every))]
        for name, field in fields.items():
            column = table.columns[name]
            parts.append(_as_bytes(column) if isinstance(field, Text) else field.read(column))
        return Locator(parts=tuple(parts), exact=False, stable=False)

    def unwritable(self, connection: sa.Connection, schema: str | None) -> Collection[str]:
        """See :meth:`Dialect.unwritable`: tables of an engine without transactions, such as MyISAM."""
        return set(connection.execute(_UNWRITABLE, {"schema": schema}).scalars())

    def checks(self, connection: sa.Connection, schema: str | None) -> Mapping[str, Sequence[str]]:
        """See :meth:`Dialect.checks`: those that stand with their column; MySQL has no such table."""
        found: dict[str, list[str]] = {}
        with suppress(sa.exc.DBAPIError):
            for table, text in connection.execute(_CHECKS, {"schema": schema}):
                found.setdefault(table, []).append(_standard(text))
        return found

    def referring(self, connection: sa.Connection, schema: str | None) -> Collection[tuple[str, str]]:
        """See :meth:`Dialect.referring`."""
        return {(place, name) for place, name in connection.execute(_REFERRING, {"schema": schema})}

    def triggers(self, connection: sa.Connection, tables: Sequence[sa.TableClause]) -> bool:
        """See :meth:`Dialect.triggers`."""
        return any(connection.execute(_TRIGGERS, _place(table)).scalar_one() for table in tables)

    def begin_staging(self, connection: sa.Connection) -> None:
        """See :meth:`Dialect.begin_staging`: while other stores stage, the session may idle."""
        connection.exec_driver_sql(f"SET SESSION wait_timeout = {_A_DAY}")
        connection.rollback()
        connection.begin()

    def empty_copy(self, select: sa.Select[Any], table: sa.TableClause) -> sa.Select[Any]:
        """See :meth:`Dialect.empty_copy`: an outer join, so that no column of the copy is NOT NULL."""
        one = sa.select(sa.literal_column("1").label("one")).subquery("nothing")
        return select.select_from(one.outerjoin(table, sa.text("1 = 0"))).where(sa.text("1 = 0"))

    def latest(self, select: sa.Select[Any]) -> sa.Select[Any]:
        """See :meth:`Dialect.latest`: an ordinary read would see the transaction's snapshot."""
        return select.with_for_update(read=True)

    @contextmanager
    def unchecked(self, connection: sa.Connection) -> Iterator[None]:
        """See :meth:`Dialect.unchecked`: MariaDB refuses to delete even a row that refers to itself."""
        connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
        try:
            yield
        finally:
            connection.exec_driver_sql("SET SESSION foreign_key_checks = 1")

    def key_columns(self, fields: Sequence[Field]) -> str:
        """See :meth:`Dialect.key_columns`: indexed, since MariaDB doesn't join large tables by hashing."""
        prefix = "(191)" if fields[0].key == "LONGBLOB" else ""
        return f"{super().key_columns(fields)}, INDEX (k0{prefix})"

    def temporary(self, name: str, select: sa.Select[Any], index: str | None = None) -> CreateTemporary:
        """See :meth:`Dialect.temporary`."""
        return CreateTemporary(name, select, index=f" (INDEX ({index}))" if index else "")

    def count_of_alike(self, changes: Element) -> Element:
        """See :meth:`Dialect.count_of_alike`: rows that are alike are hit by the same changes."""
        return sa.func.count().op("DIV")(sa.func.count(changes.distinct()))

    def lock(self, select: sa.Select[Any], table: sa.TableClause) -> sa.Select[Any]:
        """See :meth:`Dialect.lock`: MariaDB knows no ``OF``."""
        return select.with_for_update()

    def purge(self, engine: sa.Engine, tables: Sequence[sa.TableClause]) -> Assurance:
        """See :meth:`Dialect.purge`: InnoDB purges by itself; a table is written anew where asked to."""
        remains = [
            "redo, undo and binary logs keep deleted values until they are recycled or expire",
            "replicas and backups follow on their own",
        ]
        done = []
        with engine.connect() as connection:
            for table in tables if self.rewrites else ():
                if _optimized(connection, table):
                    done.append(f"InnoDB wrote {table.name} anew (OPTIMIZE TABLE)")
                else:
                    remains.insert(0, f"{table.name} could not be written anew; its pages may hold old bytes")
        if not self.rewrites:
            remains.insert(
                0, "InnoDB removes deleted rows in the background; pages may hold old bytes until reused"
            )
        return Assurance(done=tuple(done), remains=tuple(remains))


def _optimized(connection: sa.Connection, table: sa.TableClause) -> bool:
    """Write a table anew; whether it was. What kept it from that is told in rows, not in an error."""
    name = connection.dialect.identifier_preparer.format_table(table)
    try:
        told = connection.exec_driver_sql(f"OPTIMIZE TABLE {name.replace('%', '%%')}").all()
    except sa.exc.DBAPIError:
        return False
    finally:
        connection.rollback()
    return ("status", "OK") in {(str(row[2]).lower(), str(row[3])) for row in told}


def _standard(text: str) -> str:
    """Quotes within texts doubled, as the standard has it, rather than after a backslash."""
    return text.replace("\\\\", "\\").replace("\\'", "''")


def _place(table: sa.TableClause) -> dict[str, str | None]:
    return {"schema": table.schema, "name": table.name}


def _as_bytes(column: Element) -> Element:
    return sa.func.convert(column.op("USING")(sa.literal_column("binary")))
