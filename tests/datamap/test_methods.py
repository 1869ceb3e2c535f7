"""Which methods a column can take. Edge case 19."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from subjectrights.datamap.methods import default_problem, method_problem
from subjectrights.datamap.model import MethodMap
from subjectrights.rights.surrogates import default_method, new_values
from subjectrights.stores.base import Column

TEXT = pa.string()


def column(type_: pa.DataType = TEXT, **more: Any) -> Column:
    return Column(name="x", type=type_, **more)


@pytest.mark.parametrize(
    ("described", "method", "problem"),
    [
        (column(generated=True), {"method": "null"}, "the store computes this column"),
        (column(nullable=False), {"method": "null"}, "takes no NULL"),
        (column(nullable=False), {"method": "replace", "value": None}, "takes no NULL"),
        (column(), {"method": "null"}, None),
        (column(unique=True), {"method": "replace", "value": "x"}, "the column is unique"),
        (column(width=3), {"method": "replace", "value": "erased"}, "longer than the column's 3 characters"),
        (column(width=6), {"method": "replace", "value": "erased"}, None),
        (column(allowed=("a", "b")), {"method": "replace", "value": "c"}, "none of"),
        (column(allowed=("a", "b")), {"method": "replace", "value": "b"}, None),
        (column(), {"method": "replace", "value": ["a"]}, "no text"),
        (column(pa.int64()), {"method": "replace", "value": "x"}, "no int64"),
        (column(pa.int64()), {"method": "replace", "value": "7"}, None),
        (column(pa.int8()), {"method": "replace", "value": 1000}, "no int8"),
        (column(pa.int64()), {"method": "replace", "value": 2**70}, "no int64"),
        (column(pa.int64()), {"method": "replace", "value": True}, None),
        (column(pa.date32()), {"method": "replace", "value": True}, "no date32"),
        (column(pa.date32()), {"method": "replace", "value": "1900-01-01"}, None),
        (column(pa.bool_()), {"method": "replace", "value": False}, None),
        (column(pa.dictionary(pa.int8(), TEXT)), {"method": "replace", "value": "x"}, None),
        (column(), {"method": "pseudonymise"}, None),
        (column(checked=True), {"method": "pseudonymise"}, None),
        (column(pa.int64()), {"method": "pseudonymise"}, "pseudonymise writes text"),
        (column(allowed=("a",)), {"method": "pseudonymise"}, "takes only some values"),
        (column(width=1), {"method": "pseudonymise"}, "too few for a pseudonym"),
        (column(width=2), {"method": "pseudonymise"}, None),
        (column(width=7, unique=True), {"method": "pseudonymise"}, "that must be unique"),
        (column(width=8, unique=True), {"method": "pseudonymise"}, None),
        (column(pa.date32()), {"method": "generalise", "to": "year"}, None),
        (column(), {"method": "generalise", "to": "decade"}, None),
        (column(pa.int64()), {"method": "generalise", "to": "month"}, "no dates"),
        (column(), {"method": "generalise", "to": 2}, None),
        (column(pa.int64()), {"method": "generalise", "to": 2}, "no text to shorten"),
        (column(unique=True), {"method": "generalise", "to": 2}, "a coarser value may stand in two rows"),
        (column(allowed=("abc",)), {"method": "generalise", "to": 2}, "takes only some values"),
    ],
)
def test_a_method_that_a_column_cant_take_is_told(
    described: Column, method: dict[str, Any], problem: str | None
) -> None:
    said = method_problem(described, MethodMap.model_validate(method))
    assert (said is None) if problem is None else (said is not None and problem in said)


def test_a_constant_can_be_written_once_into_a_unique_column() -> None:
    replace = MethodMap.model_validate({"method": "replace", "value": "x"})
    assert method_problem(column(unique=True), replace, several=False) is None


def test_a_store_that_knows_no_null_empties_every_column() -> None:
    """Edge case 44."""
    assert (
        method_problem(column(nullable=False), MethodMap.model_validate({"method": "null"}), nulls=False)
        is None
    )


@pytest.mark.parametrize("type_", [TEXT, pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.binary()])
@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("width", [None, 1, 5])
@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize("allowed", [None, ("a", "b")])
def test_what_is_said_of_the_default_is_what_happens(
    type_: pa.DataType, nullable: bool, width: int | None, unique: bool, allowed: tuple[str, ...] | None
) -> None:
    """The check and the planner must agree, or a map that holds fails on the day."""
    if type_ != TEXT and (width is not None or allowed is not None):
        return
    described = column(type_, nullable=nullable, width=width, unique=unique, allowed=allowed)
    values = {TEXT: "abc", pa.int64(): 7, pa.float64(): 7.0, pa.bool_(): True, pa.binary(): b"x"}
    current = (
        pa.array([values.get(type_)], type_) if type_ in values else pa.array(["2020-01-01"]).cast(type_)
    )
    try:
        new_values(described, default_method(described, nulls=True), current, nulls=True)
        works = True
    except Exception:
        works = False
    assert (default_problem(described) is None) is works
