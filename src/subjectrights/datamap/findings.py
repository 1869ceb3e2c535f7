"""What holding a map against its stores found: for people to read, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, overload

__all__ = ["Finding", "Findings", "Level"]

Level = Literal["error", "warning", "note"]
_MARKS: Mapping[Level, str] = {"error": "✗", "warning": "!", "note": "·"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found.

    Args:
        level: ``error`` (a right would fail or miss data), ``warning`` (it may) or ``note``.
        code: a short name, such as ``"missing-column"``.
        message: what it is; no personal data.
        hint: what to do.
        store, table, column: where.
        file, line: where in the map's file.
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

    def __str__(self) -> str:
        spot = f" ({self.file}:{self.line})" if self.file and self.line else ""
        return f"{_MARKS[self.level]} {self.place}: {_sentence(self)}{spot}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings(Sequence[Finding]):
    """Everything found.

    Args:
        found: the findings, in the map's order.
        tables: by ``store.table``, how many columns the table has; None where it couldn't be looked at.
    """

    found: tuple[Finding, ...] = ()
    tables: Mapping[str, int | None] = field(default_factory=dict)

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
            "tables": dict(self.tables),
            "findings": [
                {
                    "level": f.level,
                    "code": f.code,
                    "store": f.store,
                    "table": f.table,
                    "column": f.column,
                    "message": f.message,
                    "hint": f.hint,
                    "file": f.file,
                    "line": f.line,
                }
                for f in self.found
            ],
        }

    def __str__(self) -> str:
        counts = ", ".join(
            f"{sum(f.level == level for f in self.found)} {level}{plural}"
            for level, plural in (("error", "s"), ("warning", "s"), ("note", "s"))
        )
        lines = [f"The map against its stores: {'holds' if self.ok else 'does NOT hold'} ({counts})"]
        width = max((len(table) for table in self.tables), default=0)
        shown: set[Finding] = set()
        for table, columns in self.tables.items():
            mine = [f for f in self.found if f"{f.store}.{f.table}" == table]
            shown.update(mine)
            size = "could not look" if columns is None else f"{columns} columns"
            lines.append(f"  {table.ljust(width)}  {size}{'' if mine else '  ok'}")
            lines += [f"    {finding}" for finding in mine]
        lines += [f"  {finding}" for finding in self.found if finding not in shown]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{f.level}</td><td>{escape(f.place)}</td><td>{escape(_sentence(f))}</td></tr>"
            for f in self.found
        )
        title = "The map holds against its stores" if self.ok else "The map does not hold against its stores"
        head = "<tr><th scope='col'>level</th><th scope='col'>place</th><th scope='col'>finding</th></tr>"
        return f"<div><p><b>{title}</b>, {len(self.tables)} tables</p><table>{head}{rows}</table></div>"


def _sentence(finding: Finding) -> str:
    """What was found, and what to do about it."""
    return f"{finding.message}. {finding.hint}" if finding.hint else finding.message
