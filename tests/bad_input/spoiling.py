"""Ways to spoil a shop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from journeys.shop import Shop

__all__ = ["database_file", "in_database", "in_file", "in_map"]


def in_map(shop: Shop, right: str, wrong: str) -> int:
    """Replace a text that stands in the map once; its 1-based line."""
    path = shop.folder / "datamap.yaml"
    text = path.read_text("utf-8")
    assert text.count(right) == 1, right
    path.write_text(text.replace(right, wrong), "utf-8")
    return text[: text.index(right)].count("\n") + 1


def in_file(path: Path, right: bytes, wrong: bytes) -> int:
    """Replace bytes that stand in a file once; their 1-based line, counted by LF."""
    raw = path.read_bytes()
    assert raw.count(right) == 1, right
    path.write_bytes(raw.replace(right, wrong))
    return raw[: raw.index(right)].count(b"\n") + 1


def in_database(url: str, statements: Sequence[str]) -> None:
    """Carry out SQL in a shop's database."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def database_file(shop: Shop) -> Path:
    """The file of a shop's SQLite database."""
    return Path(str(sa.make_url(shop.url).database))
