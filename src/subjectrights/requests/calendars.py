"""Working days: which days a deadline may end on, by country or by a calendar of one's own.

"Public holidays means all days designated as such in the Member State or in the Community institution in
which action is to be taken" (Regulation (EEC, Euratom) 1182/71, Art. 2(1)).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from subjectrights.errors import RequestError

__all__ = ["WorkingDays", "working_days"]

WorkingDays: TypeAlias = Callable[[date], bool]
"""Tells whether a day is a working day where action is to be taken."""

_SATURDAY = 5


def working_days(country: str | None, subdivision: str | None = None) -> WorkingDays:
    """The working days of a country: neither a Saturday, a Sunday nor a public holiday (Art. 2(2)).

    Args:
        country: an ISO 3166-1 code such as ``BE``; None knows weekends alone.
        subdivision: an ISO 3166-2 part such as ``BW``, whose own holidays count too.

    Raises:
        RequestError: no public holidays are known of that country or part.
    """
    if country is None:
        return _is_weekday
    import holidays

    try:
        calendar = holidays.country_holidays(country.upper(), subdiv=subdivision)
    except NotImplementedError:
        place = country.upper() + (f"-{subdivision}" if subdivision else "")
        raise RequestError(
            f"no public holidays are known of {place}; name an ISO 3166 country, or give working days "
            "of your own"
        ) from None
    return lambda day: _is_weekday(day) and day not in calendar


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY
