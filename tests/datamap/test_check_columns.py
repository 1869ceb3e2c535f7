"""What holding a map against its stores finds of columns."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from datamap.checked_maps import CUSTOMERS, DESCRIBED, PERSON, checked, of_code, only
from estates import make_stores
from subjectrights.datamap.check import check
from subjectrights.datamap.model import DataMap


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


@pytest.mark.parametrize(
    ("after", "held", "code"),
    [
        ("invoices.issued", pa.array(["2020-01-01"]).cast(pa.date32()), None),
        ("invoices.issued", pa.array([2020]), "retain-after"),
        ("invoices.issued", pa.array(["1 May"]), "retain-after"),
        ("invoices.isued", pa.array(["2020-01-01"]), "missing-column"),
    ],
)
def test_a_duty_that_counts_from_a_linked_table_must_find_dates_there(
    after: str, held: pa.Array, code: str | None
) -> None:
    tables = {
        "crm.invoices": {"identifiers": {"customer_id": "id"}},
        "crm.lines": {"belongs_to": {"invoice": "invoices.id"}, "retain": {"for": "P7Y", "after": after}},
    }
    invoices, lines = pa.table({"id": [1], "issued": held}), pa.table({"invoice": [1]})
    findings = checked(tables, {"crm.invoices": invoices, "crm.lines": lines})
    assert [(f.code, f.table) for f in findings] == ([(code, "lines")] if code else [])


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
