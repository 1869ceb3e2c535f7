"""A shop with dates that can be put back to an earlier state, as a restore does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

BACKUP = datetime(2026, 5, 1, tzinfo=UTC)
ERASED = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 7, 1, tzinfo=UTC)

TABLES = {
    "customers": pa.table(
        {
            "id": [1, 2, 3],
            "email": ["ana@x.be", "bob@x.be", "cas@x.be"],
            "name": ["Ana", "Bob", "Cas"],
            "opt_in": [True, True, True],
            "restricted": [False, False, False],
            "created_at": pa.array([datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)]),
        }
    ),
    "orders": pa.table(
        {
            "id": [10, 20],
            "customer_id": [1, 2],
            "placed_at": pa.array([datetime(2025, 1, day, tzinfo=UTC) for day in (1, 2)]),
        }
    ),
    "notes": pa.table({"id": [30, 31], "customer_id": [1, 2], "text": ["called", "wrote"]}),
}
KEYS = {f"crm.{name}": Keys(primary=("id",)) for name in TABLES}


def datamap(*, dated: bool = True, **more: Mapping[str, Any]) -> dict[str, Any]:
    """A map of the shop; `more` goes into the tables of that name."""
    tables: dict[str, dict[str, Any]] = {
        "customers": {
            "person": True,
            "identifiers": {"customer_id": "id", "email": "email"},
            "columns": {"name": {"category": "user.name"}, "restricted": {"category": "system"}},
            "on_restrict": {"set": {"restricted": True}},
            "on_object": {"ads": {"set": {"opt_in": False}}, "news": {"set": {"opt_in": False}}},
            **({"collected": "created_at"} if dated else {}),
        },
        "orders": {
            "belongs_to": {"customer_id": "customers.id"},
            **({"collected": "placed_at"} if dated else {}),
        },
        "notes": {
            "belongs_to": {"customer_id": "customers.id"},
            "columns": {"text": {"category": "user.content"}},
        },
    }
    for name, said in more.items():
        tables[name] = {**tables.get(name, {}), **said}
    return {
        "organisation": {"name": "Horizon"},
        "purposes": {
            "ads": {"legal_basis": "legitimate_interests", "direct_marketing": True},
            "news": {"legal_basis": "consent"},
        },
        "identifiers": IDENTIFIERS,
        "stores": {"crm": {"type": "memory", "tables": tables}},
    }


@dataclass(slots=True)
class Shop:
    """An estate with a clock that is set by hand, over tables that can be put back."""

    estate: Estate
    store: MemoryStore
    clock: list[datetime] = field(default_factory=list)

    def at(self, moment: datetime) -> None:
        """It is that moment now."""
        self.clock[:] = [moment]

    def restore(self, **tables: pa.Table) -> None:
        """Put the tables back to what they were, those named to something else."""
        for name, table in {**TABLES, **tables}.items():
            self.store.memory.write(name, table)

    def add(self, table: str, *rows: Mapping[str, Any]) -> None:
        """Write further rows into a table."""
        there = self.store.memory.tables[table]
        schema = there.schema
        self.store.memory.write(table, pa.Table.from_pylist([*there.to_pylist(), *rows], schema=schema))

    def ids(self, *names: str) -> dict[str, list[int]]:
        """The keys that are left, by table."""
        held = dump(self.store)
        return {name: [row["id"] for row in held[name]] for name in names or TABLES}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table."""
        return dump(self.store)[table]


WHOLE = {"customers": [1, 2, 3], "orders": [10, 20], "notes": [30, 31]}
WITHOUT_ANA = {"customers": [2, 3], "orders": [20], "notes": [31]}


def open_shop(folder: Path, said: Mapping[str, Any]) -> Shop:
    stores = make_stores({f"crm.{name}": table for name, table in TABLES.items()}, KEYS)
    clock = [ERASED]
    estate = Estate(DataMap.model_validate({**said, "folder": folder}), clock=lambda: clock[0], stores=stores)
    return Shop(estate=estate, store=stores["crm"], clock=clock)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = open_shop(tmp_path, datamap())
    yield opened
    opened.estate.close()


@pytest.fixture
def undated(tmp_path: Path) -> Iterator[Shop]:
    """The same shop, whose map names no column that says when a row was collected."""
    opened = open_shop(tmp_path, datamap(dated=False))
    yield opened
    opened.estate.close()
