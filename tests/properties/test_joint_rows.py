"""Rows of two people where foreign keys, restrictions and parts of an erasure come in between."""

from __future__ import annotations

from typing import Any

import pytest

from properties.small_estate import TABLES, Rows, read_back, small_estate
from subjectrights.errors import AmbiguousSubject


def estate_rows(messages: list[tuple[int | None, int | None]], **more: list[dict[str, Any]]) -> Rows:
    """Three customers, and messages between them."""
    rows: Rows = {table: [] for table in TABLES}
    rows["crm.customers"] = [
        {"id": n, "email": f"{name}@x.be", "mobile": None, "name": name}
        for n, name in enumerate(("ann", "bob", "cas"))
    ]
    rows["crm.messages"] = [
        {"id": n, "sender": sender, "recipient": recipient, "text": "hello"}
        for n, (sender, recipient) in enumerate(messages)
    ]
    return {**rows, **more}


def sides(rows: Rows) -> list[tuple[int | None, int | None]]:
    return [(row["sender"], row["recipient"]) for row in rows["crm.messages"]]


def ids(rows: Rows) -> list[int]:
    return [row["id"] for row in rows["crm.customers"]]


def test_a_person_goes_wholly_though_a_message_that_stays_had_a_foreign_key_to_them() -> None:
    """Edge case 12: what takes a person's part away takes away the reference that would keep their row."""
    with small_estate(estate_rows([(0, 1), (1, 0), (0, 0), (1, 2)])) as estate:
        receipt = estate.subject(customer_id=0).erase()
        after = read_back(estate)
        assert (ids(after), sides(after)) == ([1, 2], [(None, 1), (1, None), (1, 2)])
        assert receipt.verified
        assert [(kept.table, kept.count, kept.reason) for kept in receipt.kept] == [
            ("crm.messages", 2, "joint")
        ]


def test_a_part_of_an_erasure_leaves_the_names_of_a_message_s_two_people() -> None:
    """Asking for one category doesn't take the person out of rows that they share."""
    with small_estate(estate_rows([(0, 1)])) as estate:
        receipt = estate.subject(customer_id=0).erase(columns=["crm.customers.name"])
        after = read_back(estate)
        assert sides(after) == [(0, 1)]
        assert [row["name"] for row in after["crm.customers"]] == [None, "bob", "cas"]
        assert receipt.verified
        assert receipt.kept == ()


@pytest.mark.parametrize("exception", [None, "consent"])
def test_a_restricted_person_s_part_of_a_shared_message_is_left_alone(exception: str | None) -> None:
    with small_estate(estate_rows([(0, 1), (1, 0), (1, 2)])) as estate:
        estate.subject(customer_id=1).restrict("legal_claims")
        receipt = estate.subjects(customer_id=[0, 1]).erase(exception=exception)
        assert receipt.verified
        if exception is None:
            assert receipt.results == ("found", "restricted")
            assert sides(read_back(estate)) == [(None, 1), (1, None), (1, 2)]
        else:
            assert receipt.results == ("found", "found")
            assert sides(read_back(estate)) == [(None, 2)]


def test_an_ambiguous_person_s_part_of_a_shared_message_is_left_alone() -> None:
    """Edge case 4: nothing is done for somebody who may be two people."""
    rows = estate_rows([(0, 1), (1, 2)])
    rows["crm.customers"][2]["email"] = "bob@x.be"
    with small_estate(rows) as estate:
        receipt = estate.subjects(email=["ann@x.be", "bob@x.be"]).erase()
        assert receipt.results == ("found", "ambiguous")
        assert sides(read_back(estate)) == [(None, 1), (1, 2)]
        with pytest.raises(AmbiguousSubject):
            estate.subject(email="bob@x.be").erase()
