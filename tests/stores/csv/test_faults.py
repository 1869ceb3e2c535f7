"""What goes wrong leaves the files as they were, and no error tells a value."""

from __future__ import annotations

import gzip
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from subjectrights.changes import Delete, Match
from subjectrights.errors import (
    MalformedData,
    StoreBusy,
    StoreChanged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    Unfinished,
)
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.csv import CsvStore
from subjectrights.terms import Outcome
from subjectrights.testing.checks import refused

CANARY = "canary.7f3a@example.com"
CONTENT = f"id,mail\n1,{CANARY}\n2,bo@x.com\n".encode()
KEPT = b"id,mail\n2,bo@x.com\n"


def store(folder: Path, *, wait: float = 0.1, **paths: str) -> CsvStore:
    tables = {
        name: TableSource(name=name, options={"path": path})
        for name, path in (paths or {"people": "people.csv"}).items()
    }
    opened = CsvStore(StoreSource(name="files", type="csv", folder=folder, tables=tables))
    opened.wait_seconds = wait
    return opened


def erase(table: str = "people") -> list[Any]:
    return [Delete(table=table, match=Match(columns=("mail",), keys=pa.array([CANARY])))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_bytes(CONTENT)
    return tmp_path


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".subjectrights-*") if path.name != ".subjectrights-lock"]


def test_a_read_only_file_may_be_read_but_not_changed(folder: Path) -> None:
    """Edge case 37: root would be let through by the system."""
    (folder / "people.csv").chmod(0o444)
    opened = store(folder)
    assert len(list(opened.find("people"))) == 1
    with refused(StoreReadOnly, without=(CANARY,)):
        opened.stage(erase(), "run1")
    assert (folder / "people.csv").read_bytes() == CONTENT
    assert left_over(folder) == []


def test_a_hard_link_is_refused(folder: Path) -> None:
    """Edge case 37."""
    os.link(folder / "people.csv", folder / "copy")
    with refused(StoreError, without=(CANARY,)):
        store(folder).stage(erase(), "run1")
    assert (folder / "copy").read_bytes() == CONTENT


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The system refuses to write beyond that, as it does where there is no space left."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("packed", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, packed: bool) -> None:
    """Edge case 37."""
    rows = b"".join(b"%d,%s\n" % (number, os.urandom(20).hex().encode()) for number in range(40_000))
    content = gzip.compress(CONTENT + rows) if packed else CONTENT + rows
    (tmp_path / "people.csv").write_bytes(content)
    opened = store(tmp_path)
    opened.schema()
    with no_file_longer_than(200_000), refused(StoreFull, without=(CANARY,)):
        opened.stage(erase(), "run1")
    assert (tmp_path / "people.csv").read_bytes() == content
    assert left_over(tmp_path) == []
    opened.stage(erase(), "run2").abort()


def test_a_broken_file_of_a_table_stops_the_run_before_anything_is_staged(folder: Path) -> None:
    """Edge case 34: also where another file of the table could be changed."""
    (folder / "people2.csv").write_bytes(b'id,mail\n3,"never closed\n')
    with refused(MalformedData, without=(CANARY,)):
        store(folder, people="people*.csv").stage(erase(), "run1")
    assert (folder / "people.csv").read_bytes() == CONTENT
    assert left_over(folder) == []


def test_a_file_that_changes_between_stage_and_commit_is_noticed(folder: Path) -> None:
    """Edge cases 31 and 37: another program's row is not lost."""
    opened = store(folder)
    staged = opened.stage(erase(), "run1")
    with (folder / "people.csv").open("ab") as file:
        file.write(b"3,new@x.com\n")
    with refused(StoreChanged, without=(CANARY,)):
        staged.check()
    staged.abort()
    assert (folder / "people.csv").read_bytes() == CONTENT + b"3,new@x.com\n"
    again = opened.stage(erase(), "run2")
    again.check()
    again.commit()
    assert (folder / "people.csv").read_bytes() == KEPT + b"3,new@x.com\n"


def test_a_crash_leaves_shadows_that_are_no_rows_and_that_the_token_removes(folder: Path) -> None:
    """Edge case 37: the shadow is personal data too."""
    opened = store(folder, people="*")
    opened.stage(erase(), "run1")
    opened.close()
    opened = store(folder, people="*")
    assert sum(batch.num_rows for batch in opened.find("people")) == 2
    assert opened.outcome("run1") is Outcome.NOT_COMMITTED
    assert any("not ended" in said for said in opened.purge().remains)
    opened.discard("run1")
    assert left_over(folder) == []
    assert not any("not ended" in said for said in opened.purge().remains)
    assert (folder / "people.csv").read_bytes() == CONTENT


def test_a_run_that_died_between_two_tables_is_finished_by_doing_it_again(tmp_path: Path) -> None:
    """Edge case 37: what is in place already holds nothing more to change."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_bytes(CONTENT)
    opened = store(tmp_path, one="a/*.csv", two="b/*.csv")
    changes = [*erase("one"), *erase("two")]
    staged = opened.stage(changes, "run1")
    next((tmp_path / "b").glob("*.shadow")).unlink()
    with pytest.raises(Unfinished):
        staged.commit()
    opened.close()
    opened = store(tmp_path, one="a/*.csv", two="b/*.csv")
    assert (tmp_path / "a/x.csv").read_bytes() == KEPT
    assert (tmp_path / "b/x.csv").read_bytes() == CONTENT
    assert opened.outcome("run1") is Outcome.NOT_COMMITTED
    again = opened.stage(changes, "run1")
    again.check()
    again.commit()
    assert (tmp_path / "a/x.csv").read_bytes() == KEPT
    assert (tmp_path / "b/x.csv").read_bytes() == KEPT
    assert opened.outcome("run1") is Outcome.COMMITTED
    opened.discard("run1")
    assert left_over(tmp_path) == []


def test_a_second_run_is_told_that_the_store_is_busy(folder: Path) -> None:
    first = store(folder).stage(erase(), "run1")
    with refused(StoreBusy, without=(CANARY,)):
        store(folder).stage(erase(), "run2")
    first.abort()


def test_a_closed_store_gives_up_what_it_staged(folder: Path) -> None:
    opened = store(folder)
    staged = opened.stage(erase(), "run1")
    opened.close()
    with pytest.raises(StoreChanged):
        staged.check()
    store(folder).stage(erase(), "run2").abort()


def test_a_stamp_differs_after_any_write(folder: Path) -> None:
    opened = store(folder, people="people*.csv")
    stamps = {opened.stamp("people")}
    times = (folder / "people.csv").stat()
    time.sleep(0.05)  # the system's clock for files ticks every few milliseconds
    (folder / "people.csv").write_bytes(CONTENT.replace(b"bo@x", b"cy@x"))
    os.utime(folder / "people.csv", ns=(times.st_atime_ns, times.st_mtime_ns))
    stamps.add(opened.stamp("people"))
    (folder / "people2.csv").write_bytes(CONTENT)
    stamps.add(opened.stamp("people"))
    assert len(stamps) == 3
    assert not any(CANARY in (stamp or "") or "csv" in (stamp or "") for stamp in stamps)


def test_search_sees_what_is_in_no_cell(folder: Path) -> None:
    """The header of a file that was taken to have one, and lines before it."""
    (folder / "people.csv").write_bytes(b"# for Ana@X.com and ana@x.com\nid,mail\n1,bo@x.com\n")
    table = TableSource(name="people", options={"path": "people.csv", "skip_lines": 1})
    opened = CsvStore(StoreSource(name="files", type="csv", folder=folder, tables={"people": table}))
    (residue,) = opened.search(["ana@x.com"])
    assert (residue.table, residue.column, residue.count) == ("people", None, 2)
    assert list(opened.search(["an"])) == []


def test_search_reads_the_text_not_the_bytes(folder: Path) -> None:
    """In UTF-16 and in a compressed file too."""
    (folder / "people.csv").write_bytes(gzip.compress("id,mail\n1,Ána@x.com\n".encode("utf-16")))
    (residue,) = store(folder).search(["ÁNA@x.com"])
    assert (residue.column, residue.count) == ("mail", 1)


def test_a_purge_says_what_it_cannot_reach(folder: Path) -> None:
    """Edge case 39."""
    remains = " ".join(store(folder).purge().remains)
    assert "snapshots" in remains
    assert "backups" in remains
