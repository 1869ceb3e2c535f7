"""Who is what for which data: resolved in one place, printed as a table (Art. 4(7)-(8), 26, 28)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from subjectrights.cli.frame import run
from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.errors import DataMapError
from subjectrights.estate import Estate
from subjectrights.terms import Role

US = "Horizon Contact SA"


def test_each_table_and_each_column_that_differs_has_an_entry(estate: Estate) -> None:
    told = [(e.store, e.table, e.columns, e.purposes, e.role, e.controller) for e in estate.roles()]
    assert told == [
        ("crm", "customers", (), ("care",), Role.CONTROLLER, US),
        ("crm", "customers", ("briefing",), ("campaign",), Role.PROCESSOR, "Acme Énergie SA"),
        ("crm", "guests", (), ("event",), Role.JOINT_CONTROLLER, f"{US}, Fair Events"),
        ("clients", "leads", (), ("campaign",), Role.PROCESSOR, "Acme Énergie SA"),
        ("clients", "leads", ("score",), ("scoring",), Role.CONTROLLER, US),
    ]
    assert [e.processor for e in estate.roles()] == [None, US, None, US, "Acme Énergie SA"]
    agreements = [None, "Annexe 2026-03", "Arrangement 2026-07", "Annexe 2026-03", "Annexe 2026-03"]
    assert [e.agreement for e in estate.roles()] == agreements


def test_it_prints_as_a_table_and_is_plain_data(estate: Estate) -> None:
    head, *lines = str(estate.roles()).splitlines()
    assert head.split("  ")[0] == "store"
    assert len(lines) == 5
    assert lines[3].split() == [
        *("clients", "leads", "all", "others", "campaign", "processor", "Acme", "Énergie", "SA"),
        *("Horizon", "Contact", "SA", "Annexe", "2026-03"),
    ]
    plain = estate.roles().to_dict()["roles"]
    assert plain[4]["columns"] == ["score"]
    assert json.loads(json.dumps(plain)) == plain
    assert estate.roles()._repr_html_().count("<tr>") == 6


def base(**column: Any) -> dict[str, Any]:
    return {
        "organisation": {"name": "H"},
        "parties": {"acme": {"name": "Acme"}, "fair": {"name": "Fair"}},
        "purposes": {
            "plain": {},
            "ours": {"role": "controller"},
            "theirs": {"role": "processor", "controller": "acme"},
        },
        "stores": {"s": {"type": "memory", "tables": {"t": {"columns": {"c": column}}}}},
    }


@pytest.mark.parametrize(
    ("store", "table", "column", "role", "controller"),
    [
        ({}, {}, {}, Role.CONTROLLER, None),
        ({"purposes": ["theirs"]}, {}, {}, Role.PROCESSOR, "acme"),
        ({"purposes": ["theirs"], "role": "controller"}, {}, {}, Role.CONTROLLER, None),
        ({"role": "processor", "controller": "acme"}, {"purposes": ["ours"]}, {}, Role.CONTROLLER, None),
        (
            {"role": "processor", "controller": "acme"},
            {"controller": "fair"},
            {"role": "joint_controller"},
            Role.JOINT_CONTROLLER,
            "fair",
        ),
        ({}, {"role": "processor", "controller": "fair"}, {"purposes": ["ours"]}, Role.CONTROLLER, None),
        ({"purposes": ["theirs"]}, {}, {"purposes": ["plain"]}, Role.PROCESSOR, "acme"),
    ],
)
def test_what_is_said_nearest_counts(
    store: dict[str, Any], table: dict[str, Any], column: dict[str, Any], role: Role, controller: str | None
) -> None:
    values = base(**column)
    values["stores"]["s"].update(store)
    values["stores"]["s"]["tables"]["t"].update(table)
    answering = DataMap.model_validate(values).responsibility(TableRef("s", "t"), "c")
    assert (answering.role, answering.controller) == (role, controller)


@pytest.mark.parametrize(
    ("said", "where", "what"),
    [
        ({"role": "processor"}, "role", "processor of which controller? Name the party"),
        ({"controller": "acme"}, "controller", "the role is `controller`"),
        ({"processor": "acmee"}, "processor", "the map has no party 'acmee'; did you mean 'acme'?"),
        (
            {"role": "processor", "controller": "acme", "processor": "acme"},
            "processor",
            "is the controller of the data already",
        ),
        ({"purposes": ["ours", "theirs"]}, "purposes", "say `role:` here"),
        ({"purposes": ["plain", "theirs"]}, "purposes", "say `role:` here"),
    ],
)
def test_roles_that_contradict_each_other_are_refused(said: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(DataMapError) as caught:
        DataMap.model_validate(base(**said))
    (fault,) = caught.value.faults
    assert fault.startswith(f"stores.s.tables.t.columns.c.{where}: ")
    assert what in fault


def test_a_purpose_that_names_a_party_says_what_we_are() -> None:
    values = base()
    values["purposes"]["plain"] = {"controller": "acme"}
    values["purposes"]["theirs"] = {"role": "processor"}
    with pytest.raises(DataMapError) as caught:
        DataMap.model_validate(values)
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "purposes.plain.controller",
        "purposes.theirs.role",
    ]


def test_a_fault_tells_file_line_and_key() -> None:
    text = "organisation: {name: H}\nstores:\n  s:\n    type: memory\n    tables:\n      t:\n"
    text += "        columns:\n          c: {role: processor}\n"
    with pytest.raises(DataMapError, match=r"data map:8: stores\.s\.tables\.t\.columns\.c\.role: processor"):
        DataMap.parse(text, environment={})


def test_the_command_shows_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "datamap.yaml"
    file.write_text(
        "organisation: {name: Horizon}\nparties: {acme: {name: Acme}}\n"
        "stores: {lists: {type: csv, role: processor, controller: acme,"
        " tables: {leads: {path: leads.csv}}}}\n",
        encoding="utf-8",
    )
    assert run(("roles", "--map", str(file), "--json")) == 0
    (entry,) = json.loads(capsys.readouterr().out)["roles"]
    assert (entry["role"], entry["controller"], entry["processor"]) == ("processor", "Acme", "Horizon")
    assert run(("roles", "--map", str(file))) == 0
    assert "processor" in capsys.readouterr().out
