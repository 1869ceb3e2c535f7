"""An estate on disk that several processes open: customers in a database, calls in CSV, visits in Parquet.

Person ``n`` has the number ``n`` and the address ``p<n>@example.com``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
import yaml

import subjectrights as sr
from subjectrights.estate import Estate
from subjectrights.events import Event, Listener

__all__ = ["Market", "build_market", "once"]


class Market:
    """Where the estate lies, and ways to look at it and change it past the library.

    Args:
        folder: of the data map.
        url: of the database.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    @property
    def calls(self) -> Path:
        return self.folder / "calls.csv"

    @property
    def visits(self) -> Path:
        return self.folder / "visits.parquet"

    def open(self, listener: Listener | None = None, *, wait: float = 60.0) -> Estate:
        return sr.open(self.folder / "map.yaml", on_event=listener, wait=wait)

    def execute(self, *statements: str) -> None:
        """Run statements in one transaction of our own."""
        engine = sa.create_engine(self.url, poolclass=sa.pool.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        engine = sa.create_engine(self.url, poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def customers(self) -> list[tuple[Any, ...]]:
        return self.select("SELECT id, email, city, seen FROM customers ORDER BY id")

    def call_rows(self) -> list[list[str]]:
        with self.calls.open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))[1:]

    def append_call(self, *cells: str) -> None:
        """As a logging program does: open, append a line, close."""
        with self.calls.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerow(cells)

    def visit_rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.visits, memory_map=False).to_pylist()
        return rows

    def dump(self) -> list[Any]:
        """All that the stores hold; the orders and the files' bytes as well."""
        orders = self.select("SELECT id, customer_id, amount FROM orders ORDER BY id")
        return [self.customers(), orders, self.calls.read_bytes(), self.visits.read_bytes()]

    def leftovers(self) -> list[str]:
        """Shadows and records of runs beside the data."""
        ours = {path.name for path in self.folder.iterdir() if path.name.startswith(".subjectrights-")}
        return sorted(ours - {".subjectrights-lock"})


def build_market(folder: Path, url: str, *, people: int = 8, lock_timeout: float = 1.0) -> Market:
    """Make the estate, with two orders, one call and one visit for everybody."""
    folder.mkdir(parents=True, exist_ok=True)
    market = Market(folder, url)
    columns = "id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL, city VARCHAR(80), seen INTEGER NOT NULL"
    market.execute(
        f"CREATE TABLE customers ({columns})",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount INTEGER NOT NULL)",
        *(f"INSERT INTO customers VALUES ({n}, 'p{n}@example.com', 'Gent', 0)" for n in range(people)),
        *(
            f"INSERT INTO orders VALUES ({10 * n + k}, {n}, {100 + k})"
            for n in range(people)
            for k in range(2)
        ),
    )
    market.calls.write_text("Id,Email,Note\n", encoding="utf-8")
    for n in range(people):
        market.append_call(str(n), f"p{n}@example.com", f"call, of {n}")
    emails = [f"p{n}@example.com" for n in range(people)]
    pq.write_table(pa.table({"email": emails, "page": [f"/{n}" for n in range(people)]}), market.visits)
    (folder / "map.yaml").write_text(yaml.safe_dump(_map(url, lock_timeout)), encoding="utf-8")
    return market


def _map(url: str, lock_timeout: float) -> dict[str, Any]:
    email = {"email": {"category": "user.contact.email"}}
    return {
        "organisation": {"name": "Market"},
        "identifiers": {"customer_id": {"kind": "opaque"}, "email": {"kind": "email"}},
        "stores": {
            "crm": {
                "type": "sql",
                "url": url,
                "options": {"lock_timeout": lock_timeout},
                "tables": {
                    "customers": {
                        "person": True,
                        "identifiers": {"customer_id": "id", "email": "email"},
                        "columns": {
                            **email,
                            "city": {"category": "user.contact.address.city"},
                            "seen": {"category": "system"},
                        },
                    },
                    "orders": {"belongs_to": {"customer_id": "customers.id"}},
                },
            },
            "log": {
                "type": "csv",
                "options": {"lock_timeout": lock_timeout},
                "tables": {
                    "calls": {
                        "path": "calls.csv",
                        "identifiers": {"email": "Email"},
                        "columns": {"Email": email["email"], "Note": {"category": "user.content"}},
                    }
                },
            },
            "web": {
                "type": "parquet",
                "tables": {
                    "visits": {"path": "visits.parquet", "identifiers": {"email": "email"}, "columns": email}
                },
            },
        },
    }


def once(
    kind: type[Event], act: Callable[[], object], *, times: Sequence[int] = (1,), **fields: Any
) -> Listener:
    """A listener that acts when an event of that kind and with these fields is told for the n-th time."""
    seen = 0

    def listen(event: Event) -> None:
        nonlocal seen
        if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items()):
            seen += 1
            if seen in times:
                act()

    return listen
