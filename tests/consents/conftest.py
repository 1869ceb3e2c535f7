"""A shop that keeps the consents to its newsletter in the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

MAP: dict[str, Any] = {
    "organisation": {"name": "Horizon", "country": "BE"},
    "purposes": {
        "newsletter": {
            "legal_basis": "consent",
            "direct_marketing": True,
            "consents": "register",
            "description": "Our newsletter",
        },
        "survey": {"legal_basis": "consent"},
        "care": {"legal_basis": "contract"},
    },
    "identifiers": IDENTIFIERS,
    "stores": {
        "crm": {
            "type": "memory",
            "purposes": ["care", "newsletter"],
            "tables": {
                "customers": {
                    "person": True,
                    "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"},
                    "on_object": {"newsletter": {"set": {"opt_in": False}}},
                }
            },
        }
    },
}

CUSTOMERS = pa.table(
    {
        "id": [1, 2, 3],
        "email": ["ana@example.com", "bob@example.com", "cas@example.com"],
        "mobile": ["0470 12 34 56", "0471 11 11 11", "0471 11 11 11"],
        "opt_in": [True, True, True],
    }
)


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def on(self, days: int) -> datetime:
        self.moment += timedelta(days=days)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    return make_stores({"crm.customers": CUSTOMERS}, {"crm.customers": Keys(primary=("id",))})


@pytest.fixture
def estate(tmp_path: Path, clock: Clock, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    datamap = DataMap.model_validate({**MAP, "folder": tmp_path})
    with Estate(datamap, clock=clock, stores=stores) as opened:
        yield opened
