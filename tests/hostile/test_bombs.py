"""Files that are small on the disk and large in memory, and tables of a size nobody meant."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from subjectrights import DataMap
from subjectrights.errors import MalformedData, StoreError
from subjectrights.estate import Estate

WHO = "a@b.example"
MEGABYTE = 1 << 20


def estate_of(folder: Path, kind: str, **store: Any) -> Estate:
    return Estate(
        DataMap.model_validate(
            {
                "organisation": {"name": "Horizon"},
                "identifiers": {"email": {"kind": "email"}},
                "stores": {"held": {"type": kind, **store}},
                "folder": folder,
            }
        )
    )


def one_file(folder: Path, kind: str, name: str) -> Estate:
    return estate_of(folder, kind, tables={"t": {"path": name, "identifiers": {"email": "email"}}})


_READ = """
import sys
from pathlib import Path
from hostile.test_bombs import WHO, one_file
from subjectrights.errors import SubjectRightsError
with one_file(Path(sys.argv[1]), "csv", "t.csv") as estate:
    try:
        print({name: table.num_rows for name, table in estate.subject(email=WHO).access().tables.items()})
    except SubjectRightsError as error:
        print(type(error).__name__, error)
status = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""


def read_apart(folder: Path) -> tuple[str, int]:
    """What access says in a process of its own, and its most memory in megabytes.

    The kernel's own high-water mark: ``ru_maxrss`` goes on from the process that this one was started by.
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", _READ, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    *said, memory = done.stdout.splitlines()
    return "\n".join(said), int(memory)


def test_a_gzip_bomb_of_rows_is_read_in_constant_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "t.csv", "wb", 6) as file:
        file.write(f"email,x\n{WHO},1\n".encode())
        for _ in range(64):
            file.write(b"b@c.example,2\n" * (MEGABYTE // 14))
    assert (tmp_path / "t.csv").stat().st_size < MEGABYTE
    said, memory = read_apart(tmp_path)
    assert said == "{'held.t': 1}"
    assert memory < 600


def test_a_gzip_bomb_of_one_cell_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "t.csv", "wb", 1) as file:
        file.write(f'email,x\n{WHO},"'.encode())
        for _ in range(320):
            file.write(bytes(MEGABYTE))
    said, memory = read_apart(tmp_path)
    assert "MalformedData" in said
    assert "t.csv:2" in said
    assert memory < 1_700


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"BZh91AY&SY", "bzip2"),
        (b"PK\x03\x04", "zip"),
        (b"\xfd7zXZ\x00", "xz"),
    ],
)
def test_what_is_packed_otherwise_is_said_so(tmp_path: Path, head: bytes, name: str) -> None:
    (tmp_path / "t.csv").write_bytes(head + bytes(100))
    with one_file(tmp_path, "csv", "t.csv") as estate, pytest.raises(MalformedData, match=name) as caught:
        estate.subject(email=WHO).access()
    assert "t.csv" in str(caught.value)


@pytest.mark.parametrize("columns", [2_000, 20_000])
def test_a_csv_of_very_many_columns_is_read_and_erased(tmp_path: Path, columns: int) -> None:
    head = ",".join(["email", *(f"c{n}" for n in range(columns - 3)), "c1", ""])
    kept = f"other@c.example{',w' * columns}\n"
    (tmp_path / "t.csv").write_text(f"{head}\n{WHO}{',v' * (columns - 1)}\n{kept}")
    with one_file(tmp_path, "csv", "t.csv") as estate:
        person = estate.subject(email=WHO)
        assert person.access().tables["held.t"].num_columns == columns + 1
        assert person.erase().verified
    assert (tmp_path / "t.csv").read_text() == f"{head}\n{kept}"


def test_a_cell_of_fifty_megabytes_goes_through_access_and_every_format(tmp_path: Path) -> None:
    text = "=long " + "x" * (50 * MEGABYTE)
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database, database:
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT, note TEXT)")
        database.execute("INSERT INTO t VALUES (1, ?, ?), (2, 'other@c.example', 'stays')", (WHO, text))
    tables = {"t": {"identifiers": {"email": "email"}}}
    with estate_of(tmp_path, "sql", url=f"sqlite:///{tmp_path}/crm.sqlite", tables=tables) as estate:
        person = estate.subject(email=WHO)
        report = person.access()
        for suffix in ("json", "csv.zip", "html", "xml", "parquet.zip"):
            report.write(tmp_path / f"a.{suffix}")
        assert json.loads((tmp_path / "a.json").read_bytes())["tables"]["held.t"]["rows"][0]["note"] == text
        with zipfile.ZipFile(tmp_path / "a.csv.zip") as archive:
            assert archive.getinfo("held.t.csv").file_size > len(text)
        assert person.erase().verified
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
        assert database.execute("SELECT * FROM t").fetchall() == [(2, "other@c.example", "stays")]


def test_a_table_of_as_many_columns_as_sqlite_takes(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(1_998)]
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database, database:
        database.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT, {' TEXT, '.join(names)} TEXT)")
        for number, email in ((1, WHO), (2, "other@c.example")):
            database.execute(f"INSERT INTO t VALUES ({number}, '{email}'{', 1' * len(names)})")
    tables = {"t": {"identifiers": {"email": "email"}}}
    with estate_of(tmp_path, "sql", url=f"sqlite:///{tmp_path}/crm.sqlite", tables=tables) as estate:
        person = estate.subject(email=WHO)
        report = person.access()
        assert report.tables["held.t"].num_columns == 2_000
        report.write(tmp_path / "a.xlsx")
        assert person.erase().verified
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
        assert database.execute("SELECT id FROM t").fetchall() == [(2,)]


def test_a_parquet_bomb_is_read_batch_by_batch(tmp_path: Path) -> None:
    emails = pa.DictionaryArray.from_arrays(
        pa.array([1] + [0] * 3_000_000, pa.int8()), pa.array(["b@c.example", WHO])
    )
    pq.write_table(
        pa.table({"email": emails}), tmp_path / "t.parquet", compression="zstd", row_group_size=10**7
    )
    assert (tmp_path / "t.parquet").stat().st_size < MEGABYTE
    before = pa.total_allocated_bytes()
    with one_file(tmp_path, "parquet", "t.parquet") as estate:
        assert estate.subject(email=WHO).access().tables["held.t"].num_rows == 1
    assert pa.total_allocated_bytes() - before < 100 * MEGABYTE


def test_a_parquet_file_with_any_byte_of_its_end_changed_is_read_or_refused(tmp_path: Path) -> None:
    """Footers that say other sizes, places and types: an error of ours, or the same rows."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"email": [WHO, "b@c.example"], "x": ["secret", "y"]}), path)
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    refused = 0
    for place in range(footer, len(whole), 23):
        for change in (0xFF, 0x01):
            raw = bytearray(whole)
            raw[place] ^= change
            path.write_bytes(raw)
            with one_file(tmp_path, "parquet", "t.parquet") as estate:
                try:
                    estate.subject(email=WHO).access()
                except StoreError as error:
                    refused += 1
                    assert "secret" not in str(error)
                except Exception as error:
                    assert type(error).__module__ == "subjectrights.errors", (place, change, repr(error))
    assert refused > 10
