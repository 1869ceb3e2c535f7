"""What is put where a row stays: it fits the column, tells nothing, and leaves NULL alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.datamap.model import MethodMap
from subjectrights.errors import MethodRefused, ValueRefused
from subjectrights.rights.surrogates import cast_value, default_method, new_values
from subjectrights.stores.base import Column


def column(type_: pa.DataType | None = None, **known: Any) -> Column:
    return Column(name="c", type=type_ or pa.string(), **known)


def made(method: dict[str, Any], values: list[Any], described: Column, *, nulls: bool = True) -> list[Any]:
    current = pa.array(values, described.type)
    return new_values(described, MethodMap(**method), current, nulls=nulls).to_pylist()


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=20), st.integers(8, 60))
def test_a_pseudonym_fits_tells_nothing_and_is_left_alone_the_next_time(
    values: list[Any], width: int
) -> None:
    """Edge cases 19, 20, 21 and 28: width, NULL stays NULL, random, not drawn again."""
    described = column(width=width, unique=True)
    first = made({"method": "pseudonymise"}, values, described)
    for old, new in zip(values, first, strict=True):
        if old in (None, ""):
            assert new == old
        else:
            assert len(new) <= width
            assert new != old
    drawn = [new for new in first if new]
    assert len(set(drawn)) == len(drawn)
    assert made({"method": "pseudonymise"}, first, described) == first


def test_two_runs_draw_different_pseudonyms() -> None:
    """Edge case 21: a hash of a phone or an address could be guessed."""
    described = column()
    assert made({"method": "pseudonymise"}, ["0470123456"], described) != made(
        {"method": "pseudonymise"}, ["0470123456"], described
    )


def test_a_linked_pseudonym_is_one_for_one_value() -> None:
    """Edge case 21: linking is a choice."""
    first, second, third = made({"method": "pseudonymise", "linked": True}, ["a", "b", "a"], column())
    assert first == third != second


@pytest.mark.parametrize(
    ("type_", "values", "to", "wanted"),
    [
        (pa.date32(), [date(1988, 4, 17), None], "year", [date(1988, 1, 1), None]),
        (pa.date32(), [date(1988, 4, 17)], "decade", [date(1980, 1, 1)]),
        (pa.timestamp("us"), [datetime(1988, 4, 17, 9, 30)], "month", [datetime(1988, 4, 1)]),
        (pa.string(), ["1988-04-17", None, ""], "month", ["1988-04-01", None, ""]),
        (pa.string(), ["4000 Liège", None], 2, ["40", None]),
    ],
)
def test_a_date_is_made_coarser_and_stays_true(
    type_: pa.DataType, values: list[Any], to: str | int, wanted: list[Any]
) -> None:
    """Edge case 22: no invented date that breaks age and retention."""
    assert made({"method": "generalise", "to": to}, values, column(type_)) == wanted


@pytest.mark.parametrize(
    ("method", "described"),
    [
        ({"method": "null"}, column(nullable=False)),
        ({"method": "pseudonymise"}, column(pa.int64())),
        ({"method": "pseudonymise"}, column(allowed=("a", "b"))),
        ({"method": "pseudonymise"}, column(width=1)),
        ({"method": "pseudonymise"}, column(width=5, unique=True)),
        ({"method": "generalise", "to": "year"}, column(pa.int64())),
        ({"method": "generalise"}, column(pa.date32())),
    ],
)
def test_a_method_that_the_column_can_t_take_is_refused(method: dict[str, Any], described: Column) -> None:
    """Edge case 19."""
    value: Any = date(2020, 1, 1) if pa.types.is_date(described.type) else 1
    values = ["x"] if pa.types.is_string(described.type) else [value]
    with pytest.raises(MethodRefused) as caught:
        made(method, values, described)
    assert caught.value.column == "c"


@pytest.mark.parametrize(
    ("value", "described"),
    [
        ("twelve", column(pa.int64())),
        ("x" * 11, column(width=10)),
        ("red", column(allowed=("green", "blue"))),
        (None, column(nullable=False)),
        ("x", column(generated=True)),
        ("31/12/2020", column(pa.date32())),
    ],
)
def test_a_value_that_doesn_t_fit_is_refused_and_not_quoted(value: Any, described: Column) -> None:
    with pytest.raises(ValueRefused) as caught:
        cast_value(value, described.type, described)
    assert value is None or str(value) not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "type_", "wanted"),
    [
        ("42", pa.int64(), 42),
        (42, pa.string(), "42"),
        ("2026-11-23", pa.date32(), date(2026, 11, 23)),
        (True, pa.int64(), 1),
        (False, pa.string(), "false"),
        ("1.50", pa.decimal128(10, 2), __import__("decimal").Decimal("1.50")),
    ],
)
def test_a_value_is_written_in_the_column_s_own_type(value: Any, type_: pa.DataType, wanted: Any) -> None:
    assert cast_value(value, type_, column(type_)).as_py() == wanted


def test_where_the_map_is_silent_null_goes_first_then_a_pseudonym() -> None:
    assert default_method(column(), nulls=True).method == "null"
    assert default_method(column(nullable=False), nulls=True).method == "pseudonymise"
    assert default_method(column(pa.int64(), nullable=False), nulls=True).value == 0
    with pytest.raises(MethodRefused):
        default_method(column(pa.int64(), nullable=False, unique=True), nulls=True)


def test_an_empty_field_stands_for_null_where_there_is_none() -> None:
    assert made({"method": "null"}, ["x", ""], column(), nulls=False) == ["", ""]
