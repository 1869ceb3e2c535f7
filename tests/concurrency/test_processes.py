"""Several processes at once: they erase, rectify, append, count and read, and nothing is lost or torn."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from concurrency import workers
from concurrency.crowd import Worker
from concurrency.market import Market, build_market
from databases import DATABASES, fresh_database

LONG = bool(os.environ.get("SUBJECTRIGHTS_TORTURE"))
ROUNDS = 60 if LONG else 2
"""How many people each of the erasers and the rectifier works on."""


@pytest.mark.parametrize("kind", DATABASES)
def test_processes_that_work_in_the_same_stores_lose_nothing(tmp_path: Path, kind: str) -> None:
    """Two erasers who share half of their people, a rectifier, an appender, an updater and three readers."""
    with fresh_database(kind, tmp_path) as url:
        market = build_market(tmp_path / "market", url, people=6 * ROUNDS, lock_timeout=30)
        first, second = range(2 * ROUNDS), range(ROUNDS, 3 * ROUNDS)
        moved = range(4 * ROUNDS, 5 * ROUNDS)
        with ExitStack() as stack:

            def started(act: Callable[..., Any], *args: Any) -> Worker:
                return stack.enter_context(Worker(act, market.folder, *args))

            others = [
                started(act, url)
                for act in (
                    workers.append,
                    workers.count,
                    workers.read_lines,
                    workers.read_columns,
                    workers.read_rows,
                )
            ]
            runs = [
                started(workers.erase, first),
                started(workers.erase, second),
                started(workers.rectify, moved),
            ]
            done = [one for worker in runs for one in worker.result()]
            (market.folder / "stop").touch()
            lines, times, *reads = [worker.result() for worker in others]
        assert all(reads)
        numbers = sorted(one.number for one in done)
        assert numbers == list(range(1, 5 * ROUNDS + 1))
        assert all(one.verified for one in done)
        erased = range(3 * ROUNDS)
        assert sorted(one.deleted for one in done) == [0] * (2 * ROUNDS) + [5] * len(erased)
        with market.open() as estate:
            assert [entry.number for entry in estate.ledger.entries()] == numbers
            assert estate.ledger.verify().ok
            assert estate.unfinished == 0
        _holds_what_it_should(market, moved, erased, lines, times)


def _holds_what_it_should(market: Market, moved: range, erased: range, lines: int, times: int) -> None:
    stay = [n for n in range(6 * ROUNDS) if n not in erased]
    assert market.customers() == [
        (n, f"p{n}@example.com", "Namur" if n in moved else "Gent", times) for n in stay
    ]
    appended = [[str(1000 + n), "log@example.com", f"line, {n}"] for n in range(lines)]
    assert lines > 0
    assert market.call_rows() == [[str(n), f"p{n}@example.com", f"call, of {n}"] for n in stay] + appended
    assert [row["page"] for row in market.visit_rows()] == [f"/{n}" for n in stay]
    assert market.leftovers() == []


def test_a_forked_process_makes_connections_of_its_own(server_market: Market) -> None:
    """As workers of a server do that loads the program before it forks."""
    with (server_market.folder / "map.yaml").open("a", encoding="utf-8") as file:
        file.write(f"register: {server_market.url}\n")
    with server_market.open() as estate:
        assert estate.subject(customer_id=0).erase().verified

        def work(number: int) -> bool:
            return estate.subject(customer_id=number).erase().verified

        with ExitStack() as stack:
            children = [stack.enter_context(Worker(work, number)) for number in (1, 2, 3)]
            assert estate.subject(customer_id=4).erase().verified
            assert all(child.result() for child in children)
        assert [entry.number for entry in estate.ledger.entries()] == [1, 2, 3, 4, 5]
        assert estate.ledger.verify().ok
    assert [row[0] for row in server_market.customers()] == [5, 6, 7]
