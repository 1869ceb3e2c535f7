"""Art. 12(3) and Regulation (EEC, Euratom) 1182/71, Art. 3."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjectrights.errors import RequestError
from subjectrights.requests.calendars import working_days
from subjectrights.requests.deadlines import day_of_receipt, deadlines_of, period_end

D = date.fromisoformat
WEEKENDS = working_days(None)

VECTORS = [
    ("2023-01-31", "2023-02-28"),
    ("2024-01-31", "2024-02-29"),
    ("2025-08-31", "2025-09-30"),
    ("2025-09-03", "2025-10-03"),
    ("2025-03-05", "2025-04-07"),
    ("2026-02-28", "2026-03-30"),
    ("2025-12-31", "2026-02-02"),
]


@pytest.mark.parametrize("country", [None, "BE", "FR", "NL", "DE"])
@pytest.mark.parametrize(("received", "due"), VECTORS)
def test_one_month_ends_on_the_same_date_or_the_month_s_last_or_the_next_working_day(
    country: str | None, received: str, due: str
) -> None:
    """Edge case 48."""
    if (country, due) == ("DE", "2025-10-03"):
        due = "2025-10-06"  # the Day of German Unity, and a weekend behind it
    assert deadlines_of(D(received), working_days(country)).due == D(due)


@pytest.mark.parametrize("country", ["BE", "FR", "DE"])
def test_a_public_holiday_moves_the_end(country: str) -> None:
    """Edge case 48. The Netherlands work on the first of May."""
    assert deadlines_of(D("2026-04-01"), working_days(country)).due == D("2026-05-04")
    assert deadlines_of(D("2026-04-01"), working_days("NL")).due == D("2026-05-01")
    # Christmas, and Boxing Day where it is one: a Friday and a Saturday.
    assert deadlines_of(D("2026-11-25"), working_days(country)).due == D("2026-12-28")


def test_three_months_run_from_receipt_and_not_from_the_first_month_s_end() -> None:
    """Edge case 48."""
    assert deadlines_of(D("2025-11-30"), WEEKENDS).extended == D("2026-03-02")
    assert deadlines_of(D("2023-01-31"), working_days("BE")).extended == D("2023-05-02")
    assert deadlines_of(D("2023-01-31"), WEEKENDS).extended == D("2023-05-01")


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    # Epiphany is kept in Baden-Württemberg.
    assert deadlines_of(D("2025-12-06"), working_days("DE", "BW")).due == D("2026-01-07")
    assert deadlines_of(D("2025-12-06"), working_days("DE")).due == D("2026-01-06")


def test_working_days_can_be_one_s_own() -> None:
    bridge = D("2026-05-04")
    works = working_days("BE")
    assert period_end(D("2026-04-01"), 1, lambda day: works(day) and day != bridge) == D("2026-05-05")


def test_a_country_nobody_knows_is_refused() -> None:
    with pytest.raises(RequestError, match="XX"):
        working_days("XX")
    with pytest.raises(RequestError, match="BE-XX"):
        working_days("BE", "XX")


def test_near_midnight_the_organisation_s_own_day_counts() -> None:
    """Edge case 49."""
    brussels = ZoneInfo("Europe/Brussels")
    late = datetime(2025, 8, 30, 22, 30, tzinfo=UTC)
    assert day_of_receipt(late, brussels) == D("2025-08-31")
    assert day_of_receipt(late, UTC) == D("2025-08-30")
    assert day_of_receipt(D("2025-08-31"), brussels) == D("2025-08-31")
    with pytest.raises(RequestError):
        day_of_receipt(late.replace(tzinfo=None), brussels)


@given(st.dates(min_value=D("1990-01-01"), max_value=D("2090-01-01")), st.integers(1, 6))
def test_a_deadline_is_a_working_day_in_or_just_after_its_month(event: date, months: int) -> None:
    end = period_end(event, months, WEEKENDS)
    assert WEEKENDS(end)
    passed = (end.year - event.year) * 12 + end.month - event.month
    assert passed == months or (passed == months + 1 and end.day <= 2)
    assert end >= event + timedelta(days=28 * months)
