"""A contact centre: its own customers, a client's list with a score that it added, a list it shares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

LEADS: dict[str, Any] = {
    "identifiers": {"email": "email"},
    "columns": {
        "name": {"category": "user.name", "origin": "provided"},
        "email": {"category": "user.contact.email", "origin": "provided"},
        "score": {
            "category": "user.financial.credit_score",
            "origin": "observed",
            "purposes": ["scoring"],
            "role": "controller",
            "processor": "acme",
        },
    },
}

MAP: dict[str, Any] = {
    "organisation": {"name": "Horizon Contact SA", "contact": "dpo@horizon.example", "country": "BE"},
    "parties": {
        "acme": {
            "name": "Acme Énergie SA",
            "contact": "privacy@acme.example",
            "country": "BE",
            "agreement": "Annexe 2026-03",
        },
        "fair": {"name": "Fair Events", "country": "FR", "agreement": "Arrangement 2026-07"},
    },
    "purposes": {
        "care": {"legal_basis": "contract"},
        "campaign": {"legal_basis": "consent"},
        "scoring": {"legal_basis": "legitimate_interests"},
        "event": {"legal_basis": "consent", "role": "joint_controller", "controller": "fair"},
    },
    "identifiers": IDENTIFIERS,
    "stores": {
        "crm": {
            "type": "memory",
            "purposes": ["care"],
            "tables": {
                "customers": {
                    "person": True,
                    "identifiers": {"customer_id": "id", "email": "email"},
                    "columns": {
                        "email": {"category": "user.contact.email", "origin": "provided"},
                        "briefing": {
                            "category": "user.content",
                            "purposes": ["campaign"],
                            "role": "processor",
                            "controller": "acme",
                        },
                    },
                },
                "guests": {"identifiers": {"email": "email"}, "purposes": ["event"]},
            },
        },
        "clients": {
            "type": "memory",
            "role": "processor",
            "controller": "acme",
            "purposes": ["campaign"],
            "tables": {"leads": LEADS},
        },
    },
}

TABLES = {
    "crm.customers": pa.table(
        {
            "id": [1, 2],
            "email": ["ana@example.com", "bob@example.com"],
            "city": ["Liège", "Gent"],
            "briefing": ["calls after six", "never calls"],
        }
    ),
    "crm.guests": pa.table({"email": ["ana@example.com", "bob@example.com"], "table": [4, 5]}),
    "clients.leads": pa.table(
        {
            "number": [7, 8],
            "name": ["Ana", "Bob"],
            "email": ["Ana@Example.com", "bob@example.com"],
            "score": [700, 500],
        }
    ),
}

KEYS = {"crm.customers": Keys(primary=("id",)), "clients.leads": Keys(primary=("number",))}


def make_estate(folder: Path, made: dict[str, MemoryStore], **changes: Any) -> Estate:
    datamap = DataMap.model_validate({**MAP, "folder": folder, **changes})
    return Estate(datamap, clock=lambda: NOW, stores=made)


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    return make_stores(TABLES, KEYS)


@pytest.fixture
def estate(tmp_path: Path, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    with make_estate(tmp_path, stores) as opened:
        yield opened
