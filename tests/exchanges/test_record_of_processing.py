"""The record of processing tells every activity, as controller and as processor (Art. 30)."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from estates import make_stores
from exchanges.conftest import MAP, TABLES
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.reports.words import LANGUAGES, words
from subjectrights.writers.document import Document

TERMS = {"their_role": "processor", "channel": "sftp"}


def rows(document: Document, name: str) -> list[dict[str, str]]:
    (table,) = [one for one in document.tables if one.name == name]
    found: list[dict[str, str]] = table.data.to_pylist()
    return found


def test_it_tells_what_the_map_and_the_exchanges_say(estate: Estate, tmp_path: Path) -> None:
    estate.deliver("crm.customers", to="covered", path=tmp_path / "a.csv", purpose="care", **TERMS)
    document = estate.record_of_processing().document("en")
    (care,) = rows(document, "controller")
    assert care == {
        "purpose": "care",
        "basis": "Art. 6(1)(b) GDPR",
        "people": "Customers",
        "categories": "identifier; name; e-mail address; telephone number; personal data (credentials); "
        "financial data; content and notes",
        "recipients": "PayFast SA (Belgium); Covered Ltd (United States)",
        "transfers": "Covered Ltd (United States): Clauses (EU) 2021/914, signed 2026-01-05",
        "retention": "not stated in our records",
        "jointly": "none",
        "places": "customers (crm); invoices (crm); messages (crm)",
    }
    (theirs,) = rows(document, "processor")
    assert theirs == {
        "controller": "Acme Énergie SA (Belgium)",
        "purpose": "Telling you of our offers",
        "people": "Prospects",
        "categories": "name; contact details",
        "recipients": "none",
        "transfers": "none",
        "places": "prospects (lists)",
    }


def test_an_exchange_of_what_no_table_holds_is_an_activity_of_its_own(estate: Estate) -> None:
    estate.exchanges.record(
        "prize draw",
        to="post",
        purpose="direct_marketing",
        our_role="controller",
        categories=["user.name"],
        **TERMS,
    )
    estate.exchanges.record(
        "their list",
        from_="acme",
        purpose="accounting",
        channel="api",
        their_role="controller",
        our_role="processor",
        categories=["user.name"],
    )
    record = estate.record_of_processing()
    mine = rows(record.document("en"), "controller")
    assert [row["purpose"] for row in mine] == ["care", "Telling you of our offers"]
    assert mine[1]["recipients"] == "Post SA (France)"
    theirs = rows(record.document("en"), "processor")
    assert [(row["controller"], row["purpose"]) for row in theirs] == [
        ("Acme Énergie SA (Belgium)", "Telling you of our offers"),
        ("Acme Énergie SA (Belgium)", "accounting"),
    ]
    assert "direct_marketing, as processor for acme: lists.prospects" in str(record)
    assert "accounting, as processor for acme: exchanges alone" in str(record)


def test_time_limits_duties_to_keep_and_security_measures_are_told(tmp_path: Path) -> None:
    changed = json.loads(json.dumps(MAP))
    changed["organisation"]["security"] = "ISO 27001; disks encrypted."
    invoices = changed["stores"]["crm"]["tables"]["invoices"]
    invoices["retention"] = {"for": "P10Y", "after": "issued_on"}
    invoices["retain"] = {"for": "P7Y", "after": "issued_on", "law": "Code de la TVA, art. 60"}
    changed["stores"]["crm"]["role"] = "joint_controller"
    changed["stores"]["crm"]["controller"] = "post"
    datamap = DataMap.model_validate({**changed, "folder": tmp_path})
    with Estate(datamap, stores=make_stores(TABLES)) as estate:
        document = estate.record_of_processing().document("en")
    (care,) = rows(document, "controller")
    assert care["retention"] == (
        "invoices (crm): 10 years after the date in the field “Issued on”, "
        "kept by law for 7 years (Code de la TVA, art. 60)"
    )
    assert care["jointly"] == "Post SA (France)"
    assert [s.paragraphs for s in document.sections if "security" in s.heading] == [
        ("ISO 27001; disks encrypted.",)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_written_in_every_language_and_format(estate: Estate, tmp_path: Path, language: str) -> None:
    speech = words(language)
    record = estate.record_of_processing()
    for name in ("r.xlsx", "r.html", "r.json", "r.pdf"):
        assert record.write(tmp_path / name, language=language).losses == ()
    page = (tmp_path / "r.html").read_text("utf-8")
    assert speech.text("record.title") in page
    assert speech.text("record.security_none") in page
    plain = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert plain["metadata"] == json.loads(json.dumps(record.to_dict()))
    assert [one["purpose"] for one in plain["metadata"]["activities"]] == ["care", "direct_marketing"]
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    labels = [[cell.value for cell in sheet[1]] for sheet in book.worksheets[1:]]
    assert labels[0][0] == speech.text("record.purpose_label")
    assert labels[1][0] == speech.text("record.controller_label")


def test_an_estate_that_processes_nothing_for_others_says_so_with_an_empty_table(tmp_path: Path) -> None:
    datamap = DataMap.model_validate({"organisation": {"name": "Horizon"}, "folder": tmp_path})
    with Estate(datamap) as estate:
        record = estate.record_of_processing()
        assert [table.data.num_rows for table in record.document("de").tables] == [0, 0]
        record.write(tmp_path / "r.html")
