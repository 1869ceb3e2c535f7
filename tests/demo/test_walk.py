"""The demo's walk comes out right, tells its story, and works on nothing but the demo."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from subjectrights.demo import build, walk
from subjectrights.demo.teller import Teller


def test_everybody_goes_through_all_six_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "real.sqlite"
    with closing(sqlite3.connect(real)) as database:
        database.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT)")
        database.execute("INSERT INTO customers VALUES (1, 'Ana.Lopez@example.com')")
        database.commit()
    untouched = real.read_bytes()
    monkeypatch.setenv("CRM_URL", f"sqlite:///{real}")
    build(tmp_path / "estate", customers=300, calls=2_000)
    told = io.StringIO()
    assert walk(tmp_path / "estate", told) == (), told.getvalue()
    assert "FAIL" not in told.getvalue()
    assert "All as it should be" in told.getvalue()
    assert real.read_bytes() == untouched
    reports = {path.name for path in (tmp_path / "estate" / "reports").iterdir()}
    assert {"ana.pdf", "ana.html", "ana.xlsx", "ana-all.json", "ana.csv.zip", "ana-receipt.pdf"} <= reports
    assert json.loads((tmp_path / "estate" / "reports" / "erasure-receipt.json").read_text(encoding="utf-8"))


def test_a_fact_that_is_not_so_is_a_fault() -> None:
    teller = Teller(io.StringIO())
    teller.expect(True, "water is wet")
    teller.expect(False, "pigs fly")
    assert teller.faults == ["pigs fly"]


def test_a_table_is_told_without_rich_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subjectrights.demo.teller.find_spec", lambda _: None)
    out = io.StringIO()
    Teller(out).table(("table", "rows"), [("crm.customers", 1_200), ("calls", 7)])
    assert out.getvalue() == (
        "   table           rows\n   -------------  -----\n   crm.customers  1,200\n   calls              7\n"
    )


def test_a_table_is_told_through_rich_where_it_is() -> None:
    out = io.StringIO()
    Teller(out).table(("table", "rows"), [("[bold]x", 1_200)])
    assert "[bold]x" in out.getvalue() and "1,200" in out.getvalue()
