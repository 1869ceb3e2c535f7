"""Whatever goes wrong while a file is written: what stood there stays, and nothing else is left."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bad_input.disks import filled, limited, small_disk
from hostile.hostile_documents import FORMATS, PASSWORD, breaking_off, secret_document
from subjectrights.errors import WriteError
from subjectrights.writers.output import write_document

OLD = b"what stood there before"
LOCKED = [(suffix, password) for suffix in FORMATS for password in (None, PASSWORD)]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, watched."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def standing(folder: Path, suffix: str, password: str | None = None) -> Path:
    """A file of somebody else's mode that stands where the new one is to go."""
    archived = password is not None and suffix != "pdf" and not suffix.endswith("zip")
    folder.mkdir()
    path = folder / f"ana.{suffix}{'.zip' if archived else ''}"
    path.write_bytes(OLD)
    path.chmod(0o644)
    return path


def only(folder: Path, path: Path) -> bool:
    return list(folder.iterdir()) == [path]


@pytest.mark.parametrize(("suffix", "password"), LOCKED)
def test_a_disk_that_fills_up_leaves_the_file_before(
    tmp_path: Path, temporary: Path, suffix: str, password: str | None
) -> None:
    """Edge case 37."""
    path = standing(tmp_path / "out", suffix, password)
    given = secret_document(400)
    size = write_document(given, tmp_path / f"whole.{suffix}", password=password).bytes
    for limit in (1, size - 1):
        with pytest.raises(WriteError, match="larger than"), limited(limit):
            write_document(given, tmp_path / "out" / f"ana.{suffix}", password=password)
        assert path.read_bytes() == OLD
        assert only(tmp_path / "out", path)
        assert list(temporary.iterdir()) == []


def test_a_full_disk_leaves_the_file_before(tmp_path: Path, temporary: Path) -> None:
    """Edge case 37."""
    with small_disk(tmp_path / "disk", size=1 << 20) as disk:
        path = disk / "ana.json"
        path.write_bytes(OLD)
        ballast = filled(disk, free=8192)
        before = set(disk.iterdir())
        with pytest.raises(WriteError, match="no space is left"):
            write_document(secret_document(2_000), path)
        assert (path.read_bytes(), set(disk.iterdir())) == (OLD, before)
        ballast.unlink()
        assert write_document(secret_document(2_000), path).bytes == path.stat().st_size


@contextmanager
def failing_at(call: int, error: BaseException) -> Iterator[list[int]]:
    """Raise an error when a function is called for the n-th time, whichever that is."""
    count = [0]

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        if event in ("call", "c_call"):
            count[0] += 1
            if count[0] == call:
                sys.setprofile(None)
                raise error

    sys.setprofile(profile)
    try:
        yield count
    finally:
        sys.setprofile(None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("suffix", "password"), [*((suffix, None) for suffix in FORMATS), ("json", PASSWORD), ("xlsx", PASSWORD)]
)
def test_an_error_at_any_moment_leaves_the_file_before_or_the_new_one_whole(
    tmp_path: Path, temporary: Path, suffix: str, password: str | None
) -> None:
    """Edge case 37: an interrupt, no memory or a fault, in any function that is called on the way."""
    given = secret_document(5)
    path = standing(tmp_path / "out", suffix, password)
    target = tmp_path / "out" / f"ana.{suffix}"
    write_document(given, tmp_path / f"warm.{suffix}", password=password)
    with failing_at(0, RuntimeError()) as count:
        write_document(given, tmp_path / f"warm.{suffix}", password=password)
    last = 8 if suffix == "pdf" else 40
    moments = random.Random(suffix).sample(range(1, count[0] - last), 3)
    moments += range(count[0] - last, count[0])
    for number, moment in enumerate(moments):
        path.write_bytes(OLD)
        error = (KeyboardInterrupt(), MemoryError(), RuntimeError())[number % 3]
        try:
            with failing_at(moment, error):
                whole = write_document(given, target, password=password).bytes
        except (WriteError, KeyboardInterrupt, MemoryError, RuntimeError):
            whole = None
        assert list((tmp_path / "out").iterdir()) == [path], (moment, count)
        assert list(temporary.iterdir()) == []
        if path.read_bytes() == OLD:
            assert whole is None
        else:
            # It failed after the file had taken its place: then it is whole, and its owner's alone.
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert whole in (None, path.stat().st_size)
            assert path.stat().st_size > len(OLD)


_KILLED = """
import os, signal, sys
from pathlib import Path
from hostile.hostile_documents import FORMATS, breaking_off, secret_document
from subjectrights.writers.output import write_document
given = breaking_off(secret_document(), lambda: os.kill(os.getpid(), signal.SIGKILL))
write_document(given, Path(sys.argv[1]), password=sys.argv[2] or None)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name")
@pytest.mark.parametrize(
    ("suffix", "password"),
    [("json", ""), ("csv.zip", ""), ("xlsx", ""), ("pdf", ""), ("xlsx", PASSWORD)],
)
def test_a_process_that_is_killed_leaves_nothing(tmp_path: Path, suffix: str, password: str) -> None:
    """Edge case 37."""
    path = standing(tmp_path / "out", suffix, password or None)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "out" / f"ana.{suffix}"), password]
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert only(path.parent, path)
    assert path.read_bytes() == OLD
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("mask", [0, 0o022, 0o777])
@pytest.mark.parametrize(("suffix", "password"), [("json", None), ("xlsx", None), ("pdf", PASSWORD)])
def test_the_mode_is_the_owner_s_alone_whatever_stood_there(
    tmp_path: Path, suffix: str, password: str | None, mask: int
) -> None:
    """Edge case 37."""
    path = standing(tmp_path / "out", suffix, password)
    before = os.umask(mask)
    try:
        write_document(secret_document(), path, password=password)
        write_document(secret_document(), path.with_name(f"new.{suffix}"), overwrite=False)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
    assert len(list(path.parent.iterdir())) == 2


def test_nobody_else_can_read_it_while_it_is_written(tmp_path: Path) -> None:
    """Edge case 37."""
    seen: list[int] = []
    folder = tmp_path / "out"
    folder.mkdir()

    def look() -> None:
        for link in Path("/proc/self/fd").iterdir():
            with suppress(FileNotFoundError):
                if str(folder) in str(link.readlink()):
                    seen.append(stat.S_IMODE(link.stat().st_mode))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files can't be looked at here")
    write_document(breaking_off(secret_document(), look), folder / "ana.json")
    assert set(seen) == {0o600}


def test_a_link_is_replaced_wherever_it_leads(tmp_path: Path) -> None:
    """Edge case 37: somebody who may write into the folder can't have a report written elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "key").write_bytes(OLD)
    for name, leads_to in (("file", "elsewhere/key"), ("nothing", "elsewhere/new"), ("loop", "loop.json")):
        link = tmp_path / f"{name}.json"
        link.symlink_to(leads_to)
        with pytest.raises(WriteError):
            write_document(secret_document(), link, overwrite=False)
        assert link.is_symlink()
        write_document(secret_document(), link)
        assert not link.is_symlink()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["key"]
    assert (tmp_path / "elsewhere" / "key").read_bytes() == OLD


def test_a_link_to_a_folder_or_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for leads_to, why in (("folder", "it is a folder"), (os.devnull, "not a regular file")):
        link = tmp_path / "ana.json"
        link.symlink_to(leads_to)
        with pytest.raises(WriteError, match=why):
            write_document(secret_document(), link)
        assert link.is_symlink()
        link.unlink()


def test_without_nameless_files_it_is_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on systems other than Linux."""
    from subjectrights.writers import placing

    monkeypatch.setattr(placing, "_UNNAMED", 0)
    path = standing(tmp_path / "out", "json")
    names: list[str] = []

    def fail() -> None:
        names.extend(one.name for one in path.parent.iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_document(breaking_off(secret_document(), fail), path)
    assert len(names) == 2
    assert (path.read_bytes(), only(path.parent, path)) == (OLD, True)
    write_document(secret_document(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert only(path.parent, path)
