"""Texts that still stand in a file, wherever in it: looked for in its text, not in its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick

from subjectrights.stores.search import SHORTEST_NEEDLE

__all__ = ["raw_occurrences"]


def raw_occurrences(pieces: Iterable[bytes], needles: Sequence[str]) -> int:
    """How often one of `needles` stands in a text, regardless of case.

    Args:
        pieces: the text as UTF-8, cut between characters.
        needles: those shorter than three characters are passed over.
    """
    wanted = sorted({needle.casefold() for needle in needles if len(needle) >= SHORTEST_NEEDLE})
    if not wanted:
        return 0
    automaton = AhoCorasick(wanted)
    overlap = max(map(len, wanted)) - 1
    count, tail = 0, ""
    for piece in pieces:
        text = tail + piece.decode().casefold()
        found = automaton.find_matches_as_indexes(text)
        count += len(found)
        # An occurrence across two pieces is found with the second; one that was counted is not kept for it.
        counted = found[-1][2] if found else 0
        tail = text[max(counted, len(text) - overlap) :]
    return count
