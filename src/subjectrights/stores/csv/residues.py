"""Texts that still stand in a file, wherever in it: looked for in its text, not in its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from subjectrights.stores.needles import Needles

__all__ = ["raw_occurrences"]


def raw_occurrences(pieces: Iterable[bytes], needles: Sequence[str]) -> int:
    """How often one of `needles` stands in a text, regardless of case.

    Args:
        pieces: the text as UTF-8, cut between characters.
        needles: what to look for, see :class:`Needles`.
    """
    return Needles(needles).occurrences(piece.decode() for piece in pieces)
