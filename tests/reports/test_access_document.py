"""The answer to a request for access holds everything that Art. 15 asks for, in every language."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from reports_support import (
    ACME,
    AT,
    BOOKS,
    CARE,
    LANGUAGES,
    ORGANISATION,
    PAYFAST,
    answer,
    campaign,
    customers,
    invoices,
    nothing_held,
    text_of,
)

from subjectrights.datamap.model import Organisation, Party, Purpose, Retention
from subjectrights.effects import Mark, MarkKind
from subjectrights.errors import UnknownName
from subjectrights.plan import Possible
from subjectrights.reports.access import access_document
from subjectrights.reports.words import words
from subjectrights.terms import LegalBasis, Role

each_language = pytest.mark.parametrize("language", LANGUAGES)


def told(language: str, *holdings, **more) -> str:
    return text_of(access_document(answer(*holdings, **more), language=language))


def facts(document) -> dict[str, str]:
    return {label: text for section in document.sections for label, text in section.facts}


@each_language
def test_it_confirms_that_data_is_processed(language):
    document = access_document(answer(), language=language)
    expected = words(language).text("access.held", article=words(language).article("Art. 15(1)"))
    assert document.sections[0].paragraphs == (expected,)
    assert document.metadata["held"] is True


@each_language
def test_it_confirms_that_nothing_is_held(language):
    """Edge case 8."""
    document = access_document(nothing_held(), language=language)
    expected = words(language).text("access.not_held", article=words(language).article("Art. 15"))
    assert document.sections[0].paragraphs == (expected,)
    assert document.metadata["held"] is False
    assert document.tables == ()
    assert ORGANISATION.authority in text_of(document)


@each_language
def test_a_store_that_could_not_be_seen_is_not_taken_for_nothing_held(language):
    """Edge case 8."""
    document = access_document(nothing_held(unreachable=("old_archive",)), language=language)
    speech, text = words(language), text_of(document)
    assert speech.text("access.not_held", article=speech.article("Art. 15")) not in text
    assert speech.text("access.not_held_seen", article=speech.article("Art. 15")) in text
    assert speech.text("access.unreachable", store="old archive") in text
    assert document.metadata["unreachable"] == ["old_archive"]


@each_language
def test_rows_that_cannot_be_told_apart_are_counted_and_not_read_out(language):
    document = access_document(
        nothing_held(possible=(Possible(table="archive.calls", count=3),)), language=language
    )
    speech, text = words(language), text_of(document)
    assert speech.text("access.not_held_certain", article=speech.article("Art. 15")) in text
    possible = speech.text("access.possible", place="calls (archive)", rows=speech.counted("row", 3))
    assert possible in text
    assert document.metadata["possible"] == [{"table": "archive.calls", "count": 3}]


@each_language
def test_a_the_purposes_are_told_with_their_legal_basis(language):
    """Art. 15(1)(a)."""
    text, speech = told(language), words(language)
    for purpose, basis, article in [
        ("Answering customers' calls and letters", "contract", "Art. 6(1)(b)"),
        ("Outbound campaigns", "consent", "Art. 6(1)(a)"),
        ("Books and invoices", "legal_obligation", "Art. 6(1)(c)"),
        ("Credit scoring", "legitimate_interests", "Art. 6(1)(f)"),
    ]:
        ground = f"{speech.text(f'basis.{basis}')} ({speech.article(article)})"
        assert speech.text("holding.purpose_text", purpose=purpose, basis=ground) in text


def test_a_a_purpose_of_one_field_is_told_for_that_field():
    """Art. 15(1)(a)."""
    assert "“Opt in”: Outbound campaigns" in told("en")


def test_a_a_purpose_without_a_basis_and_a_table_without_a_purpose_say_so():
    """Art. 15(1)(a)."""
    bare = customers(purposes={"other_use": Purpose()}, column_purposes={"city": ()})
    text = told("en", bare)
    assert "other use. Legal basis: not stated in our records" in text
    assert "“Town”: not stated in our records" in text
    assert "Our records name no purpose." in told("en", customers(purposes={}, column_purposes={}))


@each_language
def test_b_the_categories_are_told_in_words(language):
    """Art. 15(1)(b)."""
    names = {
        "en": ("e-mail address", "date of birth"),
        "fr": ("adresse électronique", "date de naissance"),
        "nl": ("e-mailadres", "geboortedatum"),
        "de": ("E-Mail-Adresse", "Geburtsdatum"),
    }
    label = words(language).text("holding.categories")
    categories = facts(access_document(answer(customers()), language=language))[label]
    assert all(name in categories for name in names[language])
    assert "user." not in categories


def test_b_the_category_of_what_the_map_does_not_describe_stands_last():
    """Art. 15(1)(b)."""
    holding = invoices(categories={"billing_name": "user", "amount": "user.financial", "issued_on": "user"})
    assert "\nfinancial data and personal data\n" in told("en", holding)


@each_language
def test_c_every_recipient_is_named_with_country_and_contact(language):
    """Art. 15(1)(c); CJEU C-154/21: by name."""
    text, speech = told(language), words(language)
    assert f"{PAYFAST.name} ({speech.country('US')})" in text
    assert PAYFAST.contact in text
    assert f"{BOOKS.name} ({speech.country('NL')})" in text
    assert speech.text("holding.no_recipients") in text


@each_language
def test_d_the_storage_period_is_told_in_words_or_by_its_criteria(language):
    """Art. 15(1)(d)."""
    after = {
        "en": "5 years and 6 months after the date in the field “Last contact on”",
        "fr": "5 ans et 6 mois après la date du champ «\u00a0Last contact on\u00a0»",
        "nl": "5 jaar en 6 maanden na de datum in het veld ‘Last contact on’",
        "de": "5 Jahre und 6 Monate, gerechnet ab dem Datum im Feld „Last contact on“",
    }
    text = told(language)
    assert after[language] in text
    assert "As long as the tax code asks" in text
    assert words(language).text("unstated") in text


def test_d_a_period_without_a_starting_date_and_one_with_criteria_are_told_whole():
    """Art. 15(1)(d)."""
    both = Retention(for_="P90D", criteria="or until the contract ends")
    assert "90 days; or until the contract ends" in told("en", customers(retention=both))


@each_language
def test_e_the_rights_are_told_each_with_its_article(language):
    """Art. 15(1)(e)."""
    text, speech = told(language), words(language)
    for right, article in [
        ("rectify", "Art. 16"),
        ("erase", "Art. 17"),
        ("restrict", "Art. 18"),
        ("object", "Art. 21"),
        ("export", "Art. 20"),
        ("withdraw_consent", "Art. 7(3)"),
    ]:
        assert speech.text(f"rights.{right}", article=speech.article(article)) in text
    assert ORGANISATION.contact in text


@each_language
def test_f_the_authority_to_complain_to_is_named(language):
    """Art. 15(1)(f)."""
    text, speech = told(language), words(language)
    article = speech.article("Art. 77")
    assert speech.text("complaint.named", article=article, authority=ORGANISATION.authority) in text


@each_language
def test_f_where_the_map_names_no_authority_the_right_is_told_all_the_same(language):
    """Art. 15(1)(f)."""
    bare = Organisation(name="Horizon Contact SA")
    text, speech = told(language, organisation=bare), words(language)
    assert speech.text("complaint.unnamed", article=speech.article("Art. 77")) in text
    assert speech.text("rights.contact_plain", organisation="Horizon Contact SA") in text
    assert "None" not in text


@each_language
def test_g_the_source_is_told(language):
    """Art. 15(1)(g)."""
    label = words(language).text("holding.source")
    own = facts(access_document(answer(customers()), language=language))
    theirs = facts(access_document(answer(campaign()), language=language))
    unknown = facts(access_document(answer(invoices()), language=language))
    assert own[label] == words(language).text("holding.source_person")
    assert theirs[label] == "Acme Énergie SA"
    assert unknown[label] == words(language).text("unstated")


def test_g_the_fields_are_told_by_their_origin():
    """Art. 15(1)(g); WP 242 for the origins."""
    origins = facts(access_document(answer(customers()), language="en"))["How it came to us"].split("\n")
    assert origins == [
        "Provided by you: “First name”, “Last name”, “E-mail address”, “Town” and “Date of birth”",
        "Recorded when you dealt with us: “Opt in” and “Agent”",
        "Worked out by us from other data: “Credit score”",
    ]


@each_language
def test_h_automated_decisions_are_told_with_their_logic(language):
    """Art. 15(1)(h)."""
    text, speech = told(language), words(language)
    logic = "Below 300 points no payment by instalments is offered"
    assert speech.labelled("Credit scoring", logic) in text
    assert speech.article("Art. 15(1)(h)") in text
    assert speech.text("automated.none", article=speech.article("Art. 22(1)")) not in text


@each_language
def test_h_where_there_is_no_automated_decision_the_answer_says_so(language):
    """Art. 15(1)(h)."""
    text, speech = told(language, invoices()), words(language)
    assert speech.text("automated.none", article=speech.article("Art. 22(1)")) in text


@each_language
def test_transfers_to_third_countries_are_told_with_their_safeguards(language):
    """Art. 15(2)."""
    text, speech = told(language), words(language)
    assert speech.text("transfers.some", article=speech.article("Art. 15(2)")) in text
    assert speech.text("holding.safeguards", safeguards=PAYFAST.safeguards) in text


def test_the_eea_is_no_third_country_and_a_transfer_without_safeguards_says_so():
    """Art. 15(2)."""
    within = told("en", customers(recipients={"books": BOOKS}))
    assert "third country or an international organisation" in within
    assert "third country (" not in within
    bare = told("en", customers(recipients={"far": Party(name="Far Ltd", country="GB")}))
    assert "Far Ltd (United Kingdom). Appropriate safeguards: our records name none" in bare
    assert "adequa" not in bare


@each_language
def test_other_peoples_data_and_secrets_are_named_as_covered_and_withheld(language):
    """Art. 15(4); edge case 45."""
    document = access_document(answer(customers(), invoices()), language=language)
    speech = words(language)
    notes = {table.name: " ".join(table.notes) for table in document.tables}
    assert "[redacted]" in notes["crm.customers"]
    assert speech.article("Art. 15(4)") in notes["crm.customers"]
    assert speech.text("holding.secret", columns=speech.quoted("Password hash")) in notes["crm.customers"]
    assert notes["crm.invoices"] == speech.text("holding.joint", number="1")
    assert "password_hash" not in document.tables[0].data.column_names


@each_language
def test_a_processor_says_who_answers_for_the_data(language):
    """Art. 4(8), 28."""
    text, speech = told(language, campaign()), words(language)
    party = f"{ACME.name} ({speech.country('BE')}), "
    assert party in text
    assert ACME.contact in text


@pytest.mark.parametrize("role", [Role.PROCESSOR, Role.JOINT_CONTROLLER])
@each_language
def test_a_controller_whom_the_map_does_not_name_is_still_told_of(language, role):
    text = told(language, campaign(role=role, controller=None))
    assert words(language).text("role.another") in text


@each_language
def test_joint_controllers_are_named_together(language):
    """Art. 26(3)."""
    text = told(language, campaign(role=Role.JOINT_CONTROLLER))
    assert words(language).article("Art. 26(3)") in text
    assert ACME.name in text


def test_what_stands_in_the_register_is_told():
    text = told("en")
    assert "Since 23 November 2026 the processing of your data has been restricted: you contest" in text
    assert "your objection to the following purpose has stood (Art. 21 GDPR): Outbound campaigns." in text
    assert "consent to the following purpose (Art. 7(3) GDPR): newsletter 2025." in text
    assert "On 23 November 2026 we erased data concerning you (Art. 17 GDPR)." in text


def test_a_lifted_restriction_is_not_told_as_standing():
    lifted = Mark(kind=MarkKind.RESTRICTION, person="p", since=AT, lifted=AT)
    unknown = Mark(kind=MarkKind.RESTRICTION, person="p", since=AT, ground="something else")
    assert "restricted" not in told("en", marks=(lifted,)).replace("Restriction", "")
    assert "has been restricted (Art. 18 GDPR)." in told("en", marks=(unknown,))


def test_columns_are_labelled_by_the_fact_they_hold_unless_two_would_look_alike():
    holding = customers(
        data=pa.table({"email": ["a"], "email_2": ["b"], "city": ["c"], "loyalty_points": [1]}),
        categories={
            "email": "user.contact.email",
            "email_2": "user.contact.email",
            "city": "user.contact.address.city",
            "loyalty_points": "user",
        },
        redacted=(),
        secret=(),
    )
    (table,) = access_document(answer(holding), language="nl").tables
    assert table.labels == {
        "email": "Email",
        "email_2": "Email 2",
        "city": "Woonplaats",
        "loyalty_points": "Loyalty points",
    }


def test_a_field_of_another_person_keeps_its_own_name():
    holding = customers(
        categories={**customers().categories, "agent": "user.name.first", "first_name": "user"}
    )
    labels = access_document(answer(holding), language="en").tables[0].labels
    assert labels["agent"] == "Agent"


def test_the_data_is_copied_as_it_is_held():
    """Art. 15(3)."""
    given = answer()
    document = access_document(given, language="de")
    assert {table.name: table.data for table in document.tables} == {
        name: holding.data for name, holding in given.holdings.items()
    }


@each_language
def test_programs_read_the_same_in_every_language(language):
    given = answer()
    metadata = dict(access_document(given, language=language).metadata)
    assert metadata == dict(access_document(given, language="en").metadata)
    assert json.loads(json.dumps(metadata)) == metadata


def test_programs_find_everything_that_people_are_told():
    metadata = access_document(answer(), language="fr").metadata
    assert metadata["controller"] == {
        "name": "Horizon Contact SA",
        "contact": "dpo@horizon.example",
        "country": "BE",
        "authority": "Autorité de protection des données",
    }
    held = metadata["holdings"]["crm.customers"]
    assert held["purposes"]["customer_care"] == {
        "description": CARE.description,
        "legal_basis": LegalBasis.CONTRACT,
        "article": "Art. 6(1)(b)",
        "direct_marketing": False,
        "automated_decisions": None,
    }
    assert held["columns"]["opt_in"] == {
        "category": "user.consent",
        "origin": "observed",
        "purposes": ["direct_marketing"],
    }
    assert held["recipients"]["payfast"]["outside_eea"] is True
    assert held["retention"] == {"for": "P5Y6M", "after": "last_contact_on", "criteria": None}
    assert metadata["holdings"]["campaigns.energie_2026"]["controller"]["name"] == ACME.name
    assert metadata["marks"][0] == {
        "kind": "restriction",
        "since": AT.isoformat(),
        "purpose": None,
        "ground": "accuracy_contested",
    }


def test_metadata_leaves_room_for_the_tables_of_a_report():
    assert not {"tables"} & set(access_document(answer(), language="en").metadata)


def test_values_with_braces_are_told_as_they_are():
    odd = Organisation(name="{name} & {0} SA", contact="{contact}", authority="{article}")
    assert "{name} & {0} SA: {contact}." in told("en", organisation=odd)


def test_another_language_is_refused():
    with pytest.raises(UnknownName, match="en, fr, nl, de"):
        access_document(answer(), language="es")
