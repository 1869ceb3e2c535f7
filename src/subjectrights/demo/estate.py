"""Builds the demo estate: the folder that the contract's data map describes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from subjectrights.errors import RequestError

__all__ = ["MARKER", "SMALLEST", "build"]

MARKER = "demo.json"
SMALLEST = 60


def build(
    folder: str | Path,
    *,
    customers: int = 20_000,
    calls: int = 300_000,
    seed: int = 2026,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Build the demo estate of a contact centre; the same arguments give the same data.

    It holds ``datamap.yaml``, ``crm.sqlite``, ``archive/`` (calls, Parquet), ``campaigns/`` (client
    lists, CSV), and the lists ``to_erase.csv`` and ``campaign.csv``.

    Args:
        folder: where; made where it isn't there, emptied where it is an earlier demo estate.
        customers: how many customers; at least 60.
        calls: how many calls.
        seed: what chance starts from.
        progress: called with a short English phrase after each part.

    Raises:
        RequestError: `folder` holds something else than a demo estate, or too few customers are asked for.
    """
    import numpy as np

    from subjectrights.demo.archive import write_archive
    from subjectrights.demo.crm import write_crm
    from subjectrights.demo.lists import write_campaigns, write_next_campaign, write_to_erase
    from subjectrights.demo.people import draw_customers, draw_strangers

    if customers < SMALLEST:
        raise RequestError(f"the demo estate needs at least {SMALLEST} customers")
    target = Path(folder)
    _clear(target)
    say = progress or (lambda _: None)
    rng = np.random.Generator(np.random.PCG64(seed))
    people = draw_customers(customers, rng)
    strangers = draw_strangers(max(customers // 10, 20), rng)
    say(f"{customers} customers drawn")
    write_crm(target / "crm.sqlite", people, rng)
    say("CRM written")
    write_campaigns(target / "campaigns", people, strangers, rng)
    write_next_campaign(target / "campaign.csv", people, strangers, rng)
    write_to_erase(target / "to_erase.csv", people, strangers, rng, min(500, customers // 5))
    say("lists written")
    write_archive(target / "archive" / "calls", people, strangers, calls=calls, rng=rng, progress=progress)
    datamap = files("subjectrights.demo").joinpath("datamap.yaml").read_bytes()
    (target / "datamap.yaml").write_bytes(datamap)


def _clear(folder: Path) -> None:
    """Make `folder` an empty one with the marker of a demo estate in it; touch nothing else's folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / MARKER).is_file():
            raise RequestError(
                "it is there already and is not a demo estate; name another folder", file=str(folder)
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    note = {"what": "a demo estate of subjectrights: invented people, safe to delete"}
    (folder / MARKER).write_text(json.dumps(note) + "\n", encoding="utf-8")
