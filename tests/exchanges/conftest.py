"""A shop that hands lists to others, and gets lists from a client."""

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
    "organisation": {"name": "Horizon Contact SA", "contact": "dpo@horizon.example", "country": "BE"},
    "parties": {
        "acme": {"name": "Acme Énergie SA", "country": "BE", "agreement": "Annexe 2026-03"},
        "post": {"name": "Post SA", "country": "FR", "agreement": "Framework 7"},
        "stranger": {"name": "Stranger SA", "country": "BE"},
        "overseas": {"name": "Overseas Inc.", "country": "US", "agreement": "MSA 4"},
        "covered": {
            "name": "Covered Ltd",
            "country": "US",
            "agreement": "MSA 5",
            "safeguards": "Clauses (EU) 2021/914, signed 2026-01-05",
        },
        "payfast": {"name": "PayFast SA", "country": "BE"},
    },
    "purposes": {
        "care": {"legal_basis": "contract"},
        "direct_marketing": {"legal_basis": "consent", "description": "Telling you of our offers."},
        "accounting": {"legal_basis": "legal_obligation"},
    },
    "identifiers": IDENTIFIERS,
    "stores": {
        "crm": {
            "type": "memory",
            "purposes": ["care"],
            "tables": {
                "customers": {
                    "person": True,
                    "description": "Customers",
                    "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"},
                    "columns": {
                        "id": {"category": "user.unique_id"},
                        "name": {"category": "user.name"},
                        "email": {"category": "user.contact.email"},
                        "mobile": {"category": "user.contact.phone_number"},
                        "password": {"category": "user.credentials", "secret": True},
                        "agent": {"category": "user.name", "of": "another_person"},
                        "restricted": {"category": "system"},
                    },
                    "on_restrict": {"set": {"restricted": True}},
                },
                "invoices": {
                    "belongs_to": {"customer_id": "customers.id"},
                    "recipients": ["payfast"],
                    "columns": {"amount": {"category": "user.financial"}},
                },
                "messages": {
                    "belongs_to": [{"sender": "customers.id"}, {"recipient": "customers.id"}],
                    "columns": {"text": {"category": "user.content"}},
                },
            },
        },
        "lists": {
            "type": "memory",
            "role": "processor",
            "controller": "acme",
            "purposes": ["direct_marketing"],
            "tables": {
                "prospects": {
                    "identifiers": {"email": "Courriel", "phone": "GSM"},
                    "columns": {"Nom": {"category": "user.name"}, "Courriel": {"category": "user.contact"}},
                }
            },
        },
    },
}

TABLES = {
    "crm.customers": pa.table(
        {
            "id": [1, 2, 3, 4],
            "name": ["Ana Lopez", "Bob", "Cas", "Dee"],
            "email": ["Ana.Lopez@example.com", "bob@example.com", None, "dee@example.com"],
            "mobile": ["0470 12 34 56", "0471 11 11 11", "0471 11 11 11", None],
            "password": ["$2b$hash", None, None, None],
            "agent": ["Zoé", "Zoé", "Zoé", None],
            "restricted": [False, False, False, False],
        }
    ),
    "crm.invoices": pa.table({"id": [10, 11, 12], "customer_id": [1, 2, 1], "amount": [10.0, 30.0, 20.0]}),
    "crm.messages": pa.table({"id": [30, 31], "sender": [1, 2], "recipient": [2, 3], "text": ["hi", "yo"]}),
    "lists.prospects": pa.table({"Nom": ["Zed"], "Courriel": ["zed@example.com"], "GSM": ["0499"]}),
}

KEYS = {
    "crm.customers": Keys(primary=("id",)),
    "crm.invoices": Keys(primary=("id",)),
    "crm.messages": Keys(primary=("id",)),
}


class Clock:
    """Stands still until it is moved on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **more: int) -> None:
        self.moment += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    return make_stores(TABLES, KEYS)


@pytest.fixture
def estate(tmp_path: Path, clock: Clock, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    folder = tmp_path / "estate"
    folder.mkdir()
    datamap = DataMap.model_validate({**MAP, "folder": folder})
    with Estate(datamap, clock=clock, stores=stores) as opened:
        yield opened
