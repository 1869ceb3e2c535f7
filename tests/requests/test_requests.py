"""A request goes from receipt to answer, with its deadlines, its doubts and its refusals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from subjectrights.errors import RequestError, StoreBusy, UnknownName
from subjectrights.estate import Estate
from subjectrights.requests.case import RequestCase
from subjectrights.requests.steps import RequestState


def test_a_request_goes_from_receipt_to_answer(estate: Estate, case: RequestCase) -> None:
    assert (case.state, case.received, case.due) == (
        RequestState.RECEIVED,
        date(2026, 4, 1),
        date(2026, 5, 4),
    )
    case = case.confirm_identity("called back").start()
    assert case.state is RequestState.IN_PROGRESS
    receipt = estate.subject(email="ana@x.be").restrict(ground="legal_claims")
    case = case.carried_out(receipt).answer("by letter")
    assert (case.state, case.open, case.receipts) == (RequestState.ANSWERED, False, (receipt.token,))
    assert [step.text for step in estate.requests.get(case.reference).steps] == [
        None,
        "called back",
        None,
        None,
        "by letter",
    ]


def test_what_is_closed_only_opens_again(estate: Estate, case: RequestCase) -> None:
    closed = case.withdraw()
    for step in (
        closed.start,
        closed.answer,
        lambda: closed.challenge("email", {"email": "a@x.be"}),
    ):
        with pytest.raises(RequestError, match="reopen"):
            step()
    again = closed.reopen("withdrawn by mistake")
    assert (again.state, again.due) == (RequestState.IN_PROGRESS, case.due)
    with pytest.raises(RequestError):
        again.reopen("twice")


def test_a_day_or_a_moment_of_receipt(estate: Estate, clock: Any) -> None:
    assert estate.requests.open("erase", {"customer_id": 1}, received=date(2026, 2, 28)).due == date(
        2026, 3, 30
    )
    with pytest.raises(RequestError, match="future"):
        estate.requests.open("erase", {"customer_id": 1}, received=date(2026, 4, 2))
    with pytest.raises(RequestError):
        estate.requests.open("erase", {"email": " "})
    with pytest.raises(UnknownName, match="erase"):
        estate.requests.open("erasure", {"customer_id": 1})


def test_more_time_is_told_in_the_first_month_or_not_at_all(case: RequestCase, clock: Any) -> None:
    """Art. 12(3); edge case 49."""
    with pytest.raises(RequestError):
        case.extend(" ")
    clock.on(days=33)
    longer = case.extend("many systems")
    assert (longer.state, longer.due, longer.deadlines.due) == (
        RequestState.EXTENDED,
        date(2026, 7, 1),
        date(2026, 5, 4),
    )
    with pytest.raises(RequestError, match="once"):
        longer.extend("still more")


def test_after_the_first_month_it_is_too_late_for_more_time(case: RequestCase, clock: Any) -> None:
    """Edge case 49."""
    clock.on(days=34)
    assert case.overdue
    with pytest.raises(RequestError, match="first month"):
        case.extend("forgotten")


def test_waiting_for_the_person_is_counted_and_moves_no_deadline(case: RequestCase, clock: Any) -> None:
    """Art. 12(6), recital 63; edge case 49."""
    case = case.doubt_identity("another address than on file; asked for the customer number")
    clock.on(days=10)
    assert case.waited_days == 10
    case = case.confirm_identity("number given").ask_clarification("which calls?")
    clock.on(days=4)
    case = case.clarify("those of March")
    clock.on(days=3)
    assert (case.waited_days, case.due, case.due_if_suspended) == (14, date(2026, 5, 4), date(2026, 5, 18))


def test_nobody_is_answered_whose_identity_is_in_doubt(case: RequestCase) -> None:
    with pytest.raises(RequestError, match="doubt"):
        case.doubt_identity("no proof").answer()


def test_what_is_due_comes_with_the_earliest_first(estate: Estate, case: RequestCase, clock: Any) -> None:
    early = estate.requests.open("erase", {"customer_id": 2}, received=date(2026, 3, 2))
    done = estate.requests.open("erase", {"customer_id": 3}, received=date(2026, 3, 2)).answer()
    assert [c.reference for c in estate.requests.due(within="1d")] == [early.reference]
    assert [c.reference for c in estate.requests.due(within="P5W")] == [early.reference, case.reference]
    assert [c.reference for c in estate.requests.due(timedelta(days=40))] == [early.reference, case.reference]
    assert done.reference in {c.reference for c in estate.requests.all()}
    with pytest.raises(RequestError):
        estate.requests.due(within="soon")


def test_requests_of_one_person_are_found_again(estate: Estate, case: RequestCase) -> None:
    assert [c.reference for c in estate.requests.of(email="ANA@X.be")] == [case.reference]
    assert estate.requests.of(email="bob@x.be") == []


@pytest.mark.parametrize(
    ("right", "ground", "fits"),
    [
        ("access", "excessive", True),
        ("access", "rights_of_others", True),
        ("access", "legal_claims", False),
        ("erase", "legal_claims", True),
        ("object", "compelling_grounds", True),
        ("erase", "compelling_grounds", False),
        ("export", "dislike", False),
    ],
)
def test_a_refusal_needs_a_ground_for_that_right(estate: Estate, right: str, ground: str, fits: bool) -> None:
    case = estate.requests.open(right, {"customer_id": 1})
    if fits:
        refused = case.refuse(ground, "asked every week")
        assert (refused.state, refused.steps[-1].ground) == (RequestState.REFUSED, ground)
    else:
        with pytest.raises(RequestError):
            case.refuse(ground, "reasons")
    with pytest.raises(RequestError):
        case.refuse("excessive", "")


def test_two_who_work_on_one_request_notice_each_other(case: RequestCase) -> None:
    case.start()
    with pytest.raises(StoreBusy):
        case.start()


def test_texts_are_encrypted_in_the_register(estate: Estate, case: RequestCase) -> None:
    case.doubt_identity("CANARY lives elsewhere")
    estate.close()
    file = estate.register.file
    assert file is not None
    assert b"CANARY" not in file.read_bytes()
    assert b"ana@x.be" not in file.read_bytes().lower()
    assert "CANARY" not in repr(estate.requests.get(case.reference).steps)


def test_a_code_sent_to_what_is_on_file_confirms_who_asks(estate: Estate, case: RequestCase) -> None:
    sent = case.challenge("email", {"email": "ana@x.be"})
    assert sent is not None
    assert sent.to == "ana@x.be"
    assert sent.code not in repr(sent)
    spoken = f" {sent.code[:4].lower()}-{sent.code[4:]} "
    assert case.answer_challenge(spoken).state is RequestState.IDENTITY_CONFIRMED
    with pytest.raises(RequestError):
        estate.requests.get(case.reference).answer_challenge(sent.code)


def test_the_code_goes_to_the_address_on_file_and_not_to_one_that_is_given(estate: Estate) -> None:
    case = estate.requests.open("access", {"customer_id": 1})
    sent = case.challenge("email", {"customer_id": 1})
    assert sent is not None
    assert sent.to == "ana@x.be"
    assert case.challenge("phone", {"customer_id": 1}) is None
    nobody = estate.requests.open("access", {"email": "mallory@evil.example"})
    assert nobody.challenge("email", {"email": "mallory@evil.example"}) is None
    with pytest.raises(RequestError, match="not the code"):
        nobody.answer_challenge("AAAA-AAAA")


def test_a_code_is_for_who_opened_the_request(case: RequestCase) -> None:
    with pytest.raises(RequestError, match="other identifiers"):
        case.challenge("email", {"email": "bob@x.be"})


def test_a_code_is_tried_five_times_at_most(case: RequestCase) -> None:
    sent = case.challenge("email", {"email": "ana@x.be"})
    assert sent is not None
    for _ in range(5):
        with pytest.raises(RequestError, match="not the code"):
            case.answer_challenge("wrong")
    with pytest.raises(RequestError, match="too often"):
        case.answer_challenge(sent.code)


def test_a_code_grows_old_and_only_the_last_one_counts(case: RequestCase, clock: Any) -> None:
    first = case.challenge("email", {"email": "ana@x.be"})
    second = case.challenge("email", {"email": "ana@x.be"})
    assert first is not None
    assert second is not None
    with pytest.raises(RequestError, match="not the code"):
        case.answer_challenge(first.code)
    clock.on(minutes=16)
    with pytest.raises(RequestError, match="too old"):
        case.answer_challenge(second.code)


def test_three_codes_an_hour_and_no_more(case: RequestCase, clock: Any) -> None:
    for _ in range(3):
        case.challenge("email", {"email": "ana@x.be"})
    with pytest.raises(RequestError, match="within the hour"):
        case.challenge("email", {"email": "ana@x.be"})
    clock.on(minutes=61)
    assert case.challenge("email", {"email": "ana@x.be"}) is not None


def test_a_run_is_noted_in_the_request_that_it_answers(estate: Estate) -> None:
    case = estate.requests.open("erase", {"customer_id": 2})
    plan = estate.subject(email="bob@x.be", customer_id=2).erase(dry_run=True, request=case)
    receipt = plan.execute()
    assert receipt.case == case.reference
    assert estate.ledger.entries()[-1].receipt["case"] == case.reference
    noted = estate.requests.get(case.reference)
    assert (noted.receipts, noted.state) == ((receipt.token,), RequestState.IN_PROGRESS)
    assert noted.answer().state is RequestState.ANSWERED


def test_what_was_read_for_a_request_is_noted_too(estate: Estate, case: RequestCase, tmp_path: Path) -> None:
    person = estate.subject(email="ana@x.be")
    assert person.access(request=case).held
    person.export(tmp_path / "ana.json", request=case)
    kinds = [step.kind.value for step in estate.requests.get(case.reference).steps]
    assert kinds == ["opened", "carried_out", "carried_out"]


def test_a_request_is_for_its_own_person_and_right_alone(estate: Estate, case: RequestCase) -> None:
    with pytest.raises(RequestError, match="asks for access"):
        estate.subject(email="ana@x.be").erase(request=case)
    with pytest.raises(RequestError, match="somebody else"):
        estate.subject(email="bob@x.be").access(request=case)
    with pytest.raises(RequestError, match="doubt"):
        estate.subject(email="ana@x.be").access(request=case.doubt_identity("another address"))
    with pytest.raises(RequestError, match="reopen"):
        estate.subject(email="ana@x.be").access(request=estate.requests.get(case.reference).withdraw())
    several = estate.requests.open("erase", {"customer_id": 1})
    with pytest.raises(RequestError, match="somebody else"):
        estate.subjects(customer_id=[1, 2]).erase(request=several)
    assert estate.subjects(customer_id=[1, 2]).access()[0].held
