"""A bar on standard error while a long run goes on, where somebody sits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from subjectrights import events
from subjectrights.events import Event, Listener

__all__ = ["bar"]

STEPS_WITHOUT_STORES = 6


@contextmanager
def bar() -> Iterator[Listener | None]:
    """A listener that draws the run's progress; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("looking", total=None)

        def draw(event: Event) -> None:
            total = STEPS_WITHOUT_STORES + 2 * event.stores if isinstance(event, events.Planned) else None
            progress.update(task, description=phrase(event), advance=1, total=total)
            if isinstance(event, events.Sealed):
                progress.reset(task, total=None, description="looking")

        yield draw


def phrase(event: Event) -> str:
    """What goes on after an event, in a word or two; places and counts only."""
    match event:
        case events.Traced():
            return f"planning for {event.found} of {event.subjects}"
        case events.Planned():
            return f"preparing {event.stores} stores"
        case events.StoreStaged():
            return f"prepared {event.store}"
        case events.Decided():
            return "committing"
        case events.Committed():
            return f"committed {event.store}"
        case events.Purged():
            return f"purged {event.store}"
        case events.TriedAgain():
            return "looking again"
        case events.Verified():
            return "sealing"
        case _:
            return "done"
