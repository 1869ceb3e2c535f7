"""Breaks text into lines and lines into runs of one font and direction, in the order they are drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from subjectrights.writers.hostile import shown
from subjectrights.writers.pdf.faces import BASE, BOLD, SHAPED, Faces, is_ignorable
from subjectrights.writers.pdf.shape import Run, shaped_width

__all__ = ["Line", "Typesetter"]

_SIMPLE = re.compile(
    r"[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f\u2010-\u2027\u20ac]*"
)
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_CLOSING = "、。，．；：！？）」』】》〉｝］…"
_WORDS = re.compile(rf"[{_CJK}][{_CLOSING}]*\s*|[^\s{_CJK}]+\s*|\s+")
_CACHED = 50_000


class Line(NamedTuple):
    """A line: its runs from left to right, its width in points, and whether it reads from the right."""

    runs: tuple[Run, ...]
    width: float
    rtl: bool


class Typesetter:
    """Measures and breaks text for one PDF.

    Args:
        pdf: the PDF, for its fonts.
    """

    def __init__(self, pdf: FPDF) -> None:
        self.faces = Faces(pdf)
        self._advances = {face: self.faces.font(face).cw for face in (BASE, BOLD)}
        self._widths: dict[tuple[str, bool], float] = {}

    def drawable(self, text: str) -> tuple[str, bool]:
        """The text with characters that no font has shown as ``⟨U+XXXX⟩``, and whether there were any."""
        if _SIMPLE.fullmatch(text):
            return text, False
        composed = unicodedata.normalize("NFC", text).replace("\t", "    ")
        pieces = [
            character
            if character == "\n" or is_ignorable(character) or self.faces.face_for(character)
            else shown(character)
            for character in composed
        ]
        result = "".join(pieces)
        return result, result != composed

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of a text on one line, in points."""
        return self._unit_width(text, bold) * size

    def _unit_width(self, text: str, bold: bool) -> float:
        key = (text, bold)
        known = self._widths.get(key)
        if known is None:
            if _SIMPLE.fullmatch(text):
                advances = self._advances[BOLD if bold else BASE]
                known = sum([advances[ord(character)] for character in text]) / 1000
            else:
                known = sum(run.width for run in self._runs(text, bold, rtl=False))
            if len(self._widths) > _CACHED:
                self._widths.clear()
            self._widths[key] = known
        return known

    def longest_word(self, text: str, size: float, bold: bool = False) -> float:
        """The width of the longest part of the text that shouldn't be broken."""
        return max((self.width(word.rstrip(), size, bold) for word in _WORDS.findall(text)), default=0.0)

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[Line]:
        """The text broken into lines.

        Args:
            text: drawable text; line breaks are kept.
            width: the lines' width in points.
            size: the font's size in points.
            bold: whether it is bold, where there is a bold face.
        """
        result = []
        for paragraph in text.split("\n"):
            rtl = _reads_from_right(paragraph)
            for part in self._broken(paragraph, width / size, bold):
                result.append(self._line(part, size, bold, rtl))
        return result

    def _line(self, text: str, size: float, bold: bool, rtl: bool) -> Line:
        runs = tuple([run._replace(width=run.width * size) for run in self._runs(text, bold, rtl)])
        return Line(runs, sum([run.width for run in runs]), rtl)

    def _broken(self, paragraph: str, width: float, bold: bool) -> Iterator[str]:
        """The paragraph's lines as text; `width` is in units of the font's size."""
        if self._unit_width(paragraph, bold) <= width:
            yield paragraph
            return
        current, used = "", 0.0
        for word in _WORDS.findall(paragraph):
            if current and used + self._unit_width(word.rstrip(), bold) > width:
                yield current.rstrip()
                current, used = "", 0.0
            if self._unit_width(word.rstrip(), bold) > width:
                *full, word = self._pieces(word, width, bold)
                yield from full
            current += word
            used += self._unit_width(word, bold)
        yield current.rstrip()

    def _pieces(self, word: str, width: float, bold: bool) -> list[str]:
        """A word that is longer than a line, cut between characters that stand alone."""
        pieces = [""]
        used = 0.0
        for cluster in _clusters(word):
            wide = self._unit_width(cluster, bold)
            if pieces[-1] and used + wide > width:
                pieces.append("")
                used = 0.0
            pieces[-1] += cluster
            used += wide
        return pieces

    def _runs(self, text: str, bold: bool, rtl: bool) -> list[Run]:
        """The runs of one line from left to right, their widths in units of the font's size."""
        if _SIMPLE.fullmatch(text):
            face = BOLD if bold else BASE
            return [Run(face, text, False, False, self._unit_width(text, bold))] if text else []
        placed = self.faces.split(text)
        levels = _levels(text, rtl) if rtl or _RTL.search(text) else [(i, 0) for i in range(len(text))]
        runs = []
        for (level, face), group in groupby(levels, key=lambda at: (at[1], placed[at[0]][1])):
            characters = [placed[index][0] for index, _ in group]
            backwards = level % 2 == 1
            logical = "".join(reversed(characters) if backwards else characters)
            runs.append(self._run(face, logical, bold, rtl=backwards))
        return runs

    def _run(self, face: str, text: str, bold: bool, *, rtl: bool) -> Run:
        if face == BASE and bold:
            face = BOLD
        font = self.faces.font(face)
        shaped = face in SHAPED or rtl or any(unicodedata.combining(c) or is_ignorable(c) for c in text)
        if shaped:
            width = shaped_width(font, text, rtl)
        else:
            width = float(sum(font.cw[ord(character)] for character in text))
        return Run(face, text, shaped, rtl, width / 1000)


def _levels(text: str, rtl: bool) -> list[tuple[int, int]]:
    """The characters' positions in the order they are seen, each with its embedding level (UAX 9)."""
    base = TextDirection.RTL if rtl else TextDirection.LTR
    paragraph = BidiParagraph(text=text, base_direction=base, preserve_bn_chars=True)
    return [(one.character_index, one.embedding_level) for one in paragraph.get_reordered_characters()]


def _reads_from_right(paragraph: str) -> bool:
    """Whether the first strong character is Hebrew, Arabic or the like (UAX 9, rules P2 and P3)."""
    if not _RTL.search(paragraph):
        return False
    classes = (unicodedata.bidirectional(character) for character in paragraph)
    return next((kind != "L" for kind in classes if kind in ("L", "R", "AL")), False)


def _clusters(word: str) -> Iterator[str]:
    """The word's characters, each with the marks and joiners that belong to it."""
    cluster = ""
    for character in word:
        joined = cluster.endswith("\u200d") or is_ignorable(character)
        if cluster and not joined and unicodedata.category(character)[0] != "M":
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
