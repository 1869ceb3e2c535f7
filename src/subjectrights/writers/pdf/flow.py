"""Sets headings, paragraphs and rows one below the other, over as many pages as it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from subjectrights.writers.pdf.canvas import ACCENT, HAIRLINE, INK, QUIET, Canvas
from subjectrights.writers.pdf.typeset import Line

__all__ = ["BODY", "PADDING", "SMALL", "Cell", "Flow", "leading"]

BODY = 9.5
SMALL = 8.0
PADDING = 4.5
_HEADING = 12.5
_TITLE = 21.0
_LEADING = 1.42
_TOGETHER = 3


def leading(size: float) -> float:
    """The distance of two baselines."""
    return size * _LEADING


class Cell(NamedTuple):
    """One cell of a row: its lines, where it stands and how."""

    lines: Sequence[Line]
    x: float
    width: float
    right: bool = False
    color: tuple[int, int, int] = INK


class Flow:
    """A pen that moves down the pages.

    Args:
        canvas: what is drawn on.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.y = canvas.top

    @property
    def left_over(self) -> float:
        """How much of the page is left."""
        return self.canvas.bottom - self.y

    def need(self, height: float) -> None:
        """Begin a new page unless `height` is left on this one."""
        if self.left_over < height:
            self.new_page()

    def new_page(self, orientation: str | None = None) -> None:
        """Begin a new page, of the same orientation unless said otherwise."""
        self.canvas.turn(orientation or self.canvas.orientation)
        self.y = self.canvas.top

    def turn(self, orientation: str) -> None:
        """Go on in that orientation, on a new page if this one has another."""
        if orientation != self.canvas.orientation:
            self.new_page(orientation)

    def space(self, height: float) -> None:
        """Leave room, unless the page begins here."""
        if self.y > self.canvas.top:
            self.y += height

    def text(
        self,
        text: str,
        size: float = BODY,
        color: tuple[int, int, int] = INK,
        *,
        bold: bool = False,
        indent: float = 0.0,
    ) -> None:
        """Running text over the whole width, or over what `indent` leaves of it."""
        canvas = self.canvas
        width = canvas.room - indent
        for line in canvas.typesetter.lines(text, width, size, bold):
            self.need(leading(size))
            self.y += leading(size)
            x = canvas.left + indent + (width - line.width if line.rtl else 0.0)
            canvas.draw(line, x, self.y - size * 0.32, size, color)

    def title(self, title: str, under: str) -> None:
        """The document's title and what stands under it, closed by a rule."""
        self.text(title, _TITLE, bold=True)
        self.y += 2
        self.text(under, 9.0, QUIET)
        self.y += 10
        self.canvas.rule(self.y, ACCENT, 1.4)
        self.y += 8

    def heading(self, heading: str, keep: float = 48.0) -> None:
        """A heading that stays on one page with what follows it; it enters the PDF's outline."""
        self.space(18)
        self.need(leading(_HEADING) + keep)
        self.canvas.start_section(heading.replace("\n", " ")[:200])
        self.text(heading, _HEADING, ACCENT, bold=True)
        self.y += 4

    def bullet(self, text: str) -> None:
        """An item of a list."""
        self.need(leading(BODY))
        top, page = self.y, self.canvas.page
        self.text(text, indent=12)
        if self.canvas.page == page:
            bullet = self.canvas.typesetter.lines("•", 12, BODY)[0]
            baseline = top + leading(BODY) - BODY * 0.32
            self.canvas.draw(bullet, self.canvas.left + 2, baseline, BODY, QUIET)

    def row(self, cells: Sequence[Cell], size: float, again: Callable[[], None] | None = None) -> None:
        """A row with a hairline under it; a row higher than what is left goes on on the next page.

        Args:
            cells: its cells.
            size: the font's size.
            again: draws what every page begins with, such as the table's header.
        """
        step = leading(size)
        total = max((len(cell.lines) for cell in cells), default=1)
        done = 0
        while done < total:
            fitting = int((self.left_over - 2 * PADDING) / step)
            rest = total - done
            whole_elsewhere = rest * step + 2 * PADDING <= (self.canvas.bottom - self.canvas.top) / 3
            if fitting < rest and (fitting < _TOGETHER or whole_elsewhere):
                self.new_page()
                if again is not None:
                    again()
                fitting = max(int((self.left_over - 2 * PADDING) / step), 1)
            count = min(rest, fitting)
            self._slice(cells, done, count, size)
            done += count

    def _slice(self, cells: Sequence[Cell], start: int, count: int, size: float) -> None:
        step = leading(size)
        for cell in cells:
            baseline = self.y + PADDING + step - size * 0.36
            for line in cell.lines[start : start + count]:
                x = cell.x + (cell.width - line.width if cell.right or line.rtl else 0.0)
                self.canvas.draw(line, x, baseline, size, cell.color)
                baseline += step
        self.y += count * step + 2 * PADDING
        self.canvas.rule(self.y, HAIRLINE, 0.5)
