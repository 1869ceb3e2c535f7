"""Makes a call again where what others did meanwhile was in its way: a few times, with growing pauses."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from subjectrights.errors import SubjectRightsError

__all__ = ["TRIES", "again"]

TRIES = 6
"""How often a call is made at most."""

_FIRST, _LONGEST = 0.05, 1.0
"""Seconds of the first pause, which doubles with every try, and of the longest."""

_CHANCE = random.SystemRandom()

Answer = TypeVar("Answer")


def again(
    call: Callable[[], Answer], *, told: Callable[[int, SubjectRightsError], None] | None = None
) -> Answer:
    """Make a call that changes nothing when it fails, and again where its error is a passing one.

    The pauses grow and hold a part of chance, so that two who are in each other's way don't meet again.

    Args:
        call: what is done; it begins from the beginning each time.
        told: is told how often the call failed by now, and why.

    Returns:
        What the call returns.

    Raises:
        SubjectRightsError: an error that doesn't pass, or the last of too many.
    """
    failed = 0
    while True:
        try:
            return call()
        except SubjectRightsError as error:
            if not error.transient:
                raise
            # What a store has learnt of itself is met once; everything else is somebody's doing.
            if not error.learnt:
                failed += 1
                if failed == TRIES:
                    raise
                time.sleep(_CHANCE.uniform(0.5, 1.0) * min(_LONGEST, _FIRST * 2 ** (failed - 1)))
            if told is not None:
                told(failed, error)
