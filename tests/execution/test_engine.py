"""A run is done wholly or not at all, and what a second look doesn't confirm isn't reported as done."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, dump
from subjectrights.changes import Change
from subjectrights.datamap.model import DataMap
from subjectrights.errors import StoreChanged, StoreFull, StoreUnavailable, Unfinished
from subjectrights.estate import Estate
from subjectrights.events import Committed, Decided, Event, Planned, Sealed, StoreStaged, Traced
from subjectrights.execution.journal import Journal
from subjectrights.stores.base import Staged
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLES = {"people": pa.table({"id": [1, 2], "email": ["ana@x.be", "bob@x.be"], "note": ["a", "b"]})}


class Brittle(MemoryStore):
    """A store in memory that fails when it is told to."""

    fail_to_stage: BaseException | None = None
    fail_to_commit: BaseException | None = None

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        staged = super().stage(changes, token)
        if self.fail_to_stage is not None:
            staged.abort()
            raise self.fail_to_stage
        outer, commit = self, staged.commit

        def brittle() -> None:
            if outer.fail_to_commit is not None:
                error, outer.fail_to_commit = outer.fail_to_commit, None
                raise error
            commit()

        staged.commit = brittle
        return staged


def open_estate(folder: Path, listener: Any = None) -> tuple[Estate, dict[str, Brittle]]:
    table = {"identifiers": {"customer_id": "id", "email": "email"}}
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS,
            "stores": {
                "first": {"type": "memory", "tables": {"people": table}},
                "last": {"type": "memory", "tables": {"people": {**table, "person": True}}},
            },
            "folder": folder,
        }
    )
    stores = {name: Brittle.of(name, TABLES, {"people": Keys(primary=("id",))}) for name in ("first", "last")}
    return Estate(datamap, clock=lambda: NOW, stores=stores, on_event=listener), stores


def ids(stores: dict[str, Brittle]) -> dict[str, list[int]]:
    return {name: [row["id"] for row in dump(store)["people"]] for name, store in stores.items()}


BOTH = {"first": [1, 2], "last": [1, 2]}
DONE = {"first": [2], "last": [2]}


@pytest.mark.parametrize(
    "error", [StoreFull("no space left", store="last"), KeyboardInterrupt(), RuntimeError("x")]
)
def test_whatever_fails_before_the_decision_leaves_every_store_as_it_was(
    tmp_path: Path, error: BaseException
) -> None:
    estate, stores = open_estate(tmp_path)
    stores["last"].fail_to_stage = error
    with pytest.raises(type(error)):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == BOTH
    assert estate.unfinished == 0
    assert estate.ledger.entries() == []
    stores["last"].fail_to_stage = None
    assert estate.subject(email="ana@x.be").erase().verified


def test_a_store_that_can_t_commit_is_finished_by_recovery(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    stores["last"].fail_to_commit = StoreUnavailable("gone", store="last")
    with pytest.raises(Unfinished, match="recover"):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == {"first": [2], "last": [1, 2]}
    with pytest.raises(Unfinished, match="recover"):
        estate.subject(email="bob@x.be").erase()
    with pytest.raises(Unfinished):
        estate.replay()
    (receipt,) = estate.recover()
    assert receipt.verified
    assert any("recover" in remark for remark in receipt.remarks)
    assert ids(stores) == DONE
    assert estate.unfinished == 0
    assert estate.recover() == []
    assert estate.ledger.verify().ok


@pytest.mark.parametrize("store", ["first", "last"])
def test_a_process_that_dies_while_committing_is_finished_by_the_next(tmp_path: Path, store: str) -> None:
    estate, stores = open_estate(tmp_path)
    stores[store].fail_to_commit = SystemExit()
    with pytest.raises(SystemExit):
        estate.subject(email="ana@x.be").erase()
    estate.close()
    next_estate = Estate(estate.map, clock=lambda: NOW, stores=stores)
    with pytest.warns(UserWarning, match="recover"):
        from subjectrights.upkeep import warn_of_unfinished

        warn_of_unfinished(next_estate)
    (receipt,) = next_estate.recover()
    assert receipt.verified
    assert ids(stores) == DONE


def test_a_process_that_dies_before_it_seals_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate, stores = open_estate(tmp_path)

    def dies(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(estate.journal, "seal", dies)
    with pytest.raises(SystemExit):
        estate.subject(email="ana@x.be").erase()
    monkeypatch.undo()
    assert ids(stores) == DONE
    (receipt,) = estate.recover()
    assert receipt.verified
    assert [entry.number for entry in estate.ledger.entries()] == [1]
    assert estate.unfinished == 0


def test_what_others_wrote_between_crash_and_recovery_is_kept(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    stores["last"].fail_to_commit = SystemExit()
    with pytest.raises(SystemExit):
        estate.subject(email="ana@x.be").erase()
    rows = [*dump(stores["first"])["people"], {"id": 3, "email": "cas@x.be", "note": "new"}]
    stores["first"].memory.write("people", pa.Table.from_pylist(rows, schema=TABLES["people"].schema))
    estate.recover()
    assert ids(stores) == {"first": [2, 3], "last": [2]}


def test_a_run_that_wasn_t_decided_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate, stores = open_estate(tmp_path)

    def dies(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(estate.journal, "decide", dies)
    monkeypatch.setattr(estate.journal, "abort", dies)
    with pytest.raises(SystemExit):
        estate.subject(email="ana@x.be").erase()
    monkeypatch.undo()
    assert estate.unfinished == 1
    assert estate.recover() == []
    assert ids(stores) == BOTH
    assert estate.unfinished == 0
    assert estate.subject(email="ana@x.be").erase().verified


def test_a_listener_hears_of_every_step_without_personal_data(tmp_path: Path) -> None:
    heard: list[Event] = []
    estate, _ = open_estate(tmp_path, heard.append)
    estate.subject(email="ana@x.be").erase()
    kinds = [type(event).__name__ for event in heard]
    assert kinds == [
        "Traced",
        "Planned",
        "StoreStaged",
        "StoreStaged",
        "Decided",
        "Committed",
        "Committed",
        "Purged",
        "Purged",
        "Verified",
        "Sealed",
    ]
    assert "ana" not in repr(heard)


@pytest.mark.parametrize("kind", [Decided, Committed, Sealed])
def test_a_listener_can_t_stop_a_run_that_is_decided(tmp_path: Path, kind: type[Event]) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, kind):
            raise RuntimeError("stop")

    estate, stores = open_estate(tmp_path, listen)
    assert estate.subject(email="ana@x.be").erase().verified
    assert ids(stores) == DONE


def test_a_listener_that_raises_before_the_decision_stops_the_run(tmp_path: Path) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, Traced):
            raise RuntimeError("stop")

    estate, stores = open_estate(tmp_path, listen)
    with pytest.raises(RuntimeError):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == BOTH
    assert estate.unfinished == 0


@pytest.mark.parametrize("kind", [Planned, StoreStaged])
def test_what_others_write_before_the_decision_is_never_run_over(tmp_path: Path, kind: type[Event]) -> None:
    more = pa.table({"id": [1, 2, 3], "email": ["ana@x.be", "bob@x.be", "ana@x.be"], "note": ["a", "b", "c"]})

    def listen(event: Event) -> None:
        if isinstance(event, kind) and ids(stores) == BOTH:
            stores["first"].memory.write("people", more)

    estate, stores = open_estate(tmp_path, listen)
    plan = estate.subject(email="ana@x.be").erase(dry_run=True)
    with pytest.raises(StoreChanged):
        plan.execute()
    assert ids(stores) == {"first": [1, 2, 3], "last": [1, 2]}
    assert estate.unfinished == 0


def test_a_store_that_lies_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate, stores = open_estate(tmp_path)
    stage = stores["first"].stage

    def lies(changes: Sequence[Change], token: str) -> Staged:
        staged = stage(changes, token)
        staged.commit = lambda: None
        return staged

    monkeypatch.setattr(stores["first"], "stage", lies)
    receipt = estate.subject(email="ana@x.be").erase()
    assert not receipt.verified
    assert receipt.outcomes["first.people"] == "failed"
    assert receipt.counts["first.people"].deleted == 0
    assert receipt.outcomes["last.people"] == "done"
    assert "NOT CONFIRMED" in str(receipt)


def test_a_second_look_that_can_t_be_taken_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate, stores = open_estate(tmp_path)
    purge = stores["first"].purge

    def then_down() -> Any:
        def down() -> None:
            raise StoreUnavailable("down", store="first")

        monkeypatch.setattr(stores["first"], "schema", down)
        return purge()

    monkeypatch.setattr(stores["first"], "purge", then_down)
    receipt = estate.subject(email="ana@x.be").erase()
    assert not receipt.verified
    assert receipt.outcomes["first.people"] == "could not look"
    assert any("second look" in remark for remark in receipt.remarks)
    assert estate.unfinished == 0


def test_the_plan_in_the_journal_can_t_be_read_and_is_wiped(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    stores["first"].fail_to_commit = SystemExit()
    with pytest.raises(SystemExit):
        estate.subject(email="ana@x.be").erase()
    file = estate.register.file
    assert file is not None
    assert b"ana@x.be" not in file.read_bytes()
    (entry,) = estate.journal.unfinished()
    assert b'"right": "erase"' in entry.plan
    with closing(sqlite3.connect(file)) as database:
        ((sealed,),) = database.execute("SELECT plan FROM subjectrights_journal").fetchall()
    assert sealed in file.read_bytes()
    assert b'"right": "erase"' not in file.read_bytes()
    assert "ana" not in repr(entry)
    estate.recover()
    assert estate.unfinished == 0
    estate.close()
    left = file.read_bytes()
    assert b"ana@x.be" not in left
    assert not any(sealed[at : at + 16] in left for at in range(0, len(sealed) - 16, 16))
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


@contextmanager
def at_the_decision(estate: Estate, error: BaseException, *, written: bool) -> Iterator[None]:
    """The decision fails: before it is written, or right behind its commit."""
    decide = Journal.decide

    def failing(self: Journal, *args: Any) -> None:
        if written:
            decide(self, *args)
        raise error

    with patch.object(Journal, "decide", failing):
        yield


@pytest.mark.parametrize("error", [StoreUnavailable("gone", store="register"), OSError(5, "x")])
def test_a_decision_that_failed_behind_its_commit_stands(tmp_path: Path, error: Exception) -> None:
    """A connection that breaks at COMMIT doesn't tell what became of it, so the register is asked."""
    estate, stores = open_estate(tmp_path)
    with at_the_decision(estate, error, written=True), pytest.raises(Unfinished, match="decided, but"):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == BOTH and estate.unfinished == 1
    assert [receipt.verified for receipt in estate.recover()] == [True]
    assert ids(stores) == DONE


def test_ctrl_c_right_behind_the_decision_leaves_the_run_to_recovery(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    with at_the_decision(estate, KeyboardInterrupt(), written=True), pytest.raises(KeyboardInterrupt):
        estate.subject(email="ana@x.be").erase()
    assert estate.unfinished == 1
    estate.recover()
    assert ids(stores) == DONE


def test_a_decision_that_was_not_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    gone = StoreUnavailable("gone", store="register")
    with at_the_decision(estate, gone, written=False), pytest.raises(StoreUnavailable):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == BOTH and estate.unfinished == 0


@pytest.mark.parametrize("written", [True, False])
def test_a_decision_that_nobody_can_ask_for_is_said_to_be_unknown(tmp_path: Path, written: bool) -> None:
    """The register can't be reached behind the failure either: recover() finds out."""
    estate, stores = open_estate(tmp_path)
    gone = StoreUnavailable("gone", store="register")
    with (
        at_the_decision(estate, gone, written=written),
        patch.object(Journal, "state", side_effect=gone),
        pytest.raises(Unfinished, match="can't be asked whether"),
    ):
        estate.subject(email="ana@x.be").erase()
    assert ids(stores) == BOTH
    assert len(estate.recover()) == written
    assert ids(stores) == (DONE if written else BOTH) and estate.unfinished == 0


def test_an_error_before_the_decision_is_told_though_the_register_is_gone(tmp_path: Path) -> None:
    estate, stores = open_estate(tmp_path)
    stores["last"].fail_to_stage = StoreFull("no space left", store="last")
    gone = StoreUnavailable("gone", store="register")
    with patch.object(Journal, "abort", side_effect=gone), pytest.raises(StoreFull):
        estate.subject(email="ana@x.be").erase()
    assert estate.unfinished == 1
    assert estate.recover() == [] and ids(stores) == BOTH and estate.unfinished == 0


def test_a_store_that_can_t_roll_back_keeps_no_other_from_it(tmp_path: Path) -> None:
    estate, _ = open_estate(tmp_path)
    stage, rolled_back = Brittle.stage, []

    def unable(self: Brittle, changes: Sequence[Change], token: str) -> Staged:
        staged = stage(self, changes, token)
        abort = staged.abort

        def aborting() -> None:
            abort()
            rolled_back.append(self.name)
            raise StoreUnavailable("gone", store=self.name)

        staged.abort = aborting
        return staged

    gone = StoreFull("no space left", store="register")
    with (
        patch.object(Brittle, "stage", unable),
        at_the_decision(estate, gone, written=False),
        pytest.raises(StoreFull),
    ):
        estate.subject(email="ana@x.be").erase()
    assert rolled_back == ["first", "last"]


def test_a_recovery_that_a_store_keeps_from_finishing_says_that_the_run_is_decided(tmp_path: Path) -> None:
    """ "Nothing was changed" would be read as if the run were undone."""
    estate, stores = open_estate(tmp_path)
    stores["first"].fail_to_commit = StoreUnavailable("gone", store="first")
    with pytest.raises(Unfinished):
        estate.subject(email="ana@x.be").erase()
    stores["first"].fail_to_stage = StoreUnavailable("gone", store="first")
    with pytest.raises(Unfinished, match=r"a run that is decided .*store-unavailable") as caught:
        estate.recover()
    assert caught.value.store == "first" and estate.unfinished == 1
    stores["first"].fail_to_stage = None
    assert [receipt.verified for receipt in estate.recover()] == [True]
    assert ids(stores) == DONE
