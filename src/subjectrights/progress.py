"""Draws a run's progress: counts of stores, never data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from subjectrights.errors import MissingExtra
from subjectrights.events import (
    Committed,
    Decided,
    Event,
    Listener,
    Planned,
    Purged,
    Sealed,
    StoreStaged,
    Traced,
    TriedAgain,
    Verified,
)

__all__ = ["bar"]

_AROUND = 5
"""Steps that every run has beside two for each store: traced, planned, decided, verified, sealed."""


@contextmanager
def bar() -> Iterator[Listener]:
    """A progress bar, in a notebook or a terminal, for the time of a ``with`` block.

    Yields:
        The listener that moves it.

    Raises:
        MissingExtra: tqdm isn't installed.
    """
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise MissingExtra(
            "progress=True draws its bar with tqdm: pip install 'subjectrights[notebook]'"
        ) from None

    with tqdm(total=_AROUND, desc="looking", unit="step", leave=False) as drawn:

        def listen(event: Event) -> None:
            if isinstance(event, TriedAgain):
                drawn.reset(total=_AROUND)
                return
            if isinstance(event, Planned):
                drawn.total = _AROUND + 2 * event.stores
            if not isinstance(event, Purged):
                drawn.set_description_str(_WORDS.get(type(event), "working"), refresh=False)
                drawn.update(1)

        yield listen


_WORDS: dict[type[Event], str] = {
    Traced: "planning",
    Planned: "staging",
    StoreStaged: "staging",
    Decided: "committing",
    Committed: "committing",
    Verified: "sealing",
    Sealed: "done",
}
