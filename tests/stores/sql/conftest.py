"""The databases that these tests run on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.databases import database_url, mariadb_url, postgresql_url, sqlite_url
from tests.stores.sql.shops import OPENED

__all__ = ["database_url", "mariadb_url", "postgresql_url", "sqlite_url"]


@pytest.fixture(autouse=True)
def _stores_are_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A store that holds a lock would keep its database from being dropped."""
    for name in ("database_url", "mariadb_url", "postgresql_url", "sqlite_url"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    yield
    while OPENED:
        OPENED.pop().close()
