"""What holding a map against its stores finds of keys: rows without one, references to half of one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from databases import database_url
from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only, sqlite_estate
from estates import make_map, make_stores
from subjectrights.datamap.check import check
from subjectrights.datamap.model import DataMap
from subjectrights.errors import MalformedData, NothingChanged
from subjectrights.estate import Estate
from subjectrights.testing import Keys

__all__ = ["database_url"]


def held(folder: Path, *tables: str) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        return {
            table: database.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in tables
        }


ORDERS = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE orders (shop INTEGER, number INTEGER, customer INTEGER, PRIMARY KEY (shop, number));
CREATE TABLE visits (id INTEGER PRIMARY KEY, shop INTEGER, number INTEGER);
INSERT INTO customers VALUES (1, 'ana@example.com'), (2, 'bob@example.com');
INSERT INTO orders VALUES (1, 1, 1), (1, 2, 2);
INSERT INTO visits VALUES (10, 1, 1), (11, 1, 2);
"""


@pytest.mark.parametrize(
    ("column", "target"), [("shop", "orders.shop"), ("number", "orders.number"), ("shop", "orders.customer")]
)
def test_a_reference_to_half_a_key_is_an_error_that_names_the_key(
    tmp_path: Path, column: str, target: str
) -> None:
    """It would let go of the references to everybody else's rows that have the same half."""
    tables = {
        "customers": PERSON,
        "orders": {"belongs_to": {"customer": "customers.id"}},
        "visits": {"refers_to": {column: target}},
    }
    with sqlite_estate(tmp_path, ORDERS, tables) as estate:
        finding = only(estate.check(), "ambiguous-reference")
    assert (finding.level, finding.place) == ("error", f"crm.visits.{column}")
    half = target != "orders.customer"
    assert ("only one part of its key shop, number" in finding.message) is half
    assert ("not unique there" in finding.message) is not half


def test_a_reference_to_a_column_that_is_unique_by_itself_is_no_finding(tmp_path: Path) -> None:
    script = ORDERS.replace("customer INTEGER,", "customer INTEGER UNIQUE,")
    tables = {
        "customers": {**PERSON, "refers_to": {"id": "customers.id"}},
        "orders": {"belongs_to": {"customer": "customers.id"}},
        "visits": {"refers_to": {"shop": "orders.customer"}},
    }
    with sqlite_estate(tmp_path, script, tables) as estate:
        assert of_code(estate.check(), "ambiguous-reference") == []


MISMATCHED = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, code TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, code TEXT REFERENCES {target});
INSERT INTO customers VALUES (1, 'ana@example.com', 'A'), (2, 'bob@example.com', 'B');
"""


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("customers (code)", "points at customers by code, neither its primary key nor UNIQUE"),
        ("gone (code)", "points at gone, which isn't there"),
    ],
)
def test_a_foreign_key_that_sqlite_can_t_enforce_is_an_error_and_said_plainly_by_a_run(
    tmp_path: Path, target: str, said: str
) -> None:
    tables = {"customers": PERSON, "notes": {"belongs_to": {"code": "customers.code"}}}
    with sqlite_estate(tmp_path, MISMATCHED.format(target=target), tables) as estate:
        finding = only(estate.check(), "unusable-key")
        assert (finding.level, finding.place) == ("error", "crm.notes.code")
        assert said in finding.message
        with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
            database.execute("INSERT INTO notes VALUES (10, 'A')")
            database.commit()
        before = held(tmp_path, "customers", "notes")
        with pytest.raises(NothingChanged, match="can't be enforced") as caught:
            estate.subject(customer_id=1).erase()
        assert (caught.value.store, caught.value.table) == ("crm", "notes")
        assert "estate.check()" in str(caught.value)
        assert "ana" not in str(caught.value)
    assert held(tmp_path, "customers", "notes") == before


@pytest.mark.parametrize(
    "target", ["customers (id)", "customers", "customers (email)", "customers (email, code)"]
)
def test_a_foreign_key_to_what_is_unique_is_no_finding(tmp_path: Path, target: str) -> None:
    script = f"""
    CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT UNIQUE, code TEXT, UNIQUE (code, email));
    CREATE TABLE notes (id INTEGER PRIMARY KEY, a TEXT, b TEXT,
        FOREIGN KEY ({"a, b" if "," in target else "a"}) REFERENCES {target});
    """
    with sqlite_estate(tmp_path, script, {"customers": PERSON}) as estate:
        assert of_code(estate.check(), "unusable-key") == []


NO_KEYS = """
CREATE TABLE customers (id TEXT PRIMARY KEY, email TEXT, city TEXT);
CREATE TABLE visits (shop TEXT, number INTEGER, email TEXT, PRIMARY KEY (shop, number));
CREATE TABLE log (email TEXT, said TEXT);
INSERT INTO customers VALUES (NULL, 'ana@example.com', 'Gent'), (NULL, 'bob@example.com', 'Brugge');
INSERT INTO customers VALUES ('3', 'cas@example.com', 'Gent');
INSERT INTO visits VALUES ('a', NULL, 'dan@example.com'), ('a', NULL, 'eve@example.com');
INSERT INTO log VALUES ('cas@example.com', 'x');
"""
KEYLESS = {
    "customers": {"person": True, "identifiers": {"customer_id": "id", "email": "email"}},
    "visits": {"identifiers": {"email": "email"}},
    "log": {"identifiers": {"email": "email"}},
}


def test_a_key_that_holds_null_is_an_error_and_no_row_is_taken_for_another(tmp_path: Path) -> None:
    """Edge case 1: two rows of two people whose key is NULL are not one row."""
    with sqlite_estate(tmp_path, NO_KEYS, KEYLESS) as estate:
        found = {f.table: (f.level, f.message) for f in of_code(estate.check(), "null-key")}
        assert set(found) == {"customers", "visits"}
        assert found["customers"][0] == "error"
        assert "2 of those looked at" in found["customers"][1]
        before = held(tmp_path, "customers", "visits", "log")
        for people in (["ana@example.com", "bob@example.com"], ["dan@example.com", "eve@example.com"]):
            for right in ("access", "erase"):
                with pytest.raises(MalformedData, match="NULL in the primary key") as caught:
                    getattr(estate.subjects(email=people), right)()
                assert "example.com" not in str(caught.value)
        assert held(tmp_path, "customers", "visits", "log") == before
        assert estate.subject(email="cas@example.com").erase().verified


def test_a_table_without_a_key_is_noted_with_what_is_used_instead(tmp_path: Path) -> None:
    with sqlite_estate(tmp_path, NO_KEYS, KEYLESS) as estate:
        finding = only(estate.check(), "no-primary-key")
    assert (finding.level, finding.table) == ("note", "log")
    assert "by the columns that tracing reads (email and others)" in finding.message


def test_keys_that_hold_no_null_are_no_finding(database_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE customers (id VARCHAR(9) PRIMARY KEY, email VARCHAR(60))")
        connection.exec_driver_sql("INSERT INTO customers VALUES ('1', 'ana@example.com')")
    engine.dispose()
    tables = {"customers": PERSON}
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"customer_id": {}, "email": {"kind": "email"}},
            "stores": {"crm": {"type": "sql", "url": database_url, "tables": tables}},
            "folder": tmp_path,
        }
    )
    with Estate(datamap) as estate:
        assert estate.check().found == ()


LISTED = {"lists.prospects": {"identifiers": {"customer_id": "number"}}}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["5.0", "x", None, "7."], 2),
        (["5", "1.2", "1.05", "A.0", ""], 0),
        (["-5.00 "], 1),
    ],
)
def test_numbers_that_became_decimal_texts_are_told_without_a_value(
    values: list[str | None], found: int
) -> None:
    """Edge case 2: '5.0' in a list and 5 in the database are two identifiers."""
    held = {
        "crm.customers": CUSTOMERS,
        "lists.prospects": pa.table({"number": pa.array(values, pa.string())}),
    }
    findings = checked({"crm.customers": {**PERSON, "columns": DESCRIBED}, **LISTED}, held)
    if not found:
        assert of_code(findings, "identifier-form") == []
        return
    finding = only(findings, "identifier-form")
    assert (finding.level, finding.place) == ("warning", "lists.prospects.number")
    assert f"{found} of the first {len(values)} values" in finding.message
    assert "5" not in finding.message.replace(f"{found} of the first {len(values)}", "")


def test_a_link_to_an_opaque_identifier_is_looked_at_too() -> None:
    tables = {
        "crm.customers": {**PERSON, "columns": DESCRIBED},
        "lists.notes": {"belongs_to": {"customer": "crm.customers.id"}},
    }
    held = {"crm.customers": CUSTOMERS, "lists.notes": pa.table({"customer": ["1.0"]})}
    assert only(checked(tables, held), "identifier-form").place == "lists.notes.customer"


@pytest.mark.parametrize("type_", [pa.float64(), pa.decimal128(9, 2)])
def test_an_identifier_that_is_whole_in_one_place_and_not_in_another_is_told(type_: pa.DataType) -> None:
    held = {
        "crm.customers": CUSTOMERS,
        "lists.prospects": pa.table(
            {"number": pa.array([1.0 if type_ == pa.float64() else Decimal(1)], type_)}
        ),
    }
    findings = checked({"crm.customers": {**PERSON, "columns": DESCRIBED}, **LISTED}, held)
    finding = only(findings, "identifier-form")
    assert (finding.level, finding.place) == ("warning", "lists.prospects.number")
    assert "crm.customers.id int64" in finding.message


def test_decimals_that_are_decimals_everywhere_are_no_finding() -> None:
    whole = pa.array([Decimal(1), Decimal(2)], pa.decimal128(9, 2))
    table = {"person": True, "identifiers": {"customer_id": "id"}}
    tables = {"crm.customers": table, **LISTED}
    held = {"crm.customers": pa.table({"id": whole}), "lists.prospects": pa.table({"number": whole})}
    findings = check(make_map(tables), make_stores(held, {"crm.customers": Keys(primary=("id",))}))
    assert of_code(findings, "identifier-form") == []


def test_an_owner_where_a_row_has_one_owner_alone_is_told() -> None:
    """Nothing would be covered or taken out of the row."""
    rows = pa.table({"sender": [1], "recipient": [2], "mood": ["glad"]})
    held = {"crm.customers": CUSTOMERS, "crm.messages": rows}
    mood = {"columns": {"mood": {"owner": "recipient"}}}
    person = {"crm.customers": {**PERSON, "columns": DESCRIBED}}
    alone = {**person, "crm.messages": {"belongs_to": {"recipient": "customers.id"}, **mood}}
    assert only(checked(alone, held), "single-owner").place == "crm.messages.mood"
    for both in (
        {"belongs_to": [{"sender": "customers.id"}, {"recipient": "customers.id"}]},
        {"identifiers": {"customer_id": ["sender", "recipient"]}},
        {"identifiers": {"customer_id": "sender"}, "belongs_to": {"recipient": "customers.id"}},
    ):
        assert of_code(checked({**person, "crm.messages": {**both, **mood}}, held), "single-owner") == []
