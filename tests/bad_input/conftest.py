"""A small shop in SQLite, CSV and Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import fresh_database
from journeys.shop import Shop, build_shop
from subjectrights.estate import Estate


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with fresh_database("sqlite", tmp_path) as url:
        yield build_shop(tmp_path / "shop", url, count=4)


@pytest.fixture
def estate(shop: Shop) -> Iterator[Estate]:
    with shop.open() as opened:
        yield opened
