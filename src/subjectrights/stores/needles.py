"""What is looked for in a text, and where it counts: an address as a whole one, all else wherever it stands.

Rather one place too many is told than one too few: where a text leaves open whether a neighbouring
character belongs to the address, the place counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["SHORTEST_NEEDLE", "Needles", "folded"]

SHORTEST_NEEDLE = 3

# Scripts that put no blank between words, so that a letter beside an address is no part of it.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff"
_WORD = rf"(?![{_UNSPACED}])[^\W_]"
_LONGER_BEFORE = re.compile(rf"{_WORD}[._+-]?\Z")
_LONGER_AFTER = re.compile(rf"[.-]?{_WORD}")
# A letter or digit that ends an escape, as in "mail:\nana@x.be", "\u003cana@x.be" or "to=%20ana@x.be".
_ESCAPE = re.compile(r"(?:\\[nrtbf]|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|%[0-9a-f]{2})\Z")
_SUFFIX = re.compile(
    r"\.(?:csv|docx?|eml|gif|gz|html?|ics|jpe?g|json|msg|parquet|pdf|png|txt|vcf|xlsx?|xml)(?![^\W_])"
)
_BESIDE = 16


class Needles:
    """Texts to look for, regardless of case and of how a letter is composed.

    Args:
        texts: those shorter than three characters are passed over, since they are everywhere. An address is
            looked for with its domain in both spellings, ``xn--`` and Unicode (RFC 5891).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from ahocorasick_rs import AhoCorasick

        spelt = {folded(spelling) for text in texts for spelling in _spellings(text)}
        self._texts = sorted(text for text in spelt if len(text) >= SHORTEST_NEEDLE)
        self._addresses = [_is_address(text) for text in self._texts]
        self._automaton = AhoCorasick(self._texts) if self._texts else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return any(True for _ in self._places(folded(text)))

    def may_stand_in(self, text: str) -> bool:
        """A quick look at a long text: whether any could stand in it."""
        return self._automaton is not None and bool(self._automaton.find_matches_as_indexes(folded(text)))

    def occurrences(self, pieces: Iterable[str]) -> int:
        """How often one of them stands in a text; where two overlap, the first counts.

        Args:
            pieces: the text, cut anywhere between characters.
        """
        if not self._texts:
            return 0
        margin = max(map(len, self._texts)) + _BESIDE
        count, window, decided = 0, "", 0
        for piece, last in _folded_pieces(pieces):
            window += piece
            # What is beside an address says whether it counts, so those near the end wait for what follows.
            limit = len(window) if last else len(window) - margin
            for start, end in self._places(window):
                if decided <= start < limit:
                    count, decided = count + 1, end
            cut = max(0, min(limit, len(window)) - _BESIDE)
            decided = max(decided, limit) - cut
            window = window[cut:]
        return count

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        if self._automaton is None:
            return
        for needle, start, end in sorted(
            self._automaton.find_matches_as_indexes(text, overlapping=True), key=lambda match: match[1:]
        ):
            if not self._addresses[needle] or _is_whole(text, start, end):
                yield start, end


def folded(text: str) -> str:
    """A text without differences of case (Unicode 3.13, default case folding) and of composition (NFC)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _folded_pieces(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The pieces folded, and whether it is the last: an ASCII character composes with nothing before it."""
    held = ""
    for piece in pieces:
        held += piece
        at = next((at for at in range(len(held) - 1, 0, -1) if held[at].isascii()), 0)
        if at:
            yield folded(held[:at]), False
            held = held[at:]
    yield folded(held), True


def _spellings(text: str) -> Iterator[str]:
    yield text
    local, at, domain = text.rpartition("@")
    if not at or (domain.isascii() and "xn--" not in domain.lower()):
        return
    import idna

    try:
        yield f"{local}@{idna.decode(domain, uts46=True)}"
        yield f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except (idna.IDNAError, UnicodeError):
        return


def _is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return bool(local and domain)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether an address ends where it was found, and isn't a part of a longer one."""
    before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    if _LONGER_BEFORE.search(before) and not _ESCAPE.search(before):
        return False
    return not _LONGER_AFTER.match(after) or _SUFFIX.match(after) is not None
