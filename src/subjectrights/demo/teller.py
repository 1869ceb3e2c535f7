"""Tells the demo's story: headings, sentences and tables, through rich where it is installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from subjectrights.receipt import Receipt

__all__ = ["Teller", "told"]

WIDTH = 100


class Teller:
    """Writes to `out`; what turns out not to be as it should is kept in `faults`."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.faults: list[str] = []

    def heading(self, text: str) -> None:
        """A heading with a line under it."""
        self.out.write(f"\n{text}\n{'=' * len(text)}\n")

    def step(self, text: str) -> None:
        """What comes next."""
        self.out.write(f"\n-- {text}\n")

    def line(self, text: object) -> None:
        """Anything that prints."""
        self.out.write(f"{text}\n")
        self.out.flush()

    def expect(self, fact: bool, text: str) -> None:
        """Say that something is so, or that it should be and isn't."""
        self.line(f"   {'ok  ' if fact else 'FAIL'} {text}")
        if not fact:
            self.faults.append(text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table; columns whose cells are all numbers are set to the right."""
        cells = [[_cell(value) for value in row] for row in rows]
        right = [all(_is_number(row[i]) for row in cells) for i in range(len(head))]
        if find_spec("rich") is not None:
            self._rich_table(head, cells, right)
        else:
            self._plain_table(head, cells, right)

    def _rich_table(self, head: Sequence[str], rows: list[list[str]], right: list[bool]) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table()
        for title, to_right in zip(head, right, strict=True):
            table.add_column(title, justify="right" if to_right else "left")
        for row in rows:
            table.add_row(*map(Text, row))
        Console(file=self.out, width=WIDTH).print(table)

    def _plain_table(self, head: Sequence[str], rows: list[list[str]], right: list[bool]) -> None:
        widths = [max(len(row[i]) for row in (list(head), *rows)) for i in range(len(head))]
        for row in (list(head), ["-" * width for width in widths], *rows):
            cells = [
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            ]
            self.line("   " + "  ".join(cells).rstrip())


def told(receipt: Receipt, teller: Teller) -> None:
    """Tell what a receipt says, and that it is verified."""
    rows = [
        (name, count.deleted, count.updated, count.retained, receipt.outcomes.get(name, ""))
        for name, count in receipt.counts.items()
        if receipt.outcomes.get(name) != "nothing to do"
    ]
    if rows:
        teller.table(("table", "deleted", "updated", "retained", "outcome"), rows)
    for left in (*receipt.kept, *receipt.awaiting, *receipt.possible, *receipt.refused):
        teller.line(f"   {left}")
    teller.expect(
        receipt.verified, f"receipt {receipt.number}: {receipt.right.value}, looked at again afterwards"
    )


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _is_number(text: str) -> bool:
    return text.replace(",", "").isdigit()
