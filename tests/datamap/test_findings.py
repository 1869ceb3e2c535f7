"""How findings look to people and to programs."""

from __future__ import annotations

import json

from subjectrights.datamap.findings import ColumnAccount, Finding, Findings, TableAccount

ERROR = Finding(
    level="error",
    code="missing-column",
    message="the table has no such column",
    hint="Did you mean 'city'?",
    store="crm",
    table="customers",
    column="<citi>",
    file="datamap.yaml",
    line=12,
)
NOTE = Finding(level="note", code="joint", message="rows may be several people's", store="crm")
FINDINGS = Findings(
    found=(ERROR, NOTE),
    tables=(
        TableAccount(
            store="crm",
            table="customers",
            held_as="found by email",
            columns=(
                ColumnAccount(name="id", type="int64", held_as="key"),
                ColumnAccount(name="email", type="string(60)", held_as="identifier email"),
            ),
        ),
        TableAccount(store="crm", table="tracks", held_as="not in the map", mapped=False),
    ),
)


def test_findings_print_every_table_and_column_with_what_was_found_there() -> None:
    assert str(FINDINGS).splitlines() == [
        "The map does NOT hold against its stores: 1 error, 0 warnings, 1 note",
        "",
        "crm.customers: found by email",
        "  id     int64       key",
        "  email  string(60)  identifier email",
        "  ✗ crm.customers.<citi>: the table has no such column. Did you mean 'city'? (datamap.yaml:12)",
        "",
        "· crm: rows may be several people's",
        "",
        "crm: not in the map: tracks",
    ]


def test_findings_are_a_sequence_and_plain_data() -> None:
    assert list(FINDINGS) == [ERROR, NOTE]
    assert FINDINGS[0] is ERROR
    assert FINDINGS[1:] == (NOTE,)
    assert len(FINDINGS) == 2
    assert FINDINGS.errors == (ERROR,)
    data = json.loads(json.dumps(FINDINGS.to_dict()))
    assert data["ok"] is False
    assert data["findings"][0]["column"] == "<citi>"
    assert data["tables"][0]["columns"][0] == {"name": "id", "type": "int64", "held_as": "key"}


def test_no_findings_hold_and_are_false_as_an_empty_sequence_is() -> None:
    assert Findings().ok
    assert str(Findings()) == "The map holds against its stores: 0 errors, 0 warnings, 0 notes"


def test_a_notebook_shows_names_from_a_store_as_text() -> None:
    html = FINDINGS._repr_html_()
    assert "<citi>" not in html
    assert "crm.customers.&lt;citi&gt;" in html
