"""Nothing that a store, a map or a file holds is ever run, and nobody is called who wasn't named."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import subjectrights

SOURCE = Path(subjectrights.__file__).parent
FORBIDDEN_MODULES = {
    *("pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle"),
    *("subprocess", "pty", "ctypes", "cffi", "code", "codeop", "runpy"),
    *("socket", "socketserver", "ssl", "urllib", "urllib3", "requests", "httpx", "aiohttp", "http", "ftplib"),
    *("smtplib", "telnetlib", "xmlrpc", "asyncio", "webbrowser", "yaml", "xml.etree", "xml.dom", "lxml"),
}
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "breakpoint"),
    *("os.system", "os.popen", "os.execv", "os.execve", "os.spawnv", "os.startfile", "os.fork"),
    *(
        "pandas.read_pickle",
        "pd.read_pickle",
        "pd.eval",
        "numpy.load",
        "np.load",
        "np.fromfile",
    ),
    *("pd.read_html", "pd.read_sql", "logging.config.dictConfig"),
}
NETWORKED = {"urllib.parse"}
"""Parts of networked modules that only take texts apart."""

NAMED_BY_THE_MAP = {"exchanges/webhook.py": {"http", "ssl"}}
"""By file, what it needs to call an address that the data map names; nothing else may."""


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            named = node.args[0]
            if isinstance(named, ast.Constant):
                yield str(named.value)


def _faults(path: Path, root: Path = SOURCE) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    where = str(path.relative_to(root))
    for module in _modules(tree):
        parts = module.split(".")
        heads = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
        if heads & NAMED_BY_THE_MAP.get(where, set()):
            continue
        if heads & FORBIDDEN_MODULES and not heads & NETWORKED:
            yield f"{where} imports {module}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in FORBIDDEN_CALLS:
            yield f"{where}:{node.lineno} calls {called}"
        for keyword in node.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if (keyword.arg, value) in {("shell", True), ("allow_pickle", True), ("typ", "unsafe")}:
                yield f"{where}:{node.lineno} says {keyword.arg}={value!r}"
        if called == "YAML" and not any(
            keyword.arg == "typ" and ast.unparse(keyword.value) in ("'safe'", "'rt'")
            for keyword in node.keywords
        ):
            yield f"{where}:{node.lineno} makes a YAML reader that isn't safe"


def test_no_code_runs_what_it_reads_or_opens_a_connection_itself() -> None:
    faults = sorted({fault for path in SOURCE.rglob("*.py") for fault in _faults(path)})
    assert faults == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    """Without this, an empty list would prove nothing."""
    lines = {
        "import pickle": "imports pickle",
        "from urllib.request import urlopen": "imports urllib.request",
        "eval('1')": "calls eval",
        "run('x', shell=True)": "says shell=True",
        "YAML(typ='unsafe')": "says typ='unsafe'",
        "YAML()": "isn't safe",
        "importlib.import_module('socket')": "imports socket",
    }
    for line, fault in lines.items():
        path = tmp_path / "one.py"
        path.write_text(line)
        assert any(fault in text for text in _faults(path, tmp_path)), line


_RUN = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError("a socket was opened")
def hook(event, arguments):
    if event.startswith(watched) and event not in seen:
        seen.append(event)
watched = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.fork", "pickle.",
    "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")
seen = []
from pathlib import Path
from subjectrights.demo import build
folder = Path(sys.argv[1])
build(folder, customers=60, calls=100)
import subjectrights as sr
with sr.open(folder / "datamap.yaml") as warm:
    warm.check()
socket.socket = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
sys.addaudithook(hook)
with sr.open(folder / "datamap.yaml") as estate:
    assert estate.check() is not None
    ana = estate.subject(email="ana.lopez@example.com")
    for suffix in ("json", "csv.zip", "xlsx", "pdf", "html", "xml", "parquet.zip"):
        ana.access().write(folder / f"ana.{suffix}")
        ana.export(folder / f"secret.{suffix}", password="Tulip-7-Anchor-93")
    assert ana.erase().verified
print(seen)
"""


def test_a_whole_run_over_files_opens_no_connection_and_starts_no_program(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CRM_URL"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(tmp_path / "estate")],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
