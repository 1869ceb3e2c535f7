"""An address that passes from one person to another never makes one of the two."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from estates import dump
from subjectrights.errors import AmbiguousSubject
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore

Stores = dict[str, MemoryStore]

OLD = "ana.lopez@example.com"


def write(stores: Stores, rows: list[dict[str, Any]]) -> None:
    store = stores["crm"]
    store.memory.write("customers", pa.Table.from_pylist(rows, store.memory.tables["customers"].schema))


def give_to_bob(stores: Stores, email: str) -> None:
    rows = dump(stores["crm"])["customers"]
    write(stores, [{**row, "email": email if row["id"] == 2 else row["email"]} for row in rows])


def newcomer(stores: Stores, email: str) -> None:
    rows = dump(stores["crm"])["customers"]
    blank = dict.fromkeys(rows[0])
    write(stores, [*rows, {**blank, "id": 9, "name": "Dan", "email": email}])


@pytest.fixture
def rectified(estate: Estate, stores: Stores) -> Estate:
    """Ana has a new address, and Bob her old one."""
    assert estate.subject(customer_id=1).rectify({"email": "ana@new.example"}).verified
    give_to_bob(stores, OLD)
    return estate


@pytest.mark.parametrize("sign", [{"customer_id": 1}, {"email": "ana@new.example"}])
def test_by_an_identifier_of_their_own_the_person_is_found_all_the_same(
    rectified: Estate, sign: dict[str, Any]
) -> None:
    held = rectified.subject(**sign).access()
    assert held.tables["crm.customers"].column("id").to_pylist() == [1]


@pytest.mark.parametrize("sign", [{"customer_id": 1}, {"email": "ana@new.example"}])
def test_the_person_is_erased_and_who_has_the_address_now_is_not(
    rectified: Estate, stores: Stores, sign: dict[str, Any]
) -> None:
    before = dump(stores["crm"])
    receipt = rectified.subject(**sign).erase()
    assert receipt.verified
    after = dump(stores["crm"])
    assert [row for row in after["customers"] if row["id"] != 1] == before["customers"][1:]
    assert [row for row in after["notes"] if row["customer_id"] == 2] == before["notes"][1:]
    again = rectified.subject(customer_id=1).erase()
    assert dump(stores["crm"]) == after
    assert again.verified


def test_by_the_address_alone_nobody_is_guessed(rectified: Estate, stores: Stores) -> None:
    before = dump(stores["crm"])
    with pytest.raises(AmbiguousSubject):
        rectified.subject(email=OLD).erase()
    assert dump(stores["crm"]) == before


def test_who_has_the_address_now_is_found_by_their_number(rectified: Estate, stores: Stores) -> None:
    held = rectified.subject(customer_id=2).access()
    assert held.tables["crm.customers"].column("id").to_pylist() == [2]
    assert rectified.subject(customer_id=2).erase().verified
    assert [row["id"] for row in dump(stores["crm"])["customers"] if row["email"]] == [1]


def test_among_many_each_has_their_own(rectified: Estate, stores: Stores) -> None:
    before = dump(stores["crm"])
    receipt = rectified.subjects(customer_id=[1, 3]).erase()
    assert receipt.results == ("found", "found")
    after = dump(stores["crm"])["customers"]
    assert [row for row in after if row["id"] == 2] == before["customers"][1:2]


def test_an_erased_person_s_number_never_leads_to_who_has_their_address_now(
    estate: Estate, stores: Stores
) -> None:
    assert estate.subject(customer_id=1).erase().verified
    newcomer(stores, OLD)
    before = dump(stores["crm"])
    receipt = estate.subject(customer_id=1).erase()
    assert dump(stores["crm"]) == before
    assert receipt.found in (0, 1)
    for number in ({"customer_id": 9}, {"email": OLD}):
        held = estate.subject(**number).access()
        assert held.tables["crm.customers"].column("id").to_pylist() == [9]


def test_a_client_s_list_with_the_old_address_is_still_the_person_s(estate: Estate, stores: Stores) -> None:
    assert estate.subject(customer_id=1).rectify({"email": "ana@new.example"}).verified
    held = estate.subject(customer_id=1).access()
    assert held.tables["lists.prospects"].column("Nom").to_pylist() == ["LOPEZ Ana"]


def test_a_number_that_is_nobody_s_with_another_person_s_address_is_refused(
    estate: Estate, stores: Stores
) -> None:
    before = dump(stores["crm"])
    with pytest.raises(AmbiguousSubject):
        estate.subject(customer_id=77, email="bob@example.com").erase()
    receipt = estate.subjects(customer_id=[77, 3], email=["bob@example.com", None]).restrict(
        ground="legal_claims"
    )
    assert receipt.results == ("ambiguous", "found")
    assert [row["restricted"] for row in dump(stores["crm"])["customers"]] == [False, False, True]
    assert dump(stores["crm"])["notes"] == before["notes"]


def test_a_number_that_was_rectified_is_still_the_person_s(estate: Estate) -> None:
    assert estate.subject(customer_id=2).rectify({"customer_id": 77}).verified
    held = estate.subject(customer_id=2, email="bob@example.com").access()
    assert held.tables["crm.customers"].column("id").to_pylist() == [77]
