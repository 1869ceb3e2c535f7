"""Durations of the calendar, as ISO 8601 writes them: ``P7Y``, ``P6M``, ``P1Y6M``, ``P90D``, ``P2W``."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic_core import core_schema

__all__ = ["Duration"]

_DESIGNATED = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,6})D)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Years, months, weeks and days (ISO 8601, without a time of day)."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``P1Y6M2W3D``.

        Raises:
            ValueError: it is no such duration.
        """
        found = _DESIGNATED.match(text.strip())
        if found is None or not any(found.groups()):
            raise ValueError("not an ISO 8601 duration of years, months, weeks or days, such as P7Y or P6M")
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(years=years, months=months, weeks=weeks, days=days)

    def after(self, start: date) -> date:
        """The day this long after `start`; a month too short for the day ends on its last day.

        Args:
            start: the day it is counted from.

        Returns:
            The day; the last that the calendar has where it would lie beyond.
        """
        months = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        try:
            last = calendar.monthrange(year, month + 1)[1]
            day = date(year, month + 1, min(start.day, last))
            return day + timedelta(weeks=self.weeks, days=self.days)
        except (ValueError, OverflowError):
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
            raise ValueError("an ISO 8601 duration is expected, such as P7Y or P6M")

        return core_schema.no_info_plain_validator_function(read)
