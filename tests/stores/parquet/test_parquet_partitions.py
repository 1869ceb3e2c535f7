"""Hive partitions: their values are columns, their folders' names tell values."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from subjectrights.changes import Count, Match
from subjectrights.errors import MalformedData, StoreChanged, StoreReadOnly, ValueRefused
from subjectrights.stores.parquet import ParquetStore

from .archives import CANARY, archive, by, carry_out, delete, files, found, update


def partitioned(folder: Path, rows: dict[str, list[int]]) -> ParquetStore:
    """Files by partition path, each with a column ``id``."""
    for where, ids in rows.items():
        path = folder / "calls" / where / "part-0.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.table({"id": pa.array(ids, pa.int64())}), path)
    return archive(folder, calls="calls/**/*.parquet")


def test_partition_columns_are_columns_with_a_type(tmp_path: Path) -> None:
    """Whole numbers are numbers; one leading zero, and the column is text (edge case 6)."""
    store = partitioned(
        tmp_path,
        {
            "year=2025/month=01/mail=a%40x.org": [1],
            "year=2026/month=12/mail=__HIVE_DEFAULT_PARTITION__": [2],
        },
    )
    described = store.schema()["calls"].columns
    assert {name: (column.type, column.nullable) for name, column in described.items()} == {
        "id": (pa.int64(), True),
        "year": (pa.int64(), False),
        "month": (pa.string(), False),
        "mail": (pa.string(), True),
    }
    assert found(store).to_pylist() == [
        {"id": 1, "year": 2025, "month": "01", "mail": "a@x.org"},
        {"id": 2, "year": 2026, "month": "12", "mail": None},
    ]
    assert found(store, columns=["month"]).to_pylist() == [{"month": "01"}, {"month": "12"}]


def test_a_partition_value_can_be_matched_alone_with_others_and_as_missing(tmp_path: Path) -> None:
    """Edge case 9: the pair is compared, not each column."""
    none = "mail=__HIVE_DEFAULT_PARTITION__"
    store = partitioned(tmp_path, {"mail=a": [1, 2], "mail=b": [1, 2], none: [1, 2]})
    assert found(store, match=by("mail", "b")).to_pylist() == [{"id": 1, "mail": "b"}, {"id": 2, "mail": "b"}]
    keys = pa.array([{"id": 1, "mail": "a"}, {"id": 2, "mail": "b"}, {"id": 3, "mail": "a"}])
    pairs = found(store, match=Match(columns=("id", "mail"), keys=keys))
    assert pairs.to_pylist() == [{"id": 1, "mail": "a"}, {"id": 2, "mail": "b"}]
    missing = Match(columns=("id",), keys=pa.array([2]), missing=("mail",))
    assert found(store, match=missing).to_pylist() == [{"id": 2, "mail": None}]


def test_a_folder_that_tells_the_erased_person_is_removed(tmp_path: Path) -> None:
    """Edge case 36: the hive partition column holds the id, and the path leaks it."""
    store = partitioned(
        tmp_path,
        {
            f"customer={CANARY}/year=2025": [1],
            f"customer={CANARY}/year=2026": [2],
            "customer=b/year=2026": [3],
        },
    )
    before = files(tmp_path)
    staged = store.stage([delete("customer", CANARY)], "run")
    assert (tmp_path / f"calls/customer={CANARY}").exists()
    staged.check()
    staged.commit()
    assert staged.counts == {"calls": Count(deleted=2)}
    store.discard("run")
    kept = "calls/customer=b/year=2026/part-0.parquet"
    assert files(tmp_path) == {kept: before[kept]}
    assert sorted(path.name for path in (tmp_path / "calls").glob("*=*")) == ["customer=b"]
    assert list(store.search([CANARY])) == []


def test_a_partition_emptied_by_another_column_keeps_its_file_and_schema(tmp_path: Path) -> None:
    """Edge case 36: the year tells nobody."""
    store = partitioned(tmp_path, {"year=2025": [1], "year=2026": [2]})
    carry_out(store, delete("id", 1))
    assert pq.read_metadata(tmp_path / "calls/year=2025/part-0.parquet").num_rows == 0
    assert found(store).to_pylist() == [{"id": 2, "year": 2026}]


def test_the_last_partition_stays_as_the_one_without_a_value(tmp_path: Path) -> None:
    """Edge case 36: the table keeps its schema, the path loses the id."""
    store = partitioned(tmp_path, {"year=2026/customer=41": [1], "year=2026/customer=42": [2]})
    carry_out(store, delete("customer", 41, 42))
    store.discard("run")
    assert list(files(tmp_path)) == ["calls/year=2026/customer=__HIVE_DEFAULT_PARTITION__/part-0.parquet"]
    assert list((tmp_path / "calls/year=2026").iterdir()) == [
        tmp_path / "calls/year=2026/customer=__HIVE_DEFAULT_PARTITION__"
    ]
    assert list(store.schema()["calls"].columns) == ["id", "year", "customer"]
    assert found(store).num_rows == 0
    assert carry_out(store, delete("id", 1), token="again") == {"calls": Count()}


def test_a_folder_that_the_data_map_names_stays(tmp_path: Path) -> None:
    """Otherwise the map would point at nothing."""
    partitioned(tmp_path, {"customer=42": [1]})
    store = archive(tmp_path, calls="calls/customer=42/*.parquet")
    carry_out(store, delete("customer", 42))
    assert found(store).num_rows == 0
    assert (tmp_path / "calls/customer=42/part-0.parquet").is_file()


def test_an_abort_leaves_the_folders(tmp_path: Path) -> None:
    """Edge case 37."""
    store = partitioned(tmp_path, {"customer=41": [1], "customer=42": [2]})
    before = files(tmp_path)
    store.stage([delete("customer", 41, 42)], "run").abort()
    assert files(tmp_path) == before


def test_purge_removes_a_partition_folder_that_a_crash_left_empty(tmp_path: Path) -> None:
    """Edge case 36; a folder that is no partition is not the store's."""
    store = partitioned(tmp_path, {"customer=41": [1]})
    (tmp_path / "calls/customer=42/year=2026").mkdir(parents=True)
    (tmp_path / "calls/other").mkdir()
    said = store.purge()
    assert sorted(path.name for path in (tmp_path / "calls").iterdir()) == ["customer=41", "other"]
    assert "2 empty partition folder(s) were removed" in said.done
    assert said.remains


def test_a_partition_column_cannot_be_written(tmp_path: Path) -> None:
    store = partitioned(tmp_path, {"mail=a": [1]})
    before = files(tmp_path)
    assert store.schema()["calls"].columns["mail"].generated
    with pytest.raises(ValueRefused, match="partition") as caught:
        store.stage([update("id", 1, values={"mail": pa.scalar(CANARY)})], "run")
    assert caught.value.column == "mail" and CANARY not in str(caught.value)
    assert files(tmp_path) == before


def test_files_partitioned_differently_are_refused(tmp_path: Path) -> None:
    store = partitioned(tmp_path, {"mail=a": [1], "year=1": [2]})
    with pytest.raises(MalformedData, match="partitioned"):
        store.schema()


def test_the_path_wins_over_a_column_of_the_same_name(tmp_path: Path) -> None:
    """As for other readers of such folders."""
    path = tmp_path / "year=2026" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"id": [1], "year": ["x"]}), path)
    assert found(archive(tmp_path, calls="**/*.parquet")).to_pylist() == [{"id": 1, "year": 2026}]


def test_errors_do_not_tell_partition_values(tmp_path: Path) -> None:
    """Edge case 32."""
    store = partitioned(tmp_path, {f"customer={CANARY}": [1], "customer=b": [2]})
    path = tmp_path / f"calls/customer={CANARY}/part-0.parquet"
    path.chmod(0o444)
    with pytest.raises(StoreReadOnly) as read_only:
        store.stage([delete("id", 1)], "run")
    path.chmod(0o644)
    staged = store.stage([delete("id", 1)], "run")
    pq.write_table(pa.table({"id": [1, 9]}), path)
    with pytest.raises(StoreChanged) as changed:
        staged.check()
    staged.abort()
    path.write_bytes(b"PAR1 no more")
    with pytest.raises(MalformedData) as malformed:
        list(store.find("calls"))
    for caught in (read_only, changed, malformed):
        assert CANARY not in str(caught.value)
        assert "customer=*/part-0.parquet" in str(caught.value)
