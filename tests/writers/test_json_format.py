"""JSON carries everything, exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given
from writers_support import (
    broken_text,
    document,
    every_type,
    same,
    table,
    tables,
    value_of_json,
    whole_document,
    written,
)

from subjectrights.writers.json import JsonWriter


def _read(*given_tables: Any, **more: Any) -> dict[str, Any]:
    data, losses = written(JsonWriter(), document(*given_tables, **more))
    assert losses == ()
    read: dict[str, Any] = json.loads(data)
    return read


@given(tables())
def test_what_is_written_is_read_back_exactly(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    """Edge cases 43 and 44."""
    data, columns = drawn
    read = _read(data)["tables"]["crm.table_0"]
    assert [column["name"] for column in read["columns"]] == data.column_names
    for field, expected in zip(data.schema, columns, strict=True):
        found = [value_of_json(field.type, row[field.name]) for row in read["rows"]]
        assert same(found, expected), field


def test_the_whole_document_is_there_in_a_stable_order() -> None:
    data, _ = written(JsonWriter(), whole_document())
    read = json.loads(data)
    order = "title language created author format metadata sections closing tables losses"
    assert list(read) == order.split()
    assert read["created"] == "2026-03-09T14:30:00+00:00"
    assert read["sections"][0]["facts"] == [{"label": "Controller", "text": "Horizon"}]
    assert read["metadata"]["big"] == str(2**60)
    assert read["tables"]["crm.customers"]["columns"][1] == {
        "name": "first_name",
        "label": "First name",
        "type": "string",
        "form": "text",
    }
    assert read["tables"]["crm.customers"]["rows"] == [
        {"id": 1, "first_name": "Ana", "city": ""},
        {"id": 2, "first_name": None, "city": "Liège"},
    ]
    assert read["tables"]["crm.customers"]["notes"] == ["Names of other people are left out."]
    assert read["tables"]["crm.empty"]["rows"] == []
    assert written(JsonWriter(), whole_document())[0] == data


def test_a_column_with_one_large_integer_is_text_throughout() -> None:
    read = _read(pa.table({"id": [1, 2**53, None], "n": [1, 2, 3]}))["tables"]["crm.table_0"]
    assert [column["form"] for column in read["columns"]] == ["integer as text", "number"]
    assert [row["id"] for row in read["rows"]] == ["1", str(2**53), None]
    assert [row["n"] for row in read["rows"]] == [1, 2, 3]


def test_missing_empty_and_the_word_none_are_three_things() -> None:
    """Edge case 44."""
    rows = _read(pa.table({"name": [None, "", "None", "null", "NA"]}))["tables"]["crm.table_0"]["rows"]
    assert [row["name"] for row in rows] == [None, "", "None", "null", "NA"]


def test_the_bytes_are_utf8_and_hide_nothing() -> None:
    text = "Ана \u202e\u2066\u200b\ufeff\u2028 \x7f\x9b"
    data, _ = written(JsonWriter(), document(pa.table({"name": [text]}), title=text))
    assert "Ана" in data.decode("utf-8")
    assert not set("\u202e\u2066\u200b\ufeff\u2028\x7f\x9b") & set(data.decode("utf-8"))
    assert json.loads(data)["title"] == text


def test_half_a_character_is_escaped() -> None:
    """Edge case 43."""
    read = _read(pa.table({"name": broken_text()}))
    assert [row["name"] for row in read["tables"]["crm.table_0"]["rows"]] == ["\ud800half", "caf\udce9", None]


def test_nothing_in_it_is_beyond_the_standard() -> None:
    """Edge case 43: no NaN or Infinity, which JSON doesn't have."""
    data, _ = written(JsonWriter(), document(pa.table({"x": [float("nan"), float("inf")]})))

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    read = json.loads(data, parse_constant=refuse)
    assert read["tables"]["crm.table_0"]["rows"] == [{"x": "NaN"}, {"x": "Infinity"}]


def test_every_type_says_its_form() -> None:
    forms = {c["type"]: c["form"] for c in _read(every_type())["tables"]["crm.table_0"]["columns"]}
    assert forms["decimal128(38, 10)"] == "decimal as text"
    assert forms["extension<arrow.uuid>"] == "uuid"
    assert forms["fixed_size_binary[2]"] == "base64"
    assert forms["timestamp[ms, tz=Europe/Brussels]"] == "date-time"
    assert forms["map<string, int64>"] == "list of pairs"
    assert forms["dictionary<values=string, indices=int8, ordered=0>"] == "text"
    assert forms["month_day_nano_interval"] == "duration"


def test_a_decimal_keeps_its_last_digit() -> None:
    column = pa.array([Decimal("1234567890123456789.0123456789")], pa.decimal128(38, 10))
    rows = _read(pa.table({"amount": column}))["tables"]["crm.table_0"]["rows"]
    assert rows == [{"amount": "1234567890123456789.0123456789"}]


def test_tables_and_columns_of_one_name_are_told_apart() -> None:
    twice = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    read = _read(table(twice, "t"), table(pa.table({"b": [3]}), "t"))["tables"]
    assert read["t"]["rows"] == [{"a": 1, "a (2)": 2}]
    assert read["t (2)"]["rows"] == [{"b": 3}]
