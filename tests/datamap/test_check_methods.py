"""What holding a map against its stores finds of values that are to be written."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only, sqlite_estate
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.testing import Keys


def test_a_method_that_its_column_cant_take_is_told_wherever_it_is_said() -> None:
    """Edge case 19."""
    columns = {
        "city": {"category": "user.contact.address.city", "on_erase": {"method": "generalise", "to": "year"}}
    }
    tables = {
        "crm.customers": {
            **PERSON,
            "columns": columns,
            "on_erase": {"set": {"email": {"method": "null"}}},
            "on_restrict": {"set": {"id": "blocked"}},
        }
    }
    held = CUSTOMERS.set_column(2, "city", pa.array([1, 2]))
    findings = checked(tables, {"crm.customers": held}, {"crm.customers": Keys(not_null=("email",))})
    assert {(f.column, f.message) for f in of_code(findings, "method")} == {
        ("city", "the column holds int64, no dates"),
        ("email", "the column takes no NULL"),
        ("id", "the replacement is no int64, which the column holds"),
    }


def test_columns_that_take_no_null_and_go_by_default_are_noted_together() -> None:
    findings = checked(
        {"crm.customers": {**PERSON, "columns": DESCRIBED}},
        {"crm.customers": CUSTOMERS},
        {"crm.customers": Keys(primary=("id",), not_null=("email", "city"))},
    )
    note = only(findings, "not-null")
    assert note.level == "note" and "takes no NULL in email, city:" in note.message


def test_a_column_that_nothing_can_be_written_into_by_default_is_told() -> None:
    findings = checked(
        {"crm.customers": {**PERSON, "columns": DESCRIBED}},
        {"crm.customers": CUSTOMERS},
        {"crm.customers": Keys(primary=("id",), not_null=("city",), allowed={"city": ("Liège", "Gent")})},
    )
    assert only(findings, "no-method").column == "city"


def test_in_csv_every_column_can_be_emptied(tmp_path: Path) -> None:
    """Edge case 44."""
    (tmp_path / "list.csv").write_text("Courriel,Nom\nana@example.com,Ana\n", encoding="utf-8")
    table = {
        "path": "list.csv",
        "identifiers": {"email": "Courriel"},
        "columns": {"Nom": {"category": "user.name"}},
        "on_erase": {"set": {"Nom": None}},
    }
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"email": {"kind": "email"}},
            "folder": tmp_path,
            "stores": {"lists": {"type": "csv", "tables": {"list": table}}},
        }
    )
    with Estate(datamap) as estate:
        findings = estate.check()
        assert findings.found == ()
        assert [c.type for c in findings.tables[0].columns] == ["string", "string"]


def test_a_view_can_be_read_and_not_erased_in(tmp_path: Path) -> None:
    """Edge case 16."""
    script = """
    CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT);
    CREATE VIEW customers AS SELECT id, email FROM people;
    """
    with sqlite_estate(tmp_path, script, {"customers": PERSON}) as estate:
        assert only(estate.check(), "read-only").level == "error"


def test_a_table_without_a_primary_key_is_noted(tmp_path: Path) -> None:
    with sqlite_estate(
        tmp_path, "CREATE TABLE customers (id INTEGER, email TEXT)", {"customers": PERSON}
    ) as estate:
        assert only(estate.check(), "no-primary-key").level == "note"


def test_a_mark_that_cant_be_turned_round_needs_an_on_lift() -> None:
    table = {**PERSON, "columns": DESCRIBED, "on_restrict": {"set": {"city": "blocked"}}}
    assert only(checked({"crm.customers": table}, {"crm.customers": CUSTOMERS}), "no-lift").column == "city"
    table["on_lift"] = {"set": {"city": ""}}
    assert of_code(checked({"crm.customers": table}, {"crm.customers": CUSTOMERS}), "no-lift") == []
