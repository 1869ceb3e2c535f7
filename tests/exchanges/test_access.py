"""Access names those who really got a person's data (Art. 15(1)(c); CJEU C-154/21)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from exchanges.conftest import Clock
from subjectrights.estate import Estate
from subjectrights.reports.access import access_document
from subjectrights.reports.report import Report
from subjectrights.reports.words import LANGUAGES, words
from subjectrights.writers.document import Section

TERMS: dict[str, Any] = {"to": "post", "purpose": "care", "channel": "sftp", "their_role": "processor"}


def section(report: Report, key: str, language: str = "en") -> Section | None:
    heading = words(language).text(key)
    document = access_document(report.answer, language=language)
    return next((one for one in document.sections if one.heading == heading), None)


def test_the_actual_recipients_are_named_with_what_when_and_why(
    estate: Estate, tmp_path: Path, clock: Clock
) -> None:
    estate.deliver("crm.customers", path=tmp_path / "a.csv", **TERMS, columns=["name", "email"])
    clock.on(days=1)
    people = pd.DataFrame({"mail": ["ana.lopez@example.com"]})
    estate.exchanges.record(
        "spring campaign",
        to="covered",
        purpose="direct_marketing",
        channel="api",
        their_role="controller",
        our_role="controller",
        categories=["user.contact.email"],
        people=people,
        columns={"email": "mail"},
    )
    estate.exchanges.record(
        "fair",
        from_="acme",
        purpose="care",
        channel="mail",
        their_role="controller",
        our_role="controller",
        categories=["user.name"],
        people=people,
        columns={"email": "mail"},
    )
    report = estate.subject(customer_id=1).access()
    assert [one.party for one in report.handed_over] == ["post", "covered", "acme"]
    got = section(report, "handed_over.delivered_heading")
    assert got is not None
    assert got.items == (
        "23 November 2026: Post SA (France). Customers: name and e-mail address. Purpose: care. "
        "Legal basis: a contract with you, or steps you asked for before entering into one "
        "(Art. 6(1)(b) GDPR).",
        "24 November 2026: Covered Ltd (United States). spring campaign: e-mail address. "
        "Purpose: Telling you of our offers. Legal basis: your consent (Art. 6(1)(a) GDPR). This is outside "
        "the European Economic Area: a transfer to a third country. Appropriate safeguards: "
        "Clauses (EU) 2021/914, signed 2026-01-05.",
    )
    came = section(report, "handed_over.received_heading")
    assert came is not None
    assert [item.partition(". ")[0] for item in came.items] == ["24 November 2026: Acme Énergie SA (Belgium)"]
    transfers = section(report, "transfers.heading")
    assert transfers is not None
    assert [item.partition(" ")[0] for item in transfers.items] == ["Covered"]
    assert "crm.customers delivered: post, 2026-11-23" in str(report)


def test_somebody_else_is_told_of_none_of_it(estate: Estate) -> None:
    people = pd.DataFrame({"mail": ["ana.lopez@example.com"]})
    estate.exchanges.record(
        "list", **TERMS, our_role="controller", categories=["user"], people=people, columns={"email": "mail"}
    )
    report = estate.subject(customer_id=4).access()
    assert report.handed_over == ()
    assert section(report, "handed_over.delivered_heading") is None


def test_a_person_who_was_erased_is_still_told_who_got_their_data(estate: Estate, tmp_path: Path) -> None:
    estate.deliver("crm.customers", path=tmp_path / "a.csv", **TERMS)
    estate.subject(email="dee@example.com").erase()
    report = estate.subject(email="dee@example.com").access()
    assert not report.held
    assert [one.party for one in report.handed_over] == ["post"]


def test_a_person_whose_address_was_rectified_is_told_of_what_went_out_under_the_old_one(
    estate: Estate,
) -> None:
    people = pd.DataFrame({"mail": ["ana.lopez@example.com"]})
    estate.exchanges.record(
        "list", **TERMS, our_role="controller", categories=["user"], people=people, columns={"email": "mail"}
    )
    estate.subject(customer_id=1).rectify({"email": "new@example.com"})
    assert [one.data for one in estate.subject(email="new@example.com").access().handed_over] == ["list"]


def test_what_a_shared_number_led_to_is_told_as_uncertain(estate: Estate) -> None:
    people = pd.DataFrame({"gsm": ["0471 11 11 11"]})
    estate.exchanges.record(
        "calls", **TERMS, our_role="controller", categories=["user"], people=people, columns={"phone": "gsm"}
    )
    got = section(estate.subject(customer_id=2).access(), "handed_over.delivered_heading")
    assert got is not None
    assert got.items[0].endswith("You may not be meant: other people have the same detail.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(estate: Estate, tmp_path: Path, language: str) -> None:
    estate.deliver("crm.customers", path=tmp_path / "a.csv", **TERMS)
    report = estate.subject(customer_id=1).access()
    got = section(report, "handed_over.delivered_heading", language)
    assert got is not None
    assert "Post SA" in got.items[0]
    path = tmp_path / "ana.json"
    report.write(path, language=language)
    (fact,) = json.loads(path.read_text("utf-8"))["metadata"]["handed_over"]
    assert (fact["party"], fact["data"], fact["certain"]) == ("post", "crm.customers", True)
    assert not {"agreement", "by", "sha256"} & set(fact)
