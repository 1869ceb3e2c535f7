"""Opens the estate a command works on and carries a request out in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from subjectrights.cli.exits import Exit, UsageError, after, finish
from subjectrights.cli.places import check_place
from subjectrights.cli.progress import bar
from subjectrights.cli.show import say, say_at_the_end, show
from subjectrights.errors import NothingChanged

if TYPE_CHECKING:
    from subjectrights.estate import Estate
    from subjectrights.plan import Instruction, Plan
    from subjectrights.receipt import Receipt

__all__ = ["Manner", "carry_out", "confirm", "instruction", "opened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a change is to be carried out: the options of the changing commands."""

    dry_run: bool = False
    json: bool = False
    yes: bool = False
    irreversible: bool = False
    receipt: Path | None = None
    language: str | None = None


@contextmanager
def opened(map_file: Path) -> Iterator[Estate]:
    """The estate of a data map, with a bar for what takes long."""
    import subjectrights as sr

    with bar() as listener, sr.open(map_file, on_event=listener) as estate:
        try:
            yield estate
        finally:
            if estate.key_made is not None:
                say_at_the_end(
                    f"A secret key was made in {estate.key_made}. Keep a copy of it, apart from the "
                    "register: without it nobody is recognised any more, and objections, restrictions and "
                    "erasures are forgotten."
                )


def carry_out(planned: Callable[[], Plan | Receipt], manner: Manner) -> None:
    """Plan, show or confirm, execute, print the receipt, and end with the exit code.

    Args:
        planned: makes the plan.
        manner: what to do with it.

    Raises:
        WriteError, UnknownName: the receipt can't be written as asked; looked at before anything is done.
    """
    if manner.receipt is not None:
        check_place(manner.receipt, manner.language)
    plan = cast("Plan", planned())
    if manner.dry_run:
        show(plan, json=manner.json, digest=plan.digest())
        finish(after(plan))
    if manner.irreversible and not plan.empty:
        confirm(str(plan), yes=manner.yes)
    receipt = plan.execute()
    show(receipt, json=manner.json, number=receipt.number, results=list(receipt.results))
    if manner.receipt is not None and not _written(receipt, manner.receipt, manner.language):
        finish(Exit.LEFT_OPEN)
    finish(after(receipt))


def _written(receipt: Receipt, path: Path, language: str | None) -> bool:
    """Whether the receipt could be written; what was done stays done where it couldn't."""
    try:
        receipt.write(path, language=language)
    except NothingChanged as error:
        say(f"Error: it is done, but the receipt could not be written: {error}")
        return False
    return True


def confirm(what: str, *, yes: bool) -> None:
    """Ask before what can't be undone.

    Raises:
        UsageError: nobody is there to be asked, and ``--yes`` is not given.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("this can't be undone and nobody is at the terminal to confirm it: give --yes")
    say(what)
    sys.stderr.write("Do it? This can't be undone. [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
        say("Nothing was changed.")
        finish(Exit.NOTHING_CHANGED)


def instruction(text: str | None) -> Instruction | None:
    """The instruction that ``PARTY:REFERENCE`` names."""
    from subjectrights.plan import Instruction

    if text is None:
        return None
    controller, colon, reference = text.partition(":")
    if not (controller and colon and reference):
        raise UsageError("--instruction takes PARTY:REFERENCE, such as acme:ACME-2026-118")
    return Instruction(controller=controller, reference=reference)
