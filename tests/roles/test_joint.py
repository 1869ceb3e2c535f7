"""Joint controllers: the person may turn to either, and both the person and the other are told (Art. 26)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from estates import dump
from roles.conftest import MAP, make_estate
from subjectrights.datamap.model import DataMap
from subjectrights.errors import DataMapError
from subjectrights.estate import Estate
from subjectrights.exchanges.notices import Notification
from subjectrights.reports.access import access_document
from subjectrights.stores.memory import MemoryStore
from subjectrights.terms import Right

ESSENCE = "Fair Events sells the tickets; we call the guests"
ARRANGEMENT = {
    "essence": ESSENCE,
    "contact": "guests@fair.example",
    "answers": {"erase": "them", "rectify": "us"},
}
PARTIES: dict[str, Any] = {
    **MAP["parties"],
    "fair": {**MAP["parties"]["fair"], "arrangement": ARRANGEMENT},
}


@pytest.fixture
def joint(tmp_path: Path, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    with make_estate(tmp_path, stores, parties=PARTIES) as estate:
        yield estate


def sent(estate: Estate) -> list[Notification]:
    told: list[Notification] = []
    estate.notices.send(told.append)
    return told


def test_it_is_done_here_and_the_other_is_told_by_the_identifiers_it_knows(
    joint: Estate, stores: dict[str, MemoryStore]
) -> None:
    receipt = joint.subject(email="ana@example.com").erase(tables=["crm.guests"])
    assert dump(stores["crm"])["guests"] == [{"email": "bob@example.com", "table": 5}]
    assert (receipt.notices, receipt.awaiting) == (("fair",), ())
    (notice,) = sent(joint)
    assert (notice.party, notice.right) == ("fair", Right.ERASE)
    assert notice.identifiers == {"email": ("ana@example.com",)}


def test_the_receipt_says_where_the_arrangement_leaves_the_answer_to_the_other(joint: Estate) -> None:
    subject = joint.subject(email="ana@example.com")
    erased = subject.erase(tables=["crm.guests"], dry_run=True)
    said = "By the arrangement fair answers such requests (crm.guests)"
    assert any(remark.startswith(said) for remark in erased.remarks)
    rectified = subject.rectify({"crm.guests.table": 9}, dry_run=True)
    assert (rectified.remarks, rectified.notices) == ((), ("fair",))


def test_the_other_is_told_of_a_restriction_although_no_store_is_written_to(joint: Estate) -> None:
    joint.subject(email="ana@example.com").restrict(ground="accuracy_contested")
    (notice,) = [one for one in sent(joint) if one.party == "fair"]
    assert notice.right is Right.RESTRICT
    assert notice.identifiers == {"email": ("ana@example.com",)}


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_access_tells_the_essence_and_the_contact_point(joint: Estate, language: str) -> None:
    report = joint.subject(email="ana@example.com").access()
    document = access_document(report.answer, language=language)
    facts = [text for section in document.sections for _, text in section.facts]
    (told,) = [text for text in facts if ESSENCE in text]
    assert "guests@fair.example" in told
    assert "Fair Events" in told
    assert report.to_dict()["holdings"]["crm.guests"]["controller"]["arrangement"] == {
        "article": "Art. 26(2)",
        "essence": ESSENCE,
        "contact": "guests@fair.example",
        "answers": {"erase": "them", "rectify": "us"},
    }


def test_an_arrangement_is_checked() -> None:
    wrong = {**ARRANGEMENT, "answers": {"erasure": "them", "rectify": "both"}}
    with pytest.raises(DataMapError) as caught:
        DataMap.model_validate({**MAP, "parties": {**PARTIES, "fair": {"name": "F", "arrangement": wrong}}})
    assert any("parties.fair.arrangement.answers.rectify" in fault for fault in caught.value.faults)
    assert any("erasure" in fault for fault in caught.value.faults)
