"""Data maps that can't be read, or that say what the stores can't do."""

from __future__ import annotations

from contextlib import closing

import pytest

from bad_input.refusal import refused
from bad_input.spoiling import in_map
from journeys.shop import Shop
from subjectrights.errors import DataMapError, MethodRefused


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("retain:", "retian:", ("retian", "unknown key", "did you mean 'retain'?")),
        ("of: another_person", "of: anothr_person", ("another_person",)),
        (
            "{customer_id: customers.id}\n        purposes",
            "{customer_id: custmers.id}\n        purposes",
            ("custmers",),
        ),
        ("purposes: [accounting]", "purposes: [acounting]", ("acounting", "accounting")),
        ("for: P7Y", "for: seven years", ("P7Y",)),
        ("controller: acme", "controller: acne", ("acne", "acme")),
    ],
)
def test_a_typo_in_the_map_is_told_by_file_and_line(
    shop: Shop, right: str, wrong: str, words: tuple[str, ...]
) -> None:
    line = in_map(shop, right, wrong)
    with pytest.raises(DataMapError) as caught:
        shop.open()
    message = str(caught.value)
    for word in (f"datamap.yaml:{line}", *words):
        assert word in message, message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_all_typos_of_a_map_are_told_at_once(shop: Shop) -> None:
    lines = [
        in_map(shop, "retain:", "retian:"),
        in_map(shop, "for: P7Y", "for: 7"),
        in_map(shop, "country: US", "land: US"),
    ]
    with pytest.raises(DataMapError) as caught:
        shop.open()
    for line in (lines[0], lines[2]):
        assert any(f"datamap.yaml:{line}:" in fault for fault in caught.value.faults)


def test_a_map_that_is_not_there_is_said_so(shop: Shop) -> None:
    (shop.folder / "datamap.yaml").unlink()
    with pytest.raises(DataMapError, match=r"datamap\.yaml"):
        shop.open()


def test_a_variable_that_is_not_set_is_told_by_file_and_line(shop: Shop) -> None:
    line = in_map(shop, "${CRM_URL}", "${NO_SUCH_VARIABLE}")
    with pytest.raises(DataMapError, match="NO_SUCH_VARIABLE") as caught:
        shop.open()
    assert f"datamap.yaml:{line}" in str(caught.value)


def test_a_column_of_the_map_that_the_store_doesn_t_have_is_told_by_line(shop: Shop) -> None:
    line = in_map(
        shop, "identifiers: {email: Courriel, phone: GSM}", "identifiers: {email: Email, phone: GSM}"
    )
    with closing(shop.open()) as estate:
        (finding, *_) = estate.check().errors
        assert (finding.store, finding.table, finding.column) == ("lists", "prospects", "Email")
        assert finding.line is not None and abs(finding.line - line) <= 1
        with refused(shop, estate, DataMapError, "'Email'", "lists.prospects", "check()", "datamap.yaml:"):
            estate.subject(customer_id=1).erase()


def test_null_for_a_column_that_takes_none_is_found_by_check_and_refused_by_erase(shop: Shop) -> None:
    """Edge case 19: NOT NULL."""
    line = in_map(
        shop, "{category: user.name.last, origin: provided}", "{category: user.name.last, on_erase: 'null'}"
    )
    with closing(shop.open()) as estate:
        (finding,) = estate.check().errors
        assert (finding.place, finding.line) == ("crm.customers.last_name", line)
        assert "takes no NULL" in finding.message and "Name another method" in finding.hint
        with refused(
            shop, estate, MethodRefused, "crm.customers.last_name", "takes no NULL", "another method"
        ):
            estate.subject(customer_id=1).erase()


def test_a_pseudonym_for_a_column_of_numbers_is_found_by_check_and_refused_by_erase(shop: Shop) -> None:
    in_map(
        shop,
        "billing_name: {category: user.name}",
        "billing_name: {category: user.name}\n          issued_on: {on_erase: pseudonymise}",
    )
    with closing(shop.open()) as estate:
        (finding,) = estate.check().errors
        assert finding.place == "crm.invoices.issued_on"
        with refused(shop, estate, MethodRefused, "crm.invoices.issued_on", "pseudonymise writes text"):
            estate.subject(customer_id=2).erase(columns=["crm.invoices.issued_on"])


def test_an_option_that_a_store_doesn_t_have_is_told(shop: Shop) -> None:
    said = shop.folder / "datamap.yaml"
    wrong = "url: ${CRM_URL}\n    options: {lock_timout: 5}"
    said.write_text(said.read_text("utf-8").replace("url: ${CRM_URL}", wrong), "utf-8")
    told = r"stores\.crm: .*'lock_timout'; did you mean 'lock_timeout'"
    with closing(shop.open()) as opened, pytest.raises(DataMapError, match=told):
        opened.subject(customer_id=1).access()


def test_check_tells_a_store_that_can_t_be_opened_and_looks_at_the_others(shop: Shop) -> None:
    said = shop.folder / "datamap.yaml"
    wrong = "url: ${CRM_URL}\n    options: {lock_timout: 5}"
    said.write_text(said.read_text("utf-8").replace("url: ${CRM_URL}", wrong), "utf-8")
    with closing(shop.open()) as opened:
        found = opened.check()
        (finding,) = [one for one in found.errors if one.store == "crm"]
        assert "'lock_timeout'" in finding.message
        assert finding.line is not None
        assert {account.store for account in found.tables if account.columns} == set(opened.map.stores) - {
            "crm"
        }
