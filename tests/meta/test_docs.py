"""The documentation is true: its code runs, every error has its page, every example is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from subjectrights import errors

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = sorted([*(ROOT / "docs" / "tutorial").glob("*.md"), *(ROOT / "docs" / "how-to").glob("*.md")])
ELSEWHERE = {"write-a-store.md"}
"""Pages whose code is run by tests of their own."""


@pytest.fixture(scope="module")
def estate_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from subjectrights.demo import build

    folder = tmp_path_factory.mktemp("estate")
    build(folder, customers=200, calls=2_000)
    return folder


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in ELSEWHERE], ids=lambda page: str(page.name)
)
def test_the_code_of_a_page_runs(
    page: Path, estate_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(estate_folder, folder)
    monkeypatch.chdir(folder)
    blocks = BLOCK.findall(page.read_text("utf-8"))
    assert blocks
    names: dict[str, object] = {"__name__": "page"}
    for block in blocks:
        exec(compile(block, page.name, "exec"), names)


def test_every_error_has_its_page() -> None:
    codes = {
        kind.code
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.SubjectRightsError)
    }
    pages = {page.stem for page in (ROOT / "docs" / "errors").glob("*.md")} - {"index"}
    assert codes == pages


def test_every_page_is_in_a_table_of_contents() -> None:
    docs = ROOT / "docs"
    listed: set[str] = {"index"}
    for index in docs.rglob("*.md"):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", index.read_text("utf-8"), re.DOTALL):
            for line in tree.splitlines():
                if line and not line.startswith(":"):
                    listed.add(str((index.parent / line.strip()).relative_to(docs)))
    pages = {str(page.relative_to(docs).with_suffix("")) for page in docs.rglob("*.md")}
    assert pages - listed == {page for page in pages if page.startswith("_build")}
