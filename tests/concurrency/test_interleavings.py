"""Somebody else strikes at a chosen moment of a run; what they did stays, and the run is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from concurrency.market import Market, once
from subjectrights.errors import StoreChanged
from subjectrights.events import Committed, Decided, Event, Listener, Planned, StoreStaged, Traced, TriedAgain
from subjectrights.stores.files import shadow as shadows

BEFORE: list[tuple[str, type[Event], dict[str, Any]]] = [
    ("planning", Traced, {}),
    ("staging", Planned, {}),
    ("checking", StoreStaged, {"number": 3}),
]
"""The moment that somebody strikes before, and the event that is told just then."""


def gone(market: Market, person: int) -> None:
    """Nothing of the person is left in any store."""
    assert [row for row in market.customers() if row[0] == person] == []
    assert market.select(f"SELECT id FROM orders WHERE customer_id = {person}") == []
    assert [row for row in market.call_rows() if row[1] == f"p{person}@example.com"] == []
    assert [row for row in market.visit_rows() if row["email"] == f"p{person}@example.com"] == []
    assert market.leftovers() == []


@pytest.mark.parametrize(("moment", "kind", "fields"), BEFORE, ids=[moment for moment, _, _ in BEFORE])
def test_a_line_appended_before_the_decision_stays_and_the_run_is_planned_again(
    market: Market, moment: str, kind: type[Event], fields: dict[str, Any]
) -> None:
    listen = once(kind, lambda: market.append_call("90", "new@example.com", "late"), **fields)
    events: list[Event] = []

    def both(event: Event) -> None:
        events.append(event)
        listen(event)

    with market.open(both) as estate:
        receipt = estate.subject(customer_id=3).erase()
        assert receipt.verified
        assert [entry.number for entry in estate.ledger.entries()] == [1]
        assert estate.unfinished == 0
    assert [e.code for e in events if isinstance(e, TriedAgain)] == ["store-changed"]
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    gone(market, 3)


@pytest.mark.parametrize(
    ("kind", "fields"), [(Decided, {}), (Committed, {"number": 1})], ids=["committing", "second store"]
)
def test_a_line_appended_after_the_decision_stays_and_nothing_is_left_unfinished(
    market: Market, kind: type[Event], fields: dict[str, Any]
) -> None:
    market.append_call("91", "p3@example.com", "again")
    store = "web" if fields else "log"
    act = (lambda: market.append_call("90", "new@example.com", "late")) if store == "log" else None
    if act is None:
        more = pa.table({"email": ["new@example.com"], "page": ["/new"]})

        def act() -> None:
            pq.write_table(pa.concat_tables([pq.read_table(market.visits), more]), market.visits)

    with market.open(once(kind, act, **fields)) as estate:
        receipt = estate.subject(customer_id=3).erase()
        assert receipt.verified
        assert estate.unfinished == 0
        assert [entry.number for entry in estate.ledger.entries()] == [1]
    if store == "log":
        assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    else:
        assert market.visit_rows()[-1] == {"email": "new@example.com", "page": "/new"}
    gone(market, 3)


def test_what_a_program_with_the_old_file_open_appends_while_it_is_replaced_is_carried_over(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = shadows.sync_folder
    with market.calls.open("a", encoding="utf-8") as held:

        def strike(folder: Any) -> None:
            held.write("90,new@example.com,late\n")
            held.flush()
            monkeypatch.setattr(shadows, "sync_folder", sync)
            sync(folder)

        monkeypatch.setattr(shadows, "sync_folder", strike)
        with market.open() as estate:
            assert estate.subject(customer_id=3).erase().verified
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    assert [row[0] for row in market.call_rows()] == ["0", "1", "2", "4", "5", "6", "7", "90"]
    gone(market, 3)


def test_what_is_written_by_who_opened_the_file_before_it_was_replaced_is_waited_for(market: Market) -> None:
    held = market.calls.open("a", encoding="utf-8")

    def write() -> None:
        with held:
            held.write("90,new@example.com,late\n")

    late = threading.Timer(0.1, write)
    with market.open(once(Decided, late.start)) as estate:
        receipt = estate.subject(customer_id=3).erase()
    late.join()
    assert receipt.verified
    assert not [said for said in receipt.remains if "still open" in said]
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]


def test_a_program_that_keeps_a_replaced_file_open_is_told_of(market: Market) -> None:
    with market.calls.open("a", encoding="utf-8"), market.open() as estate:
        receipt = estate.subject(customer_id=3).erase()
        assert receipt.verified
        assert [said for said in receipt.remains if said.startswith("log: 1 file(s) are still open")]
    with market.open() as estate:
        again = estate.subject(customer_id=4).erase()
        assert not [said for said in again.remains if "still open" in said]


def test_a_row_that_becomes_somebody_else_s_before_it_is_staged_is_left_to_them(
    any_market: Market,
) -> None:
    give = "UPDATE orders SET customer_id = 5 WHERE id = 30"
    with any_market.open(once(Planned, lambda: any_market.execute(give))) as estate:
        receipt = estate.subject(customer_id=3).erase()
        assert receipt.verified
        assert receipt.counts["crm.orders"].deleted == 1
    assert any_market.select("SELECT id FROM orders WHERE customer_id = 5 ORDER BY id") == [
        (30,),
        (50,),
        (51,),
    ]
    gone(any_market, 3)


def test_a_row_that_comes_and_one_that_goes_before_it_is_staged_are_planned_for(any_market: Market) -> None:
    moves = ("DELETE FROM orders WHERE id = 30", "INSERT INTO orders VALUES (32, 3, 1), (33, 3, 1)")
    with any_market.open(once(Planned, lambda: any_market.execute(*moves))) as estate:
        receipt = estate.subject(customer_id=3).erase()
        assert receipt.verified
        assert receipt.counts["crm.orders"].deleted == 3
    gone(any_market, 3)


def test_what_others_write_into_other_columns_of_the_same_row_stays(any_market: Market) -> None:
    count = "UPDATE customers SET seen = seen + 1 WHERE id = 3"
    with any_market.open(once(Planned, lambda: any_market.execute(count), times=(1, 2))) as estate:
        assert estate.subject(customer_id=3).rectify({"crm.customers.city": "Namur"}).verified
    assert any_market.customers()[3] == (3, "p3@example.com", "Namur", 1)


def every_time(kind: type[Event], act: Callable[[], object], events: list[Event]) -> Listener:
    """A listener that acts at every event of that kind, and keeps all events."""
    listen = once(kind, act, times=range(1, 100))

    def both(event: Event) -> None:
        events.append(event)
        listen(event)

    return both


def test_who_appends_all_the_time_keeps_no_run_from_ending(market: Market) -> None:
    numbers = iter(range(90, 200))

    def append() -> None:
        market.append_call(str(next(numbers)), "new@example.com", "late")

    events: list[Event] = []
    with market.open(every_time(Event, append, events)) as estate:
        assert estate.subject(customer_id=3).erase().verified
        assert [entry.number for entry in estate.ledger.entries()] == [1]
    assert [e.code for e in events if isinstance(e, TriedAgain)] == ["store-changed"] * 2
    late = [[str(n), "new@example.com", "late"] for n in range(90, 90 + len(events))]
    assert market.call_rows()[7:] == late
    gone(market, 3)


@pytest.mark.parametrize("kind", [Traced, Planned, Decided], ids=["planning", "staging", "committing"])
def test_a_file_that_was_written_anew_is_not_taken_for_one_that_grew(
    market: Market, kind: type[Event]
) -> None:
    def write_anew() -> None:
        text = market.calls.read_text("utf-8").replace("call, of 5", "kall, of 5")
        market.calls.write_text(text + "90,new@example.com,late\n", encoding="utf-8")

    with market.open(once(kind, write_anew, times=(1, 3))) as estate:
        assert estate.subject(customer_id=3).erase().verified
    assert market.call_rows()[4] == ["5", "p5@example.com", "kall, of 5"]
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    gone(market, 3)


def test_a_line_that_is_only_begun_is_waited_for(market: Market) -> None:
    """A program that writes a long line in pieces."""
    pieces: list[threading.Timer] = []
    with market.calls.open("a", encoding="utf-8") as held:

        def write(piece: str) -> None:
            held.write(piece)
            held.flush()

        def begin() -> None:
            write("90,new@exa")
            pieces.append(threading.Timer(0.05, write, ["mple.com,late\n"]))
            pieces[0].start()

        with market.open(once(Decided, begin)) as estate:
            assert estate.subject(customer_id=3).erase().verified
        pieces[0].join()
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    gone(market, 3)


def test_who_changes_the_stores_every_time_is_told_of_and_nothing_is_changed(market: Market) -> None:
    pages = iter(range(90, 200))

    def write_anew() -> None:
        more = pa.table({"email": ["new@example.com"], "page": [f"/{next(pages)}"]})
        pq.write_table(pa.concat_tables([pq.read_table(market.visits), more]), market.visits)

    events: list[Event] = []
    customers, calls = market.customers(), market.calls.read_bytes()
    with market.open(every_time(Planned, write_anew, events)) as estate:
        with pytest.raises(StoreChanged, match="plan again"):
            estate.subject(customer_id=3).erase()
        assert estate.unfinished == 0
        assert list(estate.ledger.entries()) == []
    assert len([e for e in events if isinstance(e, TriedAgain)]) == 5
    assert (market.customers(), market.calls.read_bytes()) == (customers, calls)
    assert [row["page"] for row in market.visit_rows()][8:] == [f"/{n}" for n in range(90, 96)]
    assert market.leftovers() == []


def test_a_plan_that_was_looked_at_is_refused_when_it_comes_to_something_else(any_market: Market) -> None:
    with any_market.open() as estate:
        plan = estate.subject(customer_id=3).erase(dry_run=True)
        any_market.execute("INSERT INTO orders VALUES (32, 3, 1)")
        before = any_market.dump()
        with pytest.raises(StoreChanged, match="replan=True") as caught:
            plan.execute()
        assert not caught.value.transient
        assert any_market.dump() == before
        receipt = plan.execute(replan=True)
        assert receipt.verified
        assert receipt.counts["crm.orders"].deleted == 3
    gone(any_market, 3)


def test_a_plan_that_was_looked_at_is_done_where_the_change_is_nothing_to_it(
    market: Market,
) -> None:
    with market.open(once(Planned, lambda: market.append_call("90", "new@example.com", "late"))) as estate:
        plan = estate.subject(customer_id=3).erase(dry_run=True)
        assert plan.execute().verified
    assert market.call_rows()[-1] == ["90", "new@example.com", "late"]
    gone(market, 3)
