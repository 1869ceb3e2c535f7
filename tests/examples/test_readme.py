"""What the README shows first runs as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from subjectrights.demo import build

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readmes_first_example_runs_in_the_demo_estate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path / "estate", customers=100, calls=600)
    monkeypatch.chdir(tmp_path / "estate")
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(blocks[0], "README.md", "exec"), names)
    assert "Plan: erase (Art. 17) for 1 person, 1 found" in capsys.readouterr().out
    assert getattr(names["receipt"], "verified", False) is True
    assert Path("ana.pdf").stat().st_size and Path("ana.xlsx").stat().st_size
