"""What stores hold, read by other means than the library: the databases' drivers, ``csv``, ``pyarrow``."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pymysql
import sqlalchemy as sa

from journeys.shop import Shop

Rows = list[dict[str, Any]]
MARKER = "subjectrights_runs"
"""The library's own table, in which a run leaves a random token until it is sealed."""


def dump_database(url: str) -> dict[str, Rows]:
    """Every row of every table, the library's own table aside, in an order that the rows themselves give."""
    read = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mariadb}
    found = read[sa.make_url(url).get_backend_name()](sa.make_url(url))
    found.pop(MARKER, None)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def dump(shop: Shop) -> dict[str, Rows]:
    """Every row of every store, by store and table (and file)."""
    found = {f"crm.{name}": rows for name, rows in dump_database(shop.url).items()}
    for path in shop.lists:
        found[f"lists.{path.name}"] = dump_csv(path)
    for path in shop.calls:
        found[f"archive.{path.parent.name}"] = pq.ParquetFile(path).read().to_pylist()
    return found


def dump_csv(path: Path) -> Rows:
    """Every record of one of the shop's lists."""
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1252")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder; the library's own and its empty locks aside."""
    own = ("register.sqlite", "subjectrights.key", ".subjectrights-lock")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(own)
    }


def standing(values: Iterable[str], rows: dict[str, Rows]) -> set[tuple[str, str, str]]:
    """Which of these values stand in some cell: table, column and value."""
    wanted = [value.casefold() for value in values]
    return {
        (table, column, value)
        for table, held in rows.items()
        for row in held
        for column, cell in row.items()
        for value in wanted
        if cell is not None and value in str(cell).casefold()
    }


def _sqlite(url: sa.URL) -> dict[str, Rows]:
    with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')] for name in names}


def _postgresql(url: sa.URL) -> dict[str, Rows]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row) as connection:
        tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        names = [row["table_name"] for row in connection.execute(tables)]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def _mariadb(url: sa.URL) -> dict[str, Rows]:
    with (
        closing(
            pymysql.connect(
                host=url.host,
                port=url.port or 3306,
                user=url.username,
                password=url.password or "",
                database=url.database,
                cursorclass=pymysql.cursors.DictCursor,
            )
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SHOW TABLES")
        names = [next(iter(row.values())) for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f"SELECT * FROM `{name}`")
            found[name] = list(cursor.fetchall())
        return found
