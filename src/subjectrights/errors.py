"""Every error the library raises on purpose.

::

    SubjectRightsError
    ├── NothingChanged            safe to correct and try again: every store is as it was
    │   ├── DataMapError          the map can't be read or doesn't hold against the stores
    │   ├── RequestError          what was asked for can't be done as asked
    │   │   ├── UnknownName       no such identifier, purpose, category, table, store or column
    │   │   ├── AmbiguousSubject  the identifiers lead to more than one person
    │   │   ├── Restricted        a restriction stands (Art. 18(2))
    │   │   ├── InstructionRefused  the instruction is not the controller's of that data
    │   │   ├── OperatorNotAccredited  who acts isn't named, trained or allowed to
    │   │   ├── ValueRefused      a new value doesn't fit its column, or is another person's
    │   │   └── MethodRefused     an erasure method the column can't take
    │   ├── StoreError            a store can't be read or written
    │   │   ├── StoreUnavailable  can't be reached or opened: "could not look"
    │   │   ├── StoreBusy         somebody else holds it for longer than the wait allows
    │   │   ├── StoreChanged      the ground moved between plan and commit: plan again
    │   │   ├── StoreReadOnly     may be read, not written
    │   │   ├── StoreFull         no space left for the new bytes
    │   │   └── MalformedData     bytes that are not what the format says they should be
    │   ├── WriteError            a report or export could not be written
    │   ├── NotDelivered          a recipient couldn't be told (Art. 19)
    │   ├── KeyUnavailable        the estate's secret key is missing or wrong
    │   └── MissingExtra          an optional package is not installed
    └── Unfinished                decided but not wholly done: call ``estate.recover()``

No message ever holds a value from a store or an identifier of a person: errors say *where*
(`store`, `table`, `column`, `file`, `line`) and what to do.  Each class has a page under
``docs/errors/``, named by its `code`.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "AmbiguousSubject",
    "DataMapError",
    "InstructionRefused",
    "KeyUnavailable",
    "MalformedData",
    "MethodRefused",
    "MissingExtra",
    "NotDelivered",
    "NothingChanged",
    "OperatorNotAccredited",
    "RequestError",
    "Restricted",
    "StoreBusy",
    "StoreChanged",
    "StoreError",
    "StoreFull",
    "StoreReadOnly",
    "StoreUnavailable",
    "SubjectRightsError",
    "Unfinished",
    "UnknownName",
    "ValueRefused",
    "WriteError",
]


_CONTEXT: Any = vars(BaseException)["__context__"]


class SubjectRightsError(Exception):
    """The root of all errors of this library.

    Args:
        message: what was wrong and what to do; no personal data.
        store: the store's name in the data map.
        table: the table's name in the data map.
        column: the column's name.
        file: a path, as the data map or the caller wrote it where possible.
        line: a 1-based line number in `file`.

    `transient` is True where nothing was changed and the same call, made again at once, may well succeed;
    `learnt`, where it will, since the store knows better by now what it holds.
    """

    code = "error"
    transient = False
    learnt = False

    def __init__(
        self,
        message: str,
        *,
        store: str | None = None,
        table: str | None = None,
        column: str | None = None,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        self.message = message
        self.store = store
        self.table = table
        self.column = column
        self.file = file
        self.line = line
        super().__init__(message)

    @property
    def __context__(self) -> BaseException | None:
        """The exception during which this one was raised, unless it was raised ``from None``.

        That alone only hides it: whatever walks the chain by itself, as error reporters do, would still
        find the driver's exception, and in it a row. So it is let go of.
        """
        if self.__suppress_context__:
            _CONTEXT.__set__(self, None)
        found: BaseException | None = _CONTEXT.__get__(self)
        return found

    @__context__.setter
    def __context__(self, context: BaseException | None) -> None:
        _CONTEXT.__set__(self, context)

    @property
    def where(self) -> str:
        """The place in words, such as ``"crm.customers.email"`` or ``"datamap.yaml:12"``."""
        dotted = ".".join(part for part in (self.store, self.table, self.column) if part)
        spot = self.file or ""
        if spot and self.line is not None:
            spot = f"{spot}:{self.line}"
        return ", ".join(part for part in (dotted, spot) if part)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class NothingChanged(SubjectRightsError):
    """Every store is as it was before the call; it is safe to correct and try again."""

    code = "nothing-changed"


class Unfinished(SubjectRightsError):
    """The run was decided but not every store has committed: call ``estate.recover()``."""

    code = "unfinished"


class DataMapError(NothingChanged):
    """The data map can't be read, or says something that can't be.

    `faults` holds every fault found, each a line of text with file, line and key; `places`, the same as
    pairs of a path of keys and what is wrong there.
    """

    code = "data-map"

    def __init__(
        self, message: str, *, faults: tuple[str, ...] = (), file: str | None = None, line: int | None = None
    ) -> None:
        self.faults = faults
        self.places: tuple[tuple[tuple[str | int, ...], str], ...] = ()
        super().__init__(message, file=file, line=line)

    @classmethod
    def of_faults(
        cls, faults: tuple[str, ...], *, file: str | None = None, line: int | None = None
    ) -> DataMapError:
        """The error that lists faults, the first twenty of them in its message."""
        shown = "\n".join(f"  {fault}" for fault in faults[:20])
        more = f"\n  and {len(faults) - 20} more" if len(faults) > 20 else ""
        plural = "fault" if len(faults) == 1 else "faults"
        return cls(
            f"the data map has {len(faults)} {plural}:\n{shown}{more}", faults=faults, file=file, line=line
        )


class RequestError(NothingChanged):
    """What was asked for can't be done as it was asked."""

    code = "request"


class UnknownName(RequestError):
    """A name the data map doesn't know: identifier, purpose, category, store, table or column."""

    code = "unknown-name"


class AmbiguousSubject(RequestError):
    """The identifiers lead to more than one person; the message names the path, not the values."""

    code = "ambiguous-subject"


class Restricted(RequestError):
    """Processing is restricted (Art. 18(2)); say which exception allows it or lift it first."""

    code = "restricted"


class InstructionRefused(RequestError):
    """The instruction doesn't come from the controller of that data (Art. 28(3)(a))."""

    code = "instruction-refused"


class OperatorNotAccredited(RequestError):
    """Who acts isn't named, not trained, hasn't signed, or may not do this (Art. 29, 32(4))."""

    code = "operator-not-accredited"


class ValueRefused(RequestError):
    """A new value doesn't fit its column, or is another person's unique identifier."""

    code = "value-refused"


class MethodRefused(RequestError):
    """An erasure method that the column can't take."""

    code = "method-refused"


class StoreError(NothingChanged):
    """A store can't be read or written."""

    code = "store"


class StoreUnavailable(StoreError):
    """The store can't be reached or opened: the answer is "could not look", not "nothing held"."""

    code = "store-unavailable"


class StoreBusy(StoreError):
    """Somebody else holds the store for longer than the wait allows."""

    code = "store-busy"


class StoreChanged(StoreError):
    """The store changed between plan and commit; plan again.

    `grew` is True where others only appended, which a commit would keep.
    """

    code = "store-changed"
    transient = True
    grew = False


class StoreReadOnly(StoreError):
    """The store may be read but not written."""

    code = "store-read-only"


class StoreFull(StoreError):
    """No space is left to write the new bytes."""

    code = "store-full"


class MalformedData(StoreError):
    """Stored bytes are not what their format says they should be."""

    code = "malformed-data"


class WriteError(NothingChanged):
    """A report or an export could not be written; nothing half-written is left behind."""

    code = "write"


class NotDelivered(NothingChanged):
    """A recipient couldn't be told; the notice stays in the outbox and is tried again (Art. 19)."""

    code = "not-delivered"


class KeyUnavailable(NothingChanged):
    """The estate's secret key is missing, unreadable or not the one the register was made with."""

    code = "key-unavailable"


class MissingExtra(NothingChanged):
    """An optional package is needed; the message names the extra to install."""

    code = "missing-extra"
