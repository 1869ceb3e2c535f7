"""A table as the database has it: what the waist is told, and what statements are built with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from subjectrights.errors import UnknownName
from subjectrights.stores.base import ForeignKey, Table
from subjectrights.stores.sql.dialect import Locator
from subjectrights.stores.sql.fields import Field

__all__ = ["Reference", "Relation", "Relations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key between two relations, both named as in the data map.

    Args:
        child: the table that refers.
        key: the foreign key.
        restrict: whether the database looks row by row, even within one statement.
    """

    child: str
    key: ForeignKey
    restrict: bool = False

    @property
    def parent(self) -> str:
        """The table that is referred to."""
        return self.key.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or view.

    Args:
        described: as the waist knows it.
        clause: for statements.
        fields: how each column is read, compared and written.
        locator: what names a row; None where nothing does.
    """

    described: Table
    clause: sa.TableClause
    fields: Mapping[str, Field]
    locator: Locator | None

    @property
    def name(self) -> str:
        """The name in the data map."""
        return self.described.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """All relations of a store by the data map's names, and the foreign keys between them."""

    store: str
    tables: Mapping[str, Relation]
    references: Sequence[Reference]

    def __getitem__(self, name: str) -> Relation:
        found = self.tables.get(name)
        if found is None:
            raise UnknownName("there is no such table", store=self.store, table=name)
        return found

    def require(self, relation: Relation, columns: Sequence[str]) -> None:
        """Raise unless the relation has these columns.

        Raises:
            UnknownName: it lacks one.
        """
        for column in columns:
            if column not in relation.fields:
                raise UnknownName(
                    "there is no such column", store=self.store, table=relation.name, column=column
                )

    def named(self, physical: str) -> str:
        """The data map's name of a table's own name; the same where the map doesn't mention it."""
        for name, relation in self.tables.items():
            if relation.clause.name == physical:
                return name
        return physical
