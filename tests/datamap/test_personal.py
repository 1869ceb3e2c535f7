"""What is guessed from the names of columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.datamap.personal import guess, looks_personal, personal_columns, words_of


@pytest.mark.parametrize(
    ("column", "category"),
    [
        ("customer_email", "user.contact.email"),
        ("Courriel", "user.contact.email"),
        ("EmailAdresse", "user.contact.email"),
        ("GSM", "user.contact.phone_number"),
        ("telefoonnummer", "user.contact.phone_number"),
        ("phone_home2", "user.contact.phone_number"),
        ("Prénom", "user.name.first"),
        ("achternaam", "user.name.last"),
        ("Nachname", "user.name.last"),
        ("Nom", "user.name"),
        ("BillingAddress", "user.contact.address.street"),
        ("Straße", "user.contact.address.street"),
        ("CodePostal", "user.contact.address.postal_code"),
        ("date_de_naissance", "user.demographic.date_of_birth"),
        ("Geburtsdatum", "user.demographic.date_of_birth"),
        ("IPAddress", "user.device.ip_address"),
        ("client_ip", "user.device.ip_address"),
        ("IBAN", "user.financial.bank_account"),
        ("NRN", "user.government_id"),
        ("password_hash", "user.credentials"),
    ],
)
def test_names_in_four_languages_and_spellings_are_known(column: str, category: str) -> None:
    assert looks_personal(column) == category


@pytest.mark.parametrize(
    "column",
    [
        "emailed_at",
        "email_verified",
        "address_id",
        "ReportsTo",
        "UnitPrice",
        "amount",
        "shipment",
        "",
        "2024",
        "_",
    ],
)
def test_what_is_about_an_address_or_about_nothing_is_not_taken_for_one(column: str) -> None:
    assert guess(column) is None


def test_a_name_alone_doesnt_make_a_table_personal() -> None:
    assert personal_columns(["id", "name", "city"]) == []
    assert personal_columns(["id", "name", "city", "email"]) == ["name", "city", "email"]


def test_words_lose_case_accents_and_digits() -> None:
    assert words_of("Prénom2DuClient_ID") == ["prenom", "du", "client", "id"]


@given(st.text())
def test_any_name_can_be_guessed_at(column: str) -> None:
    found = guess(column)
    assert found is None or found.category.startswith("user.")
