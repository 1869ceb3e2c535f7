"""A text is found wherever it stands in a file, and wherever the file is cut."""

from __future__ import annotations

import pytest

from subjectrights.stores.csv.residues import raw_occurrences

TEXT = (
    "Ana@x.com;ÉLISE@x.com;bo@x.com;ana@x.com,ana@X.com.au;joana@x.com;jo-ana@x.com;<ana@x.com>.\n"
    "ana@x.com2;E\u0301lise;ana@x.com"
)


@pytest.mark.parametrize("size", [*range(1, 40), 1000])
def test_every_occurrence_is_counted_once_however_the_text_is_cut(size: int) -> None:
    pieces = [TEXT[place : place + size].encode() for place in range(0, len(TEXT), size)]
    assert raw_occurrences(pieces, ["ana@x.com", "élise"]) == 6
    assert raw_occurrences(pieces, ["ana@x.com"]) == 4
    assert raw_occurrences(pieces, ["ana@x.com", "ana@x.com.au", "ana@x.com2"]) == 6


def test_where_two_overlap_the_first_counts() -> None:
    assert raw_occurrences([b"annanna"], ["anna"]) == 1
    assert raw_occurrences([b"annanna anna"], ["anna", "nanna"]) == 2


def test_short_needles_are_passed_over() -> None:
    assert raw_occurrences([TEXT.encode()], ["@x", ""]) == 0
