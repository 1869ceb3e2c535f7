"""Reads from the database which tables there are."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from subjectrights.stores.base import Column, ForeignKey, StoreSource, Table
from subjectrights.stores.sql.checks import allowed_by, mentions
from subjectrights.stores.sql.dialect import Dialect, plain_table
from subjectrights.stores.sql.inspecting import Place, Seen, mapped_name, names_of, seen_in
from subjectrights.stores.sql.relation import Reference, Relation, Relations

__all__ = ["reflect"]

_BLOCKING = frozenset({"", "NO ACTION", "RESTRICT"})


def reflect(
    connection: sa.Connection,
    dialect: Dialect,
    source: StoreSource,
    as_text: Collection[tuple[str, str]],
) -> Relations:
    """All tables and views of the store's schemas.

    Args:
        connection: to the database.
        dialect: its kind.
        source: what the data map says.
        as_text: tables (by the data map's name) and columns that hold values not of their type.

    Returns:
        The relations.
    """
    default = source.options.get("schema")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        seen = _look(connection, dialect, source, default)
    names = names_of(source, seen, default)
    unwritable = {schema: dialect.unwritable(connection, schema) for schema in {schema for schema, _ in seen}}
    catalogues = {schema: dialect.catalogue(connection, schema) for schema in unwritable}
    actions = dialect.actions(connection)
    relations = {}
    references = []
    for place, one in seen.items():
        name = names[place]
        own = [_reference(one, key, seen, names, actions) for key in one.foreign_keys]
        references += own
        relations[name] = _relation(
            connection,
            dialect,
            one,
            catalogues[one.schema].get(one.name, {}),
            name=name,
            mapped=name in source.tables,
            writable=not one.view and one.name not in unwritable[one.schema],
            as_text={column for table, column in as_text if table == name},
            foreign_keys=tuple(reference.key for reference in own),
        )
    return Relations(store=source.name, tables=relations, references=references)


def _look(
    connection: sa.Connection, dialect: Dialect, source: StoreSource, default: str | None
) -> dict[Place, Seen]:
    """The tables of the store's schema, of those that tables of the map are in, and what refers to them."""
    inspector = sa.inspect(connection)
    own = {default, *(table.options.get("schema", default) for table in source.tables.values())}
    seen = {}
    for schema in sorted(own, key=str):
        hidden = dialect.hidden(connection, schema)
        for one in seen_in(inspector, schema, dialect.checks(connection, schema)):
            if one.name not in hidden or mapped_name(source, one, default):
                seen[one.place] = one
    resolved = {inspector.default_schema_name if schema is None else schema for schema in own}
    referring = set()
    for schema in resolved:
        referring |= {place for place in dialect.referring(connection, schema) if place[0] not in resolved}
    for schema in sorted({schema for schema, _ in referring}):
        seen.update({one.place: one for one in seen_in(inspector, schema, {}) if one.place in referring})
    return seen


def _relation(
    connection: sa.Connection,
    dialect: Dialect,
    one: Seen,
    declared: Mapping[str, Any],
    *,
    name: str,
    mapped: bool,
    writable: bool,
    as_text: Collection[str],
    foreign_keys: tuple[ForeignKey, ...],
) -> Relation:
    clause = plain_table(one.name, [column["name"] for column in one.columns], one.schema)
    fields = dialect.fields(connection, clause, one.columns, declared, as_text)
    locator = dialect.locator(connection, clause, one.key, fields) if writable else None
    described = Table(
        name=name,
        columns={column["name"]: _column(one, column, fields[column["name"]].type) for column in one.columns},
        primary_key=one.primary_key,
        unique=one.unique,
        foreign_keys=foreign_keys,
        mapped=mapped,
        writable=locator is not None,
    )
    return Relation(described=described, clause=clause, fields=fields, locator=locator)


def _column(one: Seen, column: Mapping[str, Any], type_: pa.DataType) -> Column:
    name, declared = column["name"], column["type"]
    domain = getattr(declared, "data_type", None)
    limited = getattr(declared, "check", None) is not None
    declared = declared if domain is None else domain
    members = getattr(declared, "enums", None) or getattr(declared, "values", None)
    identity = column.get("identity") or {}
    speaking = [text for text in one.checks if mentions(text, name)]
    listed = getattr(declared, "enums", None)
    width = getattr(declared, "length", None) if isinstance(declared, sa.String) else None
    return Column(
        name=name,
        type=type_,
        nullable=bool(column["nullable"]) and name not in one.primary_key,
        width=None if members else width,
        unique=(name,) in {one.primary_key, *one.unique},
        generated=bool(column.get("computed") or identity.get("always")),
        checked=bool(members or speaking or limited),
        allowed=tuple(listed) if listed else allowed_by(speaking, name),
    )


def _reference(
    one: Seen,
    key: Mapping[str, Any],
    seen: Mapping[Place, Seen],
    names: Mapping[Place, str],
    actions: Mapping[tuple[str, tuple[str, ...]], Mapping[str, str]],
) -> Reference:
    place = _target(one, key, seen)
    target = seen.get(place)
    columns = tuple(key["referred_columns"]) or (target.primary_key if target else ())
    if target is not None:
        spelt = {column["name"].lower(): column["name"] for column in target.columns}
        exact = {column["name"] for column in target.columns}
        columns = tuple(name if name in exact else spelt.get(name.lower(), name) for name in columns)
    told = actions.get((one.name, tuple(key["constrained_columns"])), {})
    options = {**told, **(key.get("options") or {})}
    on_delete, on_update = (str(options.get(action) or "").upper() for action in ("ondelete", "onupdate"))
    return Reference(
        child=names[one.place],
        key=ForeignKey(
            columns=tuple(key["constrained_columns"]),
            target=names.get(place, ".".join(part for part in place if part)),
            target_columns=columns,
            on_delete=None if on_delete in _BLOCKING else on_delete,
            on_update=None if on_update in _BLOCKING else on_update,
        ),
        restrict=on_delete == "RESTRICT",
    )


def _target(one: Seen, key: Mapping[str, Any], seen: Mapping[Place, Seen]) -> Place:
    """Where a foreign key points: names may be spelt in another case, and a schema left out."""
    schema, name = key["referred_schema"], key["referred_table"]
    schemas = (schema,) if schema is not None else (one.schema, None)
    for candidate in [(schema, name) for schema in schemas] + [(None, name)]:
        if candidate in seen:
            return candidate
    for candidate in seen:
        if candidate[0] in schemas and candidate[1].lower() == name.lower():
            return candidate
    return schema, name
