"""Parquet: the very types."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from writers_support import document, every_type, same, table, tables, whole_document, written

from subjectrights.errors import WriteError
from subjectrights.writers.parquet import ParquetWriter, ParquetZipWriter
from subjectrights.writers.values import decode


@given(tables())
def test_what_is_written_is_read_back_exactly(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    data, columns = drawn
    raw, losses = written(ParquetWriter(), document(data))
    assert list(losses) == []
    found = pq.read_table(io.BytesIO(raw))
    assert found.schema.equals(data.schema)
    for name, expected in zip(data.column_names, columns, strict=True):
        assert same(decode(found.column(name).combine_chunks()), expected)


def test_every_type_comes_back_but_those_that_parquet_does_not_have() -> None:
    given_document = document(table(every_type(), "t"))
    raw, losses = written(ParquetWriter(), given_document)
    found = pq.read_table(io.BytesIO(raw))
    lost = {loss.column for loss in losses}
    assert lost == {name for name in found.column_names if "month_day_nano" in name}
    for field in every_type().schema:
        if field.name not in lost:
            stored = found.column(field.name).combine_chunks()
            assert decode(stored) == decode(every_type().column(field.name).combine_chunks())
            assert stored.type == field.type or pa.types.is_temporal(field.type)
    (interval,) = lost
    assert found.column(interval).to_pylist() == ["P1M-2DT0.000000003S", None]


def test_types_that_parquet_does_not_have_are_text_and_said() -> None:
    union = pa.UnionArray.from_sparse(
        pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["one", "two"])]
    )
    raw, (loss,) = written(ParquetWriter(), document(table(pa.table({"mixed": union}), "t")))
    assert pq.read_table(io.BytesIO(raw)).column("mixed").to_pylist() == ["1", "two"]
    assert (loss.table, loss.column, loss.count) == ("t", "mixed", 2)


def test_runs_are_written_out() -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["x", None]))
    raw, losses = written(ParquetWriter(), document(pa.table({"runs": runs})))
    assert list(losses) == []
    assert pq.read_table(io.BytesIO(raw)).column("runs").to_pylist() == ["x", "x", None]


def test_what_stands_around_the_table_is_metadata() -> None:
    data = pa.table({"id": [1]}).replace_schema_metadata({"theirs": "kept"})
    given_document = document(table(data, "crm.t", notes=("left out",)), metadata={"right": "export"})
    schema = pq.read_schema(io.BytesIO(written(ParquetWriter(), given_document)[0]))
    assert schema.metadata[b"theirs"] == b"kept"
    ours = json.loads(schema.metadata[b"subjectrights"])
    assert ours["metadata"] == {"right": "export"}
    assert ours["table"]["notes"] == ["left out"]
    assert ours["created"] == datetime(2026, 3, 9, 14, 30, tzinfo=UTC).isoformat()


def test_the_archive_holds_one_file_a_table() -> None:
    raw, _ = written(ParquetZipWriter(), whole_document())
    with ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == ["crm.customers.parquet", "crm.empty.parquet", "metadata.json"]
        found = pq.read_table(io.BytesIO(archive.read("crm.customers.parquet")))
        metadata = json.loads(archive.read("metadata.json"))
    assert found.to_pylist() == whole_document().tables[0].data.to_pylist()
    assert [described["file"] for described in metadata["tables"]] == archive.namelist()[:2]
    assert written(ParquetZipWriter(), whole_document())[0] == raw


def test_a_bare_file_holds_one_table_only() -> None:
    with pytest.raises(WriteError, match=r"\.parquet\.zip"):
        written(ParquetWriter(), whole_document())
