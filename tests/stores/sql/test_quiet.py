"""An engine logs no values, whatever the program's log level."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.sql import SqlStore

CANARY = "canary.7f3a@example.com"


def test_at_the_level_debug_no_row_is_logged(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR(60))"))
        connection.execute(sa.text(f"INSERT INTO people VALUES (1, '{CANARY}')"))
    engine.dispose()
    caplog.clear()
    source = StoreSource(
        name="crm",
        type="sql",
        folder=tmp_path,
        tables={"people": TableSource(name="people")},
        options={"url": database_url},
    )
    store = SqlStore(source)
    try:
        rows = [row for batch in store.find("people") for row in batch.to_pylist()]
        assert rows == [{"id": 1, "mail": CANARY}]
        assert CANARY not in caplog.text
    finally:
        store.close()
        logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)
