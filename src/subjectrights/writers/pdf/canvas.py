"""A PDF page to draw lines of text on, with a running header and footer."""

from __future__ import annotations

import logging

import fpdf.encryption
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from fpdf.output import OutputProducer

from subjectrights.writers.pdf.encrypted import EncryptedOutput
from subjectrights.writers.pdf.shape import Run, shaped_groups
from subjectrights.writers.pdf.typeset import Line, Typesetter

__all__ = ["ACCENT", "HAIRLINE", "INK", "QUIET", "Canvas"]

INK = (0x1D, 0x24, 0x30)
QUIET = (0x5C, 0x66, 0x75)
ACCENT = (0x1F, 0x4E, 0x79)
HAIRLINE = (0xD9, 0xDD, 0xE3)

_A4 = (595.28, 841.89)
_SIDE = 48.0
_TOP = 54.0
_RUNNING_TOP = 66.0
_BOTTOM = 60.0
_SMALL = 7.5


class Canvas(FPDF):
    """An A4 document in points, measured from the top left; lines are drawn on their baselines.

    Args:
        numbering: the words around the page's number, such as ``("Page", "of")``.
    """

    def __init__(self, numbering: tuple[str, str]) -> None:
        super().__init__(orientation="portrait", unit="pt", format="A4")
        # A text that happens to hold the alias would be replaced by the number of pages.
        self.alias_nb_pages("")
        self.set_auto_page_break(False)
        self.set_margins(0, 0, 0)
        self.c_margin = 0
        self.typesetter = Typesetter(self)
        self._numbering = numbering
        self._running = self._foot = ""
        self._sizes: list[tuple[float, float]] = []
        self._ink: tuple[int, int, int] | None = None
        self._selected: tuple[str, float] | None = None
        self._codes: dict[str, dict[str, str]] = {}
        self.top = _TOP
        self.orientation = "portrait"

    def encrypt(self, password: str) -> None:
        """Encrypt everything, metadata and attached files included; who opens it may do all with it."""
        # At the level DEBUG, fpdf2 logs what it encrypts.
        logging.getLogger(fpdf.encryption.__name__).setLevel(logging.INFO)
        self.set_encryption(
            owner_password=password,
            user_password=password,
            encryption_method=EncryptionMethod.AES_256,
            encrypt_metadata=True,
        )

    @property
    def encrypted(self) -> bool:
        """Whether :meth:`encrypt` was called."""
        return self._security_handler is not None

    def finished(self) -> bytes:
        """The whole file."""
        return bytes(self.output(output_producer_class=EncryptedOutput if self.encrypted else OutputProducer))

    def begin(self, running: str, foot: str) -> None:
        """Begin the first page.

        Args:
            running: what stands at the top of every page but the first.
            foot: what stands at the bottom left of every page.
        """
        self._running, self._foot = running, foot
        self.turn("portrait")

    @property
    def left(self) -> float:
        """The left edge of the text."""
        return _SIDE

    @property
    def room(self) -> float:
        """The width of the text."""
        return self.w - 2 * _SIDE

    @property
    def bottom(self) -> float:
        """The lower edge of the text."""
        return self.h - _BOTTOM

    def room_in(self, orientation: str) -> float:
        """The width of the text on a page of that orientation."""
        return _A4[orientation == "landscape"] - 2 * _SIDE

    def turn(self, orientation: str) -> None:
        """Begin a new page of that orientation (``"portrait"`` or ``"landscape"``)."""
        self.orientation = orientation
        self.add_page(orientation=orientation)
        self._ink = self._selected = None
        self._sizes.append((self.w, self.h))
        self.top = _TOP
        if self.page > 1:
            self.top = _RUNNING_TOP
            self.put(self._running, self.left, 40.0, _SMALL, QUIET, width=self.room)
            self.rule(46.0)

    def rule(self, y: float, color: tuple[int, int, int] = HAIRLINE, width: float = 0.5) -> None:
        """A horizontal rule over the text's whole width."""
        self.set_draw_color(*color)
        self.set_line_width(width)
        self.line(self.left, y, self.left + self.room, y)

    def put(
        self, text: str, x: float, baseline: float, size: float, color: tuple[int, int, int], *, width: float
    ) -> None:
        """Draw the first line of `text`, without looking whether it was shortened."""
        lines = self.typesetter.lines(text, width, size)
        self.draw(lines[0], x, baseline, size, color)

    def draw(self, line: Line, x: float, baseline: float, size: float, color: tuple[int, int, int]) -> None:
        """Draw a line with its left end at `x`."""
        if color != self._ink:
            # One colour for filling and for text spares fpdf2 saving and restoring it around every text.
            self.set_fill_color(*color)
            self.set_text_color(*color)
            self._ink = color
        for run in line.runs:
            if (run.face, size) != self._selected:
                self._select(run.face, size)
            if run.shaped:
                self._draw_shaped(run, x, baseline, size)
            else:
                self._draw_plain(run, x, baseline)
            x += run.width

    def _select(self, face: str, size: float) -> None:
        """Select a font in the page's stream, which also records that the page uses it."""
        self._out(self._set_font_for_page(self.typesetter.faces.font(face), size))
        self._selected = (face, size)

    def _draw_plain(self, run: Run, x: float, baseline: float) -> None:
        """Draw characters one after the other, as ``FPDF.text`` does, with their codes remembered."""
        codes = self._codes.setdefault(run.face, {})
        try:
            text = "".join([codes[character] for character in run.text])
        except KeyError:
            font = self.typesetter.faces.font(run.face)
            for character in run.text:
                codes[character] = font.escape_text(chr(font.subset.pick(ord(character)) or 0))
            text = "".join([codes[character] for character in run.text])
        self._out(f"BT {x:.2f} {self.h - baseline:.2f} Td ({text}) Tj ET")

    def _draw_shaped(self, run: Run, x: float, baseline: float, size: float) -> None:
        """Draw the glyphs where the shaper puts them, each group beside the text it stands for.

        Without the ``ActualText`` (ISO 32000-1, 14.9.4) readers that copy or search would put letters
        together from the glyphs' places and insert blanks.  A run from the left is one group; in a run from
        the right each letter is its own, because readers turn the order of letters there by themselves.
        """
        font = self.typesetter.faces.font(run.face)
        scale = font.scale * size / 1000
        pieces = ["BT"]
        for text, glyphs in shaped_groups(font, run, size):
            if glyphs:
                actual = text.encode("utf-16-be").hex().upper()
                pieces.append(f"/Span <</ActualText <FEFF{actual}>>> BDC")
                for glyph in glyphs:
                    at_x, at_y = x + glyph.x * scale, self.h - baseline + glyph.y * scale
                    pieces.append(f"1 0 0 1 {at_x:.2f} {at_y:.2f} Tm ({glyph.code}) Tj")
                pieces.append("EMC")
        pieces.append("ET")
        self._out(" ".join(pieces))

    def number_pages(self) -> None:
        """Draw the footers, once the number of pages is known."""
        page_word, of_word = self._numbering
        total = self.page
        for number, (width, height) in enumerate(self._sizes, 1):
            self.page = number
            self.w, self.h = width, height
            # What fpdf2 remembers of font and colour is the last page's, not this one's.
            self.set_fill_color(*INK)
            self._ink = self._selected = None
            baseline = height - 32.0
            self.put(self._foot, self.left, baseline, _SMALL, QUIET, width=self.room * 0.7)
            label = f"{page_word} {number} {of_word} {total}"
            wide = self.typesetter.width(label, _SMALL)
            self.put(label, self.left + self.room - wide, baseline, _SMALL, QUIET, width=wide + 1)
