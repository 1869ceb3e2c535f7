"""All six rights in a database that was not made for it: Chinook, a public sample of a record shop.

    python examples/chinook/walk.py path/to/chinook.sqlite

The database is copied to a temporary folder first and is never written to.  Get it from the project
``lerocha/chinook-database`` (MIT licence); this script fetches nothing.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

import subjectrights as sr

HERE = Path(__file__).parent
CUSTOMER = "luisg@embraer.com.br"
EMPLOYEE = "jane@chinookcorp.com"


def main(database: Path) -> None:
    """Copy the database, and walk a customer and an employee through their rights."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copyfile(
            database, folder / "chinook.sqlite"
        )  # a copy to write to, whatever the original allows
        shutil.copy(HERE / "datamap.yaml", folder)
        with sr.open(folder / "datamap.yaml", environment={}) as estate:
            findings = estate.check()
            print(findings)
            if not findings.ok:
                raise SystemExit(1)
            walk(estate, estate.subject(email=CUSTOMER), folder / "customer", correct="shop.Customer.City")
            walk(estate, estate.subject(email=EMPLOYEE), folder / "employee", correct="shop.Employee.City")
            chain = estate.ledger.verify()
            print(f"\n{chain.entries} receipts, the chain is {'whole' if chain.ok else 'broken'}")


def walk(estate: sr.Estate, person: sr.Subject, out: Path, *, correct: str) -> None:
    """One person's way through all six rights."""
    out.mkdir()
    report = person.access()
    print(f"\n{out.name}: held in", {name: table.num_rows for name, table in report.tables.items()})
    report.write(out / "access.pdf")
    person.export(out / "portable.json")
    person.export(out / "everything.xlsx", scope="all")

    show(person.rectify({correct: "Leuven"}))
    show(person.restrict(ground="accuracy_contested"))
    show(person.lift_restriction())
    show(person.object(purpose="newsletter"))
    print("may still get the newsletter:", newsletter(estate, report))

    print(person.erase(dry_run=True))
    receipt = person.erase()
    show(receipt)
    for kept in receipt.kept:
        print("  kept:", kept)
    receipt.write(out / "receipt.pdf")


def newsletter(estate: sr.Estate, report: sr.Report) -> bool:
    """Whether the person whose report it is may still be written to."""
    table = next(table for table in report.tables.values() if "Email" in table.column_names)
    people = pa.table({"Email": table.column("Email")})
    return bool(estate.screen(people, purpose="newsletter", columns={"email": "Email"})[0].as_py())


def show(receipt: sr.Receipt) -> None:
    """What was done, and that a second look confirmed it."""
    print(receipt)
    if not receipt.verified:
        raise SystemExit("a second look did not confirm it")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
