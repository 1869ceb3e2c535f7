"""A key is changed for a new one, and nobody is forgotten meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from estates import IDENTIFIERS, dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.effects import Effects, Mark, MarkKind, PersonLink
from subjectrights.errors import KeyUnavailable, RequestError, StoreUnavailable, Unfinished
from subjectrights.estate import Estate
from subjectrights.execution.journal import Journal, token
from subjectrights.keys import Secrets
from subjectrights.register.register import Register
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OLD, NEW = b"o" * 32, b"n" * 32
PEOPLE = pa.table(
    {
        "id": [1, 2, 3],
        "email": ["ana@x.be", "bob@x.be", "cas@x.be"],
        "phone": ["0470111111", "0470111111", None],
        "opt_in": [True, True, True],
    }
)
MAP: dict[str, Any] = {
    "organisation": {"name": "Horizon"},
    "purposes": {"ads": {"legal_basis": "consent", "direct_marketing": True}},
    "identifiers": IDENTIFIERS,
    "stores": {
        "crm": {
            "type": "memory",
            "tables": {
                "people": {
                    "person": True,
                    "identifiers": {"customer_id": "id", "email": "email", "phone": "phone"},
                    "on_object": {"ads": {"set": {"opt_in": False}}},
                }
            },
        }
    },
}


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    return make_stores({"crm.people": PEOPLE}, {"crm.people": Keys(primary=("id",))})


@pytest.fixture
def estate(tmp_path: Path, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    datamap = DataMap.model_validate({**MAP, "folder": tmp_path})
    with Estate(datamap, clock=lambda: NOW, stores=stores) as opened:
        yield opened


def allowed(estate: Estate, *emails: str) -> list[bool]:
    people = pd.DataFrame({"Courriel": list(emails)})
    found: list[bool] = estate.screen(people, purpose="ads", columns={"email": "Courriel"}).tolist()
    return found


def uses(estate: Estate) -> list[tuple[bool, int, int]]:
    return [(use.current, use.fingerprints, use.people) for use in estate.register.key_uses()]


def test_whoever_objected_under_the_old_key_is_still_screened_out(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    estate.subject(email="zoe@x.be").object("ads")
    before = uses(estate)
    assert before == [(True, 4, 2)]
    made = estate.rotate_key()
    assert [use.current for use in made] == [True, False]
    assert uses(estate) == [(True, 0, 0), (False, 4, 2)]
    assert made[1].marks == {"objection": 2}
    assert allowed(estate, "ana@x.be", "bob@x.be", "zoe@x.be") == [False, True, False]


def test_a_person_who_is_seen_again_moves_to_the_new_key(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    estate.subject(email="zoe@x.be").object("ads")
    estate.rotate_key()
    estate.subject(customer_id=1).restrict(ground="accuracy_contested")
    assert uses(estate) == [(True, 3, 1), (False, 1, 1)]
    marks = estate.register.marks([one.person for one in estate.register.fingerprints_of(_persons(estate))])
    assert sorted((mark.kind.value, mark.person) for mark in marks) == sorted(
        {(mark.kind.value, mark.person) for mark in marks}
    )
    assert len({mark.person for mark in marks}) == 2
    assert allowed(estate, "ana@x.be", "zoe@x.be") == [False, False]
    estate.subject(email="zoe@x.be").object("ads")
    assert uses(estate) == [(True, 4, 2), (False, 0, 0)]


def _persons(estate: Estate) -> list[str]:
    with estate.register.transaction() as connection:
        return list(connection.execute(sa.text("SELECT person FROM subjectrights_fingerprints")).scalars())


def test_a_shared_number_known_under_the_old_key_still_joins_nobody(
    estate: Estate, stores: dict[str, MemoryStore]
) -> None:
    estate.subjects(customer_id=[1, 2]).object("ads")
    estate.rotate_key()
    plan = estate.subject(phone="0470111111", email="ana@x.be").erase(dry_run=True)
    assert plan.counts["crm.people"].deleted == 1
    estate.subject(email="ana@x.be").erase()
    assert [row["id"] for row in dump(stores["crm"])["people"]] == [2, 3]


def test_an_address_that_was_rectified_away_leads_there_under_the_old_key(estate: Estate) -> None:
    ana = estate.subject(email="ana@x.be")
    ana.rectify({"email": "ana@new.be"})
    estate.rotate_key()
    assert ana.erase(dry_run=True).counts["crm.people"].deleted == 1


def test_replay_finds_again_whom_the_old_key_knew(estate: Estate, stores: dict[str, MemoryStore]) -> None:
    estate.subject(email="ana@x.be").erase()
    stores["crm"].memory.write("people", PEOPLE)
    estate.rotate_key()
    estate.rotate_key()
    estate.replay()
    assert [row["id"] for row in dump(stores["crm"])["people"]] == [2, 3]
    assert [use.fingerprints for use in estate.register.key_uses()] == [3, 0, 0]
    assert len(estate.retire_keys()) == 2
    assert allowed(estate, "ana@x.be", "bob@x.be") == [False, True]


def test_a_run_that_was_interrupted_under_the_old_key_is_finished(
    estate: Estate, stores: dict[str, MemoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("down", store="crm")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "committed", down)
        with pytest.raises(Unfinished):
            estate.subject(email="ana@x.be").erase()
    estate.rotate_key()
    with pytest.raises(Unfinished, match="recover"):
        estate.retire_keys()
    (receipt,) = estate.recover()
    assert receipt.verified
    assert [row["id"] for row in dump(stores["crm"])["people"]] == [2, 3]


def test_the_ledger_is_whole_across_keys(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    first = estate.ledger.public_key
    estate.rotate_key()
    assert estate.ledger.public_key != first
    estate.subject(email="bob@x.be").object("ads")
    assert estate.ledger.verify().ok
    estate.subject(email="ana@x.be").object("ads")
    estate.retire_keys()
    estate.subject(email="cas@x.be").object("ads")
    assert estate.ledger.verify().ok


def test_a_key_that_is_still_needed_is_not_retired_and_it_is_said_what_would_be_lost(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    estate.subject(email="bob@x.be").erase()
    estate.rotate_key()
    file = estate.map.folder / "subjectrights.key"
    before = file.read_bytes()
    with pytest.raises(RequestError, match="2 people") as caught:
        estate.retire_keys()
    assert "1 erasures" in str(caught.value)
    assert "1 objections" in str(caught.value)
    assert file.read_bytes() == before
    assert allowed(estate, "ana@x.be", "bob@x.be") == [False, False]
    gone = estate.retire_keys(forget=True)
    assert len(gone) == 1
    assert uses(estate) == [(True, 0, 0)]
    assert allowed(estate, "ana@x.be", "bob@x.be") == [True, True]


def test_an_older_key_that_is_gone_is_missed_by_name_before_anything_is_done(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    old = estate.secrets.key_id
    estate.rotate_key()
    estate.close()
    file = estate.map.folder / "subjectrights.key"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:-1]))
    again = Estate(estate.map, clock=lambda: NOW, stores=estate.stores)
    with pytest.raises(KeyUnavailable, match=old) as caught:
        allowed(again, "ana@x.be")
    assert "1 people" in str(caught.value)
    assert "1 objections" in str(caught.value)
    again.close()
    file.write_text("\n".join(lines))
    with Estate(estate.map, clock=lambda: NOW, stores=estate.stores) as whole:
        assert allowed(whole, "ana@x.be") == [False]


def test_a_key_file_that_is_gone_is_not_made_anew_over_a_register(estate: Estate) -> None:
    estate.subject(email="ana@x.be").object("ads")
    estate.close()
    file = estate.map.folder / "subjectrights.key"
    kept = file.read_bytes()
    file.unlink()
    again = Estate(estate.map, clock=lambda: NOW, stores=estate.stores)
    with pytest.raises(KeyUnavailable, match="put the key file back"):
        allowed(again, "ana@x.be")
    assert not file.exists()
    file.write_bytes(kept)
    file.chmod(0o600)
    assert allowed(again, "ana@x.be") == [False]
    again.close()


def test_an_estate_that_is_open_while_another_changes_the_key_writes_nothing_under_the_old_one(
    estate: Estate,
) -> None:
    estate.subject(email="ana@x.be").object("ads")
    other = Estate(estate.map, clock=lambda: NOW, stores=estate.stores)
    other.rotate_key()
    with pytest.raises(KeyUnavailable, match="open it again"):
        estate.subject(email="bob@x.be").object("ads")
    assert uses(other) == [(True, 0, 0), (False, 3, 1)]
    assert other.unfinished == 0
    other.close()


def test_a_key_in_a_variable_is_changed_there(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUBJECTRIGHTS_KEY", OLD.hex())
    estate.subject(email="ana@x.be").object("ads")
    with pytest.raises(RequestError, match="SUBJECTRIGHTS_OLD_KEYS"):
        estate.rotate_key()
    estate.close()
    monkeypatch.setenv("SUBJECTRIGHTS_KEY", NEW.hex())
    monkeypatch.setenv("SUBJECTRIGHTS_OLD_KEYS", OLD.hex())
    again = Estate(estate.map, clock=lambda: NOW, stores=estate.stores)
    assert allowed(again, "ana@x.be", "bob@x.be") == [False, True]
    assert not (estate.map.folder / "subjectrights.key").exists()
    again.close()


def test_the_key_file_keeps_its_owner_s_mode_and_says_what_it_is_for(estate: Estate) -> None:
    assert estate.key_made is None
    estate.rotate_key()
    file = estate.map.folder / "subjectrights.key"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert "Keep a copy" in text
    assert len([line for line in text.splitlines() if not line.startswith("#")]) == 2


def test_a_key_that_was_just_made_is_told_once(tmp_path: Path, stores: dict[str, MemoryStore]) -> None:
    datamap = DataMap.model_validate({**MAP, "folder": tmp_path})
    with Estate(datamap, clock=lambda: NOW, stores=stores) as first:
        allowed(first, "ana@x.be")
        assert first.key_made == tmp_path / "subjectrights.key"
    with Estate(datamap, clock=lambda: NOW, stores=stores) as second:
        allowed(second, "ana@x.be")
        assert second.key_made is None


def test_what_was_written_in_a_request_is_still_read_when_the_older_key_is_gone(estate: Estate) -> None:
    case = estate.requests.open("access", {"email": "ana@x.be"}, channel="email")
    case.extend(reasons="Many requests came in at once")
    assert b"Many" not in (estate.register.file or Path()).read_bytes()
    estate.rotate_key()
    estate.retire_keys(forget=True)
    texts = [step.text for step in estate.requests.get(case.reference).steps]
    assert "Many requests came in at once" in texts


def test_a_request_leads_to_its_person_under_the_new_key_once_they_are_seen(estate: Estate) -> None:
    estate.requests.open("access", {"email": "ana@x.be"}, channel="email")
    estate.rotate_key()
    estate.subject(email="ana@x.be").object("ads")
    estate.retire_keys()
    assert len(estate.requests.of(email="ana@x.be")) == 1


VERSION_1 = """
CREATE TABLE subjectrights_settings (name VARCHAR(64) NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE subjectrights_fingerprints (person VARCHAR(64) NOT NULL, space VARCHAR(128) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, shared BOOLEAN NOT NULL, PRIMARY KEY (person, space, fingerprint));
CREATE INDEX subjectrights_by_fingerprint ON subjectrights_fingerprints (fingerprint);
CREATE TABLE subjectrights_marks ({number}, kind VARCHAR(16) NOT NULL, person VARCHAR(64) NOT NULL,
    purpose VARCHAR(128), ground VARCHAR(64), since VARCHAR(40) NOT NULL, lifted VARCHAR(40),
    token VARCHAR(64) NOT NULL, note TEXT);
"""
NUMBERS = {
    "sqlite": "number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "postgresql": "number SERIAL NOT NULL PRIMARY KEY",
    "mysql": "number INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY",
    "mariadb": "number INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY",
}


def make_version_1(url: str, key_id: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in VERSION_1.format(number=NUMBERS[engine.dialect.name]).split(";\n"):
            if statement.strip():
                connection.execute(sa.text(statement))
        connection.execute(
            sa.text("INSERT INTO subjectrights_settings VALUES ('version', '1'), ('key', :key)"),
            {"key": key_id},
        )
        connection.execute(
            sa.text("INSERT INTO subjectrights_fingerprints VALUES ('A', 'email', :one, :no)"),
            {"one": "a" * 64, "no": False},
        )
        connection.execute(
            sa.text(
                "INSERT INTO subjectrights_marks (kind, person, since, token)"
                " VALUES ('erasure', 'A', '2026-01-01T00:00:00+00:00', 't')"
            )
        )
    engine.dispose()


def test_a_register_of_version_1_is_brought_up_to_date(database_url: str, tmp_path: Path) -> None:
    secrets = Secrets.of(OLD)
    make_version_1(database_url, secrets.key_id)
    register = Register(database_url, tmp_path, secrets)
    (known,) = register.fingerprints_of(["A"])
    assert (known.fingerprint, known.key_id) == ("a" * 64, secrets.key_id)
    (mark,) = register.all_marks(MarkKind.ERASURE)
    assert (mark.person, mark.scope) == ("A", None)
    partial = Mark(kind=MarkKind.PARTIAL_ERASURE, person="A", since=NOW, scope={"tables": ["crm.notes"]})
    with register.transaction() as connection:
        register.apply(connection, Effects(marks=(partial,)), NOW)
    assert register.all_marks(MarkKind.PARTIAL_ERASURE) == [partial]
    register.close()
    again = Register(database_url, tmp_path, Secrets.of(NEW, OLD))
    assert [use.fingerprints for use in again.key_uses()] == [0, 1]
    again.close()


def test_a_register_whose_upgrade_was_broken_off_is_brought_up_to_date(tmp_path: Path) -> None:
    secrets = Secrets.of(OLD)
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    make_version_1(url, secrets.key_id)
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as database:
        database.execute("ALTER TABLE subjectrights_fingerprints ADD COLUMN key_id VARCHAR(16)")
        database.commit()
    register = Register(url, tmp_path, secrets)
    assert [known.key_id for known in register.fingerprints_of(["A"])] == [secrets.key_id]
    register.close()


def test_an_erasure_done_again_counts_from_the_latest(tmp_path: Path) -> None:
    register = Register("sqlite:///register.sqlite", tmp_path, Secrets.of(OLD))
    later = NOW.replace(year=2027)
    for since in (NOW, later):
        marks = tuple(
            Mark(kind=kind, person="A", since=since, purpose=purpose, token=token())
            for kind, purpose in ((MarkKind.ERASURE, None), (MarkKind.OBJECTION, "ads"))
        )
        with register.transaction() as connection:
            register.apply(connection, Effects(marks=marks), NOW)
    assert [mark.since for mark in register.all_marks(MarkKind.ERASURE)] == [later]
    assert [mark.since for mark in register.all_marks(MarkKind.OBJECTION)] == [NOW]
    register.close()


def test_twenty_thousand_people_move_to_a_new_key_at_once(tmp_path: Path) -> None:
    old, new = Secrets.of(OLD), Secrets.of(NEW, OLD)
    register = Register("sqlite:///register.sqlite", tmp_path, old)
    count = 20_000
    links = tuple(
        PersonLink(person=f"P{n}", fingerprints=(("email", f"{n:064}", False),)) for n in range(count)
    )
    with register.transaction() as connection:
        register.apply(connection, Effects(persons=links), NOW)
    register.close()
    again = Register("sqlite:///register.sqlite", tmp_path, new)
    pairs = tuple((f"{n:064}", f"f{n:063}") for n in range(count))
    with again.transaction() as connection:
        again.apply(connection, Effects(rekeyed=pairs), NOW)
    assert [(use.fingerprints, use.people) for use in again.key_uses()] == [(count, count), (0, 0)]
    assert again.persons_of([f"f{7:063}"]) == {f"f{7:063}": {"P7"}}
    again.close()
