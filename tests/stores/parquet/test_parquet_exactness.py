"""What a rewritten file keeps; edge case 36, item by item."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from subjectrights.changes import Count
from subjectrights.errors import NothingChanged, StoreFull
from subjectrights.stores.parquet import encoding
from subjectrights.stores.parquet import rewrite as rewriting
from subjectrights.stores.parquet.encoding import schema_lines

from .archives import CANARY, archive, by, carry_out, delete, files, found, update


def wide_table() -> pa.Table:
    """A row a person, a column a kind of value; the person to go is the middle one."""
    return pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "text": pa.array(["Ann", "Bo", None]),
            "large": pa.array(["a", None, "c"], pa.large_string()),
            "view": pa.array(["a", None, "c"], pa.string_view()),
            "category": pa.array(["red", "blue", "red"]).dictionary_encode(),
            "bytes": pa.array([b"\xff", b"", None]),
            "fixed": pa.array([b"ab", b"cd", None], pa.binary(2)),
            "uuid": pa.array([b"0" * 16, b"1" * 16, None], pa.uuid()),
            "small": pa.array([1, 2, None], pa.int8()),
            "unsigned": pa.array([2**32 - 1, 2, None], pa.uint32()),
            "half": pa.array([1.5, 2.5, None], pa.float16()),
            "float": pa.array([float("nan"), 0.0, -0.0], pa.float64()),
            "decimal": pa.array([Decimal("1.10"), None, Decimal("-3.33")], pa.decimal128(30, 2)),
            "date": pa.array([datetime.date(1999, 12, 31), None, datetime.date(1, 1, 1)]),
            "time": pa.array([datetime.time(23, 59, 59, 999999), None, None]),
            "nanos": pa.array([1, 2, None], pa.timestamp("ns")),
            "zoned": pa.array([1, 2, None], pa.timestamp("us", "Europe/Brussels")),
            "seconds": pa.array([1, 2, None], pa.timestamp("s")),
            "duration": pa.array([1, 2, None], pa.duration("ms")),
            "nothing": pa.nulls(3),
            "flag": pa.array([True, False, None]),
            "list": pa.array([[1.0, float("nan"), None], [], None], pa.list_(pa.float32())),
            "empty": pa.array([[], ["x"], None], pa.list_(pa.string())),
            "struct": pa.array([{"a": 1, "b": None}, {"a": None, "b": "y"}, None], _STRUCT),
            "structs": pa.array([[{"a": 1, "b": "x"}], [None], []], pa.list_(_STRUCT)),
            "map": pa.array([[("k", -0.0)], [], None], pa.map_(pa.string(), pa.float64())),
            "categories": pa.array([["x"], [], None], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        }
    )


_STRUCT = pa.struct([("a", pa.int32()), ("b", pa.string())])


def assert_kept(before: Path | pq.ParquetFile, after: Path, rows: pa.Array) -> None:
    """The file `after` is the file `before` less other rows: schema, metadata, and every value's bytes."""
    old = before if isinstance(before, pq.ParquetFile) else pq.ParquetFile(before)
    new = pq.ParquetFile(after)
    assert schema_lines(new.schema) == schema_lines(old.schema)
    assert new.schema_arrow.equals(old.schema_arrow, check_metadata=True)
    assert new.metadata.metadata == old.metadata.metadata
    # Repr tells NaN from NULL, -0.0 from 0.0 and [] from None.
    wanted = [row for row, stays in zip(rows_of(old), rows.to_pylist(), strict=True) if stays]
    assert rows_of(new) == wanted


def rows_of(file: pq.ParquetFile) -> list[str]:
    columns = []
    for column in file.read().columns:
        if pa.types.is_timestamp(column.type) or pa.types.is_duration(column.type):
            column = column.cast(pa.int64())
        columns.append(column.to_pylist())
    return [repr(row) for row in zip(*columns, strict=True)]


def erase_second(folder: Path, table: pa.Table, **options: Any) -> Path:
    """Write `table`, erase the person with id 2, return the file; the old one is beside as before.bin."""
    path = folder / "calls.parquet"
    pq.write_table(table, path, **options)
    (folder / "before.bin").write_bytes(path.read_bytes())
    carry_out(archive(folder, calls="calls.parquet"), delete("id", 2))
    keep = pc.fill_null(pc.not_equal(table.column("id"), 2), True).combine_chunks()
    assert_kept(folder / "before.bin", path, keep)
    return path


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"version": "1.0", "coerce_timestamps": "us", "allow_truncated_timestamps": True},
        {"version": "2.4", "compression": "gzip"},
        {"data_page_version": "2.0", "compression": "zstd"},
        {"use_dictionary": False, "compression": "none"},
        {"use_compliant_nested_type": False},
        {"store_decimal_as_integer": True},
        {"write_time_adjusted_to_utc": True},
        {"store_schema": False},
        {"write_page_index": True, "write_page_checksum": True, "write_statistics": ["id", "text"]},
        {"row_group_size": 1},
    ],
    ids=lambda options: "-".join(options) or "default",
)
def test_every_kind_of_value_survives_every_way_of_writing(tmp_path: Path, options: dict[str, Any]) -> None:
    """Edge case 36."""
    table = wide_table()
    if "version" in options:
        table = table.drop_columns(["nanos", "unsigned"])
    erase_second(tmp_path, table, **options)


def test_codecs_dictionaries_encodings_and_statistics_are_kept_column_by_column(tmp_path: Path) -> None:
    """Edge case 36: compression lost."""
    table = pa.table({"id": [1, 2, 3], "a": ["x", "y", "z"], "b": ["x", "y", "z"], "c": [1, 2, 3]})
    path = erase_second(
        tmp_path,
        table,
        compression={"id": "NONE", "a": "ZSTD", "b": "GZIP", "c": "BROTLI"},
        use_dictionary=["a"],
        column_encoding={"b": "DELTA_BYTE_ARRAY", "c": "DELTA_BINARY_PACKED"},
        write_statistics=["id", "b"],
    )
    group = pq.ParquetFile(path).metadata.row_group(0)
    chunks = [group.column(i) for i in range(4)]
    assert [chunk.compression for chunk in chunks] == ["UNCOMPRESSED", "ZSTD", "GZIP", "BROTLI"]
    assert [chunk.has_dictionary_page for chunk in chunks] == [False, True, False, False]
    assert ["DELTA_BYTE_ARRAY" in chunk.encodings for chunk in chunks] == [False, False, True, False]
    assert ["DELTA_BINARY_PACKED" in chunk.encodings for chunk in chunks] == [False, False, False, True]
    assert [chunk.is_stats_set for chunk in chunks] == [True, False, True, False]


def test_page_index_data_page_version_and_checksums_are_kept(tmp_path: Path) -> None:
    """Edge case 36: page index."""
    table = pa.table({"id": [1, 2, 3], "a": ["x", "y", "z"]})
    plain, rich = tmp_path / "plain", tmp_path / "rich"
    plain.mkdir()
    rich.mkdir()
    options = {"write_page_index": True, "data_page_version": "2.0", "write_page_checksum": True}
    heads = []
    for path in (
        erase_second(plain, table, use_dictionary=False),
        erase_second(rich, table, use_dictionary=False, **options),
    ):
        chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
        with path.open("rb") as stream:
            stream.seek(chunk.data_page_offset)
            heads.append((chunk.has_column_index, chunk.has_offset_index, stream.read(2)))
        pq.read_table(path, page_checksum_verification=True)
    # In Thrift's compact protocol 15 00 is a page of the first version, 15 06 one of the second.
    assert heads == [(False, False, b"\x15\x00"), (True, True, b"\x15\x06")]
    for folder, noticed in ((plain, False), (rich, True)):
        damaged = folder / "calls.parquet"
        damaged.write_bytes(
            damaged.read_bytes().replace((3).to_bytes(8, "little"), (4).to_bytes(8, "little"), 1)
        )
        try:
            pq.read_table(damaged, page_checksum_verification=True)
        except OSError:
            assert noticed
        else:
            assert not noticed


def test_bloom_filters_are_made_anew_without_the_erased_value(tmp_path: Path) -> None:
    """Edge case 36: bloom filters still containing the erased e-mail."""
    table = pa.table({"id": list(range(100)), "email": [f"person{i}@example.com" for i in range(100)]})
    path = erase_second(tmp_path, table, bloom_filter_options={"email": {"ndv": 1000, "fpp": 0.01}})
    before = pq.ParquetFile(tmp_path / "before.bin").metadata.row_group(0)
    after = pq.ParquetFile(path).metadata.row_group(0)
    assert [after.column(i).bloom_filter_offset is not None for i in range(2)] == [False, True]

    def bits(file: Path, chunk: Any) -> bytes:
        start = chunk.bloom_filter_offset
        return file.read_bytes()[start : start + chunk.bloom_filter_length]

    assert bits(path, after.column(1)) != bits(tmp_path / "before.bin", before.column(1))


def test_bloom_filters_that_pyarrow_cannot_write_are_said_to_be_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 36: an older pyarrow; readers do without the filters, and never see the old ones."""
    known = {name: value for name, value in encoding._KNOWN.items() if name != "bloom_filter_options"}
    monkeypatch.setattr(encoding, "_KNOWN", known)
    path = tmp_path / "calls.parquet"
    pq.write_table(pa.table({"id": [1, 2]}), path, bloom_filter_options={"id": True})
    store = archive(tmp_path, calls="calls.parquet")
    carry_out(store, delete("id", 1))
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).bloom_filter_offset is None
    assert [said for said in store.purge().done if "bloom filters" in said]
    assert not [said for said in store.purge().done if "bloom filters" in said]


def test_sorting_is_claimed_on_unless_an_update_may_break_it(tmp_path: Path) -> None:
    """Edge case 36."""
    table = pa.table({"id": [1, 2, 3], "name": ["a", "b", "c"]})
    claim = [pq.SortingColumn(0, descending=False, nulls_first=True)]
    path = erase_second(tmp_path, table, sorting_columns=claim)
    assert list(pq.ParquetFile(path).metadata.row_group(0).sorting_columns) == claim
    store = archive(tmp_path, calls="calls.parquet")
    carry_out(store, update("id", 1, values={"name": pa.scalar("-")}), token="other")
    assert list(pq.ParquetFile(path).metadata.row_group(0).sorting_columns) == claim
    carry_out(store, update("id", 1, values={"id": pa.scalar(9)}), token="sorted")
    assert list(pq.ParquetFile(path).metadata.row_group(0).sorting_columns) == []


def test_row_groups_keep_their_limits_and_empty_ones_go(tmp_path: Path) -> None:
    """Edge case 36."""
    path = tmp_path / "calls.parquet"
    pq.write_table(pa.table({"id": [*range(10)]}), path, row_group_size=4)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 1, 4, 5, 6, 7))
    metadata = pq.ParquetFile(path).metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [3, 2]
    assert pq.read_table(path)["id"].to_pylist() == [0, 2, 3, 8, 9]


def test_a_row_group_too_large_for_memory_is_written_as_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 36: multi-GB single row group."""
    path = tmp_path / "calls.parquet"
    rows = 200_000
    pq.write_table(pa.table({"id": pa.array(range(rows))}), path, row_group_size=rows)
    monkeypatch.setattr(rewriting, "GROUP_BYTES", 500_000)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 5))
    assert pq.ParquetFile(path).num_row_groups > 1
    assert pq.read_table(path)["id"].to_pylist() == [i for i in range(rows) if i != 5]


def test_pandas_reads_the_file_as_it_did(tmp_path: Path) -> None:
    """Edge case 36: pandas metadata lost."""
    frame = pd.DataFrame(
        {
            "id": [1, 2, 3],
            "level": pd.Categorical(["low", "high", "mid"], ["low", "mid", "high"], ordered=True),
        },
        index=pd.Index(["x", "y", "z"], name="key"),
    )
    path = tmp_path / "calls.parquet"
    frame.to_parquet(path)
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 2))
    after = pd.read_parquet(path)
    expected = frame.drop(index="y")
    expected["level"] = expected["level"].cat.remove_unused_categories()
    pd.testing.assert_frame_equal(after, expected)


def test_custom_metadata_and_field_ids_are_kept(tmp_path: Path) -> None:
    """Edge case 36."""
    schema = pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False, metadata={"PARQUET:field_id": "7", "note": "key"}),
            pa.field("tags", pa.list_(pa.field("element", pa.string(), metadata={"PARQUET:field_id": "9"}))),
        ],
        metadata={"owner": "quality team", "blank": ""},
    )
    table = pa.table({"id": [1, 2, 3], "tags": [["a"], None, []]}, schema=schema)
    path = erase_second(tmp_path, table)
    assert "field_id=7 id" in str(pq.ParquetFile(path).schema)
    assert "field_id=9 element" in str(pq.ParquetFile(path).schema)


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False}], ids=["dictionary", "plain"])
def test_no_page_dictionary_or_statistic_keeps_the_erased_value(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    """Edge case 36: statistics still containing the erased e-mail."""
    categories = pa.DictionaryArray.from_arrays([0, 1, 0], ["a", CANARY, "never used"])
    table = pa.table(
        {
            "id": [1, 2, 3],
            "email": ["a@x.org", CANARY, "b@x.org"],
            "category": categories,
            "nested": [[{"mail": "a"}], [{"mail": CANARY}], None],
            "tags": pa.array([["t"], [CANARY], None], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        }
    )
    path = erase_second(tmp_path, table, compression="none", write_page_index=True, **options)
    assert CANARY.encode() in (tmp_path / "before.bin").read_bytes()
    assert CANARY.encode() not in path.read_bytes()
    assert list(archive(tmp_path, calls="calls.parquet").search([CANARY])) == []


def test_an_overwritten_value_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    """Edge case 36."""
    path = tmp_path / "calls.parquet"
    table = pa.table({"id": [1, 2], "email": pa.array([CANARY, "b"]).dictionary_encode()})
    pq.write_table(table, path, compression="none")
    carry_out(archive(tmp_path, calls="calls.parquet"), update("id", 1, values={"email": pa.scalar("gone")}))
    assert CANARY.encode() not in path.read_bytes()
    assert pq.read_table(path)["email"].to_pylist() == ["gone", "b"]


def test_a_file_without_rows_left_keeps_its_schema(tmp_path: Path) -> None:
    """Edge case 36: zero rows left."""
    path = tmp_path / "calls.parquet"
    pq.write_table(wide_table(), path)
    schema = pq.read_schema(path)
    store = archive(tmp_path, calls="calls.parquet")
    counts = carry_out(store, delete("id", 1, 2, 3))
    assert counts == {"calls": Count(deleted=3)}
    assert pq.read_schema(path).equals(schema, check_metadata=True)
    assert pq.read_table(path).num_rows == 0
    assert list(store.find("calls")) == []
    assert carry_out(store, delete("id", 1), token="again") == {"calls": Count()}


def test_other_files_of_the_table_are_not_touched(tmp_path: Path) -> None:
    """Edge case 35, for Parquet: same inode, same bytes."""
    for name, ids in {"a": [1, 2], "b": [3], "c": [2, 4]}.items():
        pq.write_table(pa.table({"id": ids}), tmp_path / f"{name}.parquet")
    before = files(tmp_path)
    store = archive(tmp_path, calls="*.parquet")
    assert carry_out(store, delete("id", 2, 9)) == {"calls": Count(deleted=2)}
    store.discard("run")
    after = files(tmp_path)
    assert after["b.parquet"] == before["b.parquet"]
    assert after["a.parquet"] != before["a.parquet"] and after["c.parquet"] != before["c.parquet"]
    assert found(store)["id"].to_pylist() == [1, 3, 4]


def test_a_legacy_schema_that_pyarrow_writes_otherwise_is_refused(tmp_path: Path) -> None:
    """Edge case 36: never changed in silence. DuckDB's INTERVAL is one that Arrow reads as bytes."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "calls.parquet"
    duckdb.sql(f"copy (select 1 as id, interval 1 day as lasted) to '{path}' (format parquet)")
    before = files(tmp_path)
    with pytest.raises(NothingChanged, match="schema"):
        archive(tmp_path, calls="calls.parquet").stage([delete("id", 1)], "run")
    assert files(tmp_path) == before


def test_a_file_that_duckdb_wrote_is_read_by_duckdb_after_an_erasure(tmp_path: Path) -> None:
    """Edge case 36: another writer's annotations, root name and decimals."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "calls.parquet"
    duckdb.sql(
        "copy (select i::int as id, 'n' || i as name, i::decimal(10, 2) as amount, [i, null] as l, "
        "{'x': i} as s, map {'a': i} as m, timestamp '2020-01-01' as ts, uuid() as u, "
        "(i % 256)::utinyint as b, time '10:00' as t "
        f"from range(1, 2001) r(i)) to '{path}' (format parquet, row_group_size 1000)"
    )
    before = duckdb.sql(f"select * from '{path}' where id <> 2 order by id").fetchall()
    carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 2, type_=pa.int32()))
    assert duckdb.sql(f"select * from '{path}' order by id").fetchall() == before


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    """Edge case 37; /dev/full takes no byte."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    from subjectrights.stores.parquet.edits import Edits
    from subjectrights.stores.parquet.layout import Part

    pq.write_table(pa.table({"id": [*range(100_000)]}), tmp_path / "calls.parquet", use_dictionary=False)
    part = Part.at(tmp_path / "calls.parquet", tmp_path)
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(StoreFull):
        rewriting.rewrite(part, Edits(groups={}, count=Count(), emptied=False), full)


def test_nan_and_zero_are_matched_as_what_they_are(tmp_path: Path) -> None:
    """Edge case 6: 0 is not falsy."""
    pq.write_table(pa.table({"id": [0, 1], "x": [0.0, math.nan]}), tmp_path / "calls.parquet")
    store = archive(tmp_path, calls="calls.parquet")
    assert found(store, match=by("id", 0))["id"].to_pylist() == [0]
    assert found(store, match=by("x", 0.0))["id"].to_pylist() == [0]
