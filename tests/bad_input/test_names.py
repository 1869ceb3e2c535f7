"""Names that the data map doesn't know, and values that no identifier can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import subjectrights as sr
from bad_input.refusal import refused
from journeys.shop import ACME, Shop
from subjectrights.errors import DataMapError, RequestError, UnknownName
from subjectrights.estate import Estate


def test_an_unknown_identifier_is_refused_where_it_is_written(shop: Shop, estate: Estate) -> None:
    words = ("no identifier 'emial'", "did you mean 'email'?", "customer_id, email, phone")
    with refused(shop, estate, UnknownName, *words):
        estate.subject(emial=shop.people[0].email)


def test_an_unknown_column_of_many_people_is_refused(shop: Shop, estate: Estate) -> None:
    with refused(shop, estate, UnknownName, "'e-mail'", "did you mean 'email'?"):
        estate.subjects(pd.DataFrame({"e-mail": [person.email for person in shop.people]}))


@pytest.mark.parametrize("values", [{}, {"email": ["a", "b"]}, {"email": {"a": 1}}])
def test_what_is_no_plain_identifier_is_refused(shop: Shop, estate: Estate, values: dict[str, Any]) -> None:
    with refused(shop, estate, RequestError, "email"):
        estate.subject(**values)


def test_lists_of_people_of_different_lengths_are_refused(shop: Shop, estate: Estate) -> None:
    with refused(shop, estate, RequestError, "differ in length: [1, 2]"):
        estate.subjects(email=[shop.people[0].email], customer_id=[1, 2])


def test_an_unknown_purpose_is_refused_by_every_right_that_takes_one(shop: Shop, estate: Estate) -> None:
    person = estate.subject(customer_id=1)
    words = ("no purpose 'direct_marketin'", "did you mean 'direct_marketing'?")
    with refused(shop, estate, UnknownName, *words):
        person.object("direct_marketin")
    with refused(shop, estate, UnknownName, *words):
        person.withdraw_consent("direct_marketin")
    with refused(shop, estate, UnknownName, *words):
        person.erase(purposes=["direct_marketin"])
    with refused(shop, estate, UnknownName, *words):
        people = pd.DataFrame({"Courriel": [shop.people[0].email]})
        estate.screen(people, purpose="direct_marketin", columns={"email": "Courriel"})


def test_an_unknown_category_is_refused_by_every_right_that_takes_one(shop: Shop, estate: Estate) -> None:
    person = estate.subject(customer_id=1)
    with refused(shop, estate, UnknownName, "no category 'user.contct'", "did you mean"):
        person.erase(categories=["user.contct"])
    with refused(shop, estate, UnknownName, "'user.contact.address.cty'", "did you mean"):
        person.rectify({"user.contact.address.cty": "Liège"})


def test_a_category_that_only_begins_like_one_is_unknown(shop: Shop, estate: Estate) -> None:
    """Edge case 17: categories end at a dot."""
    with refused(shop, estate, UnknownName, "no category 'user.cont'"):
        estate.subject(customer_id=1).erase(categories=["user.cont"])


@pytest.mark.parametrize(
    ("part", "name", "nearest"),
    [
        ("columns", "crm.customers.cty", "crm.customers.city"),
        ("tables", "crm.custmers", "crm.customers"),
        ("stores", "cmr", "crm"),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest_known(
    shop: Shop, estate: Estate, part: str, name: str, nearest: str
) -> None:
    with refused(shop, estate, UnknownName, f"'{name}'", f"did you mean '{nearest}'?"):
        estate.subject(customer_id=1).erase(**{part: [name]})


def test_an_unknown_ground_or_exception_is_refused_with_those_of_the_law(shop: Shop, estate: Estate) -> None:
    person = estate.subject(customer_id=1)
    with refused(shop, estate, UnknownName, "'accuracy'", "Art. 18(1)", "accuracy_contested"):
        person.restrict("accuracy")
    with refused(shop, estate, UnknownName, "'because'", "Art. 18(2)", "legal_claims"):
        person.erase(exception="because")


def test_a_list_to_screen_without_that_column_is_refused(shop: Shop, estate: Estate) -> None:
    people = pd.DataFrame({"Courriel": [shop.people[0].email]})
    with refused(shop, estate, UnknownName, "no column 'email'", "it has Courriel"):
        estate.screen(people, purpose="direct_marketing", columns={"email": "email"})


@pytest.mark.parametrize("nothing", [None, "", "   ", "\u00a0\t", float("nan")])
def test_a_person_by_an_identifier_that_is_empty_is_refused(
    shop: Shop, estate: Estate, nothing: object
) -> None:
    """Edge case 1: "nothing held" would be said of nobody."""
    with refused(shop, estate, RequestError, "email", "empty"):
        estate.subject(email=nothing)


def test_a_person_may_lack_one_identifier_of_several(shop: Shop, estate: Estate) -> None:
    ana = shop.people[0]
    assert estate.subject(email=ana.email, phone=None).access().held
    both = estate.subjects(email=[ana.email, None], customer_id=[None, 2])
    assert [report.held for report in both.access()] == [True, True]


def test_people_without_any_identifier_are_counted_and_refused(shop: Shop, estate: Estate) -> None:
    people = {"email": [shop.people[0].email, None, " ", ""], "customer_id": [None, None, None, 2]}
    with refused(shop, estate, RequestError, "2 of the 4 people", "position 2", "leave them out"):
        estate.subjects(people)


def test_an_address_without_an_at_is_looked_for_as_it_is(shop: Shop, estate: Estate) -> None:
    """It may be stored so."""
    assert not estate.subject(email="ana").access().held


@pytest.mark.parametrize("place", [None, {}, 42, ["datamap.yaml"], b"datamap.yaml"])
def test_what_is_no_path_opens_no_estate(place: Any) -> None:
    with pytest.raises(DataMapError, match="path"):
        sr.open(place)


def test_a_map_made_in_python_is_not_opened_as_a_file(estate: Estate) -> None:
    with pytest.raises(DataMapError, match=r"Estate\(datamap\)"):
        not_a_path: Any = estate.map
        sr.open(not_a_path)


@pytest.mark.parametrize("given", [None, {}, "datamap.yaml"])
def test_an_estate_is_made_of_a_map_alone(given: Any) -> None:
    with pytest.raises(DataMapError, match="DataMap"):
        sr.Estate(given)


def test_a_folder_or_an_empty_file_is_no_map(tmp_path: Path) -> None:
    with pytest.raises(DataMapError, match="this is a folder"):
        sr.open(tmp_path)
    with pytest.raises(DataMapError, match="this is a folder"):
        sr.open("")
    empty = tmp_path / "datamap.yaml"
    empty.write_bytes(b"")
    with pytest.raises(DataMapError, match="it is empty"):
        sr.open(empty)


def test_a_number_beyond_64_bits_is_nobody_s_and_no_error(estate: Estate) -> None:
    """Such a number is compared as the text it is written as."""
    assert "nothing held" in str(estate.subject(customer_id=2**70).access())
    assert estate.subjects(customer_id=[1, 2**70]).erase(instruction=ACME, dry_run=True).found == 1
