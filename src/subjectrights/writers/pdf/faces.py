"""Which font has which character.

fpdf2 draws nothing, and says nothing, for a character that the font doesn't have; so every character is
looked up in the fonts' own tables before it is drawn.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

__all__ = ["BASE", "BOLD", "SHAPED", "Faces", "is_ignorable"]

_FOLDER = Path(__file__).parent.parent / "fonts"

BASE = "sans"
BOLD = "sansbold"
_FILES = {
    BASE: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    "arabic": "NotoSansArabic-Regular.ttf",
    "armenian": "NotoSansArmenian-Regular.ttf",
    "bengali": "NotoSansBengali-Regular.ttf",
    "devanagari": "NotoSansDevanagari-Regular.ttf",
    "emoji": "NotoEmoji-Regular.ttf",
    "ethiopic": "NotoSansEthiopic-Regular.ttf",
    "georgian": "NotoSansGeorgian-Regular.ttf",
    "gujarati": "NotoSansGujarati-Regular.ttf",
    "gurmukhi": "NotoSansGurmukhi-Regular.ttf",
    "han": "NotoSansSC-Regular.otf",
    "hangul": "NotoSansKR-Regular.otf",
    "hebrew": "NotoSansHebrew-Regular.ttf",
    "kannada": "NotoSansKannada-Regular.ttf",
    "khmer": "NotoSansKhmer-Regular.ttf",
    "lao": "NotoSansLao-Regular.ttf",
    "malayalam": "NotoSansMalayalam-Regular.ttf",
    "math": "NotoSansMath-Regular.ttf",
    "myanmar": "NotoSansMyanmar-Regular.ttf",
    "oriya": "NotoSansOriya-Regular.ttf",
    "sinhala": "NotoSansSinhala-Regular.ttf",
    "symbols": "NotoSansSymbols-Regular.ttf",
    "symbols2": "NotoSansSymbols2-Regular.ttf",
    "tamil": "NotoSansTamil-Regular.ttf",
    "telugu": "NotoSansTelugu-Regular.ttf",
    "thai": "NotoSansThai-Regular.ttf",
}

SHAPED = frozenset(_FILES) - {BASE, BOLD, "armenian", "ethiopic", "georgian", "han", "math", "symbols2"}
"""Faces whose letters join, stack or combine, so that they must be shaped."""

# Where each block of Unicode begins, and the face that is tried first from there on.
_BLOCKS = (
    (0x0000, BASE),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0900, "devanagari"),
    (0x0980, "bengali"),
    (0x0A00, "gurmukhi"),
    (0x0A80, "gujarati"),
    (0x0B00, "oriya"),
    (0x0B80, "tamil"),
    (0x0C00, "telugu"),
    (0x0C80, "kannada"),
    (0x0D00, "malayalam"),
    (0x0D80, "sinhala"),
    (0x0E00, "thai"),
    (0x0E80, "lao"),
    (0x1000, "myanmar"),
    (0x10A0, "georgian"),
    (0x1100, "hangul"),
    (0x1200, "ethiopic"),
    (0x1780, "khmer"),
    (0x1C80, BASE),
    (0x1C90, "georgian"),
    (0x1CD0, "devanagari"),
    (0x1D00, BASE),
    (0x2D00, "georgian"),
    (0x2D30, "ethiopic"),
    (0x2E00, BASE),
    (0x2E80, "han"),
    (0x3130, "hangul"),
    (0x3190, "han"),
    (0xA640, BASE),
    (0xA8E0, "devanagari"),
    (0xA900, BASE),
    (0xA960, "hangul"),
    (0xA980, "myanmar"),
    (0xAB00, "ethiopic"),
    (0xAB30, BASE),
    (0xAC00, "hangul"),
    (0xF900, "han"),
    (0xFB00, BASE),
    (0xFB13, "armenian"),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFE20, BASE),
    (0xFE30, "han"),
    (0xFE70, "arabic"),
    (0xFF00, "han"),
    (0x1F000, "emoji"),
    (0x20000, "han"),
)
_STARTS = tuple(start for start, _ in _BLOCKS)
_ANYWHERE = (BASE, "math", "symbols2", "symbols", "emoji", "han")
_IGNORABLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c")


def is_ignorable(character: str) -> bool:
    """Whether a character has no glyph of its own: a joiner, a direction mark, a variation selector."""
    return (
        character in _IGNORABLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


class Faces:
    """The fonts of one PDF; each is opened when its first character is met.

    Args:
        pdf: the PDF that the fonts are added to.
    """

    def __init__(self, pdf: FPDF) -> None:
        self._pdf = pdf
        self._fonts: dict[str, TTFFont] = {}
        self._found: dict[str, str | None] = {}

    def font(self, face: str) -> TTFFont:
        """The font of a face, opened if need be."""
        known = self._fonts.get(face)
        if known is None:
            self._pdf.add_font(face, fname=_FOLDER / _FILES[face])
            known = self._fonts[face] = cast("TTFFont", self._pdf.fonts[face])
        return known

    def has(self, face: str, character: str) -> bool:
        """Whether the face has the character."""
        return ord(character) in self.font(face).cmap

    def face_for(self, character: str) -> str | None:
        """The face to draw a character in; None where no font at hand has it."""
        if character not in self._found:
            first = _BLOCKS[bisect_right(_STARTS, ord(character)) - 1][1]
            order = (first, *(face for face in _ANYWHERE if face != first))
            self._found[character] = next((face for face in order if self.has(face, character)), None)
        return self._found[character]

    def split(self, text: str) -> list[tuple[str, str]]:
        """The text's characters, each with its face; blanks, marks and joiners stay with what precedes.

        Args:
            text: text in which every character has a face or is ignorable.
        """
        result: list[tuple[str, str]] = []
        previous = BASE
        for character in text:
            sticks = character == " " or unicodedata.combining(character) > 0
            if is_ignorable(character) or (sticks and self.has(previous, character)):
                face = previous
            else:
                face = self.face_for(character) or BASE
            result.append((character, face))
            previous = face
        return result
