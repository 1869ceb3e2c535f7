"""The comparisons that the conformance suite rests on: each must fail when it should."""

import datetime
import subprocess
import sys
from contextlib import ExitStack

import pyarrow as pa
import pytest

from subjectrights import testing
from subjectrights.errors import NothingChanged, UnknownName
from subjectrights.testing import assert_same_table
from subjectrights.testing.checks import refused

ROWS = pa.table({"id": ["a", "b", "b"], "n": [1, 2, None]})


def test_tables_are_the_same_when_columns_values_and_order_are() -> None:
    assert_same_table(ROWS, ROWS)
    assert_same_table(ROWS.slice(0, 0), ROWS.slice(1, 0))


@pytest.mark.parametrize(
    "other",
    [
        ROWS.slice(1),
        pa.concat_tables([ROWS, ROWS.slice(0, 1)]),
        ROWS.take([1, 0, 2]),
        ROWS.rename_columns(["id", "m"]),
        ROWS.select(["n", "id"]),
        ROWS.set_column(1, "n", pa.array([1, 2, 0])),
        ROWS.set_column(1, "n", pa.array(["1", "two", None])),
        ROWS.append_column("more", pa.array([None, None, None])),
        ROWS.take([0, 0, 1]),
    ],
)
def test_tables_that_differ_are_told_apart(other: pa.Table) -> None:
    with pytest.raises(AssertionError, match="people"):
        assert_same_table(other, ROWS, what="people")


def test_where_rows_have_no_order_only_their_number_and_values_count() -> None:
    assert_same_table(ROWS.take([2, 0, 1]), ROWS, ordered=False)
    for rows in ([0, 1, 1], [0, 1], [0, 1, 2, 2]):
        with pytest.raises(AssertionError):
            assert_same_table(ROWS.take(rows), ROWS, ordered=False)


def test_what_another_means_of_reading_gives_is_cast_when_nothing_is_lost() -> None:
    read = pa.table({"on": ["2024-02-29"], "yes": [1], "text": pa.array(["x"], pa.large_string())})
    expected = pa.table({"on": [datetime.date(2024, 2, 29)], "yes": [True], "text": ["x"]})
    assert_same_table(read, expected)
    with pytest.raises(AssertionError):
        assert_same_table(read.set_column(0, "on", pa.array(["2024-02-28"])), expected)


def test_a_refusal_must_happen_and_be_of_the_kind() -> None:
    with pytest.raises(AssertionError, match="UnknownName was not raised"), refused(UnknownName):
        pass
    with refused(NothingChanged):
        raise UnknownName("there is no such table")
    with pytest.raises(NothingChanged), refused(UnknownName):
        raise NothingChanged("something else")


def raise_unknown_name() -> None:
    raise UnknownName("no such column")


def test_a_refusal_that_tells_a_value_in_any_way_is_caught() -> None:
    """Edge case 32."""

    def in_the_message() -> None:
        raise UnknownName("no row for canary")

    def in_a_field() -> None:
        raise UnknownName("no such column", column="canary")

    def in_the_cause() -> None:
        raise UnknownName("no such column") from KeyError("canary")

    def in_the_context() -> None:
        with ExitStack() as stack:
            stack.callback(raise_unknown_name)
            raise KeyError("canary")

    for telling in (in_the_message, in_a_field, in_the_cause, in_the_context):
        with (
            pytest.raises(AssertionError, match="tells a stored value"),
            refused(UnknownName, without=("canary",)),
        ):
            telling()


def test_a_refusal_from_none_tells_nothing_of_its_cause() -> None:
    with refused(UnknownName, without=("canary",)):
        try:
            raise KeyError("canary")
        except KeyError:
            raise UnknownName("no such column") from None


def test_the_public_names_are_there() -> None:
    assert all(hasattr(testing, name) for name in testing.__all__)


@pytest.mark.parametrize("missing", ["pytest", "hypothesis"])
def test_a_missing_package_is_named(missing: str) -> None:
    script = f"""
import sys
sys.modules[{missing!r}] = None
from subjectrights.errors import MissingExtra
try:
    import subjectrights.testing
except MissingExtra as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "pip install pytest hypothesis" in done.stdout
