"""A text is found wherever it stands in a file, and wherever the file is cut."""

from __future__ import annotations

import pytest

from subjectrights.stores.csv.residues import raw_occurrences

TEXT = "Ana@x.com;ÉLISE@x.com;bo@x.com;ana@x.comana@X.com"


@pytest.mark.parametrize("size", range(1, 12))
def test_every_occurrence_is_counted_once_however_the_text_is_cut(size: int) -> None:
    pieces = [TEXT[place : place + size].encode() for place in range(0, len(TEXT), size)]
    assert raw_occurrences(pieces, ["ana@x.com", "élise"]) == 4


def test_short_needles_are_passed_over() -> None:
    assert raw_occurrences([TEXT.encode()], ["@x", ""]) == 0
