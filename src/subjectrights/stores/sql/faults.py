"""Turns what drivers raise into this library's errors: names and causes pass, values never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum, auto

from sqlalchemy import exc

from subjectrights.errors import (
    MalformedData,
    NothingChanged,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
    SubjectRightsError,
    ValueRefused,
)

__all__ = ["Fault", "Trouble", "told_plainly"]


class Trouble(Enum):
    """What kind of thing went wrong in a database."""

    UNAVAILABLE = auto()
    BUSY = auto()
    CLASH = auto()
    DENIED = auto()
    READ_ONLY = auto()
    FULL = auto()
    MALFORMED = auto()
    NULL = auto()
    UNIQUE = auto()
    CHECK = auto()
    UNFITTING = auto()
    REFERENCE = auto()
    UNUSABLE_KEY = auto()
    TRIGGER = auto()
    OTHER = auto()


_KINDS: Mapping[Trouble, type[SubjectRightsError]] = {
    Trouble.UNAVAILABLE: StoreUnavailable,
    Trouble.BUSY: StoreBusy,
    Trouble.CLASH: StoreBusy,
    Trouble.DENIED: StoreUnavailable,
    Trouble.READ_ONLY: StoreReadOnly,
    Trouble.FULL: StoreFull,
    Trouble.MALFORMED: MalformedData,
    Trouble.NULL: ValueRefused,
    Trouble.UNIQUE: ValueRefused,
    Trouble.CHECK: ValueRefused,
    Trouble.UNFITTING: ValueRefused,
    Trouble.REFERENCE: NothingChanged,
    Trouble.UNUSABLE_KEY: NothingChanged,
    Trouble.TRIGGER: NothingChanged,
    Trouble.OTHER: StoreError,
}

_SENTENCES: Mapping[Trouble, str] = {
    Trouble.UNAVAILABLE: "the database can't be reached or opened; see that it runs and that the URL, user "
    "and password are right",
    Trouble.BUSY: "somebody else holds a lock for longer than the wait allows; try again later",
    Trouble.CLASH: "another transaction was in the way (a deadlock, or changes that exclude each other); "
    "try again",
    Trouble.DENIED: "the database's user may not read this",
    Trouble.READ_ONLY: "the database, or the rights of its user, don't allow writing",
    Trouble.FULL: "the database has no space left",
    Trouble.MALFORMED: "what the database holds can't be read; it may be damaged or no database at all",
    Trouble.NULL: "the column must have a value, so it can't be emptied",
    Trouble.UNIQUE: "the new value is one that another row has, where values must be unique",
    Trouble.CHECK: "a CHECK constraint refuses the new value",
    Trouble.UNFITTING: "a new value doesn't fit its column",
    Trouble.REFERENCE: "a foreign key refuses the change: map the table that refers to these rows",
    Trouble.UNUSABLE_KEY: "a foreign key can't be enforced, since what it points at isn't there, or is "
    "neither the primary key nor UNIQUE; until that is mended the database refuses changes at both ends, and "
    "estate.check() names the columns",
    Trouble.TRIGGER: "a trigger refuses the change",
    Trouble.OTHER: "the database refused the statement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is known of a driver's exception, without a value.

    Args:
        trouble: the kind.
        table: the table's own name, where the driver tells it.
        column: the column's name, or several with commas between.
        constraint: the constraint's name.
        code: the database's own number or state, which may be looked up.
    """

    trouble: Trouble
    table: str | None = None
    column: str | None = None
    constraint: str | None = None
    code: str | None = None


@contextmanager
def told_plainly(
    store: str,
    classify: Callable[[BaseException], Fault],
    names: Callable[[str], str] = str,
    table: str | None = None,
) -> Iterator[None]:
    """Translate what the block raises; the driver's words, which may quote a row, are dropped.

    Args:
        store: the store's name in the data map.
        classify: tells a driver's exception apart.
        names: the data map's name of a table's own name.
        table: the table that the block is about, in the data map's words, where the driver tells none.

    Raises:
        SubjectRightsError: the class that fits.
    """
    try:
        yield
    except SubjectRightsError as caught:
        caught.store = caught.store or store
        raise
    except exc.DBAPIError as caught:
        fault = _fault(caught, classify)
    except exc.TimeoutError:
        fault = Fault(trouble=Trouble.BUSY)
    except (exc.SQLAlchemyError, OverflowError, UnicodeError) as caught:
        fault = classify(caught)
    else:
        return
    raise _error(fault, store, names, table) from None


def _fault(caught: exc.DBAPIError, classify: Callable[[BaseException], Fault]) -> Fault:
    if caught.connection_invalidated:
        return Fault(trouble=Trouble.UNAVAILABLE)
    fault = classify(caught if caught.orig is None else caught.orig)
    if fault.trouble is not Trouble.DENIED:
        return fault
    if caught.statement is None:
        return replace(fault, trouble=Trouble.UNAVAILABLE)
    reads = caught.statement.lstrip().upper().startswith(("SELECT", "SHOW", "DESCRIBE"))
    return fault if reads else replace(fault, trouble=Trouble.READ_ONLY)


def _error(fault: Fault, store: str, names: Callable[[str], str], table: str | None) -> SubjectRightsError:
    sentence = _SENTENCES[fault.trouble]
    notes = []
    if fault.constraint:
        notes.append(f"constraint {fault.constraint!r}")
    if fault.code:
        notes.append(f"the database's code is {fault.code}")
    if notes:
        sentence = f"{sentence} ({', '.join(notes)})"
    where = names(fault.table) if fault.table else table
    error = _KINDS[fault.trouble](sentence, store=store, table=where, column=fault.column)
    # Who waited in vain would wait in vain again; who was stopped at once need only begin anew.
    error.transient = error.transient or fault.trouble is Trouble.CLASH
    return error
