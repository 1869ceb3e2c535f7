"""What goes wrong is told in the library's words, and no value with it."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import traceback
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests.stores.sql.shops import CANARY, delete, execute, kind_of, rows, run, select, store_of, update

from subjectrights.errors import (
    DataMapError,
    MalformedData,
    MissingExtra,
    NothingChanged,
    StoreBusy,
    StoreReadOnly,
    StoreUnavailable,
    ValueRefused,
)
from subjectrights.stores.base import StoreSource
from subjectrights.stores.sql import SqlStore
from subjectrights.testing.checks import refused

SECRET = "hunter2-secret"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://someone:{SECRET}@127.0.0.1:1/crm",
        f"mysql://someone:{SECRET}@127.0.0.1:1/crm",
        f"mariadb+pymysql://someone:{SECRET}@127.0.0.1:1/crm",
    ],
)
def test_a_database_that_is_down_is_unavailable_and_its_password_is_not_told(url: str) -> None:
    """Edge case 8: "could not look"."""
    store = store_of(url, "t")
    assert SECRET not in repr(store) + repr(store.source)
    with refused(StoreUnavailable, without=(SECRET,)):
        store.schema()
    with refused(StoreUnavailable, without=(SECRET,)):
        store.find("t")
    with refused(StoreUnavailable, without=(SECRET,)):
        store.stage([], "token")
    with refused(StoreUnavailable, without=(SECRET,)):
        store.outcome("token")


def test_a_wrong_password_or_database_is_unavailable(postgresql_url: str, mariadb_url: str) -> None:
    for text in (postgresql_url, mariadb_url):
        url = sa.make_url(text)
        for wrong in (url.set(database="sr_not_there"), url.set(username="sr_nobody", password=SECRET)):
            store = store_of(wrong.render_as_string(hide_password=False), "t")
            with refused(StoreUnavailable, without=(SECRET,)):
                store.schema()


def test_a_missing_sqlite_file_is_never_made(tmp_path: Path) -> None:
    """A mistyped path must not become an empty database that holds nobody."""
    path = tmp_path / "missing.sqlite"
    store = store_of(f"sqlite:///{path}", "t")
    with pytest.raises(StoreUnavailable) as caught:
        store.schema()
    assert caught.value.store == "crm"
    assert caught.value.file == str(path)
    assert not path.exists()


def test_a_relative_sqlite_path_starts_at_the_maps_folder(tmp_path: Path) -> None:
    folder = tmp_path / "with # and ? and %20"
    folder.mkdir()
    execute(f"sqlite:///{tmp_path / 'made.sqlite'}", "CREATE TABLE t (id INT)")
    (tmp_path / "made.sqlite").rename(folder / "crm.sqlite")
    source = StoreSource(
        name="crm", type="sql", folder=folder, tables={}, options={"url": "sqlite:///crm.sqlite"}
    )
    store = SqlStore(source)
    assert list(store.schema()) == ["t"]
    store.close()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({}, "url"),
        ({"url": f"no url {SECRET}"}, "url"),
        ({"url": f"oracle://u:{SECRET}@h/d"}, "oracle"),
        ({"url": "sqlite://"}, "memory"),
        ({"url": "sqlite:///:memory:"}, "memory"),
        ({"url": "sqlite:///x.sqlite", "lock_timeout": "long"}, "lock_timeout"),
    ],
)
def test_a_url_that_can_not_be_used_is_a_fault_of_the_data_map(
    tmp_path: Path, options: dict[str, object], word: str
) -> None:
    source = StoreSource(name="crm", type="sql", folder=tmp_path, tables={}, options=options)
    with pytest.raises(DataMapError, match=word) as caught:
        SqlStore(source).schema()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("package", "url", "extra"),
    [
        ("psycopg", "postgresql://h/d", "subjectrights[postgresql]"),
        ("pymysql", "mysql://h/d", "subjectrights[mysql]"),
    ],
)
def test_a_missing_driver_names_the_extra_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str, url: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(MissingExtra) as caught:
        store_of(url, "t").schema()
    assert extra in str(caught.value)


def test_a_file_that_is_no_database_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    path.write_bytes(CANARY.encode() * 500)
    with refused(MalformedData, without=(CANARY,)):
        store_of(f"sqlite:///{path}", "t").schema()


def test_a_sqlite_file_that_is_only_for_reading_is_read(sqlite_url: str) -> None:
    execute(sqlite_url, "CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)")
    store = store_of(f"{sqlite_url}?mode=ro", "t")
    assert rows(store, "t") == [(1,)]
    many = pa.array(range(5_000), pa.int64())
    assert rows(store, "t", None, delete(store, "t", id=many.to_pylist()).match) == [(1,)]
    with refused(StoreReadOnly):
        store.stage([delete(store, "t", id=[1])], "token")
    assert select(sqlite_url, "SELECT * FROM t") == [(1,)]


def test_a_user_who_may_only_read_can_look_and_not_change(postgresql_url: str, mariadb_url: str) -> None:
    """On a server: SELECT alone, many keys included."""
    name = sa.make_url(postgresql_url).database
    execute(
        postgresql_url,
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (1)",
        f"CREATE ROLE {name}_reader LOGIN",
        f"GRANT SELECT ON t TO {name}_reader",
        f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC",
    )
    reader = sa.make_url(postgresql_url).set(username=f"{name}_reader").render_as_string(hide_password=False)
    store = store_of(reader, "t")
    try:
        many = delete(store, "t", id=list(range(5_000)))
        assert rows(store, "t", None, many.match) == [(1,)]
        with refused(StoreReadOnly):
            store.stage([many], "token")
        assert rows(store, "t") == [(1,)]
    finally:
        store.close()
        execute(
            postgresql_url,
            f"DROP OWNED BY {name}_reader",
            f"DROP ROLE {name}_reader",
            f"GRANT TEMPORARY ON DATABASE {name} TO PUBLIC",
        )
    execute(mariadb_url, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    name = sa.make_url(mariadb_url).database
    execute(
        mariadb_url,
        f"CREATE USER '{name}'@'%%' IDENTIFIED BY '{SECRET}'",
        f"GRANT SELECT ON {name}.* TO '{name}'@'%%'",
    )
    try:
        url = sa.make_url(mariadb_url).set(username=name, password=SECRET)
        store = store_of(url.render_as_string(hide_password=False), "t")
        assert rows(store, "t", None, delete(store, "t", id=[1, 2]).match) == [(1,)]
        with refused(StoreReadOnly, without=(SECRET,)):
            store.stage([delete(store, "t", id=[1])], "token")
        assert rows(store, "t") == [(1,)]
        store.close()
    finally:
        execute(mariadb_url, f"DROP USER '{name}'@'%%'")


def test_a_locked_sqlite_file_is_busy_and_can_still_be_read(sqlite_url: str) -> None:
    """Edge case 31: the wait is bounded."""
    execute(
        sqlite_url,
        "CREATE TABLE t (id INT)",
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE subjectrights_runs (token VARCHAR(128) PRIMARY KEY)",
    )
    store = store_of(sqlite_url, "t", lock_timeout=0.1)
    change = delete(store, "t", id=[1])
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with refused(StoreBusy):
        store.stage([change], "token")
    assert rows(store, "t") == [(1,)]
    other.close()
    run(store, change)
    assert rows(store, "t") == []


def test_a_reader_who_does_not_let_go_makes_the_commit_busy_and_it_can_be_tried_again(
    sqlite_url: str,
) -> None:
    execute(sqlite_url, "CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1), (2)")
    store = store_of(sqlite_url, "t", lock_timeout=0.1)
    staged = store.stage([delete(store, "t", id=[1])], "token")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    reading = other.execute("SELECT * FROM t")
    reading.fetchone()
    with refused(StoreBusy):
        staged.commit()
    reading.close()
    other.close()
    staged.commit()
    assert select(sqlite_url, "SELECT * FROM t") == [(2,)]


def test_a_row_that_somebody_holds_is_busy(postgresql_url: str, mariadb_url: str) -> None:
    """Edge case 31."""
    for url in (postgresql_url, mariadb_url):
        execute(url, "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)")
        store = store_of(url, "t", lock_timeout=1)
        engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        with engine.connect() as other:
            other.exec_driver_sql("UPDATE t SET v = 9 WHERE id = 1")
            with refused(StoreBusy):
                store.stage([delete(store, "t", id=[1])], "token")
            other.rollback()
        assert len(rows(store, "t")) == 2


CONSTRAINED = (
    "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(30) NOT NULL, email VARCHAR(30),"
    " age INT CHECK (age > 0), UNIQUE (email))"
)


def _people(url: str) -> SqlStore:
    execute(
        url,
        CONSTRAINED,
        f"INSERT INTO people VALUES (1, 'Ann', 'ann@x.com', 30), (2, '{CANARY}', '{CANARY}', 40)",
    )
    return store_of(url, "people")


@pytest.mark.parametrize("each", [False, True])
@pytest.mark.parametrize(
    ("column", "value"),
    [("name", None), ("email", CANARY), ("age", -77_123), ("name", CANARY * 9)],
)
def test_a_value_that_a_constraint_refuses_is_not_told(
    database_url: str, column: str, value: object, each: bool
) -> None:
    """Edge cases 19 and 32: NOT NULL, UNIQUE, CHECK, width; one value for all, one a key."""
    if value == CANARY * 9 and kind_of(database_url) == "sqlite":
        execute(database_url, "CREATE TABLE wide (v VARCHAR(3) CHECK (length(v) < 4))")
        execute(database_url, "INSERT INTO wide VALUES ('abc')")
        store = store_of(database_url, "wide")
        change = update(store, "wide", {"v": CANARY}, v=["abc"])
    else:
        store = _people(database_url)
        type_ = store.schema()["people"].columns[column].type
        written = pa.array([value], type_) if each else pa.scalar(value, type_)
        change = update(store, "people", {column: written}, id=[1])
    before = rows(store, change.table)
    with refused(ValueRefused, without=(CANARY, "77123", "77_123")):
        store.stage([change], "token")
    assert rows(store, change.table) == before


def test_the_column_that_refuses_is_named(database_url: str) -> None:
    store = _people(database_url)
    with pytest.raises(ValueRefused) as caught:
        store.stage([update(store, "people", {"name": pa.scalar(None, pa.string())}, id=[1])], "token")
    assert (caught.value.store, caught.value.table, caught.value.column) == ("crm", "people", "name")
    with pytest.raises(ValueRefused) as caught:
        store.stage([update(store, "people", {"email": CANARY}, id=[1])], "token")
    assert caught.value.table == "people"
    assert "email" in str(caught.value)


def test_nothing_of_the_drivers_error_hangs_on_ours(database_url: str) -> None:
    """Edge case 32: neither what is printed nor the cause; the engine's words stay behind."""
    store = _people(database_url)
    with pytest.raises(ValueRefused) as caught:
        store.stage([update(store, "people", {"email": CANARY}, id=[1])], "token")
    error = caught.value
    assert error.__cause__ is None
    assert error.__suppress_context__
    assert CANARY not in "".join(traceback.format_exception(error)).split("Error: ")[-1]
    assert CANARY not in str(error) + repr(error)


def test_no_value_is_logged(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Edge case 32: not even where SQLAlchemy's own loggers are turned up, which print parameters."""
    store = _people(database_url)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "psycopg", "pymysql"):
        caplog.set_level(logging.INFO, name)
    caplog.clear()
    change = update(store, "people", {"name": f"{CANARY}!"}, email=[CANARY])
    with refused(NothingChanged):
        store.stage([change, update(store, "people", {"age": -5}, id=[2])], "token")
    logging.getLogger("sqlalchemy.engine").info("a word that shows the log is heard")
    assert "the log is heard" in caplog.text
    assert CANARY not in caplog.text


def test_importing_the_package_loads_no_database_driver() -> None:
    code = (
        "import sys, subjectrights, subjectrights.stores.base, subjectrights.stores.registry;"
        "print([m for m in ('sqlalchemy', 'psycopg', 'pymysql') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
