"""A third party's store: the package of the how-to page, installed by pip and run through the suite."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

PACKAGE = Path(__file__).parent / "jsonl-store"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-store.md"
BLOCK = re.compile(r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def page_blocks() -> dict[str, str]:
    return dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package in it, its metadata too, as pip makes it."""
    target = tmp_path_factory.mktemp("installed")
    install = [
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(target),
    ]
    run([sys.executable, "-m", "pip", "--disable-pip-version-check", *install, str(PACKAGE)], target)
    return target


def run(command: list[str], installed: Path) -> str:
    path = os.pathsep.join(filter(None, [str(installed), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command,
        cwd=installed,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_shows_the_package_that_is_tested() -> None:
    blocks = page_blocks()
    assert set(blocks) == {"jsonl_store.py", "pyproject.toml", "datamap.yaml", "test_jsonl_store.py"}
    for name in set(blocks) - {"datamap.yaml"}:
        assert blocks[name] == (PACKAGE / name).read_text(encoding="utf-8"), name


def test_the_installed_store_passes_the_conformance_suite(installed: Path, tmp_path: Path) -> None:
    shutil.copy(PACKAGE / "test_jsonl_store.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    told = run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)], installed)
    assert re.search(r"^\d\d+ passed in", told, re.MULTILINE), told


def test_a_store_that_is_wrong_fails_the_suite(installed: Path, tmp_path: Path) -> None:
    """Otherwise passing it would say nothing: the same package with one word taken out."""
    wrong = (PACKAGE / "jsonl_store.py").read_text(encoding="utf-8")
    assert wrong.count("updated.pop(position, None)") == 1
    (tmp_path / "jsonl_store.py").write_text(wrong.replace("updated.pop(position, None)", "pass"))
    shutil.copy(PACKAGE / "test_jsonl_store.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "deleted", str(tmp_path)]
    with pytest.raises(AssertionError, match="test_a_row_both_deleted_and_updated_is_deleted"):
        run(command, installed)


def test_the_data_map_of_the_page_opens_the_installed_store(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "inbox.jsonl").write_text('{"id": 1, "email": "ann@x.com", "body": "hello"}\n')
    from subjectrights.datamap.model import StoreMap

    stated = StoreMap.model_validate(
        YAML(typ="safe").load(page_blocks()["datamap.yaml"])["stores"]["letters"]
    )
    options = {name: table.store_options() for name, table in stated.tables.items()}
    script = f"""
from pathlib import Path
from subjectrights.stores.base import StoreSource, TableSource
from subjectrights.stores.registry import open_store, store_kinds

assert "jsonl" in store_kinds()
tables = {{name: TableSource(name=name, options=options) for name, options in {options!r}.items()}}
folder = Path({str(tmp_path)!r})
store = open_store(StoreSource(name="letters", type="{stated.type}", folder=folder, tables=tables))
print([row for batch in store.find("inbox", ["body", "id"]) for row in batch.to_pylist()])
"""
    assert run([sys.executable, "-c", script], installed).strip() == "[{'body': 'hello', 'id': 1}]"
