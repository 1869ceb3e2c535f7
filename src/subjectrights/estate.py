"""The estate: a data map opened, with its stores, register, key and clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from subjectrights.answering import Answering
from subjectrights.errors import DataMapError, RequestError, StoreBusy, StoreUnavailable, SubjectRightsError
from subjectrights.exchanging import Exchanging

if TYPE_CHECKING:
    from types import TracebackType

    from subjectrights.datamap.findings import Findings
    from subjectrights.datamap.model import DataMap
    from subjectrights.events import Event, Listener
    from subjectrights.execution.engine import Engine
    from subjectrights.execution.journal import Journal
    from subjectrights.keys import Secrets
    from subjectrights.operators.operators import Operators
    from subjectrights.plan import Plan
    from subjectrights.receipt import Receipt
    from subjectrights.register.keyuse import KeyUse
    from subjectrights.register.ledger import Ledger
    from subjectrights.register.register import Register
    from subjectrights.requests.requests import Requests
    from subjectrights.stores.base import Store, Table
    from subjectrights.subject import Subject, Subjects
    from subjectrights.writers.document import Document

__all__ = ["Estate", "open_estate"]

_LONGEST_WAIT = 86_400


class Estate(Exchanging, Answering):
    """A data map opened: the way to every right of every person in it.

    Nothing is touched until it is needed.  An estate can be shared between threads, and is a context
    manager that closes its connections.

    Args:
        datamap: what is held where, why, and who answers for it.
        clock: tells the moment, with a time zone; the system's local time by default.
        on_event: is told what a run does, see :mod:`subjectrights.events`.
        stores: further stores by name, already made, in place of what the map says of them.
        wait: how many seconds a call waits for another run on this estate to end, before it is
            `StoreBusy`; how long a store waits for somebody else's lock is its ``lock_timeout``.
        operator: the id of who acts, where the map has `operators`.

    Raises:
        DataMapError: `datamap` is none.
        RequestError: `wait` is no number of seconds.
    """

    def __init__(
        self,
        datamap: DataMap,
        *,
        clock: Callable[[], datetime] | None = None,
        on_event: Listener | None = None,
        stores: Mapping[str, Store] | None = None,
        wait: float = 30.0,
        operator: str | None = None,
    ) -> None:
        from subjectrights.datamap.model import DataMap

        if not isinstance(datamap, DataMap):
            raise DataMapError(
                "an estate is made of a DataMap; subjectrights.open(path) opens the one of a file, and "
                "DataMap.model_validate(values) makes one of plain values"
            )
        self.map = datamap
        if isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait <= _LONGEST_WAIT:
            raise RequestError("wait= takes a number of seconds, a day at most")
        self.wait = float(wait)
        self.operator = operator
        self._clock = clock or (lambda: datetime.now(UTC).astimezone())
        self._listener = on_event
        self._given = dict(stores or {})
        self._lock = threading.RLock()
        self._stores: dict[str, Store] | None = None
        self._secrets: Secrets | None = None
        self._register: Register | None = None
        self._journal: Journal | None = None

    @property
    def stores(self) -> Mapping[str, Store]:
        """The stores by name, as the map lists them; each connects when it is first needed."""
        with self._lock:
            if self._stores is None:
                self._stores = {name: self._open_store(name) for name in self.map.stores}
            return self._stores

    @property
    def secrets(self) -> Secrets:
        """The estate's secret key, made on first use; see the how-to on keys before you lose it."""
        from subjectrights.keys import load_secrets
        from subjectrights.register.connection import file_of

        with self._lock:
            if self._secrets is None:
                register = file_of(self.map.register_url, self.map.folder)
                fresh = register is None or not register.exists()
                self._secrets = load_secrets(self.map.folder, make=fresh)
            return self._secrets

    @property
    def key_made(self) -> Path | None:
        """The key file, where this estate has just made it: keep a copy of it, apart from the register."""
        return self._secrets.made if self._secrets is not None else None

    @property
    def register(self) -> Register:
        """What the estate remembers, keyed by fingerprints."""
        from subjectrights.register.register import Register

        with self._lock:
            if self._register is None:
                self._register = Register(self.map.register_url, self.map.folder, self.secrets)
            return self._register

    @property
    def journal(self) -> Journal:
        """The runs under way."""
        from subjectrights.execution.journal import Journal

        with self._lock:
            if self._journal is None:
                self._journal = Journal(self.register)
            return self._journal

    def _open_store(self, name: str) -> Store:
        from subjectrights.datamap.opening import open_mapped

        return self._given.get(name) or open_mapped(self.map, name)

    def _open_each(self) -> tuple[dict[str, Store], dict[str, SubjectRightsError]]:
        """The stores that can be made as the map says, and why the others can't."""
        with self._lock:
            if self._stores is not None:
                return self._stores, {}
            opened: dict[str, Store] = {}
            faults: dict[str, SubjectRightsError] = {}
            for name in self.map.stores:
                try:
                    opened[name] = self._open_store(name)
                except SubjectRightsError as error:
                    faults[name] = error
            if not faults:
                self._stores = opened
            return opened, faults

    @property
    def ledger(self) -> Ledger:
        """The chain of receipts."""
        return self.register.ledger

    @property
    def operators(self) -> Operators:
        """Who may handle personal data: their training and their signatures (Art. 29, 32(4)).

        Raises:
            RequestError: the map has no `operators`.
        """
        from subjectrights.operators.operators import Operators

        return Operators(self)

    @property
    def requests(self) -> Requests:
        """What people asked for, until when it is due, and what became of it (Art. 12)."""
        from subjectrights.requests.requests import Requests

        return Requests(self)

    def now(self) -> datetime:
        """The moment, with a time zone.

        Raises:
            RequestError: the clock given doesn't tell one.
        """
        told: object = self._clock()
        if not isinstance(told, datetime) or told.tzinfo is None:
            raise RequestError("clock= must tell a datetime with a time zone")
        return told

    def tell(self, event: Event) -> None:
        """Tell the listener, where there is one."""
        if self._listener is not None:
            self._listener(event)

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[Estate]:
        """The same estate with another listener, for the time of a ``with`` block."""
        yield self._again(listener, self.operator)

    def acting(self, operator: str) -> Estate:
        """The same estate where somebody acts, for a service with many operators; it shares all connections.

        Args:
            operator: the id of who acts.
        """
        return self._again(self._listener, operator)

    def _again(self, listener: Listener | None, operator: str | None) -> Estate:
        other = Estate(
            self.map,
            clock=self._clock,
            on_event=listener,
            stores=self.stores,
            wait=self.wait,
            operator=operator,
        )
        other._secrets, other._register, other._journal = self.secrets, self.register, self.journal
        return other

    def engine(self) -> Engine:
        """What carries plans out."""
        from subjectrights.execution.engine import Engine

        return Engine(stores=self.stores, journal=self.journal, clock=self.now, listener=self._listener)

    def schemas(self) -> dict[str, Mapping[str, Table]]:
        """Every store's tables.

        Raises:
            StoreUnavailable: a store can't be reached.
        """
        return {name: store.schema() for name, store in self.stores.items()}

    def reachable_schemas(self) -> tuple[dict[str, Mapping[str, Table]], tuple[str, ...]]:
        """The tables of the stores that can be reached, and the names of those that can't."""
        schemas, unreachable = {}, []
        for name, store in self.stores.items():
            try:
                schemas[name] = store.schema()
            except (StoreBusy, StoreUnavailable):
                unreachable.append(name)
        return schemas, tuple(unreachable)

    def check(self) -> Findings:
        """Hold the map against the real stores: every table and column.

        Returns:
            The findings, which print for people and are a sequence for programs.
        """
        from subjectrights.again import again
        from subjectrights.datamap.check import check

        stores, faults = self._open_each()
        return again(lambda: check(self.map, stores, faults))

    def subject(self, **identifiers: Any) -> Subject:
        """One person, by any identifiers of the map; matched in normal form.

        Args:
            identifiers: identifier name to value, such as ``email="ana@example.com"``.

        Raises:
            UnknownName: an identifier that the map doesn't have.
            RequestError: no identifier, or none that identifies anybody.
        """
        from subjectrights.subject import Subject

        return Subject(self, None, {name: [value] for name, value in identifiers.items()})

    def subjects(self, people: Any = None, /, **identifiers: Any) -> Subjects:
        """Many people, worked on as a set.

        Args:
            people: a pandas DataFrame, a pyarrow Table or a mapping of lists, its columns named after
                identifiers.
            identifiers: instead, one list of values an identifier.

        Raises:
            UnknownName: a column that is no identifier of the map.
            RequestError: no table of plain values, or people without any identifier among them.
        """
        from subjectrights.subject import Subjects

        return Subjects(self, people, identifiers)

    def screen(self, people: Any, *, purpose: str, columns: Mapping[str, str]) -> Any:
        """Who may still be used for a purpose: nobody who objected, is restricted or was erased.

        Args:
            people: a pandas DataFrame or a pyarrow Table, such as a campaign list.
            purpose: what they are to be used for.
            columns: identifier name to the column that holds it.

        Returns:
            A boolean Series aligned with the DataFrame, or a boolean pyarrow array: True where the
            person may be used. A row is refused when any of its identifiers is suppressed.

        Raises:
            UnknownName: no such purpose, identifier or column.
        """
        from subjectrights.screening import screen

        return screen(self, people, purpose=purpose, columns=columns)

    def due(self, on: date | None = None, *, dry_run: bool = False) -> list[Plan] | list[Receipt]:
        """Finish what a duty to keep had delayed and that has ended (Art. 17(3), 5(1)(e)).

        Args:
            on: the day as of which it is decided; today by default, a later one with `dry_run` alone.
            dry_run: plan only.

        Returns:
            A receipt (or plan) for each run; none where nothing is due.
        """
        from subjectrights.upkeep import due

        return due(self, on, dry_run=dry_run)

    def recover(self) -> list[Receipt]:
        """Finish what a crash interrupted: decided runs are carried out, others undone.

        Returns:
            The receipts of the runs that were finished.
        """
        from subjectrights.upkeep import recover

        return recover(self)

    def replay(
        self,
        since: datetime | None = None,
        *,
        returned: Literal["keep", "erase"] | Subject | Subjects | None = None,
        dry_run: bool = False,
    ) -> list[Plan] | list[Receipt]:
        """After a restore from a backup, do again what people had asked for: from fingerprints alone.

        Everybody who was erased is erased again, wholly or the part it was of, and the marks of standing
        restrictions, objections and withdrawals are put back. What was collected since an erasure, of
        people who came back on purpose, stays: the map names the column that tells (``collected``). Where
        none does, rows under the very number that the person was erased under are taken for restored;
        what nothing tells is left alone and counted as refused.

        Args:
            since: only what was asked for since then (the backup's time, in local time where it names no
                zone); all by default.
            returned: what becomes of rows of which nothing tells: ``"keep"``, ``"erase"``, or the people
                who came back, whose rows stay while everybody else's go.
            dry_run: plan only.

        Returns:
            A receipt (or plan) for each run; the first is of the erasures, even where none is left to do.

        Raises:
            RequestError: `returned` is none of these.
            Unfinished: an interrupted run must be recovered first.
        """
        from subjectrights.replaying import replay

        return replay(self, since, returned=returned, dry_run=dry_run)

    def rotate_key(self) -> list[KeyUse]:
        """Put a new secret key in use; the older ones are kept while something rests on them.

        A fingerprint can't be made anew without the value, so each is when its person is next seen.

        Returns:
            What rests on each key, the one in use first.

        Raises:
            RequestError: the key stands in a variable, where only its owner can change it.
            KeyUnavailable: the key file can't be written.
        """
        from subjectrights.execution.locks import estate_lock
        from subjectrights.keyring import rotate

        with estate_lock(self.register, wait=self.wait):
            rotate(self)
            self._take_keys_anew()
        return self.register.key_uses()

    def retire_keys(self, *, forget: bool = False) -> tuple[str, ...]:
        """Take the older keys out of the key file, where nothing rests on them any more.

        Args:
            forget: give up what rests on them as well; those people are no longer recognised.

        Returns:
            The short names of the keys that are gone.

        Raises:
            RequestError: an older key is still needed, and what would be lost without it.
            Unfinished: an interrupted run may need it.
        """
        from subjectrights.execution.locks import estate_lock
        from subjectrights.keyring import retire

        with estate_lock(self.register, wait=self.wait):
            gone = retire(self, forget=forget)
            self._take_keys_anew()
        return gone

    def _take_keys_anew(self) -> None:
        """Read the keys again, and hand the ledger over to the one in use; the caller holds the lock."""
        with self._lock:
            if self._register is not None:
                self._register.close()
            self._secrets = self._register = self._journal = None
        with self.register.transaction() as connection:
            self.ledger.hand_over(connection, self.now())

    @property
    def unfinished(self) -> int:
        """How many interrupted runs wait for :meth:`recover`."""
        return len(self.journal.unfinished())

    def bound(self, receipt: Receipt) -> Receipt:
        """The receipt, able to write itself in the organisation's language."""
        organisation = self.map.organisation
        parties, purposes = self.map.parties, self.map.purposes

        def compose(it: Receipt, language: str | None) -> Document:
            from subjectrights.reports.receipt import receipt_document
            from subjectrights.reports.sealed import sealed

            document = receipt_document(
                it,
                organisation,
                language=language or organisation.language,
                parties=parties,
                purposes=purposes,
            )
            return sealed(document, self.ledger.seal, self.ledger.seal_file)

        return replace(receipt, composer=compose)

    def close(self) -> None:
        """Let go of every connection; the estate opens again when it is next used."""
        for store in (self._stores or {}).values():
            store.close()
        if self._register is not None:
            self._register.close()

    def __enter__(self) -> Estate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_estate(
    path: str | Path,
    *,
    recover: bool = False,
    environment: Mapping[str, str] | None = None,
    clock: Callable[[], datetime] | None = None,
    on_event: Listener | None = None,
    wait: float = 30.0,
    operator: str | None = None,
) -> Estate:
    """Open the estate that a data map describes.

    Args:
        path: the YAML file.
        recover: finish what a crash interrupted right away; otherwise a warning says that there is any.
        environment: what ``${VAR}`` means in the map; the process's environment by default.
        clock: tells the moment, with a time zone; the system's local time by default.
        on_event: is told what a run does.
        wait: how many seconds a call waits for another run on this estate to end.
        operator: the id of who acts, where the map has `operators`.

    Returns:
        The estate.

    Raises:
        DataMapError: the map can't be read; with every fault found.
    """
    from subjectrights.datamap.model import DataMap
    from subjectrights.upkeep import warn_of_unfinished

    datamap = DataMap.load(path, environment=environment)
    estate = Estate(datamap, clock=clock, on_event=on_event, wait=wait, operator=operator)
    if recover:
        estate.recover()
    else:
        warn_of_unfinished(estate)
    return estate
