"""The ledger in the register: whatever is done to its rows is found, on every database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from proof.chains import FIRST, SECOND, fill, made
from subjectrights.errors import MalformedData
from subjectrights.keys import Secrets
from subjectrights.register.ledger import verify_file
from subjectrights.register.register import Register


@pytest.fixture
def register(database_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = Register(database_url, tmp_path, Secrets.of(FIRST))
    fill(opened, 5)
    yield opened
    opened.close()


def run(register: Register, *statements: str) -> None:
    with register.transaction() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


LEDGER = "subjectrights_ledger"
HEAD = "subjectrights_ledger_head"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ([f"UPDATE {LEDGER} SET receipt = '{{}}' WHERE number = 2"], "entry 2 was changed"),
        (
            [f"UPDATE {LEDGER} SET receipt = REPLACE(receipt, ',', ', ') WHERE number = 2"],
            "entry 2 was changed",
        ),
        ([f"UPDATE {LEDGER} SET at = '2020-01-01T00:00:00+00:00' WHERE number = 3"], "entry 3 was changed"),
        ([f"DELETE FROM {LEDGER} WHERE number = 2"], "entry 2 is missing after entry 1"),
        ([f"DELETE FROM {LEDGER} WHERE number = 1"], "entry 1 is missing at the beginning"),
        ([f"DELETE FROM {LEDGER} WHERE number = 5"], "the last entry is missing"),
        ([f"DELETE FROM {LEDGER} WHERE number > 2"], "the last 3 entries are missing"),
        ([f"DELETE FROM {LEDGER}"], "the last 5 entries are missing"),
        ([f"UPDATE {LEDGER} SET number = 15 WHERE number = 5"], "entries 5 to 14 are missing"),
        ([f"DELETE FROM {HEAD}"], "the signed head of the ledger is missing"),
        (
            [f"UPDATE {HEAD} SET statement = REPLACE(statement, '\\:5,', '\\:4,')"],
            "the signed head of the ledger",
        ),
        ([f"UPDATE {HEAD} SET statement = 'x'"], "the signed head of the ledger"),
        (
            [f"DELETE FROM {LEDGER} WHERE number = 5", f"DELETE FROM {HEAD}"],
            "the signed head of the ledger is missing",
        ),
    ],
)
def test_what_is_done_to_the_rows_is_found_and_stays_found(
    register: Register, statements: list[str], words: str
) -> None:
    run(register, *statements)
    found = register.ledger.verify()
    assert not found.ok
    assert any(words in fault for fault in found.faults), found.faults
    fill(register, 1)
    assert not register.ledger.verify().ok


def test_after_a_cut_the_chain_goes_on_from_the_signed_head(register: Register, tmp_path: Path) -> None:
    run(register, f"DELETE FROM {LEDGER} WHERE number > 3")
    file = register.ledger.export(tmp_path / "cut.jsonl")
    assert "the last 2 entries are missing" in verify_file(file, register.ledger.public_key).faults[0]
    fill(register, 1)
    assert [entry.number for entry in register.ledger.entries()] == [1, 2, 3, 6]
    assert register.ledger.verify().faults == ("entries 4 to 5 are missing after entry 3",)


def test_an_export_without_a_head_to_rest_on_isn_t_signed(register: Register, tmp_path: Path) -> None:
    run(register, f"DELETE FROM {HEAD}")
    file = register.ledger.export(tmp_path / "ledger.jsonl")
    assert "never signed" in verify_file(file, register.ledger.public_key).faults[0]


def test_a_head_that_somebody_else_signed_is_found(register: Register, tmp_path: Path) -> None:
    made(tmp_path, 3, SECOND, name="other").close()
    other = Register("sqlite:///other.sqlite", tmp_path, Secrets.of(SECOND))
    with other.transaction() as connection:
        row = connection.execute(sa.text(f"SELECT statement, signature FROM {HEAD}")).one()
    other.close()
    with register.transaction() as connection:
        connection.execute(sa.text(f"DELETE FROM {LEDGER} WHERE number > 3"))
        connection.execute(
            sa.text(f"UPDATE {HEAD} SET statement = :s, signature = :g"), {"s": row[0], "g": row[1]}
        )
    assert not register.ledger.verify().ok
    fill(register, 1)
    assert not register.ledger.verify().ok


def test_what_was_noted_earlier_finds_a_register_that_was_put_back(register: Register) -> None:
    """A whole older state of the database is whole; only something outside of it knows better."""
    noted = register.ledger.verify()
    assert (noted.entries, noted.last) == (5, register.ledger.entries()[-1].hash)
    assert register.ledger.verify(entries=5, last=noted.last).ok
    fill(register, 1)
    assert register.ledger.verify(entries=5, last=noted.last).ok
    assert not register.ledger.verify(entries=7).ok
    assert not register.ledger.verify(last="a" * 64).ok


def test_a_register_of_version_1_goes_on(database_url: str, tmp_path: Path) -> None:
    """A ledger that has no head yet gets it with its next receipt; nothing in it changes."""
    old = Register(database_url, tmp_path, Secrets.of(FIRST))
    fill(old, 3)
    run(old, f"DELETE FROM {HEAD}", "DELETE FROM subjectrights_settings WHERE name = 'ledger'")
    before = list(old.ledger.entries())
    found = old.ledger.verify()
    assert found.ok
    assert "begun by version 0.1" in found.remarks[0]
    assert verify_file(old.ledger.export(tmp_path / "old.jsonl"), old.ledger.public_key).ok
    fill(old, 1)
    assert old.ledger.verify().ok
    assert old.ledger.verify().remarks == ()
    assert list(old.ledger.entries())[:3] == before
    run(old, f"DELETE FROM {LEDGER} WHERE number = 4")
    assert not old.ledger.verify().ok
    old.close()


def test_entries_are_a_sequence_that_is_read_when_asked(register: Register) -> None:
    entries = register.ledger.entries()
    assert len(entries) == 5
    assert entries[0].number == 1
    assert entries[-1].number == 5
    assert [entry.number for entry in entries[1:3]] == [2, 3]
    assert entries == list(entries)
    assert entries != []
    for wrong in (5, -6):
        with pytest.raises(IndexError):
            _ = entries[wrong]
    fill(register, 1)
    assert len(entries) == 6


def test_an_entry_that_can_t_be_read_is_named(register: Register, tmp_path: Path) -> None:
    run(register, f"UPDATE {LEDGER} SET receipt = 'x' WHERE number = 3")
    with pytest.raises(MalformedData, match="entry 3"):
        list(register.ledger.entries())
    with pytest.raises(MalformedData, match="entry 3"):
        register.ledger.export(tmp_path / "ledger.jsonl")
    assert list(tmp_path.glob("*.jsonl*")) == []
    assert list(tmp_path.glob(".*.jsonl*")) == []


def test_a_receipt_and_the_head_are_one_commit(register: Register) -> None:
    class Stop(Exception):
        pass

    def half() -> None:
        with register.transaction() as connection:
            register.ledger.append(connection, {"n": 6}, datetime(2026, 12, 1, tzinfo=UTC))
            raise Stop

    with pytest.raises(Stop):
        half()
    assert register.ledger.verify().ok
    assert len(register.ledger.entries()) == 5
