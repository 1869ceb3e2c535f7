"""Durations of the calendar, as ISO 8601 writes them: ``P7Y``, ``P6M``, ``P1Y6M``, ``P90D``, ``P2W``."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic_core import core_schema

__all__ = ["Duration"]

_DESIGNATED = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?\Z")
_EXPECTED = "an ISO 8601 duration such as P7Y, P6M, P2W or P90D is expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Years, months, weeks and days (ISO 8601-1, 5.5.2.2; without a time of day).

    Raises:
        ValueError: one of them is negative or no whole number.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        for number in (self.years, self.months, self.weeks, self.days):
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise ValueError("a duration counts years, months, weeks and days in whole numbers from 0")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read a duration such as ``P1Y6M``; spaces around it are dropped.

        Args:
            text: the duration.

        Returns:
            What it says.

        Raises:
            ValueError: it is none, or one with fractions, a sign or a time of day.
        """
        written = text.strip()
        found = _DESIGNATED.match(written)
        if found is None or not any(found.groups()):
            if re.match(r"P[^T]*T", written):
                raise ValueError(f"{_EXPECTED}; a time of day (after T) has no place in it")
            raise ValueError(f"{_EXPECTED}, in capital letters and whole numbers")
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(years=years, months=months, weeks=weeks, days=days)

    def after(self, start: date) -> date:
        """The day this long after `start`.

        Years and months go by the calendar, so that a month too short for the day ends on its last day
        (31 January and one month is 28 February; 29 February and a year, 28 February), as Regulation
        (EEC, Euratom) 1182/71, Art. 3(2)(c) counts. Weeks and days are added to that.

        Args:
            start: the day it is counted from; of a datetime, its day.

        Returns:
            The day; ``date.max`` where it would lie beyond, so that what is kept until then stays kept.
        """
        months = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        if year > date.max.year:
            return date.max
        last = calendar.monthrange(year, month + 1)[1]
        try:
            day = date(year, month + 1, min(start.day, last))
            return day + timedelta(weeks=self.weeks, days=self.days)
        except OverflowError:
            return date.max

    def __str__(self) -> str:
        parts = ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        return "P" + ("".join(f"{number}{letter}" for number, letter in parts if number) or "0D")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        def read(value: Any) -> Duration:
            if isinstance(value, Duration):
                return value
            if isinstance(value, str):
                return cls.parse(value)
            raise ValueError(_EXPECTED)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema()
        )
