"""What holding a map against its stores finds of links and foreign keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only, sqlite_estate
from estates import make_map, make_stores
from subjectrights.datamap.check import check
from subjectrights.errors import NothingChanged
from subjectrights.testing import Keys


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


@pytest.mark.parametrize("said", [{}, {"refers_to": {"invited_by": "customers.id"}}])
def test_a_table_that_points_at_itself_is_told_unless_the_map_mentions_it(
    tmp_path: Path, said: dict[str, Any]
) -> None:
    """Edge case 15: whoever invited others could not be erased."""
    script = """
    CREATE TABLE customers (
        id INTEGER PRIMARY KEY, email TEXT, invited_by INTEGER REFERENCES customers (id)
    );
    INSERT INTO customers VALUES (1, 'ana@example.com', NULL), (2, 'bob@example.com', 1);
    """
    with sqlite_estate(tmp_path, script, {"customers": {**PERSON, **said}}) as estate:
        found = of_code(estate.check(), "foreign-key")
        told = [(finding.level, finding.place) for finding in found]
        assert told == ([] if said else [("warning", "crm.customers.invited_by")])
        erased = estate.subject(email="ana@example.com").erase
        if said:
            assert erased().verified
        else:
            with pytest.raises(NothingChanged):
                erased()


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
