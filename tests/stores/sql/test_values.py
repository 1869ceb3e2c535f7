"""Types and exact comparison on PostgreSQL and MariaDB."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tests.stores.sql.shops import delete, execute, match, rows, run, select, store_of, update

from subjectrights.changes import Change, Match
from subjectrights.errors import StoreChanged
from subjectrights.stores.sql import SqlStore
from subjectrights.testing.checks import refused

UTC = datetime.UTC
MICRO = datetime.timedelta(microseconds=1)

POSTGRESQL: list[tuple[str, str, pa.DataType, Any]] = [
    ("smallint", "7", pa.int16(), 7),
    ("integer", "7", pa.int32(), 7),
    ("bigint", "9007199254740993", pa.int64(), 2**53 + 1),
    ("boolean", "false", pa.bool_(), False),
    ("real", "0.1", pa.float32(), 0.10000000149011612),
    ("double precision", "0.1", pa.float64(), 0.1),
    ("double precision", "'NaN'", pa.float64(), float("nan")),
    ("numeric(10, 2)", "19.99", pa.decimal128(10, 2), Decimal("19.99")),
    ("numeric(50, 10)", "0.0000000001", pa.decimal256(50, 10), Decimal("0.0000000001")),
    ("numeric", "12345678901234567890.10", pa.string(), "12345678901234567890.10"),
    ("numeric(2, 4)", "0.0012", pa.string(), "0.0012"),
    ("text", "'a b '", pa.string(), "a b "),
    ("varchar(9)", "'Ann '", pa.string(), "Ann "),
    ("char(5)", "'ab'", pa.string(), "ab"),
    ("bytea", "'\\x00ff'", pa.binary(), b"\x00\xff"),
    ("date", "'2024-02-29'", pa.date32(), datetime.date(2024, 2, 29)),
    ("timestamp", "'2024-02-29 23:59:59.999999'", pa.timestamp("us"), datetime.datetime(2024, 3, 1) - MICRO),
    (
        "timestamptz",
        "'2024-10-27 02:30:00+02'",
        pa.timestamp("us", tz="UTC"),
        datetime.datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    ),
    ("time", "'23:59:59.999999'", pa.time64("us"), datetime.time(23, 59, 59, 999_999)),
    ("timetz", "'23:59:59+02'", pa.string(), "23:59:59+02"),
    ("uuid", "'550E8400-e29b-41d4-a716-446655440000'", pa.string(), "550e8400-e29b-41d4-a716-446655440000"),
    ("jsonb", """'{"a": [1]}'""", pa.string(), '{"a": [1]}'),
    ("json", """'{"a":   1}'""", pa.string(), '{"a":   1}'),
    ("text[]", "ARRAY['a', 'b,c', NULL]", pa.string(), '["a","b,c",null]'),
    ("inet", "'10.0.0.1'", pa.string(), "10.0.0.1/32"),
    ("interval", "'1 day'", pa.string(), "1 day"),
    ("int4range", "'[1,3)'", pa.string(), "[1,3)"),
    ("xml", "'<a/>'", pa.string(), "<a/>"),
]

MARIADB: list[tuple[str, str, pa.DataType, Any]] = [
    ("tinyint(1)", "1", pa.bool_(), True),
    ("bit(1)", "b'0'", pa.bool_(), False),
    ("bit(9)", "b'100000001'", pa.uint64(), 257),
    ("tinyint(4)", "-7", pa.int8(), -7),
    ("smallint unsigned", "65535", pa.uint16(), 65535),
    ("mediumint", "7", pa.int32(), 7),
    ("int", "7", pa.int32(), 7),
    ("bigint", "9007199254740993", pa.int64(), 2**53 + 1),
    ("bigint unsigned", "18446744073709551615", pa.uint64(), 2**64 - 1),
    ("float", "0.1", pa.float32(), 0.10000000149011612),
    ("float", "16777213", pa.float32(), 16777213.0),
    ("double", "0.1", pa.float64(), 0.1),
    ("decimal(10,2)", "19.99", pa.decimal128(10, 2), Decimal("19.99")),
    ("decimal(50,10)", "0.0000000001", pa.decimal256(50, 10), Decimal("0.0000000001")),
    ("varchar(9)", "'Ann '", pa.string(), "Ann "),
    ("varchar(9) character set latin1", "'é'", pa.string(), "é"),
    ("varchar(9) character set ascii collate ascii_bin", "'e'", pa.string(), "e"),
    ("char(5)", "'ab'", pa.string(), "ab"),
    ("text character set ucs2", "'aé'", pa.string(), "aé"),
    ("json", """'{"a": 1}'""", pa.string(), '{"a": 1}'),
    ("set('a','b')", "'a,b'", pa.string(), "a,b"),
    ("varbinary(5)", "x'00ff'", pa.binary(), b"\x00\xff"),
    ("date", "'2024-02-29'", pa.date32(), datetime.date(2024, 2, 29)),
    (
        "datetime(6)",
        "'2024-02-29 23:59:59.999999'",
        pa.timestamp("us"),
        datetime.datetime(2024, 3, 1) - MICRO,
    ),
    ("datetime", "'2024-02-29 23:59:59'", pa.timestamp("us"), datetime.datetime(2024, 2, 29, 23, 59, 59)),
    (
        "timestamp(6) null",
        "from_unixtime(1700000000.123456)",
        pa.timestamp("us", tz="UTC"),
        datetime.datetime.fromtimestamp(1700000000, UTC) + 123_456 * MICRO,
    ),
    ("time(6)", "'23:59:59.999999'", pa.time64("us"), datetime.time(23, 59, 59, 999_999)),
    ("year", "2024", pa.int16(), 2024),
    ("uuid", "'550e8400-e29b-41d4-a716-446655440000'", pa.string(), "550e8400-e29b-41d4-a716-446655440000"),
    ("inet6", "'::1'", pa.string(), "::1"),
]


def _tables(url: str, cases: list[tuple[str, str, pa.DataType, Any]]) -> SqlStore:
    statements = []
    for number, (declared, literal, _, _) in enumerate(cases):
        statements.append(f"CREATE TABLE t{number} (id INT PRIMARY KEY, v {declared}, w {declared})")
        statements.append(f"INSERT INTO t{number} VALUES (1, {literal}, {literal}), (2, NULL, {literal})")
    execute(url, *statements)
    return store_of(url, *(f"t{number}" for number in range(len(cases))))


def _read_match_and_write(store: SqlStore, cases: Sequence[tuple[str, pa.DataType, Any]]) -> None:
    """All tables in one run, since every run reads the schema anew."""
    written: list[Change] = []
    for table, type_, expected in cases:
        assert store.schema()[table].columns["v"].type == type_
        (batch,) = store.find(table)
        assert _same(batch.column("v").to_pylist()[0], expected), table
        assert batch.column("v").to_pylist()[1] is None
        keys = batch.column("w").slice(0, 1)
        assert rows(store, table, ["id"], Match(columns=("w",), keys=keys)) == [(1,), (2,)]
        assert rows(store, table, ["id"], Match(columns=("v", "w"), keys=_pair(keys))) == [(1,)]
        written.append(update(store, table, {"v": keys[0]}, id=[1]))
        written.append(update(store, table, {"v": keys}, id=[2]))
    run(store, *written)
    for table, _, expected in cases:
        assert all(_same(value, expected) for (value,) in rows(store, table, ["v"])), table
    run(store, *(delete(store, table, w=[expected]) for table, _, expected in cases))
    assert {table: rows(store, table) for table, _, _ in cases} == {table: [] for table, _, _ in cases}


def _same(found: Any, expected: Any) -> bool:
    """Equal, or both not a number."""
    return bool(found == expected or (found != found and expected != expected))


def _pair(keys: pa.Array) -> pa.Array:
    return pa.StructArray.from_arrays([keys, keys], names=["v", "w"])


def test_postgresql_types_are_read_matched_and_written(postgresql_url: str) -> None:
    """What `find` yields is found again by it, and can be written back; an array can't be written."""
    store = _tables(postgresql_url, POSTGRESQL)
    cases = {f"t{number}": case for number, case in enumerate(POSTGRESQL)}
    arrays = {table: expected for table, (declared, _, _, expected) in cases.items() if declared == "text[]"}
    for table, expected in arrays.items():
        assert rows(store, table, ["v"], match(store, table, v=[expected])) == [(expected,)]
    _read_match_and_write(
        store,
        [(table, type_, expected) for table, (_, _, type_, expected) in cases.items() if table not in arrays],
    )


def test_mariadb_types_are_read_matched_and_written(mariadb_url: str) -> None:
    """What `find` yields is found again by it, and can be written back."""
    store = _tables(mariadb_url, MARIADB)
    _read_match_and_write(
        store, [(f"t{number}", type_, expected) for number, (_, _, type_, expected) in enumerate(MARIADB)]
    )


@pytest.mark.parametrize("value", ["infinity", "0044-03-15 BC"])
def test_a_date_that_python_has_not_is_read_as_text(postgresql_url: str, value: str) -> None:
    """The store says so once, and then reads it, matches it and deletes it."""
    execute(
        postgresql_url,
        "CREATE TABLE t (id INT PRIMARY KEY, v date, w timestamptz)",
        f"INSERT INTO t VALUES (1, '{value}', now()), (2, '2024-01-01', now())",
    )
    store = store_of(postgresql_url, "t")
    with refused(StoreChanged, without=(value,)):
        list(store.find("t", ["v"]))
    assert rows(store, "t", ["v"]) == sorted([("2024-01-01",), (value,)])
    run(store, delete(store, "t", v=[value]))
    assert rows(store, "t", ["v"]) == [("2024-01-01",)]


def test_a_date_of_zeros_is_read_as_text(mariadb_url: str) -> None:
    execute(
        mariadb_url,
        "SET SESSION sql_mode = ''",
        "CREATE TABLE t (id INT PRIMARY KEY, v DATE, big TIME)",
        "INSERT INTO t VALUES (1, '0000-00-00', '100:00:00'), (2, '2024-01-01', '10:00:00')",
    )
    store = store_of(mariadb_url, "t")
    for column in ("v", "big"):
        with refused(StoreChanged, without=("0000", "100:")):
            list(store.find("t", [column]))
    assert rows(store, "t") == [(1, "0000-00-00", "100:00:00"), (2, "2024-01-01", "10:00:00")]
    run(store, delete(store, "t", v=["0000-00-00"]))
    assert rows(store, "t", ["id"]) == [(2,)]


def test_a_collation_never_widens_a_match(mariadb_url: str) -> None:
    """Edge cases 2 and 3: case, accents, trailing blanks, characters the column can't hold."""
    execute(
        mariadb_url,
        "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20) COLLATE utf8mb4_general_ci,"
        " w VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci, KEY (v), KEY (w))",
        "INSERT INTO t VALUES (1, 'Ann', 'Ann'), (2, 'ann', 'ann'), (3, 'ann ', 'ann '), (4, 'änn', '?')",
    )
    store = store_of(mariadb_url, "t")
    for column in ("v", "w"):
        assert rows(store, "t", ["id"], match(store, "t", **{column: ["ann"]})) == [(2,)]
        assert rows(store, "t", ["id"], match(store, "t", **{column: ["ANN"]})) == []
    assert rows(store, "t", ["id"], match(store, "t", w=["\N{GRINNING FACE}", "ж"])) == []
    assert rows(store, "t", ["id"], match(store, "t", w=["?"])) == [(4,)]
    run(store, delete(store, "t", v=["ann", "nobody"]))
    assert rows(store, "t", ["id"]) == [(1,), (3,), (4,)]


def test_a_type_or_collation_that_ignores_case_never_widens_a_match(postgresql_url: str) -> None:
    """Edge cases 2 and 3: citext, a nondeterministic collation."""
    execute(
        postgresql_url,
        "CREATE EXTENSION citext",
        "CREATE COLLATION lax (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE t (id INT PRIMARY KEY, v citext, w text COLLATE lax)",
        "INSERT INTO t VALUES (1, 'Ann', 'Ann'), (2, 'ann', 'ann')",
    )
    store = store_of(postgresql_url, "t")
    for column in ("v", "w"):
        assert rows(store, "t", ["id"], match(store, "t", **{column: ["ann", "bo"]})) == [(2,)]
        assert rows(store, "t", ["id"], match(store, "t", **{column: ["ANN"]})) == []


def test_keys_that_a_column_can_not_hold_match_nothing(database_url: str) -> None:
    """Edge case 6: too big for the column, a NUL, a NaN: no row, and no error either."""
    execute(
        database_url,
        "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(5), f FLOAT)",
        "INSERT INTO t VALUES (1, 'ann', 0.5)",
    )
    store = store_of(database_url, "t")
    assert rows(store, "t", None, Match(columns=("id",), keys=pa.array([2**40, 1], pa.int64()))) == [
        (1, "ann", 0.5)
    ]
    assert rows(store, "t", None, Match(columns=("v",), keys=pa.array(["a\x00nn", "annannann"]))) == []
    floats = store.schema()["t"].columns["f"].type
    assert rows(store, "t", None, Match(columns=("f",), keys=pa.array([float("nan")], floats))) == []
    run(store, delete(store, "t", v=["a\x00nn"]))
    assert len(select(database_url, "SELECT * FROM t")) == 1


def test_minus_zero_is_zero_and_finds_a_row_once(database_url: str) -> None:
    execute(database_url, "CREATE TABLE t (v DOUBLE PRECISION)", "INSERT INTO t VALUES (0.0)")
    store = store_of(database_url, "t")
    keys = Match(columns=("v",), keys=pa.array([0.0, -0.0]))
    assert rows(store, "t", None, keys) == [(0.0,)]


def test_many_keys_of_several_columns_are_matched_as_tuples(database_url: str) -> None:
    """Edge cases 9 and 33: 40,000 pairs, more than a statement takes parameters."""
    execute(
        database_url,
        "CREATE TABLE t (tenant INT, number INT, PRIMARY KEY (tenant, number))",
        "INSERT INTO t VALUES (1, 1), (1, 2), (2, 1), (2, 39999)",
    )
    store = store_of(database_url, "t")
    pairs = match(store, "t", tenant=[1] + [2] * 39_999, number=[1, *range(2, 40_001)])
    assert rows(store, "t", None, pairs) == [(1, 1), (2, 39999)]


def test_rows_that_differ_in_nothing_but_a_digit_are_kept_apart(mariadb_url: str) -> None:
    """Edge case 16: without a key a row is named by all that it holds, exactly."""
    execute(
        mariadb_url,
        "CREATE TABLE t (who VARCHAR(9) COLLATE utf8mb4_general_ci, f FLOAT, d DOUBLE, n VARCHAR(9))",
        "INSERT INTO t VALUES ('ann', 16777213, 0.1, NULL), ('ANN', 16777213, 0.1, NULL),"
        " ('ann', 16777214, 0.1, 'x'), ('ann', 16777213, 0.10000000000000002, ''),"
        " ('ann', 16777213, 0.1, NULL)",
    )
    store = store_of(mariadb_url, "t")
    counts = run(
        store,
        delete(store, "t", f=[16777214.0]),
        update(store, "t", {"who": "x"}, who=["ann"], d=[0.10000000000000002]),
    )
    assert (counts["t"].deleted, counts["t"].updated) == (1, 1)
    assert sorted(select(mariadb_url, "SELECT who, d, n FROM t"), key=repr) == [
        ("ANN", 0.1, None),
        ("ann", 0.1, None),
        ("ann", 0.1, None),
        ("x", 0.10000000000000002, ""),
    ]
    counts = run(store, delete(store, "t", who=["ann"]))
    assert counts["t"].deleted == 2
    assert len(select(mariadb_url, "SELECT * FROM t")) == 2
