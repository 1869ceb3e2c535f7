"""Walks people of the demo estate through all six rights and says at each step whether it came out right."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TextIO

from subjectrights.demo.teller import Teller

__all__ = ["walk"]


def walk(folder: str | Path, out: TextIO | None = None) -> tuple[str, ...]:
    """Walk Ana and then the people of ``to_erase.csv`` through all six rights.

    What comes out is checked by other means than the library's, and the reports are left in
    ``folder/reports/``.  The map is read without the process's environment, so that a ``CRM_URL`` that is
    set for real work is never what the demo works on.

    Args:
        folder: a demo estate, as :func:`~subjectrights.demo.build` left it.
        out: where the story is told; standard output by default.

    Returns:
        What was not as it should be; nothing, where all went well.
    """
    import subjectrights as sr
    from subjectrights.demo.many import walk_many
    from subjectrights.demo.one import walk_ana

    home = Path(folder)
    reports = home / "reports"
    reports.mkdir(exist_ok=True)
    teller = Teller(out or sys.stdout)
    started = perf_counter()
    with sr.open(home / "datamap.yaml", environment={}) as estate:
        teller.heading(f"{estate.map.organisation.name}: the data map against the real stores")
        findings = estate.check()
        teller.line(findings)
        teller.expect(findings.ok, "the map holds against the stores")
        walk_ana(estate, home, reports, teller)
        walk_many(estate, home, reports, teller)
        teller.heading("The ledger")
        chain = estate.ledger.verify()
        teller.expect(chain.ok, f"the chain of {chain.entries} receipts is whole")
    teller.heading("Left to open")
    for path in sorted(reports.iterdir()):
        teller.line(f"   {path}")
    teller.line(f"\n{_verdict(teller)} in {perf_counter() - started:.0f} s; the estate is in {home}")
    return tuple(teller.faults)


def _verdict(teller: Teller) -> str:
    if not teller.faults:
        return "All as it should be,"
    return f"{len(teller.faults)} things were not as they should be,"
