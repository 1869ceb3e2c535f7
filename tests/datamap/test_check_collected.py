"""The column that says when a row was collected: it is there and holds moments, and a draft proposes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only
from subjectrights.datamap.discover import discover
from subjectrights.datamap.model import DataMap


def findings_of(values: pa.Array, collected: str = "made") -> Any:
    table = {**PERSON, "columns": DESCRIBED, "collected": collected}
    return checked({"crm.customers": table}, {"crm.customers": CUSTOMERS.append_column("made", values)})


def test_a_column_that_isn_t_there_is_told_with_the_nearest_name() -> None:
    finding = only(findings_of(pa.array([None, None], pa.timestamp("us", "UTC")), "mde"), "missing-column")
    assert (finding.column, finding.hint) == ("mde", "Did you mean 'made'?")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (pa.array([datetime(2026, 1, 1, tzinfo=UTC), None]), []),
        (pa.array([datetime(2026, 1, 1), None]), []),
        (pa.array([date(2026, 1, 1), None]), [("note", "collected-day")]),
        (pa.array([1, 2]), [("error", "collected-type")]),
        (pa.array(["2026-01-31T09:30:00Z", "2026-01-31"]), []),
        (pa.array(["31/01/2026", "2026-01-31"]), [("warning", "collected-type")]),
    ],
)
def test_it_holds_moments(values: pa.Array, found: list[tuple[str, str]]) -> None:
    codes = ("missing-column", "collected-day", "collected-type")
    findings = findings_of(values)
    assert [(one.level, one.code) for code in codes for one in of_code(findings, code)] == found


def test_a_draft_proposes_the_one_column_that_says_when_a_row_was_made(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
        database.executescript(
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, first_name TEXT,"
            " created_at TIMESTAMP, updated_at TIMESTAMP, created_by INTEGER);"
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id),"
            " created_on DATE, registration_date DATE)"
        )
    text = discover({"crm": "crm.sqlite"}, folder=tmp_path)
    drafted = DataMap.parse(text, folder=tmp_path).stores["crm"].tables
    assert {name: table.collected for name, table in drafted.items()} == {
        "customers": "created_at",
        "notes": None,
    }
