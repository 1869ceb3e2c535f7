"""What a run tells while it goes on: places and counts, never personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from subjectrights.terms import Right

__all__ = [
    "Committed",
    "Decided",
    "Event",
    "Listener",
    "Planned",
    "Purged",
    "Sealed",
    "StoreStaged",
    "Traced",
    "TriedAgain",
    "Verified",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a run has done."""

    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced(Event):
    """The people's rows were looked for: how many people, of how many something is held."""

    subjects: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Event):
    """The plan is made: how many stores it changes."""

    stores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStaged(Event):
    """A store's changes are worked out; the `number`-th of `stores`."""

    store: str
    number: int
    stores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedAgain(Event):
    """What others did meanwhile was in the way, by `code` of the error; it is planned anew."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Event):
    """The point of no return: the run will be finished, after a crash by ``recover()``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed(Event):
    """A store has committed; the `number`-th of `stores`."""

    store: str
    number: int
    stores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged(Event):
    """A store has removed what it could of what deleted values leave behind."""

    store: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Event):
    """The second look is done, and whether it confirmed what was to be."""

    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed(Event):
    """The receipt is in the ledger under `number`."""

    number: int


Listener: TypeAlias = Callable[[Event], None]
