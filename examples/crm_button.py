"""How a CRM calls the library when somebody presses "Forget this customer".

The plan is shown first, signed off by a second person by its digest, and carried out only if it is still
the same.  ``forget`` and ``approve`` are all that the CRM needs; ``main`` shows them on the demo estate.

    subjectrights demo --build-only --folder demo-estate
    python examples/crm_button.py demo-estate
"""

from __future__ import annotations

import sys
from pathlib import Path

import subjectrights as sr
from subjectrights.errors import NothingChanged, Unfinished


class NotTheSame(Exception):
    """What was signed off is not what would be done now."""


def forget(estate: sr.Estate, customer_id: int) -> tuple[str, str]:
    """What pressing the button shows: the plan in words, and the digest to sign off."""
    plan = estate.subject(customer_id=customer_id).erase(dry_run=True)
    return str(plan), plan.digest()


def approve(estate: sr.Estate, customer_id: int, digest: str) -> sr.Receipt:
    """Carry out what was signed off, if it is still the same."""
    plan = estate.subject(customer_id=customer_id).erase(dry_run=True)
    if plan.digest() != digest:
        raise NotTheSame("the data has changed since; look at the new plan")
    return plan.execute()


def main(folder: Path) -> None:
    """Press the button for customer 43 of the demo estate."""
    with sr.open(folder / "datamap.yaml", environment={}) as estate:
        words, digest = forget(estate, 43)
        print(words)
        try:
            receipt = approve(estate, 43, digest)
        except NothingChanged as error:
            print("Nothing was changed:", error)
        except Unfinished as error:
            print("Started and not finished; estate.recover() finishes it:", error)
        else:
            print(receipt)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
