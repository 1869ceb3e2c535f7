"""One estate serves many threads: runs queue, each is whole, none is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from estates import IDENTIFIERS, dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.estate import Estate
from subjectrights.testing import Keys


def test_eight_threads_share_an_estate(tmp_path: Path) -> None:
    table = {"person": True, "identifiers": {"customer_id": "id"}}
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS,
            "stores": {"crm": {"type": "memory", "tables": {"people": table}}},
            "folder": tmp_path,
        }
    )
    stores = make_stores(
        {"crm.people": pa.table({"id": list(range(16))})}, {"crm.people": Keys(primary=("id",))}
    )
    with Estate(datamap, stores=stores) as estate:
        begin = threading.Barrier(8)

        def erase(number: int) -> bool:
            if number < 8:
                begin.wait(timeout=30)
            return estate.subject(customer_id=number).erase().verified

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(erase, range(12)))
        assert [row["id"] for row in dump(stores["crm"])["people"]] == [12, 13, 14, 15]
        assert [entry.number for entry in estate.ledger.entries()] == list(range(1, 13))
        assert estate.ledger.verify().ok
