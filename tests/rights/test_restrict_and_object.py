"""Art. 18, 21 and 7(3): restriction, objection, withdrawal of consent; and screening, which honours them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from estates import dump
from subjectrights.changes import Count
from subjectrights.errors import RequestError, UnknownName
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore

Stores = dict[str, MemoryStore]

CAMPAIGN = pd.DataFrame(
    {
        "Courriel": ["Bob@Example.com", "ana.lopez@example.com ", None, "new@example.com", ""],
        "GSM": ["", "0470/12.34.56", "0032 470 12 34 56", "0499 00 00 00", None],
    },
    index=[10, 20, 30, 40, 50],
)
COLUMNS = {"email": "Courriel", "phone": "GSM"}


def allowed(estate: Estate, purpose: str = "direct_marketing") -> list[bool]:
    series = estate.screen(CAMPAIGN, purpose=purpose, columns=COLUMNS)
    assert list(series.index) == [10, 20, 30, 40, 50]
    assert series.dtype == bool
    return [bool(value) for value in series]


@pytest.mark.parametrize(
    "ground", ["accuracy_contested", "unlawful_processing", "legal_claims", "objection_pending"]
)
def test_a_restriction_is_marked_in_the_store_and_in_the_register(
    estate: Estate, stores: Stores, ground: str
) -> None:
    receipt = estate.subject(email="ana.lopez@example.com").restrict(ground=ground)
    assert receipt.verified
    assert receipt.counts["crm.customers"] == Count(updated=1)
    assert [row["restricted"] for row in dump(stores["crm"])["customers"]] == [True, False, False]
    (mark,) = estate.subject(customer_id=1).access().answer.marks
    assert (mark.kind, mark.ground) == ("restriction", ground)
    assert allowed(estate) == [True, False, False, True, True]
    assert "payfast" in receipt.notices


def test_an_unknown_ground_is_refused(estate: Estate) -> None:
    with pytest.raises(UnknownName, match="accuracy_contested"):
        estate.subject(customer_id=1).restrict(ground="because")


def test_lifting_tells_the_person_first_and_undoes_the_mark(estate: Estate, stores: Stores) -> None:
    person = estate.subject(customer_id=1)
    person.restrict(ground="accuracy_contested")
    receipt = person.lift_restriction()
    assert receipt.verified
    assert any("Art. 18(3)" in remark for remark in receipt.remarks)
    assert [row["restricted"] for row in dump(stores["crm"])["customers"]] == [False, False, False]
    assert person.access().answer.marks == ()
    assert allowed(estate) == [True] * 5
    assert person.erase().verified


def test_lifting_what_doesn_t_stand_says_so(estate: Estate) -> None:
    assert "No restriction stood." in estate.subject(customer_id=1).lift_restriction().remarks


def test_an_objection_to_marketing_is_always_honoured(estate: Estate, stores: Stores) -> None:
    with pytest.raises(RequestError, match="always honoured"):
        estate.subject(customer_id=1).object(purpose="direct_marketing", compelling_grounds="profit")
    receipt = estate.subject(customer_id=1).object(purpose="direct_marketing")
    assert receipt.verified
    assert [row["opt_in"] for row in dump(stores["crm"])["customers"]] == [False, True, None]
    assert allowed(estate) == [True, False, False, True, True]
    assert allowed(estate, "care") == [True] * 5


def test_an_objection_to_another_purpose_yields_to_compelling_grounds(estate: Estate) -> None:
    receipt = estate.subject(customer_id=1).object(
        purpose="quality", compelling_grounds="A claim is pending."
    )
    assert any("not followed" in remark for remark in receipt.remarks)
    assert allowed(estate, "quality") == [True] * 5
    estate.subject(customer_id=1).object(purpose="quality")
    assert allowed(estate, "quality") == [True, False, False, True, True]


def test_a_purpose_on_another_basis_isn_t_open_to_objection(estate: Estate) -> None:
    with pytest.raises(RequestError, match="legal_obligation"):
        estate.subject(customer_id=1).object(purpose="accounting")


def test_consent_is_withdrawn_where_there_is_consent(estate: Estate, stores: Stores) -> None:
    assert estate.subject(customer_id=2).withdraw_consent("direct_marketing").verified
    assert [row["opt_in"] for row in dump(stores["crm"])["customers"]] == [True, False, None]
    assert allowed(estate)[0] is False
    with pytest.raises(RequestError, match="not on consent"):
        estate.subject(customer_id=2).withdraw_consent("accounting")
    with pytest.raises(UnknownName, match="did you mean 'direct_marketing'"):
        estate.subject(customer_id=2).withdraw_consent("direct_marketting")


def test_somebody_nobody_knows_can_object_and_is_screened_out(estate: Estate) -> None:
    receipt = estate.subject(email="new@example.com").object(purpose="direct_marketing")
    assert (receipt.found, receipt.verified) == (0, True)
    assert allowed(estate) == [True, True, True, False, True]


def test_an_erased_person_is_screened_out(estate: Estate) -> None:
    estate.subject(customer_id=1).erase()
    assert allowed(estate) == [True, False, False, True, True]


def test_screening_an_arrow_table_gives_an_arrow_array(estate: Estate) -> None:
    estate.subject(customer_id=1).object(purpose="direct_marketing")
    table = pa.table({"mail": ["ANA.LOPEZ@example.com", None, "x@y.z"]})
    answer = estate.screen(table, purpose="direct_marketing", columns={"email": "mail"})
    assert answer.to_pylist() == [False, True, True]


def test_screening_by_what_isn_t_there_is_refused(estate: Estate) -> None:
    with pytest.raises(UnknownName, match="purpose"):
        estate.screen(CAMPAIGN, purpose="nothing", columns=COLUMNS)
    with pytest.raises(UnknownName, match="identifier"):
        estate.screen(CAMPAIGN, purpose="care", columns={"mail": "Courriel"})
    with pytest.raises(UnknownName, match="Mail"):
        estate.screen(CAMPAIGN, purpose="care", columns={"email": "Mail"})
    with pytest.raises(RequestError):
        estate.screen(["a@b.c"], purpose="care", columns=COLUMNS)


def test_the_register_holds_no_personal_data(estate: Estate) -> None:
    person = estate.subject(email="ana.lopez@example.com")
    person.restrict(ground="legal_claims")
    person.lift_restriction()
    person.object(purpose="direct_marketing")
    person.rectify({"crm.customers.city": "CANARYTOWN"})
    person.erase()
    assert estate.register.file is not None
    estate.close()
    stored = estate.register.file.read_bytes().lower()
    for value in (b"ana.lopez", b"example.com", b"470123456", b"canarytown", b"lopez"):
        assert value not in stored
