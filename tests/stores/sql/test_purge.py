"""What deleted values leave behind, and what is said of it. Edge case 39."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.stores.sql.shops import CANARY, delete, execute, kind_of, run, store_of, update

from subjectrights.errors import DataMapError

NEEDLE = CANARY.encode()


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _bytes(url: str) -> bytes:
    path = _path(url)
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("mode", ["DELETE", "WAL", "TRUNCATE", "PERSIST"])
def test_sqlite_keeps_no_byte_of_what_was_deleted_or_overwritten(sqlite_url: str, mode: str) -> None:
    """In the file, its journal and its write-ahead log, also while another program has it open."""
    other = sqlite3.connect(_path(sqlite_url), isolation_level=None)
    other.execute(f"PRAGMA journal_mode={mode}")
    other.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT UNIQUE, note TEXT)")
    other.execute(
        f"INSERT INTO t VALUES (1, '{CANARY}', 'x'), (2, '2{CANARY}', hex(zeroblob(9000)) || '{CANARY}')"
    )
    assert NEEDLE in _bytes(sqlite_url)
    store = store_of(sqlite_url, "t")
    run(store, delete(store, "t", id=[1]), update(store, "t", {"email": "-", "note": "-"}, id=[2]))
    assurance = store.purge()
    assert NEEDLE not in _bytes(sqlite_url)
    assert assurance.done
    other.close()


def test_a_log_that_a_reader_keeps_in_use_is_reported(sqlite_url: str) -> None:
    other = sqlite3.connect(_path(sqlite_url), isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT)")
    other.execute(f"INSERT INTO t VALUES (1, '{CANARY}'), (2, 'b')")
    store = store_of(sqlite_url, "t", lock_timeout=0.1)
    other.execute("BEGIN")
    reading = other.execute("SELECT * FROM t")
    reading.fetchone()
    run(store, delete(store, "t", id=[1]))
    assert any("write-ahead log" in sentence for sentence in store.purge().remains)
    reading.close()
    other.execute("COMMIT")
    assert not any("write-ahead log" in sentence for sentence in store.purge().remains)
    assert NEEDLE not in _bytes(sqlite_url)
    other.close()


def test_pages_that_another_program_freed_are_reported(sqlite_url: str) -> None:
    other = sqlite3.connect(_path(sqlite_url), isolation_level=None)
    other.execute("PRAGMA secure_delete=OFF")
    other.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT)")
    other.execute(f"INSERT INTO t VALUES (1, '{CANARY * 1000}'), (2, 'b')")
    other.execute("DELETE FROM t WHERE id = 1")
    store = store_of(sqlite_url, "t")
    assert any("unused pages" in sentence for sentence in store.purge().remains)
    other.execute("VACUUM")
    assert not any("unused pages" in sentence for sentence in store.purge().remains)
    other.close()


def test_what_the_database_can_not_promise_is_said(database_url: str) -> None:
    execute(
        database_url,
        "CREATE TABLE t (id INT PRIMARY KEY, note TEXT)",
        f"INSERT INTO t VALUES (1, '{CANARY}')",
    )
    store = store_of(database_url, "t")
    run(store, delete(store, "t", id=[1]))
    assurance = store.purge()
    told = " ".join((*assurance.done, *assurance.remains))
    assert CANARY not in told
    assert "backups" in told
    if kind_of(database_url) == "postgresql":
        assert "PostgreSQL vacuumed t" in assurance.done


def test_postgresql_vacuums_the_tables_that_changed(postgresql_url: str) -> None:
    """Others are left alone; a table that can't be vacuumed is named."""
    execute(
        postgresql_url,
        "CREATE TABLE changed (id INT PRIMARY KEY)",
        "CREATE TABLE other (id INT PRIMARY KEY)",
        "INSERT INTO changed VALUES (1)",
    )
    store = store_of(postgresql_url, "changed", "other")
    run(store, delete(store, "changed", id=[1]))
    assert store.purge().done == ("PostgreSQL vacuumed changed",)
    assert store.purge().done == ("PostgreSQL vacuumed changed", "PostgreSQL vacuumed other")


def _older_versions(path: Path, mode: str) -> sqlite3.Connection:
    """What SQLite does unless it is told otherwise: a row that grew leaves its older version in the page."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"PRAGMA journal_mode={mode}")
    other.execute("PRAGMA secure_delete=OFF")
    other.execute("CREATE TABLE t (email TEXT, note TEXT)")
    other.executemany(
        "INSERT INTO t VALUES (?, 'short')", [(f"{number:02}{CANARY}",) for number in range(20)]
    )
    for note in ("a much longer note than before", "and one that is longer still, by far"):
        other.execute("UPDATE t SET note = ? WHERE rowid = 4", (note,))
    return other


@pytest.mark.parametrize("mode", ["DELETE", "WAL", "PERSIST"])
def test_a_file_that_is_written_anew_has_no_older_version_of_a_row(sqlite_url: str, mode: str) -> None:
    other = _older_versions(_path(sqlite_url), mode)
    needle = b"03" + NEEDLE
    quick = store_of(sqlite_url, "t")
    run(quick, delete(quick, "t", email=[f"03{CANARY}"]))
    assert [said for said in quick.purge().remains if said.startswith("pages may hold what others")]
    assert needle in _bytes(sqlite_url)
    rows = other.execute("SELECT * FROM t ORDER BY email").fetchall()
    thorough = store_of(sqlite_url, "t", purge="rewrite")
    run(thorough, delete(thorough, "t", email=[f"07{CANARY}"]))
    assurance = thorough.purge()
    assert "SQLite wrote the whole file anew (VACUUM)" in assurance.done
    assert not [said for said in assurance.remains if "pages" in said]
    assert needle not in _bytes(sqlite_url) and b"07" + NEEDLE not in _bytes(sqlite_url)
    now = other.execute("SELECT * FROM t ORDER BY email").fetchall()
    assert now == [row for row in rows if row[0] != f"07{CANARY}"]
    other.close()


def test_a_file_that_is_in_use_is_not_written_anew_and_that_is_said(sqlite_url: str) -> None:
    other = _older_versions(_path(sqlite_url), "WAL")
    store = store_of(sqlite_url, "t", purge="rewrite", lock_timeout=0.1)
    run(store, delete(store, "t", email=[f"03{CANARY}"]))
    other.execute("BEGIN IMMEDIATE")
    remains = store.purge().remains
    assert [said for said in remains if said.startswith("SQLite could not write the file anew")]
    assert [said for said in remains if said.startswith("pages may hold what others")]
    other.execute("ROLLBACK")
    assert b"03" + NEEDLE in _bytes(sqlite_url)
    store.purge()
    assert b"03" + NEEDLE not in _bytes(sqlite_url)
    other.close()


def _postgresql_bytes(url: str, *relations: str) -> bytes:
    """The bytes of tables' files, and of what they keep out of line, as the server has them on its disk."""
    read = "SELECT pg_read_binary_file(pg_relation_filepath(CAST(:name AS regclass)))"
    toast = "SELECT CAST(reltoastrelid AS regclass)::text FROM pg_class WHERE oid = CAST(:name AS regclass)"
    engine = sa.create_engine(_driven(url), poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))
        found = b""
        for relation in relations:
            names = [relation, connection.execute(sa.text(toast), {"name": relation}).scalar_one()]
            for name in names if names[1] != "-" else names[:1]:
                found += bytes(connection.execute(sa.text(read), {"name": name}).scalar_one())
        return found


def test_postgresql_keeps_no_byte_of_a_table_that_it_writes_anew(postgresql_url: str) -> None:
    """VACUUM alone leaves the values in the table's file, and the statistics theirs."""
    common = f"7{CANARY}"
    execute(
        postgresql_url,
        "CREATE TABLE t (id INT PRIMARY KEY, email TEXT, note TEXT)",
        "ALTER TABLE t ALTER note SET STORAGE EXTERNAL",
        f"INSERT INTO t SELECT n, CASE WHEN n < 50 THEN '{common}' ELSE n || '@x.be' END, "
        f"repeat('{CANARY}', 200) FROM generate_series(1, 100) n",
        "ANALYZE t",
    )
    assert NEEDLE in _postgresql_bytes(postgresql_url, "t")
    assert common.encode() in _postgresql_bytes(postgresql_url, "pg_statistic")
    store = store_of(postgresql_url, "t")
    run(store, delete(store, "t", id=[*range(1, 100)]), update(store, "t", {"note": "-"}, id=[100]))
    remains = store.purge().remains
    assert [said for said in remains if said.startswith("pages that VACUUM marked as free")]
    assert [said for said in remains if said.startswith("PostgreSQL's statistics may hold")]
    assert common.encode() in _postgresql_bytes(postgresql_url, "pg_statistic")
    thorough = store_of(postgresql_url, "t", purge="rewrite")
    assurance = thorough.purge()
    assert assurance.done == (
        "PostgreSQL wrote t anew (VACUUM FULL)",
        "PostgreSQL wrote its statistics anew (VACUUM FULL pg_statistic)",
    )
    assert not [said for said in assurance.remains if "pages" in said or "statistics" in said]
    assert NEEDLE not in _postgresql_bytes(postgresql_url, "t", "pg_statistic")


def test_postgresql_waits_no_longer_than_it_may_to_write_a_table_anew(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)")
    store = store_of(postgresql_url, "t", purge="rewrite", lock_timeout=0.1)
    run(store, delete(store, "t", id=[1]))
    engine = sa.create_engine(_driven(postgresql_url), poolclass=sa.pool.NullPool)
    with engine.connect() as reader:
        reader.execute(sa.text("SELECT * FROM t"))
        assurance = store.purge()
    assert "t could not be vacuumed; dead rows stay until it is" in assurance.remains
    assert not [said for said in assurance.done if said.startswith("PostgreSQL wrote t")]


def test_mariadb_writes_a_table_anew(mariadb_url: str) -> None:
    execute(
        mariadb_url,
        "CREATE TABLE t (id INT PRIMARY KEY, email VARCHAR(80)) ENGINE=InnoDB",
        f"INSERT INTO t VALUES (1, '{CANARY}'), (2, 'b')",
        "CREATE TABLE other (id INT PRIMARY KEY) ENGINE=InnoDB",
    )
    made = (
        "SELECT table_name, create_time FROM information_schema.tables "
        "WHERE table_schema = database() AND table_name IN ('other', 't') ORDER BY table_name"
    )
    before = _rows(mariadb_url, made)
    time.sleep(1.1)
    store = store_of(mariadb_url, "t", "other", purge="rewrite")
    run(store, delete(store, "t", id=[1]))
    assurance = store.purge()
    assert assurance.done == ("InnoDB wrote t anew (OPTIMIZE TABLE)",)
    assert not [said for said in assurance.remains if "pages" in said]
    after = _rows(mariadb_url, made)
    assert [now == was for now, was in zip(after, before, strict=True)] == [True, False]
    assert _rows(mariadb_url, "SELECT id FROM t") == [(2,)]


def test_mariadb_says_so_where_somebody_uses_the_table(mariadb_url: str) -> None:
    execute(mariadb_url, "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB", "INSERT INTO t VALUES (1), (2)")
    store = store_of(mariadb_url, "t", purge="rewrite", lock_timeout=1)
    run(store, delete(store, "t", id=[1]))
    engine = sa.create_engine(_driven(mariadb_url), poolclass=sa.pool.NullPool)
    with engine.connect() as reader:
        reader.execute(sa.text("SELECT * FROM t"))
        assurance = store.purge()
    assert assurance.remains[0] == "t could not be written anew; its pages may hold old bytes"


def _rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(_driven(url), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def _driven(url: str) -> sa.URL:
    """The address with the driver that the library uses."""
    found = sa.make_url(url)
    kind = found.get_backend_name()
    return found.set(drivername=f"{kind}+{'psycopg' if kind == 'postgresql' else 'pymysql'}")


def test_how_to_purge_is_one_of_two_words(sqlite_url: str) -> None:
    with pytest.raises(DataMapError, match=r"crm\.purge: quick or rewrite"):
        store_of(sqlite_url, "t", purge="thorough").schema()
