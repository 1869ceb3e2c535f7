"""The shape of the library: imports go down, importing is fast, files are small, names are exported."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import subjectrights

SOURCE = Path(subjectrights.__file__).parent

BOTTOM = {
    "arguments",
    "atrest",
    "errors",
    "terms",
    "changes",
    "consent",
    "effects",
    "events",
    "handovers",
    "plan",
    "pseudonym",
    "receipt",
    "suggest",
    "present",
    "forking",
    "keys",
    "quiet",
    "_version",
}
MAY_IMPORT = {
    "stores": BOTTOM | {"stores"},
    "writers": BOTTOM | {"writers"},
    "register": BOTTOM | {"register"},
    "datamap": BOTTOM | {"datamap", "stores"},
    "identity": BOTTOM | {"identity", "datamap", "stores"},
    "rights": BOTTOM | {"rights", "identity", "datamap", "stores"},
    "execution": BOTTOM | {"execution", "identity", "stores", "register"},
    "requests": BOTTOM | {"requests", "reports", "writers", "register", "identity", "datamap", "looking"},
    "consents": BOTTOM
    | {"consents", "register", "identity", "datamap", "execution", "acquaintance", "looking"},
    "operators": BOTTOM | {"operators", "register", "datamap"},
    "exchanges": BOTTOM
    | {
        "exchanges",
        "reports",
        "rights",
        "register",
        "identity",
        "datamap",
        "stores",
        "writers",
        "screening",
        "acquaintance",
    },
    "reports": BOTTOM
    | {
        "reports",
        "rights",
        "identity",
        "datamap",
        "writers",
        "stores",
        "looking",
        "acquaintance",
        "operators",
        "estate",
    },
}


def imported(path: Path) -> set[str]:
    """The rooms and modules of the library that a file imports at run time."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        modules = []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module]
            if node.module == "subjectrights":
                modules = [f"subjectrights.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in modules if name.startswith("subjectrights.")}
    return found


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_only_go_down(room: str) -> None:
    faults = {
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in (SOURCE / room).rglob("*.py")
        for name in imported(path) - MAY_IMPORT[room]
    }
    assert faults == set()


def test_importing_the_library_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, subjectrights; "
        "heavy = ('pandas', 'pyarrow', 'openpyxl', 'fpdf', 'sqlalchemy', 'pydantic', 'numpy', 'typer'); "
        "print([m for m in heavy "
        "if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_every_exported_name_is_there() -> None:
    for name in subjectrights.__all__:
        assert getattr(subjectrights, name) is not None
    assert set(subjectrights._PLACES) <= set(subjectrights.__all__)
    with pytest.raises(AttributeError):
        _ = subjectrights.nothing_of_that_name


def test_no_file_holds_two_subjects() -> None:
    catalogues = SOURCE / "reports" / "words"
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if catalogues not in path.parents and (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


def test_every_public_thing_is_described() -> None:
    missing = []
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        if not ast.get_docstring(tree):
            missing.append(str(path.relative_to(SOURCE)))
    assert missing == []
