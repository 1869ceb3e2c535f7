"""Markets in each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from concurrency.market import Market, build_market
from databases import DATABASES, fresh_database


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market in SQLite."""
    with fresh_database("sqlite", tmp_path) as url:
        yield build_market(tmp_path / "market", url)


@pytest.fixture(params=DATABASES)
def any_market(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Market]:
    """A market in each kind of database."""
    with fresh_database(request.param, tmp_path) as url:
        yield build_market(tmp_path / "market", url)


@pytest.fixture(params=["postgresql", "mariadb"])
def server_market(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Market]:
    """A market in each database that is a server."""
    with fresh_database(request.param, tmp_path) as url:
        yield build_market(tmp_path / "market", url)


@pytest.fixture(params=DATABASES)
def registered(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Market]:
    """A market in SQLite whose register is in each kind of database."""
    with (
        fresh_database("sqlite", tmp_path) as url,
        fresh_database(request.param, tmp_path) as register,
    ):
        market = build_market(tmp_path / "market", url)
        if request.param != "sqlite":
            with (market.folder / "map.yaml").open("a", encoding="utf-8") as file:
                file.write(f"register: {register}\n")
        yield market
