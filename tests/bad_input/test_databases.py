"""Databases that are down, damaged, or that refuse what is asked of them."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bad_input.refusal import refused
from bad_input.spoiling import database_file, in_database
from databases import DATABASES, fresh_database
from journeys.shop import ACME, Shop, build_shop
from subjectrights.errors import (
    InstructionRefused,
    MalformedData,
    NothingChanged,
    StoreBusy,
    StoreUnavailable,
    ValueRefused,
)
from subjectrights.estate import Estate
from subjectrights.plan import Instruction


@pytest.fixture(params=DATABASES)
def any_shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop in each kind of database."""
    with fresh_database(request.param, tmp_path) as url:
        yield build_shop(tmp_path / "any", url, count=4)


def erase(estate: Estate) -> None:
    estate.subject(customer_id=1).erase(instruction=ACME)


@pytest.fixture
def closed_port() -> int:
    """A port at which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "url", ["postgresql://ada:s3cret@127.0.0.1:{}/crm", "mysql://ada:s3cret@127.0.0.1:{}/crm"]
)
def test_a_database_that_is_down_is_not_nothing_held(shop: Shop, closed_port: int, url: str) -> None:
    """Edge case 8."""
    with closing(replace(shop, url=url.format(closed_port)).open()) as estate:
        with refused(shop, estate, StoreUnavailable, "crm", "can't be reached", "that it runs") as caught:
            erase(estate)
        assert "s3cret" not in caught.text
        report = estate.subject(customer_id=1).access()
        assert report.unreachable == ("crm",)
        assert "crm: could not look" in str(report)
        (finding,) = estate.check().errors
        assert (finding.code, finding.store) == ("could-not-look", "crm")
        assert "s3cret" not in str(finding)


def test_a_missing_sqlite_file_is_told_and_not_made(shop: Shop, estate: Estate) -> None:
    path = database_file(shop)
    path.unlink()
    with refused(shop, estate, StoreUnavailable, "crm", path.name, "never created", database=False):
        erase(estate)
    assert estate.subject(customer_id=1).access().unreachable == ("crm",)
    assert not path.exists()


def test_a_file_that_is_no_database_is_told(shop: Shop, estate: Estate) -> None:
    database_file(shop).write_bytes(b"no database at all\n" * 100)
    with refused(shop, estate, MalformedData, "crm", "no database at all", database=False):
        erase(estate)
    assert database_file(shop).read_bytes() == b"no database at all\n" * 100


def test_a_foreign_key_from_a_table_that_the_map_doesn_t_know_is_told_before_anything_is_touched(
    any_shop: Shop,
) -> None:
    """Edge case 15."""
    in_database(
        any_shop.url,
        [
            "CREATE TABLE claims (id INTEGER PRIMARY KEY, about INTEGER NOT NULL, "
            "FOREIGN KEY (about) REFERENCES interactions (id))",
            "INSERT INTO claims VALUES (1, 10)",
        ],
    )
    with closing(any_shop.open()) as estate:
        (finding,) = [f for f in estate.check().errors if f.code == "foreign-key"]
        assert (finding.store, finding.table) == ("crm", "claims")
        words = ("crm.claims.about", "interactions", "belongs_to", "refers_to")
        with refused(any_shop, estate, NothingChanged, *words):
            erase(estate)
        assert estate.subject(customer_id=3).erase(instruction=ACME).verified


def test_a_cascade_to_rows_that_the_plan_doesn_t_mention_is_told_before_anything_is_touched(
    any_shop: Shop,
) -> None:
    """Edge case 26."""
    in_database(
        any_shop.url,
        [
            "CREATE TABLE claims (id INTEGER PRIMARY KEY, about INTEGER NOT NULL, "
            "FOREIGN KEY (about) REFERENCES interactions (id) ON DELETE CASCADE)",
            "INSERT INTO claims VALUES (1, 10)",
        ],
    )
    with closing(any_shop.open()) as estate:
        words = ("crm.claims.about", "1 row", "would go with", "interactions", "belongs_to")
        with refused(any_shop, estate, NothingChanged, *words):
            erase(estate)


def test_a_cascade_that_stands_with_its_column_is_seen_too(shop: Shop) -> None:
    """Edge case 26."""
    in_database(
        shop.url,
        [
            "CREATE TABLE claims (about INTEGER REFERENCES interactions (id) ON DELETE CASCADE)",
            "INSERT INTO claims VALUES (10)",
        ],
    )
    with closing(shop.open()) as estate, refused(shop, estate, NothingChanged, "claims", "would go with"):
        erase(estate)


def test_a_trigger_that_deletes_more_is_refused(shop: Shop) -> None:
    """Edge case 26."""
    in_database(
        shop.url,
        [
            "CREATE TRIGGER greedy AFTER DELETE ON interactions "
            "BEGIN DELETE FROM interaction_tags WHERE interaction_id = 30; END"
        ],
    )
    with (
        closing(shop.open()) as estate,
        refused(shop, estate, NothingChanged, "crm.interaction_tags", "trigger"),
    ):
        erase(estate)


def test_a_check_that_refuses_the_new_value_is_told_without_it(any_shop: Shop) -> None:
    """Edge case 32: PostgreSQL's own message quotes the row."""
    in_database(
        any_shop.url,
        ["CREATE TABLE moods (customer_id INTEGER PRIMARY KEY, mood VARCHAR(20) CHECK (length(mood) < 9))"],
    )
    in_database(any_shop.url, ["INSERT INTO moods VALUES (1, 'fine')"])
    path = any_shop.folder / "datamap.yaml"
    text = path.read_text("utf-8")
    moods = "      moods:\n        belongs_to: {customer_id: customers.id}\n\n  archive:"
    path.write_text(text.replace("\n  archive:", moods, 1), "utf-8")
    with closing(any_shop.open()) as estate:
        mood = "fine" * 4
        with refused(any_shop, estate, ValueRefused, "crm.moods", "CHECK") as caught:
            estate.subject(customer_id=1).rectify({"crm.moods.mood": mood})
        assert mood not in caught.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "ADA002.novak@mail.EXAMPLE "),
        ("crm.customers.email", "ada002.novak@mail.example"),
        ("user.contact.email", "Ada002.Novak@Mail.example"),
    ],
)
def test_a_rectified_value_that_is_another_person_s_is_refused(
    shop: Shop, estate: Estate, name: str, value: object
) -> None:
    with refused(shop, estate, ValueRefused, "another person's"):
        estate.subject(customer_id=1).rectify({name: value}, instruction=ACME)


def test_another_person_s_number_is_refused(shop: Shop, estate: Estate) -> None:
    with refused(shop, estate, ValueRefused, "customer"):
        estate.subject(customer_id=1).rectify({"customer_id": 2}, instruction=ACME)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("crm.customers.last_name", "x" * 25, "longer than the column's 24 characters"),
        ("crm.customers.last_name", None, "takes no NULL"),
        ("crm.invoices.amount", "a lot", "no decimal128(10, 2)"),
        ("crm.invoices.issued_on", "2026-02-30", "no date32"),
        ("crm.customers.city", ["Liège"], "no plain value"),
        ("email", "  ", "it is empty"),
    ],
)
def test_a_rectified_value_that_doesn_t_fit_is_refused(
    shop: Shop, estate: Estate, name: str, value: object, words: str
) -> None:
    """Edge case 19."""
    with refused(shop, estate, ValueRefused, name, words):
        estate.subject(customer_id=1).rectify({name: value})


def test_an_instruction_from_the_wrong_controller_is_refused_by_every_right(
    shop: Shop, estate: Estate
) -> None:
    person = estate.subject(customer_id=1)
    wrong = Instruction(controller="payfast", reference="X-1")
    words = ("'payfast'", "they are: acme", "Art. 28(3)(a)")
    with refused(shop, estate, InstructionRefused, *words):
        person.erase(instruction=wrong)
    with refused(shop, estate, InstructionRefused, *words):
        person.rectify({"user.contact.address.city": "Liège"}, instruction=wrong)
    with refused(shop, estate, InstructionRefused, *words):
        person.restrict("legal_claims", instruction=wrong)
    with refused(shop, estate, InstructionRefused, *words):
        person.lift_restriction(instruction=wrong)
    with refused(shop, estate, InstructionRefused, *words):
        person.object("direct_marketing", instruction=wrong)
    with refused(shop, estate, InstructionRefused, *words):
        person.withdraw_consent("direct_marketing", instruction=wrong)


def test_a_database_that_somebody_else_holds_is_busy_and_nothing_is_changed(shop: Shop) -> None:
    """Edge case 31."""
    path = shop.folder / "datamap.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("url: ${CRM_URL}", "url: ${CRM_URL}\n    options: {lock_timeout: 0.2}"), "utf-8"
    )
    with (
        closing(shop.open()) as estate,
        closing(sqlite3.connect(database_file(shop), isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with refused(shop, estate, StoreBusy, "crm", "try again later"):
            erase(estate)
        other.execute("ROLLBACK")
        assert estate.subject(customer_id=1).erase(instruction=ACME).verified
