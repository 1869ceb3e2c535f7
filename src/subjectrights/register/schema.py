"""Every table of the register, made whichever room asks for one first."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from subjectrights.register.tables import metadata

__all__ = ["create_all"]


def create_all(engine: sa.Engine) -> None:
    """Make the tables that aren't there yet, those of every ``*_tables`` module beside this one.

    Two processes may do it at once.
    """
    for path in sorted(Path(__file__).parent.glob("*_tables.py")):
        import_module(f"subjectrights.register.{path.stem}")
    try:
        metadata.create_all(engine)
    except SQLAlchemyError:
        for table in metadata.sorted_tables:
            _create(engine, table)


def _create(engine: sa.Engine, table: sa.Table) -> None:
    """Make one table, unless somebody else was quicker."""
    try:
        table.create(engine, checkfirst=True)
    except SQLAlchemyError:
        if not sa.inspect(engine).has_table(table.name):
            raise
