"""Schemas united over files, matching, pruning, search, and errors of reading."""

from __future__ import annotations

import datetime
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from subjectrights.changes import Count, Match
from subjectrights.errors import (
    DataMapError,
    MalformedData,
    NothingChanged,
    StoreError,
    StoreUnavailable,
    UnknownName,
    ValueRefused,
)
from subjectrights.stores.base import Residue, StoreSource, TableSource
from subjectrights.stores.parquet import ParquetStore
from subjectrights.stores.parquet import scan as scanning

from .archives import CANARY, archive, by, carry_out, delete, files, found, update


def write(folder: Path, **tables: pa.Table) -> ParquetStore:
    """One file a table, all of them files of the table ``calls``."""
    for name, rows in tables.items():
        pq.write_table(rows, folder / f"{name}.parquet")
    return archive(folder, calls="*.parquet")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (pa.int32(), pa.int64(), pa.int64()),
        (pa.uint8(), pa.uint32(), pa.uint32()),
        (pa.float32(), pa.float64(), pa.float64()),
        (pa.string(), pa.large_string(), pa.large_string()),
        (pa.dictionary(pa.int32(), pa.string()), pa.string(), pa.string()),
        (pa.decimal128(9, 2), pa.decimal128(20, 2), pa.decimal128(20, 2)),
        (pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("us")),
        (pa.null(), pa.date32(), pa.date32()),
        (pa.list_(pa.int32()), pa.list_(pa.int64()), pa.list_(pa.field("element", pa.int64()))),
        (pa.struct([("a", pa.int32())]), pa.struct([("a", pa.int64())]), pa.struct([("a", pa.int64())])),
    ],
    ids=str,
)
def test_narrower_and_wider_types_of_files_are_united(
    tmp_path: Path, first: pa.DataType, second: pa.DataType, expected: pa.DataType
) -> None:
    """In either order of the files."""
    for number, (one, other) in enumerate([(first, second), (second, first)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        store = write(folder, a=pa.table({"x": pa.nulls(2, one)}), b=pa.table({"x": pa.nulls(1, other)}))
        assert store.schema()["calls"].columns["x"].type == expected
        assert found(store).num_rows == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (pa.int64(), pa.string()),
        (pa.int64(), pa.float64()),
        (pa.timestamp("us"), pa.timestamp("us", "UTC")),
        (pa.decimal128(9, 2), pa.decimal128(9, 3)),
        (pa.struct([("a", pa.int32())]), pa.struct([("b", pa.int32())])),
        (pa.list_(pa.int32()), pa.list_(pa.string())),
    ],
    ids=str,
)
def test_types_without_an_exact_common_one_are_refused(
    tmp_path: Path, first: pa.DataType, second: pa.DataType
) -> None:
    store = write(tmp_path, a=pa.table({"x": pa.nulls(1, first)}), b=pa.table({"x": pa.nulls(1, second)}))
    with pytest.raises(MalformedData) as caught:
        store.schema()
    assert (caught.value.column, caught.value.file, caught.value.table) == ("x", "b.parquet", "calls")


def test_a_value_without_a_place_in_the_common_type_is_not_told(tmp_path: Path) -> None:
    """The year 9999 has no nanoseconds in 64 bits."""
    far = pa.array([datetime.datetime(9999, 12, 31)], pa.timestamp("us"))
    store = write(tmp_path, a=pa.table({"x": far}), b=pa.table({"x": pa.array([1], pa.timestamp("ns"))}))
    with pytest.raises(MalformedData) as caught:
        found(store)
    assert caught.value.column == "x" and "9999" not in str(caught.value) and "2534" not in str(caught.value)


def test_a_column_that_a_file_lacks_is_null_there(tmp_path: Path) -> None:
    required = pa.schema(
        [pa.field("id", pa.int64(), nullable=False), pa.field("a", pa.int64(), nullable=False)]
    )
    store = write(tmp_path, a=pa.table({"id": [1], "a": [5]}, required), b=pa.table({"id": [2], "b": ["x"]}))
    described = store.schema()["calls"].columns
    assert {name: column.nullable for name, column in described.items()} == {"id": True, "a": True, "b": True}
    assert found(store).to_pylist() == [{"id": 1, "a": 5, "b": None}, {"id": 2, "a": None, "b": "x"}]
    assert found(store, columns=["b"], match=by("b", "x")).to_pylist() == [{"b": "x"}]
    carry_out(store, update("id", 1, values={"a": pa.scalar(6)}))
    with pytest.raises(ValueRefused, match="doesn't have this column"):
        store.stage([update("id", 2, values={"a": pa.scalar(6)})], "other")


def test_a_file_that_another_program_replaces_is_seen_anew(tmp_path: Path) -> None:
    """What was read of a footer is only used while the file is the same."""
    store = write(tmp_path, a=pa.table({"id": [1]}))
    assert list(store.schema()["calls"].columns) == ["id"]
    write(tmp_path, a=pa.table({"other": ["x"]}), b=pa.table({"other": ["y"]}))
    assert found(store).to_pylist() == [{"other": "x"}, {"other": "y"}]


def test_a_required_column_is_not_nullable(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("x", pa.int64())])
    store = write(tmp_path, a=pa.table({"id": [1], "x": [1]}, schema))
    described = store.schema()["calls"].columns
    assert (described["id"].nullable, described["x"].nullable) == (False, True)


def test_columns_equal_ignoring_case_are_two(tmp_path: Path) -> None:
    """Edge case 36."""
    store = write(
        tmp_path, a=pa.table({"Mail": ["a", "b"], "mail": ["b", "a"], "a.b": [1, 2], "a": [{"b": 5}, None]})
    )
    assert list(store.schema()["calls"].columns) == ["Mail", "mail", "a.b", "a"]
    assert found(store, match=by("Mail", "a")).to_pylist() == [
        {"Mail": "a", "mail": "b", "a.b": 1, "a": {"b": 5}}
    ]
    carry_out(store, update("mail", "a", values={"mail": pa.scalar("-"), "a.b": pa.scalar(7)}))
    assert found(store).to_pylist() == [
        {"Mail": "a", "mail": "b", "a.b": 1, "a": {"b": 5}},
        {"Mail": "b", "mail": "-", "a.b": 7, "a": None},
    ]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["x", "x"])
    store = write(tmp_path, a=table)
    with pytest.raises(MalformedData) as caught:
        store.schema()
    assert caught.value.column == "x"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (pa.array(["a", "b", None]).dictionary_encode(), "b"),
        (pa.array([Decimal("1.10"), Decimal("2.20"), None]), Decimal("2.20")),
        (
            pa.array([1, 2, None], pa.timestamp("us", "Europe/Brussels")),
            datetime.datetime(1970, 1, 1, 0, 0, 0, 2, datetime.UTC),
        ),
        (pa.array([datetime.date(1, 1, 1), datetime.date(2, 2, 2), None]), datetime.date(2, 2, 2)),
        (pa.array([b"a", b"\xff", None]), b"\xff"),
        (pa.array([2**53, 2**53 + 1, None]), 2**53 + 1),
        (pa.array([b"0" * 16, b"1" * 16, None], pa.uuid()), b"1" * 16),
        (pa.array([True, False, None]), False),
        (pa.array([1.5, 2.5, None], pa.float32()), 2.5),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_keys_are_matched_exactly_whatever_the_type(tmp_path: Path, values: pa.Array, key: Any) -> None:
    """Edge case 6."""
    store = write(tmp_path, a=pa.table({"id": [1, 2, 3], "x": values}))
    type_ = store.schema()["calls"].columns["x"].type
    single = Match(columns=("x",), keys=pa.array([key, None], type_))
    assert found(store, columns=["id"], match=single)["id"].to_pylist() == [2]
    pair = pa.StructArray.from_arrays([pa.array([key, key], type_), pa.array([1, 2])], names=["x", "id"])
    both = Match(columns=("x", "id"), keys=pair)
    assert found(store, columns=["id"], match=both)["id"].to_pylist() == [2]
    assert carry_out(store, delete("id", 9), delete("x", key, type_=type_)) == {"calls": Count(deleted=1)}
    assert found(store)["id"].to_pylist() == [1, 3]


def test_a_nested_column_cannot_be_matched(tmp_path: Path) -> None:
    store = write(tmp_path, a=pa.table({"x": [[1]]}))
    with pytest.raises(ValueRefused):
        found(store, match=by("x", CANARY))


def test_row_groups_that_cannot_hold_a_key_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their statistics; without statistics all are read, and both ways find the same."""
    ids = [*range(1000)]
    read: list[tuple[int, Any]] = []
    original = scanning.batches

    def counted(file: Any, group: int, columns: Any = None) -> Any:
        read.append((group, tuple(columns)))
        return original(file, group, columns)

    monkeypatch.setattr(scanning, "batches", counted)
    reads = {}
    for statistics in (True, False):
        table = pa.table({"id": ids, "mail": [f"{i:04}@x.org" for i in ids], "blob": ["b"] * 1000})
        pq.write_table(table, tmp_path / "calls.parquet", row_group_size=100, write_statistics=statistics)
        store = archive(tmp_path, calls="calls.parquet")
        for match in (by("id", 250, 251), by("mail", "0250@x.org", "0251@x.org")):
            read.clear()
            assert found(store, columns=["id", "blob"], match=match)["id"].to_pylist() == [250, 251]
            reads[statistics, match.columns] = list(read)
    assert reads[True, ("id",)] == [(2, ("id",)), (2, ("id", "blob"))]
    assert reads[True, ("mail",)] == [(2, ("mail",)), (2, ("id", "blob"))]
    assert [group for group, columns in reads[False, ("id",)] if columns == ("id",)] == [*range(10)]


def test_a_large_row_group_is_read_in_batches(tmp_path: Path) -> None:
    """Edge case 36: multi-GB single row group."""
    rows = 300_000
    pq.write_table(pa.table({"id": pa.array(range(rows))}), tmp_path / "calls.parquet", row_group_size=rows)
    sizes = [batch.num_rows for batch in archive(tmp_path, calls="calls.parquet").find("calls")]
    assert sum(sizes) == rows and max(sizes) <= 65_536
    pq.write_table(
        pa.table({"id": ["x" * 1_000_000] * 200}), tmp_path / "calls.parquet", use_dictionary=False
    )
    tracemalloc.start()
    sizes = [batch.num_rows for batch in archive(tmp_path, calls="calls.parquet").find("calls")]
    tracemalloc.stop()
    assert sum(sizes) == 200 and max(sizes) <= 70


def test_search_looks_through_cells_statistics_metadata_and_paths(tmp_path: Path) -> None:
    """Each place is told once, by column where there is one."""
    nested = pa.array([[{"m": f"to {CANARY.upper()}"}], None])
    table = pa.table({"id": [1, 2], "mail": pa.array([CANARY, "b"]).dictionary_encode(), "nested": nested})
    folder = tmp_path / "in"
    folder.mkdir()
    pq.write_table(table.replace_schema_metadata({"made for": CANARY}), folder / f"{CANARY}.parquet")
    store = archive(tmp_path, calls="in/*.parquet")
    assert set(store.search([CANARY, "no one"])) == {
        Residue(store="archive", table="calls", column="mail", count=1),
        Residue(store="archive", table="calls", column="nested", count=1),
        Residue(store="archive", table="calls", column=None, count=2),
    }
    assert list(store.search(["ab"])) == []


def test_statistics_that_outlive_their_rows_are_found(tmp_path: Path) -> None:
    """Edge case 36: a writer may leave bounds wider than its values; here the cell is changed in the file."""
    path = tmp_path / "calls.parquet"
    options = {"use_dictionary": False, "compression": "none"}
    pq.write_table(pa.table({"mail": [CANARY]}), path, **options)
    data = path.read_bytes()
    cell = len(CANARY).to_bytes(4, "little") + CANARY.encode()
    assert data.count(cell) == 1
    path.write_bytes(data.replace(cell, len(CANARY).to_bytes(4, "little") + b"-" * len(CANARY)))
    [residue] = archive(tmp_path, calls="calls.parquet").search([CANARY])
    assert residue.column == "mail"


class TestRefusals:
    """Edge case 38, and sidecars of edge case 36."""

    @pytest.mark.parametrize(
        ("marker", "name"),
        [
            ("_delta_log/00000000000000000000.json", "Delta Lake"),
            ("metadata/v1.metadata.json", "Iceberg"),
            (".hoodie/hoodie.properties", "Hudi"),
        ],
    )
    def test_a_table_formats_folder_is_refused(self, tmp_path: Path, marker: str, name: str) -> None:
        """Edge case 38."""
        data = tmp_path / "lake" / "data" / "year=2026"
        data.mkdir(parents=True)
        pq.write_table(pa.table({"id": [1]}), data / "a.parquet")
        store = archive(tmp_path, calls="lake/**/*.parquet")
        assert found(store).num_rows == 1
        (tmp_path / "lake" / marker).parent.mkdir()
        (tmp_path / "lake" / marker).write_text("{}")
        before = files(tmp_path)
        for attempt in (store.schema, lambda: store.stage([delete("id", 1)], "run"), lambda: found(store)):
            with pytest.raises(StoreError, match=name):
                attempt()
        assert files(tmp_path) == before

    @pytest.mark.parametrize("sidecar", ["_metadata", "_common_metadata"])
    def test_a_sidecar_beside_a_file_that_would_change_is_refused(self, tmp_path: Path, sidecar: str) -> None:
        """Edge case 36: `_metadata` keeps the statistics."""
        folder = tmp_path / "calls" / "year=2026"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"id": [1, 2]}), folder / "a.parquet")
        pq.write_metadata(pa.schema([("id", pa.int64())]), tmp_path / "calls" / sidecar)
        store = archive(tmp_path, calls="calls/**")
        assert found(store)["id"].to_pylist() == [1, 2]
        before = files(tmp_path)
        with pytest.raises(NothingChanged, match=sidecar):
            store.stage([delete("id", 1)], "run")
        assert carry_out(store, delete("id", 9), token="nobody") == {"calls": Count()}
        store.discard("nobody")
        assert files(tmp_path) == before
        (tmp_path / "calls" / sidecar).unlink()
        assert carry_out(store, delete("id", 1)) == {"calls": Count(deleted=1)}


class TestFaults:
    """What can't be read is told with its place and without a value."""

    def test_a_missing_file_is_not_the_same_as_nothing_held(self, tmp_path: Path) -> None:
        """Edge case 8."""
        for path in ("calls.parquet", "calls/*.parquet"):
            with pytest.raises(StoreUnavailable) as caught:
                archive(tmp_path, calls=path).schema()
            assert caught.value.file == path and caught.value.table == "calls"

    @pytest.mark.parametrize("cut", [0, 3, 100, -1, -20])
    def test_a_file_that_was_cut_short_is_malformed(self, tmp_path: Path, cut: int) -> None:
        path = tmp_path / "calls.parquet"
        pq.write_table(pa.table({"mail": [CANARY] * 10}), path, compression="none")
        path.write_bytes(path.read_bytes()[:cut])
        self.assert_malformed(tmp_path)

    def test_a_damaged_page_is_malformed(self, tmp_path: Path) -> None:
        path = tmp_path / "calls.parquet"
        pq.write_table(pa.table({"mail": [CANARY] * 10}), path, compression="snappy")
        data = bytearray(path.read_bytes())
        data[4:60] = b"\xff" * 56
        path.write_bytes(data)
        self.assert_malformed(tmp_path)

    def test_text_that_is_not_utf8_is_malformed_and_left_alone_when_others_are_erased(
        self, tmp_path: Path
    ) -> None:
        """The column is told, the bytes are not."""
        path = tmp_path / "calls.parquet"
        pq.write_table(
            pa.table({"id": [1, 2], "mail": ["a", CANARY]}), path, compression="none", use_dictionary=False
        )
        data = path.read_bytes()
        path.write_bytes(data.replace(CANARY.encode(), b"\xff" + CANARY.encode()[1:]))
        store = archive(tmp_path, calls="calls.parquet")
        with pytest.raises(MalformedData) as caught:
            found(store)
        assert caught.value.column == "mail"
        assert CANARY[1:] not in str(caught.value) and caught.value.__suppress_context__
        assert carry_out(store, delete("id", 1)) == {"calls": Count(deleted=1)}
        assert found(store, columns=["id"])["id"].to_pylist() == [2]
        assert b"\xff" + CANARY.encode()[1:] in path.read_bytes()

    @pytest.mark.parametrize("plaintext_footer", [False, True])
    def test_an_encrypted_file_is_said_to_be_encrypted(self, tmp_path: Path, plaintext_footer: bool) -> None:
        """Edge case 36: encrypted footers."""
        table = pa.table({"id": [1], "mail": [CANARY]})
        config = pe.EncryptionConfiguration(
            footer_key="footer", column_keys={"column": ["mail", "id"]}, plaintext_footer=plaintext_footer
        )
        properties = pe.CryptoFactory(lambda _: _PlainKeys()).file_encryption_properties(
            pe.KmsConnectionConfig(), config
        )
        with pq.ParquetWriter(
            tmp_path / "calls.parquet", table.schema, encryption_properties=properties
        ) as writer:
            writer.write_table(table)
        before = files(tmp_path)
        store = archive(tmp_path, calls="calls.parquet")
        for attempt in (lambda: found(store), lambda: store.stage([delete("id", 1)], "run")):
            with pytest.raises(StoreError, match="encrypted"):
                attempt()
        assert files(tmp_path) == before

    def test_unknown_names_are_told_at_once(self, tmp_path: Path) -> None:
        store = write(tmp_path, a=pa.table({"id": [1]}))
        with pytest.raises(UnknownName):
            store.find("other")
        with pytest.raises(UnknownName):
            store.find("calls", ["other"])
        with pytest.raises(UnknownName):
            store.find("calls", ["id"], by("other", 1))

    def test_a_table_without_a_path_is_a_fault_of_the_map(self, tmp_path: Path) -> None:
        tables = {"calls": TableSource(name="calls")}
        with pytest.raises(DataMapError, match="path"):
            ParquetStore(StoreSource(name="archive", type="parquet", folder=tmp_path, tables=tables))

    def assert_malformed(self, folder: Path) -> None:
        before = files(folder)
        store = archive(folder, calls="calls.parquet")
        for attempt in (
            lambda: found(store),
            lambda: store.stage([delete("mail", CANARY)], "run"),
            lambda: list(store.search([CANARY])),
        ):
            with pytest.raises(MalformedData) as caught:
                attempt()
            assert (caught.value.store, caught.value.table) == ("archive", "calls")
            assert caught.value.file == "calls.parquet"
            assert CANARY not in str(caught.value) and caught.value.__suppress_context__
        assert files(folder) == before


class _PlainKeys(pe.KmsClient):
    """Keys that are no secret."""

    def wrap_key(self, key_bytes: bytes, _: str) -> bytes:
        return key_bytes

    def unwrap_key(self, wrapped_key: bytes, _: str) -> bytes:
        return wrapped_key
