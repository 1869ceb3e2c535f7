"""Asks SQLAlchemy's inspector for the tables and views of a schema, and gives them the data map's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.reflection import ObjectKind

from subjectrights.stores.base import StoreSource
from subjectrights.stores.sql.foreign import foreign_keys
from subjectrights.stores.sql.marker import MARKER

__all__ = ["Place", "Seen", "mapped_name", "names_of", "seen_in"]


Place = tuple[str | None, str]
"""A table's schema and own name."""

_WITH_NAMES = {"name", "constrained_columns", "column_names"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One table or view as the inspector tells it."""

    schema: str | None
    name: str
    columns: Sequence[Mapping[str, Any]]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: Sequence[Mapping[str, Any]] = ()
    checks: tuple[str, ...] = ()
    view: bool = False

    @property
    def place(self) -> Place:
        """Its schema and own name."""
        return self.schema, self.name

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that name a row: the primary key, or else a unique set without NULL."""
        if self.primary_key:
            return self.primary_key
        full = {column["name"] for column in self.columns if not column["nullable"]}
        return next((columns for columns in self.unique if full.issuperset(columns)), ())


def seen_in(
    inspector: sa.Inspector, schema: str | None, more_checks: Mapping[str, Sequence[str]]
) -> list[Seen]:
    """The tables and views of a schema.

    Args:
        inspector: asks the database.
        schema: the schema; None is the connection's own.
        more_checks: by table, texts of CHECK constraints that the inspector doesn't tell.

    Returns:
        The tables, then the views.
    """
    told = _unescaped if inspector.dialect.name in ("mysql", "mariadb") else _as_it_is
    columns = told(inspector.get_multi_columns(schema=schema, kind=ObjectKind.TABLE))
    keys = told(inspector.get_multi_pk_constraint(schema=schema))
    unique = told(inspector.get_multi_unique_constraints(schema=schema))
    # SQLite keeps a UNIQUE that stands with its column as an index that it doesn't tell of unasked.
    indexes = told(inspector.get_multi_indexes(schema=schema, include_auto_indexes=True))
    foreign = foreign_keys(inspector, schema)
    checks = inspector.get_multi_check_constraints(schema=schema)
    found = []
    for place, own in columns.items():
        name = place[1]
        if name == MARKER or name.startswith("sqlite_"):
            continue
        constraint = keys.get(place)
        key = tuple(constraint["constrained_columns"]) if constraint else ()
        sets = [tuple(constraint["column_names"]) for constraint in unique.get(place) or ()]
        sets += [_columns(index) for index in indexes.get(place) or () if _is_whole(index)]
        found.append(
            Seen(
                schema=schema,
                name=name,
                columns=own,
                primary_key=key,
                unique=tuple(dict.fromkeys(columns for columns in sets if columns != key)),
                foreign_keys=foreign.get(place) or (),
                checks=(*(check["sqltext"] for check in checks.get(place) or ()), *more_checks.get(name, ())),
            )
        )
    return found + _views(inspector, schema)


def _as_it_is(told: Any) -> Any:
    return told


def _unescaped(told: Any) -> Any:
    """Names with single backticks: SQLAlchemy leaves them doubled, as they stand in a table's definition."""
    return {place: _names_unescaped(facts) for place, facts in told.items()}


def _names_unescaped(facts: Any) -> Any:
    if isinstance(facts, list):
        return [_names_unescaped(one) for one in facts]
    if isinstance(facts, dict):
        return {key: _names_unescaped(one) if key in _WITH_NAMES else one for key, one in facts.items()}
    return facts.replace("``", "`") if isinstance(facts, str) else facts


def _views(inspector: sa.Inspector, schema: str | None) -> list[Seen]:
    names = set(inspector.get_view_names(schema=schema))
    if inspector.dialect.name == "postgresql":
        names.update(inspector.get_materialized_view_names(schema=schema))
    found = []
    for name in sorted(names):
        try:
            columns = inspector.get_columns(name, schema=schema)
        except sa.exc.SQLAlchemyError:
            # A view on a table that is gone can't be read by anybody.
            continue
        found.append(Seen(schema=schema, name=name, columns=columns, view=True))
    return found


def _columns(index: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(index["column_names"])


def _is_whole(index: Mapping[str, Any]) -> bool:
    """Unique over plain columns and all rows: neither an expression nor a predicate."""
    options = index.get("dialect_options") or {}
    predicate = any(value is not None for name, value in options.items() if name.endswith("_where"))
    prefix = bool(options.get("mysql_length") or options.get("mariadb_length"))
    return bool(index["unique"]) and None not in index["column_names"] and not predicate and not prefix


def mapped_name(source: StoreSource, one: Seen, default: str | None) -> str | None:
    """The name that the data map gives a table, if it does."""
    for name, table in source.tables.items():
        if table.options.get("name", name) == one.name and table.options.get("schema", default) == one.schema:
            return name
    return None


def names_of(source: StoreSource, seen: Mapping[Place, Seen], default: str | None) -> dict[Place, str]:
    """By schema and own name, the name in the data map, or one that nothing else has."""
    names = {}
    for place, one in seen.items():
        mapped = mapped_name(source, one, default)
        if mapped is not None:
            names[place] = mapped
    taken = {*names.values(), *source.tables}
    for place in seen:
        if place in names:
            continue
        schema, name = place
        if schema != default or name in taken:
            name = f"{schema or 'main'}.{name}"
        names[place] = name
        taken.add(name)
    return names
