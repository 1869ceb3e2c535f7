"""A power failure at any moment, on a disk that loses whatever wasn't flushed to it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeys.dumps import Rows, dump
from journeys.shop import ACME, Shop, build_shop
from promises.disk import Disk, Image
from subjectrights.subject import Subject

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the path of a descriptor from /proc")

OPERATIONS: dict[str, Callable[[Subject], Any]] = {
    "erase": lambda person: person.erase(instruction=ACME),
    "rectify": lambda person: person.rectify({"email": "ada@new.example"}, instruction=ACME),
    "restrict": lambda person: person.restrict(ground="legal_claims"),
}


@pytest.mark.parametrize("right", sorted(OPERATIONS))
def test_after_a_power_failure_at_any_moment_a_run_is_done_wholly_or_not_at_all(
    tmp_path: Path, right: str
) -> None:
    shop = _shop(tmp_path / "shop")
    build_shop(shop.folder, shop.url, count=5)
    with shop.open() as estate:
        estate.subject(customer_id=5).restrict(ground="legal_claims")
    before = dump(shop)
    disk = Disk(shop.folder)
    with shop.open(on_event=lambda event: disk.look(type(event).__name__)) as estate, disk.watching():
        assert OPERATIONS[right](estate.subject(customer_id=1)).verified
    after = dump(shop)
    assert after != before
    ends = [_end(image, tmp_path / str(number)) for number, image in enumerate(disk.images)]
    for image, (rows, receipts) in zip(disk.images, ends, strict=True):
        assert (rows, receipts) in ((before, 1), (after, 2)), image.moment
    assert {receipts for _, receipts in ends} == {1, 2}


def _end(image: Image, folder: Path) -> tuple[dict[str, Rows], int]:
    """What the stores hold after a power failure and a recovery, and how many receipts there are."""
    image.lay_out(folder)
    shop = _shop(folder)
    with shop.open(recover=True) as estate:
        assert estate.unfinished == 0, image.moment
        assert estate.ledger.verify(), image.moment
        receipts = len(estate.ledger.entries())
    left = [path.name for path in folder.rglob("*") if "shadow" in path.name or ".staged" in path.name]
    assert left == [], image.moment
    return dump(shop), receipts


def _shop(folder: Path) -> Shop:
    folder.mkdir(exist_ok=True)
    return Shop(folder=folder, url=f"sqlite:///{folder / 'crm.sqlite'}", people=())
