"""An export says what is in it and what was left out, and keeps what explains the data."""

from __future__ import annotations

import json

import pytest
from reports_support import LANGUAGES, answer, nothing_held, portable, text_of

from subjectrights.errors import UnknownName
from subjectrights.reports.export import export_document
from subjectrights.reports.words import words
from subjectrights.rights.export import LeftOut

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
def test_it_says_what_it_is_and_to_what_extent(language):
    """Art. 20(1)."""
    text, speech = text_of(export_document(portable(), language=language)), words(language)
    assert speech.text("export.portable", article=speech.article("Art. 20(1)")) in text
    assert speech.text("export.scope_portable") in text


@each_language
def test_an_export_of_everything_says_so(language):
    document = export_document(portable(scope="all", left_out=()), language=language)
    text, speech = text_of(document), words(language)
    assert speech.text("export.all", article=speech.article("Art. 20")) in text
    assert speech.text("export.nothing_left_out") in text
    assert document.metadata["scope"] == "all"


@each_language
def test_what_was_left_out_is_told_with_its_reason(language):
    """WP 242: what is portable."""
    document, speech = export_document(portable(), language=language), words(language)
    reasons = {reason: columns for section in document.sections for columns, reason in section.facts}
    derived = speech.text("left_out.derived", article=speech.article("Art. 20(1)"))
    another = speech.text("left_out.another_person", article=speech.article("Art. 20(4)"))
    assert "crm" in reasons[derived]
    assert "Agent" in reasons[another]
    assert "Password hash" in reasons[speech.text("left_out.secret")]
    obligation = f"{speech.text('basis.legal_obligation')} ({speech.article('Art. 6(1)(c)')})"
    basis = speech.text("left_out.basis", article=speech.article("Art. 20(1)(a)"), bases=obligation)
    fields = speech.listed([speech.quoted("Amount"), speech.quoted("Issued on")])
    assert reasons[basis] == speech.labelled("invoices (crm)", fields)


def test_several_legal_bases_and_an_unknown_reason_are_told():
    left = (
        LeftOut(
            table="crm.invoices",
            column="amount",
            reason="basis",
            detail="legal_obligation, legitimate_interests",
        ),
        LeftOut(table="crm.invoices", column="issued_on", reason="too_large"),
        LeftOut(table="crm.customers", column="city", reason="basis"),
    )
    document = export_document(portable(left_out=left), language="en")
    text = text_of(document)
    assert "Art. 6(1)(c) GDPR) and our legitimate interests" in text
    assert "Other reason: too large" in text
    assert "but on: not stated in our records" in text
    assert document.metadata["left_out"][0]["legal_bases"] == ["legal_obligation", "legitimate_interests"]


def test_only_the_exported_columns_are_in_it_under_their_labels():
    document = export_document(portable(), language="fr")
    customers, campaign = document.tables
    assert list(customers.labels.values()) == [
        "Prénom",
        "Nom de famille",
        "Adresse électronique",
        "Localité",
        "Date de naissance",
        "Opt in",
    ]
    assert customers.data.column_names == list(customers.labels)
    assert customers.notes == ()
    assert campaign.name == "campaigns.energie_2026"


def test_another_persons_covered_data_in_it_is_told():
    """Art. 20(4)."""
    given = portable()
    whole = given.answer.holdings["crm.customers"].data
    document = export_document(portable(scope="all", tables={"crm.customers": whole}), language="en")
    assert "“[redacted]”" in document.tables[0].notes[0]


def test_each_column_keeps_its_category_origin_and_purposes():
    """WP 242 rev.01: metadata is preserved."""
    metadata = export_document(portable(), language="nl").metadata
    assert json.loads(json.dumps(metadata)) == metadata
    table = metadata["holdings"]["crm.customers"]
    assert table["columns"]["email"] == {"category": "user.contact.email", "origin": "provided"}
    assert table["columns"]["opt_in"]["purposes"] == ["direct_marketing"]
    assert table["purposes"]["customer_care"]["legal_basis"] == "contract"
    assert "credit_score" not in table["columns"]
    assert set(metadata["holdings"]) == {"crm.customers", "campaigns.energie_2026"}
    assert metadata["left_out"][0] == {
        "table": "crm.customers",
        "column": "credit_score",
        "reason": "derived",
        "legal_bases": [],
    }


@each_language
def test_what_could_not_be_looked_into_is_told(language):
    text = text_of(export_document(portable(), language=language))
    assert words(language).text("access.unreachable", store="old archive") in text


@each_language
def test_an_export_of_nothing_says_so(language):
    document = export_document(portable(answer=nothing_held(), tables={}, left_out=()), language=language)
    assert words(language).text("export.nothing") in text_of(document)
    assert document.tables == ()


def test_a_table_that_was_left_out_whole_is_only_named():
    document = export_document(portable(tables={}), language="en")
    text = text_of(document)
    assert "There is no data to export." in text
    assert "invoices (crm): “Amount” and “Issued on”" in text


def test_another_language_is_refused():
    with pytest.raises(UnknownName):
        export_document(portable(answer=answer()), language="pt")
