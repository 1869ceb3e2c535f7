"""A shop in memory: customers, invoices that the law keeps, messages between two people, a client's list."""

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

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

MAP: dict[str, Any] = {
    "organisation": {
        "name": "Horizon Contact SA",
        "contact": "dpo@horizon.example",
        "country": "BE",
        "language": "fr",
        "authority": "Autorité de protection des données",
    },
    "parties": {
        "acme": {"name": "Acme Énergie SA", "country": "BE", "agreement": "Annexe 2026-03"},
        "payfast": {"name": "PayFast Ltd", "country": "US", "safeguards": "Clauses 2021/914"},
    },
    "purposes": {
        "care": {"legal_basis": "contract"},
        "direct_marketing": {"legal_basis": "consent"},
        "accounting": {"legal_basis": "legal_obligation"},
        "quality": {"legal_basis": "legitimate_interests"},
    },
    "identifiers": IDENTIFIERS,
    "stores": {
        "crm": {
            "type": "memory",
            "purposes": ["care"],
            "tables": {
                "customers": {
                    "person": True,
                    "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"},
                    "columns": {
                        "name": {"category": "user.name", "origin": "provided"},
                        "nameplate": {"category": "user.nameplate", "origin": "provided"},
                        "email": {"category": "user.contact.email", "origin": "provided"},
                        "mobile": {"category": "user.contact.phone_number", "origin": "provided"},
                        "city": {"category": "user.contact.address.city", "origin": "provided"},
                        "score": {"category": "user.financial.credit_score", "origin": "derived"},
                        "password": {"category": "user.credentials", "secret": True},
                        "opt_in": {"category": "user.consent", "purposes": ["direct_marketing"]},
                        "restricted": {"category": "system"},
                    },
                    "on_restrict": {"set": {"restricted": True}},
                    "on_object": {"direct_marketing": {"set": {"opt_in": False}}},
                },
                "invoices": {
                    "belongs_to": {"customer_id": "customers.id"},
                    "purposes": ["accounting"],
                    "recipients": ["payfast"],
                    "columns": {
                        "billing_name": {"category": "user.name"},
                        "amount": {"category": "user.financial"},
                    },
                    "retain": {"for": "P7Y", "after": "issued_on", "law": "Code de la TVA, art. 60"},
                    "on_erase": {"set": {"billing_name": {"method": "pseudonymise"}}},
                },
                "notes": {
                    "belongs_to": {"customer_id": "customers.id"},
                    "purposes": ["care", "quality"],
                    "columns": {
                        "text": {"category": "user.content"},
                        "agent": {"category": "user.name", "of": "another_person"},
                    },
                },
                "messages": {
                    "belongs_to": [{"sender": "customers.id"}, {"recipient": "customers.id"}],
                    "columns": {"text": {"category": "user.content"}, "mood": {"owner": "recipient"}},
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
                    "columns": {"Nom": {"category": "user.name", "origin": "provided"}},
                }
            },
        },
    },
}

TABLES = {
    "crm.customers": pa.table(
        {
            "id": [1, 2, 3],
            "name": ["Ana", "Bob", "Cas"],
            "nameplate": ["Lopez", None, "Cas"],
            "email": ["Ana.Lopez@example.com", "bob@example.com", None],
            "mobile": ["0470 12 34 56", "0471 11 11 11", "0471 11 11 11"],
            "city": ["Liège", "Gent", None],
            "score": [700, 500, None],
            "password": ["$2b$hash", None, None],
            "opt_in": [True, True, None],
            "restricted": [False, False, False],
        }
    ),
    "crm.invoices": pa.table(
        {
            "id": [10, 11, 12],
            "customer_id": [1, 1, 2],
            "billing_name": ["Ana Lopez", "Ana Lopez", "Bob"],
            "amount": [10.0, 20.0, 30.0],
            "issued_on": pa.array(["2025-01-31", "2018-03-01", "2025-05-05"]).cast(pa.date32()),
        }
    ),
    "crm.notes": pa.table(
        {"id": [20, 21], "customer_id": [1, 2], "text": ["called", "wrote"], "agent": ["Zoé", "Zoé"]}
    ),
    "crm.messages": pa.table(
        {
            "id": [30, 31, 32],
            "sender": [1, 2, 1],
            "recipient": [2, 3, None],
            "text": ["hi", "yo", "self"],
            "mood": ["glad", "sad", None],
        }
    ),
    "lists.prospects": pa.table(
        {
            "Nom": ["LOPEZ Ana", "Zed"],
            "Courriel": ["ANA.LOPEZ@EXAMPLE.COM", "zed@example.com"],
            "GSM": ["", "0499"],
        }
    ),
}

KEYS = {
    "crm.customers": Keys(primary=("id",)),
    "crm.invoices": Keys(primary=("id",), not_null=("billing_name",)),
    "crm.notes": Keys(primary=("id",)),
    "crm.messages": Keys(primary=("id",)),
}


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    return make_stores(TABLES, KEYS)


@pytest.fixture
def estate(tmp_path: Path, stores: dict[str, MemoryStore]) -> Iterator[Estate]:
    datamap = DataMap.model_validate({**MAP, "folder": tmp_path})
    with Estate(datamap, clock=lambda: NOW, stores=stores) as opened:
        yield opened
