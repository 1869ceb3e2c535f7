"""Each right from the command line, with the exit codes that scripts rely on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from subjectrights.errors import WriteError
from subjectrights.writers import output

if TYPE_CHECKING:
    from tests.cli.conftest import Command

ANA = "email=ana.lopez@example.com"


def one(estate: Path, query: str) -> object:
    with closing(sqlite3.connect(estate / "crm.sqlite")) as database:
        return database.execute(query).fetchone()


def dump(estate: Path) -> list[str]:
    with closing(sqlite3.connect(estate / "crm.sqlite")) as database:
        return list(database.iterdump())


def test_the_demo_estates_map_holds(estate: Path, command: Command) -> None:
    ended = command("check")
    assert ended.code == 0, ended.out


def test_a_map_that_does_not_hold_ends_with_findings(estate: Path, command: Command) -> None:
    datamap = (estate / "datamap.yaml").read_text(encoding="utf-8")
    (estate / "datamap.yaml").write_text(datamap.replace("born_on:", "birthday:"), encoding="utf-8")
    ended = command("check", "--json")
    assert ended.code == 1
    assert "birthday" in json.dumps(ended.json)


def test_access_prints_what_is_held(estate: Path, command: Command) -> None:
    ended = command("access", "--by", ANA)
    assert ended.code == 0, ended.err
    assert "crm.customers" in ended.out


def test_access_as_json_is_json_and_nothing_else(estate: Path, command: Command) -> None:
    ended = command("access", "--by", ANA, "--json")
    assert ended.json
    assert "López" in ended.out
    assert ended.err == ""


def test_access_writes_a_report(estate: Path, command: Command) -> None:
    ended = command("access", "--by", ANA, "--out", "ana.html", "--language", "fr")
    assert ended.code == 0, ended.err
    assert "López" in (estate / "ana.html").read_text(encoding="utf-8")


def test_access_for_several_people_is_a_list(estate: Path, command: Command) -> None:
    Path("people.csv").write_text("email\na@example.com\nb@example.com\n")
    ended = command("access", "--people", "people.csv", "--json")
    assert len(ended.json) == 2


def test_somebody_nobody_knows_is_an_answer(estate: Path, command: Command) -> None:
    ended = command("access", "--by", "email=stranger@example.net")
    assert ended.code == 0


def test_export_writes_a_file_and_says_its_checksum(estate: Path, command: Command) -> None:
    ended = command("export", "ana.json", "--by", ANA, "--scope", "all", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["bytes"] == Path("ana.json").stat().st_size


def test_export_for_several_people_fills_a_folder(estate: Path, command: Command) -> None:
    Path("people.csv").write_text("email\na@example.com\nb@example.com\n")
    ended = command("export", "out", "--people", "people.csv", "--format", "json")
    assert ended.code == 0, ended.err
    assert len(list(Path("out").iterdir())) == 2


def test_rectify_puts_a_category_right(estate: Path, command: Command) -> None:
    ended = command("rectify", "--by", ANA, "--set", "user.contact.address.city=Liège", "--yes")
    assert ended.code == 0, ended.err
    assert one(estate, "SELECT city FROM customers WHERE id = 42") == ("Liège",)


def test_restrict_marks_and_lift_takes_the_mark_away(estate: Path, command: Command) -> None:
    assert command("restrict", "--ground", "accuracy_contested", "--by", ANA).code == 0
    assert one(estate, "SELECT restricted FROM customers WHERE id = 42") == (1,)
    refused = command("erase", "--by", ANA, "--yes")
    assert refused.code == 3
    assert command("lift", "--by", ANA).code == 0
    allowed = command("erase", "--by", ANA, "--yes", "--dry-run")
    assert allowed.code in (0, 5)


def test_an_exception_of_the_law_allows_what_a_restriction_forbids(estate: Path, command: Command) -> None:
    command("restrict", "--ground", "accuracy_contested", "--by", ANA)
    ended = command("erase", "--by", ANA, "--yes", "--exception", "legal_claims")
    assert ended.code == 5, ended.err
    assert "verified" in ended.out


def test_objecting_and_withdrawing_opt_out(estate: Path, command: Command) -> None:
    assert command("object", "direct_marketing", "--by", ANA).code in (0, 5)
    assert one(estate, "SELECT opt_in FROM customers WHERE id = 42") == (0,)
    assert command("withdraw", "direct_marketing", "--by", ANA).code in (0, 5)


def test_a_dry_run_changes_nothing(estate: Path, command: Command) -> None:
    before = dump(estate)
    ended = command("erase", "--by", ANA, "--dry-run", "--json")
    assert ended.code == 5
    assert ended.json["awaiting"][0]["controller"] == "acme"
    assert len(ended.json["digest"]) == 64
    assert dump(estate) == before


def test_erase_says_that_something_awaits_an_instruction(estate: Path, command: Command) -> None:
    ended = command("erase", "--by", ANA, "--yes", "--json", "--receipt", "receipt.json")
    assert ended.code == 5, ended.err
    assert ended.json["verified"] is True
    assert ended.json["results"] == ["found"]
    assert Path("receipt.json").stat().st_size
    assert not any("Ana.Lopez@example.com" in line for line in dump(estate))


def test_erase_with_the_controllers_instruction_leaves_nothing_open(estate: Path, command: Command) -> None:
    ended = command("erase", "--by", ANA, "--yes", "--instruction", "acme:ACME-2026-118")
    assert ended.code == 0, ended.err
    lists = b"".join(path.read_bytes() for path in Path("campaigns").iterdir())
    assert b"ana.lopez@example.com" not in lists


def test_an_instruction_of_another_party_is_refused(estate: Path, command: Command) -> None:
    before = dump(estate)
    ended = command("erase", "--by", ANA, "--yes", "--instruction", "payfast:P-1")
    assert ended.code == 3
    assert dump(estate) == before


def test_erasing_in_part_keeps_the_rest(estate: Path, command: Command) -> None:
    ended = command(
        "erase", "--by", ANA, "--yes", "--table", "crm.interactions", "--table", "crm.interaction_tags"
    )
    assert ended.code == 0, ended.err
    assert one(estate, "SELECT count(*) FROM interactions WHERE customer_id = 42") == (0,)
    assert one(estate, "SELECT email FROM customers WHERE id = 42") == ("Ana.Lopez@example.com",)


def test_erasing_many_from_a_file(estate: Path, command: Command) -> None:
    ended = command("erase", "--people", "to_erase.csv", "--yes", "--json", "--instruction", "acme:A-1")
    assert ended.code in (0, 5), ended.err
    assert ended.json["subjects"] == 40
    assert ended.json["results"].count("nothing held") == 3


def test_screening_writes_only_those_who_may_be_used(estate: Path, command: Command) -> None:
    columns = ("--column", "email=Courriel", "--column", "phone=GSM")
    before = command("screen", "campaign.csv", "--purpose", "direct_marketing", *columns, "--json")
    command("object", "direct_marketing", "--by", ANA)
    ended = command(
        "screen", "campaign.csv", "--purpose", "direct_marketing", *columns, "--json", "--out", "ok.csv"
    )
    assert ended.code == 0, ended.err
    assert ended.json["allowed"] == before.json["allowed"] - 1
    kept = Path("ok.csv").read_text(encoding="utf-8").splitlines()
    everybody = Path("campaign.csv").read_text(encoding="utf-8").splitlines()
    assert kept == [line for line in everybody if "ana.lopez@" not in line]


def test_a_list_of_which_nobody_is_left_ends_with_findings(estate: Path, command: Command) -> None:
    Path("only.csv").write_text("email\nANA.LOPEZ@example.com\n")
    command("object", "direct_marketing", "--by", ANA)
    ended = command("screen", "only.csv", "--purpose", "direct_marketing", "--column", "email=email")
    assert (ended.code, ended.out) == (1, "0 of 1 may be used for direct_marketing\n")


def test_the_ledger_is_whole_and_can_be_taken_along(estate: Path, command: Command) -> None:
    command("restrict", "--ground", "accuracy_contested", "--by", ANA)
    ended = command("ledger", "verify", "--json")
    assert (ended.code, ended.json["ok"], ended.json["entries"]) == (0, True, 1)
    assert command("ledger", "export", "ledger.jsonl").code == 0
    assert command("ledger", "verify", "ledger.jsonl").code == 0
    text = Path("ledger.jsonl").read_text(encoding="utf-8")
    Path("ledger.jsonl").write_text(text.replace("restrict", "re5trict"), encoding="utf-8")
    assert command("ledger", "verify", "ledger.jsonl").code in (1, 3)


def test_nothing_to_recover_and_nothing_due_is_said(estate: Path, command: Command) -> None:
    assert command("recover").out == "Nothing to do.\n"
    assert command("due").out == "Nothing to do.\n"


def test_what_was_kept_is_due_when_its_duty_has_ended(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("erase", "--by", ANA, "--yes")
    assert one(estate, "SELECT count(*) FROM invoices WHERE billing_name LIKE 'Ana%'") != (0,)
    monkeypatch.setattr("subjectrights.estate.Estate.now", lambda _: datetime(2040, 1, 1, tzinfo=UTC))
    ended = command("due", "--yes")
    assert ended.code in (0, 5), ended.err
    assert one(estate, "SELECT count(*) FROM invoices WHERE billing_name LIKE 'Ana%'") == (0,)


def test_after_a_restore_replay_erases_again(estate: Path, command: Command) -> None:
    backup = (estate / "crm.sqlite").read_bytes()
    command("erase", "--by", ANA, "--yes")
    (estate / "crm.sqlite").write_bytes(backup)
    ended = command("replay", "--yes")
    assert ended.code in (0, 5), ended.err
    assert not any("Ana.Lopez@example.com" in line for line in dump(estate))


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        ("nowhere/receipt.json", "its folder doesn't exist"),
        ("datamap.yaml/receipt.json", "its folder is not a folder"),
        ("receipt.doc", "no format is known by the suffix '.doc'"),
        ("receipt", "no format is known"),
        (".", "it is a folder"),
    ],
)
def test_a_receipt_that_cant_be_written_there_is_refused_before_anything_is_done(
    estate: Path, command: Command, receipt: str, said: str
) -> None:
    before = dump(estate)
    for words in (
        ("erase", "--yes"),
        ("rectify", "--yes", "--set", "email=ana@new.example"),
        ("restrict", "--ground", "accuracy_contested"),
    ):
        ended = command(*words, "--by", ANA, "--receipt", receipt)
        assert (ended.code, ended.out) == (3, "")
        assert said in ended.err
    assert dump(estate) == before


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="needs a folder that takes no files, even of root"
)
def test_a_folder_that_takes_no_files_takes_no_receipt(estate: Path, command: Command) -> None:
    ended = command(
        "restrict", "--ground", "accuracy_contested", "--by", ANA, "--receipt", "/proc/self/receipt.json"
    )
    assert ended.code == 3
    assert "can't be written" in ended.err
    assert one(estate, "SELECT restricted FROM customers WHERE id = 42") == (0,)


def test_a_language_nobody_writes_is_refused_before_anything_is_done(estate: Path, command: Command) -> None:
    ended = command(
        "restrict",
        "--ground",
        "accuracy_contested",
        "--by",
        ANA,
        "--receipt",
        "receipt.json",
        "--language",
        "es",
    )
    assert ended.code == 3
    assert one(estate, "SELECT restricted FROM customers WHERE id = 42") == (0,)


def test_a_receipt_that_cant_be_written_in_the_end_leaves_what_was_done_done(
    estate: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise WriteError("no space is left", file="receipt.json")

    monkeypatch.setattr(output, "write_document", full)
    ended = command("restrict", "--ground", "accuracy_contested", "--by", ANA, "--receipt", "receipt.json")
    assert ended.code == 5
    assert "it is done, but the receipt could not be written" in ended.err
    assert one(estate, "SELECT restricted FROM customers WHERE id = 42") == (1,)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_a_receipt_comes_in_the_language_that_is_asked_for(
    estate: Path, command: Command, language: str
) -> None:
    ended = command(
        "restrict",
        "--ground",
        "accuracy_contested",
        "--by",
        ANA,
        "--receipt",
        "receipt.html",
        "--language",
        language,
    )
    assert ended.code == 0, ended.err
    assert f'lang="{language}"' in Path("receipt.html").read_text(encoding="utf-8")
