"""Files are encrypted by a password that never stands on the command line."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
import pyzipper

from subjectrights.cli import passwords

if TYPE_CHECKING:
    from tests.cli.conftest import Command

PASSWORD = "Tulip-7-Anchor-93"
ANA = ("--by", "email=ana.lopez@example.com")
NAME = "López"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Somebody sits at the terminal and types these, each when a password is asked for."""
    answers = iter(lines)
    monkeypatch.setattr(sys, "stdin", _Terminal())
    monkeypatch.setattr(passwords, "getpass", lambda _: next(answers))


def opened(path: Path) -> str:
    with pyzipper.AESZipFile(path) as archive:
        (name,) = archive.namelist()
        return archive.read(name, pwd=PASSWORD.encode()).decode()


def test_an_export_is_encrypted_by_the_password_in_a_file(estate: Path, command: Command) -> None:
    (estate / "password").write_text(f"{PASSWORD}\n")
    ended = command("export", "ana.json", *ANA, "--password-file", "password")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("ana.json.zip: ")
    assert "encrypted: AES-256 (ZIP)" in ended.out
    assert NAME in opened(estate / "ana.json.zip")
    assert not (estate / "ana.json").exists()


def test_a_report_is_encrypted_by_the_password_in_the_environment(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUBJECTRIGHTS_PASSWORD", PASSWORD)
    ended = command("access", *ANA, "--out", "ana.pdf", "--encrypt")
    assert "encrypted: AES-256 (PDF)" in ended.err
    pages = pypdf.PdfReader(estate / "ana.pdf", password=PASSWORD).pages
    assert any(NAME in page.extract_text() for page in pages)
    ended = command("export", "open.json", *ANA)
    assert ended.code == 0
    assert NAME in (estate / "open.json").read_text("utf-8")


def test_a_password_is_asked_for_twice(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, PASSWORD, PASSWORD)
    ended = command("export", "ana.json", *ANA, "--encrypt", "--json")
    assert (ended.code, ended.json["path"], ended.json["encryption"]) == (0, "ana.json.zip", "AES-256 (ZIP)")
    assert NAME in opened(estate / "ana.json.zip")
    assert PASSWORD not in ended.out + ended.err


def test_two_different_passwords_write_nothing(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, PASSWORD, PASSWORD + "x")
    before = set(estate.iterdir())
    ended = command("export", "ana.json", *ANA, "--encrypt")
    assert (ended.code, "differ" in ended.err) == (2, True)
    assert set(estate.iterdir()) == before


def test_nobody_at_the_terminal_is_said_so(estate: Path, command: Command) -> None:
    ended = command("export", "ana.json", *ANA, "--encrypt")
    assert (ended.code, "--password-file" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"", "stands alone"),
        (b"\n", "shorter than 12"),
        (b"first line here\nsecond line here\n", "stands alone"),
        (b"short\n", "shorter than 12"),
        (b"\xff\xfe\x00", "UTF-8"),
        (None, "can't be read"),
    ],
)
def test_a_file_without_a_good_password_is_refused(
    estate: Path, command: Command, held: bytes | None, why: str
) -> None:
    if held is not None:
        (estate / "password").write_bytes(held)
    before = set(estate.iterdir())
    ended = command("export", "ana.json", *ANA, "--password-file", "password")
    assert (ended.code, why in ended.err) == (3, True), ended.err
    assert set(estate.iterdir()) == before


def test_a_password_for_a_report_that_is_not_written_is_wrong_usage(estate: Path, command: Command) -> None:
    ended = command("access", *ANA, "--encrypt")
    assert (ended.code, "--out" in ended.err) == (2, True)


def test_exports_of_several_people_are_all_encrypted(estate: Path, command: Command) -> None:
    (estate / "people.csv").write_text("email\nana.lopez@example.com\nnobody@example.com\n")
    (estate / "password").write_text(PASSWORD)
    ended = command("export", "out", "--people", "people.csv", "--password-file", "password")
    assert ended.code == 0, ended.err
    assert sorted(path.name for path in (estate / "out").iterdir()) == ["000001.json.zip", "000002.json.zip"]
    assert NAME in opened(estate / "out" / "000001.json.zip")
    assert "one password opens every one of these files" in ended.err
