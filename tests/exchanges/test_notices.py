"""Recipients are told of what changes (Art. 19): once each, with proof, and nothing is left behind."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from exchanges.conftest import Clock
from subjectrights.errors import KeyUnavailable, RequestError, StoreBusy, Unfinished, UnknownName
from subjectrights.estate import Estate
from subjectrights.exchanges.notices import NoticeState, Notification
from subjectrights.keys import Secrets
from subjectrights.register.exchange_tables import outbox
from subjectrights.stores.memory import MemoryStore
from subjectrights.terms import Right

TERMS: dict[str, Any] = {"to": "post", "purpose": "care", "channel": "sftp", "their_role": "processor"}


class Desk:
    """A recipient, which is there or isn't."""

    def __init__(self, *, there: bool = True, answer: bytes | str | None = None) -> None:
        self.there, self.answer = there, answer
        self.got: list[Notification] = []

    def __call__(self, notification: Notification) -> bytes | str | None:
        self.got.append(notification)
        if not self.there:
            raise ConnectionError(f"no line for {dict(notification.identifiers)}")
        return self.answer


def payloads(estate: Estate) -> list[bytes | None]:
    with estate.register.transaction() as connection:
        return list(connection.execute(sa.select(outbox.c.payload)).scalars())


@pytest.fixture
def delivered(estate: Estate, tmp_path: Path) -> Estate:
    estate.deliver("crm.customers", path=tmp_path / "out.csv", **TERMS)
    return estate


def test_an_erasure_is_told_to_whoever_got_the_data_and_the_message_is_wiped(
    delivered: Estate, clock: Clock
) -> None:
    receipt = delivered.subject(email="ana.lopez@example.com").erase()
    assert set(receipt.notices) == {"payfast", "post"}
    (waiting,) = delivered.notices.pending(party="post")
    assert (waiting.right, waiting.token, waiting.attempts) == (Right.ERASE, receipt.token, 0)
    assert len(payloads(delivered)) == 2
    desk = Desk(answer="ok")
    clock.on(seconds=5)
    assert str(delivered.notices.send(desk, party="post")) == "1 delivered, 0 to be tried again, 0 failed"
    (told,) = desk.got
    assert told == Notification(
        reference=waiting.reference,
        party="post",
        right=Right.ERASE,
        at=waiting.at,
        identifiers={"customer_id": ("1",), "email": ("ana.lopez@example.com",)},
    )
    assert "lopez" not in repr(told)
    (proof,) = [one for one in delivered.notices.all() if one.party == "post"]
    assert (proof.state, proof.attempts, proof.ended) == (NoticeState.DELIVERED, 1, clock())
    assert proof.answer == hashlib.sha256(b"ok").hexdigest()
    assert sorted(payload is None for payload in payloads(delivered)) == [False, True]
    assert {one.party: one.state for one in delivered.register.notices()} == {
        "post": "delivered",
        "payfast": "pending",
    }
    assert delivered.notices.send(desk, party="post").delivered == 0


def test_a_recipient_of_the_map_is_told_by_the_number_that_its_table_has(delivered: Estate) -> None:
    delivered.subject(email="ana.lopez@example.com").erase()
    desk = Desk()
    delivered.notices.send(desk, party="payfast")
    assert [dict(told.identifiers) for told in desk.got] == [{"customer_id": ("1",)}]


def test_a_notice_that_fails_is_tried_again_later_under_the_same_reference(
    delivered: Estate, clock: Clock
) -> None:
    delivered.subject(customer_id=4).erase()
    desk = Desk(there=False)
    assert delivered.notices.send(desk).retried == 1
    assert delivered.notices.send(desk).retried == 0
    (waiting,) = delivered.notices.pending()
    assert (waiting.attempts, waiting.error) == (1, "ConnectionError")
    assert (waiting.next_try, waiting.state) == (clock() + pd.Timedelta(minutes=1), NoticeState.PENDING)
    clock.on(minutes=1)
    assert delivered.notices.send(desk).retried == 1
    clock.on(minutes=1)
    assert delivered.notices.send(desk).retried == 0
    clock.on(minutes=1)
    desk.there = True
    assert delivered.notices.send(desk).delivered == 1
    assert len({told.reference for told in desk.got}) == 1
    assert len(desk.got) == 3
    (proof,) = delivered.notices.all()
    assert (proof.attempts, proof.error, proof.state) == (3, None, NoticeState.DELIVERED)
    assert payloads(delivered) == [None]


def test_after_ten_tries_a_notice_has_failed_until_somebody_sees_to_it(
    delivered: Estate, clock: Clock
) -> None:
    delivered.subject(customer_id=4).erase()
    desk = Desk(there=False)
    for _ in range(10):
        delivered.notices.send(desk)
        clock.on(days=2)
    assert len(desk.got) == 10
    assert delivered.notices.pending() == []
    (failed,) = delivered.notices.failed()
    assert "failed (attempt 10, ConnectionError)" in str(failed)
    assert [one.state for one in delivered.register.notices()] == ["failed"]
    assert delivered.notices.send(desk).retried == 0
    assert delivered.notices.retry() == 1
    desk.there = True
    assert delivered.notices.send(desk).delivered == 1


def test_a_notice_can_be_given_up_with_a_reason_and_is_wiped(delivered: Estate) -> None:
    delivered.subject(customer_id=4).erase()
    (waiting,) = delivered.notices.pending()
    with pytest.raises(RequestError, match="why"):
        delivered.notices.give_up(waiting.reference, " ")
    closed = delivered.notices.give_up(waiting.reference, "told by registered letter")
    assert (closed.state, closed.note) == (NoticeState.GIVEN_UP, "told by registered letter")
    assert payloads(delivered) == [None]
    assert [one.state for one in delivered.register.notices()] == ["given_up"]
    with pytest.raises(RequestError, match="reference"):
        delivered.notices.give_up(waiting.reference, "again")
    desk = Desk()
    delivered.notices.send(desk)
    assert desk.got == []


def test_a_rectification_tells_the_new_values_of_what_the_recipient_had(
    estate: Estate, tmp_path: Path
) -> None:
    estate.deliver("crm.customers", path=tmp_path / "a.csv", **TERMS, columns=["id", "name"])
    estate.deliver(
        "crm.customers", path=tmp_path / "b.csv", **{**TERMS, "to": "covered"}, columns=["mobile", "email"]
    )
    estate.subject(customer_id=1).rectify({"email": "new@example.com", "crm.customers.name": "Ana L."})
    desk = Desk()
    estate.notices.send(desk)
    told = {one.party: one for one in desk.got}
    assert told["post"].fields == {"crm.customers.name": "Ana L."}
    assert told["covered"].fields == {"email": "new@example.com"}
    assert told["covered"].identifiers == {"customer_id": ("1",), "email": ("ana.lopez@example.com",)}
    assert "new@example.com" not in repr(desk.got)


def test_who_was_told_of_a_new_address_is_told_by_it_later(estate: Estate, tmp_path: Path) -> None:
    people = pd.DataFrame({"mail": ["ana.lopez@example.com"]})
    estate.exchanges.record(
        "list",
        **TERMS,
        our_role="controller",
        categories=["user.contact.email"],
        people=people,
        columns={"email": "mail"},
    )
    estate.subject(customer_id=1).rectify({"email": "new@example.com"})
    estate.subject(customer_id=1).erase()
    desk = Desk()
    estate.notices.send(desk, party="post")
    assert [(one.right, dict(one.identifiers)) for one in desk.got if one.right is Right.ERASE] == [
        (Right.ERASE, {"email": ("new@example.com",)})
    ]


def test_a_restriction_and_its_end_are_told(delivered: Estate, clock: Clock) -> None:
    delivered.subject(customer_id=1).restrict("legal_claims")
    clock.on(minutes=1)
    delivered.subject(customer_id=1).lift_restriction()
    desk = Desk()
    delivered.notices.send(desk, party="post")
    assert [one.right for one in desk.got] == [Right.RESTRICT, Right.LIFT_RESTRICTION]


def test_an_erasure_in_part_says_which_and_is_told_only_to_those_who_had_it(
    estate: Estate, tmp_path: Path
) -> None:
    estate.deliver("crm.customers", path=tmp_path / "a.csv", **TERMS, columns=["id", "name"])
    estate.deliver("crm.customers", path=tmp_path / "b.csv", **{**TERMS, "to": "covered"})
    estate.subject(customer_id=1).erase(categories=["user.contact.phone_number"])
    desk = Desk()
    estate.notices.send(desk)
    assert [(one.party, one.categories) for one in desk.got] == [("covered", ("user.contact.phone_number",))]


def test_nobody_is_told_of_somebody_else(delivered: Estate) -> None:
    delivered.subject(email="nobody@example.com").erase()
    assert delivered.notices.all() == []
    delivered.subjects(customer_id=[2, 4]).erase()
    desk = Desk()
    delivered.notices.send(desk, party="post")
    assert sorted(told.identifiers["customer_id"] for told in desk.got) == [("2",), ("4",)]


def test_whom_a_data_set_came_from_is_not_its_recipient(estate: Estate) -> None:
    people = pd.DataFrame({"mail": ["dee@example.com"]})
    terms = {"purpose": "care", "channel": "sftp", "their_role": "controller", "our_role": "controller"}
    estate.exchanges.record(
        "list", from_="post", **terms, categories=["user"], people=people, columns={"email": "mail"}
    )
    estate.subject(customer_id=4).erase()
    assert estate.notices.all() == []


def test_a_dry_run_and_a_run_that_fails_tell_nobody(
    delivered: Estate, stores: dict[str, MemoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(delivered.subject(customer_id=1).erase(dry_run=True).notices) == {"payfast", "post"}
    assert delivered.notices.all() == []

    def busy(*_: object) -> None:
        raise StoreBusy("held", store="crm")

    monkeypatch.setattr(stores["crm"], "stage", busy)
    with pytest.raises(StoreBusy):
        delivered.subject(customer_id=1).erase()
    assert delivered.notices.all() == []


def test_a_notice_waits_until_its_run_is_finished(delivered: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*_: object) -> None:
        raise StoreBusy("held", store="register")

    desk = Desk()
    monkeypatch.setattr(delivered.journal, "committed", unable)
    with pytest.raises(Unfinished):
        delivered.subject(customer_id=4).erase()
    assert len(delivered.notices.pending()) == 1
    assert delivered.notices.send(desk).delivered == 0
    monkeypatch.undo()
    delivered.recover()
    assert delivered.notices.send(desk).delivered == 1


def test_a_notice_that_was_sent_and_not_noted_is_sent_again_under_its_reference(
    delivered: Estate, clock: Clock
) -> None:
    delivered.subject(customer_id=4).erase()
    got: list[str] = []

    def dies(notification: Notification) -> None:
        got.append(notification.reference)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivered.notices.send(dies)
    desk = Desk()
    assert delivered.notices.send(desk).delivered == 0
    clock.on(minutes=10)
    assert delivered.notices.send(desk).delivered == 1
    assert [one.reference for one in desk.got] == got


def test_two_who_send_at_once_tell_a_recipient_once(delivered: Estate) -> None:
    delivered.subject(customer_id=4).erase()
    inner = Desk()

    def outer(notification: Notification) -> None:
        delivered.notices.send(inner)

    assert delivered.notices.send(outer).delivered == 1
    assert inner.got == []


@pytest.mark.parametrize("answer", [False, True, 0, {"ok": 1}])
def test_an_answer_that_tells_nothing_is_no_delivery(delivered: Estate, answer: object) -> None:
    delivered.subject(customer_id=4).erase()
    assert delivered.notices.send(lambda _: answer).retried == 1


def test_a_notice_outlives_a_change_of_key_and_not_its_loss(
    estate: Estate, tmp_path: Path, clock: Clock
) -> None:
    def with_keys(secrets: Secrets) -> None:
        estate.close()
        estate._register, estate._journal, estate._secrets = None, None, secrets

    old, new = b"o" * 32, b"n" * 32
    with_keys(Secrets.of(old))
    estate.deliver("crm.customers", path=tmp_path / "out.csv", **TERMS)
    estate.subject(customer_id=4).erase()
    with_keys(Secrets.of(new, old))
    assert estate.notices.send(Desk(there=False)).retried == 1
    clock.on(minutes=1)
    estate.register.key_uses()
    estate._secrets = Secrets.of(new)
    with pytest.raises(KeyUnavailable):
        estate.notices.send(Desk())
    estate._secrets = Secrets.of(new, old)
    clock.on(days=1)
    assert estate.notices.send(Desk()).delivered == 1


def test_another_party_s_notices_are_not_sent(delivered: Estate) -> None:
    delivered.subject(customer_id=4).erase()
    assert delivered.notices.send(Desk(), party="covered").delivered == 0
    with pytest.raises(UnknownName):
        delivered.notices.send(Desk(), party="nobody")
    assert len(delivered.notices.pending(party="post")) == 1


def test_nobody_s_data_lies_in_the_register_while_notices_wait(
    delivered: Estate, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = delivered.map.folder
    delivered.subject(email="ana.lopez@example.com").rectify({"crm.customers.name": "Kanarienvogel"})
    delivered.subject(email="ana.lopez@example.com").erase()
    delivered.notices.send(Desk(there=False))
    delivered.close()
    kept = b"".join(path.read_bytes() for path in folder.iterdir()).lower()
    said = "".join(capfd.readouterr()).lower()
    for value in ("lopez", "kanarienvogel", "0470 12", "+32470123456"):
        assert value.encode() not in kept
        assert value not in said
    assert hashlib.sha256(b"ana.lopez@example.com").hexdigest().encode() not in kept
