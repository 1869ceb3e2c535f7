"""A receipt that was handed out is checked with a public key alone, and a figure changed in it is found."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import subjectrights as sr
from estates import IDENTIFIERS
from proof.chains import SECOND, made
from subjectrights.cli.frame import run
from subjectrights.datamap.model import DataMap
from subjectrights.errors import MalformedData, RequestError
from subjectrights.receipt import Receipt
from subjectrights.register.ledger import verify_file
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

FORMATS = ("json", "pdf", "html", "xml")
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "check-a-receipt.md"


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[sr.Estate]:
    people = {"identifiers": {"customer_id": "id", "email": "email"}, "person": True}
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS,
            "stores": {"crm": {"type": "memory", "tables": {"people": people}}},
            "folder": tmp_path,
        }
    )
    table = pa.table({"id": [1, 2, 3], "email": ["ana@x.be", "bob@x.be", "cy@x.be"]})
    store = MemoryStore.of("crm", {"people": table}, {"people": Keys(primary=("id",))})
    with sr.Estate(datamap, clock=lambda: NOW, stores={"crm": store}) as opened:
        yield opened


@pytest.fixture
def receipt(estate: sr.Estate) -> Receipt:
    estate.subject(email="bob@x.be").erase()
    return estate.subject(email="ana@x.be").erase()


def test_a_receipt_carries_its_entry_of_the_ledger(estate: sr.Estate, receipt: Receipt) -> None:
    entry = estate.ledger.entries()[1]
    assert receipt.proof is not None
    assert json.loads(receipt.proof["receipt"]) == entry.receipt == receipt.to_dict()
    carried = {name: receipt.proof[name] for name in ("number", "at", "previous", "hash", "signature", "key")}
    assert carried.items() <= entry.to_dict().items()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_a_receipt_is_genuine_as_it_was_written(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path, suffix: str, language: str
) -> None:
    file = tmp_path / f"receipt.{suffix}"
    receipt.write(file, language=language)
    found = sr.verify_receipt(file, estate.ledger.public_key)
    assert found.ok
    assert found.number == 2
    assert found.hash == receipt.digest
    assert found.receipt == receipt.to_dict()
    assert "crm.people: done (1 deleted)" in str(found)
    assert b"ana@x.be" not in file.read_bytes()


@pytest.mark.parametrize("suffix", FORMATS)
def test_any_figure_or_word_changed_is_found(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path, suffix: str
) -> None:
    key = estate.ledger.public_key
    receipt.write(tmp_path / f"receipt.{suffix}", language="en")
    whole = (tmp_path / f"receipt.{suffix}").read_bytes()
    # Every digit and some letters of the text formats, and bytes all over a PDF.
    places = [at for at, byte in enumerate(whole) if 0x30 <= byte <= 0x39]
    places = [*places[:: max(1, len(places) // 120)], *range(0, len(whole) - 1, max(1, len(whole) // 60))]
    changed = tmp_path / f"changed.{suffix}"
    for at in places:
        if whole[at : at + 1].isspace():
            continue
        other = b"8" if whole[at : at + 1] != b"8" else b"9"
        changed.write_bytes(whole[:at] + other + whole[at + 1 :])
        try:
            assert not sr.verify_receipt(changed, key).ok, at
        except MalformedData:
            continue


def test_what_the_file_tells_must_be_what_was_signed(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.json"
    receipt.write(file, language="en")
    whole = json.loads(file.read_text())

    def faults(change: Any) -> tuple[str, ...]:
        data = json.loads(json.dumps(whole))
        change(data)
        file.write_text(json.dumps(data))
        return sr.verify_receipt(file, estate.ledger.public_key).faults

    assert faults(lambda d: None) == ()
    found = faults(lambda d: d["metadata"]["counts"]["crm.people"].update(deleted=2))
    assert found[0].startswith("counts stands in the file otherwise")
    assert "changed after it was written" in found[1]
    assert faults(lambda d: d["sections"][0]["paragraphs"].append("x")) == (found[1],)
    assert faults(lambda d: d["tables"]["receipt"]["rows"][0].update(deleted=7)) == (found[1],)
    assert "number stands" in faults(lambda d: d["metadata"].update(number=1))[0]
    assert "believe the signed proof" in faults(lambda d: d["metadata"]["proof"].pop("document"))[0]
    assert "no longer gives its hash" in faults(lambda d: d["metadata"]["proof"].update(number=3))[0]
    seal = {"hash": "0" * 64, "signature": "x"}
    assert "changed after" in faults(lambda d: d["metadata"]["proof"].update(document=seal))[0]


def test_a_pdf_without_its_seal_is_not_taken_for_genuine(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.pdf"
    receipt.write(file)
    file.write_bytes(file.read_bytes().rsplit(b"%subjectrights", 1)[0])
    assert "lost the seal at its end" in sr.verify_receipt(file, estate.ledger.public_key).faults[0]


def test_a_pdf_with_its_seal_opens_and_its_data_can_be_checked_apart(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    receipt.write(tmp_path / "receipt.pdf")
    reader = PdfReader(tmp_path / "receipt.pdf", strict=True)
    assert len(reader.pages) >= 1
    (tmp_path / "data.json").write_bytes(reader.attachments["data.json"][0])
    assert sr.verify_receipt(tmp_path / "data.json", estate.ledger.public_key).ok


def test_another_s_key_is_not_enough(estate: sr.Estate, receipt: Receipt, tmp_path: Path) -> None:
    receipt.write(tmp_path / "receipt.json")
    other = made(tmp_path, 0, SECOND, name="other").ledger.public_key
    assert "names the key" in sr.verify_receipt(tmp_path / "receipt.json", other).faults[0]
    with pytest.raises(RequestError):
        sr.verify_receipt(tmp_path / "receipt.json", "x")


@pytest.mark.parametrize(
    "text", ["", "x", "{}", "[]", "<html></html>", "%PDF-1.7", '{"metadata": {"proof": {}}}', "[" * 99_999]
)
def test_what_is_no_receipt_is_refused(text: str, estate: sr.Estate, tmp_path: Path) -> None:
    (tmp_path / "no").write_text(text)
    with pytest.raises(MalformedData, match="no receipt that can be checked"):
        sr.verify_receipt(tmp_path / "no", estate.ledger.public_key)
    with pytest.raises(MalformedData, match="can't be read"):
        sr.verify_receipt(tmp_path / "none", estate.ledger.public_key)


def test_a_receipt_in_the_hand_anchors_the_ledger(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    for suffix in FORMATS:
        receipt.write(tmp_path / f"receipt.{suffix}")
    key = estate.ledger.public_key
    file = estate.ledger.export(tmp_path / "ledger.jsonl")
    for suffix in FORMATS:
        assert verify_file(file, key, receipt=tmp_path / f"receipt.{suffix}").ok
        assert estate.ledger.verify(receipt=tmp_path / f"receipt.{suffix}").ok
    assert estate.ledger.verify(receipt=receipt).ok
    other = made(tmp_path, 4, SECOND, name="other").ledger
    assert "the receipt no. 2 isn't in this ledger" in other.verify(receipt=receipt).faults[0]
    without = Receipt(token="t", right=receipt.right, at=NOW, subjects=1, found=1)
    with pytest.raises(RequestError, match="isn't in a ledger"):
        estate.ledger.verify(receipt=without)


def test_it_is_checked_without_estate_map_register_or_secret(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    away.mkdir()
    receipt.write(away / "receipt.json")
    estate.ledger.export(away / "ledger.jsonl")
    (away / "key.pem").write_text(estate.ledger.public_pem)
    code = (
        "import sys, subjectrights as sr\n"
        "assert sr.verify_receipt('receipt.json', 'key.pem')\n"
        "assert sr.verify_file('ledger.jsonl', 'key.pem', receipt='receipt.json')\n"
        "heavy = ('sqlalchemy', 'pyarrow', 'pandas', 'pydantic', 'numpy')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=away, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
    assert sorted(path.name for path in away.iterdir()) == ["key.pem", "ledger.jsonl", "receipt.json"]


def test_the_documented_script_checks_it_with_cryptography_alone(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path
) -> None:
    scripts = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    by_name = {name: text for text in scripts for name in re.findall(r"# (check_\w+\.py)", text)}
    assert set(by_name) == {"check_receipt.py", "check_ledger.py"}
    receipt.write(tmp_path / "receipt.json")
    estate.ledger.export(tmp_path / "ledger.jsonl")
    (tmp_path / "key.pem").write_text(estate.ledger.public_pem)
    for name, target in (("check_receipt.py", "receipt.json"), ("check_ledger.py", "ledger.jsonl")):
        assert "subjectrights" not in re.sub(r'"[^"]*"|#.*', "", by_name[name])
        (tmp_path / name).write_text(by_name[name])
        command = [sys.executable, name, target, "key.pem"]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
        text = (tmp_path / target).read_text()
        for old, new in (('deleted\\":1', 'deleted\\":2'), ('"deleted":1', '"deleted":2'), ("done", "d0ne")):
            if old in text:
                (tmp_path / target).write_text(text.replace(old, new))
                assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
        (tmp_path / target).write_text(text)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl isn't installed")
def test_openssl_says_the_same(estate: sr.Estate, receipt: Receipt, tmp_path: Path) -> None:
    import base64

    assert receipt.proof is not None
    (tmp_path / "key.pem").write_text(estate.ledger.public_pem)
    (tmp_path / "hash.bin").write_bytes(bytes.fromhex(receipt.proof["hash"]))
    (tmp_path / "signature.bin").write_bytes(base64.b64decode(receipt.proof["signature"]))
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "hash.bin",
        "-sigfile",
        "signature.bin",
    ]
    assert " ".join(command) in PAGE.read_text("utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "hash.bin").write_bytes(bytes(32))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_the_commands_say_the_same_with_their_exit_codes(
    estate: sr.Estate, receipt: Receipt, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, ledger, key = (str(tmp_path / name) for name in ("receipt.json", "ledger.jsonl", "key.pem"))
    receipt.write(file, language="en")
    estate.ledger.export(ledger)
    Path(key).write_text(estate.ledger.public_pem)
    assert run(["receipt", "verify", file, "--public-key", key]) == 0
    assert "Receipt no. 2" in capsys.readouterr().out
    assert run(["receipt", "verify", file, "--public-key", key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert run(["ledger", "verify", ledger, "--public-key", key, "--receipt", file, "--entries", "2"]) == 0
    assert f"last hash {receipt.digest}" in capsys.readouterr().out
    assert run(["ledger", "verify", ledger, "--last", "0" * 63 + "1"]) == 1
    assert "isn't in this ledger" in capsys.readouterr().out
    assert run(["ledger", "verify", file]) == 3
    assert "receipt verify" in capsys.readouterr().err
    assert run(["receipt", "verify", ledger, "--public-key", key]) == 3
    assert run(["receipt", "verify", file]) == 2
    assert run(["ledger", "verify", "--public-key", key]) == 2
    capsys.readouterr()
    Path(file).write_text(Path(file).read_text().replace('"found": 1', '"found": 2'))
    assert run(["receipt", "verify", file, "--public-key", key]) == 1
    assert "NOT genuine" in capsys.readouterr().out
