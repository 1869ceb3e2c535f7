"""A small demo estate and a way to run commands in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from subjectrights.cli.frame import run
from subjectrights.demo import build
from subjectrights.keys import load_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command(Protocol):
    def __call__(self, *arguments: str) -> Ended: ...


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "estate"
    build(folder, customers=200, calls=800)
    return folder


@pytest.fixture
def estate(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the demo estate, as the current folder."""
    for name in ("CRM_URL", "SUBJECTRIGHTS_REGISTER", "SUBJECTRIGHTS_MAP"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "estate"
    shutil.copytree(built, folder)
    # Whoever makes the key is told of it, once, on standard error.
    load_secrets(folder, {})
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: str) -> Ended:
        code = run(arguments)
        out, err = capsys.readouterr()
        return Ended(code=code, out=out, err=err)

    return call
