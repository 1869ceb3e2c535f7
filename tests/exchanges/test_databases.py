"""Exchanges and notices are kept alike in every database that a register can be in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from databases import DATABASES, fresh_database
from estates import make_stores
from exchanges.conftest import KEYS, MAP, TABLES, Clock
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.exchanges.notices import NoticeState


@pytest.fixture(params=DATABASES)
def estate(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Estate]:
    monkeypatch.setenv("SUBJECTRIGHTS_KEY", "ab" * 32)
    with fresh_database(request.param, tmp_path) as url:
        datamap = DataMap.model_validate({**MAP, "register": url, "folder": tmp_path})
        with Estate(datamap, clock=clock, stores=make_stores(TABLES, KEYS)) as opened:
            yield opened


def test_an_exchange_and_its_notices_go_all_the_way(estate: Estate, clock: Clock, tmp_path: Path) -> None:
    terms = {"to": "post", "purpose": "care", "channel": "sftp", "their_role": "processor"}
    given = estate.deliver("crm.customers", path=tmp_path / "out.csv", **terms)
    people = pa.table({"mail": [f"p{n}@example.com" for n in range(30_000)]})
    big = estate.exchanges.record(
        "big", **terms, our_role="controller", categories=["user"], people=people, columns={"email": "mail"}
    )
    assert list(estate.exchanges.all()) == [given.exchange, big]
    assert list(estate.exchanges.of(email="p29999@example.com")) == [big]
    estate.exchanges.withdraw(big)
    assert list(estate.exchanges.of(email="p29999@example.com")) == []
    assert list(estate.exchanges.of(customer_id=4)) == [given.exchange]
    estate.subject(customer_id=4).erase()

    def broken(_: object) -> None:
        raise OSError

    assert estate.notices.send(broken).retried == 1
    assert estate.notices.send(broken).retried == 0
    clock.on(minutes=1)
    assert estate.notices.send(lambda told: told.identifiers["email"][0]).delivered == 1
    (proof,) = estate.notices.all()
    assert (proof.state, proof.attempts, proof.ended) == (NoticeState.DELIVERED, 2, clock())
