"""Every hand-over of a data set is documented, or refused."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from subjectrights.errors import KeyUnavailable, RequestError, StoreUnavailable, UnknownName
from subjectrights.estate import Estate
from subjectrights.handovers import Direction
from subjectrights.keys import Secrets
from subjectrights.terms import LegalBasis, Role

TERMS = {
    "purpose": "direct_marketing",
    "channel": "sftp",
    "their_role": "processor",
    "our_role": "controller",
    "categories": ["user.contact.email"],
}


def test_an_exchange_is_documented_with_all_that_must_be_known(estate: Estate, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"mail\nana.lopez@example.com\n")
    people = pd.DataFrame({"mail": ["ANA.LOPEZ@example.com", "bob@example.com", None, "bob@EXAMPLE.com"]})
    made = estate.exchanges.record(
        "spring campaign",
        to="post",
        **TERMS,
        format="csv",
        encryption="PGP",
        people=people,
        columns={"email": "mail"},
        by="op-7",
        file=file,
    )
    (kept,) = estate.exchanges.all()
    assert kept == made
    assert replace(kept, reference="") == replace(
        made,
        reference="",
        at=estate.now(),
        direction=Direction.DELIVERED,
        data="spring campaign",
        party="post",
        their_role=Role.PROCESSOR,
        our_role=Role.CONTROLLER,
        channel="sftp",
        format="csv",
        encryption="PGP",
        purpose="direct_marketing",
        legal_basis=LegalBasis.CONSENT,
        categories=("user.contact.email",),
        people=2,
        agreement="Framework 7",
        safeguards=None,
        by="op-7",
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
    )


def test_a_person_is_found_in_the_exchanges_that_listed_them(estate: Estate) -> None:
    people = pd.DataFrame({"mail": ["ana.lopez@example.com", "bob@example.com"]})
    first = estate.exchanges.record("one", to="post", **TERMS, people=people, columns={"email": "mail"})
    estate.exchanges.record("two", to="post", **TERMS, people=people[1:], columns={"email": "mail"})
    estate.exchanges.record("three", from_="acme", **TERMS, count=12)
    assert list(estate.exchanges.of(email="Ana.Lopez@Example.com")) == [first]
    assert [one.data for one in estate.exchanges.of(email="bob@example.com")] == ["one", "two"]
    assert list(estate.exchanges.of(email="nobody@example.com")) == []
    assert [one.data for one in estate.exchanges.with_("acme")] == ["three"]
    frame = estate.exchanges.all().to_pandas()
    assert list(frame["data"]) == ["one", "two", "three"]
    assert list(frame["people"]) == [2, 1, 12]
    assert "two delivered to post" in str(estate.exchanges.all())
    with pytest.raises(RequestError):
        estate.exchanges.of(email=" ")
    with pytest.raises(UnknownName):
        estate.exchanges.with_("nobody")


def test_a_row_with_somebody_s_own_identifier_is_not_another_s_who_shares_a_number(estate: Estate) -> None:
    rows = pa.table({"mail": ["bob@example.com", None], "gsm": ["0471 11 11 11", "0470 12 34 56"]})
    estate.exchanges.record(
        "list", to="post", **TERMS, people=rows, columns={"email": "mail", "phone": "gsm"}
    )
    assert list(estate.exchanges.of(customer_id=3, phone="0471111111")) == []
    assert len(estate.exchanges.of(email="bob@example.com")) == 1
    (maybe,) = estate.exchanges.of(phone="+32 470 12 34 56")
    assert maybe.people == 2


def test_a_person_is_found_under_a_key_that_was_changed(estate: Estate) -> None:
    people = pa.table({"mail": ["ana.lopez@example.com"]})
    old, new = b"o" * 32, b"n" * 32
    estate._secrets = Secrets.of(old)
    estate.exchanges.record("one", to="post", **TERMS, people=people, columns={"email": "mail"})
    estate.close()
    estate._register, estate._journal = None, None
    estate._secrets = Secrets.of(new, old)
    assert [one.data for one in estate.exchanges.of(email="ana.lopez@example.com")] == ["one"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to": "stranger"}, r"parties\.stranger\.agreement"),
        ({"to": "overseas"}, r"parties\.overseas\.safeguards"),
        ({"to": None}, "to= or from_="),
        ({"from_": "acme"}, "to= or from_="),
        ({"categories": []}, "categories"),
        ({"categories": "user"}, "list"),
        ({"categories": ["Ana Lopez"]}, "dots"),
        ({"their_role": "friend"}, "their_role"),
        ({"their_role": None}, "their_role"),
        ({"our_role": None}, "our_role"),
        ({"by": "Ana Lopez"}, "by="),
        ({"by": "ana@example.com"}, "by="),
        ({"sha256": "abc"}, "sha256"),
        ({"count": -1}, "count"),
        ({"columns": {"email": "mail"}}, "people="),
        ({"channel": " "}, "channel"),
    ],
)
def test_what_is_left_unsaid_or_unlawful_is_refused(
    estate: Estate, change: dict[str, object], message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        estate.exchanges.record("list", **{"to": "post", **TERMS, **change})
    assert list(estate.exchanges.all()) == []


@pytest.mark.parametrize("change", [{"to": "nobody"}, {"purpose": "profit"}, {"data": "crm.customer"}])
def test_a_name_that_the_map_lacks_is_refused(estate: Estate, change: dict[str, str]) -> None:
    with pytest.raises(UnknownName):
        estate.exchanges.record(**{"data": "list", "to": "post", **TERMS, **change})


def test_a_third_country_needs_safeguards_and_has_them_documented(estate: Estate) -> None:
    made = estate.exchanges.record("list", to="covered", **TERMS)
    assert made.safeguards == "Clauses (EU) 2021/914, signed 2026-01-05"


def test_an_agreement_can_be_named_for_one_exchange(estate: Estate) -> None:
    assert (
        estate.exchanges.record("list", to="stranger", **TERMS, agreement="Letter 9").agreement == "Letter 9"
    )


def test_the_map_tells_the_roles_and_categories_of_a_table(estate: Estate) -> None:
    made = estate.exchanges.record("lists.prospects", from_="acme", purpose="direct_marketing", channel="api")
    assert (made.our_role, made.their_role) == (Role.PROCESSOR, Role.CONTROLLER)
    assert made.categories == ("user.name", "user.contact")


def test_a_file_that_is_not_there_is_refused(estate: Estate, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="can't be read"):
        estate.exchanges.record("list", to="post", **TERMS, file=tmp_path / "none.csv")
    assert list(estate.exchanges.all()) == []


def test_a_list_of_300_000_is_kept_in_seconds(estate: Estate) -> None:
    count = 300_000
    people = pa.table({"id": list(range(count)), "mail": [f"p{n}@example.com" for n in range(count)]})
    start = time.perf_counter()
    made = estate.exchanges.record(
        "big", to="post", **TERMS, people=people, columns={"customer_id": "id", "email": "mail"}
    )
    assert made.people == count
    assert [one.data for one in estate.exchanges.of(email="p299999@example.com")] == ["big"]
    assert time.perf_counter() - start < 60


def test_a_key_that_lists_rest_on_must_stay_until_their_people_are_seen_again(estate: Estate) -> None:
    def with_keys(secrets: Secrets) -> None:
        estate.close()
        estate._register, estate._journal, estate._secrets = None, None, secrets

    old, new = b"o" * 32, b"n" * 32
    with_keys(Secrets.of(old))
    people = pa.table({"mail": ["ana.lopez@example.com"]})
    estate.exchanges.record("one", to="post", **TERMS, people=people, columns={"email": "mail"})
    with_keys(Secrets.of(new, old))
    assert [use.needed for use in estate.register.key_uses()] == [True, True]
    with_keys(Secrets.of(new))
    with pytest.raises(KeyUnavailable, match="1 fingerprints rest on it"):
        estate.exchanges.all()
    with_keys(Secrets.of(new, old))
    estate.subject(email="ana.lopez@example.com").restrict("legal_claims")
    assert [use.needed for use in estate.register.key_uses()] == [True, False]
    with_keys(Secrets.of(new))
    assert [one.data for one in estate.exchanges.of(email="ana.lopez@example.com")] == ["one"]
