"""Foreign keys as the database's own catalogue tells them, whatever their names hold.

SQLAlchemy reads them from the text of a definition.  Where a name holds a bracket, a backtick or a line break
it fails, or passes over the key: then a CASCADE would delete rows that no plan has counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

__all__ = ["foreign_keys"]

_POSTGRESQL = sa.text(
    """
    SELECT c.relname, k.conname, home.nspname = n.nspname, n.nspname, parent.relname,
        child_column.attname, parent_column.attname, k.confdeltype, k.confupdtype
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace home ON home.oid = c.relnamespace
    JOIN pg_class parent ON parent.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = parent.relnamespace
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS pair (child, parent, place)
    JOIN pg_attribute child_column ON child_column.attrelid = c.oid AND child_column.attnum = pair.child
    JOIN pg_attribute parent_column
        ON parent_column.attrelid = parent.oid AND parent_column.attnum = pair.parent
    WHERE k.contype = 'f' AND home.nspname = coalesce(:schema, current_schema())
    ORDER BY c.relname, k.conname, pair.place
    """
)
_MARIADB = sa.text(
    """
    SELECT k.table_name, k.constraint_name, k.referenced_table_schema = k.table_schema,
        k.referenced_table_schema, k.referenced_table_name, k.column_name, k.referenced_column_name,
        r.delete_rule, r.update_rule
    FROM information_schema.key_column_usage k
    JOIN information_schema.referential_constraints r
        ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
        AND r.table_name = k.table_name
    WHERE k.referenced_table_name IS NOT NULL AND k.table_schema = coalesce(:schema, database())
    ORDER BY k.table_name, k.constraint_name, k.ordinal_position
    """
)
_STATEMENTS = {"postgresql": _POSTGRESQL, "mysql": _MARIADB, "mariadb": _MARIADB}
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def foreign_keys(
    inspector: sa.Inspector, schema: str | None
) -> Mapping[tuple[str | None, str], Sequence[Mapping[str, Any]]]:
    """The foreign keys of a schema's tables.

    Args:
        inspector: asks the database.
        schema: the schema; None is the connection's own.

    Returns:
        By schema and table, what SQLAlchemy's inspector tells of each key.
    """
    statement = _STATEMENTS.get(inspector.dialect.name)
    connection = inspector.bind
    if statement is None or not isinstance(connection, sa.Connection):
        return inspector.get_multi_foreign_keys(schema=schema)
    found: dict[tuple[str | None, str], dict[str, dict[str, Any]]] = {}
    for table, name, at_home, place, target, column, target_column, deleted, updated in connection.execute(
        statement, {"schema": schema}
    ):
        key = found.setdefault((schema, table), {}).setdefault(
            name,
            {
                "name": name,
                "constrained_columns": [],
                "referred_schema": schema if at_home else place,
                "referred_table": target,
                "referred_columns": [],
                "options": {
                    "ondelete": _ACTIONS.get(deleted, deleted),
                    "onupdate": _ACTIONS.get(updated, updated),
                },
            },
        )
        key["constrained_columns"].append(column)
        key["referred_columns"].append(target_column)
    return {place: list(keys.values()) for place, keys in found.items()}
