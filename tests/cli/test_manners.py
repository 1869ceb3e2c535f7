"""How commands behave: usage, confirmation, silence about people, exit codes, missing packages."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from subjectrights import __version__
from subjectrights.errors import RequestError

if TYPE_CHECKING:
    from tests.cli.conftest import Command

SECRET = "ana.lopez@example.com"
ANA = f"email={SECRET}"


class Terminal(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        return True


def test_the_version_is_told(command: Command) -> None:
    ended = command("--version")
    assert (ended.code, ended.out) == (0, f"{__version__}\n")


@pytest.mark.parametrize(
    "name",
    [
        *("demo", "init", "check", "access", "export", "rectify", "restrict", "lift", "object", "withdraw"),
        *("erase", "screen", "due", "recover", "replay"),
    ],
)
def test_each_command_explains_itself_and_its_exit_codes(command: Command, name: str) -> None:
    ended = command(name, "--help")
    assert ended.code == 0
    assert "Exit codes" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("erase", SECRET),
        (SECRET,),
        ("erase", "--by", SECRET),
        ("erase", f"--{SECRET}"),
        ("erase", f"--emial={SECRET}"),
        ("access", "--by", ANA, "--by", ANA),
        ("access", "--by", f"emial={SECRET}"),
        ("rectify", "--by", ANA, "--set", SECRET),
        ("rectify", "--by", ANA),
        ("restrict", "--ground", "because", "--by", ANA),
        ("object", "nothing", "--by", ANA),
        ("replay", "--since", SECRET),
        ("erase", "--by", ANA, "--instruction", SECRET),
        ("erase", "--by", ANA, "--exception", "because", "--yes"),
        ("erase", "--by", ANA, "--category", "nothing", "--yes"),
        ("export", "ana.unknown", "--by", ANA),
    ],
)
def test_what_goes_wrong_is_said_without_the_person(
    estate: Path, command: Command, arguments: tuple[str, ...]
) -> None:
    ended = command(*arguments)
    assert ended.code in (2, 3)
    assert ended.out == ""
    assert ended.err.startswith("Error: ")
    assert "ana.lopez" not in ended.err.lower()


@pytest.mark.parametrize("arguments", [("erase",), ("erase", "--by", ANA, "--people", "to_erase.csv")])
def test_a_command_is_about_somebody_and_said_in_one_way(
    estate: Path, command: Command, arguments: tuple[str, ...]
) -> None:
    ended = command(*arguments)
    assert ended.code == 2
    assert "either --by NAME=VALUE or --people FILE" in ended.err


def test_an_error_in_json_is_json(estate: Path, command: Command) -> None:
    ended = command("access", "--by", f"emial={SECRET}", "--json")
    assert (ended.code, ended.json["error"], ended.json["exit"]) == (3, "unknown-name", 3)
    assert SECRET not in ended.out


def test_what_cant_be_undone_is_refused_where_nobody_can_confirm_it(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    before = (estate / "crm.sqlite").read_bytes()
    ended = command("erase", "--by", ANA)
    assert ended.code == 2
    assert "--yes" in ended.err
    assert (estate / "crm.sqlite").read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [("n\n", 3), ("y\n", 5)])
def test_somebody_at_the_terminal_is_asked_and_shown_the_plan(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    ended = command("erase", "--by", ANA, "--json")
    assert ended.code == code
    assert "Plan: erase" in ended.err
    if code == 5:
        assert ended.json["verified"] is True
    else:
        assert ended.out == ""
        assert "Nothing was changed." in ended.err


def test_an_identifier_can_come_from_standard_input(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    ended = command("access", "--by", "email=-", "--json")
    assert "López" in ended.out


def test_the_map_is_found_by_option_and_by_environment(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("check").code == 3
    assert command("check", "--map", str(estate / "datamap.yaml")).code == 0
    monkeypatch.setenv("SUBJECTRIGHTS_MAP", str(estate / "datamap.yaml"))
    assert command("check").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"email\ncaf\xe9@example.com\n", "not UTF-8"),
        (b"", "is empty"),
        (b"email,phone\na@example.com\n", "people.csv:2: it has 1 fields where the header has 2"),
        (b'email\n"a@example.com\n', "quoting is broken"),
        (b"courriel\na@example.com\n", "courriel"),
    ],
)
def test_a_file_of_people_that_cant_be_used_says_why(
    estate: Path, command: Command, content: bytes, said: str
) -> None:
    Path("people.csv").write_bytes(content)
    ended = command("access", "--people", "people.csv")
    assert ended.code == 3
    assert said in ended.err
    assert "example.com" not in ended.err


def test_a_file_of_people_may_use_semicolons_a_mark_and_windows_line_ends(
    estate: Path, command: Command
) -> None:
    Path("people.csv").write_bytes("\ufeffemail;customer_id\r\na@example.com;\r\n;44\r\n".encode())
    ended = command("access", "--people", "people.csv", "--json")
    assert ended.code in (0, 5), ended.err
    assert len(ended.json) == 2
    assert "a@example.com" in ended.out and "b@example.com" in ended.out


def test_a_fault_of_the_program_tells_its_kind_and_no_value(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"invalid literal: {SECRET}")

    monkeypatch.setattr("subjectrights.estate.Estate.check", broken)
    ended = command("check")
    assert ended.code == 70
    assert "ValueError in broken" in ended.err
    assert SECRET not in ended.err + ended.out


def test_an_unfinished_run_has_its_own_exit_code(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from subjectrights.errors import Unfinished

    def unfinished(*_: object, **__: object) -> None:
        raise Unfinished("decided, but a store could not commit: call recover()")

    monkeypatch.setattr("subjectrights.estate.Estate.recover", unfinished)
    assert command("recover").code == 4


def test_ctrl_c_ends_with_130(estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("subjectrights.estate.Estate.check", interrupted)
    assert command("check").code == 130


def test_the_demo_refuses_a_folder_that_is_not_its_own(command: Command, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("not a demo")
    ended = command("demo", "--folder", str(tmp_path), "--customers", "60", "--calls", "100")
    assert ended.code == 3
    assert (tmp_path / "precious.txt").exists()


def test_without_its_packages_the_command_names_the_extra() -> None:
    program = "import sys; sys.modules['typer'] = None; from subjectrights.cli import main; main(['check'])"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3
    assert "pip install 'subjectrights[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "program",
    [[str(Path(sys.executable).with_name("subjectrights"))], [sys.executable, "-m", "subjectrights"]],
    ids=["command", "module"],
)
def test_the_installed_command_runs_without_a_terminal(estate: Path, program: list[str]) -> None:
    done = subprocess.run(
        [*program, "erase", "--by", ANA, "--json", "--dry-run"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 5, done.stderr
    assert json.loads(done.stdout)["right"] == "erase"
    assert done.stderr == ""


def test_a_reader_that_leaves_early_is_no_error(estate: Path) -> None:
    program = Path(sys.executable).with_name("subjectrights")
    line = f"'{program}' access --by {ANA} --json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_a_request_error_is_told_to_people_in_its_own_words(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RequestError("it can't be done as asked", store="crm", table="customers")

    monkeypatch.setattr("subjectrights.estate.Estate.check", refused)
    assert command("check").err == "Error: crm.customers: it can't be done as asked\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("object", "--by", ANA), "PURPOSE is missing"),
        (("screen", "list.csv", "--purpose", "direct_marketing"), "--column is missing"),
        (("replay", "--since", "yesterday"), "the value of --since is not understood"),
    ],
)
def test_what_is_missing_is_named_as_it_is_written(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    ended = command(*arguments)
    assert ended.code == 2 and said in ended.err
