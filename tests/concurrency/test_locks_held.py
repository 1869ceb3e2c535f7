"""Somebody else holds a lock, waits for ours, or cuts our connection: waits end, nothing is done by half."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from concurrency.crowd import Worker
from concurrency.market import Market, build_market, once
from databases import fresh_database
from subjectrights.errors import NothingChanged, StoreBusy, StoreUnavailable, Unfinished
from subjectrights.events import Decided, Event, Planned, StoreStaged, TriedAgain
from subjectrights.execution.locks import estate_lock
from subjectrights.stores.files import FolderLock


@contextmanager
def transaction(url: str, *statements: str) -> Iterator[sa.Connection]:
    """Somebody else's transaction, rolled back at the end."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with closing(engine.connect()) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield connection
        connection.rollback()


def lock_of(market: Market) -> tuple[str, ...]:
    """What locks an order of person 3 in this database; in SQLite, all of it."""
    if market.url.startswith("sqlite"):
        return ("BEGIN IMMEDIATE", "UPDATE orders SET amount = 0 WHERE id = 30")
    return ("SELECT * FROM orders WHERE id = 30 FOR UPDATE",)


def refused_in_time(market: Market, act: Callable[[], object], *, most: float) -> StoreBusy:
    """The act ends in StoreBusy before `most` seconds, and changes nothing."""
    before, begun = market.dump(), time.monotonic()
    with pytest.raises(StoreBusy) as caught:
        act()
    assert time.monotonic() - begun < most
    assert market.dump() == before
    assert market.leftovers() == []
    return caught.value


def test_a_lock_in_the_database_is_waited_for_no_longer_than_its_store_says(any_market: Market) -> None:
    with any_market.open() as estate:
        with transaction(any_market.url, *lock_of(any_market)):
            error = refused_in_time(any_market, lambda: estate.subject(customer_id=3).erase(), most=4)
            assert (error.store, error.transient) == ("crm", False)
        assert estate.unfinished == 0
        assert estate.subject(customer_id=3).erase().verified


def test_a_lock_that_is_let_go_in_time_is_waited_for(any_market: Market) -> None:
    with any_market.open() as estate, transaction(any_market.url, *lock_of(any_market)) as held:
        timer = threading.Timer(0.3, held.rollback)
        timer.start()
        assert estate.subject(customer_id=3).erase().verified
        timer.join()


def test_a_folder_that_another_run_holds_is_waited_for_no_longer_than_its_store_says(market: Market) -> None:
    lock = FolderLock(market.folder, token="other", wait_seconds=1)
    try:
        with market.open() as estate:
            error = refused_in_time(market, lambda: estate.subject(customer_id=3).erase(), most=4)
            assert error.store == "log"
            lock.release()
            assert estate.subject(customer_id=3).erase().verified
    finally:
        lock.release()


def test_a_run_of_another_process_is_waited_for_no_longer_than_the_estate_says(registered: Market) -> None:
    context = multiprocessing.get_context("fork")
    inside, leave = context.Event(), context.Event()

    def hold() -> bool:
        with registered.open() as estate, estate_lock(estate.register):
            inside.set()
            return bool(leave.wait(timeout=60))

    with Worker(hold) as process, registered.open(wait=0.5) as estate:
        assert inside.wait(timeout=60)
        subject = estate.subject(customer_id=3)
        error = refused_in_time(registered, subject.erase, most=3)
        assert "another run holds the estate" in str(error)
        assert subject.access().held
        leave.set()
        assert process.result()
        assert subject.erase().verified


def test_a_run_of_another_thread_is_waited_for_no_longer_than_the_estate_says(registered: Market) -> None:
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        inside.set()
        assert leave.wait(timeout=60)

    with registered.open(once(Planned, stay), wait=0.5) as estate:
        thread = threading.Thread(target=lambda: estate.subject(customer_id=1).erase())
        thread.start()
        assert inside.wait(timeout=60)
        begun = time.monotonic()
        with pytest.raises(StoreBusy, match="another run holds the estate"):
            estate.subject(customer_id=3).erase()
        assert time.monotonic() - begun < 3
        leave.set()
        thread.join()
        assert estate.subject(customer_id=3).erase().verified
        assert [entry.number for entry in estate.ledger.entries()] == [1, 2]


def refusing_twice(market: Market) -> None:
    """The database refuses to delete orders as it does after a deadlock, the first two times."""
    market.execute("CREATE SEQUENCE tries")
    if market.url.startswith("postgresql"):
        market.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF nextval('tries') < 3 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END IF;"
            " RETURN OLD; END $$",
            "CREATE TRIGGER refuse BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
    else:
        market.execute(
            "CREATE TRIGGER refuse BEFORE DELETE ON orders FOR EACH ROW"
            " IF NEXTVAL(tries) < 3 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF"
        )


def test_what_the_database_could_not_serialise_is_tried_again(server_market: Market) -> None:
    refusing_twice(server_market)
    events: list[Event] = []
    with server_market.open(events.append) as estate:
        assert estate.subject(customer_id=3).erase().verified
        assert [entry.number for entry in estate.ledger.entries()] == [1]
    assert [e.code for e in events if isinstance(e, TriedAgain)] == ["store-busy", "store-busy"]
    assert server_market.select("SELECT id FROM orders WHERE customer_id = 3") == []


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_deadlock_with_somebody_else_is_tried_again(tmp_path: Path, kind: str) -> None:
    with fresh_database(kind, tmp_path) as url:
        market = build_market(tmp_path / "market", url, lock_timeout=10)
        heavy = ", ".join(f"({n})" for n in range(200))
        market.execute("CREATE TABLE heavy (n INTEGER)", f"INSERT INTO heavy VALUES {heavy}")
        events: list[Event] = []
        # So much that MariaDB takes it for the transaction that is dearer to lose.
        other = ("UPDATE heavy SET n = n + 1", "UPDATE orders SET amount = 0 WHERE id = 30")
        with market.open(events.append) as estate, transaction(url, *other) as held:

            def cross() -> None:
                wait_until_somebody_waits(market)
                held.exec_driver_sql("UPDATE customers SET seen = 1 WHERE id = 3")
                held.commit()

            thread = threading.Thread(target=cross)
            thread.start()
            assert estate.subject(customer_id=3).erase().verified
            thread.join()
        assert [e.code for e in events if isinstance(e, TriedAgain)] == ["store-busy"]
        assert [row[0] for row in market.customers()] == [0, 1, 2, 4, 5, 6, 7]


def wait_until_somebody_waits(market: Market) -> None:
    """Until a transaction of this database waits for a lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        if market.url.startswith("postgresql")
        else "SELECT count(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p"
        " ON p.id = t.trx_mysql_thread_id WHERE p.db = database() AND trx_state = 'LOCK WAIT'"
    )
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if market.select(waiting)[0][0]:
            return
        time.sleep(0.15)  # MariaDB shows older news to whoever asks more often than every 0.1 s.
    raise AssertionError("nobody waited")


def cut(market: Market) -> None:
    """End every connection to the database but our own."""
    if market.url.startswith("postgresql"):
        market.select(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return
    theirs = "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
    for (number,) in market.select(theirs):
        market.execute(f"KILL {number}")


def test_a_connection_cut_before_the_decision_leaves_everything_as_it_was(server_market: Market) -> None:
    before = server_market.dump()
    listen = once(StoreStaged, lambda: cut(server_market), store="crm")
    with server_market.open(listen) as estate:
        with pytest.raises(StoreUnavailable) as caught:
            estate.subject(customer_id=3).erase()
        assert isinstance(caught.value, NothingChanged)
        assert server_market.dump() == before
        assert estate.unfinished == 0
        assert server_market.leftovers() == []
        assert estate.subject(customer_id=3).erase().verified


def test_connections_that_were_cut_between_two_calls_are_made_anew(server_market: Market) -> None:
    with server_market.open() as estate:
        assert estate.subject(customer_id=3).access().held
        cut(server_market)
        assert estate.subject(customer_id=3).erase().verified


def test_a_connection_cut_after_the_decision_is_finished_by_recovery_once(server_market: Market) -> None:
    with server_market.open(once(Decided, lambda: cut(server_market))) as estate:
        with pytest.raises(Unfinished, match="recover"):
            estate.subject(customer_id=3).erase()
        with pytest.raises(Unfinished, match="recover"):
            estate.subject(customer_id=4).erase()
        server_market.execute("INSERT INTO customers VALUES (90, 'new@example.com', 'Gent', 0)")
        (receipt,) = estate.recover()
        assert receipt.verified
        assert estate.recover() == []
        assert [entry.number for entry in estate.ledger.entries()] == [1]
        assert estate.ledger.verify().ok
    assert [row[0] for row in server_market.customers()] == [0, 1, 2, 4, 5, 6, 7, 90]
    assert server_market.leftovers() == []
