"""A process that is killed at a random instant, and what others do between the crash and the recovery."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crashes import stopping
from crashes.stopping import TORTURE, Allowed
from journeys.dumps import dump

KILLS = 500 if TORTURE else 25
"""How many processes a test kills: there are eight such tests, so 200 in an ordinary run."""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("operation", ["erase", "rectify", "restrict", "object"])
def test_killed_at_any_instant_a_run_is_done_wholly_or_not_at_all(
    template: Path, allowed: Callable[[str], Allowed], tmp_path: Path, operation: str, seed: int
) -> None:
    """Edge case 37: where in the code it is that the process dies makes no difference."""
    may = allowed(operation)
    chance = random.Random(f"{operation} {seed}")
    whole = _seconds(stopping.fresh(template, tmp_path / "whole"), operation)
    codes = set()
    for number in range(KILLS):
        folder = stopping.fresh(template, tmp_path / str(number))
        started = stopping.process(folder, operation)
        _until_ready(folder)
        time.sleep(chance.uniform(0, whole))
        started.kill()
        started.join()
        codes.add(started.exitcode)
        stopping.end(folder, may)
    assert -9 in codes <= {-9, 0}


def test_two_recoveries_at_once_make_one_receipt(
    decided: Path, allowed: Callable[[str], Allowed], tmp_path: Path
) -> None:
    for number in range(4):
        folder = stopping.fresh(decided, tmp_path / str(number))
        both = [stopping.process(folder, "recover") for _ in range(2)]
        for one in both:
            one.join(60)
        assert [one.exitcode for one in both] == [0, 0]
        assert stopping.settled(folder, allowed("erase"))


def test_what_others_write_between_the_crash_and_the_recovery_stays(
    decided: Path, allowed: Callable[[str], Allowed], tmp_path: Path
) -> None:
    """Recovery does its run's part again on what is there by then, not on what was there at the crash."""
    folder = stopping.fresh(decided, tmp_path / "shop")
    with closing(sqlite3.connect(folder / "crm.sqlite")) as crm:
        crm.execute("UPDATE customers SET city = 'Moved since' WHERE id = 4")
        crm.execute("INSERT INTO interactions (id, customer_id, agent, note) VALUES (900, 5, 'x', 'since')")
        crm.commit()
    [listed, *_] = stopping.shop_in(folder).lists
    record = listed.read_bytes().splitlines(keepends=True)[-1]
    with listed.open("ab") as stream:
        stream.write(b"\r\n" + record)
    [calls, *_] = stopping.shop_in(folder).calls
    pq.write_table(pq.ParquetFile(calls).read().slice(0, 0), calls.with_name("since.parquet"))
    with stopping.shop_in(folder).open(recover=True):
        pass
    found, done = dump(stopping.shop_in(folder)), allowed("erase").after
    cities = {row["id"]: row["city"] for row in found["crm.customers"]}
    assert cities[4] == "Moved since" and cities[5] == "Ville005"
    assert "since" in {row["note"] for row in found["crm.interactions"]}
    assert len(found[f"lists.{listed.name}"]) == len(done[f"lists.{listed.name}"]) + 1
    assert calls.with_name("since.parquet").exists()
    assert {row["id"] for row in found["crm.customers"]} == {row["id"] for row in done["crm.customers"]}


def _seconds(folder: Path, operation: str) -> float:
    """How long an operation takes from when the estate is open."""
    started = stopping.process(folder, operation)
    _until_ready(folder)
    begun = time.monotonic()
    started.join(60)
    assert started.exitcode == 0
    return time.monotonic() - begun


def _until_ready(folder: Path) -> None:
    end = time.monotonic() + 60
    while not (folder / "ready").exists():
        assert time.monotonic() < end
        time.sleep(0.0005)
