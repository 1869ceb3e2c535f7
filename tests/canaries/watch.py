"""Listens to everything a program says and keeps, and looks for people's values in it."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from ahocorasick_rs import AhoCorasick

from subjectrights.events import Event

__all__ = ["Watch", "watching", "whole_chain"]

_OWN_FILES = ("register.sqlite*", "subjectrights.key", "**/.subjectrights-*.staged", "**/.subjectrights-lock")


class Watch(logging.Handler):
    """Everything that was said, by channel.

    Args:
        folder: the estate's; the library's own files in it are looked into as well.
        canaries: values that must turn up nowhere.
    """

    def __init__(self, folder: Path, canaries: Iterable[str]) -> None:
        super().__init__(logging.NOTSET)
        self.folder = folder
        self.said: dict[str, list[str]] = {}
        self._needles = {form: value for value in canaries for form in _forms(value)}

    def emit(self, record: logging.LogRecord) -> None:
        told = [record.getMessage(), repr(record.args), str(record.exc_text)]
        if record.exc_info and record.exc_info[1]:
            told += traceback.format_exception(record.exc_info[1])
        self.hear(f"log of {record.name}", *told)

    def hear(self, channel: str, *texts: object) -> None:
        self.said.setdefault(channel, []).extend(map(str, texts))

    def event(self, event: Event) -> None:
        """An estate's listener; what lies on disk in the middle of a run is looked into too."""
        self.hear("events", event, repr(event), asdict(event))
        self.look_at_files()

    def look_at_files(self) -> None:
        """What the library itself keeps: register, journal, locks, records of runs."""
        for pattern in _OWN_FILES:
            for path in self.folder.glob(pattern):
                text = path.read_bytes().decode("utf-8", "backslashreplace")
                self.hear(f"file {path.name.partition('.')[0] or path.name}", path.name, text)

    def result(self, made: Any) -> None:
        """Whatever a call returned, in every way it shows itself."""
        shown = [repr(made), str(made)]
        if hasattr(made, "_repr_html_"):
            shown.append(made._repr_html_())
        if type(made).__name__ in ("Plan", "Receipt", "Findings"):
            shown.append(json.dumps(made.to_dict(), ensure_ascii=False, default=str))
        if type(made).__name__ == "Plan":
            shown += [repr(made.changes), repr(made.effects), made.digest()]
        self.hear("results", *shown)

    def refusal(self, kind: type[Exception], attempt: Callable[[], object]) -> None:
        """Try something that ends in that kind of error, and keep all that the error tells."""
        with pytest.raises(kind) as caught:
            attempt()
        for error in whole_chain(caught.value):
            self.hear("errors", str(error), repr(error), repr(vars(error)))
        self.hear("errors", *traceback.format_exception(caught.value))

    def found(self) -> set[tuple[str, str]]:
        """The channels in which a canary turned up, and the canary."""
        forms = list(self._needles)
        automaton = AhoCorasick(forms)
        found = set()
        for channel, texts in self.said.items():
            text = "\n".join(dict.fromkeys(texts)).casefold()
            at = automaton.find_matches_as_indexes(text, overlapping=True)
            found |= {(channel, self._needles[forms[form]]) for form, _, _ in at}
        return found


def whole_chain(error: BaseException) -> list[BaseException]:
    """An error with all its causes and contexts, those too that a traceback wouldn't show."""
    found: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and not any(one is known for known in found):
            found.append(one)
            left += [one.__cause__, one.__context__]
            left += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
    return found


@contextmanager
def watching(folder: Path, canaries: Iterable[str], capfd: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    """Listen at the lowest level of every logger there is, to warnings, and to both output streams."""
    watch = Watch(folder, canaries)
    root = logging.getLogger()
    names = [*logging.root.manager.loggerDict, "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool"]
    names += ["psycopg", "pymysql", "pyarrow", "subjectrights"]
    loggers = [root, *map(logging.getLogger, dict.fromkeys(names))]
    levels = [(logger, logger.level, logger.disabled, logger.propagate) for logger in loggers]
    root.addHandler(watch)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.disabled, logger.propagate = False, True
    capfd.readouterr()
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield watch
    finally:
        root.removeHandler(watch)
        for logger, level, disabled, propagate in levels:
            logger.setLevel(level)
            logger.disabled, logger.propagate = disabled, propagate
    watch.hear("warnings", *(f"{warning.message} {warning.source}" for warning in warned))
    watch.hear("output", *capfd.readouterr())
    watch.look_at_files()


def _forms(value: str) -> set[str]:
    """A value as it stands, encoded, and hashed without a key, which anybody could guess from."""
    spellings = {value, value.lower(), value.upper(), value.casefold().strip()}
    forms = {value.casefold(), value.encode("unicode_escape").decode().casefold()}
    for spelling in spellings:
        raw = spelling.encode()
        forms |= {base64.b64encode(raw).decode().rstrip("=").casefold(), raw.hex()}
        forms |= {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")}
    return forms
