"""What the store says of tables, columns, keys and limits."""

from __future__ import annotations

import secrets

import pyarrow as pa
import pytest
from tests.stores.sql.shops import delete, execute, kind_of, match, rows, run, select, store_of, update

from subjectrights.errors import StoreReadOnly, UnknownName, ValueRefused
from subjectrights.stores.sql.checks import allowed_by, mentions
from subjectrights.testing.checks import refused


def test_tables_that_the_map_does_not_mention_are_told_by_their_own_name(database_url: str) -> None:
    execute(
        database_url,
        "CREATE TABLE crm_customers (id INT PRIMARY KEY)",
        "CREATE TABLE orders (id INT PRIMARY KEY, customer INT,"
        " FOREIGN KEY (customer) REFERENCES crm_customers (id))",
    )
    store = store_of(database_url, named={"customers": {"name": "crm_customers"}})
    schema = store.schema()
    assert {name: table.mapped for name, table in schema.items()} == {"customers": True, "orders": False}
    assert schema["orders"].foreign_keys[0].target == "customers"


def test_an_unmapped_table_never_takes_the_name_of_a_mapped_one(database_url: str) -> None:
    execute(database_url, "CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)")
    store = store_of(database_url, named={"b": {"name": "a"}})
    assert store.schema()["b"].mapped
    assert [name for name, table in store.schema().items() if not table.mapped] == ["main.b"]


def test_a_mapped_table_that_is_not_there_is_left_out(database_url: str) -> None:
    execute(database_url, "CREATE TABLE a (id INT PRIMARY KEY)")
    store = store_of(database_url, "a", "missing")
    assert list(store.schema()) == ["a"]
    with refused(UnknownName):
        store.find("missing")


def test_the_marker_and_temporary_tables_are_never_told(database_url: str) -> None:
    execute(database_url, "CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1), (2)")
    store = store_of(database_url, "a")
    staged = store.stage([delete(store, "a", id=[1])], "token")
    assert list(store.schema()) == ["a"]
    staged.commit()
    assert select(database_url, "SELECT * FROM subjectrights_runs") == [("token",)]
    assert list(store_of(database_url, "a").schema()) == ["a"]


def test_names_of_every_kind_are_quoted(database_url: str) -> None:
    """Edge case 16: reserved words, mixed case, blanks, quotes, per cent."""
    quote = "`" if kind_of(database_url) == "mysql" else '"'
    names = ["select", "First Name", "it's", "100%", "a:b", "CamelCase", "é"]
    percent = "%" if kind_of(database_url) == "sqlite" else "%%"
    columns = ", ".join(f"{quote}{name}{quote} VARCHAR(20)" for name in names)
    execute(database_url, f"CREATE TABLE {quote}Order Lines%{quote} ({columns})".replace("%", percent))
    table = "Order Lines%"
    store = store_of(database_url, table)
    assert list(store.schema()[table].columns) == names
    literals = ", ".join("'x'" for _ in names)
    execute(database_url, f"INSERT INTO {quote}{table}{quote} VALUES ({literals})".replace("%", percent))
    keys = {name: ["x"] for name in names}
    run(store, update(store, table, dict.fromkeys(names, "y"), **keys))
    assert rows(store, table) == [tuple("y" for _ in names)]
    run(store, delete(store, table, **{name: ["y"] for name in names}))
    assert rows(store, table) == []
    store.purge()


def test_a_view_can_be_read_and_not_written(database_url: str) -> None:
    """Edge case 16."""
    execute(
        database_url,
        "CREATE TABLE people (id INT PRIMARY KEY, name VARCHAR(20))",
        "CREATE VIEW names AS SELECT id, name FROM people",
        "INSERT INTO people VALUES (1, 'Ann')",
    )
    store = store_of(database_url, "people", "names")
    assert not store.schema()["names"].writable
    assert store.schema()["people"].writable
    assert rows(store, "names", None, match(store, "names", name=["Ann"])) == [(1, "Ann")]
    with refused(StoreReadOnly):
        store.stage([delete(store, "names", id=[1])], "token")


def test_a_view_whose_table_is_gone_is_left_out(sqlite_url: str) -> None:
    execute(
        sqlite_url,
        "CREATE TABLE people (id INT)",
        "CREATE TABLE old (id INT)",
        "CREATE VIEW broken AS SELECT * FROM old",
        "DROP TABLE old",
    )
    assert list(store_of(sqlite_url, "people").schema()) == ["people"]


def test_unique_columns_are_told_and_partial_indexes_are_not(sqlite_url: str, postgresql_url: str) -> None:
    """Edge case 19."""
    for url in (sqlite_url, postgresql_url):
        execute(
            url,
            "CREATE TABLE t (id INT PRIMARY KEY, email VARCHAR(10) UNIQUE, a INT, b INT, c INT, d INT,"
            " UNIQUE (a, b))",
            "CREATE UNIQUE INDEX by_c ON t (c)",
            "CREATE UNIQUE INDEX by_d ON t (d) WHERE d > 0",
            "CREATE UNIQUE INDEX by_lower ON t (lower(email))",
        )
        table = store_of(url, "t").schema()["t"]
        assert table.primary_key == ("id",)
        assert set(table.unique) == {("email",), ("a", "b"), ("c",)}
        assert {name for name, column in table.columns.items() if column.unique} == {"id", "email", "c"}


def test_limits_of_columns_are_told(database_url: str) -> None:
    """Edge case 19: NOT NULL, width, computed, CHECK."""
    computed = "GENERATED ALWAYS AS (upper(name)) STORED"
    execute(
        database_url,
        "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, note TEXT,"
        f" loud VARCHAR(20) {computed}, status VARCHAR(9) CHECK (status IN ('new', 'it''s')),"
        " age INT CHECK (age > 0))",
    )
    columns = store_of(database_url, "t").schema()["t"].columns
    assert [name for name, column in columns.items() if not column.nullable] == ["id", "name"]
    assert (columns["name"].width, columns["note"].width) == (20, None)
    assert [name for name, column in columns.items() if column.generated] == ["loud"]
    assert [name for name, column in columns.items() if column.checked] == ["status", "age"]
    assert columns["status"].allowed == ("new", "it's")
    assert columns["age"].allowed is None


def test_a_computed_column_is_not_written(database_url: str) -> None:
    """Edge case 19."""
    execute(
        database_url,
        "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20),"
        " loud VARCHAR(20) GENERATED ALWAYS AS (upper(name)) STORED)",
        "INSERT INTO t (id, name) VALUES (1, 'ann'), (2, 'bo')",
    )
    store = store_of(database_url, "t")
    with refused(ValueRefused):
        store.stage([update(store, "t", {"loud": "X"}, id=[1])], "token")
    run(store, update(store, "t", {"name": "eve"}, id=[1]))
    assert rows(store, "t") == [(1, "eve", "EVE"), (2, "bo", "BO")]


def test_enumerations_are_told(postgresql_url: str, mariadb_url: str) -> None:
    """Edge case 19: what an enumeration takes; a domain's CHECK counts."""
    execute(
        postgresql_url,
        "CREATE TYPE mood AS ENUM ('sad', 'glad')",
        "CREATE DOMAIN plz AS text CHECK (VALUE ~ '^[0-9]{5}$')",
        "CREATE TABLE t (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood mood, place plz)",
        "INSERT INTO t (mood, place) VALUES ('sad', '12345')",
    )
    execute(
        mariadb_url,
        "CREATE TABLE t (id INT PRIMARY KEY, mood ENUM('sad', 'glad'), place VARCHAR(5))",
        "INSERT INTO t VALUES (1, 'sad', '12345')",
    )
    for url in (postgresql_url, mariadb_url):
        store = store_of(url, "t")
        columns = store.schema()["t"].columns
        assert (columns["mood"].checked, columns["mood"].allowed) == (True, ("sad", "glad"))
        run(store, update(store, "t", {"mood": "glad"}, mood=["sad"], place=["12345"]))
        assert rows(store, "t", ["mood"]) == [("glad",)]
        with refused(ValueRefused):
            store.stage([update(store, "t", {"mood": "angry"}, mood=["glad"])], "token")
    columns = store_of(postgresql_url, "t").schema()["t"].columns
    assert columns["place"].checked
    assert columns["id"].generated


def test_tables_lie_in_the_schemas_that_the_map_says(postgresql_url: str) -> None:
    """Edge case 16: two tables of one name."""
    execute(
        postgresql_url,
        "CREATE SCHEMA crm",
        "CREATE SCHEMA shop",
        "CREATE TABLE crm.people (id INT PRIMARY KEY)",
        "CREATE TABLE shop.people (id INT PRIMARY KEY, person INT REFERENCES crm.people)",
        "INSERT INTO crm.people VALUES (1), (2)",
        "INSERT INTO shop.people VALUES (7, 1), (8, 2)",
    )
    named = {"buyers": {"name": "people", "schema": "shop"}}
    store = store_of(postgresql_url, "people", named=named, schema="crm")
    assert set(store.schema()) == {"people", "buyers"}
    assert store.schema()["buyers"].foreign_keys[0].target == "people"
    run(store, delete(store, "people", id=[1]), delete(store, "buyers", person=[1]))
    assert (rows(store, "people"), rows(store, "buyers")) == ([(2,)], [(8, 2)])
    assert len(select(postgresql_url, "SELECT * FROM crm.subjectrights_runs")) == 1


def test_a_partition_is_seen_through_its_table_alone(postgresql_url: str) -> None:
    """Otherwise every row would be found twice; a table without a key is named by partition and place."""
    execute(
        postgresql_url,
        "CREATE TABLE calls (id INT, who TEXT) PARTITION BY LIST (id)",
        "CREATE TABLE calls_1 PARTITION OF calls FOR VALUES IN (1)",
        "CREATE TABLE calls_2 PARTITION OF calls FOR VALUES IN (2)",
        "INSERT INTO calls VALUES (1, 'ann'), (1, 'bo'), (2, 'ann'), (2, 'bo')",
    )
    store = store_of(postgresql_url, "calls")
    assert list(store.schema()) == ["calls"]
    run(store, delete(store, "calls", who=["ann"]))
    assert rows(store, "calls") == [(1, "bo"), (2, "bo")]


def test_a_table_without_transactions_is_not_written(mariadb_url: str) -> None:
    """What could not be rolled back is refused."""
    execute(mariadb_url, "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=MyISAM", "INSERT INTO t VALUES (1)")
    store = store_of(mariadb_url, "t")
    assert not store.schema()["t"].writable
    with refused(StoreReadOnly):
        store.stage([delete(store, "t", id=[1])], "token")
    assert rows(store, "t") == [(1,)]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("status IN ('a', 'b')", ("a", "b")),
        ("(\"status\" in ('a','b'))", ("a", "b")),
        ("`status` in ('a','it''s')", ("a", "it's")),
        (
            "(status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
            ("a", "b"),
        ),
        ("status = ANY (ARRAY['a'::text, 'b'::text])", ("a", "b")),
        ("status IN ('a', 'b') OR age > 3", None),
        ("status NOT IN ('a')", None),
        ("other IN ('status')", None),
        ("length(status) > 3", None),
    ],
)
def test_a_check_is_read_only_where_it_is_a_plain_list(text: str, allowed: tuple[str, ...] | None) -> None:
    assert allowed_by([text], "status") == allowed


def test_a_check_mentions_a_column_by_its_whole_name() -> None:
    assert mentions("age > 3", "age")
    assert mentions('"Age Of" > 3', "Age Of")
    assert not mentions("page > 3", "age")
    assert not mentions("name <> 'age'", "age")


def test_the_schema_is_read_again_before_every_run(database_url: str) -> None:
    execute(database_url, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    store = store_of(database_url, "t")
    assert list(store.schema()["t"].columns) == ["id"]
    change = delete(store, "t", id=[1])
    execute(database_url, "ALTER TABLE t ADD COLUMN name VARCHAR(10)")
    store.stage([change], secrets.token_hex(16)).abort()
    assert list(store.schema()["t"].columns) == ["id", "name"]


def test_a_projection_of_no_columns_counts_the_rows(database_url: str) -> None:
    execute(database_url, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)")
    batches = list(store_of(database_url, "t").find("t", []))
    assert [(batch.num_rows, batch.num_columns) for batch in batches] == [(2, 0)]
    assert batches[0].schema == pa.schema([])
