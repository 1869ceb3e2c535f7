"""A process that is killed at any step of a run leaves an estate that recovery brings to done or not done."""

from __future__ import annotations

from pathlib import Path

import pytest

from crashes import stopping

PARTS = 6
"""Into how many tests the steps of an operation are dealt, so that they run side by side."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crashes")


@pytest.fixture(scope="session")
def template(base: Path) -> Path:
    return stopping.template(base)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("operation", ["erase", "rectify", "restrict", "object"])
def test_killed_at_any_step_a_run_is_done_wholly_or_not_at_all(
    template: Path, tmp_path: Path, operation: str, part: int
) -> None:
    steps = stopping.steps(template, tmp_path / "steps", operation)
    may = stopping.allowed(template, tmp_path / "allowed", operation)
    assert {"behind journal.decide", "behind journal.seal", "behind database.commit"} <= set(steps)
    for at in range(part, len(steps), PARTS):
        folder = stopping.fresh(template, tmp_path / str(at))
        assert stopping.run(folder, operation, "kill", at) == -9, steps[at]
        done = stopping.end(folder, may)
        decided = "behind journal.decide" in steps[: at + 1]
        assert done or not decided, steps[at]
        if at % 5 == 0:
            stopping.again(folder, operation, may)
