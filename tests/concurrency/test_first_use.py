"""Processes that open a new estate at once make one key and one register between them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from concurrency.crowd import Worker
from concurrency.market import Market, build_market
from databases import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def unused(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Market]:
    """A market that nobody opened yet, its register in SQLite or on a server."""
    with (
        fresh_database("sqlite", tmp_path) as url,
        fresh_database(request.param, tmp_path) as register,
    ):
        market = build_market(tmp_path / "market", url, lock_timeout=30)
        if request.param != "sqlite":
            (market.folder / "subjectrights.key").touch(mode=0o600)
            (market.folder / "subjectrights.key").write_text("0f" * 32)
            with (market.folder / "map.yaml").open("a", encoding="utf-8") as file:
                file.write(f"register: {register}\n")
        yield market


def test_processes_that_open_a_new_estate_at_once_share_it(unused: Market) -> None:
    together = multiprocessing.get_context("fork").Barrier(4)

    def begin(number: int) -> bool:
        with unused.open() as estate:
            together.wait(timeout=60)
            return estate.subject(customer_id=number).erase().verified

    with ExitStack() as stack:
        processes = [stack.enter_context(Worker(begin, number)) for number in range(4)]
        assert all(process.result() for process in processes)
    with unused.open() as estate:
        assert [entry.number for entry in estate.ledger.entries()] == [1, 2, 3, 4]
        assert estate.ledger.verify().ok
    assert [row[0] for row in unused.customers()] == [4, 5, 6, 7]
