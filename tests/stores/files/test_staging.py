"""Several files changed together, or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from subjectrights.changes import Count
from subjectrights.errors import StoreBusy, StoreChanged, StoreError, StoreReadOnly, Unfinished
from subjectrights.stores.files import (
    StagedFiles,
    Staging,
    Stamp,
    combined,
    discard,
    leftovers,
    listing,
    outcome,
    strays,
)
from subjectrights.terms import Outcome

PATTERN = "data/*.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name in "abc":
        (tmp_path / f"data/{name}.csv").write_text(f"old {name}")
    return tmp_path


def staging(folder: Path, token: str = "run1", *, wait: float = 0.1, store: str = "files") -> Staging:
    return Staging(store=store, folder=folder, patterns={"t": PATTERN}, token=token, wait_seconds=wait)


def staged(folder: Path, names: str = "ab", token: str = "run1", removed: str = "") -> StagedFiles:
    with staging(folder, token) as work:
        for name in names:
            shadow = work.shadow("t", folder / f"data/{name}.csv")
            shadow.file.write(f"new {name}".encode())
            shadow.finish()
        for name in removed:
            work.remove("t", folder / f"data/{name}.csv")
        return work.staged({"t": Count(deleted=1)})


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in listing(folder, PATTERN)}


def own_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".subjectrights-*") if path.name != ".subjectrights-lock"]


def known(folder: Path, token: str = "run1") -> Outcome:
    return outcome(folder, [PATTERN], store="files", token=token)


OLD = {"a.csv": "old a", "b.csv": "old b", "c.csv": "old c"}
NEW = {"a.csv": "new a", "b.csv": "new b", "c.csv": "old c"}


def test_shadows_are_seen_by_nobody_until_the_commit(folder: Path) -> None:
    work = staged(folder)
    assert texts(folder) == OLD
    assert sorted(path.name for path in (folder / "data").glob("*.csv")) == ["a.csv", "b.csv", "c.csv"]
    work.check()
    work.commit()
    assert texts(folder) == NEW
    assert known(folder) is Outcome.COMMITTED


def test_a_commit_keeps_files_that_were_not_staged_untouched(folder: Path) -> None:
    before = Stamp.of(folder / "data/c.csv")
    staged(folder).commit()
    assert Stamp.of(folder / "data/c.csv") == before


def test_a_commit_may_remove_a_file(folder: Path) -> None:
    work = staged(folder, "a", removed="c")
    assert texts(folder) == OLD
    work.commit()
    assert texts(folder) == {"a.csv": "new a", "b.csv": "old b"}


def test_an_abort_leaves_no_trace(folder: Path) -> None:
    """Edge case 37: the shadow is itself personal data."""
    work = staged(folder)
    work.abort()
    work.abort()
    assert texts(folder) == OLD
    assert own_files(folder) == []
    assert known(folder) is Outcome.NOT_COMMITTED


def test_an_error_while_staging_leaves_no_trace_and_no_lock(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), staging(folder) as work:
        work.shadow("t", folder / "data/a.csv").file.write(b"half")
        raise ZeroDivisionError
    assert own_files(folder) == []
    staged(folder, token="run2").abort()


def test_mode_and_extended_attributes_are_kept(folder: Path) -> None:
    """Edge case 37."""
    live = folder / "data/a.csv"
    live.chmod(0o640)
    marked = False
    if hasattr(os, "setxattr"):
        try:
            os.setxattr(live, "user.origin", b"import")
            marked = True
        except OSError:
            marked = False
    staged(folder, "a").commit()
    assert stat.S_IMODE(live.stat().st_mode) == 0o640
    assert not marked or os.getxattr(live, "user.origin") == b"import"


def test_a_shadow_is_readable_by_nobody_else_while_it_is_written(folder: Path) -> None:
    with staging(folder) as work:
        shadow = work.shadow("t", folder / "data/a.csv")
        assert stat.S_IMODE(shadow.path.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_kept(folder: Path) -> None:
    """Edge case 37."""
    os.chown(folder / "data/a.csv", 12345, 23456)
    staged(folder, "a").commit()
    status = (folder / "data/a.csv").stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)


def test_a_link_stays_and_its_target_is_replaced(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Edge case 37."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "real.csv").write_text("old")
    (folder / "data/d.csv").symlink_to(elsewhere / "real.csv")
    work = staged(folder, "d")
    assert len(leftovers(folder, [PATTERN], store="files", token="run1")) == 2
    work.commit()
    assert (folder / "data/d.csv").is_symlink()
    assert (elsewhere / "real.csv").read_text() == "new d"


def test_a_file_with_two_names_is_refused(folder: Path) -> None:
    """Edge case 37: the other name would keep the old bytes."""
    os.link(folder / "data/a.csv", folder / "copy.csv")
    with pytest.raises(StoreError, match="hard links") as caught, staging(folder) as work:
        work.shadow("t", folder / "data/a.csv")
    assert (caught.value.store, caught.value.table, caught.value.file) == ("files", "t", "data/a.csv")
    assert own_files(folder) == []


def test_a_read_only_file_is_refused_to_root_too(folder: Path) -> None:
    """Edge case 37."""
    (folder / "data/a.csv").chmod(0o444)
    with pytest.raises(StoreReadOnly), staging(folder) as work:
        work.shadow("t", folder / "data/a.csv")
    with pytest.raises(StoreReadOnly), staging(folder) as work:
        work.remove("t", folder / "data/a.csv")
    assert own_files(folder) == []


def test_a_read_only_folder_is_refused_to_root_too(folder: Path) -> None:
    """Edge case 37."""
    (folder / "data").chmod(0o555)
    try:
        with pytest.raises(StoreReadOnly), staging(folder) as work:
            work.shadow("t", folder / "data/a.csv")
    finally:
        (folder / "data").chmod(0o755)
    assert own_files(folder) == []


def test_a_file_may_not_be_changed_as_a_part_of_two_tables(folder: Path) -> None:
    patterns = {"t": PATTERN, "u": "data/a*"}
    with (
        pytest.raises(StoreError, match="two tables"),
        Staging(store="files", folder=folder, patterns=patterns, token="run1") as work,
    ):
        work.shadow("t", folder / "data/a.csv").finish()
        work.shadow("u", folder / "data/a.csv")
    assert own_files(folder) == []


@pytest.mark.parametrize("what", ["append", "same size", "new file", "removed file", "replaced"])
def test_a_change_between_staging_and_commit_is_noticed(folder: Path, what: str) -> None:
    """Edge cases 31 and 37; also in a file of the table that isn't staged."""
    work = staged(folder)
    live = folder / "data/c.csv"
    before = live.stat()
    if what == "append":
        live.write_text("old c and more")
    elif what == "same size":
        time.sleep(0.05)  # the system's clock for files ticks every few milliseconds
        live.write_text("OLD C")
        os.utime(live, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif what == "new file":
        (folder / "data/d.csv").write_text("d")
    elif what == "removed file":
        live.unlink()
    else:
        (folder / "other").write_text("old c")
        os.utime(folder / "other", ns=(before.st_atime_ns, before.st_mtime_ns))
        (folder / "other").replace(live)
    with pytest.raises(StoreChanged):
        work.check()
    work.abort()
    assert own_files(folder) == []


def test_a_run_that_died_half_way_is_not_committed_and_is_finished_by_doing_it_again(folder: Path) -> None:
    """Edge case 37: the second shadow is gone, so that the file system fails between two files."""
    work = staged(folder)
    shadows = sorted((folder / "data").glob("*.shadow"))
    shadows[1].unlink()
    with pytest.raises(StoreChanged):
        work.check()
    with pytest.raises(Unfinished):
        work.commit()
    assert texts(folder) == {"a.csv": "new a", "b.csv": "old b", "c.csv": "old c"}
    assert known(folder) is Outcome.NOT_COMMITTED
    again = staged(folder)
    again.check()
    again.commit()
    assert texts(folder) == NEW
    assert known(folder) is Outcome.COMMITTED
    discard(folder, [PATTERN], store="files", token="run1")
    assert own_files(folder) == []


def test_a_process_that_dies_leaves_files_that_its_token_finds_and_no_lock(folder: Path) -> None:
    program = (
        "import os, sys, pathlib\n"
        "from subjectrights.stores.files import Staging\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "with Staging(store='files', folder=folder, patterns={'t': 'data/*.csv'}, token='run1') as work:\n"
        "    shadow = work.shadow('t', folder / 'data/a.csv')\n"
        "    shadow.file.write(b'new a')\n"
        "    shadow.finish()\n"
        "    staged = work.staged({})\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 9
    assert texts(folder) == OLD
    assert known(folder) is Outcome.NOT_COMMITTED
    assert len(strays(folder, [PATTERN])) == 1
    staged(folder, token="run2").abort()
    discard(folder, [PATTERN], store="another", token="run1")
    assert len(own_files(folder)) == 2
    discard(folder, [PATTERN], store="files", token="run1")
    discard(folder, [PATTERN], store="files", token="run1")
    assert own_files(folder) == []
    assert texts(folder) == OLD


def test_discarding_a_committed_run_forgets_it_and_keeps_its_work(folder: Path) -> None:
    staged(folder).commit()
    discard(folder, [PATTERN], store="files", token="run1")
    assert known(folder) is Outcome.NOT_COMMITTED
    assert texts(folder) == NEW
    assert own_files(folder) == []


def test_a_second_run_waits_and_is_told_that_the_store_is_busy(folder: Path) -> None:
    work = staged(folder)
    with pytest.raises(StoreBusy):
        staging(folder, "run2")
    work.abort()
    staged(folder, token="run2").abort()


def test_a_second_run_goes_on_when_the_first_one_ends(folder: Path) -> None:
    work = staged(folder)
    ending = threading.Timer(0.2, work.abort)
    ending.start()
    with staging(folder, "run2", wait=10.0) as other:
        assert other.files("t") == listing(folder, PATTERN)
    ending.join()


def test_another_process_is_kept_out(folder: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from subjectrights.errors import StoreBusy\n"
        "from subjectrights.stores.files import Staging\n"
        "try:\n"
        "    Staging(store='files', folder=pathlib.Path(sys.argv[1]), patterns={'t': 'data/*.csv'},\n"
        "            token='run2', wait_seconds=0.1)\n"
        "except StoreBusy:\n"
        "    sys.exit(7)\n"
    )
    work = staged(folder)
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 7
    work.abort()
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 0


def test_two_stores_of_one_run_may_share_a_folder(folder: Path) -> None:
    first = staged(folder, "a")
    with staging(folder, "run1", store="others") as work:
        shadow = work.shadow("t", folder / "data/b.csv")
        shadow.file.write(b"new b")
        shadow.finish()
        second = work.staged({})
    first.abort()
    with pytest.raises(StoreBusy):
        staging(folder, "run2")
    second.commit()
    assert texts(folder) == {"a.csv": "old a", "b.csv": "new b", "c.csv": "old c"}
    assert known(folder) is Outcome.NOT_COMMITTED
    assert outcome(folder, [PATTERN], store="others", token="run1") is Outcome.COMMITTED


def test_work_that_was_let_go_can_neither_be_checked_nor_committed(folder: Path) -> None:
    work = staged(folder)
    work.let_go()
    with pytest.raises(StoreChanged):
        work.check()
    with pytest.raises(Unfinished):
        work.commit()
    assert texts(folder) == OLD


def test_a_combined_stamp_tells_no_path_and_differs_with_every_file(folder: Path) -> None:
    stamps = [(path.name, Stamp.of(path)) for path in listing(folder, PATTERN)]
    whole = combined(stamps)
    assert "csv" not in whole
    assert len({whole, combined(stamps[:2]), combined(reversed(stamps))}) == 3


def test_a_token_that_is_not_safe_in_a_file_name_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="token"):
        staging(folder, "../elsewhere")
    staged(folder).abort()
