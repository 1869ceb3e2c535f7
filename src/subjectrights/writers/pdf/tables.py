"""Tables: columns fitted to the page, portrait or landscape, or one record below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from subjectrights.writers.document import DocumentTable
from subjectrights.writers.pdf.canvas import ACCENT, INK, QUIET
from subjectrights.writers.pdf.flow import PADDING, SMALL, Cell, Flow
from subjectrights.writers.values import column_names, is_number, rows_of

__all__ = ["CellText", "TableLayout"]

_SAMPLED_ROWS = 300
_WORD_AT_MOST = 96.0
_COLUMN_AT_MOST = 280.0
_RECORD_COLUMNS = 5
_CROWDED = 1.7
_LABEL_SHARE = 0.3

CellText = Callable[[object], tuple[str, tuple[str, ...]]]
"""Gives the drawable text of a value, and what of it couldn't be drawn as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    label: str
    right: bool
    narrowest: float
    natural: float


class TableLayout:
    """Draws one table.

    Args:
        flow: where it goes.
        table: what it holds.
        labels: the drawable labels of its columns.
        cell_text: gives the text of a value.
        count: told the column and what couldn't be drawn, once a cell.
        record_word: what a row is called where records stand below each other.
    """

    def __init__(
        self,
        flow: Flow,
        table: DocumentTable,
        *,
        labels: Sequence[str],
        cell_text: CellText,
        count: Callable[[str, str], None],
        record_word: str,
    ) -> None:
        self.flow = flow
        self.data: pa.Table = table.data
        self.cell_text = cell_text
        self.count = count
        self.record_word = record_word
        self.columns = list(self._measured(labels))

    def _measured(self, labels: Sequence[str]) -> Iterator[_Column]:
        """By column, how wide its first rows and its label would like it to be, and need it to be."""
        typesetter = self.flow.canvas.typesetter
        sample = list(islice(rows_of(self.data.slice(0, _SAMPLED_ROWS)), _SAMPLED_ROWS))
        names = column_names(self.data)
        for position, (name, label) in enumerate(zip(names, labels, strict=True)):
            texts = {self.cell_text(row[position])[0] for row in sample}
            words = [typesetter.longest_word(text, SMALL) for text in texts]
            words.append(typesetter.longest_word(label, SMALL, bold=True))
            lines = [typesetter.width(line, SMALL) for text in texts for line in text.split("\n")]
            lines.append(typesetter.width(label, SMALL, bold=True))
            kind = self.data.schema.field(position).type
            yield _Column(
                name=name,
                label=label,
                right=is_number(kind),
                narrowest=min(max(words), _WORD_AT_MOST) + 1,
                natural=min(max(lines), _COLUMN_AT_MOST) + 1,
            )

    def orientation(self) -> str | None:
        """The orientation in which the columns fit beside each other; None where records are better."""
        if self.data.num_rows == 1 and len(self.columns) >= _RECORD_COLUMNS:
            return None
        gaps = 2 * PADDING * len(self.columns)
        narrowest = sum(column.narrowest for column in self.columns) + gaps
        natural = sum(column.natural for column in self.columns) + gaps
        canvas = self.flow.canvas
        portrait, landscape = canvas.room_in("portrait"), canvas.room_in("landscape")
        if narrowest <= portrait and (natural <= portrait * _CROWDED or len(self.columns) <= _RECORD_COLUMNS):
            return "portrait"
        if narrowest <= landscape:
            return "landscape"
        return None

    def draw(self) -> None:
        """Draw the table where the flow stands."""
        if self.orientation() is None:
            self._draw_records()
        else:
            self._draw_columns()

    def _draw_columns(self) -> None:
        widths = self._fitted()
        edges = []
        x = self.flow.canvas.left
        for width in widths:
            edges.append(x + PADDING)
            x += width + 2 * PADDING
        self._header(edges, widths)
        typesetter = self.flow.canvas.typesetter
        for row in rows_of(self.data):
            cells = []
            for value, column, edge, width in zip(row, self.columns, edges, widths, strict=True):
                lines = typesetter.lines(self._counted(value, column), width, SMALL)
                color = QUIET if value is None else INK
                cells.append(Cell(lines=lines, x=edge, width=width, right=column.right, color=color))
            self.flow.row(cells, SMALL, again=lambda: self._header(edges, widths))

    def _fitted(self) -> list[float]:
        """The columns' widths: as they would like, the narrow ones first where the page is too narrow."""
        free = self.flow.canvas.room - 2 * PADDING * len(self.columns)
        widths = [column.narrowest for column in self.columns]
        rest = free - sum(widths)
        by_wish = sorted(range(len(widths)), key=lambda i: self.columns[i].natural - widths[i])
        for position, index in enumerate(by_wish):
            wish = self.columns[index].natural - widths[index]
            grant = max(min(wish, rest / (len(widths) - position)), 0.0)
            widths[index] += grant
            rest -= grant
        # What is left over goes to the columns of text, so that numbers stay close to their neighbours.
        growing = [i for i, column in enumerate(self.columns) if not column.right] or list(range(len(widths)))
        whole = sum(widths[index] for index in growing)
        for index in growing:
            widths[index] += max(rest, 0.0) * widths[index] / whole
        return widths

    def _header(self, edges: Sequence[float], widths: Sequence[float]) -> None:
        typesetter = self.flow.canvas.typesetter
        cells = [
            Cell(
                lines=typesetter.lines(column.label, width, SMALL, bold=True),
                x=edge,
                width=width,
                right=column.right,
                color=ACCENT,
            )
            for column, edge, width in zip(self.columns, edges, widths, strict=True)
        ]
        self.flow.row(cells, SMALL)
        self.flow.canvas.rule(self.flow.y, ACCENT, 0.9)

    def _draw_records(self) -> None:
        total = self.data.num_rows
        for number, row in enumerate(rows_of(self.data), 1):
            if total > 1:
                self.flow.space(8)
                self.flow.need(60)
                self.flow.text(f"{self.record_word} {number}", SMALL, QUIET, bold=True)
            self.flow.canvas.rule(self.flow.y)
            for value, column in zip(row, self.columns, strict=True):
                text = self._counted(value, column)
                record_row(self.flow, column.label, text, missing=value is None)

    def _counted(self, value: object, column: _Column) -> str:
        text, lost = self.cell_text(value)
        for what in lost:
            self.count(column.name, what)
        return text


def record_row(flow: Flow, label: str, text: str, *, missing: bool = False) -> None:
    """A label and its text beside it, as a row of its own."""
    canvas = flow.canvas
    label_width = canvas.room * _LABEL_SHARE - 2 * PADDING
    text_width = canvas.room * (1 - _LABEL_SHARE) - 2 * PADDING
    left = Cell(
        lines=canvas.typesetter.lines(label, label_width, SMALL),
        x=canvas.left + PADDING,
        width=label_width,
        color=QUIET,
    )
    right = Cell(
        lines=canvas.typesetter.lines(text, text_width, SMALL),
        x=canvas.left + canvas.room * _LABEL_SHARE + PADDING,
        width=text_width,
        color=QUIET if missing else INK,
    )
    flow.row([left, right], SMALL)
