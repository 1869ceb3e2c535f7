"""Art. 15 and 20: what is told, what is covered, what is portable."""

from __future__ import annotations

import pyarrow as pa
import pytest

from subjectrights.errors import AmbiguousSubject, RequestError, StoreUnavailable, UnknownName
from subjectrights.estate import Estate
from subjectrights.rights.export import export
from subjectrights.stores.memory import MemoryStore

Stores = dict[str, MemoryStore]


def test_every_row_and_column_that_is_held_is_told(estate: Estate) -> None:
    report = estate.subject(email="ANA.LOPEZ@example.com").access()
    assert report.held
    assert {name: table.num_rows for name, table in report.tables.items()} == {
        "crm.customers": 1,
        "crm.invoices": 2,
        "crm.notes": 1,
        "crm.messages": 2,
        "lists.prospects": 1,
    }
    row = report.tables["crm.customers"].to_pylist()[0]
    assert row["city"] == "Liège"
    assert "restricted" not in row
    assert report.to_pandas()["crm.invoices"]["billing_name"].tolist() == ["Ana Lopez", "Ana Lopez"]


def test_what_must_be_told_with_it_is_told(estate: Estate) -> None:
    answer = estate.subject(customer_id=1).access().answer
    invoices = answer.holdings["crm.invoices"]
    assert list(invoices.purposes) == ["accounting"]
    assert [party.country for party in invoices.recipients.values()] == ["US"]
    prospects = answer.holdings["lists.prospects"]
    assert prospects.controller is not None
    assert (prospects.role, prospects.controller.name) == ("processor", "Acme Énergie SA")
    customers = answer.holdings["crm.customers"]
    assert customers.categories["city"] == "user.contact.address.city"
    assert customers.column_purposes["opt_in"] == ("direct_marketing",)


def test_another_person_s_data_is_covered(estate: Estate) -> None:
    """Edge case 45: other people's messages, staff names (Art. 15(4))."""
    report = estate.subject(customer_id=1).access()
    assert report.tables["crm.notes"].column("agent").to_pylist() == ["[redacted]"]
    assert report.tables["crm.messages"].to_pylist() == [
        {"id": 30, "sender": 1, "recipient": "[redacted]", "text": "hi", "mood": "[redacted]"},
        {"id": 32, "sender": 1, "recipient": None, "text": "self", "mood": None},
    ]
    other = estate.subject(customer_id=2).access().tables["crm.messages"].to_pylist()
    assert other[0] == {"id": 30, "sender": "[redacted]", "recipient": "2", "text": "hi", "mood": "glad"}


def test_a_secret_is_told_to_exist_and_not_read_out(estate: Estate) -> None:
    """Edge case 45."""
    report = estate.subject(customer_id=1).access()
    assert "password" not in report.tables["crm.customers"].column_names
    assert report.answer.holdings["crm.customers"].secret == ("password",)


def test_nothing_held_is_an_answer(estate: Estate) -> None:
    """Edge case 8."""
    report = estate.subject(email="nobody@example.com").access()
    assert not report.held
    assert report.unreachable == ()
    assert "nothing held" in str(report)


def test_a_store_that_can_t_be_reached_is_not_nothing_held(
    estate: Estate, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 8."""

    def down() -> None:
        raise StoreUnavailable("down", store="lists")

    monkeypatch.setattr(stores["lists"], "schema", down)
    report = estate.subject(customer_id=1).access()
    assert report.unreachable == ("lists",)
    assert "could not look" in str(report)
    assert report.tables["crm.customers"].num_rows == 1
    with pytest.raises(StoreUnavailable):
        estate.subject(customer_id=1).erase()


def test_possible_rows_are_counted_and_read_only_when_asked_for(estate: Estate) -> None:
    person = estate.subject(phone="0471/111.111")
    report = person.access()
    assert not report.held
    assert [(p.table, p.count) for p in report.possible] == [("crm.customers", 2)]
    assert person.access(include_possible=True).tables["crm.customers"].num_rows == 2


def test_two_people_under_one_name_are_asked_for_more(estate: Estate) -> None:
    with pytest.raises(AmbiguousSubject, match="customer_id") as caught:
        estate.subject(customer_id=1, email="bob@example.com").access()
    assert "bob@" not in str(caught.value)


def test_many_people_get_a_report_each(estate: Estate) -> None:
    people = estate.subjects(pa.table({"customer_id": [2, 99, 1]}))
    reports = people.access()
    assert [report.held for report in reports] == [True, False, True]
    alone = estate.subject(customer_id=1).access()
    assert {n: t.to_pylist() for n, t in reports[2].tables.items()} == {
        n: t.to_pylist() for n, t in alone.tables.items()
    }
    assert reports[-1].tables.keys() == reports[2].tables.keys()


def test_portable_is_what_was_provided_or_observed_on_consent_or_contract(estate: Estate) -> None:
    answer = estate.subject(customer_id=1).access().answer
    portable = export(estate.map, answer, "portable")
    assert "score" not in portable.tables["crm.customers"].column_names
    assert "city" in portable.tables["crm.customers"].column_names
    assert "crm.invoices" not in portable.tables
    assert portable.tables["crm.notes"].column_names == ["id", "customer_id", "text"]
    reasons = {(left.table, left.column): left.reason for left in portable.left_out}
    assert reasons["crm.customers", "score"] == "derived"
    assert reasons["crm.customers", "password"] == "secret"
    assert reasons["crm.invoices", "amount"] == "basis"
    assert reasons["crm.notes", "agent"] == "another_person"
    everything = export(estate.map, answer, "all")
    assert everything.tables["crm.invoices"].num_rows == 2
    assert [left.reason for left in everything.left_out] == ["secret"]
    with pytest.raises(UnknownName):
        export(estate.map, answer, "some")


@pytest.mark.parametrize("identifiers", [{}, {"emial": "x"}])
def test_a_person_needs_a_known_identifier(estate: Estate, identifiers: dict[str, str]) -> None:
    with pytest.raises(RequestError):
        estate.subject(**identifiers)


def test_a_person_is_not_printed(estate: Estate) -> None:
    person = estate.subject(email="ana.lopez@example.com")
    assert "ana" not in repr(person).casefold()
    assert "lopez" not in repr(person.erase(dry_run=True)).casefold()
    assert "lopez" not in str(person.erase(dry_run=True)).casefold()
    assert "lopez" not in repr(person.access()).casefold()
