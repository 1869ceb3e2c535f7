"""The commands about the secret key, and replay with an answer to who came back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.conftest import Command

ANA = "email=ana.lopez@example.com"


def test_a_key_that_is_made_is_told_once_with_its_place(estate: Path, command: Command) -> None:
    (estate / "subjectrights.key").unlink(missing_ok=True)
    (estate / "register.sqlite").unlink(missing_ok=True)
    first = command("access", "--by", ANA)
    assert "A secret key was made in" in first.err
    assert "subjectrights.key" in first.err
    assert "secret key" not in command("access", "--by", ANA).err


def test_a_key_is_rotated_and_stays_while_something_rests_on_it(estate: Path, command: Command) -> None:
    command("object", "direct_marketing", "--by", ANA)
    ended = command("key", "rotate", "--json")
    assert ended.code == 0, ended.err
    assert "Keep a copy" in ended.err
    assert [(use["current"], use["needed"]) for use in ended.json] == [(True, True), (False, True)]
    told = command("key", "status")
    assert "it must stay" in told.out
    refused = command("key", "retire")
    assert refused.code == 3
    assert "1 objections" in refused.err
    assert "--yes" in command("key", "retire", "--forget").err
    command("erase", "--by", ANA, "--yes")
    ended = command("key", "retire")
    assert ended.code == 0, ended.err
    assert "retired" in ended.out
    assert len(command("key", "status", "--json").json) == 1


@pytest.mark.parametrize("since", ["2020-01-01", "2020-01-01T12:30:00"])
def test_a_day_since_which_is_replayed_is_taken(estate: Path, command: Command, since: str) -> None:
    command("erase", "--by", ANA, "--yes")
    ended = command("replay", "--since", since, "--yes", "--json")
    assert ended.code in (0, 5), ended.err
    assert ended.json[0]["subjects"] == 1


@pytest.mark.parametrize(("answer", "left"), [("keep", True), ("erase", False), ("back.csv", True)])
def test_who_came_back_is_answered_on_the_command_line(
    estate: Path, command: Command, answer: str, left: bool
) -> None:
    backup = (estate / "crm.sqlite").read_bytes()
    command("erase", "--by", ANA, "--yes")
    (estate / "crm.sqlite").write_bytes(backup)
    (estate / "back.csv").write_text("email\nAna.Lopez@example.com\n", encoding="utf-8")
    command("object", "direct_marketing", "--by", ANA)
    asked = command("replay", "--yes", "--json")
    assert "undecided" in asked.out
    assert asked.code == 5
    ended = command("replay", "--returned", answer, "--yes")
    assert ended.code in (0, 5), ended.err
    with closing(sqlite3.connect(estate / "crm.sqlite")) as database:
        (there,) = database.execute(
            "SELECT count(*) FROM customers WHERE email LIKE 'ana.lopez@%'"
        ).fetchone()
    assert bool(there) is left
