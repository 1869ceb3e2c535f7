"""A processor passes a request on with what it holds for that controller alone (Art. 28(3)(e))."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from estates import make_stores
from roles.conftest import KEYS, MAP, TABLES, make_estate
from subjectrights.errors import RequestError, UnknownName
from subjectrights.estate import Estate
from subjectrights.requests.case import RequestCase
from subjectrights.requests.steps import RequestState, StepKind
from subjectrights.terms import Right


@pytest.fixture
def request_of_ana(estate: Estate) -> RequestCase:
    return estate.requests.open(
        right="erase", identifiers={"email": "ana@example.com"}, received=date(2026, 11, 20), channel="email"
    )


def test_the_package_holds_the_request_the_deadline_and_that_controller_s_data_alone(
    estate: Estate, request_of_ana: RequestCase, tmp_path: Path
) -> None:
    file = tmp_path / "acme.json"
    written = estate.subject(email="ana@example.com").forward(file, to="acme", request=request_of_ana)
    package = json.loads(file.read_text("utf-8"))
    assert package["metadata"]["request"] == {
        "reference": request_of_ana.reference,
        "right": "erase",
        "article": "Art. 17",
        "received": "2026-11-20",
        "due": "2026-12-21",
        "identifiers": {"email": "ana@example.com"},
    }
    assert package["metadata"]["controller"] == {"party": "acme", "name": "Acme Énergie SA"}
    rows = {name: table["rows"] for name, table in package["tables"].items()}
    assert rows == {
        "crm.customers": [{"briefing": "calls after six"}],
        "clients.leads": [{"number": 7, "name": "Ana", "email": "Ana@Example.com"}],
    }
    assert "700" not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert written.sha256 in (estate.requests.get(request_of_ana.reference).steps[-1].text or "")


def test_it_is_noted_in_the_request_and_the_person_is_told(
    estate: Estate, request_of_ana: RequestCase, tmp_path: Path
) -> None:
    estate.subject(email="ana@example.com").forward(tmp_path / "a.html", to="acme", request=request_of_ana)
    noted = estate.requests.get(request_of_ana.reference)
    assert (noted.steps[-1].kind, noted.state) == (StepKind.FORWARDED, RequestState.IN_PROGRESS)
    assert noted.open
    letter = tmp_path / "letter.html"
    noted.letter(letter)
    text = letter.read_text("utf-8")
    assert "on behalf of Acme Énergie SA, which decides on it" in text
    assert "SHA-256" not in text


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_it_speaks_the_controller_s_language(
    estate: Estate, request_of_ana: RequestCase, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "acme.html"
    estate.subject(email="ana@example.com").forward(
        file, to="acme", request=request_of_ana, language=language
    )
    text = file.read_text("utf-8")
    assert "Annexe 2026-03" in text
    said = {"en": "we pass the request on", "fr": "vous transmettons", "nl": "geven het verzoek door"}
    assert said.get(language, "leiten den Antrag") in text


def test_it_can_be_encrypted(estate: Estate, request_of_ana: RequestCase, tmp_path: Path) -> None:
    written = estate.subject(email="ana@example.com").forward(
        tmp_path / "acme.json", to="acme", request=request_of_ana, password="a long enough password 1"
    )
    assert written.encryption is not None
    assert b"ana@example.com" not in Path(written.path).read_bytes().lower()


def test_a_controller_for_whom_nothing_is_held_on_the_person_is_told_so(
    tmp_path: Path, estate: Estate
) -> None:
    stores = make_stores({**TABLES, "clients.leads": TABLES["clients.leads"].slice(1)}, KEYS)
    made = {
        **MAP["stores"],
        "crm": {"type": "memory", "tables": {"guests": {"identifiers": {"email": "email"}}}},
    }
    with make_estate(tmp_path, stores, stores=made) as estate:
        case = estate.requests.open(right=Right.ACCESS, identifiers={"email": "ana@example.com"})
        estate.subject(email="ana@example.com").forward(tmp_path / "a.json", to="acme", request=case)
    package = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (package["metadata"]["held"], package["tables"]) == (False, {})


def test_it_goes_to_a_controller_whose_processor_we_are_and_for_that_person_s_request(
    estate: Estate, request_of_ana: RequestCase, tmp_path: Path
) -> None:
    ana, file = estate.subject(email="ana@example.com"), tmp_path / "x.json"
    with pytest.raises(RequestError, match="we process nothing for 'fair'"):
        ana.forward(file, to="fair", request=request_of_ana)
    with pytest.raises(UnknownName):
        ana.forward(file, to="acmee", request=request_of_ana)
    with pytest.raises(RequestError, match="somebody else"):
        estate.subject(email="bob@example.com").forward(file, to="acme", request=request_of_ana)
    assert not file.exists()
    assert estate.requests.get(request_of_ana.reference).steps[-1].kind is StepKind.OPENED


def test_plan_and_report_name_the_way(estate: Estate) -> None:
    ana = estate.subject(email="ana@example.com")
    assert "forward(to='acme')" in str(ana.erase(dry_run=True))
    report = ana.access()
    assert "held for acme: forward(to='acme') passes the request on" in str(report)
    assert "fair" not in str(report)
