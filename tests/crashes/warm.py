"""Imports all that a run imports by and by, once, so that processes forked from here begin at once."""

from __future__ import annotations

import importlib
import pkgutil

import pandas
import pyarrow.acero
import pyarrow.compute
import pyarrow.dataset

import subjectrights

__all__ = ["IMPORTED"]

_ROOMS = ("datamap", "execution", "exchanges", "identity", "operators", "register", "rights", "stores")

IMPORTED = [
    pandas.__name__,
    pyarrow.acero.__name__,
    pyarrow.compute.__name__,
    pyarrow.dataset.__name__,
    *(
        importlib.import_module(found.name).__name__
        for room in _ROOMS
        for found in pkgutil.walk_packages(
            [f"{subjectrights.__path__[0]}/{room}"], f"{subjectrights.__name__}.{room}."
        )
    ),
    *(
        importlib.import_module(f"{subjectrights.__name__}.{name}").__name__
        for name in ("looking", "present", "reports", "subject", "upkeep", "testing.crashing")
    ),
    importlib.import_module("crashes.child").__name__,
]
"""The names of what was imported."""
