"""Text that would harm the reader: invisible characters, reversed reading order, live formulas.

Everything the writers do about hostile text is here.  Formats for people *show* what can't be seen, as
``⟨U+202E⟩``, and say so in a :class:`~subjectrights.writers.document.Loss`; JSON escapes it and loses
nothing; a CSV file keeps it and only disarms formulas, in a way that can be undone.

Sources: Unicode TR36 and TR39 (bidirectional and invisible characters), XML 1.0 section 2.2 (characters),
ECMA-376 part 1, 22.9.2.19 (``ST_Xstring``), OWASP "CSV injection".
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "HIDDEN",
    "NOT_IN_XML",
    "disarm",
    "escape_json",
    "escape_xlsx",
    "is_formula",
    "not_in_xml",
    "rearm",
    "reveal",
    "reveal_for_xml",
    "shown",
]

HIDDEN = "characters that can't be seen are shown as ⟨U+...⟩"
NOT_IN_XML = "characters that XML forbids are shown as ⟨U+...⟩"

# Letters, digits and punctuation that need no second look; most text is nothing else.
_PLAIN = re.compile(
    r"[\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0559\u4e00-\u9fff\uac00-\ud7a3]*"
)

# Format characters (Cf) with a glyph of their own: Arabic, Syriac and Kaithi number signs.
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")
# Blank or ignorable although the category says letter or mark.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc")
_JOINERS = frozenset("\u200c\u200d")
_MARKS = frozenset("\u200e\u200f\u061c")
_NEEDS_REVEALING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

_ILLEGAL_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XLSX_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_JSON_ESCAPE = re.compile(
    "[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_STARTERS = "=+\\-@＝＋－＠"
_BLANK = r"[\s\x00-\x20\"\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
_LEADING = re.compile(rf"'*(?:[\t\r\n]|{_BLANK}*[{_STARTERS}])")
_INNER = re.compile(rf"([;|\t\r\n]{_BLANK}*)('*)([{_STARTERS}])")
_INNER_ARMED = re.compile(rf"([;|\t\r\n]{_BLANK}*)'('*)([{_STARTERS}])")


def shown(character: str) -> str:
    """How a character that can't be seen, or that no font has, is shown: ``⟨U+202E⟩``."""
    return f"⟨U+{ord(character):04X}⟩"


def reveal(text: str) -> tuple[str, bool]:
    """Make every character visible that a reader couldn't see or that would turn the reading order.

    Tabs and line breaks stay (a carriage return becomes a line break).  Joiners stay where scripts need
    them: after a letter, a mark or a symbol; direction marks stay in text with right-to-left letters.

    Returns:
        The text to show, and whether anything had to be shown another way.
    """
    if _PLAIN.fullmatch(text):
        return text, False
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    has_rtl = _RTL.search(text) is not None
    pieces = []
    changed = False
    previous = ""
    for character in text:
        if _is_hidden(character, previous, has_rtl):
            pieces.append(shown(character))
            changed = True
        else:
            pieces.append(character)
        previous = character
    return "".join(pieces), changed


def _is_hidden(character: str, previous: str, has_rtl: bool) -> bool:
    category = unicodedata.category(character)
    if character in "\n\t" or character in _VISIBLE_FORMATS:
        return False
    if character in _JOINERS:
        return not previous or unicodedata.category(previous)[0] not in "LMS"
    if character in _MARKS:
        return not has_rtl
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return not previous or unicodedata.category(previous)[0] not in "LNPS"
    return category in _NEEDS_REVEALING or character in _FILLERS or ord(character) & 0xFFFE == 0xFFFE


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text as a formula, or read it as one after trimming it."""
    return _LEADING.match(text) is not None


def disarm(text: str) -> str:
    """Put an apostrophe before everything that a spreadsheet might run in a CSV cell (edge case 40).

    That is a cell that starts with ``= + - @`` (after blanks too), a tab or a line break; and the same
    signs after a semicolon, a bar, a tab or a line break inside the cell, because a spreadsheet set to
    another separator splits there.  :func:`rearm` takes exactly these apostrophes away again.
    """
    inner = _INNER.sub(r"\1'\2\3", text)
    return f"'{inner}" if _LEADING.match(inner) else inner


def rearm(text: str) -> str:
    """Undo :func:`disarm`: the text as it was stored."""
    inner = text[1:] if text.startswith("'") and _LEADING.match(text) else text
    return _INNER_ARMED.sub(r"\1\2\3", inner)


def escape_json(text: str) -> str:
    r"""Escape, in finished JSON, what would be invisible or can't be UTF-8, as ``\uXXXX``."""
    return _JSON_ESCAPE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def escape_xlsx(text: str) -> str:
    """Escape for a workbook's text: a carriage return, blanks alone, and what Excel reads as an escape."""
    if text and text.isspace():
        return f"_x{ord(text[0]):04X}_{text[1:]}"
    return _XLSX_ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")


def not_in_xml(text: str) -> bool:
    """Whether the text holds a character that an XML 1.0 document can't."""
    return _ILLEGAL_XML.search(text) is not None


def reveal_for_xml(text: str) -> str:
    """The text with only those characters shown as ``⟨U+...⟩`` that XML can't hold."""
    return _ILLEGAL_XML.sub(lambda found: shown(found[0]), text)
