"""The examples do what they say."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from subjectrights.demo import build

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CHINOOK = ROOT.parent / "shared" / "data" / "chinook.sqlite"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    build(tmp_path / "estate", customers=100, calls=600)
    return tmp_path / "estate"


def run(script: str, argument: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / script), str(argument)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )


@pytest.mark.skipif(not CHINOOK.exists(), reason="the Chinook database is not beside the project")
def test_a_customer_and_an_employee_of_chinook_go_through_all_six_rights() -> None:
    before = hashlib.sha256(CHINOOK.read_bytes()).hexdigest()
    done = run("chinook/walk.py", CHINOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    customer, _, employee = done.stdout.partition("\nemployee: held in")
    assert "'shop.Customer': 1, 'shop.Invoice': 7, 'shop.InvoiceLine': 38" in customer
    assert employee.startswith(" {'shop.Employee': 1}\n")
    assert "the chain is whole" in employee
    assert hashlib.sha256(CHINOOK.read_bytes()).hexdigest() == before


def test_the_button_of_a_crm_erases_the_customer_that_was_signed_off(estate: Path) -> None:
    done = run("crm_button.py", estate)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Plan: erase" in done.stdout and "verified" in done.stdout
    with closing(sqlite3.connect(estate / "crm.sqlite")) as database:
        assert database.execute(
            "SELECT count(*) FROM customers WHERE email = 'a@example.com'"
        ).fetchone() == (0,)


def test_the_notebook_runs_from_its_first_cell_to_its_last(
    estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESTATE", str(estate))
    notebook = json.loads((EXAMPLES / "erase_many.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert names["receipt"].results.count("nothing held") == 3
