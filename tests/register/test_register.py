"""What the register remembers: fingerprints, marks, duties; in SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from subjectrights.effects import Duty, Effects, Lift, Mark, MarkKind, Notice, PersonLink
from subjectrights.errors import (
    DataMapError,
    KeyUnavailable,
    MalformedData,
    NothingChanged,
    StoreBusy,
    StoreError,
    StoreUnavailable,
    Unfinished,
)
from subjectrights.execution.journal import Journal, token
from subjectrights.execution.locks import estate_lock
from subjectrights.keys import Secrets
from subjectrights.register.ledger import Ledger, verify_file
from subjectrights.register.register import Register

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SECRETS = Secrets.of(bytes(range(32)))


def prints(*texts: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(("email", text.ljust(64, "0"), False) for text in texts)


def one(text: str) -> str:
    return text.ljust(64, "0")


@pytest.fixture
def register(database_url: str, tmp_path: Path) -> Iterator[Register]:
    made = Register(database_url, tmp_path, SECRETS)
    yield made
    made.close()


def write(register: Register, effects: Effects) -> None:
    with register.transaction() as connection:
        register.apply(connection, effects, NOW)


def test_a_person_is_known_by_their_fingerprints(register: Register) -> None:
    shared = ("phone", one("p"), True)
    write(register, Effects(persons=(PersonLink(person="A", fingerprints=(*prints("a", "b"), shared)),)))
    write(register, Effects(persons=(PersonLink(person="A", fingerprints=prints("b", "c")),)))
    assert register.persons_of([one("a"), one("c"), one("x")]) == {one("a"): {"A"}, one("c"): {"A"}}
    assert register.persons_of([one("p")]) == {}
    known = {(k.space, k.fingerprint, k.shared) for k in register.fingerprints_of(["A"])}
    assert known == {*prints("a", "b", "c"), shared}
    assert register.persons_of([]) == {}


def test_an_address_that_changed_hands_leads_to_both(register: Register) -> None:
    links = (
        PersonLink(person="A", fingerprints=prints("a", "x")),
        PersonLink(person="B", fingerprints=prints("x")),
    )
    write(register, Effects(persons=links))
    assert register.persons_of([one("x")]) == {one("x"): {"A", "B"}}


def test_marks_stand_until_they_are_lifted(register: Register) -> None:
    marks = (
        Mark(kind=MarkKind.RESTRICTION, person="A", since=NOW, ground="legal_claims", token="t"),
        Mark(kind=MarkKind.OBJECTION, person="A", since=NOW, purpose="ads", token="t"),
    )
    write(register, Effects(marks=marks))
    write(register, Effects(marks=marks))
    assert sorted(register.marks(["A", "B"]), key=lambda m: m.kind) == sorted(marks, key=lambda m: m.kind)
    write(register, Effects(lifts=(Lift(kind=MarkKind.RESTRICTION, person="A"),)))
    assert [mark.kind for mark in register.marks(["A"])] == [MarkKind.OBJECTION]
    lifted = [mark for mark in register.marks(["A"], standing=False) if mark.kind is MarkKind.RESTRICTION]
    assert lifted[0].lifted is not None
    assert [mark.person for mark in register.all_marks(MarkKind.OBJECTION)] == ["A"]


def test_suppressed_is_whom_a_mark_for_that_purpose_stops(register: Register) -> None:
    people = {
        "R": MarkKind.RESTRICTION,
        "O": MarkKind.OBJECTION,
        "W": MarkKind.WITHDRAWAL,
        "E": MarkKind.ERASURE,
    }
    write(
        register,
        Effects(
            persons=tuple(PersonLink(person=p, fingerprints=prints(p)) for p in (*people, "N")),
            marks=tuple(
                Mark(kind=kind, person=p, since=NOW, purpose="ads" if p in "OW" else None)
                for p, kind in people.items()
            ),
        ),
    )
    asked = pa.array([one("R"), one("O"), one("W"), one("E"), one("N"), None, one("?")])
    assert register.suppressed("email", asked, "ads").to_pylist() == [True] * 4 + [False] * 3
    assert register.suppressed("email", asked, "care").to_pylist() == [True, False, False, True] + [False] * 3
    assert register.suppressed("email", asked, None).to_pylist() == [True] * 4 + [False] * 3
    assert register.suppressed("phone", asked, "ads").to_pylist() == [False] * 7


def test_a_duty_is_due_the_day_after_its_last(register: Register) -> None:
    duty = Duty(person="A", store="crm", table="invoices", until=date(2032, 1, 31), law="law", token="t")
    write(register, Effects(duties=(duty,)))
    assert register.duties(date(2032, 1, 31)) == []
    assert register.duties(date(2032, 2, 1)) == [duty]
    later = Duty(person="A", store="crm", table="invoices", until=date(2033, 1, 1))
    write(register, Effects(duties=(later,)))
    assert register.duties(date(2040, 1, 1)) == [later]
    write(register, Effects(closed_duties=(later,)))
    assert register.duties(date(2040, 1, 1)) == []


def test_notices_are_kept_with_their_state(register: Register) -> None:
    notice = Notice(party="payfast", right="erase", token="t", at=NOW)
    write(register, Effects(notices=(notice,)))
    assert register.notices() == [notice]
    assert register.notices(state="sent") == []


def test_twenty_thousand_people_go_in_at_once(register: Register) -> None:
    links = tuple(PersonLink(person=f"P{n}", fingerprints=prints(f"f{n}-", f"g{n}-")) for n in range(20_000))
    write(
        register,
        Effects(
            persons=links,
            marks=tuple(Mark(kind=MarkKind.ERASURE, person=link.person, since=NOW) for link in links),
        ),
    )
    found = register.persons_of([one(f"f{n}-") for n in range(0, 20_000, 7)])
    assert len(found) == len(range(0, 20_000, 7))
    assert found[one("f7-")] == {"P7"}


def test_deciding_and_what_is_remembered_are_one(register: Register) -> None:
    journal = Journal(register)
    name = token()
    journal.begin(name, right="erase", plan=b"CANARY", at=NOW)
    broken = Effects(
        persons=(PersonLink(person="A", fingerprints=prints("a")),),
        marks=(Mark(kind=MarkKind.ERASURE, person=None, since=NOW),),
    )
    with pytest.raises(StoreError) as caught:
        journal.decide(name, broken, NOW)
    assert "CANARY" not in str(caught.value)
    assert register.persons_of([one("a")]) == {}
    assert [entry.state for entry in journal.unfinished()] == ["begun"]


def test_a_run_goes_from_begun_to_sealed(register: Register) -> None:
    journal = Journal(register)
    name = token()
    journal.begin(name, right="erase", plan=b"CANARY" * 1000, at=NOW)
    (entry,) = journal.unfinished()
    assert (entry.token, entry.right, entry.state, entry.plan) == (name, "erase", "begun", b"CANARY" * 1000)
    with pytest.raises(Unfinished, match="another process"):
        journal.purged(name)
    with pytest.raises(Unfinished, match="another process"):
        journal.seal(name, {}, NOW)
    journal.decide(name, Effects(), NOW)
    with pytest.raises(NothingChanged, match="another process"):
        journal.abort(name)
    journal.committed(name, "crm")
    assert journal.unfinished()[0].committed == {"crm"}
    journal.purged(name)
    sealed = journal.seal(name, {"right": "erase"}, NOW)
    assert (sealed.number, journal.unfinished()) == (1, [])
    other = token()
    journal.begin(other, right="erase", plan=b"", at=NOW)
    journal.abort(other)
    assert journal.unfinished() == []


def receipts(register: Register, count: int) -> Ledger:
    journal = Journal(register)
    for number in range(count):
        name = token()
        journal.begin(name, right="erase", plan=b"", at=NOW)
        journal.decide(name, Effects(), NOW)
        journal.purged(name)
        journal.seal(name, {"n": number, "word": "é"}, NOW)
    return register.ledger


def test_a_whole_chain_is_whole(register: Register, tmp_path: Path) -> None:
    ledger = receipts(register, 4)
    assert [entry.number for entry in ledger.entries()] == [1, 2, 3, 4]
    assert ledger.verify().ok
    file = ledger.export(tmp_path / "ledger.jsonl")
    assert verify_file(file).ok
    assert verify_file(file, ledger.public_key).entries == 4


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("changed", "UPDATE subjectrights_ledger SET receipt = '{}' WHERE number = 2"),
        ("missing", "DELETE FROM subjectrights_ledger WHERE number = 2"),
        ("cut off at the front", "DELETE FROM subjectrights_ledger WHERE number = 1"),
        ("moved", "UPDATE subjectrights_ledger SET number = number + 10 WHERE number > 2"),
        (
            "dated otherwise",
            "UPDATE subjectrights_ledger SET at = '2020-01-01T00:00:00+00:00' WHERE number = 3",
        ),
    ],
)
def test_a_chain_that_was_tampered_with_isn_t(register: Register, name: str, statement: str) -> None:
    import sqlalchemy as sa

    ledger = receipts(register, 4)
    with register.transaction() as connection:
        connection.execute(sa.text(statement))
    found = ledger.verify()
    assert not found.ok, name
    assert found.faults


def test_a_forged_file_is_found_with_the_right_key(register: Register, tmp_path: Path) -> None:
    public = receipts(register, 2).public_key
    other = Register("sqlite:///other.sqlite", tmp_path, Secrets.of(b"x" * 32))
    forged = receipts(other, 2).export(tmp_path / "forged.jsonl")
    other.close()
    assert verify_file(forged).ok
    assert not verify_file(forged, public).ok
    for text in ("", "{}", "not json", '{"public_key": "AAAA"}'):
        (tmp_path / "bad.jsonl").write_text(text)
        with pytest.raises(MalformedData):
            verify_file(tmp_path / "bad.jsonl")


def test_another_key_is_refused(register: Register, database_url: str, tmp_path: Path) -> None:
    journal = Journal(register)
    journal.begin(token(), right="erase", plan=b"x", at=NOW)
    with pytest.raises(KeyUnavailable, match="another key"):
        Register(database_url, tmp_path, Secrets.of(b"y" * 32)).persons_of(["a"])


def test_a_register_of_a_newer_library_is_refused(
    register: Register, database_url: str, tmp_path: Path
) -> None:
    import sqlalchemy as sa

    with register.transaction() as connection:
        connection.execute(sa.text("UPDATE subjectrights_settings SET value = '999' WHERE name = 'version'"))
    with pytest.raises(StoreError, match="newer"):
        Register(database_url, tmp_path, SECRETS).persons_of(["a"])


def test_one_run_at_a_time(register: Register, database_url: str, tmp_path: Path) -> None:
    other = Register(database_url, tmp_path, SECRETS)
    with estate_lock(register), pytest.raises(StoreBusy, match="another run"), estate_lock(other, wait=0.2):
        pytest.fail("two runs hold the estate")
    with estate_lock(other, wait=0.2):
        pass
    other.close()


def test_a_register_that_can_t_be_reached_says_so_without_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://user:CANARY@127.0.0.1:1/none"
    with pytest.raises(StoreUnavailable) as caught:
        Register(url, tmp_path, SECRETS).persons_of(["a"])
    assert "CANARY" not in str(caught.value) + repr(caught.value.__cause__)
    with pytest.raises(DataMapError) as refused:
        _ = Register("CANARY no url", tmp_path, SECRETS).file
    assert "CANARY" not in str(refused.value)
    with pytest.raises(StoreUnavailable):
        Register("sqlite:///no/such/folder/register.sqlite", tmp_path, SECRETS).persons_of(["a"])


def test_a_register_in_a_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    made = Register("sqlite:///register.sqlite", tmp_path, SECRETS)
    assert not made.exists()
    made.persons_of(["a"])
    assert made.exists()
    assert (tmp_path / "register.sqlite").stat().st_mode & 0o077 == 0
    made.close()
    assert [path.name for path in tmp_path.iterdir()] == ["register.sqlite"]
