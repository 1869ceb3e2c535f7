"""Until when a request must be answered (Art. 12(3)), counted as Regulation (EEC, Euratom) 1182/71 says.

The day of receipt isn't counted (Art. 3(1)); a period of months ends on the same date of its last month, or
on that month's last day (Art. 3(2)(c)); an end on a Saturday, a Sunday or a public holiday moves to the next
working day (Art. 3(4)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from subjectrights.datamap.duration import Duration
from subjectrights.errors import RequestError

if TYPE_CHECKING:
    from subjectrights.requests.calendars import WorkingDays

__all__ = ["Deadlines", "day_of_receipt", "deadlines_of", "period_end"]

ANSWER_MONTHS = 1
EXTENDED_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The days that matter for one request; each is the last on which it is still in time.

    Args:
        received: the day the request came in.
        due: the answer, or the notice that more time is needed, with reasons (Art. 12(3), first and third
            sentence), or of a refusal (Art. 12(4)).
        extended: the answer where that notice was given in time: two further months (second sentence),
            counted from receipt and not from the end of the first month.
    """

    received: date
    due: date
    extended: date


def deadlines_of(received: date, works: WorkingDays) -> Deadlines:
    """The deadlines of a request.

    Args:
        received: the day it came in, from :func:`day_of_receipt` where a moment is known.
        works: the working days where it is answered.
    """
    return Deadlines(
        received=received,
        due=period_end(received, ANSWER_MONTHS, works),
        extended=period_end(received, EXTENDED_MONTHS, works),
    )


def period_end(event: date, months: int, works: WorkingDays) -> date:
    """The last day of a period of months (Regulation 1182/71, Art. 3(1), (2)(c) and (4)).

    Args:
        event: the day of the event from which the period runs; it isn't counted.
        months: how long the period is.
        works: the working days where action is to be taken.
    """
    end = Duration(months=months).after(event)
    while not works(end):
        end += timedelta(days=1)
    return end


def day_of_receipt(received: date | datetime, zone: tzinfo) -> date:
    """The day on which a request came in, where the organisation is.

    Args:
        received: a day, or a moment with a time zone.
        zone: the organisation's time zone.

    Raises:
        RequestError: a moment without a time zone could be either of two days.
    """
    if not isinstance(received, datetime):
        return received
    if received.tzinfo is None:
        raise RequestError("give the moment of receipt with its time zone, or the day alone")
    return received.astimezone(zone).date()
