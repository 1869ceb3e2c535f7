"""Looks into the demo estate by other means than the library: plain SQL, plain Parquet, plain text."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds

__all__ = ["Tally", "campaign_lines", "customer", "mentions", "tally"]

Tally = dict[str, int]
CRM_TABLES = ("customers", "invoices", "interactions", "interaction_tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer as the CRM has it now."""

    first_name: str
    email: str | None
    city: str | None
    opt_in: bool
    restricted: bool


def tally(folder: Path) -> Tally:
    """How many rows each table of the estate has."""
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        counts = {
            f"crm.{table}": int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in CRM_TABLES
        }
    counts["archive.calls"] = _calls(folder).count_rows()
    counts["campaigns.energie_2026"] = sum(len(lines) - 1 for lines in campaign_lines(folder).values())
    return counts


def customer(folder: Path, id_: int) -> CustomerRow | None:
    """The customer of that number, None where there is none."""
    query = "SELECT first_name, email, city, opt_in, restricted FROM customers WHERE id = ?"
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        row = database.execute(query, (id_,)).fetchone()
    if row is None:
        return None
    first_name, email, city, opt_in, restricted = row
    return CustomerRow(
        first_name=first_name, email=email, city=city, opt_in=bool(opt_in), restricted=bool(restricted)
    )


def campaign_lines(folder: Path) -> dict[str, list[bytes]]:
    """The records of each campaign list as they stand in the file, the header first."""
    return {path.name: _records(path.read_bytes()) for path in sorted((folder / "campaigns").glob("*.csv"))}


def mentions(folder: Path, texts: tuple[str, ...]) -> dict[str, int]:
    """In how many places of each store one of `texts` stands, regardless of case."""
    wanted = [text.casefold() for text in texts]
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        in_crm = sum(any(text in line.casefold() for text in wanted) for line in database.iterdump())
    in_archive = 0
    for batch in _calls(folder).to_batches(columns=["caller", "transcript"]):
        for column in batch.columns:
            folded = pc.utf8_lower(column)
            in_archive += sum(pc.sum(pc.match_substring(folded, text)).as_py() or 0 for text in wanted)
    lines = [line for records in campaign_lines(folder).values() for line in records]
    encoded = [{text.encode(), text.encode("cp1252", "replace")} for text in wanted]
    in_lists = sum(any(form in line.lower() for forms in encoded for form in forms) for line in lines)
    return {"crm": in_crm, "archive": in_archive, "campaigns": in_lists}


def _calls(folder: Path) -> ds.Dataset:
    return ds.dataset(folder / "archive" / "calls", partitioning="hive")


def _records(data: bytes) -> list[bytes]:
    """CSV records with their line ends; a line end inside quotes is part of its record."""
    records, start, quoted = [], 0, False
    for at, byte in enumerate(data):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x0A and not quoted:
            records.append(data[start : at + 1])
            start = at + 1
    return records if start == len(data) else [*records, data[start:]]
