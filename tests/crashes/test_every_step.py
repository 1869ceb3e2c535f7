"""A process that is stopped at any step of a run leaves it done or not done, by recovery if need be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crashes import stopping
from crashes.stopping import Allowed, Steps

PARTS = 4
"""Into how many tests the steps of an operation are dealt, so that they run side by side."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("operation", ["erase", "rectify", "restrict", "object"])
def test_killed_at_any_step_a_run_is_done_wholly_or_not_at_all(
    template: Path,
    steps: Callable[[str], Steps],
    allowed: Callable[[str], Allowed],
    tmp_path: Path,
    operation: str,
    part: int,
) -> None:
    """Edge case 37: nothing between done and not done, whenever the process dies."""
    names, may = steps(operation), allowed(operation)
    assert {"behind journal.decide", "behind journal.seal", "behind database.commit"} <= set(names)
    for number, at in enumerate(stopping.telling(names)[part::PARTS]):
        folder = stopping.fresh(template, tmp_path / str(at))
        assert stopping.run(folder, operation, "kill", at) == -9, names[at]
        done = stopping.end(folder, may)
        assert done or "behind journal.decide" not in names[: at + 1], names[at]
        if number % 5 == 0:
            stopping.again(folder, operation, may)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how", ["interrupt", "fail"])
def test_an_exception_at_any_step_rolls_back_by_itself_or_is_finished(
    template: Path,
    steps: Callable[[str], Steps],
    allowed: Callable[[str], Allowed],
    tmp_path: Path,
    how: str,
    part: int,
) -> None:
    """Ctrl-C or a failing disk: before the decision everything is as it was, with no recovery needed."""
    names, may = steps("erase"), allowed("erase")
    decision = names.index("behind journal.decide")
    for at in stopping.telling(names)[part::PARTS]:
        folder = stopping.fresh(template, tmp_path / str(at))
        assert stopping.run(folder, "erase", how, at) == 0, names[at]
        outcome = json.loads((folder / "outcome.json").read_text())
        # What isn't known to be decided can be so: the last commit before is the decision's own.
        if at < decision and not names[at].endswith("database.commit"):
            assert not stopping.settled(folder, may), (names[at], outcome)
        else:
            assert stopping.end(folder, may) or at < decision, (names[at], outcome)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_recovery_that_is_killed_at_any_step_is_finished_by_the_next(
    decided: Path,
    allowed: Callable[[str], Allowed],
    base: Path,
    tmp_path: Path,
    part: int,
) -> None:
    """The recovery itself may die, and the next one goes on where it was."""
    names = stopping.steps(decided, tmp_path / "steps", "recover")
    assert {"behind journal.committed", "behind journal.seal"} <= set(names)
    for at in stopping.telling(names)[part::PARTS]:
        folder = stopping.fresh(decided, tmp_path / str(at))
        assert stopping.run(folder, "recover", "kill", at) == -9, names[at]
        assert stopping.end(folder, allowed("erase")), names[at]
