"""After a restore what people asked for is done again, and nobody who came back on purpose is erased."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from estates import make_stores
from replay.conftest import BACKUP, ERASED, NOW, TABLES, WHOLE, WITHOUT_ANA, Shop, datamap, open_shop
from subjectrights.datamap.model import DataMap
from subjectrights.errors import RequestError, StoreUnavailable, Unfinished
from subjectrights.estate import Estate
from subjectrights.execution.journal import Journal
from subjectrights.testing import Keys

LATER = datetime(2026, 6, 15, tzinfo=UTC)


def erased_and_restored(shop: Shop, **tables: pa.Table) -> None:
    shop.estate.subject(email="ana@x.be").erase()
    assert shop.ids() == WITHOUT_ANA
    shop.restore(**tables)
    shop.at(NOW)


def came_back(shop: Shop, number: int, email: str, **values: Any) -> None:
    row = {"id": number, "email": email, "name": "Ana", "opt_in": True, "restricted": False}
    shop.add("customers", {**row, "created_at": LATER, **values})


def test_whoever_was_erased_is_erased_again(shop: Shop) -> None:
    erased_and_restored(shop)
    (receipt,) = shop.estate.replay()
    assert receipt.verified
    assert receipt.complete
    assert shop.ids() == WITHOUT_ANA
    assert shop.estate.ledger.verify().ok


def test_replaying_once_more_finds_nothing_to_do(shop: Shop) -> None:
    erased_and_restored(shop)
    shop.estate.replay()
    (receipt,) = shop.estate.replay()
    assert (receipt.subjects, receipt.found) == (1, 0)
    assert shop.ids() == WITHOUT_ANA
    shop.restore()
    shop.at(NOW + timedelta(days=10))
    shop.estate.replay()
    assert shop.ids() == WITHOUT_ANA


def test_a_dry_run_changes_nothing_and_its_plan_can_be_carried_out(shop: Shop) -> None:
    erased_and_restored(shop)
    (plan,) = shop.estate.replay(dry_run=True)
    assert shop.ids() == WHOLE
    assert plan.execute().verified
    assert shop.ids() == WITHOUT_ANA


def test_only_what_was_asked_for_since_the_backup_is_done_again(shop: Shop) -> None:
    erased_and_restored(shop)
    (receipt,) = shop.estate.replay(NOW)
    assert receipt.subjects == 0
    assert shop.ids() == WHOLE
    (receipt,) = shop.estate.replay(BACKUP.replace(tzinfo=None))
    assert receipt.subjects == 1
    assert shop.ids() == WITHOUT_ANA


def test_a_person_who_came_back_keeps_what_was_collected_since(shop: Shop) -> None:
    shop.estate.subject(email="ana@x.be").erase()
    shop.at(NOW)
    came_back(shop, 1, "ana@x.be")
    shop.add("orders", {"id": 11, "customer_id": 1, "placed_at": LATER})
    shop.add("notes", {"id": 32, "customer_id": 1, "text": "hello again"})
    before = {name: shop.rows(name) for name in TABLES}
    (receipt,) = shop.estate.replay()
    assert receipt.verified
    assert receipt.results == ("returned",)
    assert {name: shop.rows(name) for name in TABLES} == before


def test_of_a_person_who_came_back_only_the_older_rows_go_again(shop: Shop) -> None:
    """The orders' store was restored, the customers' wasn't; she had come back under her old number."""
    shop.estate.subject(email="ana@x.be").erase()
    shop.at(NOW)
    came_back(shop, 1, "ana@x.be")
    shop.add("orders", {"id": 11, "customer_id": 1, "placed_at": LATER})
    shop.add("orders", {"id": 10, "customer_id": 1, "placed_at": datetime(2025, 1, 1, tzinfo=UTC)})
    (receipt,) = shop.estate.replay()
    assert receipt.verified
    assert receipt.counts["crm.orders"].deleted == 1
    assert shop.ids() == {"customers": [2, 3, 1], "orders": [20, 11], "notes": [31]}


def test_a_row_without_a_date_goes_with_the_row_it_belongs_to(shop: Shop) -> None:
    erased_and_restored(shop)
    (receipt,) = shop.estate.replay()
    assert receipt.counts["crm.notes"].deleted == 1


def test_where_a_person_came_back_undated_rows_are_asked_about(shop: Shop) -> None:
    """Her old customer row was restored, and something newer is there: whose is the note without a date?"""
    erased_and_restored(shop)
    shop.add("orders", {"id": 11, "customer_id": 1, "placed_at": LATER})
    (receipt,) = shop.estate.replay()
    assert receipt.verified
    assert [(one.reason, one.count) for one in receipt.refused] == [("undecided", 1)]
    assert receipt.results == ("undecided",)
    assert any("returned=" in remark for remark in receipt.remarks)
    assert shop.ids("orders", "notes") == {"orders": [20, 11], "notes": [30, 31]}
    (receipt,) = shop.estate.replay(returned="erase")
    assert receipt.complete
    assert shop.ids("orders", "notes") == {"orders": [20, 11], "notes": [31]}


@pytest.mark.parametrize(
    ("collected", "left"),
    [
        (datetime(2026, 6, 1, 11, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 12, 0, tzinfo=UTC), []),
        (datetime(2026, 6, 1, 12, 0, 1, tzinfo=UTC), [1]),
    ],
)
def test_the_moment_of_the_erasure_itself_is_before_it(
    shop: Shop, collected: datetime, left: list[int]
) -> None:
    shop.estate.subject(email="ana@x.be").erase()
    came_back(shop, 1, "ana@x.be", created_at=collected)
    shop.at(NOW)
    (receipt,) = shop.estate.replay()
    assert receipt.verified
    assert shop.ids("customers") == {"customers": [2, 3, *left]}


@pytest.mark.parametrize(
    ("collected", "decided"),
    [
        (pa.array([date(2026, 5, 31)]), "old"),
        (pa.array([date(2026, 6, 1)]), "asked"),
        (pa.array([date(2026, 6, 3)]), "new"),
        (pa.array([datetime(2026, 6, 1, 9)]), "old"),
        (pa.array([datetime(2026, 6, 1, 13)]), "asked"),
        (pa.array([datetime(2026, 6, 1, 15)]), "new"),
        (pa.array(["2026-05-31"]), "old"),
        (pa.array(["2026-06-01"]), "asked"),
        (pa.array(["2026-06-01T12:00:01Z"]), "new"),
        (pa.array(["2026-06-01 11:00:00+00:00"]), "old"),
        (pa.array(["soon"]), "recognised"),
        (pa.array([None], pa.timestamp("us", "UTC")), "recognised"),
        (pa.array([7]), "recognised"),
    ],
    ids=str,
)
def test_dates_without_a_time_or_a_zone_decide_what_they_can(
    tmp_path: Path, collected: pa.Array, decided: str
) -> None:
    """The local time here is two hours ahead of UTC; the erasure was at 12 in UTC, 14 in local time."""
    said = datamap()
    customers = TABLES["customers"].drop_columns(["created_at"])
    stores = make_stores({"crm.customers": customers.slice(0, 1)}, {"crm.customers": Keys(primary=("id",))})
    for name in ("orders", "notes"):
        del said["stores"]["crm"]["tables"][name]
    from datetime import timezone

    clock = [ERASED.astimezone(timezone(timedelta(hours=2)))]
    with Estate(
        DataMap.model_validate({**said, "folder": tmp_path}), clock=lambda: clock[0], stores=stores
    ) as estate:
        estate.subject(email="ana@x.be").erase()
        stores["crm"].memory.write("customers", customers.slice(0, 1).append_column("created_at", collected))
        (receipt,) = estate.replay()
        left = stores["crm"].memory.tables["customers"].num_rows
    assert (left, receipt.results) == {
        "old": (0, ("found",)),
        "new": (1, ("returned",)),
        "asked": (1, ("undecided",)),
        "recognised": (0, ("found",)),
    }[decided]


def test_where_no_column_tells_the_number_they_were_erased_under_does(undated: Shop) -> None:
    erased_and_restored(undated)
    (receipt,) = undated.estate.replay()
    assert receipt.complete
    assert undated.ids() == WITHOUT_ANA


def test_a_number_that_was_given_anew_to_somebody_else_erases_nobody(undated: Shop) -> None:
    """SQLite gives the number of a deleted row to the next one."""
    undated.estate.subject(email="ana@x.be").erase()
    undated.at(NOW)
    came_back(undated, 1, "zed@x.be", name="Zed")
    (receipt,) = undated.estate.replay()
    assert [one.reason for one in receipt.refused] == ["undecided"]
    assert undated.ids("customers") == {"customers": [2, 3, 1]}


def test_an_address_that_stands_under_another_number_erases_nobody(undated: Shop) -> None:
    undated.estate.subject(email="ana@x.be").erase()
    undated.at(NOW)
    came_back(undated, 9, "ana@x.be")
    (receipt,) = undated.estate.replay(returned="erase")
    assert receipt.found == 0
    assert undated.ids("customers") == {"customers": [2, 3, 9]}


def by_email_alone(folder: Path) -> Shop:
    said = datamap(dated=False)
    tables = said["stores"]["crm"]["tables"]
    tables["customers"] = {**tables["customers"], "identifiers": {"email": "email"}}
    return open_shop(folder, said)


def test_an_address_alone_doesn_t_tell_and_is_asked_about(tmp_path: Path) -> None:
    shop = by_email_alone(tmp_path)
    erased_and_restored(shop)
    (plan,) = shop.estate.replay(dry_run=True)
    assert "undecided" in str(plan)
    assert plan.empty
    (receipt,) = shop.estate.replay()
    assert not receipt.complete
    assert shop.ids() == WHOLE
    (receipt,) = shop.estate.replay(returned="keep")
    assert receipt.results == ("returned",)
    assert receipt.refused == ()
    assert shop.ids() == WHOLE
    (receipt,) = shop.estate.replay(returned="erase")
    assert receipt.complete
    assert shop.ids() == WITHOUT_ANA


def test_those_who_came_back_can_be_named(tmp_path: Path) -> None:
    shop = by_email_alone(tmp_path)
    shop.estate.subjects(email=["ana@x.be", "bob@x.be"]).erase()
    shop.restore()
    (receipt,) = shop.estate.replay(returned=shop.estate.subject(email="BOB@x.be"))
    assert sorted(receipt.results) == ["found", "returned"]
    assert shop.ids() == WITHOUT_ANA
    with pytest.raises(RequestError, match="keep"):
        shop.estate.replay(returned="maybe")


def test_a_person_the_register_has_heard_of_since_is_asked_about(undated: Shop) -> None:
    undated.estate.subject(email="ana@x.be").erase()
    undated.restore()
    undated.at(LATER)
    undated.estate.subject(email="ana@x.be").object("ads")
    undated.at(NOW)
    receipt = undated.estate.replay()[0]
    assert receipt.results == ("undecided",)
    assert undated.ids() == WHOLE


def test_whoever_is_erased_anew_after_they_came_back_counts_from_the_last_time(shop: Shop) -> None:
    shop.estate.subject(email="ana@x.be").erase()
    shop.at(LATER)
    came_back(shop, 1, "ana@x.be", created_at=LATER - timedelta(days=5))
    shop.estate.subject(email="ana@x.be").erase()
    assert shop.ids("customers") == {"customers": [2, 3]}
    came_back(shop, 1, "ana@x.be", created_at=LATER - timedelta(days=5))
    shop.at(NOW)
    (receipt,) = shop.estate.replay(LATER - timedelta(days=1))
    assert receipt.complete
    assert shop.ids("customers") == {"customers": [2, 3]}


def test_a_part_that_was_erased_is_erased_again_and_no_more(shop: Shop) -> None:
    shop.estate.subject(email="ana@x.be").erase(categories=["user.name"])
    shop.estate.subject(email="bob@x.be").erase(tables=["crm.notes"])
    after = {name: shop.rows(name) for name in TABLES}
    shop.restore()
    shop.at(NOW)
    plans = shop.estate.replay(dry_run=True)
    receipts = [plan.execute() for plan in plans]
    assert [receipt.subjects for receipt in receipts] == [0, 1, 1]
    assert all(receipt.complete for receipt in receipts)
    assert {name: shop.rows(name) for name in TABLES} == after


def test_a_part_that_was_erased_stands_against_nothing(shop: Shop) -> None:
    import pandas as pd

    shop.estate.subject(email="ana@x.be").erase(categories=["user.name"])
    people = pd.DataFrame({"email": ["ana@x.be"]})
    assert shop.estate.screen(people, purpose="ads", columns={"email": "email"}).tolist() == [True]
    assert "erased" not in str(shop.estate.subject(email="ana@x.be").access())


def test_a_part_that_the_map_no_longer_knows_is_said_and_the_rest_is_done(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, datamap())
    shop.estate.subject(email="ana@x.be").erase(categories=["user.name"])
    shop.estate.subject(email="bob@x.be").erase()
    shop.estate.close()
    other = open_shop(tmp_path, datamap(customers={"columns": {}}))
    (receipt,) = other.estate.replay()
    assert any("1 erasures of a part" in remark for remark in receipt.remarks)
    assert other.ids("customers") == {"customers": [1, 3]}
    other.estate.close()


def marks(shop: Shop) -> list[tuple[int, bool, bool]]:
    return [(row["id"], row["opt_in"], row["restricted"]) for row in shop.rows("customers")]


def test_restrictions_objections_and_withdrawals_are_put_back(shop: Shop) -> None:
    shop.estate.subject(email="ana@x.be").restrict(ground="accuracy_contested")
    shop.estate.subject(email="bob@x.be").object("ads")
    shop.estate.subject(email="cas@x.be").withdraw_consent("news")
    asked = marks(shop)
    assert asked == [(1, True, True), (2, False, False), (3, False, False)]
    before = shop.estate.register.all_marks
    shop.restore()
    shop.at(NOW)
    receipts = shop.estate.replay()
    assert [receipt.right.value for receipt in receipts] == [
        "erase",
        "restrict",
        "object",
        "withdraw_consent",
    ]
    assert all(receipt.complete for receipt in receipts)
    assert marks(shop) == asked
    assert [len(shop.estate.replay())] == [1]
    from subjectrights.effects import MarkKind

    for kind in (MarkKind.RESTRICTION, MarkKind.OBJECTION, MarkKind.WITHDRAWAL):
        (mark,) = before(kind)
        assert mark.since == ERASED


def test_a_restriction_that_was_lifted_is_not_put_back(shop: Shop) -> None:
    ana = shop.estate.subject(email="ana@x.be")
    ana.restrict(ground="accuracy_contested")
    ana.lift_restriction()
    shop.restore()
    assert len(shop.estate.replay()) == 1
    assert marks(shop)[0] == (1, True, False)


def test_rectifications_are_named_by_their_receipts_since_the_register_holds_no_values(shop: Shop) -> None:
    shop.estate.subject(email="ana@x.be").object("ads")
    made = shop.estate.subject(email="bob@x.be").rectify({"crm.customers.name": "Robert"})
    shop.restore()
    receipt = shop.estate.replay()[0]
    assert any(f"receipts {made.number})" in remark for remark in receipt.remarks)
    assert shop.rows("customers")[1]["name"] == "Bob"
    shop.at(NOW)
    assert not any("Rectifications" in r for r in shop.estate.replay(NOW)[0].remarks)


def test_a_restricted_person_who_was_erased_all_the_same_is_erased_again(shop: Shop) -> None:
    ana = shop.estate.subject(email="ana@x.be")
    ana.restrict(ground="unlawful_processing")
    shop.at(ERASED + timedelta(minutes=1))
    ana.erase(exception="consent")
    shop.restore()
    shop.at(NOW)
    receipts = shop.estate.replay()
    assert receipts[0].complete
    assert shop.ids() == WITHOUT_ANA


def test_one_who_can_t_be_told_apart_is_set_aside_and_said(shop: Shop) -> None:
    """Edge case: the only person who was erased leads to two people by now."""
    erased_and_restored(shop)
    shop.add(
        "customers",
        {
            "id": 9,
            "email": "ana@x.be",
            "name": "Ana",
            "opt_in": True,
            "restricted": False,
            "created_at": LATER,
        },
    )
    (receipt,) = shop.estate.replay()
    assert receipt.refused
    assert shop.ids("customers") == {"customers": [1, 2, 3, 9]}
    assert receipt.results == ("ambiguous",)


def test_what_a_duty_had_kept_and_due_had_erased_is_erased_again(tmp_path: Path) -> None:
    said = datamap(orders={"retain": {"for": "P1Y", "after": "placed_at"}})
    shop = open_shop(tmp_path, said)
    shop.at(datetime(2025, 6, 1, tzinfo=UTC))
    shop.estate.subject(email="ana@x.be").erase()
    assert shop.ids("orders") == {"orders": [10, 20]}
    shop.at(NOW)
    (receipt,) = shop.estate.due()
    assert receipt.verified
    assert shop.ids() == WITHOUT_ANA
    shop.restore()
    (receipt,) = shop.estate.replay()
    assert receipt.complete
    assert shop.ids() == WITHOUT_ANA
    shop.estate.close()


def test_a_replay_that_was_interrupted_is_finished_and_still_knows_who_came_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased_and_restored(shop)
    shop.add("orders", {"id": 11, "customer_id": 1, "placed_at": LATER})

    def down(*_: object) -> None:
        raise StoreUnavailable("down", store="crm")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "committed", down)
        with pytest.raises(Unfinished):
            shop.estate.replay()
    (receipt,) = shop.estate.recover()
    assert receipt.verified
    assert shop.ids("orders", "notes") == {"orders": [20, 11], "notes": [30, 31]}


def test_what_recipients_were_told_once_is_not_told_again(tmp_path: Path) -> None:
    said = datamap(customers={"recipients": ["payfast"]})
    said["parties"] = {"payfast": {"name": "PayFast"}}
    said["stores"]["crm"]["tables"]["customers"] = {
        **datamap()["stores"]["crm"]["tables"]["customers"],
        "recipients": ["payfast"],
    }
    shop = open_shop(tmp_path, said)
    erased_and_restored(shop)
    told = len(shop.estate.register.notices())
    assert told == 1
    (receipt,) = shop.estate.replay()
    assert receipt.complete
    assert receipt.notices == ()
    assert len(shop.estate.register.notices()) == told
    shop.estate.close()


def test_many_people_are_found_again_at_once(tmp_path: Path) -> None:
    """The people in one pass, not one by one."""
    people, erased = 20_000, 3_000
    customers = pa.table(
        {
            "id": pa.array(range(people), pa.int64()),
            "email": [f"p{n}@x.be" for n in range(people)],
            "created_at": pa.array([datetime(2024, 1, 1, tzinfo=UTC)] * people),
        }
    )
    said = datamap()
    said["stores"]["crm"]["tables"] = {
        "customers": {
            "person": True,
            "identifiers": {"customer_id": "id", "email": "email"},
            "collected": "created_at",
        }
    }
    stores = make_stores({"crm.customers": customers}, {"crm.customers": Keys(primary=("id",))})
    with Estate(
        DataMap.model_validate({**said, "folder": tmp_path}), clock=lambda: ERASED, stores=stores
    ) as estate:
        estate.subjects(customer_id=list(range(erased))).erase()
        stores["crm"].memory.write("customers", customers)
        start = time.perf_counter()
        (receipt,) = estate.replay()
        taken = time.perf_counter() - start
    assert receipt.complete
    assert receipt.counts["crm.customers"].deleted == erased
    assert stores["crm"].memory.tables["customers"].num_rows == people - erased
    assert taken < 60
