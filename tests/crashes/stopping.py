"""Copies of a small shop in which runs are stopped, and what must be true of it after a recovery."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crashes.child import OPERATIONS, operate, shop_in
from journeys.dumps import Rows, dump
from journeys.shop import build_shop

__all__ = [
    "TORTURE",
    "Allowed",
    "Steps",
    "again",
    "allowed",
    "end",
    "fresh",
    "plain",
    "process",
    "run",
    "settled",
    "steps",
    "telling",
    "template",
]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["crashes.warm"])
_RANDOM = re.compile(r"erased-[0-9a-z]+")
_OWN = ("register.sqlite", "register.sqlite.lock", "subjectrights.key", "steps.json", "outcome.json", "ready")

TORTURE = bool(os.environ.get("SUBJECTRIGHTS_TORTURE"))
"""Whether to take hours rather than minutes."""

Steps = list[str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a shop may hold after a recovery: all of it before the run, or all of it after.

    Args:
        before, after: its rows, pseudonyms made alike.
        files: the names of its files.
    """

    before: dict[str, Rows]
    after: dict[str, Rows]
    files: frozenset[str]


def process(folder: Path, operation: str, how: str = "run", at: int = 0) -> Any:
    """A process, started, that carries an operation out in a shop."""
    started = _CONTEXT.Process(target=operate, args=(str(folder), operation, how, at))
    # The server that processes are forked from passes over what it can't import, and knows no path but this.
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path))):
        started.start()
    return started


def run(folder: Path, operation: str, how: str = "run", at: int = 0) -> int:
    """Carry an operation out in a process of its own; its exit code."""
    started = process(folder, operation, how, at)
    started.join(60)
    code: int | None = started.exitcode
    if code is None:
        started.kill()
        raise AssertionError(f"{operation}, stopped ({how}) at step {at}, hangs")
    return code


def fresh(template: Path, folder: Path) -> Path:
    """A copy of a shop."""
    shutil.copytree(template, folder)
    return folder


@cache
def template(base: Path) -> Path:
    """A small shop that every copy is made from; a register and key are there already."""
    folder = base / "template"
    folder.mkdir()
    build_shop(folder, shop_in(folder).url, count=5)
    with shop_in(folder).open() as estate:
        estate.subject(customer_id=4).restrict(ground="legal_claims")
    return folder


def steps(shop: Path, folder: Path, operation: str) -> Steps:
    """The steps of an operation on a copy of a shop, in order."""
    fresh(shop, folder)
    assert run(folder, operation, "count") == 0
    found: Steps = json.loads((folder / "steps.json").read_text())
    return found


def telling(names: Steps) -> list[int]:
    """Which steps are stopped at: the first and the last of each name; all of them to torture."""
    if TORTURE:
        return list(range(len(names)))
    last = {name: at for at, name in enumerate(names)}
    first = {name: at for at, name in reversed(list(enumerate(names)))}
    return sorted({*first.values(), *last.values()})


def allowed(shop: Path, folder: Path, operation: str) -> Allowed:
    """What may be there after that operation was stopped."""
    before = plain(dump(shop_in(shop)))
    fresh(shop, folder)
    assert run(folder, operation) == 0
    after = plain(dump(shop_in(folder)))
    assert after != before
    names = {str(p.relative_to(shop)) for p in shop.rglob("*") if p.is_file() and p.name not in _OWN}
    return Allowed(before, after, frozenset(names))


def end(folder: Path, may: Allowed) -> bool:
    """Recover, and hold what is there against what may be; whether the run was done."""
    with shop_in(folder).open(recover=True):
        pass
    return settled(folder, may)


def settled(folder: Path, may: Allowed) -> bool:
    """Hold what is there, without a recovery, against what may be; whether the run was done."""
    shop = shop_in(folder)
    with shop.open() as estate:
        assert estate.unfinished == 0
        assert estate.ledger.verify()
        receipts = len(estate.ledger.entries()) - 1
    now = plain(dump(shop))
    assert (now, receipts) in ((may.before, 0), (may.after, 1)), folder
    left = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name not in _OWN}
    own = {name for name in left - may.files if not name.endswith(".subjectrights-lock")}
    if not receipts:
        # SQLite's own: a journal that was never flushed is no hot one, and goes with the next transaction.
        own -= {"crm.sqlite-journal", "register.sqlite-journal"}
    assert own == set(), sorted(own)
    with closing(sqlite3.connect(folder / "register.sqlite")) as register:
        for table in ("subjectrights_journal", "subjectrights_committed"):
            assert register.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with closing(sqlite3.connect(folder / "crm.sqlite")) as crm:
        assert crm.execute("SELECT count(*) FROM subjectrights_runs").fetchone() == (0,)
    return bool(receipts)


def again(folder: Path, operation: str, may: Allowed) -> None:
    """What was stopped and recovered can be done as if nothing had been."""
    with shop_in(folder).open() as estate:
        assert OPERATIONS[operation](estate).verified
    assert plain(dump(shop_in(folder))) == may.after


def plain(rows: dict[str, Rows]) -> dict[str, Rows]:
    """The rows with pseudonyms made alike, in an order of their own."""
    return {
        table: sorted(
            (
                {
                    name: _RANDOM.sub("erased", value) if isinstance(value, str) else value
                    for name, value in row.items()
                }
                for row in held
            ),
            key=repr,
        )
        for table, held in rows.items()
    }
