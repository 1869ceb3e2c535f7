"""Arrow's values come out exact, whatever Python's own types can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given
from writers_support import broken_text, every_type, same, tables

from subjectrights.writers.portable import for_people, portable, text_of
from subjectrights.writers.values import Iso, column_names, decode, rows_of


def _only(value: Any, kind: pa.DataType) -> Any:
    decoded = decode(pa.array([value, None], kind))
    assert decoded[1] is None
    return decoded[0]


def test_a_nanosecond_is_kept_as_text() -> None:
    assert _only(1_700_000_000_123_456_789, pa.timestamp("ns")) == "2023-11-14T22:13:20.123456789"
    assert (
        _only(1_700_000_000_123_456_789, pa.timestamp("ns", "UTC")) == "2023-11-14T22:13:20.123456789+00:00"
    )
    assert _only(1, pa.time64("ns")) == "00:00:00.000000001"
    assert isinstance(_only(1, pa.time64("ns")), Iso)


def test_whole_microseconds_are_moments() -> None:
    assert _only(1_000, pa.timestamp("ns")) == datetime(1970, 1, 1, microsecond=1)
    assert _only(-1, pa.timestamp("s")) == datetime(1969, 12, 31, 23, 59, 59)


def test_a_moment_has_its_zones_offset() -> None:
    value = _only(0, pa.timestamp("s", "Europe/Brussels"))
    assert value.isoformat() == "1970-01-01T01:00:00+01:00"
    assert _only(0, pa.timestamp("s", "-03:30")).tzinfo == timezone(timedelta(hours=-3, minutes=-30))


def test_a_zone_that_this_machine_does_not_know_is_given_in_utc() -> None:
    assert _only(0, pa.timestamp("s", "Mars/Olympus")) == datetime(1970, 1, 1, tzinfo=UTC)


def test_dates_that_python_cannot_hold_are_counts() -> None:
    assert _only(10**6 * 5, pa.date32()) == "5000000 days since 1970-01-01"
    assert _only(10**15, pa.timestamp("s")) == "1000000000000000 s since 1970-01-01T00:00:00"
    assert _only(-62135596801, pa.timestamp("s", "UTC")) == "-62135596801 s since 1970-01-01T00:00:00Z"


def test_durations_are_iso_8601() -> None:
    assert _only(timedelta(hours=1, microseconds=5), pa.duration("us")) == "PT3600.000005S"
    assert _only(-1, pa.duration("ns")) == "-PT0.000000001S"
    assert _only(pa.MonthDayNano([1, -2, 3]), pa.month_day_nano_interval()) == "P1M-2DT0.000000003S"


def test_a_narrow_float_keeps_its_shortest_digits() -> None:
    assert _only(0.1, pa.float32()) == 0.1


def test_a_uuid_is_a_uuid() -> None:
    array = pa.array([UUID(int=7).bytes], pa.uuid())
    assert decode(array) == [UUID(int=7)]


def test_text_that_is_not_utf8_keeps_every_byte_apart() -> None:
    assert decode(broken_text()) == ["\ud800half", "caf\udce9", None]


def test_nested_values_keep_their_nulls_and_order() -> None:
    kind = pa.list_(pa.struct([("at", pa.timestamp("ns")), ("tags", pa.list_(pa.string()))]))
    value = [{"at": 1, "tags": ["a", None]}, None, {"at": None, "tags": None}]
    assert _only(value, kind) == [
        {"at": "1970-01-01T00:00:00.000000001", "tags": ["a", None]},
        None,
        {"at": None, "tags": None},
    ]


def test_a_sliced_list_gives_its_own_items() -> None:
    array = pa.array([[1], None, [2, 3], []], pa.list_(pa.int64())).slice(1, 2)
    assert decode(array) == [None, [2, 3]]
    fixed = pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int64(), 2)).slice(1)
    assert decode(fixed) == [None, [3, 4]]


def test_fields_of_one_name_are_all_kept() -> None:
    array = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert decode(array) == [{"a": 1, "a (2)": 2}]


def test_a_map_keeps_repeated_keys() -> None:
    assert portable(_only([("k", 1), ("k", 2)], pa.map_(pa.string(), pa.int64()))) == [["k", 1], ["k", 2]]


def test_dictionaries_runs_and_unions_are_their_values() -> None:
    assert decode(pa.array(["a", "b", "a"]).dictionary_encode()) == ["a", "b", "a"]
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["x", None]))
    assert decode(runs) == ["x", "x", None]
    union = pa.UnionArray.from_sparse(
        pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["one", "two"])]
    )
    assert decode(union) == [1, "two"]


def test_every_arrow_type_has_a_text() -> None:
    for row in rows_of(every_type()):
        for value in row:
            assert value is None or isinstance(text_of(value), str)


@given(tables())
def test_decoding_gives_back_what_the_table_was_made_of(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    table, columns = drawn
    for column, expected in zip(table.columns, columns, strict=True):
        found = [value for chunk in column.chunks for value in decode(chunk)]
        assert same(found, expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        ("None", "None"),
        (2**53 - 1, 2**53 - 1),
        (2**53, str(2**53)),
        (Decimal("1E+5"), "100000"),
        (Decimal("0.10"), "0.10"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (b"\x00\xff", "AP8="),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(1, 1, 1), "0001-01-01"),
        (time(1, 2, 3), "01:02:03"),
        ({"a": [1, None]}, {"a": [1, None]}),
    ],
)
def test_a_value_as_json_takes_it(value: Any, text: Any) -> None:
    """Edge cases 43 and 44."""
    assert portable(value) == text
    assert type(portable(value)) is type(text)


def test_people_read_moments_with_blanks() -> None:
    assert for_people(datetime(2026, 3, 1, 10, 15)) == "2026-03-01 10:15:00"
    assert for_people(datetime(2026, 3, 1, 10, 15, tzinfo=UTC)) == "2026-03-01 10:15:00 +00:00"


def test_a_number_after_a_name_is_not_taken_twice() -> None:
    table = pa.table([pa.array([1])] * 3, names=["a", "a", "a (2)"])
    names = column_names(table)
    assert len(set(names)) == 3
    assert names[0] == "a"
    assert names[2] == "a (2)"
