"""The estate's key: from the environment or a file that only its owner can read."""

from __future__ import annotations

import base64
import multiprocessing
from pathlib import Path

import pytest

from subjectrights.errors import KeyUnavailable
from subjectrights.keys import Secrets, load_secrets


def test_a_key_file_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    first = load_secrets(tmp_path, {})
    file = tmp_path / "subjectrights.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_secrets(tmp_path, {}) == first
    assert [path.name for path in tmp_path.iterdir()] == ["subjectrights.key"]


def _key_id(folder: str) -> str:
    return load_secrets(Path(folder), {}).key_id


def test_processes_that_make_it_at_once_end_with_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_key_id, [str(tmp_path)] * 8))) == 1


def test_the_environment_s_key_wins_in_either_spelling(tmp_path: Path) -> None:
    raw = bytes(range(32))
    hexadecimal = load_secrets(tmp_path, {"SUBJECTRIGHTS_KEY": raw.hex()})
    assert load_secrets(tmp_path, {"SUBJECTRIGHTS_KEY": base64.b64encode(raw).decode()}) == hexadecimal
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "elsewhere.key"
    other.write_text(raw.hex())
    other.chmod(0o600)
    assert load_secrets(tmp_path, {"SUBJECTRIGHTS_KEY_FILE": str(other)}) == hexadecimal


@pytest.mark.parametrize("text", ["short", "00" * 31, "not hex at all, nor base64!"])
def test_what_is_no_key_is_refused_and_not_quoted(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeyUnavailable) as caught:
        load_secrets(tmp_path, {"SUBJECTRIGHTS_KEY": text})
    assert text not in str(caught.value)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_secrets(tmp_path, {})
    (tmp_path / "subjectrights.key").chmod(0o640)
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        load_secrets(tmp_path, {})


def test_a_key_is_not_printed() -> None:
    secrets = Secrets.of(b"CANARY" * 8)
    assert "CANARY" not in repr(secrets)
    assert secrets.fingerprint_key.hex() not in repr(secrets)
    assert len({secrets.fingerprint_key, secrets.journal_key, secrets.signing_seed}) == 3


def test_older_keys_are_kept_below_the_one_in_use(tmp_path: Path) -> None:
    new, old, oldest = bytes(range(32)), b"o" * 32, b"p" * 32
    file = tmp_path / "subjectrights.key"
    file.write_text(f"{new.hex()}\n{old.hex()}\n\n{oldest.hex()}\n{old.hex()}\n")
    file.chmod(0o600)
    kept = load_secrets(tmp_path, {})
    assert kept == Secrets.of(new, old, oldest)
    assert [one.key_id for one in kept.kept] == [Secrets.of(one).key_id for one in (new, old, oldest)]
    variables = {"SUBJECTRIGHTS_KEY": new.hex(), "SUBJECTRIGHTS_OLD_KEYS": f"{old.hex()}, {oldest.hex()}"}
    assert load_secrets(tmp_path, variables) == kept


def test_an_older_key_that_is_none_is_refused(tmp_path: Path) -> None:
    variables = {"SUBJECTRIGHTS_KEY": "00" * 32, "SUBJECTRIGHTS_OLD_KEYS": "CANARY"}
    with pytest.raises(KeyUnavailable, match="SUBJECTRIGHTS_OLD_KEYS") as caught:
        load_secrets(tmp_path, variables)
    assert "CANARY" not in str(caught.value)
