"""An estate whose clock stands still, and a request in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.requests.case import RequestCase

PEOPLE = pa.table(
    {
        "id": [1, 2, 3],
        "email": ["ana@x.be", "bob@x.be", None],
        "mobile": ["0470 12 34 56", None, "0470 12 34 56"],
    }
)


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def on(self, days: int = 0, **more: int) -> None:
        self.moment += timedelta(days=days, **more)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 4, 1, 9, tzinfo=UTC))


@pytest.fixture
def estate(tmp_path: Path, clock: Clock) -> Iterator[Estate]:
    table = {"person": True, "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"}}
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon", "country": "BE"},
            "identifiers": IDENTIFIERS,
            "stores": {"crm": {"type": "memory", "tables": {"people": table}}},
            "folder": tmp_path,
        }
    )
    with Estate(datamap, clock=clock, stores=make_stores({"crm.people": PEOPLE})) as opened:
        yield opened


@pytest.fixture
def case(estate: Estate) -> RequestCase:
    return estate.requests.open("access", {"email": "Ana@x.be"}, channel="email")
