"""Deliberate breaks, one a promise: a pytest plugin that breaks what an environment variable names.

``test_breaks.py`` runs the test that proves a promise under the break that it must notice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

VARIABLE = "SUBJECTRIGHTS_TEST_BREAK"


def _nothing(*_args: Any, **_options: Any) -> None:
    return None


def files_are_not_flushed() -> None:
    """New versions of files take their place without being flushed."""
    from subjectrights.stores.files import shadow

    shadow.os = SimpleNamespace(**{**vars(os), "fsync": _nothing})


def names_are_not_flushed() -> None:
    """Names that change in a folder aren't flushed."""
    from subjectrights.stores.files import shadow, staged

    shadow.sync_folder = _nothing
    staged.sync_folder = _nothing


def nothing_is_locked() -> None:
    """Two runs may go on at once."""
    from subjectrights import conduct, upkeep
    from subjectrights.execution import locks

    @contextmanager
    def unlocked(*_args: Any, **_options: Any) -> Iterator[None]:
        yield

    for module in (conduct, upkeep, locks):
        module.estate_lock = unlocked


def nothing_is_checked_before_the_decision() -> None:
    """What others did since the plan was made isn't looked for."""
    from subjectrights.execution.engine import Engine

    Engine._check = _nothing


def the_plan_is_kept() -> None:
    """A sealed run's plan stays in the journal."""
    from subjectrights.execution.journal import Journal

    Journal._wipe = _nothing


def the_plan_is_not_encrypted() -> None:
    """The journal holds the plan as it is."""
    from subjectrights.execution.journal import Journal

    Journal._encrypted = lambda _self, _token, plan: plan
    Journal._decrypted = lambda _self, _token, data: data


def outcomes_are_not_asked() -> None:
    """Recovery does again what a store has already committed."""
    from subjectrights import upkeep
    from subjectrights.stores.memory import MemoryStore
    from subjectrights.terms import Outcome

    MemoryStore.outcome = lambda _self, _token: Outcome.NOT_COMMITTED
    finish = upkeep._finish
    upkeep._finish = lambda estate, entry: finish(estate, replace(entry, committed=frozenset()))


def nobody_looks_again() -> None:
    """The receipt says what was planned, not what a second look saw."""
    from subjectrights.execution import engine

    judge = engine.judge
    engine.judge = lambda plan, seen, *rest: judge(
        plan, replace(seen, plan=replace(seen.plan, changes={}), unreachable=()), *rest
    )


def receipts_are_not_signed() -> None:
    """The ledger's entries bear a signature that is none."""
    from subjectrights.register.ledger import Ledger

    def unsigning(ledger: Ledger) -> _Unsigning:
        return _Unsigning(ledger)

    Ledger._signer = unsigning


class _Unsigning:
    """Stands where a key should, and signs nothing."""

    def __init__(self, ledger: Any) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(ledger._register.secrets.signing_seed)

    def public_key(self) -> Any:
        """The right key, so that only the signature is wrong."""
        return self._key.public_key()

    def sign(self, _message: bytes) -> bytes:
        """Nothing that anybody could check."""
        return bytes(64)


def deleted_bytes_stay() -> None:
    """SQLite doesn't overwrite what it deletes."""
    from subjectrights.stores.sql import sqlite

    sqlite._PRAGMAS = tuple(p for p in sqlite._PRAGMAS if not p.startswith("secure_delete"))
    sqlite._PRAGMAS += ("secure_delete=OFF",)


def null_is_a_key() -> None:
    """A missing value in a key matches a missing value in a row."""
    from subjectrights.stores import memory

    memory.Match.__post_init__ = _nothing


def errors_quote_the_database() -> None:
    """What the driver says is handed on."""
    from subjectrights.stores.sql import faults

    plain = faults._fault
    faults._fault = lambda caught, classify: replace(plain(caught, classify), code=str(caught.orig))


def exports_are_everybody_s() -> None:
    """Reports are written for all to read."""
    from subjectrights.writers import placing

    def fchmod(descriptor: int, _mode: int) -> None:
        os.fchmod(descriptor, 0o644)

    placing.os = SimpleNamespace(**{**vars(os), "fchmod": fchmod})


def formulas_run() -> None:
    """Cells that begin a formula are written as they are."""
    from subjectrights.writers import csv

    csv.disarm = lambda text: text
    csv.is_formula = lambda _text: False


def what_is_remembered_is_believed() -> None:
    """An address that the register remembers leads to whoever has it now."""
    from subjectrights import looking

    looking.still_theirs = lambda _estate, _schemas, sought, _remembered: sought


BREAKS: dict[str, Callable[[], None]] = {
    broken.__name__: broken
    for broken in (
        files_are_not_flushed,
        names_are_not_flushed,
        nothing_is_locked,
        nothing_is_checked_before_the_decision,
        the_plan_is_kept,
        the_plan_is_not_encrypted,
        outcomes_are_not_asked,
        nobody_looks_again,
        receipts_are_not_signed,
        deleted_bytes_stay,
        null_is_a_key,
        what_is_remembered_is_believed,
        errors_quote_the_database,
        exports_are_everybody_s,
        formulas_run,
    )
}


def pytest_configure() -> None:
    """Break what is named, before any test runs."""
    if os.environ.get(VARIABLE):
        BREAKS[os.environ[VARIABLE]]()
