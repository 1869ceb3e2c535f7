"""No space left, wherever it is missing: nothing is changed, or ``recover()`` finishes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bad_input.disks import filled, limited, small_disk
from bad_input.refusal import refused
from bad_input.spoiling import in_database, in_map
from journeys.dumps import dump, standing
from journeys.shop import ACME, Shop, build_shop
from subjectrights.errors import StoreFull, Unfinished
from subjectrights.estate import Estate
from subjectrights.events import Decided, Event, Verified

MEGABYTE = 1 << 20
BIG = 2 * MEGABYTE


def erase(estate: Estate) -> None:
    estate.subject(customer_id=1).erase(instruction=ACME)


def swell(shop: Shop) -> None:
    """Make a list and a file of calls larger than the register ever gets."""
    line = b"nobody;nobody@mail.example;;" + b"x" * 1000 + b"\r\n"
    with shop.lists[1].open("ab") as file:
        file.write(line * (BIG // len(line)))
    path = shop.calls[1]
    table = pq.ParquetFile(path).read()
    filler = [
        {"call_id": 0, "customer_id": "", "caller": "", "transcript": f"{n:01000}", "topics": []}
        for n in range(BIG // 1000)
    ]
    more = pa.Table.from_pylist(filler, table.schema)
    pq.write_table(pa.concat_tables([table, more]), path, compression="none")


@pytest.mark.parametrize("part", ["lists", "archive"])
def test_a_file_that_can_t_be_written_anew_leaves_every_store_as_it_was(shop: Shop, part: str) -> None:
    """Edge case 37: no space."""
    swell(shop)
    with closing(shop.open()) as estate:
        estate.subject(customer_id=1).erase(dry_run=True, instruction=ACME)
        with refused(shop, estate, StoreFull, part, "no space left", "make room"), limited(MEGABYTE):
            estate.subject(customer_id=1).erase(stores=[part], instruction=ACME)
        assert estate.subject(customer_id=1).erase(instruction=ACME).verified


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", size=4 * MEGABYTE) as folder:
        yield folder


@pytest.mark.parametrize(("part", "name"), [("lists", "lists"), ("calls", "archive")])
def test_a_full_disk_leaves_every_store_as_it_was(shop: Shop, disk: Path, part: str, name: str) -> None:
    """Edge case 37."""
    shutil.move(shop.folder / part, disk / part)
    pattern = {"lists": "path: lists/*.csv", "calls": "path: calls/**/*.parquet"}[part]
    in_map(shop, pattern, pattern.replace("path: ", f"path: {disk}/"))
    with closing(shop.open()) as estate:
        ballast = filled(disk)
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        with refused(shop, estate, StoreFull, name, "no space left", "make room"):
            erase(estate)
        after = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        locks = {path for path in after if path.name == ".subjectrights-lock"}
        assert {path: raw for path, raw in after.items() if path not in locks} == before
        ballast.unlink()
        assert estate.subject(customer_id=1).erase(instruction=ACME).verified


def test_a_full_disk_under_the_database_leaves_every_store_as_it_was(tmp_path: Path, disk: Path) -> None:
    shop = build_shop(tmp_path / "shop", f"sqlite:///{disk}/crm.sqlite", count=4)
    in_database(shop.url, ["CREATE TABLE subjectrights_runs (token VARCHAR(128) PRIMARY KEY)"])
    with closing(shop.open()) as estate:
        ballast = filled(disk)
        with refused(shop, estate, StoreFull, "crm", "no space left"):
            erase(estate)
        ballast.unlink()
        assert estate.subject(customer_id=1).erase(instruction=ACME).verified


def test_a_full_disk_under_the_register_leaves_every_store_as_it_was(shop: Shop, disk: Path) -> None:
    in_map(shop, "parties:", f"register: sqlite:///{disk}/register.sqlite\n\nparties:")
    with closing(shop.open()) as estate:
        assert estate.unfinished == 0
        ballast = filled(disk)
        with refused(shop, estate, StoreFull, "register", "no space left"):
            erase(estate)
        ballast.unlink()
        assert estate.subject(customer_id=1).erase(instruction=ACME).verified


@pytest.mark.parametrize("moment", [Decided, Verified])
def test_a_register_that_fills_up_after_the_decision_leaves_a_run_that_recover_finishes(
    shop: Shop, disk: Path, moment: type[Event]
) -> None:
    """Edge case 37: what is decided is never told as "nothing changed"."""
    in_map(shop, "parties:", f"register: sqlite:///{disk}/register.sqlite\n\nparties:")

    def fill(event: Event) -> None:
        if isinstance(event, moment):
            filled(disk)

    with closing(shop.open(on_event=fill)) as estate:
        with pytest.raises(Unfinished, match=r"recover\(\)"):
            erase(estate)
        (disk / "ballast").unlink()
        with pytest.raises(Unfinished, match=r"recover\(\)"):
            erase(estate)
    with pytest.warns(UserWarning, match=r"recover\(\)"):
        estate = shop.open()
    with closing(estate):
        (receipt,) = estate.recover()
        assert receipt.verified
        assert estate.unfinished == 0
        assert estate.ledger.verify().ok
    left = standing(shop.people[0].values, dump(shop))
    assert {(table, column) for table, column, _ in left} == {("crm.invoices", "billing_name")}


def test_a_store_that_can_t_commit_keeps_no_lock_from_its_recovery(shop: Shop) -> None:
    """The other stores' transactions and locks are let go, so that ``recover()`` can take them."""

    def spoil(event: Event) -> None:
        if isinstance(event, Decided):
            (shadow,) = (shop.folder / "calls").rglob("*.shadow")
            shadow.unlink()

    with closing(shop.open(on_event=spoil)) as estate:
        with pytest.raises(Unfinished, match="archive"):
            erase(estate)
        in_database(shop.url, ["UPDATE addresses SET street = street"])
        (receipt,) = estate.recover()
        assert receipt.verified
    left = standing(shop.people[0].values, dump(shop))
    assert {(table, column) for table, column, _ in left} == {("crm.invoices", "billing_name")}
