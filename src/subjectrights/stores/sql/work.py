"""What every step of a run needs: its transaction, and what is known of the database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from subjectrights.stores.sql.dialect import Dialect
from subjectrights.stores.sql.relation import Relations

__all__ = ["Guard", "Work"]

Guard: TypeAlias = Callable[[str | None], AbstractContextManager[None]]
"""Translates what the driver raises within the block, about a table where one is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One run in the making.

    Args:
        connection: in the run's transaction.
        dialect: the database's kind.
        relations: the store's tables and foreign keys.
        guard: translates the driver's errors.
    """

    connection: sa.Connection
    dialect: Dialect
    relations: Relations
    guard: Guard

    @property
    def store(self) -> str:
        """The store's name."""
        return self.relations.store

    def count(self, rows: sa.FromClause, *which: sa.ColumnElement[bool]) -> int:
        """How many of `rows` there are now, what others committed meanwhile included."""
        select: sa.Select[Any] = sa.select(sa.func.count()).select_from(rows).where(*which)
        return int(self.connection.execute(self.dialect.latest(select)).scalar_one())
