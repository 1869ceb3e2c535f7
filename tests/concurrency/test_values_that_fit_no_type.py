"""Values that aren't of their column's type are learnt on the way, and nobody is told to try again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from concurrency.market import Market
from databases import fresh_database
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.stores.sql.finding import BATCH_ROWS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MANY = BATCH_ROWS + 100
SPARE = ("spare_1", "spare_2", "spare_3", "spare_4")
"""So many more tables that a call which counted what is learnt of them would give up."""


def map_of(url: str, folder: Path) -> DataMap:
    """Three tables of which the columns hold what they shouldn't."""
    opaque = {"identifiers": {"customer_id": "customer"}, "columns": {"value": {"category": "user.content"}}}
    kept = {
        **opaque,
        "retain": {"for": "P7Y", "after": "value", "law": "Code de la TVA, art. 60"},
        "columns": {"value": {"category": "user.content"}, "note": {"category": "user.content"}},
    }
    return DataMap.model_validate(
        {
            "organisation": {"name": "Market"},
            "identifiers": {"customer_id": {"kind": "opaque"}},
            "stores": {
                "crm": {
                    "type": "sql",
                    "url": url,
                    "tables": {
                        **dict.fromkeys(("dates", "moments", "amounts", *SPARE), opaque),
                        "bills": kept,
                    },
                }
            },
            "folder": folder,
        }
    )


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Market]:
    """A PostgreSQL database in which every table's last row holds what Arrow has no value for."""
    with fresh_database("postgresql", tmp_path) as url:
        market = Market(tmp_path, url)
        for table, native, common, last in (
            ("dates", "date", "2020-01-31", "infinity"),
            ("moments", "timestamp", "2020-01-31 10:00", "-infinity"),
            ("amounts", "numeric(10, 2)", "10.00", "NaN"),
        ):
            market.execute(
                f"CREATE TABLE {table} (id integer PRIMARY KEY, customer integer, value {native})",
                f"INSERT INTO {table} SELECT n, n, '{common}' FROM generate_series(1, {MANY}) AS n",
                f"UPDATE {table} SET value = '{last}' WHERE id = {MANY}",
            )
        market.execute(
            "CREATE TABLE bills (id integer PRIMARY KEY, customer integer, value date, note text)",
            f"INSERT INTO bills VALUES (1, 1, '2025-01-31', 'a'), (2, {MANY}, 'infinity', 'b')",
        )
        for table in SPARE:
            market.execute(
                f"CREATE TABLE {table} (id integer PRIMARY KEY, customer integer, value date)",
                f"INSERT INTO {table} VALUES (1, {MANY}, 'infinity')",
            )
        yield market


@pytest.fixture
def fresh(odd: Market, tmp_path: Path) -> Iterator[Estate]:
    """An estate that has looked into nothing yet."""
    with Estate(map_of(odd.url, tmp_path), clock=lambda: NOW) as estate:
        yield estate


def access(estate: Estate) -> None:
    tables = estate.subject(customer_id=MANY).access().tables
    values = {name: table.column("value").to_pylist() for name, table in tables.items()}
    assert values == {
        "crm.dates": ["infinity"],
        "crm.moments": ["-infinity"],
        "crm.amounts": ["NaN"],
        "crm.bills": ["infinity"],
        **{f"crm.{table}": ["infinity"] for table in SPARE},
    }


def erase(estate: Estate) -> None:
    receipt = estate.subject(customer_id=MANY).erase(tables=["crm.dates", "crm.moments", "crm.amounts"])
    assert receipt.verified
    assert {name: count.deleted for name, count in receipt.counts.items() if count.deleted} == {
        "crm.dates": 1,
        "crm.moments": 1,
        "crm.amounts": 1,
    }


def erase_by_plan(estate: Estate) -> None:
    people = estate.subjects(customer_id=[str(n) for n in range(1, MANY + 1)])
    receipt = people.erase(dry_run=True, tables=["crm.dates"]).execute()
    assert receipt.verified
    assert receipt.counts["crm.dates"].deleted == MANY


def rectify(estate: Estate) -> None:
    assert estate.subject(customer_id=MANY).rectify({"crm.dates.value": "2026-01-31"}).verified
    (held,) = estate.subject(customer_id=MANY).access().tables["crm.dates"].to_pylist()
    assert held["value"] == "2026-01-31"


def look_over(estate: Estate) -> None:
    assert not estate.check().errors


@pytest.mark.parametrize("call", [access, erase, erase_by_plan, rectify, look_over])
def test_the_first_call_of_all_gets_by(fresh: Estate, call: Callable[[Estate], None]) -> None:
    call(fresh)


def test_a_text_that_others_put_into_a_column_of_numbers_meanwhile_is_read(market: Market) -> None:
    with market.open() as estate:
        assert estate.subject(customer_id=3).access().tables["crm.orders"].column("amount").to_pylist() == [
            100,
            101,
        ]
        market.execute("UPDATE orders SET amount = 'a lot' WHERE id = 31")
        held: dict[str, Any] = estate.subject(customer_id=3).access().tables
        assert sorted(map(str, held["crm.orders"].column("amount").to_pylist())) == ["100", "a lot"]
        market.execute("UPDATE customers SET seen = 'often' WHERE id = 4")
        assert estate.subject(customer_id=4).erase().verified
    assert [row[0] for row in market.customers()] == [0, 1, 2, 3, 5, 6, 7]
