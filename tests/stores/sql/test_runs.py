"""Runs: their marker, their isolation, what happens when the connection dies; and streaming."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests.stores.sql.shops import delete, execute, kind_of, match, rows, run, select, store_of, update

from subjectrights.changes import Count
from subjectrights.errors import StoreUnavailable
from subjectrights.stores.sql import SqlStore
from subjectrights.stores.sql.finding import BATCH_ROWS
from subjectrights.terms import Outcome
from subjectrights.testing.checks import refused

ROWS = 3 * BATCH_ROWS + 1


def _table(url: str, number: int = 3) -> SqlStore:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("v", sa.String(20)),
    )
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), [{"id": i, "v": f"v{i}"} for i in range(number)])
    return store_of(url, "t")


def test_rows_that_an_update_leaves_alike_count_too(database_url: str) -> None:
    """Edge case 27: MariaDB counts only rows that became different."""
    store = _table(database_url)
    assert run(store, update(store, "t", {"v": "v1"}, id=[1, 2])) == {"t": Count(updated=2)}
    assert run(store, update(store, "t", {"v": "v1"}, id=[1, 2])) == {"t": Count(updated=2)}


def test_rows_come_in_batches(database_url: str) -> None:
    """However large the table, only some thousand rows are held at a time."""
    store = _table(database_url, ROWS)
    sizes = [batch.num_rows for batch in store.find("t")]
    assert sum(sizes) == ROWS
    assert max(sizes) <= BATCH_ROWS


def test_a_reading_may_be_left_half_way_and_others_begun_meanwhile(database_url: str) -> None:
    """Keys by the thousand included, which lie in a temporary table of their connection."""
    store = _table(database_url, ROWS)
    every = match(store, "t", id=list(range(ROWS)))
    first, second = store.find("t", None, every), store.find("t", ["id"], every)
    assert next(first).num_rows == next(second).num_rows == BATCH_ROWS
    first.close()
    assert sum(batch.num_rows for batch in second) == ROWS - BATCH_ROWS
    run(store, delete(store, "t", id=list(range(1, ROWS))))
    assert rows(store, "t") == [(0, "v0")]


def test_a_connection_that_is_used_again_holds_no_keys(mariadb_url: str) -> None:
    """Temporary tables go when the reading ends, not when the pool does."""
    store = _table(mariadb_url, 10)
    rows(store, "t", None, match(store, "t", id=list(range(5_000))))
    run(store, update(store, "t", {"v": pa.array(["x"] * 5_000)}, id=list(range(5_000))))
    connection = store._opened().connect()
    for number in range(1, 9):
        with pytest.raises(sa.exc.ProgrammingError):
            connection.exec_driver_sql(f"SELECT 1 FROM subjectrights_temporary_{number}")
    connection.close()


def test_several_threads_may_read_at_once(database_url: str) -> None:
    store = _table(database_url, 1_000)
    wanted = match(store, "t", id=[1, 2, 3])
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(rows(store, "t", ["id"], wanted))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[(1,), (2,), (3,)]] * 8


def test_a_staged_run_may_be_committed_by_another_thread(database_url: str) -> None:
    store = _table(database_url)
    staged = store.stage([delete(store, "t", id=[1])], "token")
    thread = threading.Thread(target=staged.commit)
    thread.start()
    thread.join()
    assert store.outcome("token") is Outcome.COMMITTED
    assert len(select(database_url, "SELECT * FROM t")) == 2


def test_committing_and_aborting_twice_is_harmless(database_url: str) -> None:
    store = _table(database_url)
    staged = store.stage([delete(store, "t", id=[1])], "token")
    staged.commit()
    staged.commit()
    staged.abort()
    assert len(select(database_url, "SELECT * FROM t")) == 2
    with refused(StoreUnavailable):
        staged.check()


def test_a_run_may_be_done_again_under_its_token(database_url: str) -> None:
    """Recovery redoes what it doesn't know to be done."""
    store = _table(database_url)
    for _ in range(2):
        staged = store.stage([delete(store, "t", id=[1])], "token")
        staged.commit()
    assert select(database_url, "SELECT token FROM subjectrights_runs") == [("token",)]


def test_the_marker_holds_the_token_alone(database_url: str) -> None:
    store = _table(database_url)
    run(store, delete(store, "t", id=[1]))
    ((token,),) = select(database_url, "SELECT * FROM subjectrights_runs")
    assert len(token) == 32


def test_without_a_table_of_markers_the_outcome_is_unknown(database_url: str) -> None:
    store = _table(database_url)
    assert store.outcome("token") is Outcome.UNKNOWN
    store.discard("token")


def test_where_no_table_may_be_made_a_run_is_carried_out_without_a_marker(postgresql_url: str) -> None:
    """And the store says from then on that it can't tell."""
    name = sa.make_url(postgresql_url).database
    execute(
        postgresql_url,
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "INSERT INTO t VALUES (1), (2)",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"CREATE ROLE {name}_clerk LOGIN",
        f"GRANT SELECT, UPDATE, DELETE ON t TO {name}_clerk",
    )
    clerk = sa.make_url(postgresql_url).set(username=f"{name}_clerk").render_as_string(hide_password=False)
    store = store_of(clerk, "t")
    try:
        assert store.capabilities.outcome
        store.stage([delete(store, "t", id=[1])], "token").commit()
        assert not store.capabilities.outcome
        assert store.outcome("token") is Outcome.UNKNOWN
        assert select(postgresql_url, "SELECT * FROM t") == [(2,)]
    finally:
        store.close()
        execute(postgresql_url, f"DROP OWNED BY {name}_clerk", f"DROP ROLE {name}_clerk")


KILL = {
    "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    "mysql": "SELECT concat('KILL ', id) FROM information_schema.processlist"
    " WHERE db = database() AND id <> connection_id()",
}


def _kill_connections(url: str) -> None:
    for (statement,) in select(url, KILL[kind_of(url)]):
        if isinstance(statement, str):
            execute(url, statement)


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_connection_that_dies_takes_the_run_with_it(request: pytest.FixtureRequest, kind: str) -> None:
    """At the check nothing has happened; at the commit the outcome tells; then the store works again."""
    url = request.getfixturevalue(f"{kind}_url")
    store = _table(url)
    staged = store.stage([delete(store, "t", id=[1])], "first")
    _kill_connections(url)
    with refused(StoreUnavailable):
        staged.check()
    staged.abort()
    staged = store.stage([delete(store, "t", id=[1])], "second")
    _kill_connections(url)
    with pytest.raises(StoreUnavailable, match="outcome"):
        staged.commit()
    staged.abort()
    assert store.outcome("second") is Outcome.NOT_COMMITTED
    run(store, delete(store, "t", id=[1]))
    assert len(select(url, "SELECT * FROM t")) == 2


def test_nobody_else_writes_a_sqlite_file_between_stage_and_commit(sqlite_url: str) -> None:
    """Edge case 31; readers go on, however much was changed."""
    store = _table(sqlite_url, 30_000)
    staged = store.stage([delete(store, "t", id=list(range(1, 30_000)))], "token")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0.05)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("INSERT INTO t VALUES (-1, 'x')")
    assert other.execute("SELECT count(*) FROM t").fetchone() == (30_000,)
    other.close()
    staged.commit()
    assert select(sqlite_url, "SELECT count(*) FROM t") == [(1,)]


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_what_another_commits_meanwhile_is_waited_for_and_seen(
    request: pytest.FixtureRequest, kind: str
) -> None:
    """Edge case 31: a row that stops to match while the run waits for its lock is judged as it is then."""
    url = request.getfixturevalue(f"{kind}_url")
    _table(url)
    store = store_of(url, "t", lock_timeout=10)
    change = delete(store, "t", v=["v1"])
    store.stage([], "warm").abort()
    found: list[Any] = []
    with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as other:
        other.exec_driver_sql("UPDATE t SET v = 'kept' WHERE id = 1")
        thread = threading.Thread(target=lambda: found.append(run(store, change)))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
        other.commit()
        thread.join(10)
    assert found == [{}]
    assert len(select(url, "SELECT * FROM t")) == 3


def test_closing_the_store_gives_up_what_is_staged(database_url: str) -> None:
    store = _table(database_url)
    staged = store.stage([delete(store, "t", id=[1])], "token")
    store.close()
    with refused(StoreUnavailable):
        staged.commit()
    assert len(select(database_url, "SELECT * FROM t")) == 3
    assert store.outcome("token") is Outcome.NOT_COMMITTED
