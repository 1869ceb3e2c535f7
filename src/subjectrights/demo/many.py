"""Five hundred people at once: the same methods, set-based."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from subjectrights.demo.tally import tally
from subjectrights.demo.teller import told
from subjectrights.plan import Instruction

if TYPE_CHECKING:
    from subjectrights.demo.teller import Teller
    from subjectrights.estate import Estate
    from subjectrights.subject import Subjects

__all__ = ["walk_many"]

Screening: TypeAlias = "Callable[[], pd.Series[bool]]"

COLUMNS = {"email": "Courriel", "phone": "GSM"}
MARKETING = "direct_marketing"


def walk_many(estate: Estate, folder: Path, reports: Path, teller: Teller) -> None:
    """Access for three, then restriction, objection and erasure for everybody in ``to_erase.csv``."""
    asked = pd.read_csv(folder / "to_erase.csv")
    campaign = pd.read_csv(folder / "campaign.csv", dtype=str, keep_default_na=False)
    listed = campaign["Courriel"].str.strip().str.casefold()
    teller.heading(f"{len(asked)} people at once")

    def screened() -> pd.Series[bool]:
        return pd.Series(estate.screen(campaign, purpose=MARKETING, columns=COLUMNS), dtype=bool)

    people = estate.subjects(asked)
    before = screened()
    _look(estate.subjects(asked.head(3)), reports, teller)
    acted = _restrict(people, teller)
    theirs = listed.isin(asked["email"][acted].str.strip().str.casefold())
    teller.expect(not screened()[theirs].any(), "nobody restricted may be called")
    told(people.lift_restriction(), teller)
    _object(people, screened, theirs, teller)
    _erase(people, folder, reports, teller)
    teller.step("The next campaign's list, before and after")
    after = screened()
    numbers = [("before", int(before.sum())), ("after", int(after.sum())), ("on the list", len(campaign))]
    teller.table(("may be called", "people"), numbers)
    teller.expect(not (after & ~before).any(), "nobody who might not be called before may be called now")
    teller.expect(not after[theirs].any(), "nobody who was erased may be called")


def _look(people: Subjects, reports: Path, teller: Teller) -> None:
    teller.step("Access (Art. 15) for the first three")
    for number, report in enumerate(people.access(), start=1):
        rows = sum(table.num_rows for table in report.tables.values())
        written = report.write(reports / f"person-{number}.html")
        teller.line(f"   person {number}: {rows} rows, {written.bytes:,} bytes")


def _restrict(people: Subjects, teller: Teller) -> list[bool]:
    """Whether each of them was found; an address of two people is refused, and they may still be called."""
    teller.step("Restriction (Art. 18), and what a campaign may still use meanwhile")
    receipt = people.restrict(ground="objection_pending")
    told(receipt, teller)
    return [result == "found" for result in receipt.results]


def _object(people: Subjects, screened: Screening, theirs: pd.Series[bool], teller: Teller) -> None:
    teller.step("Objection to direct marketing (Art. 21(2)): always honoured")
    told(people.object(purpose=MARKETING), teller)
    teller.expect(not screened()[theirs].any(), "nobody who objected may be called")


def _erase(people: Subjects, folder: Path, reports: Path, teller: Teller) -> None:
    teller.step("Erasure (Art. 17): the plan first")
    instruction = Instruction(controller="acme", reference="ACME-2026-131")
    plan = people.erase(dry_run=True, instruction=instruction)
    teller.line(plan)
    teller.step("Then the erasure itself, on Acme's instruction for its lists")
    before = tally(folder)
    receipt = plan.execute()
    after = tally(folder)
    told(receipt, teller)
    teller.table(("people", "number"), Counter(receipt.results).most_common())
    gone = {name: before[name] - after[name] for name in before}
    receipted = {name: receipt.counts[name].deleted if name in receipt.counts else 0 for name in before}
    teller.expect(gone == receipted, "plain SQL, Parquet and CSV count the same rows gone as the receipt")
    unknown = Counter(receipt.results)["nothing held"]
    teller.expect(unknown == 3, "three addresses were nobody's, and the receipt says so")
    receipt.write(reports / "erasure-receipt.pdf")
    receipt.write(reports / "erasure-receipt.json")
