"""Writes the demo estate's CRM: customers, invoices, interactions and their tags in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from subjectrights.demo.people import ANA, TODAY, Person
from subjectrights.demo.words import AGENTS, NOTES, TAGS

__all__ = ["write_crm"]

SCHEMA = """
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    first_name VARCHAR(60) NOT NULL,
    last_name VARCHAR(60) NOT NULL,
    email VARCHAR(120),
    mobile VARCHAR(40),
    city VARCHAR(60),
    born_on DATE,
    credit_score INTEGER CHECK (credit_score BETWEEN 300 AND 850),
    opt_in BOOLEAN NOT NULL DEFAULT 0,
    restricted BOOLEAN NOT NULL DEFAULT 0,
    last_contact_on DATE
);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    number VARCHAR(20) NOT NULL UNIQUE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    billing_name VARCHAR(120) NOT NULL,
    amount DECIMAL(10, 2) NOT NULL,
    issued_on DATE NOT NULL
);
CREATE TABLE interactions (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    happened_at DATETIME NOT NULL,
    agent VARCHAR(60) NOT NULL,
    note TEXT
);
CREATE TABLE interaction_tags (
    id INTEGER PRIMARY KEY,
    interaction_id INTEGER NOT NULL REFERENCES interactions (id),
    tag VARCHAR(40) NOT NULL,
    UNIQUE (interaction_id, tag)
);
CREATE INDEX customers_email ON customers (email);
CREATE INDEX customers_mobile ON customers (mobile);
CREATE INDEX invoices_customer ON invoices (customer_id);
CREATE INDEX interactions_customer ON interactions (customer_id);
"""

ANAS_INVOICES = (date(2016, 5, 12), date(2018, 9, 3), date(2024, 2, 5), date(2025, 8, 4), date(2026, 5, 4))


def write_crm(path: Path, people: Sequence[Person], rng: np.random.Generator) -> None:
    """Write the CRM's database.

    Each customer has 0 to 3 invoices, about one in eight of them older than seven years, and 0 to 4
    interactions with 0 to 3 tags each.

    Args:
        path: the SQLite file; it must not exist.
        people: the customers.
        rng: the estate's source of chance.
    """
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        database.executemany(
            "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)", map(_customer, people)
        )
        database.executemany("INSERT INTO invoices VALUES (?, ?, ?, ?, ?, ?)", _invoices(people, rng))
        interactions = list(_interactions(people, rng))
        database.executemany("INSERT INTO interactions VALUES (?, ?, ?, ?, ?)", interactions)
        tags = _tags(len(interactions), rng)
        database.executemany("INSERT INTO interaction_tags VALUES (?, ?, ?)", tags)


def _customer(person: Person) -> tuple[object, ...]:
    return (
        person.id,
        person.first_name,
        person.last_name,
        person.email,
        person.mobile,
        person.city,
        person.born_on and person.born_on.isoformat(),
        person.credit_score,
        int(person.opt_in),
        person.last_contact_on and person.last_contact_on.isoformat(),
    )


def _invoices(people: Sequence[Person], rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    each = rng.integers(0, 4, len(people)).tolist()
    ages = rng.exponential(1200, int(4 * len(people))).astype(int).tolist()
    amounts = rng.integers(1500, 45_000, len(ages)).tolist()
    serial = 0
    for person, count in zip(people, each, strict=True):
        if person.id == ANA.id:
            days: Sequence[date] = ANAS_INVOICES
        else:
            start = 4 * (person.id - 1)
            days = [TODAY - timedelta(min(age, 4200)) for age in ages[start : start + count]]
        for day in days:
            amount = amounts[serial % len(amounts)] / 100
            serial += 1
            yield serial, f"F{day.year}-{serial:06}", person.id, person.name, amount, day.isoformat()


def _interactions(people: Sequence[Person], rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    each = rng.integers(0, 5, len(people)).tolist()
    dice = rng.random((4 * len(people), 3)).tolist()
    serial = 0
    for person, count in zip(people, each, strict=True):
        for _ in range(3 if person.id == ANA.id else count):
            when, agent, note = dice[serial % len(dice)]
            serial += 1
            day = TODAY - timedelta(int(when * 1400))
            hour = 8 + int(agent * 10)
            yield (
                serial,
                person.id,
                f"{day.isoformat()} {hour:02}:{int(note * 60):02}:00",
                AGENTS[int(agent * len(AGENTS))],
                NOTES[int(note * len(NOTES))] or None,
            )


def _tags(interactions: int, rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    each = rng.integers(0, 4, interactions).tolist()
    first = rng.integers(0, len(TAGS), interactions).tolist()
    serial = 0
    for interaction, (count, start) in enumerate(zip(each, first, strict=True), start=1):
        for step in range(max(count, 1) if interaction < 1000 else count):
            serial += 1
            yield serial, interaction, TAGS[(start + step) % len(TAGS)]
