"""What holding a map against its stores found: for people to read, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Literal, overload

__all__ = ["ColumnAccount", "Finding", "Findings", "Level", "TableAccount"]

Level = Literal["error", "warning", "note"]
_MARKS: dict[Level, str] = {"error": "✗", "warning": "!", "note": "·"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found.

    Args:
        level: ``error`` (a right would fail or miss data), ``warning`` (it may) or ``note``.
        code: a short name, such as ``"missing-column"``; the reference of the data map lists them.
        message: what it is; no personal data.
        hint: what to do.
        store: where; with `table` and `column` as far as they are known.
        table: see `store`.
        column: see `store`.
        file: where in the map's file; with `line`.
        line: see `file`; 1-based.
    """

    level: Level
    code: str
    message: str
    hint: str = ""
    store: str | None = None
    table: str | None = None
    column: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """``store.table.column``, as far as it is known."""
        return ".".join(part for part in (self.store, self.table, self.column) if part)

    @property
    def sentence(self) -> str:
        """What was found, and what to do about it."""
        return f"{self.message}. {self.hint}" if self.hint else self.message

    def __str__(self) -> str:
        spot = f" ({self.file}:{self.line})" if self.file and self.line else ""
        return f"{_MARKS[self.level]} {self.place}: {self.sentence}{spot}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAccount:
    """A column of a store, and what the map makes of it.

    Args:
        name: its name.
        type: its type in words, such as ``"string(60), not null"``.
        held_as: what the map says of it; where it says nothing, what that means.
    """

    name: str
    type: str
    held_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAccount:
    """A table of a store or of the map.

    Args:
        store: the store.
        table: the table.
        held_as: how its rows are found, ``"not in the map"``, or why it couldn't be looked at.
        mapped: whether the map mentions it.
        columns: its columns; none where it isn't there or isn't mapped.
    """

    store: str
    table: str
    held_as: str
    mapped: bool = True
    columns: tuple[ColumnAccount, ...] = ()

    @property
    def place(self) -> str:
        """``store.table``."""
        return f"{self.store}.{self.table}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings(Sequence[Finding]):
    """Everything found; a sequence of findings that prints for people.

    Args:
        found: the findings.
        tables: every table of the stores and of the map, with every column of the mapped ones.
    """

    found: tuple[Finding, ...] = ()
    tables: tuple[TableAccount, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings because of which a right would fail or miss data."""
        return tuple(finding for finding in self.found if finding.level == "error")

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...
    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        return self.found[at]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)

    def to_dict(self) -> dict[str, Any]:
        """The findings as plain data."""
        return {
            "ok": self.ok,
            "findings": [asdict(finding) for finding in self.found],
            "tables": [asdict(table) for table in self.tables],
        }

    def __str__(self) -> str:
        lines = [self._title()]
        shown: set[Finding] = set()
        for table in self.tables:
            if not table.mapped:
                continue
            mine = [f for f in self.found if (f.store, f.table) == (table.store, table.table)]
            shown.update(mine)
            lines += ["", f"{table.place}: {table.held_as}", *_columns(table)]
            lines += [f"  {finding}" for finding in mine]
        rest = [str(finding) for finding in self.found if finding not in shown]
        return "\n".join([*lines, *([""] if rest else []), *rest, *self._unmapped()])

    def _title(self) -> str:
        counts = []
        for level in _MARKS:
            count = sum(finding.level == level for finding in self.found)
            counts.append(f"{count} {level}{'' if count == 1 else 's'}")
        return f"The map {'holds' if self.ok else 'does NOT hold'} against its stores: {', '.join(counts)}"

    def _unmapped(self) -> list[str]:
        by_store: dict[str, list[str]] = {}
        for table in self.tables:
            if not table.mapped:
                by_store.setdefault(table.store, []).append(table.table)
        return (
            ["", *(f"{s}: not in the map: {', '.join(t)}" for s, t in by_store.items())] if by_store else []
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{f.level}</td><td>{escape(f.place)}</td><td>{escape(f.sentence)}</td></tr>"
            for f in self.found
        )
        head = "".join(f"<th scope='col'>{name}</th>" for name in ("level", "place", "finding"))
        tables = f"<p>{sum(table.mapped for table in self.tables)} tables of the map were looked at</p>"
        body = f"<table><tr>{head}</tr>{rows}</table>" if rows else ""
        return f"<div><p><b>{escape(self._title())}</b></p>{tables}{body}</div>"


def _columns(table: TableAccount) -> list[str]:
    names = max((len(column.name) for column in table.columns), default=0)
    types = max((len(column.type) for column in table.columns), default=0)
    return [f"  {c.name.ljust(names)}  {c.type.ljust(types)}  {c.held_as}" for c in table.columns]
