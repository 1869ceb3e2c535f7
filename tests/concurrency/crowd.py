"""Processes of our own making: forked, since to start Python anew takes longer than what they do."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

__all__ = ["Worker"]

_CONTEXT = multiprocessing.get_context("fork")
_PATIENCE = 300


class Worker:
    """A process that calls a function and hands back what it returned; killed at the end of the block.

    Args:
        act: what it does.
        args: the function's arguments.
    """

    def __init__(self, act: Callable[..., Any], *args: Any) -> None:
        self._ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_work, args=(theirs, act, args))
        self._process.start()
        theirs.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()

    def result(self) -> Any:
        """What the function returned.

        Raises:
            AssertionError: it raised, or takes too long.
        """
        assert self._ours.poll(_PATIENCE), "the process doesn't end"
        try:
            fine, answer = self._ours.recv()
        except EOFError:
            raise AssertionError("the process died") from None
        assert fine, answer
        return answer


def _work(pipe: Connection, act: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        pipe.send((True, act(*args)))
    except BaseException:
        pipe.send((False, traceback.format_exc()))
