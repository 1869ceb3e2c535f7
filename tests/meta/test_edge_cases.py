"""Every known edge case is a test that can be found by its number, or a documented reason."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAST = 49
_NAMED = re.compile(r"Edge cases? ((?:\d+(?:, | and |, and )?)+)")


def test_every_edge_case_is_tested_or_explained() -> None:
    tested = {
        int(number)
        for path in (ROOT / "tests").rglob("*.py")
        for found in _NAMED.findall(path.read_text("utf-8"))
        for number in re.findall(r"\d+", found)
    }
    page = (ROOT / "docs" / "explanation" / "edge-cases.md").read_text("utf-8")
    explained = {int(number) for number in re.findall(r"^(\d+)$", page, re.MULTILINE)}
    assert set(range(1, LAST + 1)) - tested - explained == set()
