"""Ledgers with a few receipts, for the tests of the proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from subjectrights.keys import Secrets
from subjectrights.register.ledger import Ledger
from subjectrights.register.register import Register

__all__ = ["FIRST", "LOST", "SECOND", "THIRD", "fill", "made", "moments"]

FIRST, SECOND, THIRD, LOST = (bytes([n]) * 32 for n in (1, 2, 3, 9))


def moments() -> Iterator[datetime]:
    """One moment after the other."""
    at = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    while True:
        yield at
        at += timedelta(minutes=7)


def fill(register: Register, count: int) -> Ledger:
    """Seal so many receipts."""
    clock = moments()
    with register.transaction() as connection:
        for number in range(1, count + 1):
            receipt = {
                "token": f"{number:032x}",
                "right": "erase",
                "subjects": 1,
                "counts": {"crm.customers": {"deleted": number, "updated": 0}},
                "remarks": ["é — “quoted”\n"],
                "verified": True,
            }
            register.ledger.append(connection, receipt, next(clock))
    return register.ledger


def made(folder: Path, count: int, *keys: bytes, name: str = "register") -> Register:
    """A register with so many receipts, under the first of the keys; the others are its older ones."""
    register = Register(f"sqlite:///{name}.sqlite", folder, Secrets.of(*(keys or (FIRST,))))
    fill(register, count)
    return register
