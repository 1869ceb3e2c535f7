"""Each promise's test notices when the promise is broken on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from promises.breaks import BREAKS, VARIABLE

TESTS = Path(__file__).parent.parent

PROVED_BY = {
    "files_are_not_flushed": "promises/test_power_failure.py::"
    "test_after_a_power_failure_at_any_moment_a_run_is_done_wholly_or_not_at_all[rectify]",
    "names_are_not_flushed": "promises/test_power_failure.py::"
    "test_after_a_power_failure_at_any_moment_a_run_is_done_wholly_or_not_at_all[rectify]",
    "nothing_is_locked": "register/test_register.py::test_one_run_at_a_time",
    "nothing_is_checked_before_the_decision": "execution/test_engine.py::"
    "test_what_others_write_before_the_decision_is_never_run_over",
    "the_plan_is_kept": "execution/test_engine.py::test_the_plan_in_the_journal_can_t_be_read_and_is_wiped",
    "the_plan_is_not_encrypted": "execution/test_engine.py::"
    "test_the_plan_in_the_journal_can_t_be_read_and_is_wiped",
    "outcomes_are_not_asked": "execution/test_engine.py::"
    "test_what_others_wrote_between_crash_and_recovery_is_kept",
    "nobody_looks_again": "execution/test_engine.py::test_a_store_that_lies_is_found_out",
    "receipts_are_not_signed": "register/test_register.py::test_a_whole_chain_is_whole",
    "deleted_bytes_stay": "stores/sql/test_purge.py::"
    "test_sqlite_keeps_no_byte_of_what_was_deleted_or_overwritten",
    "null_is_a_key": "stores/test_memory.py",
    "what_is_remembered_is_believed": "rights/test_addresses_that_change_hands.py",
    "errors_quote_the_database": "stores/sql/test_errors.py::"
    "test_a_value_that_a_constraint_refuses_is_not_told",
    "exports_are_everybody_s": "writers/test_output.py::test_only_the_owner_may_read_it",
    "formulas_run": "writers/test_csv_format.py::test_a_formula_is_never_the_start_of_a_cell",
}


def run(test: str, broken: str | None) -> subprocess.CompletedProcess[str]:
    """Run a test by itself in a new process, under a break or none."""
    environment = {**os.environ, VARIABLE: broken or "", "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "promises.breaks", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, str(TESTS / test)],
        env=environment,
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("broken", sorted(BREAKS))
def test_a_broken_promise_is_noticed(broken: str) -> None:
    outcome = run(PROVED_BY[broken], broken)
    assert outcome.returncode == 1, outcome.stdout
    assert " failed" in outcome.stdout


@pytest.mark.parametrize("test", sorted(set(PROVED_BY.values())))
def test_what_notices_passes_where_nothing_is_broken(test: str) -> None:
    outcome = run(test, None)
    assert outcome.returncode == 0, outcome.stdout
