"""Whose a row is, said again in plain Python: one row after another, nothing shared with the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from properties.small_estate import Rows

__all__ = ["Found", "Row", "after_erasing", "look"]

Row = tuple[str, int]
"""A table and a row's position in it."""

Identity = tuple[str, str]

_OWN = {
    "crm.customers": {"customer_id": "id", "email": "email"},
    "crm.notes": {"customer_id": "customer_id"},
    "lists.prospects": {"email": "Courriel"},
    "archive.calls": {"customer_id": "customer_id"},
    "desk.tickets": {"customer_id": "customer_id", "email": "email"},
}
_PHONES = {"crm.customers": "mobile", "lists.prospects": "GSM", "archive.calls": "caller"}


@dataclass(slots=True)
class Found:
    """What is held on one person.

    Args:
        known: every identifier of their own.
        rows: the rows that are certainly theirs.
        ambiguous: whether the identifiers lead to several people.
    """

    known: set[Identity] = field(default_factory=set)
    rows: set[Row] = field(default_factory=set)
    ambiguous: bool = False


def normal(name: str, value: Any) -> str | None:
    """The one spelling of an identifier; None where it identifies nobody."""
    text = "" if value is None else str(value)
    if not text.strip():
        return None
    if name == "email":
        return text.strip().casefold()
    if name == "phone":
        digits = "".join(c for c in text if c.isdigit())
        return digits if digits.startswith("32") else f"32{digits.removeprefix('0')}"
    return text


def own(table: str, row: dict[str, Any]) -> set[Identity]:
    """The identifiers in a row that are one person's."""
    found = {(name, normal(name, row[column])) for name, column in _OWN.get(table, {}).items()}
    return {(name, value) for name, value in found if value is not None}


def look(rows: Rows, asked: dict[str, Any]) -> Found:
    """Everything that is certainly one person's, who is asked for by these identifiers."""
    given = {(name, normal(name, value)) for name, value in asked.items()}
    known = {(name, value) for name, value in given if value is not None and name != "phone"}
    phones = {value for name, value in given if value is not None and name == "phone"}
    if not known:
        for phone in phones:
            people = _people_with(rows, phone)
            if len(people) == 1:
                known |= people[0]
    found = Found(known=known)
    _close(rows, found)
    for table, column in _PHONES.items():
        phones |= {normal("phone", rows[table][at][column]) or "" for name, at in found.rows if name == table}
    for phone in phones - {""}:
        people = _people_with(rows, phone)
        if len(people) == 1 and people[0] & found.known:
            found.rows |= {
                (table, at)
                for table, column in _PHONES.items()
                for at, row in enumerate(rows[table])
                if normal("phone", row[column]) == phone and not own(table, row)
            }
    mine = [
        own("crm.customers", rows["crm.customers"][at])
        for table, at in found.rows
        if table == "crm.customers"
    ]
    for name in ("customer_id", "email"):
        values = {value for identities in mine for kind, value in identities if kind == name}
        found.ambiguous |= len(values) > 1
    return found


def _close(rows: Rows, found: Found) -> None:
    before = -1
    while len(found.rows) + len(found.known) != before:
        before = len(found.rows) + len(found.known)
        for table in _OWN:
            for at, row in enumerate(rows[table]):
                if own(table, row) & found.known:
                    found.rows.add((table, at))
                    found.known |= own(table, row)
        for at, row in enumerate(rows["crm.messages"]):
            if {("customer_id", str(row[side])) for side in ("sender", "recipient")} & found.known:
                found.rows.add(("crm.messages", at))
        notes = {rows["crm.notes"][at]["id"] for table, at in found.rows if table == "crm.notes"}
        found.rows |= {("crm.tags", at) for at, row in enumerate(rows["crm.tags"]) if row["note_id"] in notes}


def _people_with(rows: Rows, phone: str) -> list[set[Identity]]:
    """The people whom the customers' table knows with a phone; rows of one e-mail address are one person."""
    people: list[set[Identity]] = []
    for row in rows["crm.customers"]:
        if normal("phone", row["mobile"]) == phone:
            mine = own("crm.customers", row)
            same = [one for one in people if one & mine]
            people = [one for one in people if not one & mine] + [mine.union(*same)]
    return people


def after_erasing(rows: Rows, people: list[Found]) -> Rows:
    """What is left when these people were erased together; those who are ambiguous are left alone."""
    done = [person for person in people if not person.ambiguous]
    gone = {row for person in done for row in person.rows}
    theirs = {identity for person in done for identity in person.known}
    left = {
        table: [row for at, row in enumerate(held) if (table, at) not in gone]
        for table, held in rows.items()
        if table != "crm.messages"
    }
    left["crm.messages"] = []
    for row in rows["crm.messages"]:
        sides = {side: row[side] for side in ("sender", "recipient") if row[side] is not None}
        others = {side for side, value in sides.items() if ("customer_id", str(value)) not in theirs}
        if others or not sides:
            kept = {side: row[side] if side in others else None for side in ("sender", "recipient")}
            left["crm.messages"].append({**row, **kept})
    return left
