"""A list goes to a recipient, a person in it asks and is erased, and the recipient hears of it in the end."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from exchanges.conftest import Clock
from subjectrights.errors import NotDelivered
from subjectrights.estate import Estate
from subjectrights.exchanges.notices import NoticeState, Notification
from subjectrights.register.exchange_tables import outbox


def test_a_recipient_is_told_of_an_erasure_failing_twice_and_then_delivered(
    estate: Estate, tmp_path: Path, clock: Clock
) -> None:
    given = estate.deliver(
        "crm.customers",
        to="post",
        path=tmp_path / "for-post.csv",
        columns=["id", "name", "email"],
        purpose="care",
        channel="sftp",
        their_role="processor",
        password="correct horse battery 7",
        by="op-7",
    )
    clock.on(days=10)
    report = estate.subject(email="dee@example.com").access()
    assert list(report.handed_over) == [given.exchange]
    assert "Post SA" in report.write(tmp_path / "dee.html").path.read_text("utf-8")

    receipt = estate.subject(email="dee@example.com").erase()
    assert receipt.complete
    assert receipt.notices == ("post",)
    assert "Post SA" in receipt.write(tmp_path / "receipt.html").path.read_text("utf-8")

    there = False
    books = {("dee@example.com", "4"), ("bob@example.com", "2")}
    seen: list[str] = []

    def post(notification: Notification) -> str:
        seen.append(notification.reference)
        if not there:
            raise NotDelivered("the recipient answered 503")
        email, number = notification.identifiers["email"][0], notification.identifiers["customer_id"][0]
        books.discard((email, number))
        return "erased"

    assert str(estate.notices.send(post)) == "0 delivered, 1 to be tried again, 0 failed"
    clock.on(minutes=1)
    assert estate.notices.send(post).retried == 1
    assert estate.notices.send(post).retried == 0
    clock.on(minutes=2)
    there = True
    assert estate.notices.send(post).delivered == 1
    assert books == {("bob@example.com", "2")}
    assert len(seen) == 3
    assert len(set(seen)) == 1

    (proof,) = estate.notices.all()
    assert (proof.state, proof.attempts, proof.ended) == (NoticeState.DELIVERED, 3, clock())
    assert proof.token == receipt.token
    with estate.register.transaction() as connection:
        assert connection.execute(sa.select(outbox.c.payload)).scalars().all() == [None]
    after = estate.subject(email="dee@example.com").access()
    assert not after.held
    assert list(after.handed_over) == [given.exchange]
