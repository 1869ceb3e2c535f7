"""Shapes a run: which glyphs stand for its letters, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from fpdf.enums import TextDirection

if TYPE_CHECKING:
    from fpdf.fonts import TTFFont

__all__ = ["PlacedGlyph", "Run", "shaped_groups", "shaped_width"]

_EM = 1000.0


class Run(NamedTuple):
    """Text of one face and direction, in logical order."""

    face: str
    text: str
    shaped: bool
    rtl: bool
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGlyph:
    """A glyph: its code in the PDF's font, escaped; its place in the run, in the font's units; its kind."""

    code: str
    x: int
    y: int
    wide: bool


def shaped_width(font: TTFFont, text: str, rtl: bool) -> float:
    """The width of a shaped text in thousandths of the font's size."""
    _, width = font.get_text_width(text, _EM, _parameters(rtl))
    return width


def shaped_groups(font: TTFFont, run: Run, size: float) -> Iterator[tuple[str, list[PlacedGlyph]]]:
    """The run's glyphs from left to right, in groups, each with the text that it stands for.

    Args:
        font: the run's font.
        run: what is shaped.
        size: the font's size in points.
    """
    infos, positions = font.perform_harfbuzz_shaping(run.text, size, _parameters(run.rtl))
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(run.text)], strict=True))
    pen_x = pen_y = 0
    glyphs = []
    for info, position in zip(infos, positions, strict=True):
        text = run.text[info.cluster : ends[info.cluster]]
        glyphs.append((info.cluster, text, _placed(font, info, position, text, (pen_x, pen_y))))
        pen_x += position.x_advance
        pen_y += position.y_advance
    if not run.rtl:
        yield run.text, [glyph for _, _, glyph in glyphs]
        return
    for (_, text), group in groupby(glyphs, key=lambda glyph: glyph[:2]):
        parts = [glyph for _, _, glyph in group]
        # The dots of a letter come as glyphs of their own; the letter stands for them all.
        body = [glyph for glyph in parts if glyph.wide] or parts[:1]
        yield text, body
        yield "", [glyph for glyph in parts if glyph not in body]


def _placed(font: TTFFont, info: Any, position: Any, text: str, pen: tuple[int, int]) -> PlacedGlyph:
    """The glyph, entered into the font's subset; the glyph that takes room bears the letter."""
    name = font.ttfont.getGlyphName(info.codepoint)
    glyph = font.subset.get_glyph(
        glyph=info.codepoint,
        unicode=tuple(ord(character) for character in text) if position.x_advance else (),
        glyph_name=name,
        glyph_width=round(font.scale * font.ttfont["hmtx"].metrics[name][0]),
    )
    code = font.subset.pick_glyph(glyph)
    return PlacedGlyph(
        code=font.escape_text(chr(code or 0)),
        x=pen[0] + position.x_offset,
        y=pen[1] + position.y_offset,
        wide=position.x_advance != 0,
    )


def _parameters(rtl: bool) -> dict[str, Any]:
    """fpdf2's parameters for shaping a run of one direction."""
    direction = TextDirection.RTL if rtl else TextDirection.LTR
    return {"features": {}, "fragment_direction": direction, "script": None, "language": None}
