"""From a match's keys to what they may look like in the database."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import sqlalchemy as sa

from subjectrights.changes import Match
from subjectrights.stores.sql.fields import Field
from subjectrights.stores.sql.relation import Relation

__all__ = ["fields_of", "matching", "spelt"]


def fields_of(relation: Relation, match: Match) -> tuple[Field, ...]:
    """The fields of the columns that are matched by."""
    return tuple(relation.fields[column] for column in match.columns)


def spelt(relation: Relation, match: Match) -> list[tuple[Any, ...]]:
    """The keys as rows of parameters, each with its position first; none that can't be stored."""
    columns = [
        [() if value is None else field.spellings(value) for value in field.keys(keys)]
        for field, keys in zip(fields_of(relation, match), match.key_columns().values(), strict=True)
    ]
    rows: dict[tuple[Any, ...], int] = {}
    for position, spellings in enumerate(zip(*columns, strict=True)):
        for key in product(*spellings):
            rows[key] = position
    return [(position, *key) for key, position in rows.items()]


def matching(relation: Relation, match: Match, keys: sa.FromClause) -> sa.ColumnElement[bool]:
    """The condition that a row of the relation has a key of `keys` and no value in the missing columns."""
    columns: Sequence[sa.ColumnElement[Any]] = [relation.clause.columns[name] for name in match.columns]
    parts = [
        field.matches(column, keys.columns[f"k{number}"])
        for number, (field, column) in enumerate(zip(fields_of(relation, match), columns, strict=True))
    ]
    parts += [relation.clause.columns[name].is_(sa.null()) for name in match.missing]
    return sa.and_(*parts)
