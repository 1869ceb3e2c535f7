"""An exported ledger is checked without anything but a key, and whatever was done to it is said."""

from __future__ import annotations

import base64
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proof.chains import SECOND, made
from subjectrights.errors import MalformedData, RequestError
from subjectrights.register.chain import canonical, entry_hash
from subjectrights.register.ledger import Ledger, verify_file
from subjectrights.register.walk import Verification

Lines = list[bytes]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return made(tmp_path, 5).ledger


@pytest.fixture
def file(ledger: Ledger, tmp_path: Path) -> Path:
    return ledger.export(tmp_path / "ledger.jsonl")


def edited(line: bytes, **values: Any) -> bytes:
    """A line with other values, written as an export is."""
    return canonical({**json.loads(line), **values}).encode() + b"\n"


def deeper(line: bytes, **values: Any) -> bytes:
    data = json.loads(line)
    return edited(line, receipt={**data["receipt"], **values})


def rehashed(line: bytes) -> bytes:
    """A line whose hash fits what it says, as a forger without the key can make it."""
    data = json.loads(line)
    receipt = canonical(data["receipt"])
    return edited(line, hash=entry_hash(data["number"], data["at"], receipt, data["previous"]))


def flipped(text: str) -> str:
    """Base64 that decodes to the same bytes: its last character has bits that don't count."""
    assert text.endswith("==")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = text[:-3] + alphabet[alphabet.index(text[-3]) + 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(text)
    return other


TAMPERING: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a figure": (lambda a: [*a[:3], deeper(a[3], subjects=2), *a[4:]], "entry 3 was changed"),
    "the moment": (
        lambda a: [*a[:3], edited(a[3], at="2020-01-01T00:00:00+00:00"), *a[4:]],
        "entry 3 was changed",
    ),
    "a figure and the hash": (
        lambda a: [*a[:3], rehashed(deeper(a[3], subjects=2)), *a[4:]],
        "entry 3 isn't signed with the key in force",
    ),
    "the number": (lambda a: [*a[:5], edited(a[5], number=6)], "entry 5 is missing"),
    "the signature": (
        lambda a: [*a[:2], edited(a[2], signature=json.loads(a[3])["signature"]), *a[3:]],
        "entry 2 isn't signed",
    ),
    "the signature's spare bits": (
        lambda a: [*a[:2], edited(a[2], signature=flipped(json.loads(a[2])["signature"])), *a[3:]],
        "entry 2 isn't signed",
    ),
    "the key's name": (lambda a: [*a[:2], edited(a[2], key="0" * 16), *a[3:]], "entry 2 names another key"),
    "a field more": (lambda a: [*a[:2], edited(a[2], note="x"), *a[3:]], "line 3 is no entry"),
    "a field more in the receipt": (
        lambda a: [*a[:2], deeper(a[2], note="x"), *a[3:]],
        "entry 2 was changed",
    ),
    "a field less": (
        lambda a: [
            *a[:2],
            canonical({k: v for k, v in json.loads(a[2]).items() if k != "at"}).encode(),
            *a[3:],
        ],
        "line 3 is no entry",
    ),
    "blanks": (
        lambda a: [*a[:2], json.dumps(json.loads(a[2])).encode() + b"\n", *a[3:]],
        "line 3 is no entry",
    ),
    "a key twice": (
        lambda a: [*a[:2], a[2].replace(b'"number":', b'"number":9,"number":'), *a[3:]],
        "line 3 is no entry",
    ),
    "no number": (lambda a: [*a[:2], a[2].replace(b":1,", b":NaN,", 1), *a[3:]], "line 3 is no entry"),
    "an endless number": (
        lambda a: [*a[:2], a[2].replace(b'"subjects":1', b'"subjects":1e999'), *a[3:]],
        "line 3 is no entry",
    ),
    "no UTF-8": (lambda a: [*a[:2], b"\xff" + a[2], *a[3:]], "line 3 is no entry"),
    "deep brackets": (lambda a: [*a[:2], b"[" * 200_000 + b"\n", *a[3:]], "line 3 is no entry"),
    "an empty line": (lambda a: [*a[:2], b"\n", *a[2:]], "line 3 is no entry"),
    "missing in the middle": (lambda a: [*a[:3], *a[4:]], "entry 3 is missing after entry 2"),
    "two missing": (lambda a: [*a[:2], *a[4:]], "entries 2 to 3 are missing after entry 1"),
    "missing at the beginning": (lambda a: [a[0], *a[2:]], "entry 1 is missing at the beginning"),
    "missing at the end": (lambda a: a[:-1], "the last entry is missing: the signed head counts 5"),
    "three missing at the end": (lambda a: a[:-3], "the last 3 entries are missing"),
    "all missing": (lambda a: a[:1], "the last 5 entries are missing"),
    "swapped": (lambda a: [*a[:2], a[3], a[2], *a[4:]], "entry 2 stands after entry 3"),
    "there twice": (lambda a: [*a[:3], a[2], *a[3:]], "entry 2 stands after entry 2"),
    "there twice at the end": (lambda a: [*a, a[-1]], "entry 5 stands after entry 5"),
    "the head's count": (lambda a: [edited(a[0], entries=4), *a[1:5]], "the signed head was changed"),
    "the head's last": (
        lambda a: [edited(a[0], last=json.loads(a[4])["hash"]), *a[1:]],
        "the signed head was",
    ),
    "the head's moment": (lambda a: [edited(a[0], at="2020-01-01"), *a[1:]], "the signed head was changed"),
    "the head's signature": (lambda a: [edited(a[0], signature=None), *a[1:]], "the signed head was changed"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_said(name: str, ledger: Ledger, file: Path) -> None:
    tamper, words = TAMPERING[name]
    assert verify_file(file, ledger.public_key).ok
    file.write_bytes(b"".join(tamper(file.read_bytes().splitlines(keepends=True))))
    for key in (None, ledger.public_key):
        found = verify_file(file, key)
        assert not found.ok
        assert any(words in fault for fault in found.faults), found.faults


def test_a_whole_chain_built_anew_with_another_key_is_found(
    ledger: Ledger, file: Path, tmp_path: Path
) -> None:
    forged = made(tmp_path, 5, SECOND, name="forged").ledger.export(tmp_path / "forged.jsonl")
    assert verify_file(forged).ok
    assert "whose it is" in verify_file(forged).remarks[0]
    found = verify_file(forged, ledger.public_key)
    assert [fault for fault in found.faults if "signed nothing here" in fault]
    lines = file.read_bytes().splitlines(keepends=True)
    head = forged.read_bytes().splitlines(keepends=True)[0]
    file.write_bytes(b"".join([head, *lines[1:]]))
    assert not verify_file(file).ok


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "it is empty"),
        (b"not json", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"{}", "no head"),
        (b'{"format":"subjectrights ledger"}', "no version"),
        (b'{"format":"subjectrights ledger","version":2}', "no public key"),
        (b'{"format":"subjectrights ledger","version":99,"public_key":"x"}', "newer subjectrights"),
        (b'{"format":"subjectrights ledger","format":"x","version":2}', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a":"' + b"x" * (1 << 26), "longer than any entry"),
    ],
)
def test_what_is_no_ledger_is_refused(text: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "no.jsonl").write_bytes(text)
    with pytest.raises(MalformedData, match=why):
        verify_file(tmp_path / "no.jsonl")


def test_a_file_that_isn_t_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedData, match="can't be read"):
        verify_file(tmp_path / "none.jsonl")
    with pytest.raises(MalformedData, match="can't be read"):
        verify_file(tmp_path)


def test_an_empty_ledger_is_whole_and_signed(tmp_path: Path) -> None:
    ledger = made(tmp_path, 0).ledger
    file = ledger.export(tmp_path / "empty.jsonl")
    assert verify_file(file, ledger.public_key) == Verification(
        entries=0, keys=verify_file(file, ledger.public_key).keys
    )
    assert not verify_file(file, made(tmp_path, 0, SECOND, name="other").ledger.public_key).ok


def test_the_key_is_taken_as_text_or_from_a_file(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    raw = base64.b64decode(ledger.public_key)
    (tmp_path / "key.txt").write_text(ledger.public_key + "\n")
    (tmp_path / "key.pem").write_text(ledger.public_pem)
    (tmp_path / "key.raw").write_bytes(raw)
    for name in ("key.txt", "key.pem", "key.raw"):
        assert verify_file(file, tmp_path / name).ok
        assert verify_file(file, str(tmp_path / name)).ok
    assert verify_file(file, f" {ledger.public_key}\n").ok


def test_what_is_no_public_key_is_refused(file: Path, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    public = (s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    other = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*public)
    private = ed25519.Ed25519PrivateKey.generate().private_bytes(
        s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()
    )
    for text, why in (
        (other, "not an Ed25519"),
        (private, "private key"),
        (b"-----BEGIN PUBLIC KEY-----\nxx\n-----END PUBLIC KEY-----\n", "can't be read"),
        (b"AAAA", "no public key"),
    ):
        (tmp_path / "key").write_bytes(text)
        with pytest.raises(RequestError, match=why):
            verify_file(file, tmp_path / "key")
    with pytest.raises(RequestError, match="neither a key nor a file"):
        verify_file(file, "AAAA")
    with pytest.raises(RequestError, match="neither a key nor a file"):
        verify_file(file, "x\0y")


def test_what_was_noted_earlier_must_stand_in_the_chain(ledger: Ledger, file: Path, tmp_path: Path) -> None:
    third = ledger.entries()[2].hash
    assert verify_file(file, entries=3, last=third).ok
    assert verify_file(file, entries=5).ok
    assert verify_file(file, last=verify_file(file).last.upper()).ok
    assert "counts 6 entries" in verify_file(file, entries=6).faults[0]
    assert "isn't in this ledger" in verify_file(file, last="1" * 64).faults[0]
    assert "its hash is entry 3's" in verify_file(file, entries=2, last=third).faults[0]
    shorter = made(tmp_path, 2, name="shorter").ledger.export(tmp_path / "shorter.jsonl")
    assert verify_file(shorter, ledger.public_key).ok
    assert not verify_file(shorter, ledger.public_key, last=third).ok
    for wrong in ({"last": "xyz"}, {"entries": -1}):
        with pytest.raises(RequestError, match="noted"):
            verify_file(file, **wrong)


def test_line_ends_of_another_system_change_nothing(file: Path) -> None:
    text = file.read_bytes()
    for other in (text.replace(b"\n", b"\r\n"), text.removesuffix(b"\n")):
        file.write_bytes(other)
        assert verify_file(file).ok


def test_an_export_of_version_1_can_be_checked_but_its_end_is_not_signed(
    ledger: Ledger, tmp_path: Path
) -> None:
    entries = [{k: v for k, v in entry.to_dict().items() if k != "key"} for entry in ledger.entries()]
    head = {"format": "subjectrights ledger", "version": 1, "public_key": ledger.public_key}
    old = tmp_path / "old.jsonl"
    old.write_text("".join(json.dumps(line, sort_keys=True) + "\n" for line in [head, *entries]))
    found = verify_file(old, ledger.public_key)
    assert len(found.faults) == 1
    assert "version 0.1" in found.faults[0]
    assert verify_file(old, ledger.public_key, last=entries[-1]["hash"]).ok
    old.write_text(old.read_text().replace('"subjects": 1', '"subjects": 2', 1))
    assert "was changed" in verify_file(old, last=entries[-1]["hash"]).faults[0]


def test_a_million_faults_are_told_in_a_hundred(file: Path, ledger: Ledger) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], *([lines[1]] * 300)]))
    found = verify_file(file, ledger.public_key)
    assert len(found.faults) == 101
    assert "more faults" in found.faults[-1]
    assert found.entries == 300


def test_a_long_ledger_is_read_in_pieces(tmp_path: Path) -> None:
    ledger = made(tmp_path, 1_200).ledger
    file = ledger.export(tmp_path / "long.jsonl")
    assert [entry.number for entry in ledger.entries()] == list(range(1, 1_201))
    tracemalloc.start()
    found = verify_file(file, ledger.public_key)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.ok
    assert found.entries == 1_200
    assert peak < 500_000 < file.stat().st_size


EXPORT: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def export(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("property")
    ledger = made(folder, 6).ledger
    EXPORT["bytes"] = ledger.export(folder / "whole.jsonl").read_bytes()
    EXPORT["key"] = ledger.public_key
    EXPORT["file"] = folder / "changed.jsonl"


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """An export with one thing done to it."""
    whole: bytes = EXPORT["bytes"]
    kind = draw(st.sampled_from(["byte", "bit", "insert", "delete", "swap", "drop", "double", "cut", "move"]))
    at = draw(st.integers(0, len(whole) - 1))
    if kind == "byte":
        return whole[:at] + bytes([draw(st.integers(0, 255))]) + whole[at + 1 :]
    if kind == "bit":
        return whole[:at] + bytes([whole[at] ^ 1 << draw(st.integers(0, 7))]) + whole[at + 1 :]
    if kind == "insert":
        return whole[:at] + draw(st.binary(min_size=1, max_size=3)) + whole[at:]
    if kind == "delete":
        return whole[:at] + whole[at + draw(st.integers(1, 40)) :]
    if kind == "cut":
        return whole[:at]
    lines = whole.splitlines(keepends=True)
    one, other = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    if kind == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == "drop":
        del lines[one]
    elif kind == "double":
        lines.insert(other, lines[one])
    else:
        lines.insert(other, lines.pop(one))
    return b"".join(lines)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=mutations())
def test_any_single_mutation_is_found(changed: bytes) -> None:
    if changed.replace(b"\r\n", b"\n").rstrip(b"\n") == EXPORT["bytes"].rstrip(
        b"\n"
    ) and not changed.endswith(b"\n\n"):
        return
    EXPORT["file"].write_bytes(changed)
    try:
        found = verify_file(EXPORT["file"], EXPORT["key"])
    except MalformedData:
        return
    assert not found.ok
    assert all(found.faults)
