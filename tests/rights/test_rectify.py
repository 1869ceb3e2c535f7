"""Art. 16: the right to rectification."""

from __future__ import annotations

import pytest

from estates import dump
from subjectrights import Instruction
from subjectrights.changes import Count
from subjectrights.errors import AmbiguousSubject, RequestError, Restricted, UnknownName, ValueRefused
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore

Stores = dict[str, MemoryStore]


def customer(stores: Stores, number: int) -> dict[str, object]:
    return next(row for row in dump(stores["crm"])["customers"] if row["id"] == number)


def test_by_category_it_is_written_wherever_it_is_held(estate: Estate, stores: Stores) -> None:
    before = dump(stores["crm"])
    receipt = estate.subject(customer_id=1).rectify({"user.contact.address.city": "Namur"})
    assert receipt.verified
    assert receipt.counts["crm.customers"] == Count(updated=1)
    assert customer(stores, 1) == {**before["customers"][0], "city": "Namur"}
    assert dump(stores["crm"])["customers"][1:] == before["customers"][1:]


def test_by_column_one_column_is_written(estate: Estate, stores: Stores) -> None:
    estate.subject(customer_id=1).rectify({"crm.customers.name": "Ana María"})
    assert customer(stores, 1)["name"] == "Ana María"
    assert [row["billing_name"] for row in dump(stores["crm"])["invoices"]] == [
        "Ana Lopez",
        "Ana Lopez",
        "Bob",
    ]


def test_an_identifier_is_written_in_every_store_and_stays_resolvable(estate: Estate, stores: Stores) -> None:
    person = estate.subject(email="ana.lopez@example.com")
    receipt = person.rectify(
        {"email": "ana@new.example"}, instruction=Instruction(controller="acme", reference="A-1")
    )
    assert receipt.verified
    assert customer(stores, 1)["email"] == "ana@new.example"
    assert dump(stores["lists"])["prospects"][0]["Courriel"] == "ana@new.example"
    assert person.access().tables["crm.customers"].num_rows == 1
    assert estate.subject(email="ANA@new.example").access().held


def test_a_number_changes_with_everything_that_is_linked_to_it(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(customer_id=1).rectify({"customer_id": 77})
    assert receipt.verified
    assert receipt.counts["crm.customers"] == Count(updated=1)
    assert [row["customer_id"] for row in dump(stores["crm"])["invoices"]] == [77, 77, 2]
    messages = [(row["sender"], row["recipient"]) for row in dump(stores["crm"])["messages"]]
    assert messages == [(77, 2), (2, 3), (77, None)]
    assert estate.subject(customer_id=77).access().tables["crm.invoices"].num_rows == 2
    for name in ("crm.customers.id",):
        with pytest.raises(ValueRefused, match="as an identifier"):
            estate.subject(customer_id=77).rectify({name: 78})


def test_a_processor_s_copy_awaits_its_controller(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(email="ana.lopez@example.com").rectify({"email": "ana@new.example"})
    assert [a.table for a in receipt.awaiting] == ["lists.prospects"]
    assert dump(stores["lists"])["prospects"][0]["Courriel"] == "ANA.LOPEZ@EXAMPLE.COM"


def test_another_person_s_identifier_is_refused(estate: Estate, stores: Stores) -> None:
    before = dump(stores["crm"])
    for name in ("email", "crm.customers.email", "user.contact.email"):
        with pytest.raises(ValueRefused, match="another person's") as caught:
            estate.subject(customer_id=1).rectify({name: "BOB@example.com "})
        assert "bob" not in str(caught.value).casefold()
    assert dump(stores["crm"]) == before


def test_the_same_identifier_in_another_spelling_is_no_conflict(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(customer_id=1).rectify({"email": "ana.lopez@example.com"})
    assert receipt.verified
    assert customer(stores, 1)["email"] == "ana.lopez@example.com"


def test_an_address_that_changed_hands_doesn_t_mix_two_people_up(estate: Estate, stores: Stores) -> None:
    estate.subject(customer_id=1).restrict(ground="legal_claims")
    acme = Instruction(controller="acme", reference="A-1")
    estate.subject(customer_id=1).rectify({"email": "ana@new.example"}, exception="consent", instruction=acme)
    estate.subject(customer_id=3).rectify({"email": "ana.lopez@example.com"})
    assert customer(stores, 3)["email"] == "ana.lopez@example.com"
    with pytest.raises(AmbiguousSubject):
        estate.subject(email="ana.lopez@example.com").erase()
    assert estate.subject(customer_id=3).access().answer.marks == ()
    assert estate.subject(customer_id=3).erase(tables=["crm.customers"]).counts["crm.customers"].deleted == 1
    assert customer(stores, 1)["email"] == "ana@new.example"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"crm.customers.score": "many"}, ValueRefused),
        ({"crm.customers.id": "x1"}, ValueRefused),
        ({"email": ""}, ValueRefused),
        ({"crm.customers.name": ["a", "b"]}, ValueRefused),
        ({"user.nmae": "x"}, UnknownName),
        ({"crm.customers.nam": "x"}, UnknownName),
        ({}, RequestError),
    ],
)
def test_what_doesn_t_fit_is_refused_before_anything_is_touched(
    estate: Estate, stores: Stores, values: dict[str, object], error: type[Exception]
) -> None:
    before = dump(stores["crm"])
    with pytest.raises(error):
        estate.subject(customer_id=1).rectify(values)
    assert dump(stores["crm"]) == before
    assert estate.ledger.entries() == []


def test_a_refused_value_is_not_quoted(estate: Estate) -> None:
    with pytest.raises(ValueRefused) as caught:
        estate.subject(customer_id=1).rectify({"crm.customers.score": "CANARY-7"})
    assert "CANARY" not in str(caught.value)
    assert (caught.value.store, caught.value.table, caught.value.column) == ("crm", "customers", "score")


def test_several_people_can_t_be_given_one_address(estate: Estate) -> None:
    with pytest.raises(ValueRefused, match="one by one"):
        estate.subjects(customer_id=[1, 2]).rectify({"email": "one@example.com"})


def test_restricted_data_needs_an_exception(estate: Estate) -> None:
    person = estate.subject(customer_id=1)
    person.restrict(ground="accuracy_contested")
    with pytest.raises(Restricted, match="legal_claims"):
        person.rectify({"crm.customers.name": "X"})
    assert person.rectify({"crm.customers.name": "X"}, exception="consent").verified


def test_nothing_held_is_nothing_to_rectify(estate: Estate) -> None:
    receipt = estate.subject(email="nobody@example.com").rectify({"crm.customers.name": "X"})
    assert (receipt.found, receipt.verified) == (0, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("email", "not a mail", "e-mail address"),
        ("email", "ana@", "e-mail address"),
        ("email", "@new.example", "e-mail address"),
        ("email", "ana lopez@new.example", "e-mail address"),
        ("crm.customers.email", "not a mail", "e-mail address"),
        ("user.contact.email", "not a mail", "e-mail address"),
        ("phone", "no number", "phone number"),
        ("crm.customers.mobile", "no number", "phone number"),
        ("crm.customers.email", "  ", "empty"),
        ("email", "", "empty"),
        ("email", None, "empty"),
    ],
)
def test_an_identifier_that_is_none_of_its_kind_is_refused(
    estate: Estate, stores: Stores, name: str, value: str | None, said: str
) -> None:
    before = dump(stores["crm"]), dump(stores["lists"])
    with pytest.raises(ValueRefused, match=said) as caught:
        estate.subject(customer_id=1).rectify({name: value})
    told = str(caught.value)
    assert "email" in told or "phone" in told
    assert not (value and value.strip() and value in told)
    assert (dump(stores["crm"]), dump(stores["lists"])) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", '"ana lopez"@new.example'),
        ("email", "Ana <ana@new.example>"),
        ("email", "ana@bücher.example"),
        ("phone", "+32 475 12 34 56"),
        ("crm.customers.email", None),
    ],
)
def test_an_identifier_of_its_kind_is_taken_in_any_spelling(
    estate: Estate, name: str, value: str | None
) -> None:
    assert estate.subject(customer_id=1).rectify({name: value}).verified


def test_in_a_row_of_two_people_what_is_the_person_s_own_is_rectified(estate: Estate, stores: Stores) -> None:
    """Customer 2 received message 30 and sent message 31; the mood is its recipient's."""
    receipt = estate.subject(customer_id=2).rectify({"crm.messages.mood": "calm", "crm.messages.text": "no"})
    assert receipt.verified
    messages = {row["id"]: (row["mood"], row["text"]) for row in dump(stores["crm"])["messages"]}
    assert messages == {30: ("calm", "hi"), 31: ("sad", "yo"), 32: (None, "self")}
    (kept,) = receipt.kept
    assert (kept.reason, kept.columns) == ("joint", ("mood", "text"))


def test_the_person_s_own_alone_leaves_nothing_to_say(estate: Estate) -> None:
    receipt = estate.subject(customer_id=3).rectify({"crm.messages.mood": "glad"})
    assert receipt.verified
    assert receipt.kept == ()
