"""What deleted values leave behind, and what is said of it. Edge case 39."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.stores.sql.shops import CANARY, delete, execute, kind_of, run, store_of, update

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
