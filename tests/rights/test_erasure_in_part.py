"""Art. 17 in part: what was not asked for stays, and is no part of what falls due later."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import subjectrights as sr
from subjectrights.errors import StoreChanged

MAP = """
organisation: {name: Horizon, country: BE}
parties: {acme: {name: Acme}}
purposes: {care: {legal_basis: contract}, ads: {legal_basis: consent, direct_marketing: true}}
identifiers: {cid: {kind: opaque}, email: {kind: email}}
stores:
  crm:
    type: sql
    url: sqlite:///crm.sqlite
    purposes: [care]
    tables:
      customers:
        person: true
        identifiers: {cid: id, email: email}
        columns: {email: {category: user.contact.email}, city: {category: user.contact.address.city}}
      invoices:
        belongs_to: {customer: customers.id}
        retain: {for: P7Y, after: d, ground: legal_obligation}
        columns: {note: {category: user.notes}}
      clicks: {belongs_to: {customer: customers.id}}
      messages:
        identifiers: {email: [sender, recipient]}
        columns: {body: {owner: sender}}
  lists:
    type: csv
    purposes: [ads]
    tables:
      news:
        path: lists/news.csv
        identifiers: {email: email}
        columns: {email: {category: user.contact.email}, name: {category: user.name}}
  clients:
    type: csv
    purposes: [care]
    role: processor
    controller: acme
    tables:
      leads:
        path: clients/leads.csv
        identifiers: {email: email}
        columns: {city: {category: user.contact.address.city}}
"""
TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT UNIQUE, city TEXT);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id), d DATE, note TEXT);
CREATE TABLE clicks (customer INTEGER, url TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY, sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT);
INSERT INTO customers VALUES (1, 'ana@x.com', 'Gent'), (2, 'bob@x.com', 'Mons');
INSERT INTO invoices VALUES (1, 1, '2024-05-05', 'first'), (2, 1, '2010-05-05', 'old');
INSERT INTO invoices VALUES (3, 2, '2024-05-05', 'b');
INSERT INTO clicks VALUES (1, '/a'), (2, '/b');
INSERT INTO messages VALUES (1, 'ana@x.com', 'bob@x.com', 'hello');
"""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2035, 1, 1, tzinfo=UTC)

Open = Callable[..., sr.Estate]


class Crm:
    """The folder with its stores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, text: str) -> None:
        with closing(sqlite3.connect(self.folder / "crm.sqlite")) as connection:
            connection.executescript(text)

    def rows(self, text: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "crm.sqlite")) as connection:
            return connection.execute(text).fetchall()

    def invoices(self, customer: int = 1) -> list[int]:
        return [
            row[0] for row in self.rows(f"SELECT id FROM invoices WHERE customer = {customer} ORDER BY id")
        ]


@pytest.fixture
def crm(tmp_path: Path) -> Crm:
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "news.csv").write_text("email,name\nana@x.com,Ana\nbob@x.com,Bob\n")
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "leads.csv").write_text("email,city\nana@x.com,Gent\n")
    crm = Crm(tmp_path)
    crm.run(TABLES)
    return crm


@pytest.fixture
def opened(crm: Crm) -> Iterator[Open]:
    estates: list[sr.Estate] = []

    def opened(at: datetime = NOW) -> sr.Estate:
        estates.append(sr.open(crm.folder / "map.yaml", clock=lambda: at))
        return estates[-1]

    yield opened
    for estate in estates:
        estate.close()


@pytest.mark.parametrize(
    "part",
    [
        {"columns": ["crm.customers.city"]},
        {"categories": ["user.contact"], "stores": ["crm"]},
        {"tables": ["crm.customers", "crm.clicks"]},
    ],
)
def test_no_duty_is_noted_for_what_was_not_asked_for(crm: Crm, opened: Open, part: dict[str, Any]) -> None:
    receipt = opened().subject(email="ana@x.com").erase(**part)
    assert receipt.verified
    assert receipt.retained == ()
    assert opened(LATER).due() == []
    assert crm.invoices() == [1, 2]


def test_only_the_columns_asked_for_fall_due(crm: Crm, opened: Open) -> None:
    receipt = opened().subject(cid=1).erase(categories=["user.notes"])
    assert [(kept.table, kept.count, kept.columns) for kept in receipt.retained] == [
        ("crm.invoices", 1, ("note",))
    ]
    assert crm.rows("SELECT note FROM invoices ORDER BY id") == [("first",), (None,), ("b",)]
    (done,) = opened(LATER).due()
    assert done.verified
    assert crm.rows("SELECT note FROM invoices ORDER BY id") == [(None,), (None,), ("b",)]
    assert crm.invoices() == [1, 2]
    assert crm.rows("SELECT city FROM customers WHERE id = 1") == [("Gent",)]


def test_rows_written_after_the_erasure_do_not_fall_due_with_the_old_ones(crm: Crm, opened: Open) -> None:
    opened().subject(cid=1).erase(tables=["crm.invoices"])
    assert crm.invoices() == [1]
    crm.run("INSERT INTO invoices VALUES (9, 1, '2027-01-01', 'new')")
    (done,) = opened(LATER).due()
    assert done.verified
    assert crm.invoices() == [9]
    assert crm.rows("SELECT email FROM customers WHERE id = 1") == [("ana@x.com",)]
    assert opened(datetime(2040, 1, 1, tzinfo=UTC)).due() == []


def test_who_came_back_under_the_same_number_is_not_erased_when_a_duty_ends(crm: Crm, opened: Open) -> None:
    assert opened().subject(cid=1).erase().verified
    assert crm.rows("SELECT email, city FROM customers WHERE id = 1") == [(None, None)]
    crm.run(
        "UPDATE customers SET email = 'ana@new.com', city = 'Liège' WHERE id = 1;"
        "INSERT INTO invoices VALUES (9, 1, '2030-01-01', 'new'); INSERT INTO clicks VALUES (1, '/c')"
    )
    (done,) = opened(LATER).due()
    assert done.verified
    assert crm.invoices() == [9]
    assert crm.rows("SELECT email, city FROM customers WHERE id = 1") == [("ana@new.com", "Liège")]
    assert crm.rows("SELECT url FROM clicks WHERE customer = 1") == [("/c",)]


def test_the_key_of_who_did_not_come_back_goes_with_the_last_row_that_the_law_kept(
    crm: Crm, opened: Open
) -> None:
    opened().subject(cid=1).erase()
    (done,) = opened(LATER).due()
    assert done.verified
    assert crm.invoices() == []
    assert crm.rows("SELECT id FROM customers") == [(2,)]


def test_duties_of_a_part_and_of_the_whole_stand_side_by_side(crm: Crm, opened: Open) -> None:
    opened().subject(cid=2).erase(categories=["user.notes"])
    opened().subject(cid=1).erase()
    assert all(receipt.verified for receipt in opened(LATER).due())
    assert crm.invoices(1) == []
    assert crm.rows("SELECT id, note FROM invoices") == [(3, None)]


def test_a_duty_whose_table_the_map_no_longer_has_waits_and_it_is_said_so(crm: Crm, opened: Open) -> None:
    opened().subject(cid=1).erase()
    said = crm.folder / "map.yaml"
    said.write_text(MAP.replace("      invoices:\n", "      bills:\n"))
    crm.run("ALTER TABLE invoices RENAME TO bills")
    with pytest.warns(UserWarning, match="1 duties have ended"):
        assert opened(LATER).due() == []
    assert crm.rows("SELECT id FROM bills WHERE customer = 1") == [(1,)]


def test_an_identifier_that_is_all_that_leads_to_the_rest_of_a_row_stays(crm: Crm, opened: Open) -> None:
    receipt = opened().subject(email="ana@x.com").erase(categories=["user.contact.email"], stores=["lists"])
    assert (crm.folder / "lists" / "news.csv").read_text() == "email,name\nana@x.com,Ana\nbob@x.com,Bob\n"
    (kept,) = receipt.kept
    assert (kept.reason, kept.table, kept.count, kept.columns) == ("identifier", "lists.news", 1, ("email",))
    assert "all that tells whose" in str(receipt)
    assert opened().subject(email="ana@x.com").erase(tables=["lists.news"]).verified
    assert (crm.folder / "lists" / "news.csv").read_text() == "email,name\nbob@x.com,Bob\n"


def test_an_identifier_goes_where_the_rest_goes_too_or_another_leads_to_it(crm: Crm, opened: Open) -> None:
    ana = opened().subject(email="ana@x.com")
    assert ana.erase(categories=["user.contact.email", "user.name"], stores=["lists"]).kept == ()
    assert (crm.folder / "lists" / "news.csv").read_text() == "email,name\n,\nbob@x.com,Bob\n"
    assert ana.erase(columns=["crm.customers.email"]).kept == ()
    assert crm.rows("SELECT email, city FROM customers WHERE id = 1") == [(None, "Gent")]


def test_nothing_awaits_a_controller_whose_data_was_not_asked_for(opened: Open) -> None:
    estate = opened()
    receipt = estate.subject(email="ana@x.com").erase(columns=["crm.customers.email"])
    assert receipt.awaiting == ()
    assert receipt.complete
    plan = estate.subject(email="bob@x.com").erase(categories=["user.contact.address.city"], dry_run=True)
    assert plan.awaiting == ()
    plan = opened().subject(email="ana@x.com").erase(categories=["user.contact.address.city"], dry_run=True)
    assert [waiting.table for waiting in plan.awaiting] == ["clients.leads"]


def test_a_plan_is_not_carried_out_on_rows_that_came_since(crm: Crm, opened: Open) -> None:
    plan = opened().subject(email="ana@x.com").erase(tables=["lists.news"], dry_run=True)
    with (crm.folder / "lists" / "news.csv").open("a") as file:
        file.write("ana@x.com,Anna\n")
    with pytest.raises(StoreChanged):
        plan.execute()
    assert (crm.folder / "lists" / "news.csv").read_text().count("ana@x.com") == 2
    plan = opened().subject(cid=1).erase(tables=["crm.clicks"], dry_run=True)
    crm.run("INSERT INTO clicks VALUES (1, '/c')")
    with pytest.raises(StoreChanged):
        plan.execute()
    assert plan.execute(replan=True).counts["crm.clicks"].deleted == 2


def test_a_row_goes_with_the_last_of_its_owners_where_a_pseudonym_stands_for_the_first(
    crm: Crm, opened: Open
) -> None:
    assert opened().subject(email="ana@x.com").erase().verified
    ((sender, recipient, body),) = crm.rows("SELECT sender, recipient, body FROM messages")
    assert sender.startswith("erased-")
    assert (recipient, body) == ("bob@x.com", None)
    assert opened().subject(email="bob@x.com").erase().verified
    assert crm.rows("SELECT * FROM messages") == []


def test_an_address_in_somebody_else_s_text_is_named_where_another_row_of_the_table_stays(
    crm: Crm, opened: Open
) -> None:
    crm.run("UPDATE invoices SET note = 'paid by ana@x.com' WHERE id = 3")
    receipt = opened().subject(email="ana@x.com").erase()
    assert [(one.table, one.column, one.count) for one in receipt.residues] == []
    crm.run(
        "UPDATE invoices SET note = 'by bob@x.com';"
        "INSERT INTO invoices VALUES (7, NULL, '2024-01-01', 'bob@x.com')"
    )
    receipt = opened().subject(email="bob@x.com").erase()
    assert [(one.table, one.column, one.count) for one in receipt.residues] == [("invoices", "note", 2)]


def test_the_day_of_a_duty_is_told(opened: Open) -> None:
    receipt = opened().subject(cid=1).erase()
    assert [kept.until for kept in receipt.retained] == [date(2031, 5, 5)]
