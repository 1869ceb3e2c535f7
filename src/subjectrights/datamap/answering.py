"""Who is what for which data, as a table: by store, table, columns and purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, overload

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.datamap.roles import Responsibility
from subjectrights.terms import Role

__all__ = ["RoleEntry", "Roles", "roles_of"]

_HEAD = ("store", "table", "columns", "purposes", "our role", "controller", "processor", "agreement")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEntry:
    """Who answers for some columns of a table, held for some purposes.

    Args:
        store, table: where they lie.
        columns: which; empty for the whole table, or for all columns that no other entry names.
        rest: whether other entries of the table name columns.
        purposes: why they are held.
        role: the organisation's role (Art. 4(7)-(8), 26(1)).
        controller: who determines purposes and means: the organisation, a party, or both.
        processor: who processes it for the controller: the organisation, a party, or both; None where nobody
            else does.
        agreement: the contracts with the parties (Art. 26(1), 28(3)), as the map names them.
    """

    store: str
    table: str
    columns: tuple[str, ...] = ()
    rest: bool = False
    purposes: tuple[str, ...] = ()
    role: Role = Role.CONTROLLER
    controller: str
    processor: str | None = None
    agreement: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {
            "store": self.store,
            "table": self.table,
            "columns": list(self.columns),
            "purposes": list(self.purposes),
            "role": self.role.value,
            "controller": self.controller,
            "processor": self.processor,
            "agreement": self.agreement,
        }

    def cells(self) -> tuple[str, ...]:
        """The entry as texts, in the order of the printed table."""
        whole = "all others" if self.rest else "all"
        return (
            self.store,
            self.table,
            ", ".join(self.columns) or whole,
            ", ".join(self.purposes) or "none stated",
            self.role.value.replace("_", " "),
            self.controller,
            self.processor or "-",
            self.agreement or "-",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Roles(Sequence[RoleEntry]):
    """Who is what for which data; prints as a table, and is a sequence for programs.

    Args:
        entries: in the order of the map.
    """

    entries: tuple[RoleEntry, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, at: int) -> RoleEntry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[RoleEntry]: ...
    def __getitem__(self, at: int | slice) -> RoleEntry | Sequence[RoleEntry]:
        return self.entries[at]

    def to_dict(self) -> dict[str, Any]:
        """All entries as plain data; it holds no personal data."""
        return {"roles": [entry.to_dict() for entry in self.entries]}

    def __str__(self) -> str:
        rows = [_HEAD, *(entry.cells() for entry in self.entries)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(r, widths, strict=True)) for r in rows]
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in _HEAD)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in entry.cells())}</tr>"
            for entry in self.entries
        )
        return f"<table><tr>{head}</tr>{body}</table>"


def roles_of(datamap: DataMap) -> Roles:
    """Who is what for which data (Art. 4(7)-(8), 26, 28).

    Args:
        datamap: the map; no store is looked into, so columns that it doesn't mention count with the table.
    """
    return Roles(tuple(entry for ref, _ in datamap.tables() for entry in _entries(datamap, ref)))


def _entries(datamap: DataMap, ref: TableRef) -> Iterator[RoleEntry]:
    whole = (datamap.responsibility(ref), datamap.purposes_of(ref))
    apart: dict[tuple[Responsibility, tuple[str, ...]], list[str]] = {}
    for column in datamap.table(ref).columns:
        own = (datamap.responsibility(ref, column), datamap.purposes_of(ref, column))
        if own != whole:
            apart.setdefault(own, []).append(column)
    yield _entry(datamap, ref, *whole, rest=bool(apart))
    for (answering, purposes), columns in apart.items():
        yield _entry(datamap, ref, answering, purposes, tuple(columns))


def _entry(
    datamap: DataMap,
    ref: TableRef,
    answering: Responsibility,
    purposes: tuple[str, ...],
    columns: tuple[str, ...] = (),
    *,
    rest: bool = False,
) -> RoleEntry:
    us, parties = datamap.organisation.name, datamap.parties
    other = parties[answering.controller].name if answering.controller else None
    further = parties[answering.processor].name if answering.processor else None
    controller, processor = us, further
    if answering.role is Role.PROCESSOR:
        controller = other or "the controller"
        processor = f"{us}, {further}" if further else us
    elif other is not None:
        controller = f"{us}, {other}"
    named = dict.fromkeys(name for name in (answering.controller, answering.processor) if name)
    agreements = dict.fromkeys(text for name in named if (text := parties[name].agreement))
    return RoleEntry(
        store=ref.store,
        table=ref.table,
        columns=columns,
        rest=rest,
        purposes=purposes,
        role=answering.role,
        controller=controller,
        processor=processor,
        agreement="; ".join(agreements) or None,
    )
