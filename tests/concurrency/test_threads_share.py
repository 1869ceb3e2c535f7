"""One estate in many threads: all rights of different people, plans from elsewhere, a close amid it all."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pandas as pd
import pytest

from concurrency.market import Market, build_market, once
from databases import DATABASES, fresh_database
from subjectrights.errors import SubjectRightsError, Unfinished
from subjectrights.estate import Estate
from subjectrights.events import Decided, StoreStaged

LONG = bool(os.environ.get("SUBJECTRIGHTS_TORTURE"))
THREADS = 20
PEOPLE = 240 if LONG else 12


def each(number: int, act: Callable[[int], Any]) -> list[Any]:
    """What the act returns for 0, 1, 2 ..., called from many threads at once."""
    begin = threading.Barrier(min(number, THREADS))

    def one(at: int) -> Any:
        if at < THREADS:
            begin.wait(timeout=60)
        return act(at)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(number)))


@pytest.mark.parametrize("kind", DATABASES)
def test_every_right_goes_on_at_once(tmp_path: Any, kind: str) -> None:
    with fresh_database(kind, tmp_path) as url, fresh_database(kind, tmp_path) as register:
        market = build_market(tmp_path / "market", url, people=PEOPLE, lock_timeout=30)
        if kind != "sqlite":
            with (market.folder / "map.yaml").open("a", encoding="utf-8") as file:
                file.write(f"register: {register}\npurposes: {{care: {{legal_basis: contract}}}}\n")
        else:
            with (market.folder / "map.yaml").open("a", encoding="utf-8") as file:
                file.write("purposes: {care: {legal_basis: contract}}\n")
        with market.open(wait=120) as estate:
            each(PEOPLE, lambda n: _do(estate, n))
            entries = list(estate.ledger.entries())
            assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
            assert len(entries) == 2 * (PEOPLE // 3)
            assert estate.ledger.verify().ok
            assert estate.unfinished == 0
        left = [n for n in range(PEOPLE) if n % 3]
        cities = [(n, f"p{n}@example.com", "Namur" if n % 3 == 1 else "Gent", 0) for n in left]
        assert market.customers() == cities
        assert [int(row[0]) for row in market.call_rows()] == left
        assert [row["page"] for row in market.visit_rows()] == [f"/{n}" for n in left]


def _do(estate: Estate, n: int) -> None:
    subject = estate.subject(customer_id=n)
    if n % 3 == 0:
        assert subject.erase().verified
    elif n % 3 == 1:
        assert subject.rectify({"crm.customers.city": "Namur"}).verified
    else:
        assert set(subject.access().tables) == {"crm.customers", "crm.orders", "log.calls", "web.visits"}
        people = pd.DataFrame({"mail": ["zed@example.com"]})
        assert list(estate.screen(people, purpose="care", columns={"email": "mail"})) == [True]


def test_plans_are_carried_out_from_other_threads_than_made_them(market: Market) -> None:
    with market.open() as estate:
        plans = [estate.subject(customer_id=n).erase(dry_run=True) for n in range(6)]
        receipts = each(6, lambda n: plans[n].execute())
        assert all(receipt.verified for receipt in receipts)
        assert sorted(receipt.number for receipt in receipts) == [1, 2, 3, 4, 5, 6]
    assert [row[0] for row in market.customers()] == [6, 7]


def test_the_same_person_erased_by_many_at_once_is_erased_once(registered: Market) -> None:
    """By more than there are connections to the register."""
    with registered.open() as estate:
        receipts = each(THREADS, lambda _: estate.subject(customer_id=3).erase())
        deleted = [sum(count.deleted for count in receipt.counts.values()) for receipt in receipts]
        assert sorted(deleted) == [0] * (THREADS - 1) + [5]
        assert all(receipt.verified for receipt in receipts)
        assert [entry.number for entry in estate.ledger.entries()] == list(range(1, THREADS + 1))


def test_a_run_in_an_estate_that_is_closed_meanwhile_begins_anew(market: Market) -> None:
    estates: list[Estate] = []

    def close() -> None:
        estates[0].close()

    with market.open(once(StoreStaged, close, number=3)) as estate:
        estates.append(estate)
        assert estate.subject(customer_id=3).erase().verified
        assert [entry.number for entry in estate.ledger.entries()] == [1]
        assert estate.unfinished == 0
    assert [row[0] for row in market.customers()] == [0, 1, 2, 4, 5, 6, 7]
    assert market.leftovers() == []


def test_a_run_in_an_estate_that_is_closed_after_the_decision_is_finished_by_recovery(
    any_market: Market,
) -> None:
    estates: list[Estate] = []

    def close() -> None:
        estates[0].close()

    with any_market.open(once(Decided, close)) as estate:
        estates.append(estate)
        with pytest.raises(Unfinished, match="recover"):
            estate.subject(customer_id=3).erase()
        (receipt,) = estate.recover()
        assert receipt.verified
        assert [entry.number for entry in estate.ledger.entries()] == [1]
    assert [row[0] for row in any_market.customers()] == [0, 1, 2, 4, 5, 6, 7]
    assert any_market.leftovers() == []


def test_an_estate_closed_while_others_work_opens_again(market: Market) -> None:
    with market.open() as estate:
        stop = threading.Event()

        def keep_closing() -> None:
            for _ in range(5):
                stop.wait(timeout=0.1)
                estate.close()

        closer = threading.Thread(target=keep_closing)
        closer.start()
        try:
            outcomes = each(8, lambda n: _erased(estate, n))
        finally:
            stop.set()
            closer.join()
        estate.recover()
        assert set(outcomes) <= {"done", "not done", "unfinished"}
        for n in range(8):
            assert estate.subject(customer_id=n).erase().verified
        assert estate.ledger.verify().ok
    assert market.customers() == []
    assert market.leftovers() == []


def _erased(estate: Estate, n: int) -> str:
    try:
        return "done" if estate.subject(customer_id=n).erase().verified else "not confirmed"
    except Unfinished:
        return "unfinished"
    except SubjectRightsError:
        return "not done"
