"""What the tests of crashes share: one small shop to copy, and what its operations do to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from crashes import stopping
from crashes.stopping import Allowed, Steps


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crashes")


@pytest.fixture(scope="session")
def template(base: Path) -> Path:
    return stopping.template(base)


@pytest.fixture(scope="session")
def steps(base: Path, template: Path) -> Callable[[str], Steps]:
    return cache(lambda operation: stopping.steps(template, base / f"{operation}-steps", operation))


@pytest.fixture(scope="session")
def allowed(base: Path, template: Path) -> Callable[[str], Allowed]:
    return cache(lambda operation: stopping.allowed(template, base / f"{operation}-allowed", operation))


@pytest.fixture(scope="session")
def decided(base: Path, template: Path, steps: Callable[[str], Steps]) -> Path:
    """A shop whose process was killed right behind the decision of an erasure, with nothing committed."""
    folder = stopping.fresh(template, base / "decided")
    assert stopping.run(folder, "erase", "kill", steps("erase").index("behind journal.decide")) == -9
    return folder
