"""Random tables, random rows erased and overwritten: the rest is the same to the last bit."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subjectrights.stores.parquet.encoding import schema_lines

from .archives import archive, carry_out, delete, update
from .test_parquet_exactness import rows_of

_INT96 = {"use_deprecated_int96_timestamps": True}

LEAVES: Mapping[pa.DataType, st.SearchStrategy[Any]] = {
    pa.int8(): st.integers(-128, 127),
    pa.uint64(): st.integers(0, 2**64 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(),
    pa.float32(): st.floats(width=32),
    pa.bool_(): st.booleans(),
    pa.string(): st.text(max_size=5),
    pa.large_binary(): st.binary(max_size=5),
    pa.binary(3): st.binary(min_size=3, max_size=3),
    pa.dictionary(pa.int32(), pa.string()): st.sampled_from(["red", "green", ""]),
    pa.timestamp("ns", "UTC"): st.integers(-(2**62), 2**62),
    pa.timestamp("us"): st.integers(-(2**50), 2**50),
    pa.decimal128(18, 3): st.decimals(-(10**14), 10**14, places=3),
    pa.date32(): st.dates(),
    pa.time64("ns"): st.integers(0, 86_399_999_999_999),
}


@st.composite
def columns(draw: st.DrawFn, depth: int = 2, top: bool = True) -> tuple[pa.DataType, st.SearchStrategy[Any]]:
    """A type, perhaps nested, and what makes values of it."""
    kind = draw(st.sampled_from(["leaf", "leaf", "list", "struct", "map"] if depth else ["leaf"]))
    if kind == "leaf":
        # pyarrow can't write a dictionary within a struct that is NULL.
        types = [type_ for type_ in sorted(LEAVES, key=str) if top or not pa.types.is_dictionary(type_)]
        type_ = draw(st.sampled_from(types))
        return type_, st.none() | LEAVES[type_]
    inner, values = draw(columns(depth - 1, top=False))
    if kind == "list":
        return pa.list_(inner), st.none() | st.lists(values, max_size=3)
    if kind == "struct":
        other, others = draw(columns(depth - 1, top=False))
        fields = st.fixed_dictionaries({"a": values, "b": others})
        return pa.struct([("a", inner), ("b", other)]), st.none() | fields
    keys = st.dictionaries(st.text(max_size=3), values, max_size=3).map(lambda held: list(held.items()))
    return pa.map_(pa.string(), inner), st.none() | keys


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    height = draw(st.integers(0, 12))
    made = {"id": pa.array(range(height), pa.int64())}
    for number in range(draw(st.integers(1, 4))):
        type_, values = draw(columns())
        cells = draw(st.lists(values, min_size=height, max_size=height))
        made[f"c{number}"] = _array(cells, type_)
    return pa.table(made).replace_schema_metadata(draw(st.none() | st.just({"note": "kept"})))


def _array(cells: list[Any], type_: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(type_):
        return pa.array(cells, type_.value_type).dictionary_encode()
    return pa.array(cells, type_)


OPTIONS = st.fixed_dictionaries(
    {
        "row_group_size": st.integers(1, 12),
        "compression": st.sampled_from(["none", "snappy", "gzip", "zstd", "brotli", "lz4"]),
        "use_dictionary": st.booleans(),
        "data_page_version": st.sampled_from(["1.0", "2.0"]),
        "write_page_index": st.booleans(),
        "write_statistics": st.booleans(),
        "use_compliant_nested_type": st.booleans(),
        "store_decimal_as_integer": st.booleans(),
        "store_schema": st.booleans(),
    }
)


@settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(tables(), OPTIONS, st.booleans(), st.data())
def test_what_no_change_names_is_the_same_to_the_last_bit(
    table: pa.Table, options: dict[str, Any], int96: bool, data: st.DataObject
) -> None:
    """Edge case 36: rows, schema, metadata."""
    ids = st.lists(st.integers(0, 12), max_size=6)
    gone, written = data.draw(ids), data.draw(ids)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "calls.parquet"
        pq.write_table(table, path, **options, **(_INT96 if int96 else {}))
        before = pq.ParquetFile(path.read_bytes() and pa.BufferReader(path.read_bytes()))
        store = archive(folder, calls="calls.parquet")
        value = pa.scalar(100, pa.int64())
        counts = carry_out(
            store, delete("id", *gone, type_=pa.int64()), update("id", *written, values={"id": value})
        )
        after = pq.ParquetFile(path)
        expected = [
            row.replace(f"({number},", "(100,", 1) if number in written else row
            for number, row in enumerate(rows_of(before))
            if number not in gone
        ]
        assert rows_of(after) == expected
        assert schema_lines(after.schema) == schema_lines(before.schema)
        assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
        assert after.metadata.metadata == before.metadata.metadata
        assert counts["calls"].deleted == table.num_rows - len(expected)
