"""A file with a password is closed to whoever doesn't know it, and was never open on a disk."""

from __future__ import annotations

import io
import json
import logging
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
import pyzipper

from hostile.hostile_documents import CANARY, FORMATS, PASSWORD, secret_document
from subjectrights.errors import MissingExtra, RequestError
from subjectrights.writers.output import Written, write_document
from subjectrights.writers.registry import writer_for
from subjectrights.writers.sealing import check_password, write_sealed

ARCHIVED = tuple(name for name in FORMATS if name != "pdf")


def opened(path: Path, password: str = PASSWORD) -> bytes:
    """What the only member of an encrypted archive holds."""
    with pyzipper.AESZipFile(path) as archive:
        (name,) = archive.namelist()
        return bytes(archive.read(name, pwd=password.encode()))


@pytest.mark.parametrize("suffix", ARCHIVED)
def test_other_formats_than_pdf_go_into_an_archive_that_only_the_password_opens(
    tmp_path: Path, suffix: str
) -> None:
    written = write_document(secret_document(), tmp_path / f"ana.{suffix}", password=PASSWORD)
    ending = suffix if suffix.endswith("zip") else f"{suffix}.zip"
    assert (written.path, written.encryption) == (tmp_path / f"ana.{ending}", "AES-256 (ZIP)")
    assert written.media_type == "application/zip"
    assert list(tmp_path.iterdir()) == [written.path]
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o600
    raw = written.path.read_bytes()
    assert len(raw) == written.bytes
    assert CANARY.encode() not in raw
    plain = io.BytesIO()
    losses = writer_for(suffix).write(secret_document(), plain)
    assert written.losses == tuple(losses)
    if suffix != "xlsx":
        assert opened(written.path) == plain.getvalue()
    with pytest.raises(RuntimeError, match="Bad password"):
        opened(written.path, PASSWORD + "x")
    with zipfile.ZipFile(written.path) as archive, pytest.raises((RuntimeError, NotImplementedError)):
        archive.read(archive.namelist()[0])


@pytest.mark.parametrize("suffix", ARCHIVED)
def test_an_archive_is_encrypted_with_aes_256_and_its_names_tell_nothing(tmp_path: Path, suffix: str) -> None:
    path = write_document(secret_document(), tmp_path / f"{CANARY}.{suffix}", password=PASSWORD).path
    assert path is not None
    with pyzipper.AESZipFile(path) as archive:
        (member,) = archive.infolist()
    assert member.filename == f"export.{suffix}"
    assert (member.wz_aes_strength, member.wz_aes_version, member.flag_bits & 1) == (3, 2, 1)
    assert member.CRC == 0
    assert member.date_time == (1980, 1, 1, 0, 0, 0)
    assert CANARY.encode() not in path.read_bytes()


def test_an_archive_s_name_may_say_what_is_in_it(tmp_path: Path) -> None:
    for name, member in (
        ("ana.json.zip", "export.json"),
        ("ana.xlsx.zip", "export.xlsx"),
        ("ana.parquet.zip", "export.parquet.zip"),
        ("ana.zip", "export.csv.zip"),
        ("ana.pdf.zip", "export.csv.zip"),
    ):
        path = write_document(secret_document(), tmp_path / name, password=PASSWORD).path
        assert path == tmp_path / name
        with pyzipper.AESZipFile(path) as archive:
            assert archive.namelist() == [member]


def test_a_pdf_is_encrypted_by_its_own_means_with_what_is_attached(tmp_path: Path) -> None:
    written = write_document(secret_document(), tmp_path / "ana.pdf", password=PASSWORD)
    assert (written.path, written.encryption) == (tmp_path / "ana.pdf", "AES-256 (PDF)")
    assert written.media_type == "application/pdf"
    raw = (tmp_path / "ana.pdf").read_bytes()
    for told in (CANARY, CANARY.encode("utf-16-be").hex(), "data.json", "subjectrights", "(en)"):
        assert told.encode() not in raw
    closed = pypdf.PdfReader(io.BytesIO(raw))
    with pytest.raises(pypdf.errors.PyPdfError):
        closed.pages[0].extract_text()
    assert pypdf.PdfReader(io.BytesIO(raw)).decrypt("another password") == 0
    pdf = pypdf.PdfReader(io.BytesIO(raw), password=PASSWORD)
    encryption = pdf.trailer["/Encrypt"].get_object()
    assert (encryption["/V"], encryption["/R"], encryption["/CF"]["/StdCF"]["/CFM"]) == (5, 6, "/AESV3")
    assert CANARY in pdf.pages[0].extract_text()
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (CANARY, CANARY)
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert list(pdf.attachments) == ["data.json"]
    (attached,) = pdf.attachments["data.json"]
    assert json.loads(attached)["metadata"] == {"who": CANARY}
    (file,) = (one.get_object() for one in pdf.trailer["/Root"]["/AF"])
    assert (file["/F"], file["/UF"]) == ("data.json", "data.json")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_open_file_gets_the_encrypted_document(suffix: str) -> None:
    out = io.BytesIO()
    written = write_document(secret_document(), out, format=suffix, password=PASSWORD)
    assert written.encryption is not None
    assert written.bytes == len(out.getvalue())
    assert CANARY.encode() not in out.getvalue()


_WATCHED = """
import os, sys, json
from pathlib import Path
folder, temporary, suffix = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
from hostile.hostile_documents import PASSWORD, secret_document
from subjectrights.writers.output import write_document
write_document(secret_document(), folder / f"warm.{suffix}", password=PASSWORD)
opened = []
def hook(event, args):
    if event == "open" and args[2] and args[2] & (os.O_WRONLY | os.O_RDWR):
        opened.append(os.fspath(args[0]) if not isinstance(args[0], int) else "")
    if event.startswith("tempfile."):
        opened.append(str(args))
sys.addaudithook(hook)
write_document(secret_document(), folder / f"ana.{suffix}", password=PASSWORD)
print(json.dumps(opened))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the file has a name from the beginning")
@pytest.mark.parametrize("suffix", ["xlsx", "pdf", "csv.zip"])
def test_nothing_but_the_encrypted_file_is_opened_for_writing(tmp_path: Path, suffix: str) -> None:
    folder, temporary = tmp_path / "out", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    before = temporary.stat().st_mtime_ns
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(tests)}
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(folder), str(temporary), suffix],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert [Path(one) for one in json.loads(done.stdout) if one] == [folder]
    assert temporary.stat().st_mtime_ns == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_byte_that_is_written_on_the_way_is_readable(suffix: str) -> None:
    class Recorder(io.BytesIO):
        def __init__(self) -> None:
            super().__init__()
            self.pieces: list[bytes] = []

        def write(self, data: Any) -> int:
            self.pieces.append(bytes(data))
            return super().write(data)

    plain, out = io.BytesIO(), Recorder()
    writer_for(suffix).write(secret_document(), plain)
    write_sealed(secret_document(), out, writer_for(suffix), PASSWORD)
    everything = b"".join(out.pieces)
    # Headers are written twice; were the document itself, there would be more.
    assert len(everything) <= len(out.getvalue()) + 200
    assert CANARY.encode() not in everything
    if suffix == "pdf":
        return
    for start in range(0, len(plain.getvalue()) - 16, 997):
        assert plain.getvalue()[start : start + 16] not in everything


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "shorter than 12"),
        ("Tulip-7", "shorter than 12"),
        ("a" * 40, "too easily guessed"),
        ("123456789012", "too easily guessed"),
        ("abababababababab", "too easily guessed"),
        ("abcdefghijkl", "too easily guessed"),
        ("A1-" * 43, "longer than 127"),
        ("contraseña-77-x", "can type in"),
        ("Tulip-7-Anchor\t93", "can type in"),
        (" Tulip-7-Anchor-93", "can type in"),
        ("Tulip-7-Anchor-93\n", "can type in"),
        (b"Tulip-7-Anchor-93", "takes a text"),
        (12345678901234567890, "takes a text"),
    ],
)
def test_a_weak_password_is_refused_and_not_quoted(tmp_path: Path, password: Any, why: str) -> None:
    with pytest.raises(RequestError, match=why) as caught:
        write_document(secret_document(), tmp_path / "ana.pdf", password=password)
    if password:
        assert str(password) not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery", "1234567890987654321", "aB3$" * 5 + "xy"]
)
def test_a_password_that_holds_is_taken(password: str) -> None:
    assert check_password(password) == password


def test_without_the_package_for_archives_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyzipper", None)
    with pytest.raises(MissingExtra, match=r"subjectrights\[encryption\]"):
        write_document(secret_document(), tmp_path / "ana.json", password=PASSWORD)
    assert list(tmp_path.iterdir()) == []
    assert write_document(secret_document(), tmp_path / "ana.pdf", password=PASSWORD).encryption


@pytest.mark.parametrize("suffix", ["pdf", "json"])
def test_neither_password_nor_data_are_told(
    tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        written: Written = write_document(secret_document(), tmp_path / f"ana.{suffix}", password=PASSWORD)
    told = repr(written) + str(written) + caplog.text
    assert PASSWORD not in told
    assert CANARY not in told
