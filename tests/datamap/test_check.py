"""What holding a map against its stores finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from estates import make_map, make_stores
from subjectrights.datamap.check import check
from subjectrights.datamap.findings import Finding, Findings
from subjectrights.datamap.model import DataMap
from subjectrights.demo import build
from subjectrights.estate import Estate, open_estate
from subjectrights.testing import Keys

CUSTOMERS = pa.table({"id": [1, 2], "email": ["ana@example.com", None], "city": ["Liège", None]})
PERSON = {"person": True, "identifiers": {"customer_id": "id", "email": "email"}}
DESCRIBED = {"city": {"category": "user.contact.address.city"}}
CHINOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinook.sqlite"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


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


# ------------------------------------------------------------------ what holds


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


# ------------------------------------------------------------------ stores and tables


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


def test_a_table_that_is_mapped_twice_is_told(tmp_path: Path) -> None:
    """Edge case 16."""
    tables = {
        "customers": PERSON,
        "again": {"name": "customers", "identifiers": {"email": "email"}},
    }
    script = "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT)"
    with sqlite_estate(tmp_path, script, tables) as estate:
        finding = only(estate.check(), "missing-table")
    assert finding.hint == "It is mapped as crm.customers already, and one table can be mapped once."


def test_a_table_that_the_map_passes_over_and_that_looks_personal_is_told() -> None:
    people = pa.table({"id": [1], "voornaam": ["Ann"], "naam": ["Maes"]})
    things = pa.table({"id": [1], "name": ["Lamp"], "price": [3]})
    findings = checked(
        {"crm.customers": {**PERSON, "columns": DESCRIBED}},
        {"crm.customers": CUSTOMERS, "crm.leden": people, "crm.products": things},
    )
    assert [f.table for f in of_code(findings, "unmapped-table")] == ["leden"]


# ------------------------------------------------------------------ columns


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"citi": {}}},
        {"identifiers": {"customer_id": "id", "email": "citi"}},
        {"belongs_to": {"citi": "customers.id"}},
        {"refers_to": {"citi": "customers.id"}},
        {"where": {"citi": "Liège"}},
        {"retain": {"for": "P1Y", "after": "citi"}},
        {"retain": {"for": "P1Y", "after": "city", "columns": ["citi"]}},
        {"retention": {"for": "P1Y", "after": "citi"}},
        {"on_erase": {"set": {"citi": None}}},
        {"on_restrict": {"set": {"citi": True}}},
        {"on_lift": {"set": {"citi": True}}},
        {"on_object": {"mail": {"set": {"citi": True}}}},
    ],
)
def test_a_column_that_isnt_there_is_told_wherever_the_map_names_it(wrong: dict[str, Any]) -> None:
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "purposes": {"mail": {}},
            "identifiers": {"customer_id": {}, "email": {"kind": "email"}},
            "stores": {"crm": {"type": "memory", "tables": {"customers": {**PERSON, **wrong}}}},
        }
    )
    findings = check(datamap, make_stores({"crm.customers": CUSTOMERS}))
    finding = only(findings, "missing-column")
    assert (finding.column, finding.hint) == ("citi", "Did you mean 'city'?")


def test_a_personal_looking_column_that_the_map_passes_over_is_told() -> None:
    table = CUSTOMERS.append_column("Geboortedatum", pa.array(["2000-01-01", None]))
    findings = checked({"crm.customers": {**PERSON, "columns": DESCRIBED}}, {"crm.customers": table})
    assert only(findings, "unmentioned-column").column == "Geboortedatum"


def test_a_personal_looking_column_that_is_called_system_is_told() -> None:
    columns = {"city": {"category": "system"}}
    findings = checked({"crm.customers": {**PERSON, "columns": columns}}, {"crm.customers": CUSTOMERS})
    assert only(findings, "called-system").column == "city"


@pytest.mark.parametrize(
    ("identifier", "values", "level"),
    [
        ("customer_id", pa.array([1.0]), "warning"),
        ("customer_id", pa.array([True]), "error"),
        ("customer_id", pa.array([[1]]), "error"),
        ("customer_id", pa.array(["2020-01-01"]).cast(pa.date32()), "error"),
        ("email", pa.array(["2020-01-01"]).cast(pa.date32()), "error"),
        ("email", pa.array([7]), "error"),
        ("phone", pa.array([470123456.0]), "error"),
        ("phone", pa.array([470123456]), "warning"),
        ("customer_id", pa.array([7]), None),
        ("customer_id", pa.array([b"\x01"], pa.binary(1)), None),
        ("email", pa.array(["a@example.com"]).dictionary_encode(), None),
    ],
)
def test_an_identifier_in_a_column_that_cant_hold_it_is_told(
    identifier: str, values: pa.Array, level: str | None
) -> None:
    """Edge case 6."""
    findings = checked({"crm.t": {"identifiers": {identifier: "x"}}}, {"crm.t": pa.table({"x": values})})
    assert [f.level for f in of_code(findings, "identifier-type")] == ([level] if level else [])


# ------------------------------------------------------------------ links


def test_a_link_to_a_column_that_isnt_there_is_told() -> None:
    findings = checked(
        {
            "crm.customers": {**PERSON, "columns": DESCRIBED},
            "crm.notes": {"belongs_to": {"customer": "customers.ids"}},
        },
        {"crm.customers": CUSTOMERS, "crm.notes": pa.table({"customer": [1]})},
    )
    finding = only(findings, "link")
    assert finding.message == "points at crm.customers.ids, which isn't there"
    assert finding.hint == "Did you mean 'id'?"


def test_a_reference_to_a_column_that_isnt_there_is_told() -> None:
    findings = checked(
        {"crm.customers": {**PERSON, "columns": DESCRIBED, "refers_to": {"city": "customers.idd"}}},
        {"crm.customers": CUSTOMERS},
    )
    assert only(findings, "link").column == "city"


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        (pa.array([1]), True),
        (pa.array(["1"]), True),
        (pa.array([1.0]), True),
        (pa.array([True]), False),
        (pa.array([[1]]), False),
    ],
)
def test_a_link_between_types_that_share_no_value_is_told(values: pa.Array, fits: bool) -> None:
    findings = checked(
        {
            "crm.customers": {**PERSON, "columns": DESCRIBED},
            "crm.notes": {"belongs_to": {"customer": "customers.id"}},
        },
        {"crm.customers": CUSTOMERS, "crm.notes": pa.table({"customer": values})},
    )
    assert (of_code(findings, "link") == []) is fits


@pytest.mark.parametrize(
    "table",
    [
        {"person": True, "identifiers": {"customer_id": "id"}, "belongs_to": {"rep": "reps.id"}},
        {"identifiers": {"customer_id": "customer"}, "belongs_to": {"rep": "reps.id"}},
    ],
)
def test_a_link_from_one_person_s_rows_to_another_person_is_told(table: dict[str, Any]) -> None:
    """A customer's support rep is a foreign key, and the customer is not the rep's."""
    tables = {
        "crm.reps": {"person": True, "identifiers": {"rep_id": "id"}},
        "crm.buyers": {"person": True, "identifiers": {"customer_id": "id"}},
        "crm.rows": table,
    }
    held = {
        "crm.reps": pa.table({"id": [1]}),
        "crm.buyers": pa.table({"id": [1]}),
        "crm.rows": pa.table({"id": [1], "customer": [1], "rep": [1]}),
    }
    findings = check(make_map(tables, {"rep_id": {}, "customer_id": {}}), make_stores(held))
    assert only(findings, "link-meets-person").place == "crm.rows.rep"


def test_a_link_to_the_person_whose_identifier_a_row_carries_is_no_finding() -> None:
    tables = {
        "crm.customers": {**PERSON, "columns": DESCRIBED},
        "crm.notes": {"identifiers": {"email": "email"}, "belongs_to": {"customer": "customers.id"}},
    }
    notes = pa.table({"customer": [1], "email": ["ana@example.com"]})
    assert checked(tables, {"crm.customers": CUSTOMERS, "crm.notes": notes}).found == ()


def test_a_link_to_a_column_that_isnt_unique_makes_joint_rows_and_is_noted() -> None:
    findings = checked(
        {
            "crm.customers": {**PERSON, "columns": DESCRIBED},
            "crm.houses": {"belongs_to": {"city": "customers.city"}},
        },
        {"crm.customers": CUSTOMERS, "crm.houses": pa.table({"city": ["Liège"]})},
        {"crm.customers": Keys(primary=("id",))},
    )
    assert only(findings, "joint").level == "note"


def test_a_table_that_no_identifier_reaches_is_an_error() -> None:
    findings = checked(
        {
            "crm.notes": {"belongs_to": {"ticket": "tickets.id"}},
            "crm.tickets": {"columns": {"text": {}}},
            "crm.customers": {**PERSON, "columns": DESCRIBED},
        },
        {
            "crm.notes": pa.table({"ticket": [1]}),
            "crm.tickets": pa.table({"id": [1], "text": ["x"]}),
            "crm.customers": CUSTOMERS,
        },
    )
    assert [(f.level, f.table) for f in of_code(findings, "unreached")] == [
        ("error", "notes"),
        ("error", "tickets"),
    ]


def test_a_table_that_only_points_at_people_is_noted() -> None:
    findings = checked(
        {
            "crm.customers": {**PERSON, "columns": DESCRIBED},
            "crm.shops": {"refers_to": {"boss": "customers.id"}},
        },
        {"crm.customers": CUSTOMERS, "crm.shops": pa.table({"boss": [1]})},
    )
    assert only(findings, "unreached").level == "note"
    assert findings.ok


# ------------------------------------------------------------------ foreign keys

SHOP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE {name} (
    id INTEGER PRIMARY KEY, customer INTEGER, FOREIGN KEY (customer) REFERENCES customers (id) {action}
);
INSERT INTO customers VALUES (1, 'ana@example.com');
"""
ROW = "INSERT INTO {name} VALUES (1, 1);"


@pytest.mark.parametrize(
    ("action", "row", "level", "words"),
    [
        ("", True, "error", "keeps the row there from being erased"),
        ("", False, "warning", "keeps the row there from being erased"),
        ("ON DELETE CASCADE", True, "error", "would go with the row there, unplanned"),
        ("ON DELETE SET NULL", True, "note", "empties the reference"),
    ],
)
@pytest.mark.parametrize("mapped", [True, False])
def test_a_foreign_key_that_would_block_or_widen_a_delete_is_told_and_its_table_named(
    tmp_path: Path, action: str, row: bool, level: str, words: str, mapped: bool
) -> None:
    """Edge cases 15 and 26."""
    script = SHOP.format(name="audit", action=action) + (ROW.format(name="audit") if row else "")
    tables: dict[str, Any] = {"customers": PERSON}
    if mapped:
        tables["audit"] = {"identifiers": {"email": "id"}}
    with sqlite_estate(tmp_path, script, tables) as estate:
        finding = only(estate.check(), "foreign-key")
    assert (finding.level, finding.place) == (level, "crm.audit.customer")
    assert words in finding.message
    assert ("not in the map" in finding.message) is not mapped


@pytest.mark.parametrize(
    "said",
    [
        {"belongs_to": {"customer": "customers.id"}},
        {"refers_to": {"customer": "customers.id"}},
        {"identifiers": {"customer_id": "customer"}},
    ],
)
def test_a_foreign_key_that_the_map_mentions_is_no_finding(tmp_path: Path, said: dict[str, Any]) -> None:
    script = SHOP.format(name="notes", action="") + ROW.format(name="notes")
    with sqlite_estate(tmp_path, script, {"customers": PERSON, "notes": said}) as estate:
        assert of_code(estate.check(), "foreign-key") == []


def test_a_foreign_key_to_a_table_whose_rows_stay_is_no_finding(tmp_path: Path) -> None:
    script = SHOP.format(name="notes", action="") + ROW.format(name="notes")
    stays = {**PERSON, "on_erase": {"set": {"email": None}}}
    with sqlite_estate(tmp_path, script, {"customers": stays}) as estate:
        assert of_code(estate.check(), "foreign-key") == []


def test_a_link_declared_the_other_way_round_mentions_the_foreign_key(tmp_path: Path) -> None:
    script = """
    CREATE TABLE address (id INTEGER PRIMARY KEY, street TEXT);
    CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, address INTEGER REFERENCES address (id));
    INSERT INTO address VALUES (1, 'Rue Haute'); INSERT INTO customers VALUES (1, 'ana@example.com', 1);
    """
    tables = {
        "customers": PERSON,
        "address": {"belongs_to": {"id": "customers.address"}, "columns": {"street": {}}},
    }
    with sqlite_estate(tmp_path, script, tables) as estate:
        assert of_code(estate.check(), "foreign-key") == []


# ------------------------------------------------------------------ what is written


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


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("values", "level"),
    [
        (pa.array(["2020-01-01", "31/12/2020", ""]), "warning"),
        (pa.array(["2020-01-01", "2020-01-01T10:00:00Z", None]), None),
        (pa.array([20200101, 0, 0]), "error"),
        (pa.array(["2020-01-01", None, None]).cast(pa.date32()), None),
    ],
)
def test_a_duty_to_keep_must_count_from_dates(values: pa.Array, level: str | None) -> None:
    table = {"identifiers": {"customer_id": "id"}, "retain": {"for": "P7Y", "after": "issued"}}
    findings = checked(
        {"crm.invoices": table}, {"crm.invoices": pa.table({"id": [1, 2, 3], "issued": values})}
    )
    found = of_code(findings, "retain-after")
    assert [f.level for f in found] == ([level] if level else [])
    assert "31/12/2020" not in str(findings)


def test_a_store_s_retention_must_count_from_a_column_of_one_of_its_tables() -> None:
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"customer_id": {}, "email": {"kind": "email"}},
            "stores": {
                "crm": {
                    "type": "memory",
                    "retention": {"for": "P5Y", "after": "last_contact"},
                    "tables": {"customers": {**PERSON, "columns": DESCRIBED}},
                }
            },
        }
    )
    stores = make_stores({"crm.customers": CUSTOMERS})
    assert only(check(datamap, stores), "retention-after").level == "warning"
    there = CUSTOMERS.append_column("last_contact", pa.array(["2020-01-01", None]))
    assert check(datamap, make_stores({"crm.customers": there})).found == ()
