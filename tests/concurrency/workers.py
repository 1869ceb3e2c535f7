"""What the processes of a torture do.

Those who erase and rectify go through their people; the others go on until the file ``stop`` is there.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import sqlalchemy as sa

import subjectrights as sr

CITIES = ("Gent", "Namur")


class Done(NamedTuple):
    """A receipt's number, whether it was confirmed, and how many rows went."""

    number: int | None
    verified: bool
    deleted: int


def erase(folder: Path, people: Iterable[int]) -> list[Done]:
    """Erase these people, one after another."""
    done = []
    with sr.open(folder / "map.yaml", wait=120) as estate:
        for number in people:
            receipt = estate.subject(customer_id=number).erase()
            done.append(
                Done(receipt.number, receipt.verified, sum(c.deleted for c in receipt.counts.values()))
            )
    return done


def rectify(folder: Path, people: Iterable[int]) -> list[Done]:
    """Move these people to another city."""
    done = []
    with sr.open(folder / "map.yaml", wait=120) as estate:
        for number in people:
            receipt = estate.subject(customer_id=number).rectify({"crm.customers.city": "Namur"})
            done.append(Done(receipt.number, receipt.verified, 0))
    return done


def append(folder: Path, _url: str) -> int:
    """Append a line at a time, as a logging program does: open, write, close."""
    number = 0

    def one() -> None:
        nonlocal number
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([1000 + number, "log@example.com", f"line, {number}"])
        with (folder / "calls.csv").open("ab", buffering=0) as file:
            file.write(line.getvalue().encode())
        number += 1

    return _until_stopped(folder, one, pause=0.02)


def count(folder: Path, url: str) -> int:
    """Count up in rows of people who stay, and in those of people who don't."""
    engine = sa.create_engine(url, **({"connect_args": {"timeout": 60}} if url.startswith("sqlite") else {}))

    def one() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE customers SET seen = seen + 1")

    return _until_stopped(folder, one, pause=0.05)


def read_lines(folder: Path, _url: str) -> int:
    """Read the calls as anybody would; every line is whole each time, and the header is there."""

    def one() -> None:
        with (folder / "calls.csv").open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        assert header == ["Id", "Email", "Note"]
        assert all(len(row) == 3 and "@" in row[1] and ", " in row[2] for row in rows[:-1])

    return _until_stopped(folder, one)


def read_columns(folder: Path, _url: str) -> int:
    """Read the visits as anybody would."""

    def one() -> None:
        # Opened once: read_table() opens a file that it is given by name twice, and may meet two versions.
        with (folder / "visits.parquet").open("rb") as file:
            rows = pq.read_table(file).to_pylist()
        for row in rows:
            assert row["page"] == "/" + row["email"].removeprefix("p").removesuffix("@example.com")

    return _until_stopped(folder, one)


def read_rows(folder: Path, url: str) -> int:
    """Read the database as anybody would; who is there has both orders, who isn't has none."""
    select = (
        "SELECT c.id, c.city, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id"
        " GROUP BY c.id, c.city"
    )
    if url.startswith("sqlite"):
        plain = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60)

        def rows() -> list[tuple[int, str, int]]:
            return plain.execute(select).fetchall()
    else:
        engine = sa.create_engine(url)

        def rows() -> list[tuple[int, str, int]]:
            with engine.connect() as connection:
                return [(r[0], r[1], r[2]) for r in connection.exec_driver_sql(select)]

    def one() -> None:
        for _, city, orders in rows():
            assert city in CITIES
            assert orders == 2

    return _until_stopped(folder, one, pause=0.01)


def _until_stopped(folder: Path, act: Callable[[], None], *, pause: float = 0.005) -> int:
    """How often it was done; who fails stops the others as well."""
    times = 0
    try:
        while not (folder / "stop").exists():
            act()
            times += 1
            time.sleep(pause)
    except BaseException:
        (folder / "stop").touch()
        raise
    return times
