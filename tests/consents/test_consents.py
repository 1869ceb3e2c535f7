"""Consents: given, how, when, for what wording, withdrawn as easily; a screening honours them (Art. 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from consents.conftest import MAP, Clock
from databases import DATABASES, fresh_database
from estates import dump
from subjectrights.consent import wording_hash
from subjectrights.datamap.model import DataMap
from subjectrights.errors import AmbiguousSubject, DataMapError, RequestError, UnknownName
from subjectrights.estate import Estate
from subjectrights.reports.access import access_document
from subjectrights.stores.memory import MemoryStore

WORDING = "Yes, send me the newsletter of Horizon once a month."
ANA = {"email": "Ana@Example.com"}


def give(estate: Estate, identifiers: dict[str, Any] | None = None, **more: Any) -> Any:
    terms = {"how": "web form", "wording": WORDING, **more}
    return estate.consents.give(identifiers or ANA, "newsletter", **terms)


def passing(estate: Estate, purpose: str = "newsletter", **columns: list[Any]) -> list[bool]:
    names = {name: name for name in columns}
    return estate.screen(pa.table(columns), purpose=purpose, columns=names).to_pylist()


def test_what_was_given_is_remembered_with_its_wording_and_evidence(estate: Estate, clock: Clock) -> None:
    given = give(estate, evidence="form 77, 10.0.0.7")
    (kept,) = estate.consents.of(email="ana@example.com")
    assert kept == given
    assert (kept.purpose, kept.given, kept.how, kept.wording) == (
        "newsletter", clock.moment, "web form", WORDING
    )  # fmt: skip
    assert (kept.evidence, kept.standing, kept.withdrawn) == ("form 77, 10.0.0.7", True, None)
    assert kept.to_dict()["wording_sha256"] == wording_hash(WORDING)
    assert "form 77" not in repr(kept) + str(kept) + str(kept.to_dict())
    assert estate.consents.of(customer_id=1) == (kept,)
    assert estate.consents.of(email="bob@example.com") == ()


def test_only_people_of_whom_a_consent_stands_pass_the_screening(estate: Estate) -> None:
    give(estate)
    emails = ["ana@example.com", "bob@example.com", None]
    assert passing(estate, email=emails) == [True, False, False]
    # Not where the map doesn't keep the purpose's consents in the register.
    assert passing(estate, "survey", email=emails) == [True, True, True]


def test_a_consent_given_by_one_identifier_is_known_by_the_others(estate: Estate) -> None:
    give(estate)
    assert passing(estate, customer_id=[1, 2]) == [True, False]
    assert passing(estate, phone=["+32 470 12 34 56", "0471 11 11 11"]) == [True, False]


def test_a_household_s_number_consents_for_nobody_who_is_named_otherwise(estate: Estate) -> None:
    give(estate, {"email": "bob@example.com"})
    phones = ["0471 11 11 11", "0471 11 11 11"]
    assert passing(estate, email=["bob@example.com", "cas@example.com"], phone=phones) == [True, False]
    give(estate, {"phone": "0499 88 77 66"})
    assert passing(estate, phone=["0499 88 77 66", "0499 88 77 67"]) == [True, False]


@pytest.mark.parametrize("way", ["consents", "subject"])
def test_withdrawing_ends_it_whichever_way_it_comes(
    estate: Estate, stores: dict[str, MemoryStore], clock: Clock, way: str
) -> None:
    give(estate)
    later = clock.on(10)
    if way == "consents":
        receipt = estate.consents.withdraw(ANA, "newsletter", how="link in the e-mail", evidence="mail 9")
        assert receipt.verified
    else:
        estate.subject(customer_id=1).withdraw_consent("newsletter")
    (kept,) = estate.consents.of(**ANA)
    assert (kept.standing, kept.withdrawn, kept.renewed) == (False, later, False)
    if way == "consents":
        assert (kept.withdrawn_how, kept.withdrawal_evidence) == ("link in the e-mail", "mail 9")
    assert passing(estate, email=["ana@example.com"]) == [False]
    assert [row["opt_in"] for row in dump(stores["crm"])["customers"]] == [False, True, True]


def test_a_consent_to_something_else_goes_on(estate: Estate) -> None:
    give(estate)
    estate.consents.give(ANA, "survey", how="call", wording="May we ask you?")
    estate.consents.withdraw(ANA, "survey")
    assert {one.purpose: one.standing for one in estate.consents.of(**ANA)} == {
        "newsletter": True, "survey": False
    }  # fmt: skip
    assert passing(estate, email=["ana@example.com"]) == [True]


def test_who_consents_anew_after_a_withdrawal_may_be_written_to_again(estate: Estate, clock: Clock) -> None:
    give(estate)
    clock.on(1)
    estate.consents.withdraw(ANA, "newsletter")
    clock.on(1)
    give(estate, wording="Yes, again.")
    assert passing(estate, email=["ana@example.com"]) == [True]
    assert [one.standing for one in estate.consents.of(**ANA)] == [False, True]


def test_a_consent_that_was_given_before_a_withdrawal_and_recorded_after_it_does_not_stand(
    estate: Estate, clock: Clock
) -> None:
    filled_in = clock.moment
    withdrawn = clock.on(5)
    estate.consents.withdraw(ANA, "newsletter")
    clock.on(5)
    late = give(estate, how="paper form", at=filled_in)
    assert (late.standing, late.withdrawn) == (False, withdrawn)
    assert passing(estate, email=["ana@example.com"]) == [False]


def test_one_given_again_takes_the_place_of_the_one_before(estate: Estate, clock: Clock) -> None:
    give(estate)
    again = clock.on(3)
    give(estate, wording="New words.")
    first, second = estate.consents.of(**ANA)
    assert (first.withdrawn, first.renewed, second.standing) == (again, True, True)


def test_a_restriction_goes_before_a_consent(estate: Estate) -> None:
    give(estate)
    estate.subject(**ANA).restrict(ground="accuracy_contested")
    assert passing(estate, email=["ana@example.com"]) == [False]


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_access_shows_the_history_and_a_forwarded_request_does_not(
    estate: Estate, clock: Clock, language: str
) -> None:
    give(estate)
    clock.on(2)
    estate.consents.withdraw(ANA, "newsletter")
    report = estate.subject(**ANA).access()
    told = [item for section in access_document(report.answer, language=language).sections
            for item in section.items if WORDING in item]  # fmt: skip
    assert len(told) == 1
    assert "web form" in told[0]
    (plain,) = report.to_dict()["consents"]
    assert (plain["purpose"], plain["standing"]) == ("newsletter", False)
    assert estate.subject(email="bob@example.com").access().to_dict()["consents"] == []


def test_nothing_of_the_person_stands_in_the_register(estate: Estate, tmp_path: Path) -> None:
    give(estate, evidence="signed by ana@example.com")
    estate.close()
    held = b"".join(file.read_bytes() for file in tmp_path.glob("register.sqlite*"))
    assert b"example.com" not in held.lower()
    assert WORDING.encode() in held


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"how": " "}, RequestError),
        ({"how": "x" * 129}, RequestError),
        ({"wording": ""}, RequestError),
        ({"at": datetime(2026, 3, 1)}, RequestError),
        ({"at": datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=9)}, RequestError),
        ({"identifiers": {"email": "  "}}, RequestError),
        ({"identifiers": {"mail": "ana@example.com"}}, UnknownName),
        ({"identifiers": {"customer_id": 1, "email": "bob@example.com"}}, AmbiguousSubject),
    ],
)
def test_what_is_left_unsaid_or_wrong_is_refused_and_nothing_kept(
    estate: Estate, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        give(estate, **wrong)
    assert estate.consents.of(email="ana@example.com") == ()


def test_nobody_is_asked_where_the_purpose_rests_on_something_else(estate: Estate) -> None:
    with pytest.raises(RequestError, match="rests on contract"):
        estate.consents.give(ANA, "care", how="web form", wording=WORDING)
    with pytest.raises(UnknownName):
        estate.consents.give(ANA, "newsleter", how="web form", wording=WORDING)
    purposes = {**MAP["purposes"], "care": {"legal_basis": "contract", "consents": "register"}}
    with pytest.raises(DataMapError, match=r"purposes\.care\.consents"):
        DataMap.model_validate({**MAP, "purposes": purposes})


def test_a_consent_outlives_a_new_key(estate: Estate) -> None:
    give(estate, evidence="form 77")
    estate.rotate_key()
    assert passing(estate, email=["ana@example.com"]) == [True]
    old = estate.register.key_uses()[1]
    assert old.marks == {"consent": 1}
    with pytest.raises(RequestError, match="consents"):
        estate.retire_keys()
    (kept,) = estate.consents.of(**ANA)
    assert kept.evidence == "form 77"


@pytest.mark.parametrize("kind", DATABASES)
def test_it_is_kept_alike_in_every_database(
    kind: str, tmp_path: Path, clock: Clock, stores: dict[str, MemoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUBJECTRIGHTS_KEY", "cd" * 32)
    with fresh_database(kind, tmp_path) as url:
        datamap = DataMap.model_validate({**MAP, "register": url, "folder": tmp_path})
        with Estate(datamap, clock=clock, stores=stores) as estate:
            first = give(estate, evidence="Étude n° 7 \N{SNOWMAN}")
            give(estate, {"email": "bob@example.com"})
            clock.on(1)
            estate.consents.withdraw({"customer_id": 2}, "newsletter", evidence="call")
            assert estate.consents.of(**ANA) == (first,)
            (ended,) = estate.consents.of(email="bob@example.com")
            assert (ended.withdrawn, ended.withdrawal_evidence) == (clock.moment, "call")
            assert passing(estate, email=["ana@example.com", "bob@example.com"]) == [True, False]


def test_evidence_is_readable_when_the_key_it_was_encrypted_with_is_gone(estate: Estate) -> None:
    """Like notices and the texts of requests it is encrypted anew before an older key goes."""
    give(estate, evidence="form 77")
    estate.consents.withdraw(ANA, "newsletter", evidence="letter 5")
    estate.rotate_key()
    estate.subject(**ANA).restrict(ground="legal_claims")
    assert len(estate.retire_keys()) == 1
    (kept,) = estate.consents.of(**ANA)
    assert (kept.evidence, kept.withdrawal_evidence) == ("form 77", "letter 5")
