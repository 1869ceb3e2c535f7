"""Looks through a SQLite table which kinds of value its columns really hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from subjectrights.stores.sql.fields import Element

__all__ = ["Stored", "is_decimal", "stored_kinds"]

EXACT_DIGITS = 15
EXACT_INTEGER = 2**53
COLUMNS_AT_A_TIME = 20

# A date alone, with hours and minutes, with seconds, and with one to six digits of a second.
_LENGTHS = (10, 16, 19, *range(21, 27))
_KINDS = ("integer", "real", "text", "blob")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a column holds.

    Args:
        fits: whether all values are of the declared type.
        kinds: where they are not, some of ``integer``, ``real``, ``text`` and ``blob``.
        big: whether an integer is too big for a float.
        tee: whether a time of day follows a ``T`` rather than a blank.
    """

    fits: bool = True
    kinds: frozenset[str] = frozenset()
    big: bool = False
    tee: bool = False


def stored_kinds(
    connection: sa.Connection, table: sa.TableClause, columns: Sequence[Mapping[str, Any]]
) -> dict[str, Stored]:
    """Look through the table: once for whether all is as declared, again for the columns where it isn't.

    Args:
        connection: to the database.
        table: the table.
        columns: as the inspector tells them.

    Returns:
        By column, what it holds.
    """
    asked = {column["name"]: _misfit(table.columns[column["name"]], column["type"]) for column in columns}
    answers = _ask(
        connection, table, {name: [misfit] for name, misfit in asked.items() if misfit is not None}
    )
    fits = {name: not answer[0] for name, answer in answers.items()}
    closer = _ask(
        connection,
        table,
        {name: _kinds(table.columns[name]) for name in asked if not fits.get(name)},
    )
    found = {}
    for column in columns:
        name = column["name"]
        if name in closer:
            *kinds, big = closer[name]
            there = frozenset(kind for kind, answer in zip(_KINDS, kinds, strict=True) if answer)
            found[name] = Stored(fits=False, kinds=there, big=bool(big))
        else:
            tee = isinstance(column["type"], sa.DateTime) and _has_tee(connection, table, name)
            found[name] = Stored(tee=tee)
    return found


def _ask(
    connection: sa.Connection, table: sa.TableClause, questions: Mapping[str, Sequence[Element]]
) -> dict[str, Sequence[Any]]:
    """Answer each question with whether it holds for any row."""
    answers: dict[str, Sequence[Any]] = {}
    names = list(questions)
    for start in range(0, len(names), COLUMNS_AT_A_TIME):
        some = names[start : start + COLUMNS_AT_A_TIME]
        asked = [sa.func.max(question) for name in some for question in questions[name]]
        row = list(connection.execute(sa.select(*asked).select_from(table)).one())
        for name in some:
            answers[name], row = row[: len(questions[name])], row[len(questions[name]) :]
    return answers


def _kinds(column: Element) -> list[Element]:
    kind = sa.func.typeof(column)
    big = sa.and_(kind == "integer", sa.not_(column.between(-EXACT_INTEGER, EXACT_INTEGER)))
    return [*(kind == name for name in _KINDS), big]


def _has_tee(connection: sa.Connection, table: sa.TableClause, name: str) -> bool:
    column = table.columns[name]
    first = sa.select(sa.func.substr(column, 11, 1)).where(column.is_not(None)).limit(1)
    return bool(connection.execute(first).scalar() == "T")


def _misfit(column: Element, declared: Any) -> Element | None:
    """Whether a value is not of the declared type; None where what is declared says too little."""
    kind = sa.func.typeof(column)
    if isinstance(declared, sa.Boolean):
        return sa.and_(kind != "null", sa.or_(kind != "integer", column.not_in([0, 1])))
    if isinstance(declared, sa.Date):
        return sa.and_(kind != "null", sa.or_(kind != "text", sa.not_(_is_date(column))))
    if isinstance(declared, sa.DateTime):
        return sa.and_(kind != "null", sa.or_(kind != "text", sa.not_(_is_timestamp(column))))
    if is_decimal(declared):
        limit = 10.0 ** (min(declared.precision, EXACT_DIGITS) - declared.scale)
        fits = sa.and_(column > -limit, column < limit, sa.func.round(column, declared.scale) == column)
        return sa.and_(kind != "null", sa.or_(kind.not_in(["integer", "real"]), sa.not_(fits)))
    for types, name in (
        (sa.Integer, "integer"),
        (sa.Float, "real"),
        (sa.String, "text"),
        (sa.LargeBinary, "blob"),
    ):
        if isinstance(declared, types) and not isinstance(declared, sa.Numeric):
            return kind.not_in([name, "null"])
    return None


def _is_date(column: Element) -> sa.ColumnElement[bool]:
    return sa.and_(sa.func.length(column) == len("2024-01-01"), _starts_with_date(column))


def _is_timestamp(column: Element) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.func.length(column).in_(_LENGTHS),
        _starts_with_date(column),
        sa.func.substr(column, 11, 1).in_(["", " ", "T"]),
        sa.not_(sa.func.substr(column, 12).op("GLOB")("*[^0-9:.]*")),
        sa.func.substr(column, 12, 2) < "24",
    )


def _starts_with_date(column: Element) -> sa.ColumnElement[bool]:
    """A date that SQLite and Python both have: SQLite lets every month have 31 days, and has a year 0."""
    early = sa.func.substr(column, 9, 2) <= "28"
    real = sa.func.date(column, "+0 days") == sa.func.substr(column, 1, 10)
    return sa.and_(
        sa.func.coalesce(sa.func.date(column), "") != "",
        column.op("GLOB")("[0-9][0-9][0-9][0-9]-*"),
        sa.func.substr(column, 1, 4) != "0000",
        sa.or_(early, real),
    )


def is_decimal(declared: Any) -> bool:
    """Whether a declared type is a decimal of so few digits that SQLite keeps it exactly."""
    return (
        isinstance(declared, sa.Numeric)
        and not isinstance(declared, sa.Float)
        and declared.precision is not None
        and declared.scale is not None
        and 0 <= declared.scale < min(declared.precision, EXACT_DIGITS)
    )
