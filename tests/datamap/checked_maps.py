"""Small maps and stores to hold against each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from estates import make_map, make_stores
from subjectrights.datamap.check import check
from subjectrights.datamap.findings import Finding, Findings
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.testing import Keys

CUSTOMERS = pa.table({"id": [1, 2], "email": ["ana@example.com", None], "city": ["Liège", None]})
PERSON = {"person": True, "identifiers": {"customer_id": "id", "email": "email"}}
DESCRIBED = {"city": {"category": "user.contact.address.city"}}


def checked(
    tables: Mapping[str, Any], held: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
) -> Findings:
    return check(make_map(tables), make_stores(held, keys))


def of_code(findings: Findings, code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def only(findings: Findings, code: str) -> Finding:
    (finding,) = of_code(findings, code)
    return finding


def sqlite_estate(folder: Path, script: str, tables: Mapping[str, Any]) -> Estate:
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        database.executescript(script)
    return Estate(
        DataMap.model_validate(
            {
                "organisation": {"name": "Horizon"},
                "identifiers": {"customer_id": {}, "email": {"kind": "email"}},
                "stores": {"crm": {"type": "sql", "url": "sqlite:///crm.sqlite", "tables": dict(tables)}},
                "folder": folder,
            }
        )
    )
