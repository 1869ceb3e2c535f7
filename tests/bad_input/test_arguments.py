"""Arguments of the wrong kind: refused in our own words, whatever they are, with every store as it was."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import subjectrights as sr
from bad_input.refusal import refused
from journeys.shop import Shop
from subjectrights.errors import RequestError, ValueRefused
from subjectrights.estate import Estate
from subjectrights.subject import Subject

Call = Callable[[Estate, Subject], Any]

SCOPES = ("categories", "columns", "tables", "stores", "purposes")


@pytest.fixture
def one(shop: Shop, estate: Estate) -> Subject:
    return estate.subject(email=shop.people[0].email)


@pytest.mark.parametrize("name", SCOPES)
def test_an_empty_part_is_not_the_whole(shop: Shop, estate: Estate, one: Subject, name: str) -> None:
    for nothing in ([], (), set(), iter(())):
        with refused(shop, estate, RequestError, f"{name}= names nothing"):
            one.erase(**{name: nothing})


@pytest.mark.parametrize("name", SCOPES)
@pytest.mark.parametrize("names", [5, "crm", [1], [None], [["crm"]], {"crm": 1}, b"crm"])
def test_a_part_is_named_by_a_list_of_names(
    shop: Shop, estate: Estate, one: Subject, name: str, names: Any
) -> None:
    with refused(shop, estate, RequestError, f"{name}= takes a list of names"):
        one.erase(**{name: names})


CALLS: dict[str, tuple[str, Call]] = {
    "due by a text": ("on= takes a datetime.date", lambda e, _: e.due("2030-01-01")),  # type: ignore[arg-type]
    "due by a number": ("on= takes a datetime.date", lambda e, _: e.due(5)),  # type: ignore[arg-type]
    "replay by a text": ("since= takes a datetime.datetime", lambda e, _: e.replay("x")),  # type: ignore[arg-type]
    "replay by a day": ("since= takes a datetime.datetime", lambda e, _: e.replay(date(2030, 1, 1))),  # type: ignore[arg-type]
    "object to None": ("purpose= takes a text", lambda _, p: p.object(None)),  # type: ignore[call-overload]
    "object to a list": ("purpose= takes a text", lambda _, p: p.object(["care"])),  # type: ignore[call-overload]
    "object to nothing": ("purpose= is empty", lambda _, p: p.object(" ")),
    "grounds of a number": (
        "compelling_grounds= takes a text",
        lambda _, p: p.object("care", compelling_grounds=5),
    ),  # type: ignore[call-overload]
    "withdraw None": ("purpose= takes a text", lambda _, p: p.withdraw_consent(None)),  # type: ignore[call-overload]
    "a reference of a number": (
        "reference= takes a text",
        lambda *_: sr.Instruction(controller="a", reference=5),
    ),  # type: ignore[arg-type]
    "a day of a text": (
        "given_on= takes",
        lambda *_: sr.Instruction(controller="a", reference="b", given_on="c"),
    ),  # type: ignore[arg-type]
    "rectify by a text": ("a mapping of category", lambda _, p: p.rectify("x")),  # type: ignore[call-overload]
    "rectify by a list": ("a mapping of category", lambda _, p: p.rectify(["x"])),  # type: ignore[call-overload]
    "rectify by None": ("a mapping of category", lambda _, p: p.rectify(None)),  # type: ignore[call-overload]
    "rectify by a Series": ("a mapping of category", lambda _, p: p.rectify(pd.Series([1]))),
    "rectify a number": ("one name is a int", lambda _, p: p.rectify({1: "x"})),  # type: ignore[dict-item]
    "screen for None": (
        "purpose= takes a text",
        lambda e, _: e.screen(pd.DataFrame(), purpose=None, columns={"email": "m"}),
    ),  # type: ignore[arg-type]
    "screen by a text": (
        "which identifier",
        lambda e, _: e.screen(pd.DataFrame(), purpose="customer_care", columns="m"),
    ),  # type: ignore[arg-type]
    "no format": ("format= takes a text", lambda e, p: e.subjects(email=["a"]).export("out", format=None)),  # type: ignore[arg-type]
    "no folder": ("the folder is None", lambda e, p: e.subjects(email=["a"]).export(None)),  # type: ignore[arg-type]
    "no path": ("the file to write is None", lambda _, p: p.export(None)),  # type: ignore[arg-type]
    "an empty path": ("the file to write is empty", lambda _, p: p.export("")),
}


@pytest.mark.parametrize(("words", "call"), CALLS.values(), ids=CALLS)
def test_an_argument_of_the_wrong_kind_is_refused(
    shop: Shop, estate: Estate, one: Subject, words: str, call: Call
) -> None:
    with refused(shop, estate, RequestError, words):
        call(estate, one)


@pytest.mark.parametrize("clock", [lambda: None, lambda: "now", lambda: datetime(2026, 1, 1)])
def test_a_clock_that_tells_no_moment_is_refused(shop: Shop, clock: Any) -> None:
    with shop.open() as opened, refused(shop, opened, RequestError, "clock= must tell"):
        Estate(opened.map, clock=clock).subject(email=shop.people[0].email).erase()


@pytest.mark.parametrize("value", [pd.NaT, pd.NA, np.array([1, 2]), pd.Series(["a"])])
def test_a_new_value_that_is_none_is_refused(shop: Shop, estate: Estate, one: Subject, value: Any) -> None:
    with refused(shop, estate, ValueRefused, "user.name"):
        one.rectify({"user.name": value})


@pytest.mark.parametrize("value", [np.str_("Zoé"), "Zoé"])
def test_a_value_of_numpy_is_its_own(estate: Estate, one: Subject, value: Any) -> None:
    assert one.rectify({"user.name": value}).verified


def test_a_uuid_is_an_identifier_by_its_text(shop: Shop, estate: Estate) -> None:
    number = uuid.uuid4()
    assert not estate.subject(customer_id=number).access().held
    assert len(estate.subjects(customer_id=[number, None, 3], email=[None, "a@x.be", None])) == 3
    table = pa.table({"customer_id": pa.array([number])})
    assert estate.subjects(table).erase(dry_run=True).results == ("nothing held",)


def test_a_column_that_says_whose_a_row_is_is_no_value_to_rectify(
    shop: Shop, estate: Estate, one: Subject
) -> None:
    with refused(shop, estate, ValueRefused, "whose the row is", "by its name"):
        one.rectify({"crm.invoices.customer_id": shop.people[1].number})
    with refused(shop, estate, ValueRefused, "whose the row is"):
        one.rectify({"crm.invoices.customer_id": 999_999})


def test_two_values_for_one_column_are_refused(shop: Shop, estate: Estate, one: Subject) -> None:
    with refused(shop, estate, RequestError, "email and crm.customers.email", "different values"):
        one.rectify({"email": "a@new.example", "crm.customers.email": "b@new.example"})
    same = {"email": "a@new.example", "crm.customers.email": "a@new.example"}
    assert one.rectify(same, dry_run=True).found == 1


def test_the_moment_of_the_clock_has_a_zone(shop: Shop) -> None:
    with shop.open() as opened:
        assert Estate(opened.map, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)).now().tzinfo is UTC


def test_a_path_may_be_given_as_one(one: Subject, tmp_path: Path) -> None:
    assert one.export(tmp_path / "ana.json").path == tmp_path / "ana.json"
