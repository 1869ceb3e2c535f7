"""Foreign keys: trees, rings, cascades, blockers and triggers."""

from __future__ import annotations

import secrets

import pyarrow as pa
import pytest
from tests.stores.sql.shops import CANARY, delete, execute, kind_of, rows, run, select, store_of, update

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged
from subjectrights.testing.checks import refused

DEEP = 1_500


def test_a_tree_of_comments_goes_in_one_run(database_url: str) -> None:
    """Edge case 10: deeper than any recursion limit; the other person's comment stays."""
    execute(
        database_url,
        "CREATE TABLE comments (id INT PRIMARY KEY, parent INT NULL, author VARCHAR(20),"
        " FOREIGN KEY (parent) REFERENCES comments (id))",
        "INSERT INTO comments VALUES (0, NULL, 'bo')",
    )
    values = ", ".join(f"({i}, {i - 1}, 'ann')" for i in range(1, DEEP))
    execute(database_url, f"INSERT INTO comments VALUES {values}")
    store = store_of(database_url, "comments")
    counts = run(store, delete(store, "comments", author=["ann"]))
    assert counts == {"comments": Count(deleted=DEEP - 1)}
    assert select(database_url, "SELECT * FROM comments") == [(0, None, "bo")]


def test_a_tree_whose_parents_can_not_be_null_goes_from_its_leaves(database_url: str) -> None:
    """Edge case 10: MariaDB looks row by row, so that no single statement does."""
    execute(
        database_url,
        "CREATE TABLE nodes (id INT PRIMARY KEY, parent INT NOT NULL, author VARCHAR(20),"
        " FOREIGN KEY (parent) REFERENCES nodes (id) ON DELETE RESTRICT)",
        "INSERT INTO nodes VALUES (1, 1, 'ann')",
        "INSERT INTO nodes VALUES (2, 1, 'ann'), (3, 2, 'ann'), (4, 2, 'ann'), (9, 9, 'bo')",
    )
    store = store_of(database_url, "nodes")
    assert run(store, delete(store, "nodes", author=["ann"])) == {"nodes": Count(deleted=4)}
    assert select(database_url, "SELECT * FROM nodes") == [(9, 9, "bo")]


def _ring(url: str, null: str, late: str = "") -> None:
    execute(
        url,
        f"CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20), best_post INT {null})",
        f"CREATE TABLE posts (id INT PRIMARY KEY, owner INT {null},"
        " FOREIGN KEY (owner) REFERENCES users (id))",
        "INSERT INTO users VALUES (1, 'ann', 11), (2, 'bo', 12)",
        "INSERT INTO posts VALUES (11, 1), (12, 2), (13, 1)",
    )
    if kind_of(url) == "sqlite":
        execute(
            url,
            "ALTER TABLE users RENAME TO old",
            "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20),"
            f" best_post INT {null} REFERENCES posts (id))",
            "INSERT INTO users SELECT * FROM old",
            "DROP TABLE posts",
            f"CREATE TABLE posts (id INT PRIMARY KEY, owner INT {null} REFERENCES users (id))",
            "INSERT INTO posts VALUES (11, 1), (12, 2), (13, 1)",
            "DROP TABLE old",
        )
    else:
        execute(url, f"ALTER TABLE users ADD FOREIGN KEY (best_post) REFERENCES posts (id) {late}")


def test_a_ring_of_two_tables_is_opened(database_url: str) -> None:
    """Edge case 10: users have a favourite post, posts have an owner."""
    _ring(database_url, "NULL")
    store = store_of(database_url, "users", "posts")
    counts = run(store, delete(store, "posts", owner=[1]), delete(store, "users", id=[1]))
    assert counts == {"users": Count(deleted=1), "posts": Count(deleted=2)}
    assert select(database_url, "SELECT * FROM users") == [(2, "bo", 12)]
    assert select(database_url, "SELECT * FROM posts") == [(12, 2)]


def test_a_ring_that_can_not_be_opened_goes_at_once(database_url: str) -> None:
    """Edge case 10: neither column can hold NULL; PostgreSQL must be able to defer one of the keys."""
    _ring(database_url, "NOT NULL", "DEFERRABLE" if kind_of(database_url) == "postgresql" else "")
    store = store_of(database_url, "users", "posts")
    counts = run(store, delete(store, "posts", owner=[1]), delete(store, "users", id=[1]))
    assert counts == {"users": Count(deleted=1), "posts": Count(deleted=2)}
    assert select(database_url, "SELECT * FROM users") == [(2, "bo", 12)]
    assert select(database_url, "SELECT * FROM posts") == [(12, 2)]


def test_a_ring_is_not_opened_while_a_stranger_refers_to_it(database_url: str) -> None:
    """Edge cases 10 and 15: whatever is suspended for the ring's own rows, others still count."""
    _ring(database_url, "NOT NULL", "DEFERRABLE" if kind_of(database_url) == "postgresql" else "")
    execute(
        database_url,
        "CREATE TABLE likes (post INT, FOREIGN KEY (post) REFERENCES posts (id))",
        "INSERT INTO likes VALUES (13)",
    )
    store = store_of(database_url, "users", "posts")
    changes = [delete(store, "posts", owner=[1]), delete(store, "users", id=[1])]
    with pytest.raises(NothingChanged) as caught:
        store.stage(changes, secrets.token_hex(16))
    assert caught.value.table == "likes"
    assert len(select(database_url, "SELECT * FROM posts")) == 3


def test_a_ring_that_can_not_be_broken_changes_nothing(postgresql_url: str) -> None:
    """Edge case 10: neither can a column hold NULL nor a key be deferred."""
    _ring(postgresql_url, "NOT NULL")
    store = store_of(postgresql_url, "users", "posts")
    changes = [delete(store, "posts", owner=[1]), delete(store, "users", id=[1])]
    with refused(NothingChanged):
        store.stage(changes, secrets.token_hex(16))
    assert len(select(postgresql_url, "SELECT * FROM users")) == 2
    assert len(select(postgresql_url, "SELECT * FROM posts")) == 3


def test_a_table_that_nobody_mapped_blocks_before_anything_is_written(database_url: str) -> None:
    """Edge case 15: the error names the table and its columns, and no value."""
    execute(
        database_url,
        "CREATE TABLE customers (email VARCHAR(50) PRIMARY KEY)",
        "CREATE TABLE audit (id INT PRIMARY KEY, who VARCHAR(50),"
        " FOREIGN KEY (who) REFERENCES customers (email))",
        f"INSERT INTO customers VALUES ('{CANARY}')",
        f"INSERT INTO audit VALUES (1, '{CANARY}')",
    )
    store = store_of(database_url, "customers")
    with refused(NothingChanged, without=(CANARY,)):
        store.stage([delete(store, "customers", email=[CANARY])], secrets.token_hex(16))
    with pytest.raises(NothingChanged) as caught:
        store.stage([delete(store, "customers", email=[CANARY])], secrets.token_hex(16))
    assert caught.value.table == "audit"
    assert "who" in str(caught.value)
    assert select(database_url, "SELECT * FROM customers") == [(CANARY,)]


def test_a_cascade_to_rows_that_are_not_planned_is_refused(database_url: str) -> None:
    """Edge case 26: it names the table; once the rows are planned too, all go and all are counted."""
    execute(
        database_url,
        "CREATE TABLE customers (id INT PRIMARY KEY)",
        "CREATE TABLE orders (id INT PRIMARY KEY, customer INT,"
        " FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE)",
        "INSERT INTO customers VALUES (1), (2)",
        "INSERT INTO orders VALUES (1, 1), (2, 1), (3, 2)",
    )
    store = store_of(database_url, "customers", "orders")
    assert store.schema()["orders"].foreign_keys[0].on_delete == "CASCADE"
    customer = delete(store, "customers", id=[1])
    with pytest.raises(NothingChanged) as caught:
        store.stage([customer, delete(store, "orders", id=[1])], secrets.token_hex(16))
    assert caught.value.table == "orders"
    assert len(select(database_url, "SELECT * FROM orders")) == 3
    counts = run(store, customer, delete(store, "orders", customer=[1]))
    assert counts == {"customers": Count(deleted=1), "orders": Count(deleted=2)}
    assert select(database_url, "SELECT * FROM orders") == [(3, 2)]


def test_a_reference_that_the_database_empties_is_counted(database_url: str) -> None:
    """Edge case 26: ON DELETE SET NULL changes rows too."""
    execute(
        database_url,
        "CREATE TABLE customers (id INT PRIMARY KEY)",
        "CREATE TABLE calls (id INT PRIMARY KEY, customer INT,"
        " FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE SET NULL)",
        "INSERT INTO customers VALUES (1)",
        "INSERT INTO calls VALUES (1, 1), (2, NULL)",
    )
    store = store_of(database_url, "customers", "calls")
    counts = run(store, delete(store, "customers", id=[1]))
    assert counts == {"customers": Count(deleted=1), "calls": Count(updated=1)}
    assert sorted(select(database_url, "SELECT * FROM calls")) == [(1, None), (2, None)]


def test_an_update_that_lets_go_of_a_deleted_row_comes_first(database_url: str) -> None:
    """The invoice stays without its customer."""
    execute(
        database_url,
        "CREATE TABLE customers (id INT PRIMARY KEY)",
        "CREATE TABLE invoices (id INT PRIMARY KEY, customer INT,"
        " FOREIGN KEY (customer) REFERENCES customers (id))",
        "INSERT INTO customers VALUES (1)",
        "INSERT INTO invoices VALUES (7, 1)",
    )
    store = store_of(database_url, "customers", "invoices")
    letting_go = update(store, "invoices", {"customer": pa.scalar(None, pa.int32())}, customer=[1])
    counts = run(store, delete(store, "customers", id=[1]), letting_go)
    assert counts == {"customers": Count(deleted=1), "invoices": Count(updated=1)}
    assert select(database_url, "SELECT * FROM invoices") == [(7, None)]


def test_foreign_keys_of_several_columns_are_compared_as_tuples(database_url: str) -> None:
    """Edge case 9: the row of the other tenant refers to another order and blocks nothing."""
    execute(
        database_url,
        "CREATE TABLE orders (tenant INT, number INT, PRIMARY KEY (tenant, number))",
        "CREATE TABLE items (tenant INT, number INT, what INT PRIMARY KEY,"
        " FOREIGN KEY (tenant, number) REFERENCES orders (tenant, number))",
        "INSERT INTO orders VALUES (1, 1), (1, 2), (2, 1)",
        "INSERT INTO items VALUES (1, 2, 5), (2, 1, 6)",
    )
    store = store_of(database_url, "orders", "items")
    assert run(store, delete(store, "orders", tenant=[1], number=[1])) == {"orders": Count(deleted=1)}
    assert sorted(rows(store, "orders")) == [(1, 2), (2, 1)]
    with refused(NothingChanged):
        store.stage([delete(store, "orders", tenant=[1], number=[2])], secrets.token_hex(16))


def test_a_key_that_changes_where_it_is_referred_to_takes_its_references_along(database_url: str) -> None:
    """Edge case 19: an e-mail that is a key, with ON UPDATE CASCADE."""
    execute(
        database_url,
        "CREATE TABLE customers (email VARCHAR(50) PRIMARY KEY)",
        "CREATE TABLE orders (id INT PRIMARY KEY, email VARCHAR(50),"
        " FOREIGN KEY (email) REFERENCES customers (email) ON UPDATE CASCADE)",
        "INSERT INTO customers VALUES ('old')",
        "INSERT INTO orders VALUES (1, 'old')",
    )
    store = store_of(database_url, "customers", "orders")
    run(
        store,
        update(store, "orders", {"email": "new"}, email=["old"]),
        update(store, "customers", {"email": "new"}, email=["old"]),
    )
    assert select(database_url, "SELECT * FROM orders") == [(1, "new")]
    assert select(database_url, "SELECT * FROM customers") == [("new",)]


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER gone AFTER DELETE ON customers BEGIN DELETE FROM logs WHERE who = old.id; END",
    ),
    "mysql": (
        "CREATE TRIGGER gone AFTER DELETE ON customers FOR EACH ROW DELETE FROM logs WHERE who = old.id",
    ),
    "postgresql": (
        "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM logs WHERE who = old.id; RETURN NULL; END $$",
        "CREATE TRIGGER gone AFTER DELETE ON customers FOR EACH ROW EXECUTE FUNCTION forget()",
    ),
}


def test_a_trigger_that_deletes_more_is_refused(database_url: str) -> None:
    """Edge case 26: and allowed where what it deletes is planned."""
    execute(
        database_url,
        "CREATE TABLE customers (id INT PRIMARY KEY)",
        "CREATE TABLE logs (id INT PRIMARY KEY, who INT)",
        "INSERT INTO customers VALUES (1), (2)",
        "INSERT INTO logs VALUES (1, 1), (2, 2)",
        *TRIGGERS[kind_of(database_url)],
    )
    store = store_of(database_url, "customers", "logs")
    with pytest.raises(NothingChanged) as caught:
        store.stage([delete(store, "customers", id=[1])], secrets.token_hex(16))
    assert caught.value.table == "logs"
    assert len(select(database_url, "SELECT * FROM logs")) == 2
    run(store, delete(store, "customers", id=[1]), delete(store, "logs", who=[1]))
    assert select(database_url, "SELECT * FROM logs") == [(2, 2)]


KEEPERS = {
    "sqlite": ("CREATE TRIGGER kept BEFORE DELETE ON customers BEGIN SELECT RAISE(IGNORE); END",),
    "postgresql": (
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER kept BEFORE DELETE ON customers FOR EACH ROW EXECUTE FUNCTION keep()",
    ),
    "mysql": (
        "CREATE TRIGGER kept BEFORE DELETE ON customers FOR EACH ROW"
        " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept'",
    ),
}


def test_a_delete_that_a_trigger_ignores_or_refuses_changes_nothing(database_url: str) -> None:
    """Edge case 27: success is seen, not believed."""
    execute(database_url, "CREATE TABLE customers (id INT PRIMARY KEY)", "INSERT INTO customers VALUES (1)")
    execute(database_url, *KEEPERS[kind_of(database_url)])
    store = store_of(database_url, "customers")
    with refused(NothingChanged):
        store.stage([delete(store, "customers", id=[1])], secrets.token_hex(16))


@pytest.mark.parametrize("action", ["", "ON DELETE CASCADE"])
def test_a_table_in_another_schema_is_looked_at_too(postgresql_url: str, action: str) -> None:
    """Edge cases 15, 16 and 26: it is named with its schema."""
    execute(
        postgresql_url,
        "CREATE SCHEMA other",
        "CREATE TABLE customers (id INT PRIMARY KEY)",
        f"CREATE TABLE other.audit (id INT PRIMARY KEY, who INT REFERENCES customers (id) {action})",
        "INSERT INTO customers VALUES (1)",
        "INSERT INTO other.audit VALUES (1, 1)",
    )
    store = store_of(postgresql_url, "customers")
    assert store.schema()["other.audit"].foreign_keys[0].target == "customers"
    with pytest.raises(NothingChanged) as caught:
        store.stage([delete(store, "customers", id=[1])], secrets.token_hex(16))
    assert caught.value.table == "other.audit"


@pytest.mark.parametrize("change", ["delete", "update"])
def test_a_deferred_key_is_checked_before_the_commit(
    sqlite_url: str, postgresql_url: str, change: str
) -> None:
    """Edge case 15: nothing that can ordinarily fail is left to the commit."""
    for url in (sqlite_url, postgresql_url):
        execute(
            url,
            "CREATE TABLE customers (id INT PRIMARY KEY)",
            "CREATE TABLE orders (id INT PRIMARY KEY, customer INT REFERENCES customers (id)"
            " DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO customers VALUES (1), (2)",
            "INSERT INTO orders VALUES (1, 1)",
        )
        store = store_of(url, "customers", "orders")
        wrong = (
            delete(store, "customers", id=[1])
            if change == "delete"
            else update(store, "orders", {"customer": 9}, id=[1])
        )
        with refused(NothingChanged):
            store.stage([wrong], secrets.token_hex(16))
        run(store, delete(store, "customers", id=[1]), update(store, "orders", {"customer": 2}, id=[1]))
        assert select(url, "SELECT customer FROM orders") == [(2,)]
