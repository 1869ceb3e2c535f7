"""Whose each row of the shop is, worked out from the shop's own numbering."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from journeys.dumps import Rows
from journeys.shop import Person

__all__ = ["everybody_else", "owned", "with_values"]


def owner(table: str, row: dict[str, Any]) -> int | None:
    """The number of the person a row is about; None where it is nobody's, or an address."""
    if table == "crm.customers":
        return int(row["id"])
    if table in ("crm.invoices", "crm.interactions"):
        return int(row["customer_id"])
    if table == "crm.interaction_tags":
        return int(row["interaction_id"]) // 10
    if table.startswith("archive."):
        return row["call_id"] // 2 or None
    if table.startswith("lists."):
        found = re.match(r"ada(\d+)", row["Courriel"], re.IGNORECASE)
        return int(found.group(1)) if found else None
    return None


def owned(rows: dict[str, Rows], numbers: Collection[int]) -> dict[str, Rows]:
    """The rows of these people alone; tables without any are left out."""
    found = {
        table: [row for row in held if owner(table, row) in numbers]
        for table, held in rows.items()
        if table != "crm.addresses"
    }
    return {table: held for table, held in found.items() if held}


def in_order(table: str, rows: Rows) -> Rows:
    """A file's rows keep their order; a database's come in one that the rows themselves give."""
    return sorted(rows, key=repr) if table.startswith("crm.") else rows


def everybody_else(
    rows: dict[str, Rows], numbers: Collection[int], people: Collection[Person]
) -> dict[str, Rows]:
    """The rows that are to be as they were when these people were erased.

    An address is everybody else's where somebody else lives there; a reply to what was erased is a reply
    to nothing.
    """
    lived_in = {person.address_id for person in people if person.number not in numbers}
    left = {
        table: [row for row in held if owner(table, row) not in numbers]
        for table, held in rows.items()
        if table != "crm.addresses"
    }
    left["crm.addresses"] = [row for row in rows["crm.addresses"] if row["id"] in lived_in]
    left["crm.interactions"] = [
        {**row, "reply_to": None if (row["reply_to"] or 0) // 10 in numbers else row["reply_to"]}
        for row in left["crm.interactions"]
    ]
    return {table: in_order(table, held) for table, held in left.items()}


def with_values(rows: dict[str, Rows], table: str, column: str, old: Any, new: Any) -> dict[str, Rows]:
    """The same rows, with another value in one column of a table wherever the old one stood."""
    assert any(row[column] == old for row in rows[table]), (table, column)
    changed = [{**row, column: new} if row[column] == old else row for row in rows[table]]
    return {**rows, table: in_order(table, changed)}
