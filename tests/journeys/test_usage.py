"""The contract's usage runs as it is written, beside the contract's map, in the demo estate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from subjectrights.demo import build

HERE = Path(__file__).parent
CONTRACT = HERE.parents[2] / "shared" / "design" / "contract"


def test_every_line_of_the_contract_runs(tmp_path: Path) -> None:
    build(tmp_path / "estate", customers=400, calls=2_000)
    clean = {
        key: value for key, value in os.environ.items() if key not in {"CRM_URL", "SUBJECTRIGHTS_REGISTER"}
    }
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(HERE / "usage.py")],
        cwd=tmp_path / "estate",
        env=clean,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Plan: erase (Art. 17) for 1 person, 1 found" in done.stdout
    written = {path.name for path in (tmp_path / "estate").glob("ana*")}
    assert written == {"ana.pdf", "ana.xlsx", "ana-all.json", "ana.csv.zip", "ana-receipt.pdf"}


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside the project")
def test_it_is_the_contract_as_it_was_given() -> None:
    assert (HERE / "usage.py").read_bytes() == (CONTRACT / "usage.py").read_bytes()
    packaged = HERE.parents[1] / "src" / "subjectrights" / "demo" / "datamap.yaml"
    assert packaged.read_bytes() == (CONTRACT / "datamap.yaml").read_bytes()
