"""What holding a map against its stores finds of stores and tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only
from subjectrights.datamap.model import DataMap
from subjectrights.demo import build
from subjectrights.estate import Estate, open_estate

CHINOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinook.sqlite"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_demo_and_its_map_agree(tmp_path: Path) -> None:
    build(tmp_path / "estate", customers=60, calls=300)
    with open_estate(tmp_path / "estate" / "datamap.yaml", environment={}) as estate:
        findings = estate.check()
    assert findings.ok
    assert [f.column for f in findings if f.level == "warning"] == ["Commune", "Remarque"]
    assert {t.place for t in findings.tables} == {str(ref) for ref, _ in estate.map.tables()}


@pytest.mark.skipif(not CHINOOK.exists(), reason="the Chinook database is not beside the project")
def test_the_example_map_of_chinook_holds_and_accounts_for_every_table(tmp_path: Path) -> None:
    (tmp_path / "chinook.sqlite").write_bytes(CHINOOK.read_bytes())
    (tmp_path / "datamap.yaml").write_bytes((EXAMPLES / "chinook" / "datamap.yaml").read_bytes())
    with open_estate(tmp_path / "datamap.yaml", environment={}) as estate:
        findings = estate.check()
    assert [f for f in findings if f.level != "note"] == []
    assert len(findings.tables) == 11
    assert [t.table for t in findings.tables if not t.mapped] == [
        *("Album", "Artist", "Genre", "MediaType", "Playlist", "PlaylistTrack", "Track")
    ]


def test_every_column_of_a_mapped_table_is_accounted_for() -> None:
    findings = checked({"crm.customers": {**PERSON, "columns": DESCRIBED}}, {"crm.customers": CUSTOMERS})
    (table,) = findings.tables
    assert [(c.name, c.held_as) for c in table.columns] == [
        ("id", "identifier customer_id"),
        ("email", "identifier email"),
        ("city", "user.contact.address.city, observed"),
    ]
    assert findings.found == ()


def test_a_store_that_cant_be_reached_is_a_finding_and_the_others_are_looked_at(tmp_path: Path) -> None:
    """Edge case 8."""
    (tmp_path / "list.csv").write_text("Courriel\nana@example.com\n", encoding="utf-8")
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"email": {"kind": "email"}},
            "folder": tmp_path,
            "stores": {
                "crm": {
                    "type": "sql",
                    "url": "sqlite:///nowhere/crm.sqlite",
                    "tables": {"customers": {"identifiers": {"email": "email"}}},
                },
                "lists": {
                    "type": "csv",
                    "tables": {"list": {"path": "list.csv", "identifiers": {"email": "Mail"}}},
                },
            },
        }
    )
    with Estate(datamap) as estate:
        findings = estate.check()
    assert not findings.ok
    assert only(findings, "could-not-look").store == "crm"
    assert only(findings, "missing-column").place == "lists.list.Mail"
    assert [t.held_as for t in findings.tables] == ["could not look", "found by email"]


def test_a_table_whose_file_is_gone_doesnt_hide_the_store_s_other_tables(tmp_path: Path) -> None:
    (tmp_path / "here.csv").write_text("Courriel\nana@example.com\n", encoding="utf-8")
    tables = {
        name: {"path": f"{name}.csv", "identifiers": {"email": "Courriel"}}
        for name in ("gone", "here", "lost")
    }
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"email": {"kind": "email"}},
            "folder": tmp_path,
            "stores": {"lists": {"type": "csv", "tables": tables}},
        }
    )
    with Estate(datamap) as estate:
        findings = estate.check()
    assert [f.table for f in of_code(findings, "could-not-look")] == ["gone", "lost"]
    assert of_code(findings, "missing-table") == []
    assert [len(t.columns) for t in findings.tables] == [0, 1, 0]


def test_a_folder_of_a_table_format_is_refused(tmp_path: Path) -> None:
    """Edge case 38."""
    (tmp_path / "calls" / "_delta_log").mkdir(parents=True)
    pq.write_table(pa.table({"email": ["ana@example.com"]}), tmp_path / "calls" / "part.parquet")
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"email": {"kind": "email"}},
            "folder": tmp_path,
            "stores": {
                "archive": {
                    "type": "parquet",
                    "tables": {"calls": {"path": "calls/*.parquet", "identifiers": {"email": "email"}}},
                }
            },
        }
    )
    with Estate(datamap) as estate:
        finding = only(estate.check(), "could-not-look")
    assert finding.level == "error" and "Delta Lake" in finding.message


def test_a_missing_table_is_named_with_the_nearest_that_is_there() -> None:
    findings = checked({"crm.customer": PERSON}, {"crm.Customers": CUSTOMERS})
    finding = only(findings, "missing-table")
    assert finding.hint == "Did you mean 'Customers'?"
    assert [t.held_as for t in findings.tables] == ["not there", "not in the map"]


def test_a_file_of_two_tables_is_told(tmp_path: Path) -> None:
    for name in ("leads-1", "leads-2", "others"):
        (tmp_path / f"{name}.csv").write_text("Courriel\nana@example.com\n", encoding="utf-8")
    found_by = {"identifiers": {"email": "Courriel"}}
    tables = {
        "leads": {"path": "leads-*.csv", **found_by},
        "second": {"path": "./leads-2.csv", **found_by},
        "others": {"path": "others.csv", **found_by},
    }
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"email": {"kind": "email"}},
            "folder": tmp_path,
            "stores": {"lists": {"type": "csv", "tables": tables}},
        }
    )
    with Estate(datamap) as estate:
        finding = only(estate.check(), "mapped-twice")
    assert (finding.level, finding.place) == ("error", "lists.second")
    assert "1 of its files are lists.leads's too" in finding.message


def test_a_table_that_the_map_passes_over_and_that_looks_personal_is_told() -> None:
    people = pa.table({"id": [1], "voornaam": ["Ann"], "naam": ["Maes"]})
    things = pa.table({"id": [1], "name": ["Lamp"], "price": [3]})
    findings = checked(
        {"crm.customers": {**PERSON, "columns": DESCRIBED}},
        {"crm.customers": CUSTOMERS, "crm.leden": people, "crm.products": things},
    )
    assert [f.table for f in of_code(findings, "unmapped-table")] == ["leden"]
