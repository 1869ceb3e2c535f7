"""SQLite's types are wishes: whatever is stored is read, shown, and found again by what was shown."""

from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stores.sql.shops import delete, execute, match, rows, run, select, store_of, update

from subjectrights.changes import Match
from subjectrights.errors import StoreChanged
from subjectrights.testing.checks import refused

DECLARED = ("INTEGER", "TEXT", "REAL", "BLOB", "BOOLEAN", "DATE", "DATETIME", "NUMERIC(8, 2)", "JSON", "")

STORED = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([0, 1, 2**53, 2**53 + 1]),
    st.floats(allow_nan=False),
    st.sampled_from([0.1, 1.0, 19.99, 1e300, 0.1 + 0.2, 0.3]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.sampled_from(
        ["2024-02-29", "2023-02-29", "2024-01-01 00:00:00", "2024-01-01T10:20", "0000-01-01", "1"]
    ),
    st.binary(max_size=5),
)


@given(declared=st.sampled_from(DECLARED), stored=st.lists(STORED, max_size=6))
def test_every_value_is_found_again_by_what_is_shown_of_it(
    declared: str, stored: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is declared: nothing is lost, nothing is hidden, and no other row is reached."""
    path = tmp_path_factory.mktemp("values") / "crm.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE t (n INTEGER PRIMARY KEY, v {declared})")
        connection.executemany("INSERT INTO t (v) VALUES (?)", [(value,) for value in stored])
        kept = [value for (value,) in connection.execute("SELECT v FROM t ORDER BY n")]
    connection.close()
    store = store_of(f"sqlite:///{path}", "t")
    type_ = store.schema()["t"].columns["v"].type
    found = pa.Table.from_batches(store.find("t"), pa.schema([("n", pa.int64()), ("v", type_)]))
    assert found.num_rows == len(kept)
    assert found.column("v").null_count == kept.count(None)
    shown = dict(zip(found.column("n").to_pylist(), found.column("v").to_pylist(), strict=True))
    for number, value in shown.items():
        if value is None:
            continue
        keys = pa.array([value], type_)
        reached = rows(store, "t", ["n"], Match(columns=("v",), keys=keys))
        alike = [(other,) for other, there in shown.items() if there == value]
        assert (number,) in reached
        assert reached == sorted(alike, key=repr)
    store.close()


@pytest.mark.parametrize(
    ("declared", "stored", "type_", "shown"),
    [
        ("INTEGER", [1, None], pa.int64(), [1, None]),
        ("INTEGER", [1, "n/a"], pa.string(), ["1", "n/a"]),
        ("REAL", [1, 0.5], pa.float64(), [1.0, 0.5]),
        ("TEXT", ["a", b"\xff"], pa.string(), ["a", "X'FF'"]),
        ("BOOLEAN", [0, 1], pa.bool_(), [False, True]),
        ("BOOLEAN", [0, 2], pa.int64(), [0, 2]),
        ("DATE", ["2024-02-29", None], pa.date32(), [datetime.date(2024, 2, 29), None]),
        ("DATE", ["2024-02-29", "2024-02-31"], pa.string(), ["2024-02-29", "2024-02-31"]),
        ("DATE", ["29.02.2024"], pa.string(), ["29.02.2024"]),
        ("DATE", [19782], pa.int64(), [19782]),
        (
            "DATETIME",
            ["2024-01-01", "2024-01-01 10:20", "2024-01-01T10:20:30", "2024-01-01 10:20:30.5"],
            pa.timestamp("us"),
            [
                datetime.datetime(2024, 1, 1),
                datetime.datetime(2024, 1, 1, 10, 20),
                datetime.datetime(2024, 1, 1, 10, 20, 30),
                datetime.datetime(2024, 1, 1, 10, 20, 30, 500_000),
            ],
        ),
        ("DATETIME", ["2024-01-01 10:20:30+01:00"], pa.string(), ["2024-01-01 10:20:30+01:00"]),
        ("DATETIME", ["2024-01-01 25:20:30"], pa.string(), ["2024-01-01 25:20:30"]),
        ("NUMERIC(8, 2)", [19.99, 20], pa.decimal128(8, 2), [Decimal("19.99"), Decimal("20.00")]),
        ("NUMERIC(8, 2)", [19.999], pa.float64(), [19.999]),
        ("NUMERIC(8, 2)", [19.99, "n/a"], pa.string(), ["19.99", "n/a"]),
        ("JSON", ['{"a": 1}'], pa.string(), ['{"a": 1}']),
        ("BLOB", [b"\x00\xff"], pa.binary(), [b"\x00\xff"]),
        ("", [2**53 + 1, 0.5], pa.string(), ["9007199254740993", "0.5"]),
        ("REAL", [], pa.float64(), []),
        ("DATE", [], pa.date32(), []),
        ("VARCHAR(10)", [], pa.string(), []),
    ],
)
def test_the_type_is_what_is_declared_where_every_value_is_of_it(
    sqlite_url: str, declared: str, stored: list[Any], type_: pa.DataType, shown: list[Any]
) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE t (v {declared})")
        connection.executemany("INSERT INTO t VALUES (?)", [(value,) for value in stored])
    connection.close()
    store = store_of(sqlite_url, "t")
    assert store.schema()["t"].columns["v"].type == type_
    assert [value for batch in store.find("t") for value in batch.column(0).to_pylist()] == shown


def test_a_moment_is_found_however_it_is_written(sqlite_url: str) -> None:
    """With or without a fraction, seconds, a T: programs differ, the instant doesn't."""
    written = ["2024-01-01 00:00:00", "2024-01-01 00:00:00.000000", "2024-01-01T00:00", "2024-01-01"]
    values = ", ".join(f"('{text}')" for text in [*written, "2024-01-01 00:00:00.000001"])
    execute(sqlite_url, "CREATE TABLE t (at DATETIME)", f"INSERT INTO t VALUES {values}")
    store = store_of(sqlite_url, "t")
    run(store, delete(store, "t", at=[datetime.datetime(2024, 1, 1)]))
    assert select(sqlite_url, "SELECT at FROM t") == [("2024-01-01 00:00:00.000001",)]


def test_new_values_are_written_as_the_column_has_them(sqlite_url: str) -> None:
    """A date as ISO text, a moment with the T of its neighbours, a decimal as a number."""
    execute(
        sqlite_url,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, born DATE, at DATETIME, due NUMERIC(8, 2), ok BOOLEAN)",
        "INSERT INTO t VALUES (1, '2001-02-03', '2024-01-01T10:20:30', 1.5, 0)",
    )
    store = store_of(sqlite_url, "t")
    values = {
        "born": datetime.date(2000, 1, 1),
        "at": datetime.datetime(2024, 1, 1),
        "due": Decimal("19.99"),
        "ok": True,
    }
    run(store, update(store, "t", values, id=[1]))
    assert select(sqlite_url, "SELECT * FROM t") == [(1, "2000-01-01", "2024-01-01T00:00:00", 19.99, 1)]


def test_text_that_is_not_utf_8_is_shown_with_escapes(sqlite_url: str) -> None:
    execute(
        sqlite_url, "CREATE TABLE t (id INTEGER, v TEXT)", "INSERT INTO t VALUES (1, CAST(X'41FF42' AS TEXT))"
    )
    assert rows(store_of(sqlite_url, "t"), "t") == [(1, "A\\xffB")]


def test_a_value_that_another_program_puts_in_is_read_as_text_from_then_on(sqlite_url: str) -> None:
    """The types were told before it came: the store says so once, and then reads it."""
    execute(sqlite_url, "CREATE TABLE t (v INTEGER)", "INSERT INTO t VALUES (1)")
    store = store_of(sqlite_url, "t")
    assert store.schema()["t"].columns["v"].type == pa.int64()
    execute(sqlite_url, "INSERT INTO t VALUES ('secret-value')")
    with refused(StoreChanged, without=("secret-value",)):
        list(store.find("t"))
    assert rows(store, "t") == [("1",), ("secret-value",)]


@pytest.mark.parametrize(
    "definition",
    [
        "CREATE TABLE t (rowid TEXT, v TEXT)",
        "CREATE TABLE t (rowid TEXT, _rowid_ TEXT, oid TEXT, id INTEGER PRIMARY KEY, v TEXT)",
        "CREATE TABLE t (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE TABLE t (a TEXT COLLATE NOCASE PRIMARY KEY, v TEXT) WITHOUT ROWID",
        "CREATE TABLE t (v TEXT) STRICT",
        "CREATE TABLE t (id TEXT PRIMARY KEY, v TEXT)",
    ],
)
def test_rows_are_named_whatever_the_table_is_made_like(sqlite_url: str, definition: str) -> None:
    """Edge case 16: columns called rowid, tables without one."""
    execute(sqlite_url, definition)
    names = [name for _, name, *_ in select(sqlite_url, "PRAGMA table_info(t)")]
    for number, value in enumerate(["ann", "bo", "eve"]):
        literals = ", ".join(f"'{value}'" if name == "v" else str(number) for name in names)
        execute(sqlite_url, f"INSERT INTO t VALUES ({literals})")
    store = store_of(sqlite_url, "t")
    run(store, delete(store, "t", v=["ann"]), update(store, "t", {"v": "BO"}, v=["bo"]))
    assert sorted(select(sqlite_url, "SELECT v FROM t")) == [("BO",), ("eve",)]


def test_a_column_that_ignores_case_is_compared_exactly(sqlite_url: str) -> None:
    """Edge cases 2 and 3: whatever NOCASE and RTRIM say."""
    execute(
        sqlite_url,
        "CREATE TABLE t (id INTEGER, a TEXT COLLATE NOCASE, b TEXT COLLATE RTRIM)",
        "INSERT INTO t VALUES (1, 'Ann', 'x'), (2, 'ann', 'x '), (3, 'ANN', ' x')",
        "CREATE INDEX by_a ON t (a)",
    )
    store = store_of(sqlite_url, "t")
    assert rows(store, "t", ["id"], match(store, "t", a=["ann"])) == [(2,)]
    assert rows(store, "t", ["id"], match(store, "t", b=["x"])) == [(1,)]
    assert rows(store, "t", ["id"], match(store, "t", a=["Ann", "ANN"], b=["x", "x"])) == [(1,)]


def test_an_index_serves_a_match(sqlite_url: str, tmp_path: Path) -> None:
    """One person in a large table is found by looking up, not by looking through."""
    execute(sqlite_url, "CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE)")
    execute(sqlite_url, "CREATE INDEX by_email ON t (email)")
    plan = select(
        sqlite_url,
        "EXPLAIN QUERY PLAN SELECT t.id FROM t JOIN (SELECT 0 AS p, 'a' AS k0 UNION ALL SELECT 1, 'b') AS k"
        " ON t.email = k.k0 AND t.email = k.k0 COLLATE BINARY",
    )
    assert any("SEARCH t USING" in detail for *_, detail in plan)
