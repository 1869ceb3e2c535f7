"""The answer to a person: the data, and all that must be told with it, ready to be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pyarrow as pa

from subjectrights.acquaintance import acquainted
from subjectrights.arguments import place as check_place
from subjectrights.arguments import text
from subjectrights.changes import matches_for
from subjectrights.consent import Consent
from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.effects import Mark
from subjectrights.errors import AmbiguousSubject, RequestError, StoreBusy, StoreUnavailable, WriteError
from subjectrights.handovers import Disclosure, Exchange
from subjectrights.identity.columns import Schemas
from subjectrights.identity.holdings import HeldRows, Holdings
from subjectrights.identity.joins import row_codes, whole
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import fingerprints_under
from subjectrights.looking import look
from subjectrights.operators.operators import require_operator
from subjectrights.plan import Instruction, Possible
from subjectrights.rights.access import AccessAnswer, access
from subjectrights.rights.export import ExportScope, export
from subjectrights.rights.forward import processed_for
from subjectrights.terms import Right

if TYPE_CHECKING:
    import pandas as pd

    from subjectrights.estate import Estate
    from subjectrights.writers.output import Written

__all__ = ["Report", "Reports", "read_reports"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """What is held on one person (Art. 15).

    Args:
        answer: the data by table, and what must be told with it.
        map: the data map it was made by.
    """

    answer: AccessAnswer = field(repr=False)
    map: DataMap = field(repr=False)

    @property
    def held(self) -> bool:
        """Whether anything is held on the person ("whether or not", Art. 15(1))."""
        return self.answer.held

    @property
    def tables(self) -> dict[str, pa.Table]:
        """By ``store.table``, the person's rows; only tables that hold something."""
        return {name: holding.data for name, holding in self.answer.holdings.items()}

    @property
    def possible(self) -> tuple[Possible, ...]:
        """Rows that may be the person's but can't be told apart from another's; counted, not read out."""
        return self.answer.possible

    @property
    def handed_over(self) -> tuple[Exchange, ...]:
        """The data sets with the person's data in them that changed hands (Art. 15(1)(c), (g))."""
        return tuple(one.exchange for one in self.answer.handed_over)

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Stores that could not be looked into; not to be taken for "nothing held"."""
        return self.answer.unreachable

    def to_pandas(self) -> dict[str, pd.DataFrame]:
        """By ``store.table``, the person's rows as a DataFrame."""
        return {name: table.to_pandas() for name, table in self.tables.items()}

    def to_dict(self) -> dict[str, Any]:
        """The whole report as plain data; it holds personal data."""
        from subjectrights.reports.access import access_document

        document = access_document(self.answer, language="en")
        return {
            "held": self.held,
            "tables": {name: table.to_pylist() for name, table in self.tables.items()},
            **document.metadata,
        }

    def write(self, path: str | Path, *, language: str | None = None, password: str | None = None) -> Written:
        """Write the report in the format of the path's suffix.

        Args:
            path: the file to write: pdf, html, xlsx, json, xml, csv.zip, parquet.zip; it is made with
                mode 0600 and replaced if it is there.
            language: ``en``, ``fr``, ``nl`` or ``de``; the organisation's by default.
            password: encrypts it with AES-256: a PDF by its own means, any other format in a ZIP archive,
                with ``.zip`` behind the name. At least 12 printable ASCII characters.

        Returns:
            The path, its size and checksum, and what the format could not carry.

        Raises:
            WriteError: the file can't be written, or the suffix isn't known.
            RequestError: the password is too weak, or not everybody could type it in.
            MissingExtra: an archive is to be encrypted and ``subjectrights[encryption]`` isn't installed.
            UnknownName: the language isn't spoken.
        """
        from subjectrights.reports.access import access_document
        from subjectrights.writers.output import write_document

        language = language or self.answer.organisation.language
        return write_document(access_document(self.answer, language=language), path, password=password)

    def export(
        self,
        path: str | Path,
        *,
        scope: ExportScope = "portable",
        language: str | None = None,
        password: str | None = None,
        instruction: Instruction | None = None,
    ) -> Written:
        """Write what of it is portable (Art. 20), or all, in the format of the path's suffix.

        Args:
            path: the file to write.
            scope: ``"portable"`` or ``"all"``.
            language: of the texts around the data; the organisation's by default.
            password: as in :meth:`write`.
            instruction: a controller's, so that what we process for it is in it as well (Art. 28(3)(a)).
        """
        from subjectrights.reports.export import export_document
        from subjectrights.writers.output import write_document

        portable = export(self.map, self.answer, scope, instruction=instruction)
        language = language or self.answer.organisation.language
        return write_document(export_document(portable, language=language), path, password=password)

    def __str__(self) -> str:
        lines = [
            f"Access ({self.answer.at.date().isoformat()}): " + ("held" if self.held else "nothing held")
        ]
        lines += [
            f"  {name}: {table.num_rows} row{'' if table.num_rows == 1 else 's'}, {table.num_columns} columns"
            for name, table in self.tables.items()
        ]
        lines += [
            f"  held for {party}: forward(to={party!r}) passes the request on (Art. 28(3)(e))"
            for party in processed_for(self.map, self.answer)
        ]
        lines += [f"  {possible}" for possible in self.possible]
        lines += [f"  {store}: could not look" for store in self.unreachable]
        lines += [
            f"  {one.data} {one.direction.value}: {one.party}, {one.at:%Y-%m-%d}" for one in self.handed_over
        ]
        return "\n".join(lines)


class Reports(Sequence[Report]):
    """The reports of many people, in the order they were given; each is put together when it is asked for."""

    def __init__(
        self,
        estate: Estate,
        holdings: Holdings,
        rows: Mapping[TableRef, tuple[pa.Table, np.ndarray, np.ndarray]],
        marks: Mapping[int, tuple[Mark, ...]],
        disclosures: Mapping[int, tuple[Disclosure, ...]],
        consents: Mapping[int, tuple[Consent, ...]],
        *,
        include_possible: bool,
    ) -> None:
        self._estate = estate
        self._holdings = holdings
        self._rows = rows
        self._marks = marks
        self._disclosures = disclosures
        self._consents = consents
        self._include_possible = include_possible
        self._at = estate.now()

    def __len__(self) -> int:
        return self._holdings.count

    @overload
    def __getitem__(self, at: int) -> Report: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Report]: ...
    def __getitem__(self, at: int | slice) -> Report | Sequence[Report]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        rows = {
            ref: table.take(pa.array(np.sort(positions[subjects == at])))
            for ref, (table, positions, subjects) in self._rows.items()
        }
        answer = access(
            self._estate.map,
            self._holdings.of_subject(at),
            rows,
            at=self._at,
            marks=self._marks.get(at, ()),
            disclosures=() if at in self._holdings.ambiguous else self._disclosures.get(at, ()),
            consents=() if at in self._holdings.ambiguous else self._consents.get(at, ()),
            include_possible=self._include_possible,
        )
        return Report(answer=answer, map=self._estate.map)

    def __iter__(self) -> Iterator[Report]:
        return (self[at] for at in range(len(self)))

    @property
    def ambiguous(self) -> tuple[int, ...]:
        """Positions of people whose identifiers lead to several persons; their reports hold nothing."""
        return tuple(sorted(self._holdings.ambiguous))

    def export(
        self,
        folder: str | Path,
        *,
        format: str,
        scope: ExportScope,
        language: str | None,
        password: str | Sequence[str] | None = None,
        instruction: Instruction | None = None,
    ) -> list[Written]:
        """Write an export for each person into a folder, named by position from 1."""
        check_place("the folder", folder)
        suffix = text("format", format).lstrip(".")
        passwords = _one_each(password, len(self))
        place = Path(folder)
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise WriteError(f"the folder can't be made: {error.strerror}", file=str(folder)) from None
        width = max(6, len(str(len(self))))
        return [
            report.export(
                place / f"{number:0{width}}.{suffix}",
                scope=scope,
                language=language,
                password=own,
                instruction=instruction,
            )
            for number, (report, own) in enumerate(zip(self, passwords, strict=True), 1)
        ]

    def __str__(self) -> str:
        held = int(self._holdings.found().sum())
        lines = [f"Access for {len(self)} people: {held} held, {len(self) - held} nothing held"]
        if self.ambiguous:
            lines.append(f"  {len(self.ambiguous)} ambiguous: their identifiers lead to several people")
        lines += [f"  {store}: could not look" for store in self._holdings.unreachable]
        return "\n".join(lines)


def read_reports(
    estate: Estate, known: Known, count: int, *, include_possible: bool, right: Right = Right.ACCESS
) -> Reports:
    """Look for people and read every column of their rows, one read a table for all of them.

    A store that can't be read, or of which one table can't, is named as one that could not be looked into.

    Args:
        estate: the estate.
        known: what the people are known by.
        count: how many people.
        include_possible: whether possible rows are read as well.
        right: what they are read for.

    Raises:
        OperatorNotAccredited: the data map has operators, and who acts may not read this.
        AmbiguousSubject: one person was asked for and the identifiers lead to several.
    """
    require_operator(estate, right)
    schemas, unreachable = estate.reachable_schemas()
    while True:
        try:
            return _read_reports(
                estate,
                known,
                count,
                schemas=schemas,
                unreachable=unreachable,
                include_possible=include_possible,
                right=right,
            )
        except (StoreBusy, StoreUnavailable) as error:
            if error.store not in schemas or error.transient:
                raise
            del schemas[error.store]
            unreachable = (*unreachable, error.store)


def _read_reports(
    estate: Estate,
    known: Known,
    count: int,
    *,
    schemas: Schemas,
    unreachable: Sequence[str],
    include_possible: bool,
    right: Right,
) -> Reports:
    sought = Known()
    sought.extend(known.table)
    holdings = look(estate, sought, count, schemas=schemas, unreachable=unreachable)
    if count == 1 and holdings.ambiguous:
        raise AmbiguousSubject(
            f"these identifiers lead to more than one person: {holdings.ambiguous[0]}. "
            "Name the person by an identifier that is theirs alone"
        )
    require_operator(estate, right, {r.store for r, held in holdings.tables.items() if held.rows.num_rows})
    rows = {
        ref: _read_rows(estate, held, include_possible=include_possible)
        for ref, held in holdings.tables.items()
        if held.rows.num_rows
    }
    disclosures = estate.exchanges.disclosed(holdings.known, count)
    subject_of = _subjects(estate, holdings)
    marks = _marks(estate, subject_of)
    consents = estate.consents.of_persons(list(subject_of), subject_of)
    return Reports(estate, holdings, rows, marks, disclosures, consents, include_possible=include_possible)


def _read_rows(
    estate: Estate, held: HeldRows, *, include_possible: bool
) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """Every column of the held rows, and the pairs of a row and a person."""
    ref = held.facts.ref
    mask = held.acted_on(include_possible=include_possible)
    wanted = held.rows.filter(pa.array(mask)).select(list(held.facts.key))
    batches = [
        batch
        for match, _ in matches_for(held.facts.key, wanted)
        for batch in estate.stores[ref.store].find(ref.table, None, match)
    ]
    described = held.facts.table.columns
    schema = pa.schema([(name, column.type) for name, column in described.items()])
    table = pa.Table.from_batches([batch.cast(schema) for batch in batches], schema=schema)
    pairs = np.ones(len(held.row), bool) if include_possible else held.certain
    key = held.facts.key
    joined = [pa.concat_arrays([whole(held.rows.column(c)), whole(table.column(c))]) for c in key]
    codes = row_codes(joined, held.rows.num_rows + table.num_rows)
    asked, read = codes[: held.rows.num_rows][held.row[pairs]], codes[held.rows.num_rows :]
    order = np.argsort(read, kind="stable")
    start = np.searchsorted(read[order], asked, side="left")
    times = np.searchsorted(read[order], asked, side="right") - start
    offsets = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    positions = order[np.repeat(start, times) + offsets]
    unique = np.unique(np.stack([positions, np.repeat(held.subject[pairs], times)]), axis=1)
    return table, unique[0], unique[1]


def _one_each(password: str | Sequence[str] | None, count: int) -> Sequence[str | None]:
    """A password for each person, all of them good, before anything is written."""
    from subjectrights.writers.sealing import check_password

    if password is None:
        return [None] * count
    passwords = [password] * count if isinstance(password, str) else list(password)
    if len(passwords) != count:
        raise RequestError(f"password= has {len(passwords)} passwords for {count} people")
    return [check_password(one) for one in passwords]


def _subjects(estate: Estate, holdings: Holdings) -> dict[str, int]:
    """By their references in the register, the positions of the people."""
    keys = estate.secrets.fingerprint_keys.values()
    prints = fingerprints_under(estate.map, keys, holdings.known, holdings.count)
    links = acquainted(estate.register, prints)
    return {reference: at for at, link in enumerate(links) for reference in link.references}


def _marks(estate: Estate, subject_of: Mapping[str, int]) -> dict[int, tuple[Mark, ...]]:
    """By person, what stands in the register against using their data."""
    found: dict[int, list[Mark]] = {}
    for mark in estate.register.marks(list(subject_of)):
        found.setdefault(subject_of[mark.person], []).append(mark)
    return {at: tuple(marks) for at, marks in found.items()}
