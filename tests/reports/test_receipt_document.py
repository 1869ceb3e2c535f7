"""A receipt tells a person what was done, what stays and why, and holds no personal data."""

from __future__ import annotations

import json

import pytest
from reports_support import (
    ACCOUNTING,
    ACME,
    AT,
    LANGUAGES,
    ORGANISATION,
    PAYFAST,
    receipt,
    text_of,
)

from subjectrights.changes import Count
from subjectrights.datamap.model import Organisation
from subjectrights.errors import UnknownName
from subjectrights.plan import Instruction, Kept, Refused
from subjectrights.reports.receipt import receipt_document
from subjectrights.reports.words import words
from subjectrights.terms import RetentionGround, Right

each_language = pytest.mark.parametrize("language", LANGUAGES)
PARTIES = {"acme": ACME, "payfast": PAYFAST}
LIFT_NOTICE = (
    "The person must be informed before the restriction is lifted (Art. 18(3)): "
    "hand over this notice before the data is used again."
)
OBJECTION_REFUSED = (
    "The objection to 'quality' is not followed: compelling legitimate grounds are claimed (Art. 21(1)). "
    "The person is to be told the reasons, the authority and the right to a remedy (Art. 12(4))."
)
CLEAN = {
    "kept": (),
    "awaiting": (),
    "possible": (),
    "refused": (),
    "residues": (),
    "remarks": (),
    "instruction": None,
}


def document_of(language: str = "en", *, organisation: Organisation = ORGANISATION, **more):
    return receipt_document(
        receipt(**more),
        organisation,
        language=language,
        parties=PARTIES,
        purposes={"accounting": ACCOUNTING},
    )


def told(language: str = "en", **more) -> str:
    return text_of(document_of(language, **more))


@each_language
def test_it_says_what_was_asked_when_by_whom_and_for_how_many(language):
    text, speech = told(language), words(language)
    assert f"{speech.text('right.erase')} ({speech.article('Art. 17')})" in text
    assert speech.moment(AT) in text
    assert ORGANISATION.name in text
    assert speech.counted("person", 500) in text
    assert speech.counted("person", 498) in text


@each_language
def test_it_says_what_was_done_in_each_place(language):
    (table,) = document_of(language).tables
    speech = words(language)
    assert table.data.to_pydict() == {
        "place": ["customers (crm)", "invoices (crm)", "energie 2026 (campaigns)", "calls (archive)"],
        "outcome": [speech.text(f"outcome.{o}") for o in ("done", "retained", "awaiting", "possible")],
        "deleted": [1498, 0, 0, 0],
        "updated": [0, 2, 0, 0],
        "retained": [0, 12, 0, 0],
    }
    assert set(table.labels) == set(table.data.column_names)


def test_an_outcome_nobody_knows_is_shown_as_it_is():
    (table,) = document_of(outcomes={"crm.customers": "postponed"}).tables
    assert table.data.column("outcome").to_pylist() == ["postponed"]


@each_language
def test_what_the_law_keeps_is_told_with_ground_law_and_end(language):
    """Art. 17(3)."""
    text, speech = told(language), words(language)
    assert speech.text("retention.legal_obligation") in text
    assert speech.article("Art. 17(3)(b)") in text
    assert "Code de la TVA, art. 60" in text
    assert speech.text("kept.until", date=speech.date(receipt().kept[0].until)) in text


@pytest.mark.parametrize(
    ("ground", "article"),
    list(zip(RetentionGround, [f"Art. 17(3)({letter})" for letter in "abcde"], strict=True)),
)
def test_every_ground_to_keep_has_its_point_of_the_law(ground, article):
    text = told(kept=(Kept(table="crm.x", count=1, reason="retained", ground=ground),))
    assert f"({article} GDPR)" in text
    assert "No end date is known." in text


def test_every_other_reason_to_keep_is_told():
    text = told()
    assert "Still needed for another purpose: Books and invoices. Fields: “City”." in text
    assert "This data also concerns another person; the person's own part was removed" in text
    assert "Only the key stays, because other entries that are kept refer to it." in text
    assert "Our data map lets these entries stay; the fields it names were overwritten." in text
    plain = told(kept=(Kept(table="crm.x", count=1, reason="retained"),))
    assert "Kept because the law demands it (Art. 17(3) GDPR)." in plain
    assert "Kept: something." in told(kept=(Kept(table="crm.x", count=1, reason="something"),))


def test_a_joint_entry_that_was_not_rectified_is_told_as_such():
    """Art. 16."""
    text = told(right=Right.RECTIFY, kept=(Kept(table="crm.x", count=1, reason="joint"),))
    assert "also concerns another person and was therefore not changed" in text


@each_language
def test_what_awaits_a_controller_names_it(language):
    """Art. 28(3)(a)."""
    text, speech = told(language), words(language)
    awaiting = speech.text(
        "receipt.awaiting_item",
        place="energie 2026 (campaigns)",
        rows=speech.counted("row", 1),
        controller="Acme Énergie SA",
        article=speech.article("Art. 28(3)(a)"),
    )
    assert awaiting in text


@each_language
def test_recipients_who_are_told_are_named(language):
    """Art. 19."""
    document, speech = document_of(language), words(language)
    (section,) = [s for s in document.sections if s.heading == speech.text("receipt.notices")]
    assert section.items[0].startswith(f"{PAYFAST.name} ({speech.country('US')})")
    assert section.items[1] == "unlisted"
    assert speech.article("Art. 19") in section.paragraphs[0]


def test_possible_refused_and_residues_are_told():
    text = told()
    assert "calls (archive): 3 entries. This data may be the person's" in text
    assert "1 person: the details given lead to more than one person." in text
    assert "2 people: the processing of the data is restricted (Art. 18(2) GDPR)." in text
    assert "interactions (crm), field “Note”: 2 mentions in text of another entry" in text
    assert "calls (archive): 1 mention in text of another entry" in text
    assert "3 people: asleep." in told(refused=(Refused(reason="asleep", count=3),))


@each_language
def test_sentences_from_the_engine_and_the_stores_are_told_in_the_language(language):
    text = told(language)
    english = "The run was interrupted and finished by recover()."
    assert (english in text) is (language == "en")
    assert ("backups and copies of the files are not reached" in text) is (language == "en")
    assert ("Backups, database replicas and server logs" in text) is (language == "en")


@each_language
def test_it_names_the_entry_of_the_ledger(language):
    text = told(language)
    assert words(language).number(1042) in text
    assert "ab" * 32 in text


def test_a_receipt_that_is_in_no_ledger_yet_says_nothing_of_it():
    assert "ledger" not in told(number=None, digest=None)


@each_language
def test_an_instruction_is_named_with_its_reference_and_date(language):
    """Art. 28(3)(a)."""
    text = told(language)
    assert "Acme Énergie SA" in text
    assert "ACME-2026-118" in text
    assert words(language).date(receipt().instruction.given_on) in text


def test_an_instruction_without_a_date_is_named_all_the_same():
    text = told(instruction=Instruction(controller="other", reference="R-1"))
    assert "other, reference R-1\n" in text


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({**CLEAN}, "receipt.done"),
        ({}, "receipt.partly"),
        ({"verified": False}, "receipt.unconfirmed"),
        ({**CLEAN, "verified": False}, "receipt.unconfirmed"),
        ({**CLEAN, "found": 0, "counts": {}, "outcomes": {}}, "receipt.nothing"),
        ({**CLEAN, "right": Right.RESTRICT, "found": 0}, "receipt.done"),
        ({**CLEAN, "right": Right.OBJECT, "remarks": (OBJECTION_REFUSED,)}, "receipt.none_done"),
        (
            {**CLEAN, "refused": (Refused(reason="restricted", count=1),), "results": ("restricted",)},
            "receipt.none_done",
        ),
    ],
)
def test_the_summary_is_no_better_than_the_run(more, key):
    assert document_of(**more).sections[0].paragraphs[0] == words("en").text(key)


@each_language
def test_a_run_that_was_not_confirmed_says_no(language):
    speech = words(language)
    facts = dict(document_of(language, verified=False).sections[0].facts)
    assert facts[speech.text("receipt.verified")] == speech.text("no")


@each_language
def test_lifting_a_restriction_carries_the_notice_to_the_person(language):
    """Art. 18(3)."""
    text = told(language, right=Right.LIFT_RESTRICTION, remarks=(LIFT_NOTICE,))
    speech = words(language)
    assert speech.text("notice.text", article=speech.article("Art. 18(3)")) in text
    assert ORGANISATION.contact in text
    assert (LIFT_NOTICE in text) is (language == "en")


def test_there_is_no_notice_where_no_restriction_stood():
    """Art. 18(3)."""
    text = told(right=Right.LIFT_RESTRICTION, remarks=("No restriction stood.",))
    assert "Notice before" not in text


@pytest.mark.parametrize(
    ("right", "article"),
    [(Right.RESTRICT, "Art. 18(2)"), (Right.OBJECT, "Art. 21"), (Right.WITHDRAW_CONSENT, "Art. 7(3)")],
)
@each_language
def test_it_says_what_follows_from_the_right(language, right, article):
    speech = words(language)
    assert speech.text(f"meaning.{right}", article=speech.article(article)) in told(language, right=right)


@each_language
def test_an_objection_that_was_not_followed_does_not_say_that_it_was(language):
    """Art. 21(1), 12(4)."""
    text, speech = told(language, right=Right.OBJECT, remarks=(OBJECTION_REFUSED,)), words(language)
    assert speech.text("meaning.object", article=speech.article("Art. 21")) not in text
    assert "'quality'" in text
    assert speech.article("Art. 77") in text


@each_language
@pytest.mark.parametrize("right", list(Right))
def test_every_right_has_a_receipt_in_every_language(language, right):
    document = document_of(language, right=right)
    assert words(language).text(f"right.{right}") in document.title


def test_programs_read_the_receipt_as_it_stands_in_the_ledger():
    given = receipt()
    metadata = receipt_document(given, ORGANISATION, language="fr").metadata
    assert metadata.items() >= given.to_dict().items()
    assert metadata["number"] == 1042
    assert json.loads(json.dumps(metadata)) == metadata


def test_without_the_maps_parties_their_names_in_the_map_are_shown():
    text = text_of(receipt_document(receipt(), ORGANISATION, language="en"))
    assert "on behalf of acme, which" in text
    assert "purpose: accounting." in text


def test_people_of_whom_nothing_is_held_get_a_receipt_without_a_table():
    document = document_of(counts={}, outcomes={}, found=0, **CLEAN)
    assert document.tables == ()
    assert "No data was held on the people concerned" in text_of(document)


def test_a_place_that_only_has_a_count_is_left_to_its_outcome():
    document = document_of(counts={"crm.customers": Count(deleted=1)}, outcomes={"crm.customers": "done"})
    assert document.tables[0].data.num_rows == 1


def test_another_language_is_refused():
    with pytest.raises(UnknownName):
        receipt_document(receipt(), ORGANISATION, language="klingon")
