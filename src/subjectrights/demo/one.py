"""One person's way through all six rights: Ana López, customer 42."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from subjectrights.demo.people import ANA
from subjectrights.demo.tally import campaign_lines, customer, mentions, tally
from subjectrights.demo.teller import told
from subjectrights.errors import Restricted
from subjectrights.plan import Instruction

if TYPE_CHECKING:
    from subjectrights.demo.teller import Teller
    from subjectrights.estate import Estate
    from subjectrights.subject import Subject

__all__ = ["walk_ana"]

EMAIL = "ana.lopez@example.com"
TRACES = (EMAIL, "470123456", "470 12 34 56", "470/12.34.56")
TABLES = ("crm.customers", "crm.invoices", "crm.interactions", "crm.interaction_tags")


def walk_ana(estate: Estate, folder: Path, reports: Path, teller: Teller) -> None:
    """Access, export, rectify, restrict, object, erase, for one person."""
    teller.heading("One person: Ana asks what is held on her, and in the end to be forgotten")
    ana = estate.subject(email=EMAIL)
    _look(ana, reports, teller)
    _rectify(ana, folder, teller)
    _restrict(ana, folder, teller)
    _object(ana, folder, teller)
    _erase(ana, folder, reports, teller)
    _instructed(ana, folder, reports, teller)


def _look(ana: Subject, reports: Path, teller: Teller) -> None:
    teller.step("Access (Art. 15): what is held, where, and all that must be told with it")
    report = ana.access()
    rows = [(name, table.num_rows, table.num_columns) for name, table in report.tables.items()]
    teller.table(("table", "rows", "columns"), rows)
    held = {name for name, table in report.tables.items() if table.num_rows}
    expected = {*TABLES, "archive.calls", "campaigns.energie_2026"}
    teller.expect(held == expected, "she is found in all three stores, whatever way her address is written")
    teller.expect(
        "agent" not in report.tables["crm.interactions"].column_names
        or not _readable_agents(report.tables["crm.interactions"].column("agent").to_pylist()),
        "the names of our agents are not hers to read (Art. 15(4))",
    )
    report.write(reports / "ana.pdf", language="fr")
    report.write(reports / "ana.html", language="fr")
    teller.step("Portability (Art. 20): what she gave us and what was observed, on consent or contract")
    ana.export(reports / "ana.xlsx")
    ana.export(reports / "ana.csv.zip")
    ana.export(reports / "ana-all.json", scope="all")
    for name in ("ana.xlsx", "ana.csv.zip", "ana-all.json"):
        teller.line(f"   {name}: {(reports / name).stat().st_size:,} bytes")


def _readable_agents(values: list[object]) -> bool:
    from subjectrights.demo.words import AGENTS

    return any(value in AGENTS for value in values)


def _rectify(ana: Subject, folder: Path, teller: Teller) -> None:
    teller.step("Rectification (Art. 16): she moved to Liège and her name is Ana María")
    told(ana.rectify({"user.contact.address.city": "Liège"}), teller)
    told(ana.rectify({"crm.customers.first_name": "Ana María"}), teller)
    row = customer(folder, ANA.id)
    teller.expect(row is not None and row.city == "Liège", "the CRM has the new city")
    teller.expect(row is not None and row.first_name == "Ana María", "the CRM has the right name")


def _restrict(ana: Subject, folder: Path, teller: Teller) -> None:
    teller.step("Restriction (Art. 18): while she contests the data nobody may use it")
    told(ana.restrict(ground="accuracy_contested"), teller)
    row = customer(folder, ANA.id)
    teller.expect(row is not None and row.restricted, "the CRM shows the mark")
    try:
        ana.erase()
    except Restricted as refusal:
        teller.expect(True, f"an erasure is refused meanwhile: {refusal}")
    else:
        teller.expect(False, "an erasure is refused while the restriction stands")
    told(ana.lift_restriction(), teller)


def _object(ana: Subject, folder: Path, teller: Teller) -> None:
    teller.step("Objection (Art. 21) and withdrawal of consent (Art. 7(3)): no more marketing")
    told(ana.object(purpose="direct_marketing"), teller)
    told(ana.withdraw_consent("direct_marketing"), teller)
    row = customer(folder, ANA.id)
    teller.expect(row is not None and not row.opt_in, "she is opted out in the CRM")


def _erase(ana: Subject, folder: Path, reports: Path, teller: Teller) -> None:
    teller.step("Erasure (Art. 17): first a look at what would go, what stays and why")
    plan = ana.erase(dry_run=True)
    teller.line(plan)
    before = tally(folder)
    receipt = plan.execute()
    after = tally(folder)
    teller.step("Then the erasure itself")
    told(receipt, teller)
    gone = {name: before[name] - after[name] for name in before}
    receipted = {name: receipt.counts[name].deleted if name in receipt.counts else 0 for name in before}
    teller.expect(gone == receipted, "plain SQL and plain Parquet count the same rows gone as the receipt")
    teller.expect(bool(receipt.retained), "recent invoices are kept, as the VAT code wants")
    teller.expect(
        any(awaiting.controller == "acme" for awaiting in receipt.awaiting),
        "the campaign list is Acme's: it awaits its instruction",
    )
    left = mentions(folder, TRACES)
    teller.expect(
        left["crm"] == left["archive"] == 0, "neither CRM nor archive mention her address or number"
    )
    receipt.write(reports / "ana-receipt.pdf")


def _instructed(ana: Subject, folder: Path, reports: Path, teller: Teller) -> None:
    teller.step("Acme, the controller of the list, instructs us (Art. 28(3)(a))")
    before = campaign_lines(folder)
    receipt = ana.erase(instruction=Instruction(controller="acme", reference="ACME-2026-118"))
    told(receipt, teller)
    after = campaign_lines(folder)
    hers = [line for lines in before.values() for line in lines if EMAIL.encode() in line.lower()]
    others = {name: [line for line in lines if line not in hers] for name, lines in before.items()}
    teller.expect(after == others, "her line is gone; every other line is the same, byte for byte")
    teller.expect(mentions(folder, TRACES)["campaigns"] == 0, "no list mentions her address or number")
    receipt.write(reports / "ana-receipt-acme.json")
