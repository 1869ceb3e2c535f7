"""When the signing key changes, the old key names the new one inside the chain, and both vouch for it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from proof.chains import FIRST, SECOND, THIRD, fill, made
from subjectrights.keys import Secrets
from subjectrights.register.chain import FRESH_START, HANDOVER, canonical, entry_hash, key_id
from subjectrights.register.ledger import Ledger, verify_file
from subjectrights.register.register import Register


@pytest.fixture
def keys(tmp_path: Path) -> dict[bytes, str]:
    return {
        master: made(tmp_path, 0, master, name=master.hex()[:4]).ledger.public_key
        for master in (FIRST, SECOND, THIRD)
    }


def opened(folder: Path, *keys: bytes) -> Register:
    return Register("sqlite:///register.sqlite", folder, Secrets.of(*keys))


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger whose key changed twice."""
    made(tmp_path, 2, FIRST).close()
    second = opened(tmp_path, SECOND, FIRST)
    fill(second, 2)
    second.close()
    third = opened(tmp_path, THIRD, SECOND, FIRST)
    yield fill(third, 1)
    third.close()


def test_a_change_is_an_entry_signed_by_the_old_key(changed: Ledger, keys: dict[bytes, str]) -> None:
    entries = list(changed.entries())
    assert [entry.statement for entry in entries] == [None, None, HANDOVER, None, None, HANDOVER, None]
    names = [key_id(keys[master]) for master in (FIRST, FIRST, FIRST, SECOND, SECOND, SECOND, THIRD)]
    assert [entry.key for entry in entries] == names
    assert entries[2].receipt["old_key"] == keys[FIRST]
    assert entries[2].receipt["new_key"] == keys[SECOND]


def test_each_of_the_keys_vouches_for_the_whole_chain(
    changed: Ledger, keys: dict[bytes, str], tmp_path: Path
) -> None:
    assert changed.verify().ok
    file = changed.export(tmp_path / "ledger.jsonl")
    for key in keys.values():
        assert verify_file(file, key).ok
        assert verify_file(file, key).faults == ()
    stranger = made(tmp_path, 0, b"s" * 32, name="stranger").ledger.public_key
    assert "signed nothing here" in verify_file(file, stranger).faults[0]


def test_a_register_whose_key_just_changed_is_whole_before_its_next_receipt(tmp_path: Path) -> None:
    made(tmp_path, 2, FIRST).close()
    second = opened(tmp_path, SECOND, FIRST)
    assert second.ledger.verify().ok
    file = second.ledger.export(tmp_path / "ledger.jsonl")
    assert verify_file(file).ok
    with second.transaction() as connection:
        from datetime import UTC, datetime

        second.ledger.hand_over(connection, datetime(2026, 12, 1, tzinfo=UTC))
        second.ledger.hand_over(connection, datetime(2026, 12, 1, tzinfo=UTC))
    assert [entry.statement for entry in second.ledger.entries()] == [None, None, HANDOVER]
    assert second.ledger.verify().ok


def test_without_the_new_key_s_consent_nothing_is_handed_over(
    changed: Ledger, keys: dict[bytes, str], tmp_path: Path
) -> None:
    """Whoever holds a leaked old key can't make another's key its successor."""
    file = changed.export(tmp_path / "ledger.jsonl")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[3]["receipt"]["consent"] = base64.b64encode(bytes(64)).decode()
    lines[3]["hash"] = entry_hash(3, lines[3]["at"], canonical(lines[3]["receipt"]), lines[3]["previous"])
    signer = Ledger(opened(tmp_path, FIRST))._signer()
    lines[3]["signature"] = base64.b64encode(signer.sign(bytes.fromhex(lines[3]["hash"]))).decode()
    file.write_text("".join(canonical(line) + "\n" for line in lines))
    for key in keys.values():
        assert any("didn't sign for it" in fault for fault in verify_file(file, key).faults)


def test_a_leaked_old_key_can_t_rewrite_what_the_new_one_vouches_for(
    changed: Ledger, keys: dict[bytes, str], tmp_path: Path
) -> None:
    file = changed.export(tmp_path / "ledger.jsonl")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[1]["receipt"]["subjects"] = 2
    lines[1]["hash"] = entry_hash(1, lines[1]["at"], canonical(lines[1]["receipt"]), lines[1]["previous"])
    signer = Ledger(opened(tmp_path, FIRST))._signer()
    lines[1]["signature"] = base64.b64encode(signer.sign(bytes.fromhex(lines[1]["hash"]))).decode()
    file.write_text("".join(canonical(line) + "\n" for line in lines))
    for key in keys.values():
        assert any("entry 2 doesn't follow" in fault for fault in verify_file(file, key).faults)


def test_a_fresh_start_after_a_lost_key_is_said_exactly_so(keys: dict[bytes, str], tmp_path: Path) -> None:
    made(tmp_path, 2, FIRST).close()
    second = opened(tmp_path, SECOND, FIRST)
    assert second.ledger.count() == 2
    second.close()
    alone = opened(tmp_path, SECOND)
    ledger = fill(alone, 1)
    assert [entry.statement for entry in ledger.entries()] == [None, None, FRESH_START, None]
    lost, new = key_id(keys[FIRST]), key_id(keys[SECOND])
    assert [entry.key for entry in ledger.entries()] == [lost, lost, new, new]
    found = ledger.verify()
    assert found.ok
    assert found.remarks == (
        f"entry 3 begins afresh with the key {new}, since the key {lost} was lost: the new key vouches for "
        "the entries before it only as they were found on 2026-11-23",
    )
    file = ledger.export(tmp_path / "ledger.jsonl")
    assert verify_file(file, keys[SECOND]).ok
    (fault,) = verify_file(file, keys[FIRST]).faults
    assert f"{lost}, vouches for the entries before 3 alone" in fault
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[1]["receipt"]["subjects"] = 2
    file.write_text("".join(canonical(line) + "\n" for line in lines))
    assert not verify_file(file, keys[SECOND]).ok
    alone.close()


def test_a_forger_s_fresh_start_is_no_excuse(keys: dict[bytes, str], tmp_path: Path) -> None:
    """Genuine entries, then a fresh start with the forger's key: the published key doesn't vouch for it."""
    made(tmp_path, 3, FIRST).close()
    opened(tmp_path, THIRD, FIRST).persons_of(["x"])
    forged = fill(opened(tmp_path, THIRD), 1).export(tmp_path / "forged.jsonl")
    assert verify_file(forged).ok
    assert not verify_file(forged, keys[FIRST]).ok


def test_a_statement_that_names_the_wrong_key_is_a_fault(changed: Ledger, tmp_path: Path) -> None:
    register = opened(tmp_path, THIRD, SECOND, FIRST)
    with register.transaction() as connection:
        connection.execute(
            sa.text(
                "UPDATE subjectrights_ledger SET receipt = "
                "replace(receipt, 'key handover', 'fresh start') WHERE number = 3"
            )
        )
    assert any("begins afresh after a key" in fault for fault in register.ledger.verify().faults)
    register.close()
