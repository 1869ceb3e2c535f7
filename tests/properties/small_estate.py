"""A small estate over four kinds of store, whose rows are given one by one, and how it is read back."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

__all__ = ["TABLES", "Rows", "read_back", "small_estate"]

Rows = dict[str, list[dict[str, Any]]]

TABLES = {
    "crm.customers": ("id", "email", "mobile", "name"),
    "crm.notes": ("id", "customer_id", "text"),
    "crm.tags": ("id", "note_id", "tag"),
    "crm.messages": ("id", "sender", "recipient", "text"),
    "lists.prospects": ("Nom", "Courriel", "GSM"),
    "archive.calls": ("customer_id", "caller", "said"),
    "desk.tickets": ("id", "customer_id", "email", "text"),
}

_SQL = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, mobile TEXT, name TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), text TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, note_id INTEGER NOT NULL REFERENCES notes (id), tag TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY, sender INTEGER REFERENCES customers (id),
    recipient INTEGER REFERENCES customers (id), text TEXT);
"""

_MAP: dict[str, Any] = {
    "organisation": {"name": "Horizon"},
    "identifiers": {
        "customer_id": {"kind": "opaque"},
        "email": {"kind": "email"},
        "phone": {"kind": "phone", "region": "BE", "shared": True},
    },
    "stores": {
        "crm": {
            "type": "sql",
            "url": "sqlite:///crm.sqlite",
            "tables": {
                "customers": {
                    "person": True,
                    "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"},
                },
                "notes": {"belongs_to": {"customer_id": "customers.id"}},
                "tags": {"belongs_to": {"note_id": "notes.id"}},
                "messages": {"belongs_to": [{"sender": "customers.id"}, {"recipient": "customers.id"}]},
            },
        },
        "lists": {
            "type": "csv",
            "tables": {
                "prospects": {
                    "path": "prospects.csv",
                    "delimiter": ";",
                    "identifiers": {"email": "Courriel", "phone": "GSM"},
                }
            },
        },
        "archive": {
            "type": "parquet",
            "tables": {
                "calls": {
                    "path": "calls.parquet",
                    "identifiers": {"customer_id": "customer_id", "phone": "caller"},
                }
            },
        },
        "desk": {
            "type": "memory",
            "tables": {"tickets": {"identifiers": {"customer_id": "customer_id", "email": "email"}}},
        },
    },
}
_CALLS = pa.schema([("customer_id", pa.string()), ("caller", pa.string()), ("said", pa.string())])
_TICKETS = pa.schema(
    [("id", pa.int64()), ("customer_id", pa.int64()), ("email", pa.string()), ("text", pa.string())]
)


@contextmanager
def small_estate(rows: Rows) -> Iterator[Estate]:
    """The estate, in a folder of its own for the time of a ``with`` block."""
    with TemporaryDirectory(prefix="subjectrights-") as name:
        folder = Path(name)
        with closing(sqlite3.connect(folder / "crm.sqlite")) as database, database:
            database.executescript(f"PRAGMA foreign_keys=ON; {_SQL}")
            for table, columns in TABLES.items():
                store, _, short = table.partition(".")
                if store == "crm":
                    marks = ", ".join("?" * len(columns))
                    values = [[row[column] for column in columns] for row in rows[table]]
                    database.executemany(f"INSERT INTO {short} VALUES ({marks})", values)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, TABLES["lists.prospects"], delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows["lists.prospects"])
        (folder / "prospects.csv").write_text(text.getvalue(), "utf-8", newline="")
        pq.write_table(pa.Table.from_pylist(rows["archive.calls"], _CALLS), folder / "calls.parquet")
        tickets = {"tickets": pa.Table.from_pylist(rows["desk.tickets"], _TICKETS)}
        desk = MemoryStore.of("desk", tickets, {"tickets": Keys(primary=("id",))})
        with Estate(DataMap.model_validate({**_MAP, "folder": folder}), stores={"desk": desk}) as estate:
            yield estate


def read_back(estate: Estate) -> Rows:
    """Every row of every store, in the store's order; files and database by other means than the library."""
    folder = estate.map.folder
    found: Rows = {}
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        database.row_factory = sqlite3.Row
        for table in TABLES:
            store, _, short = table.partition(".")
            if store == "crm":
                found[table] = [dict(row) for row in database.execute(f"SELECT * FROM {short} ORDER BY id")]
    with (folder / "prospects.csv").open(encoding="utf-8", newline="") as file:
        found["lists.prospects"] = list(csv.DictReader(file, delimiter=";"))
    found["archive.calls"] = pq.ParquetFile(folder / "calls.parquet").read().to_pylist()
    batches = estate.stores["desk"].find("tickets")
    found["desk.tickets"] = [row for batch in batches for row in batch.to_pylist()]
    return found
