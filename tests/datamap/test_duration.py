"""Durations of the calendar."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from subjectrights.datamap.duration import Duration

NUMBERS = st.integers(0, 9999)
DATES = st.dates(date(1, 1, 1), date(2400, 12, 31))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("P7Y", (7, 0, 0, 0)),
        ("P6M", (0, 6, 0, 0)),
        ("P2W", (0, 0, 2, 0)),
        ("P90D", (0, 0, 0, 90)),
        ("P1Y2M3W4D", (1, 2, 3, 4)),
        ("P0D", (0, 0, 0, 0)),
        (" P5Y ", (5, 0, 0, 0)),
        ("P007Y", (7, 0, 0, 0)),
    ],
)
def test_a_duration_is_read_part_by_part(text: str, parts: tuple[int, int, int, int]) -> None:
    read = Duration.parse(text)
    assert (read.years, read.months, read.weeks, read.days) == parts


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "7Y", "P7", "p7y", "P-1Y", "-P1Y", "+P1Y", "P1.5Y", "P1,5Y", "P1M1Y", "P1Y P1M"),
        *("7 years", "P٣Y", "P1Y\nx", "P99999999Y", "P1S", "PY"),
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601 duration such as P7Y"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["PT1H", "P1DT12H", "P1YT", "PT5M"])
def test_a_time_of_day_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("duration", "start", "end"),
    [
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P4Y", date(2024, 2, 29), date(2028, 2, 29)),
        ("P1M", date(2023, 1, 31), date(2023, 2, 28)),
        ("P1M", date(2024, 1, 31), date(2024, 2, 29)),
        ("P1M", date(2025, 8, 31), date(2025, 9, 30)),
        ("P1M", date(2025, 12, 31), date(2026, 1, 31)),
        ("P3M", date(2025, 11, 30), date(2026, 2, 28)),
        ("P7Y", date(2019, 3, 1), date(2026, 3, 1)),
        ("P18M", date(2025, 8, 31), date(2027, 2, 28)),
        ("P1M1D", date(2025, 1, 31), date(2025, 3, 1)),
        ("P2W", date(2024, 2, 20), date(2024, 3, 5)),
        ("P0D", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_the_calendar_is_counted_and_a_short_month_ends_on_its_last_day(
    duration: str, start: date, end: date
) -> None:
    """Edge case 48, for periods of retention."""
    assert Duration.parse(duration).after(start) == end


@pytest.mark.parametrize("text", ["P9999Y", "P99999M", "P999999W", "P9999999D", "P7975Y1D"])
def test_what_lies_beyond_the_calendar_is_its_last_day(text: str) -> None:
    assert Duration.parse(text).after(date(2025, 12, 31)) == date.max


def test_the_last_day_of_the_calendar_can_be_reached_without_overflow() -> None:
    assert Duration(years=1, days=0).after(date(9998, 12, 31)) == date.max
    assert Duration().after(date.max) == date.max


def test_of_a_moment_its_day_is_counted() -> None:
    assert type(Duration(days=1).after(datetime(2025, 1, 1, 23, 59))) is date
    assert Duration(days=1).after(datetime(2025, 1, 1, 23, 59)) == date(2025, 1, 2)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_the_text_of_a_duration_is_read_as_the_same(years: int, months: int, weeks: int, days: int) -> None:
    made = Duration(years=years, months=months, weeks=weeks, days=days)
    assert Duration.parse(str(made)) == made


def test_the_text_leaves_out_what_is_nought() -> None:
    assert str(Duration(years=1, days=3)) == "P1Y3D"
    assert str(Duration()) == "P0D"


@given(DATES, st.integers(0, 300), st.integers(0, 3000), st.integers(0, 900), st.integers(0, 9000))
def test_the_day_is_the_one_that_dateutil_counts(
    start: date, years: int, months: int, weeks: int, days: int
) -> None:
    made = Duration(years=years, months=months, weeks=weeks, days=days)
    by_calendar = start + relativedelta(months=12 * years + months)
    assert made.after(start) == by_calendar + timedelta(weeks=weeks, days=days)


@pytest.mark.parametrize("parts", [{"years": -1}, {"days": True}, {"months": 1.5}, {"weeks": "2"}])
def test_a_duration_is_made_of_whole_numbers_from_nought(parts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        Duration(**parts)


def test_pydantic_reads_and_writes_the_text() -> None:
    adapter = TypeAdapter(Duration)
    assert adapter.validate_python("P7Y") == Duration(years=7)
    assert adapter.validate_python(Duration(days=1)) == Duration(days=1)
    assert adapter.dump_json(Duration(years=7)) == b'"P7Y"'
    for wrong in (7, None, ["P7Y"], "7 years"):
        with pytest.raises(ValidationError, match="P7Y"):
            adapter.validate_python(wrong)
