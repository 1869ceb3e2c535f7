"""Keeps a forked process off the database connections of the process that it came from.

A server that loads the program before it forks its workers hands every worker the same open sockets;
two processes on one would read each other's answers.
"""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["let_go_when_forked"]

_engines: weakref.WeakSet[sa.Engine] = weakref.WeakSet()


def let_go_when_forked(engine: sa.Engine) -> sa.Engine:
    """The engine; in a process that is forked it opens connections of its own.

    Args:
        engine: just made.
    """
    _engines.add(engine)
    return engine


def _let_go() -> None:
    for engine in list(_engines):
        engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
