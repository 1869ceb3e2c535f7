"""A row that can't go leads to nothing of the person; a restriction's mark stays as long as it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import database_url
from journeys.dumps import dump_database
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate

__all__ = ["database_url"]

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCHEMA = """
CREATE TABLE addresses (id INTEGER PRIMARY KEY, street VARCHAR(40), written_on DATE);
CREATE TABLE households (id INTEGER PRIMARY KEY, name VARCHAR(40));
CREATE TABLE plans (id INTEGER PRIMARY KEY, name VARCHAR(40));
CREATE TABLE customers (
    id INTEGER PRIMARY KEY, email VARCHAR(60), state VARCHAR(10),
    address_id INTEGER REFERENCES addresses (id), household_id INTEGER REFERENCES households (id),
    brought_by INTEGER REFERENCES customers (id), plan_id INTEGER NOT NULL REFERENCES plans (id));
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), issued_on DATE);
INSERT INTO addresses VALUES (1, 'Rue A 1', '2025-01-31'), (2, 'Rue B 2', '2025-01-31');
INSERT INTO households VALUES (7, 'Lopez'), (8, 'Smith');
INSERT INTO plans VALUES (5, 'basic');
INSERT INTO customers VALUES (2, 'bob@x.be', 'new', 2, 8, NULL, 5), (1, 'ana@x.be', 'new', 1, 7, 2, 5);
INSERT INTO customers VALUES (3, 'cas@x.be', 'new', 2, NULL, 1, 5);
INSERT INTO invoices VALUES (10, 1, '2025-01-31'), (11, 2, '2025-01-31'), (12, 3, '2018-01-31')
"""
RETAIN = {"for": "P7Y", "after": "issued_on"}
TABLES: dict[str, Any] = {
    "customers": {
        "person": True,
        "identifiers": {"customer_id": "id", "email": "email"},
        "refers_to": {"brought_by": "customers.id"},
        "columns": {"plan_id": {"category": "system"}},
        "on_restrict": {"set": {"state": "blocked"}},
        "on_lift": {"set": {"state": "active"}},
    },
    "addresses": {"belongs_to": {"id": "customers.address_id"}},
    "households": {"belongs_to": {"id": "customers.household_id"}},
    "invoices": {"belongs_to": {"customer_id": "customers.id"}, "retain": RETAIN},
}


def estate_of(url: str, folder: Path, tables: Mapping[str, Any], at: datetime = NOW) -> Estate:
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"customer_id": {}, "email": {"kind": "email"}},
            "stores": {"crm": {"type": "sql", "url": url, "tables": tables}},
            "folder": folder,
        }
    )
    return Estate(datamap, clock=lambda: at)


@pytest.fixture
def shop(database_url: str) -> Iterator[str]:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        for statement in SCHEMA.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    yield database_url


def rows(url: str, table: str) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in dump_database(url)[table]}


def test_a_row_kept_for_its_key_leads_to_nothing_of_the_person(shop: str, tmp_path: Path) -> None:
    """Edge case 10: the invoice holds the customer's row by an enforced key."""
    before = dump_database(shop)
    with estate_of(shop, tmp_path, TABLES) as estate:
        receipt = estate.subject(email="ana@x.be").erase()
        assert receipt.verified
        (kept,) = [k for k in receipt.kept if k.reason == "reference"]
        assert (kept.table, kept.columns) == ("crm.customers", ("id", "plan_id"))
        again = estate.subject(customer_id=1).erase()
        assert again.verified
        assert not any(count.deleted or count.updated for count in again.counts.values())
    bare = {"email": None, "state": None, "address_id": None, "household_id": None, "brought_by": None}
    customers = rows(shop, "customers")
    assert customers[1] == {"id": 1, "plan_id": 5, **bare}
    assert sorted(rows(shop, "addresses")) == [2]
    assert sorted(rows(shop, "households")) == [8]
    assert dump_database(shop)["invoices"] == before["invoices"]
    others = {row["id"]: row for row in before["customers"]}
    assert customers[2] == others[2]
    assert customers[3] == others[3]


def test_an_address_that_somebody_else_has_too_stays_and_is_no_longer_the_person_s(
    shop: str, tmp_path: Path
) -> None:
    before = dump_database(shop)
    with estate_of(shop, tmp_path, TABLES) as estate:
        assert estate.subject(customer_id=2).erase().verified
    assert rows(shop, "customers")[2]["address_id"] is None
    assert dump_database(shop)["addresses"] == before["addresses"]


def test_what_leads_to_a_row_that_the_law_keeps_stays_as_long_as_it(shop: str, tmp_path: Path) -> None:
    retained = {**TABLES["addresses"], "retain": {"for": "P9Y", "after": "written_on"}}
    tables = {**TABLES, "addresses": retained}
    with estate_of(shop, tmp_path, tables) as estate:
        assert estate.subject(customer_id=1).erase().verified
    customer = rows(shop, "customers")[1]
    assert (customer["address_id"], customer["household_id"]) == (1, None)
    assert rows(shop, "addresses")[1]["street"] == "Rue A 1"
    later = datetime(2035, 1, 1, tzinfo=UTC)
    with estate_of(shop, tmp_path, tables, at=later) as estate:
        assert all(receipt.verified for receipt in estate.due(date(2035, 1, 1)))
    assert 1 not in rows(shop, "customers")
    assert 1 not in rows(shop, "addresses")
    assert 10 not in rows(shop, "invoices")


def test_a_reference_that_tells_whose_the_row_is_stays(shop: str, tmp_path: Path) -> None:
    """Here an invoice leads to its customer by the email alone, and the household is kept by a duty."""
    tables = {
        **TABLES,
        "customers": {"belongs_to": {"household_id": "households.id"}, "person": True},
        "households": {"identifiers": {"customer_id": "id"}},
        "addresses": {"belongs_to": {"id": "customers.address_id"}},
    }
    with estate_of(shop, tmp_path, tables) as estate:
        assert estate.subject(customer_id=7).erase().verified
        assert rows(shop, "customers")[1]["household_id"] == 7
        assert estate.subject(customer_id=7).access().tables["crm.invoices"].num_rows == 1


def test_a_restriction_s_mark_stands_on_a_row_that_stays(shop: str, tmp_path: Path) -> None:
    """The column that holds the mark is personal by itself, and goes from the rows of others."""
    with estate_of(shop, tmp_path, TABLES) as estate:
        estate.subject(customer_id=1).restrict("legal_claims")
        receipt = estate.subjects(customer_id=[1, 2]).erase(exception="legal_claims")
        assert receipt.verified
        customers = rows(shop, "customers")
        assert (customers[1]["email"], customers[1]["state"]) == (None, "blocked")
        assert (customers[2]["email"], customers[2]["state"]) == (None, None)
        assert estate.subject(customer_id=1).lift_restriction().verified
        assert rows(shop, "customers")[1]["state"] == "active"


@pytest.mark.parametrize(
    ("stated", "asked"),
    [
        ({"on_erase": {"set": {"email": None, "state": None}}}, {}),
        ({}, {"columns": ["crm.customers.email", "crm.customers.state"]}),
        ({"retain": {"for": "P7Y", "after": "id", "columns": ["address_id"]}}, {}),
    ],
    ids=["overwritten", "in part", "retained in part"],
)
def test_it_stands_however_the_row_comes_to_stay(
    shop: str, tmp_path: Path, stated: dict[str, Any], asked: dict[str, Any]
) -> None:
    tables = {**TABLES, "customers": {**TABLES["customers"], **stated}}
    with estate_of(shop, tmp_path, tables) as estate:
        estate.subject(customer_id=1).restrict("accuracy_contested")
        receipt = estate.subject(customer_id=1).erase(exception="consent", **asked)
        assert receipt.verified
    customer = rows(shop, "customers")[1]
    assert (customer["email"], customer["state"]) == (None, "blocked")
