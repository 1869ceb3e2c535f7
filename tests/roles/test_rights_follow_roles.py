"""Each right keeps apart what is ours and what is a client's, down to the column (Art. 28(3)(a), 29)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from estates import dump, make_stores
from roles.conftest import KEYS, LEADS, MAP, NOW, TABLES, make_estate
from subjectrights.datamap.model import DataMap
from subjectrights.errors import InstructionRefused
from subjectrights.estate import Estate
from subjectrights.execution.serial import plan_from_bytes, plan_to_bytes
from subjectrights.plan import Awaiting, Instruction
from subjectrights.stores.memory import MemoryStore

ACME = Instruction(controller="acme", reference="ACME-2026-131")
Stores = dict[str, MemoryStore]


def everything(stores: Stores) -> dict[str, Any]:
    return {
        f"{name}.{table}": rows
        for name, store in stores.items()
        for table, rows in dump(store).items()
        if not table.startswith("subjectrights_")
    }


def before() -> dict[str, Any]:
    return {name: table.to_pylist() for name, table in TABLES.items()}


def test_without_an_instruction_only_what_we_added_to_a_client_s_list_goes(
    estate: Estate, stores: Stores
) -> None:
    receipt = estate.subject(email="ana@example.com").erase(tables=["clients.leads"])
    expected = before()
    expected["clients.leads"][0]["score"] = None
    assert everything(stores) == expected
    assert receipt.awaiting == (
        Awaiting(table="clients.leads", controller="acme", count=1, columns=("number", "name", "email")),
    )
    assert receipt.verified
    assert receipt.counts["clients.leads"].updated == 1


def test_with_the_instruction_the_whole_row_goes(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(email="ana@example.com").erase(tables=["clients.leads"], instruction=ACME)
    expected = before()
    del expected["clients.leads"][0]
    assert everything(stores) == expected
    assert (receipt.awaiting, receipt.verified) == ((), True)


def test_what_a_client_gave_us_about_our_own_customer_stays_until_it_instructs_us(
    estate: Estate, stores: Stores
) -> None:
    """The row keeps its key and the client's column; the person is still found by the key."""
    receipt = estate.subject(email="ana@example.com").erase()
    expected = before()
    expected["crm.customers"][0].update(email=None, city=None)
    del expected["crm.guests"][0]
    expected["clients.leads"][0]["score"] = None
    assert everything(stores) == expected
    assert {(a.table, a.controller, a.columns) for a in receipt.awaiting} == {
        ("crm.customers", "acme", ("briefing",)),
        ("clients.leads", "acme", ("number", "name", "email")),
    }
    assert receipt.verified

    again = estate.subject(customer_id=1).erase(instruction=ACME)
    del expected["crm.customers"][0], expected["clients.leads"][0]
    assert everything(stores) == expected
    assert (again.awaiting, again.verified) == ((), True)


def test_what_alone_tells_whose_a_client_s_column_is_stays_with_it(tmp_path: Path) -> None:
    table = {
        "identifiers": {"email": "email"},
        "columns": {"briefing": {"role": "processor", "controller": "acme"}},
    }
    stores = make_stores(
        {"s.notes": pa.table({"email": ["ana@example.com"], "city": ["Liège"], "briefing": ["x"]})}
    )
    changed = {"s": {"type": "memory", "tables": {"notes": table}}}
    with make_estate(tmp_path, stores, stores=changed) as estate:
        estate.subject(email="ana@example.com").erase()
        assert dump(stores["s"])["notes"] == [{"email": "ana@example.com", "city": None, "briefing": "x"}]
        receipt = estate.subject(email="ana@example.com").erase(instruction=ACME)
        assert (dump(stores["s"])["notes"], receipt.verified) == ([], True)


def test_erasing_a_category_asks_only_for_what_is_in_it(estate: Estate, stores: Stores) -> None:
    receipt = estate.subject(email="ana@example.com").erase(categories=["user.financial"])
    expected = before()
    expected["clients.leads"][0]["score"] = None
    assert everything(stores) == expected
    assert receipt.awaiting == ()


def test_the_method_of_a_column_of_ours_is_followed(tmp_path: Path, stores: Stores) -> None:
    changed = json.loads(json.dumps(MAP["stores"]))
    changed["clients"]["tables"]["leads"]["columns"]["score"]["on_erase"] = {"method": "replace", "value": 0}
    with make_estate(tmp_path, stores, stores=changed) as estate:
        estate.subject(email="ana@example.com").erase(tables=["clients.leads"])
    assert dump(stores["clients"])["leads"][0] == {
        "number": 7, "name": "Ana", "email": "Ana@Example.com", "score": 0
    }  # fmt: skip


def test_a_row_that_the_map_lets_stay_is_written_only_where_it_is_ours(
    tmp_path: Path, stores: Stores
) -> None:
    changed = json.loads(json.dumps(MAP["stores"]))
    changed["clients"]["tables"]["leads"]["on_erase"] = {"set": {"name": "gone", "score": 1}}
    with make_estate(tmp_path, stores, stores=changed) as estate:
        subject = estate.subject(email="ana@example.com")
        subject.erase(tables=["clients.leads"])
        kept = {"number": 7, "name": "Ana", "email": "Ana@Example.com", "score": 1}
        assert dump(stores["clients"])["leads"][0] == kept
        subject.erase(tables=["clients.leads"], instruction=ACME)
    assert dump(stores["clients"])["leads"][0] == {**kept, "name": "gone"}


def test_what_the_law_keeps_of_ours_is_kept_there_too(tmp_path: Path, stores: Stores) -> None:
    changed = json.loads(json.dumps(MAP["stores"]))
    leads = changed["clients"]["tables"]["leads"]
    leads["retain"] = {"for": "P1Y", "after": "since", "columns": ["score"]}
    leads["columns"]["grade"] = {"role": "controller"}
    dated = TABLES["clients.leads"].append_column("since", pa.array(["2026-10-01", "2026-10-01"]))
    stores = make_stores(
        {**TABLES, "clients.leads": dated.append_column("grade", pa.array(["A", "B"]))}, KEYS
    )
    with make_estate(tmp_path, stores, stores=changed) as estate:
        receipt = estate.subject(email="ana@example.com").erase(tables=["clients.leads"])
    row = dump(stores["clients"])["leads"][0]
    assert (row["score"], row["grade"], row["name"]) == (700, None, "Ana")
    assert [kept.columns for kept in receipt.retained] == [("score",)]


def test_rectification_writes_ours_and_awaits_the_client_for_its_own(estate: Estate, stores: Stores) -> None:
    subject = estate.subject(email="ana@example.com")
    values = {"clients.leads.score": 650, "clients.leads.name": "Anna"}
    receipt = subject.rectify(values)
    expected = before()
    expected["clients.leads"][0]["score"] = 650
    assert everything(stores) == expected
    assert [(a.columns, a.count) for a in receipt.awaiting] == [(("name",), 1)]
    subject.rectify(values, instruction=ACME)
    expected["clients.leads"][0]["name"] = "Anna"
    assert everything(stores) == expected


def test_a_restriction_marks_our_column_and_awaits_the_client_for_its_own(
    tmp_path: Path, stores: Stores
) -> None:
    changed = json.loads(json.dumps(MAP["stores"]))
    changed["clients"]["tables"]["leads"]["on_restrict"] = {"set": {"score": 0, "name": "-"}}
    with make_estate(tmp_path, stores, stores=changed) as estate:
        receipt = estate.subject(email="ana@example.com").restrict(ground="accuracy_contested")
    row = dump(stores["clients"])["leads"][0]
    assert (row["score"], row["name"]) == (0, "Ana")
    assert [a.columns for a in receipt.awaiting] == [("name",)]


def test_access_tells_who_answers_for_which_column(estate: Estate) -> None:
    report = estate.subject(email="ana@example.com").access()
    leads = report.answer.holdings["clients.leads"]
    assert (leads.role, leads.controller.name) == ("processor", "Acme Énergie SA")
    assert leads.column_roles == {"score": ("controller", None)}
    # Whoever processes it for us receives it (Art. 4(9)).
    assert list(leads.recipients) == ["acme"]
    facts = report.to_dict()["holdings"]["clients.leads"]
    assert facts["columns"]["score"]["role"] == "controller"
    assert "role" not in facts["columns"]["name"]
    told = {text for s in _document(report).sections for _, text in s.facts if "as controller" in text}
    (said,) = [text for text in told if "Acme" in text and "its processor" in text and "Credit" in text]
    assert said.splitlines()[1].endswith(": We do, as controller.")


def _document(report: Any) -> Any:
    from subjectrights.reports.access import access_document

    return access_document(report.answer, language="en")


def test_a_portable_copy_leaves_out_what_is_a_client_s_until_it_instructs_us(
    estate: Estate, tmp_path: Path
) -> None:
    subject = estate.subject(email="ana@example.com")
    changed = estate.map.model_copy(
        update={"purposes": {**estate.map.purposes, "scoring": estate.map.purposes["care"]}}
    )
    estate.map = changed
    file = tmp_path / "copy.json"
    subject.export(file)
    copy = json.loads(file.read_text("utf-8"))
    assert list(copy["metadata"]["holdings"]["clients.leads"]["columns"]) == ["score"]
    left = {(one["table"], one["column"], one["reason"]) for one in copy["metadata"]["left_out"]}
    assert ("clients.leads", "name", "processor") in left
    subject.export(file, instruction=ACME)
    copy = json.loads(file.read_text("utf-8"))
    assert set(copy["metadata"]["holdings"]["clients.leads"]["columns"]) >= {"name", "email", "score"}
    with pytest.raises(InstructionRefused):
        subject.export(file, instruction=replace(ACME, controller="fair"))


def test_the_plan_says_in_which_role_and_survives_the_journal(estate: Estate) -> None:
    plan = estate.subject(email="ana@example.com").erase(dry_run=True)
    assert plan.roles == {
        "crm.customers": "controller; briefing: processor for acme",
        "crm.guests": "joint controller with fair",
        "clients.leads": "processor for acme; score: controller, processed by acme",
    }
    assert "clients.leads: 1 row (number, name, email) until acme instructs us" in str(plan)
    assert "clients.leads: processor for acme; score: controller" in str(plan)
    again = plan_from_bytes(plan_to_bytes(plan))
    assert (again.awaiting, again.roles) == (plan.awaiting, plan.roles)
    assert json.dumps(plan.to_dict())


def test_our_processor_is_told_of_an_erasure_of_what_is_ours(estate: Estate) -> None:
    receipt = estate.subject(email="ana@example.com").erase(tables=["clients.leads"])
    assert receipt.notices == ("acme",)


def test_an_instruction_of_a_controller_of_columns_alone_is_heard(estate: Estate) -> None:
    changed = {**MAP["stores"], "clients": {"type": "memory", "tables": {"leads": {}}}}
    estate.map = DataMap.model_validate({**MAP, "stores": changed, "folder": estate.map.folder})
    plan = estate.subject(email="ana@example.com").erase(instruction=ACME, dry_run=True)
    assert plan.awaiting == ()
    with pytest.raises(InstructionRefused, match="they are: acme"):
        estate.subject(email="ana@example.com").erase(
            instruction=replace(ACME, controller="fair"), dry_run=True
        )


def test_it_is_so_in_a_database_and_a_csv_file(tmp_path: Path) -> None:
    """The same map over a real SQL table and a real file: bytes that aren't ours stay."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/lists.sqlite")
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE leads (number INTEGER PRIMARY KEY, name TEXT, email TEXT, score INTEGER)")
        )
        for row in TABLES["clients.leads"].to_pylist():
            connection.execute(sa.text("INSERT INTO leads VALUES (:number, :name, :email, :score)"), row)
    file = tmp_path / "leads.csv"
    file.write_text("name;email;score\nAna;Ana@Example.com;700\nBob;bob@example.com;500\n", "utf-8")
    common = {"role": "processor", "controller": "acme", "purposes": ["campaign"]}
    values = {
        **MAP,
        "folder": tmp_path,
        "stores": {
            "sql": {"type": "sql", "url": f"sqlite:///{tmp_path}/lists.sqlite", **common},
            "files": {"type": "csv", **common},
        },
    }
    values["stores"]["sql"]["tables"] = {"leads": LEADS}
    values["stores"]["files"]["tables"] = {"leads": {**LEADS, "path": "leads.csv"}}
    with Estate(DataMap.model_validate(values), clock=lambda: NOW) as estate:
        receipt = estate.subject(email="ana@example.com").erase()
        assert receipt.verified
        assert {a.table for a in receipt.awaiting} == {"sql.leads", "files.leads"}
        assert file.read_text("utf-8") == "name;email;score\nAna;Ana@Example.com;\nBob;bob@example.com;500\n"
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(sa.text("SELECT * FROM leads ORDER BY number"))]
        assert rows == [(7, "Ana", "Ana@Example.com", None), (8, "Bob", "bob@example.com", 500)]
        whole = estate.subject(email="ana@example.com").erase(instruction=ACME)
        assert (whole.awaiting, whole.verified) == ((), True)
        assert file.read_text("utf-8") == "name;email;score\nBob;bob@example.com;500\n"
