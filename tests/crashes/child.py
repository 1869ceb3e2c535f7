"""What runs in a process of its own, to be stopped there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journeys.shop import ACME, Shop
from subjectrights.errors import Unfinished
from subjectrights.estate import Estate
from subjectrights.testing.crashing import counting, killing, raising, watched

__all__ = ["OPERATIONS", "operate", "shop_in"]

OPERATIONS: dict[str, Callable[[Estate], Any]] = {
    "erase": lambda estate: estate.subjects(customer_id=[1, 2, 3]).erase(instruction=ACME),
    "rectify": lambda estate: estate.subject(customer_id=1).rectify(
        {"email": "new@mail.example", "user.contact.address.city": "Namur"}, instruction=ACME
    ),
    "restrict": lambda estate: estate.subject(customer_id=1).restrict(ground="legal_claims"),
    "object": lambda estate: estate.subject(customer_id=1).object("direct_marketing"),
    "recover": lambda estate: estate.recover(),
}


def shop_in(folder: Path) -> Shop:
    """The shop in a folder, its database beside it."""
    return Shop(folder=folder, url=f"sqlite:///{folder / 'crm.sqlite'}", people=())


def operate(folder: str, operation: str, how: str, at: int) -> None:
    """Carry an operation out, and stop at a step.

    Args:
        folder: the shop's.
        operation: one of :data:`OPERATIONS`.
        how: ``count`` writes the steps down in ``steps.json``; ``kill``; ``interrupt`` raises
            KeyboardInterrupt; ``fail`` raises OSError; ``run`` does nothing of the kind.  Each writes the
            file ``ready`` when the estate is open and the operation begins.
        at: which step.
    """
    os.environ["TMPDIR"] = folder
    names: list[str] = []
    visitors = {
        "count": lambda: counting(names),
        "kill": lambda: killing(at),
        "interrupt": lambda: raising(at, KeyboardInterrupt()),
        "fail": lambda: raising(at, OSError(5, "Input/output error")),
        "run": lambda: counting([]),
    }
    outcome = "done"
    with shop_in(Path(folder)).open() as estate:
        estate.schemas()
        Path(folder, "ready").touch()
        try:
            with watched(visitors[how]()):
                OPERATIONS[operation](estate)
        except KeyboardInterrupt:
            outcome = "interrupted"
        except Unfinished:
            outcome = "unfinished"
        except Exception as error:
            outcome = type(error).__name__
    if how == "count":
        Path(folder, "steps.json").write_text(json.dumps(names))
    elif how in ("interrupt", "fail"):
        Path(folder, "outcome.json").write_text(json.dumps(outcome))
