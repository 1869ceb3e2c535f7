"""A user's whole way through the rights, on every kind of database, with CSV and Parquet beside it.

What is left is read by other means than the library, and compared value by value.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from databases import DATABASES, fresh_database
from journeys.dumps import Rows, dump, dump_database, standing
from journeys.shop import ACME, Person, Shop, build_shop, list_records, restore_database
from journeys.whose import everybody_else, owned, with_values
from subjectrights.changes import Count
from subjectrights.errors import Restricted
from subjectrights.estate import Estate
from subjectrights.register.ledger import verify_file

DUTY_ENDED = datetime(2032, 3, 2, tzinfo=UTC)
NEW_EMAIL = "ada.l@new.example"


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_one_person_goes_the_whole_way_and_nobody_else_is_touched(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path) as url:
        shop = build_shop(tmp_path / "shop", url, count=8)
        ada = shop.people[0]
        at_first, copy = dump(shop), dump_database(url)
        with shop.open() as estate:
            assert estate.check().ok
            _reads(estate, ada, at_first)
            rectified = _rectifies(estate, shop, ada)
            _restricts_and_lifts(estate, shop, rectified)
            _objects_and_screens(estate, shop, ada, rectified)
            _erases(estate, shop, ada)
        _only_retained_is_left(shop, [ada], at_first)
        with shop.open(DUTY_ENDED) as estate:
            _finishes_what_is_due(estate, shop, ada, at_first)
            restore_database(url, copy)
            _replays(estate, shop, ada, at_first)
            assert estate.ledger.verify().ok
            estate.ledger.export(tmp_path / "ledger.jsonl")
        assert verify_file(tmp_path / "ledger.jsonl").ok


def _reads(estate: Estate, ada: Person, rows: dict[str, Rows]) -> None:
    """What access shows is what is hers, in every store."""
    report = estate.subject(email=ada.email.lower()).access()
    mine = owned(rows, {ada.number})
    shown = {name: table.to_pylist() for name, table in report.tables.items()}
    for table in ("invoices", "interactions", "interaction_tags"):
        assert len(shown[f"crm.{table}"]) == len(mine[f"crm.{table}"])
    (customer,) = shown["crm.customers"]
    wanted = {name: value for name, value in mine["crm.customers"][0].items() if name != "restricted"}
    assert customer == wanted
    assert shown["crm.addresses"] == [row for row in rows["crm.addresses"] if row["id"] == ada.address_id]
    assert {row["agent"] for row in shown["crm.interactions"]} == {"[redacted]"}
    calls = [{k: v for k, v in row.items() if k != "part"} for row in shown["archive.calls"]]
    assert calls == mine[f"archive.part={ada.call_file}"]
    assert shown["lists.prospects"] == mine["lists.western.csv"]


def _rectifies(estate: Estate, shop: Shop, ada: Person) -> dict[str, Rows]:
    """By category, column and identifier; the client's list only on the client's instruction."""
    person = estate.subject(customer_id=ada.number)
    expected = dump(shop)
    person.rectify({"user.contact.address.city": "Liège"})
    expected = with_values(expected, "crm.customers", "city", ada.city, "Liège")
    assert dump(shop) == expected
    person.rectify({"crm.customers.first_name": "Ada María"})
    expected = with_values(expected, "crm.customers", "first_name", ada.first_name, "Ada María")
    assert dump(shop) == expected
    receipt = person.rectify({"email": NEW_EMAIL})
    expected = with_values(expected, "crm.customers", "email", ada.email, NEW_EMAIL)
    assert dump(shop) == expected
    assert [(a.table, a.count) for a in receipt.awaiting] == [("lists.prospects", 1)]
    receipt = estate.subject(email=NEW_EMAIL).rectify({"email": NEW_EMAIL}, instruction=ACME)
    expected = with_values(expected, "lists.western.csv", "Courriel", ada.email.upper(), NEW_EMAIL)
    assert (dump(shop), receipt.awaiting, receipt.verified) == (expected, (), True)
    return expected


def _restricts_and_lifts(estate: Estate, shop: Shop, rows: dict[str, Rows]) -> None:
    ada = estate.subject(email=NEW_EMAIL)
    assert ada.restrict(ground="accuracy_contested").verified
    marked = dump(shop)
    assert [row["id"] for row in marked["crm.customers"] if row["restricted"]] == [1]
    unmarked = [{**row, "restricted": False} for row in marked["crm.customers"]]
    assert {**marked, "crm.customers": unmarked} == rows
    with pytest.raises(Restricted):
        ada.erase(instruction=ACME)
    assert dump(shop) == marked
    assert ada.lift_restriction().verified
    assert dump(shop) == rows


def _objects_and_screens(estate: Estate, shop: Shop, ada: Person, rows: dict[str, Rows]) -> None:
    callers = pd.DataFrame(
        {
            "Courriel": [NEW_EMAIL.upper(), ada.email, shop.people[1].email, None],
            "GSM": [None, "", None, shop.people[0].national_mobile],
        },
        index=[7, 5, 3, 1],
    )
    columns = {"email": "Courriel", "phone": "GSM"}

    def allowed() -> list[bool]:
        found = estate.screen(callers, purpose="direct_marketing", columns=columns)
        assert found.index.tolist() == [7, 5, 3, 1]
        return list(found)

    assert allowed() == [True] * 4
    assert estate.subject(email=NEW_EMAIL).object("direct_marketing").verified
    after = dump(shop)
    assert [row["id"] for row in after["crm.customers"] if not row["opt_in"]] == [1]
    assert {**after, "crm.customers": rows["crm.customers"]} == rows
    assert allowed() == [False, False, True, False]
    assert estate.subject(email=NEW_EMAIL).withdraw_consent("direct_marketing").verified
    assert dump(shop) == after


def _erases(estate: Estate, shop: Shop, ada: Person) -> None:
    before = dump(shop)
    plan = estate.subject(email=NEW_EMAIL).erase(dry_run=True, instruction=ACME)
    assert dump(shop) == before
    receipt = plan.execute()
    assert receipt.verified
    assert receipt.counts == plan.counts
    assert receipt.counts["crm.invoices"] == Count(deleted=1, retained=1)
    # Somebody else's interaction pointed at one of hers.
    assert receipt.counts["crm.interactions"] == Count(deleted=2, updated=1)
    assert receipt.counts["crm.interaction_tags"] == Count(deleted=4)
    assert receipt.counts["archive.calls"] == Count(deleted=2)
    assert receipt.counts["lists.prospects"] == Count(deleted=1)
    assert [(kept.table, kept.count) for kept in receipt.retained] == [("crm.invoices", 1)]
    again = estate.subject(customer_id=ada.number).erase(instruction=ACME)
    assert all(count.deleted == count.updated == 0 for count in again.counts.values())


def _only_retained_is_left(shop: Shop, erased: list[Person], at_first: dict[str, Rows]) -> None:
    """Of the erased, what the law keeps and the keys it hangs on; of everybody else, all of it."""
    numbers = {person.number for person in erased}
    after = dump(shop)
    expected = everybody_else(at_first, numbers, shop.people)
    left = owned(after, numbers)
    assert everybody_else(after, numbers, shop.people) == expected
    invoices = [row for row in at_first["crm.invoices"] if row["customer_id"] in numbers]
    kept = [row for row in invoices if row["number"].startswith("F2025")]
    assert left.pop("crm.invoices", []) == kept
    pinned = {row["customer_id"] for row in kept}
    rest = left.pop("crm.customers", [])
    assert {row["id"] for row in rest} == pinned
    for row in rest:
        assert [row[name] for name in ("email", "mobile", "city", "address_id")] == [None] * 4
        assert row["first_name"].startswith("erased-") and row["last_name"].startswith("erased-")
    assert left == {}
    for person in erased:
        where = {(table, column) for table, column, _ in standing(person.values, after)}
        assert where == ({("crm.invoices", "billing_name")} if person.number in pinned else set())
    assert after["crm.addresses"] == expected["crm.addresses"]
    for path, records in list_records(shop.folder, shop.people).items():
        assert path.read_bytes() == b"".join(raw for number, raw in records if number not in numbers)


def _finishes_what_is_due(estate: Estate, shop: Shop, ada: Person, at_first: dict[str, Rows]) -> None:
    (receipt,) = estate.due()
    assert receipt.verified
    after = dump(shop)
    assert owned(after, {ada.number}) == {}
    assert standing(ada.values, after) == set()
    assert after == everybody_else(at_first, {ada.number}, shop.people)
    assert estate.due() == []


def _replays(estate: Estate, shop: Shop, ada: Person, at_first: dict[str, Rows]) -> None:
    assert owned(dump(shop), {ada.number}) != {}
    (receipt,) = estate.replay()
    assert receipt.verified
    after = dump(shop)
    assert standing(ada.values, after) == set()
    assert after == everybody_else(at_first, {ada.number}, shop.people)


def test_fifty_people_go_at_once_and_nobody_else_is_touched(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path) as url:
        shop = build_shop(tmp_path / "shop", url, count=60)
        erased = [person for person in shop.people if person.call_file]
        at_first = dump(shop)
        untouched = shop.calls[0].read_bytes()
        touched = pq.ParquetFile(shop.calls[1])
        with shop.open() as estate:
            asked = pd.DataFrame({"email": [person.email.swapcase() for person in erased]})
            receipt = estate.subjects(asked).erase(instruction=ACME)
        assert receipt.verified
        assert receipt.results == ("found",) * 50
        _only_retained_is_left(shop, erased, at_first)
        assert shop.calls[0].read_bytes() == untouched
        rewritten = pq.ParquetFile(shop.calls[1])
        assert rewritten.schema_arrow.equals(touched.schema_arrow, check_metadata=True)
        assert rewritten.metadata.row_group(0).column(0).compression == "ZSTD"
