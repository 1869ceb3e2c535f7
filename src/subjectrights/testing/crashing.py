"""Where a run can be stopped: every step after which something on a disk or in a database is different.

For tests of what a crash leaves behind: :func:`watched` calls a visitor before and behind each of those
steps, and the visitor may kill the process, raise, or count.  Nothing of it is in the engine itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, TypeAlias
from unittest.mock import patch

__all__ = ["Visitor", "counting", "killing", "raising", "watched"]

Visitor: TypeAlias = Callable[[str], None]
"""Is told the name of a step, such as ``"before os.replace"``."""

_SYSTEM = ("fsync", "replace", "rename", "unlink", "rmdir", "link")
_JOURNAL = ("begin", "decide", "committed", "purged", "seal", "abort", "unfinished")
_ENGINE = ("_stage", "_check", "_commit", "_purge")


@contextmanager
def watched(visit: Visitor) -> Iterator[None]:
    """Call `visit` before and behind every step, for the time of a ``with`` block.

    The steps are: the system's calls that flush, rename, link or remove files; commits of databases; the
    journal's records; staging, checking, committing, purging and looking again.

    Args:
        visit: is called in the thread that takes the step; what it raises is raised there.
    """
    from sqlalchemy.engine.default import DefaultDialect

    from subjectrights.execution import engine
    from subjectrights.execution.journal import Journal

    places: list[tuple[Any, str, str]] = [
        *((os, name, f"os.{name}") for name in _SYSTEM),
        *((Journal, name, f"journal.{name}") for name in _JOURNAL),
        *((engine.Engine, name, f"engine.{name.lstrip('_')}") for name in _ENGINE),
        (engine, "judge", "engine.verify"),
        (DefaultDialect, "do_commit", "database.commit"),
    ]
    with ExitStack() as stack:
        for owner, name, told in places:
            stack.enter_context(patch.object(owner, name, _between(getattr(owner, name), told, visit)))
        yield


def counting(names: list[str]) -> Visitor:
    """A visitor that only writes the steps down.

    Args:
        names: where they are put.
    """
    return names.append


def killing(at: int) -> Visitor:
    """A visitor that kills the process (SIGKILL) at a step.

    Args:
        at: which step, counted from 0.
    """

    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return _at(at, kill)


def raising(at: int, error: BaseException) -> Visitor:
    """A visitor that raises at a step, as Ctrl-C or a full disk might.

    Args:
        at: which step, counted from 0.
        error: what is raised.
    """

    def fail() -> None:
        raise error

    return _at(at, fail)


def _at(at: int, act: Callable[[], None]) -> Visitor:
    seen = [0]

    def visit(_name: str) -> None:
        seen[0] += 1
        if seen[0] == at + 1:
            act()

    return visit


def _between(call: Callable[..., Any], told: str, visit: Visitor) -> Callable[..., Any]:
    @wraps(call)
    def between(*args: Any, **options: Any) -> Any:
        visit(f"before {told}")
        done = call(*args, **options)
        visit(f"behind {told}")
        return done

    return between
