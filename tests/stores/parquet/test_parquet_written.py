"""What is written: values of every type, and timestamps as they were spelt; edge case 36."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from subjectrights.errors import NothingChanged, ValueRefused

from .archives import CANARY, archive, carry_out, delete, files, found, update
from .test_parquet_exactness import erase_second, rows_of, wide_table


class TestInt96:
    """Edge case 36: INT96 becomes INT64, or wraps around."""

    def write(self, path: Path, values: list[Any], unit: str) -> None:
        table = pa.table({"id": list(range(1, len(values) + 1)), "at": pa.array(values, pa.timestamp(unit))})
        pq.write_table(table, path, use_deprecated_int96_timestamps=True)

    @pytest.mark.parametrize(
        ("values", "unit"),
        [
            ([1_000_000_001, None, -1, -86_400_000_000_001], "ns"),
            ([253_402_300_799_000_000, None, -62_135_596_800_000_000, -1], "us"),
        ],
        ids=["nanoseconds", "far years"],
    )
    def test_the_timestamps_stay_int96_and_the_same(
        self, tmp_path: Path, values: list[Any], unit: str
    ) -> None:
        path = tmp_path / "calls.parquet"
        self.write(path, values, unit)
        carry_out(archive(tmp_path, calls="calls.parquet"), delete("id", 2))
        new = pq.ParquetFile(path, coerce_int96_timestamp_unit=unit)
        assert new.schema.column(1).physical_type == "INT96"
        assert new.read()["at"].cast(pa.int64()).to_pylist() == [values[0], *values[2:]]

    def test_nested_timestamps_stay_int96_too(self, tmp_path: Path) -> None:
        nested = pa.list_(pa.map_(pa.string(), pa.timestamp("ns")))
        table = pa.table(
            {"id": [1, 2, 3], "at": pa.array([[[("a", -1), ("b", None)], None], [], None], nested)}
        )
        path = erase_second(tmp_path, table, use_deprecated_int96_timestamps=True)
        assert "int96" in str(pq.ParquetFile(path).schema)

    def test_a_far_year_is_read_as_it_is(self, tmp_path: Path) -> None:
        self.write(tmp_path / "calls.parquet", [253_402_300_799_000_000], "us")
        rows = found(archive(tmp_path, calls="calls.parquet"))
        assert rows["at"].to_pylist() == [datetime.datetime(9999, 12, 31, 23, 59, 59)]

    def test_far_years_with_nanoseconds_are_refused_rather_than_rounded(self, tmp_path: Path) -> None:
        path = tmp_path / "calls.parquet"
        pq.write_table(
            pa.table({"id": [1], "at": pa.array([1], pa.timestamp("ns"))}),
            path,
            use_deprecated_int96_timestamps=True,
            use_dictionary=False,
            compression="none",
        )
        # INT96 is eight bytes of nanoseconds of the day and four of the Julian day; pyarrow can't write such
        # a far one with nanoseconds, so the day is changed in the file.
        old = (1).to_bytes(8, "little") + (2_440_588).to_bytes(4, "little")
        new = (1).to_bytes(8, "little") + (5_373_484).to_bytes(4, "little")
        data = path.read_bytes()
        assert data.count(old) == 1
        path.write_bytes(data.replace(old, new))
        before = files(tmp_path)
        with pytest.raises(NothingChanged, match="INT96"):
            archive(tmp_path, calls="calls.parquet").stage(
                [update("id", 1, values={"id": pa.scalar(2)})], "run"
            )
        assert files(tmp_path) == before


class TestUpdates:
    """Absolute values, of the column's own type."""

    def test_each_kind_of_column_takes_null_and_a_value(self, tmp_path: Path) -> None:
        path = tmp_path / "calls.parquet"
        table = wide_table()
        pq.write_table(table, path)
        store = archive(tmp_path, calls="calls.parquet")
        written = {
            name: found(store, columns=[name]) for name in store.schema()["calls"].columns if name != "id"
        }
        # Row 3 gets row 1's value of each column, row 2 gets NULL in each.
        values = {name: rows.column(name).combine_chunks()[0] for name, rows in written.items()}
        empty = {name: pa.scalar(None, rows.column(name).type) for name, rows in written.items()}
        carry_out(store, update("id", 3, values=values), update("id", 2, values=empty))
        rows = rows_of(pq.ParquetFile(path))
        assert rows[2].removeprefix("(3, ") == rows[0].removeprefix("(1, ")
        assert set(rows[1].strip("()").split(", ")[1:]) == {"None"}
        assert pq.read_schema(path).equals(_as_written(tmp_path, table), check_metadata=True)

    def test_null_into_a_required_column_is_refused(self, tmp_path: Path) -> None:
        schema = pa.schema(
            [pa.field("id", pa.int64(), nullable=False), pa.field("name", pa.string(), nullable=False)]
        )
        pq.write_table(pa.table({"id": [1], "name": [CANARY]}, schema=schema), tmp_path / "calls.parquet")
        store = archive(tmp_path, calls="calls.parquet")
        assert not store.schema()["calls"].columns["name"].nullable
        before = files(tmp_path)
        with pytest.raises(ValueRefused, match="required") as caught:
            store.stage([update("id", 1, values={"name": pa.scalar(None, pa.string())})], "run")
        assert caught.value.column == "name" and CANARY not in repr(caught.value)
        assert files(tmp_path) == before

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("small", pa.scalar(300)),
            ("date", pa.scalar(CANARY)),
            ("fixed", pa.scalar(b"too long")),
            ("decimal", pa.scalar(Decimal("1.005"))),
            ("list", pa.scalar(["x"])),
            ("struct", pa.scalar("x")),
            ("nothing", pa.scalar("x")),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_value_that_does_not_fit_is_refused_without_being_told(
        self, tmp_path: Path, column: str, value: pa.Scalar
    ) -> None:
        pq.write_table(wide_table(), tmp_path / "calls.parquet")
        before = files(tmp_path)
        with pytest.raises(ValueRefused) as caught:
            archive(tmp_path, calls="calls.parquet").stage([update("id", 1, values={column: value})], "run")
        assert caught.value.column == column
        assert CANARY not in str(caught.value) and caught.value.__cause__ is None
        assert files(tmp_path) == before


def _as_written(folder: Path, table: pa.Table) -> pa.Schema:
    pq.write_table(table, folder / "again.bin")
    return pq.read_schema(folder / "again.bin")
