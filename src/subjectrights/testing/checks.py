"""Comparisons that say what differs, for tests of stores."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from subjectrights.errors import SubjectRightsError

__all__ = ["assert_equal", "assert_same_table", "refused"]


def assert_equal(found: object, expected: object, what: str) -> None:
    """Fail unless `found` equals `expected`.

    Args:
        found: what there is.
        expected: what there should be.
        what: a few words that name it.

    Raises:
        AssertionError: they differ.
    """
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


def assert_same_table(
    found: pa.Table, expected: pa.Table, *, ordered: bool = True, what: str = "table"
) -> None:
    """Fail unless two tables hold the same columns and the same rows.

    Types may differ where the values can be cast without loss (``large_string`` for ``string``, 1 for True).

    Args:
        found: what there is.
        expected: what there should be.
        ordered: whether the rows' order counts.
        what: a few words that name the table.

    Raises:
        AssertionError: they differ.
    """
    assert_equal(found.column_names, expected.column_names, f"{what}: columns")
    try:
        found = found.cast(expected.schema)
    except (pa.ArrowException, ValueError) as fault:
        raise AssertionError(f"{what}: {found.schema} can't be read as {expected.schema}") from fault
    rows, wanted = _rows(found), _rows(expected)
    if not ordered:
        rows, wanted = sorted(rows, key=repr), sorted(wanted, key=repr)
    if rows == wanted:
        return
    if len(rows) != len(wanted):
        extra = [row for row in rows if row not in wanted][:3]
        lost = [row for row in wanted if row not in rows][:3]
        raise AssertionError(
            f"{what}: {len(rows)} rows, expected {len(wanted)}; extra {extra}, missing {lost}"
        )
    number = next(i for i, (row, other) in enumerate(zip(rows, wanted, strict=True)) if row != other)
    raise AssertionError(f"{what}: row {number} is {rows[number]!r}, expected {wanted[number]!r}")


@contextmanager
def refused(kind: type[SubjectRightsError], *, without: tuple[str, ...] = ()) -> Iterator[None]:
    """Fail unless the block raises `kind` and nothing that is printed of the error holds a stored value.

    Args:
        kind: the error's class.
        without: values that must not be in the error's text, fields, or printed causes.

    Raises:
        AssertionError: a value is told.
    """
    try:
        yield
    except kind as raised:
        error = raised
    else:
        raise AssertionError(f"{kind.__name__} was not raised")
    told = " ".join((*_printed(error), repr(error), repr(error.args), repr(vars(error))))
    for value in without:
        if value in told:
            raise AssertionError(f"{kind.__name__} tells a stored value: {told!r}")


def _printed(error: BaseException) -> Iterator[str]:
    """The text of the error and of each cause that a traceback would print, without source lines."""
    shown: BaseException | None = error
    while shown is not None:
        yield from traceback.format_exception_only(shown)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
