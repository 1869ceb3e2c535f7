"""A document is written wholly or not at all, and for its owner's eyes only."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from writers_support import document, table, whole_document

from subjectrights.errors import WriteError
from subjectrights.writers.document import Document
from subjectrights.writers.output import write_document


class _Failing(dict[str, Any]):
    """Metadata that fails when it is written, half-way through the file."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def items(self) -> Any:
        raise self.error


def _failing(error: BaseException) -> Document:
    return document(pa.table({"email": ["ana@example.com"]}), metadata=_Failing(error))


def _lossy() -> Document:
    return document(table(pa.table({"note": ["secret\u202e"]}), "crm.notes"))


def test_what_was_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ana.json"
    result = write_document(whole_document(), path)
    data = path.read_bytes()
    assert json.loads(data)["title"] == "Your data"
    assert (result.path, result.bytes, result.losses) == (path, len(data), ())
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    assert result.media_type == "application/json"


@pytest.mark.parametrize("suffix", [".json", ".csv.zip", ".xlsx", ".pdf", ".html", ".xml", ".parquet.zip"])
def test_only_the_owner_may_read_it(tmp_path: Path, suffix: str) -> None:
    """Edge case 37."""
    mask = os.umask(0)
    try:
        path = tmp_path / f"ana{suffix}"
        write_document(whole_document(), str(path))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), MemoryError(), RuntimeError("ana@example.com"), OSError()]
)
@pytest.mark.parametrize("there_before", [True, False])
def test_a_failure_half_way_leaves_everything_as_it_was(
    tmp_path: Path, error: BaseException, there_before: bool
) -> None:
    """Edge case 37."""
    path = tmp_path / "ana.json"
    if there_before:
        path.write_text("before")
    with pytest.raises((WriteError, KeyboardInterrupt)) as caught:
        write_document(_failing(error), path)
    assert "example.com" not in str(caught.value)
    assert caught.value.__cause__ is None
    if there_before:
        assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path] * there_before


def test_a_file_that_exists_is_replaced_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "ana.json"
    path.write_text("before")
    with pytest.raises(WriteError, match="overwrite=False"):
        write_document(whole_document(), path, overwrite=False)
    assert path.read_text() == "before"
    write_document(whole_document(), path)
    assert path.read_text() != "before"
    write_document(whole_document(), tmp_path / "new.json", overwrite=False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ana.json", "new.json"]


def test_strict_writes_nothing_that_loses_something(tmp_path: Path) -> None:
    path = tmp_path / "ana.pdf"
    with pytest.raises(WriteError, match=r"crm\.notes\.note") as caught:
        write_document(_lossy(), path, strict=True)
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert len(write_document(_lossy(), path).losses) == 1
    assert write_document(_lossy(), tmp_path / "ana.json", strict=True).losses == ()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"missing.*folder doesn't exist"):
        write_document(whole_document(), tmp_path / "missing" / "ana.json")
    with pytest.raises(WriteError, match="it is a folder"):
        write_document(whole_document(), tmp_path, format="json")
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="not a folder"):
        write_document(whole_document(), tmp_path / "file" / "ana.json")
    with pytest.raises(WriteError, match="too long"):
        write_document(whole_document(), tmp_path / ("x" * 300 + ".json"))
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(WriteError, match="not a regular file"):
        write_document(whole_document(), tmp_path / "pipe.json")


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of a file")
def test_no_space_left_is_an_error_of_ours_and_leaves_nothing(tmp_path: Path) -> None:
    """Edge case 37."""
    code = (
        "import resource, signal, sys, pyarrow as pa\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from writers_support import document\n"
        "from subjectrights.errors import WriteError\n"
        "from subjectrights.writers.output import write_document\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try:\n"
        "    write_document(document(pa.table({'a': range(9_999)})), sys.argv[1])\n"
        "except WriteError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "ana.json"), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "larger than the file system takes" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_open_file_gets_the_whole_document_or_nothing() -> None:
    out = io.BytesIO()
    result = write_document(whole_document(), out, format="json")
    assert result.path is None
    assert result.bytes == len(out.getvalue())
    assert json.loads(out.getvalue())["title"] == "Your data"
    for given_document, strict in ((_lossy(), True), (_failing(RuntimeError()), False)):
        out = io.BytesIO()
        with pytest.raises(WriteError):
            write_document(given_document, out, format="html" if strict else "json", strict=strict)
        assert out.getvalue() == b""


def test_an_open_file_needs_a_format() -> None:
    with pytest.raises(WriteError, match="format="):
        write_document(whole_document(), io.BytesIO())


def test_the_format_may_differ_from_the_suffix(tmp_path: Path) -> None:
    write_document(whole_document(), tmp_path / "ana.txt", format="json")
    assert json.loads((tmp_path / "ana.txt").read_bytes())["title"] == "Your data"


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    """Edge case 37."""
    (tmp_path / "target.json").write_text("before")
    (tmp_path / "ana.json").symlink_to(tmp_path / "target.json")
    write_document(whole_document(), tmp_path / "ana.json")
    assert (tmp_path / "target.json").read_text() == "before"
    assert not (tmp_path / "ana.json").is_symlink()
