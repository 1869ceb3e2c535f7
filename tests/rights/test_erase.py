"""Art. 17: the right to erasure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from estates import dump
from subjectrights import Instruction
from subjectrights.changes import Count
from subjectrights.errors import (
    InstructionRefused,
    RequestError,
    Restricted,
    StoreChanged,
    UnknownName,
)
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore

Stores = dict[str, MemoryStore]
ACME = Instruction(controller="acme", reference="ACME-2026-118")


def ids(store: MemoryStore, table: str) -> list[int]:
    return [row["id"] for row in dump(store)[table]]


def test_the_person_s_rows_go_and_everybody_else_s_stay(estate: Estate, stores: Stores) -> None:
    before = dump(stores["crm"])
    receipt = estate.subject(email="ana.lopez@example.com").erase()
    after = dump(stores["crm"])
    assert receipt.verified
    assert after["customers"] == [row for row in before["customers"] if row["id"] != 1]
    assert after["notes"] == [row for row in before["notes"] if row["customer_id"] != 1]
    assert receipt.counts["crm.customers"] == Count(deleted=1)
    assert receipt.counts["crm.notes"] == Count(deleted=1)


def test_what_the_law_keeps_is_kept_row_by_row_and_said_so(estate: Estate, stores: Stores) -> None:
    """Edge case 29: a hold at row and field, not at the account."""
    receipt = estate.subject(email="ana.lopez@example.com").erase()
    invoices = {row["id"]: row for row in dump(stores["crm"])["invoices"]}
    assert invoices[10]["billing_name"] == "Ana Lopez"
    assert invoices[11]["billing_name"].startswith("erased-")
    assert invoices[12]["billing_name"] == "Bob"
    (kept,) = receipt.retained
    assert (kept.table, kept.count, kept.until, kept.law) == (
        "crm.invoices",
        1,
        date(2032, 1, 31),
        "Code de la TVA, art. 60",
    )
    assert receipt.counts["crm.invoices"] == Count(updated=1, retained=1)


def test_what_was_retained_is_finished_when_the_duty_has_ended(estate: Estate, stores: Stores) -> None:
    """Edge case 29: resumed later."""
    estate.subject(email="ana.lopez@example.com").erase()
    assert estate.due() == []
    estate._clock = lambda: datetime(2032, 1, 31, tzinfo=UTC)
    assert estate.due() == []
    with pytest.raises(RequestError, match="dry_run"):
        estate.due(date(2040, 1, 1))
    (seen,) = estate.due(date(2040, 1, 1), dry_run=True)
    assert seen.counts["crm.invoices"] == Count(updated=1)
    estate._clock = lambda: datetime(2032, 2, 1, tzinfo=UTC)
    (plan,) = estate.due(dry_run=True)
    assert plan.counts["crm.invoices"] == Count(updated=1)
    (receipt,) = estate.due()
    assert receipt.verified
    invoices = {row["id"]: row for row in dump(stores["crm"])["invoices"]}
    assert invoices[10]["billing_name"].startswith("erased-")
    assert invoices[12]["billing_name"] == "Bob"
    assert estate.due() == []


def test_what_belongs_to_a_kept_row_is_kept_as_long(tmp_path: Path) -> None:
    """Edge case 29: an invoice's lines, which have no date of their own."""
    import pyarrow as pa

    from estates import IDENTIFIERS, make_stores
    from subjectrights.datamap.model import DataMap
    from subjectrights.testing import Keys

    retain = {"for": "P7Y", "law": "VAT"}
    tables = {
        "customers": {"person": True, "identifiers": {"customer_id": "id"}},
        "invoices": {
            "belongs_to": {"customer_id": "customers.id"},
            "retain": {**retain, "after": "issued_on"},
        },
        "lines": {
            "belongs_to": {"invoice": "invoices.id"},
            "retain": {**retain, "after": "invoices.issued_on"},
        },
    }
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS,
            "stores": {"crm": {"type": "memory", "tables": tables}},
            "folder": tmp_path,
        }
    )
    held = {
        "crm.customers": pa.table({"id": [1]}),
        "crm.invoices": pa.table(
            {"id": [10, 11], "customer_id": [1, 1], "issued_on": [date(2025, 1, 31), date(2018, 3, 1)]}
        ),
        "crm.lines": pa.table({"id": [100, 101, 102], "invoice": [10, 10, 11]}),
    }
    own = make_stores(held, dict.fromkeys(held, Keys(primary=("id",))))
    with Estate(datamap, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), stores=own) as shop:
        receipt = shop.subject(customer_id=1).erase()
        assert receipt.verified
        assert ids(own["crm"], "lines") == [100, 101]
        assert ids(own["crm"], "invoices") == [10]
        assert {k.until for k in receipt.retained} == {date(2032, 1, 31)}
        shop._clock = lambda: datetime(2032, 2, 1, tzinfo=UTC)
        (done,) = shop.due()
        assert done.verified
        assert ids(own["crm"], "lines") == ids(own["crm"], "invoices") == []


def test_a_second_run_changes_nothing(estate: Estate, stores: Stores) -> None:
    """Edge case 28: surrogates are not drawn again."""
    person = estate.subject(customer_id=1)
    person.erase(instruction=ACME)
    before = {name: dump(store) for name, store in stores.items()}
    receipt = person.erase(instruction=ACME)
    assert receipt.verified
    assert all(count.deleted == count.updated == 0 for count in receipt.counts.values())
    assert {name: dump(store) for name, store in stores.items()} == before


def test_data_added_after_an_erasure_is_found_by_the_next(estate: Estate, stores: Stores) -> None:
    """Edge case 28: having been erased once hides nothing that came later."""
    person = estate.subject(email="bob@example.com")
    person.erase()
    import pyarrow as pa

    rows = [*dump(stores["crm"])["customers"], {"id": 9, "name": "Bob", "email": "BOB@example.com"}]
    stores["crm"].memory.write(
        "customers", pa.Table.from_pylist(rows, schema=_schema(stores["crm"], "customers"))
    )
    assert person.access().held
    assert person.erase().counts["crm.customers"] == Count(deleted=1)
    assert 9 not in ids(stores["crm"], "customers")


def _schema(store: MemoryStore, table: str) -> object:
    import pyarrow as pa

    return pa.schema([(c.name, c.type) for c in store.schema()[table].columns.values()])


def test_a_row_of_two_people_loses_one_s_part_and_goes_with_the_last(estate: Estate, stores: Stores) -> None:
    """Edge cases 11 and 12."""
    receipt = estate.subject(customer_id=1).erase()
    messages = {row["id"]: row for row in dump(stores["crm"])["messages"]}
    assert messages[30] == {"id": 30, "sender": None, "recipient": 2, "text": "hi", "mood": "glad"}
    assert 32 not in messages
    assert any(kept.reason == "joint" and kept.table == "crm.messages" for kept in receipt.kept)
    estate.subject(customer_id=2).erase()
    messages = {row["id"]: row for row in dump(stores["crm"])["messages"]}
    assert 30 not in messages
    assert messages[31] == {"id": 31, "sender": None, "recipient": 3, "text": "yo", "mood": "sad"}


def test_a_row_of_two_people_erased_together_goes_at_once(estate: Estate, stores: Stores) -> None:
    estate.subjects(customer_id=[1, 2]).erase()
    assert ids(stores["crm"], "messages") == [31]


def test_a_processor_s_store_awaits_its_controller_s_instruction(estate: Estate, stores: Stores) -> None:
    person = estate.subject(email="ana.lopez@example.com")
    receipt = person.erase()
    assert [(a.table, a.controller, a.count) for a in receipt.awaiting] == [("lists.prospects", "acme", 1)]
    assert receipt.outcomes["lists.prospects"] == "awaiting"
    assert len(dump(stores["lists"])["prospects"]) == 2
    receipt = person.erase(instruction=ACME)
    assert receipt.awaiting == ()
    assert receipt.verified
    assert [row["Nom"] for row in dump(stores["lists"])["prospects"]] == ["Zed"]
    assert receipt.to_dict()["instruction"]["reference"] == "ACME-2026-118"


def test_an_instruction_from_the_wrong_controller_is_refused(estate: Estate, stores: Stores) -> None:
    before = {name: dump(store) for name, store in stores.items()}
    with pytest.raises(InstructionRefused, match="payfast"):
        estate.subject(customer_id=1).erase(instruction=Instruction(controller="payfast", reference="X"))
    with pytest.raises(RequestError, match=r"sr\.Instruction"):
        estate.subject(customer_id=1).erase(instruction="acme")
    with pytest.raises(InstructionRefused, match="reference"):
        estate.subject(customer_id=1).erase(instruction=Instruction(controller="acme", reference=" "))
    assert {name: dump(store) for name, store in stores.items()} == before


def test_a_category_takes_its_sub_categories_on_the_dot(estate: Estate, stores: Stores) -> None:
    """Edge case 17: ``user.name`` isn't ``user.nameplate``."""
    receipt = estate.subject(customer_id=1).erase(categories=["user.name"], tables=["crm.customers"])
    row = dump(stores["crm"])["customers"][0]
    assert (row["name"], row["nameplate"], row["email"]) == (None, "Lopez", "Ana.Lopez@example.com")
    assert receipt.verified
    estate.subject(customer_id=1).erase(categories=["user.contact"])
    row = dump(stores["crm"])["customers"][0]
    assert (row["email"], row["mobile"], row["city"], row["nameplate"]) == (None, None, None, "Lopez")


def test_another_person_s_column_isn_t_erased_by_category(estate: Estate, stores: Stores) -> None:
    estate.subject(customer_id=1).erase(categories=["user.name"])
    assert [row["agent"] for row in dump(stores["crm"])["notes"]] == ["Zoé", "Zoé"]


def test_a_not_null_column_is_pseudonymised_where_the_map_says_nothing(
    estate: Estate, stores: Stores
) -> None:
    """Edge case 19."""
    estate.subject(customer_id=2).erase(columns=["crm.invoices.billing_name"])
    assert dump(stores["crm"])["invoices"][2]["billing_name"] == "Bob"
    estate._clock = lambda: datetime(2040, 1, 1, tzinfo=UTC)
    estate.subject(customer_id=2).erase(columns=["crm.invoices.billing_name"])
    assert dump(stores["crm"])["invoices"][2]["billing_name"].startswith("erased-")


def test_null_stays_null(estate: Estate, stores: Stores) -> None:
    """Edge case 20."""
    receipt = estate.subject(customer_id=2).erase(columns=["crm.customers.nameplate"])
    assert dump(stores["crm"])["customers"][1]["nameplate"] is None
    assert receipt.counts["crm.customers"] == Count()


def test_a_column_that_another_purpose_needs_is_kept_for_it(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(customer_id=1).erase(purposes=["care"], tables=["crm.notes"])
    (kept,) = receipt.kept
    assert (kept.reason, kept.purpose) == ("purpose", "quality")
    assert dump(stores["crm"])["notes"][0]["text"] == "called"
    estate.subject(customer_id=1).erase(purposes=["care", "quality"], tables=["crm.notes"])
    assert ids(stores["crm"], "notes") == [21]


def test_by_store_and_by_table_whole_rows_go(estate: Estate, stores: Stores) -> None:
    estate.subject(customer_id=1).erase(tables=["crm.notes"])
    assert ids(stores["crm"], "notes") == [21]
    assert ids(stores["crm"], "customers") == [1, 2, 3]
    estate.subject(customer_id=1).erase(stores=["crm"])
    assert ids(stores["crm"], "customers") == [2, 3]


@pytest.mark.parametrize(
    ("argument", "value", "hint"),
    [
        ("categories", ["user.nmae"], "user.name"),
        ("columns", ["crm.customers.nam"], "crm.customers.name"),
        ("tables", ["crm.custmers"], "crm.customers"),
        ("stores", ["cmr"], "crm"),
        ("purposes", ["acounting"], "accounting"),
    ],
)
def test_an_unknown_part_is_refused_with_the_nearest_known(
    estate: Estate, argument: str, value: list[str], hint: str
) -> None:
    with pytest.raises(UnknownName, match=f"did you mean '{hint}'"):
        estate.subject(customer_id=1).erase(**{argument: value})


def test_one_text_where_a_list_is_meant_is_refused(estate: Estate) -> None:
    with pytest.raises(RequestError, match="list of names"):
        estate.subject(customer_id=1).erase(categories="user")


def test_restricted_data_isn_t_erased_without_an_exception(estate: Estate, stores: Stores) -> None:
    person = estate.subject(customer_id=1)
    person.restrict(ground="legal_claims")
    with pytest.raises(Restricted, match=r"Art\. 18"):
        person.erase()
    assert ids(stores["crm"], "customers") == [1, 2, 3]
    together = estate.subjects(customer_id=[1, 2]).erase()
    assert together.results == ("restricted", "found")
    assert ids(stores["crm"], "customers") == [1, 3]
    assert person.erase(exception="consent").verified
    assert ids(stores["crm"], "customers") == [3]


def test_erasing_nobody_is_a_receipt_of_nothing(estate: Estate, stores: Stores) -> None:
    """Edge case 8."""
    before = {name: dump(store) for name, store in stores.items()}
    receipt = estate.subject(email="nobody@example.com").erase()
    assert (receipt.found, dict(receipt.counts), receipt.verified) == (0, {}, True)
    assert receipt.results == ("nothing held",)
    assert {name: dump(store) for name, store in stores.items()} == before


def test_the_plan_changes_nothing_and_what_it_says_is_what_is_done(estate: Estate, stores: Stores) -> None:
    before = {name: dump(store) for name, store in stores.items()}
    plan = estate.subject(customer_id=1).erase(dry_run=True)
    assert {name: dump(store) for name, store in stores.items()} == before
    assert plan.execute().counts == plan.counts


def test_a_plan_that_no_longer_holds_is_not_carried_out(estate: Estate, stores: Stores) -> None:
    """Edge case 31."""
    import pyarrow as pa

    plan = estate.subject(customer_id=1).erase(dry_run=True)
    rows = [*dump(stores["crm"])["notes"], {"id": 22, "customer_id": 1, "text": "new", "agent": None}]
    stores["crm"].memory.write("notes", pa.Table.from_pylist(rows, schema=_schema(stores["crm"], "notes")))
    with pytest.raises(StoreChanged):
        plan.execute()
    assert ids(stores["crm"], "notes") == [20, 21, 22]


def test_a_household_s_rows_don_t_become_the_other_s_when_one_is_erased(tmp_path: Path) -> None:
    """Edge case 4: who is left with the phone isn't everybody who ever called from it."""
    import pyarrow as pa

    from estates import make_map, make_stores
    from subjectrights.testing import Keys

    person = {"person": True, "identifiers": {"customer_id": "id", "phone": "mobile"}}
    datamap = make_map({"crm.customers": person, "files.calls": {"identifiers": {"phone": "caller"}}})
    own = make_stores(
        {
            "crm.customers": pa.table({"id": [1, 2], "mobile": ["0470 12 34 56", "0470123456"]}),
            "files.calls": pa.table({"caller": ["+32470123456"], "said": ["something of Ana's"]}),
        },
        {"crm.customers": Keys(primary=("id",))},
    )
    datamap = datamap.model_copy(update={"folder": tmp_path})
    with Estate(datamap, stores=own) as estate:
        assert estate.subject(customer_id=1).erase().verified
        report = estate.subject(customer_id=2).access()
        assert "files.calls" not in report.tables
        assert [(p.table, p.count) for p in report.possible] == [("files.calls", 1)]
        estate.subject(customer_id=2).erase()
        assert len(dump(own["files"])["calls"]) == 1


def test_possible_rows_are_left_alone_unless_asked_for(estate: Estate, stores: Stores) -> None:
    """Edge case 4: Bob and Cas share a phone."""
    person = estate.subject(phone="0471 11 11 11")
    receipt = person.erase()
    assert (receipt.found, [(p.table, p.count) for p in receipt.possible]) == (0, [("crm.customers", 2)])
    assert ids(stores["crm"], "customers") == [1, 2, 3]


def test_what_access_shows_erase_removes_or_accounts_for(estate: Estate, stores: Stores) -> None:
    person = estate.subject(email="ana.lopez@example.com")
    shown = {name: table.num_rows for name, table in person.access().tables.items()}
    receipt = person.erase()
    for table, rows in shown.items():
        count = receipt.counts.get(table, Count())
        kept = sum(k.count for k in receipt.kept if k.table == table and k.reason in ("joint", "reference"))
        stays = sum(k.count for k in receipt.kept if k.table == table and k.reason in ("retained", "stays"))
        awaiting = sum(a.count for a in receipt.awaiting if a.table == table)
        assert count.deleted + kept + stays + awaiting == rows, table


def test_many_are_erased_with_a_word_for_each(estate: Estate) -> None:
    receipt = estate.subjects(
        email=["nobody@x.be", "BOB@example.com", None], customer_id=[None, 2, 99]
    ).erase()
    assert receipt.results == ("nothing held", "found", "nothing held")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("she writes from ana.lopez@example.com.", 1),
        ("forward it to <Ana.Lopez@Example.com>", 1),
        ("no, it was ana.lopez@example.com.au or banana.lopez@example.com", 0),
    ],
)
def test_a_mention_that_is_left_in_another_s_text_is_told_and_another_address_is_none(
    estate: Estate, stores: Stores, text: str, mentions: int
) -> None:
    rows = dump(stores["crm"])["notes"]
    rows[1]["text"] = text
    stores["crm"].memory.write("notes", pa.Table.from_pylist(rows))
    receipt = estate.subject(customer_id=1).erase(instruction=ACME)
    assert sum(residue.count for residue in receipt.residues) == mentions


def test_rows_that_an_application_hides_are_found_and_erased(estate: Estate, stores: Stores) -> None:
    """Edge case 25: soft-deleted rows, beside which an application's default scope passes."""
    import pyarrow as pa

    rows = [
        *dump(stores["crm"])["notes"],
        {"id": 23, "customer_id": 1, "text": "deleted long ago", "agent": None},
    ]
    stores["crm"].memory.write("notes", pa.Table.from_pylist(rows, schema=_schema(stores["crm"], "notes")))
    assert 23 in estate.subject(customer_id=1).access().tables["crm.notes"].column("id").to_pylist()
    estate.subject(customer_id=1).erase()
    assert 23 not in ids(stores["crm"], "notes")


def test_a_run_that_failed_leaves_no_notice_no_mark_and_no_receipt(
    estate: Estate, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 30: what is rolled back is rolled back outside the stores too."""
    from subjectrights.errors import StoreFull

    def full(*_: object) -> None:
        raise StoreFull("no space left", store="crm")

    monkeypatch.setattr(stores["crm"], "stage", full)
    with pytest.raises(StoreFull):
        estate.subject(customer_id=1).erase()
    assert estate.register.notices() == []
    assert estate.subject(customer_id=1).access().answer.marks == ()
    assert estate.ledger.entries() == []


def test_a_copy_taken_before_an_erasure_holds_what_was_there(
    estate: Estate, stores: Stores, tmp_path: Path
) -> None:
    """Edge case 47: copy first, then erase; a copy asked for afterwards holds nothing."""
    import json

    person = estate.subject(customer_id=1)
    person.export(tmp_path / "before.json", scope="all")
    person.erase()
    person.export(tmp_path / "after.json", scope="all")
    before = json.loads((tmp_path / "before.json").read_text("utf-8"))
    assert "crm.customers" in before["tables"]
    after = json.loads((tmp_path / "after.json").read_text("utf-8"))
    assert "crm.customers" not in after["tables"]
