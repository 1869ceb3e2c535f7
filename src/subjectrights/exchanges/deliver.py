"""Delivers a table to a party: reads it, screens people out, writes the file and documents the exchange."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from subjectrights.errors import RequestError, SubjectRightsError, WriteError
from subjectrights.exchanges.documented import Terms
from subjectrights.exchanges.owners import owners_of, read_all
from subjectrights.exchanges.people import Naming
from subjectrights.handovers import Direction, Exchange
from subjectrights.identity.columns import facts_of
from subjectrights.rights.scope import table_named
from subjectrights.screening import screen
from subjectrights.suggest import hint
from subjectrights.writers.document import Document, DocumentTable
from subjectrights.writers.output import Written, write_document
from subjectrights.writers.registry import known_suffixes

if TYPE_CHECKING:
    from subjectrights.datamap.model import TableRef
    from subjectrights.estate import Estate
    from subjectrights.exchanges.people import Listed
    from subjectrights.terms import Role

__all__ = ["Delivered", "deliver"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A file that was written for a party.

    Args:
        exchange: how it is documented.
        written: the file: its place, size and checksum, and what its format could not carry.
        rows: how many rows it holds.
        screened_out: how many rows were left out: of people who objected, are restricted or were erased.
        left_out: the columns that were left out: secret ones, and other people's.
    """

    exchange: Exchange
    written: Written
    rows: int
    screened_out: int
    left_out: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        columns = f"; left out: {', '.join(self.left_out)}" if self.left_out else ""
        return f"{self.exchange}\n  {self.rows:,} rows, {self.screened_out:,} screened out{columns}"


def deliver(
    estate: Estate,
    table: str,
    *,
    to: str,
    path: str | Path,
    purpose: str,
    channel: str,
    columns: Iterable[str] | None = None,
    password: str | None = None,
    their_role: Role | str | None = None,
    our_role: Role | str | None = None,
    agreement: str | None = None,
    at: datetime | None = None,
    by: str | None = None,
) -> Delivered:
    """See :meth:`subjectrights.Estate.deliver`.

    A row of several people is left out when it may not be used for one of them. A row that is nobody's by
    the map can't be screened, and goes.

    Args:
        estate: the estate.
        table: which, as ``store.table``.
        to: the party that gets it.
        path: the new file; its suffix names the format: csv, parquet, xlsx, json ... One that is there
            already isn't replaced.
        purpose: what it is handed over for.
        channel: how it goes.
        columns: which columns; all but secret ones and other people's by default.
        password: encrypts the file, see :func:`subjectrights.writers.output.write_document`.
        their_role, our_role, agreement, at, by: as
            :meth:`subjectrights.exchanges.exchanges.Exchanges.record` takes them.

    Raises:
        UnknownName: a party, purpose, table or column that isn't there.
        RequestError: no agreement, a third country without safeguards, or something left unsaid.
        WriteError: the file can't be written; nothing is documented then.
        StoreError: the table can't be read.
    """
    ref = table_named(estate.map, table)
    wanted, left_out = _columns(estate, ref, columns)
    terms = Terms(
        data=table,
        direction=Direction.DELIVERED,
        party=to,
        purpose=purpose,
        channel=channel,
        their_role=their_role,
        our_role=our_role,
        agreement=agreement,
        by=by,
        columns=wanted,
    )
    exchange = estate.exchanges.drafted(terms, at=at)
    needed = facts_of(estate.map, estate.schemas(), {})[ref].needed
    rows = read_all(estate, ref, list(dict.fromkeys((*wanted, *needed))))
    owners = owners_of(estate, ref, rows)
    allowed = _allowed(estate, owners, rows.num_rows, purpose)
    listed = estate.exchanges.listed(_of_those(owners, allowed), int(allowed.sum()))
    document = Document(
        title=table,
        language=estate.map.organisation.language,
        created=exchange.at,
        author=estate.map.organisation.name,
        tables=(
            DocumentTable(name=table, title=table, data=rows.select(list(wanted)).filter(pa.array(allowed))),
        ),
    )
    exchange, written = _handed_over(estate, exchange, listed, document, Path(path), password)
    return Delivered(
        exchange=exchange,
        written=written,
        rows=int(allowed.sum()),
        screened_out=int((~allowed).sum()),
        left_out=left_out,
    )


def _columns(
    estate: Estate, ref: TableRef, columns: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that go, and those that are left out without being asked."""
    described = estate.map.table(ref)
    schema = estate.stores[ref.store].schema()
    if ref.table not in schema:
        raise RequestError("the store has no such table", store=ref.store, table=ref.table)
    there = list(schema[ref.table].columns)
    if columns is None:
        hidden = [name for name in there if described.column(name).secret or described.column(name).of]
        return tuple(name for name in there if name not in hidden), tuple(hidden)
    if isinstance(columns, str):
        raise RequestError("columns= takes a list of names, not one text")
    wanted = tuple(dict.fromkeys(columns))
    for name in wanted:
        if name not in there:
            raise RequestError(f"the table has no column {name!r}{hint(name, there)}", store=ref.store)
    if not wanted:
        raise RequestError("name at least one column to deliver")
    return wanted, ()


def _allowed(estate: Estate, owners: Sequence[Naming], length: int, purpose: str) -> Any:
    """By row, whether it may be used for the purpose, for everybody whose it is."""
    allowed = np.ones(length, bool)
    for one in owners:
        list_of = pa.table({"value": one.values})
        may = screen(estate, list_of, purpose=purpose, columns={one.identifier: "value"})
        allowed[np.asarray(one.rows)[~np.asarray(may.to_numpy(zero_copy_only=False), bool)]] = False
    return allowed


def _of_those(owners: Iterable[Naming], allowed: Any) -> list[Naming]:
    """What names people in the rows that go, by their position in the file."""
    place = np.cumsum(allowed) - 1
    found = []
    for one in owners:
        goes = allowed[one.rows]
        found.append(
            Naming(
                identifier=one.identifier,
                rows=place[np.asarray(one.rows)[goes]],
                values=one.values.filter(pa.array(goes)),
            )
        )
    return found


def _format(path: Path) -> str:
    fitting = [suffix for suffix in known_suffixes() if path.name.lower().endswith(suffix)]
    return max(fitting, key=len).removeprefix(".")


def _handed_over(
    estate: Estate, exchange: Exchange, listed: Listed, document: Document, path: Path, password: str | None
) -> tuple[Exchange, Written]:
    """Write the file out of sight, document it, and put it in its place: neither without the other."""
    if path.exists():
        raise WriteError("the file exists already; name a new one", file=str(path))
    hidden = path.with_name(f".{secrets.token_hex(8)}{path.name}")
    try:
        written = write_document(document, hidden, password=password, overwrite=False)
    except SubjectRightsError as error:
        error.file = str(path)
        raise
    place = written.path or hidden
    final = path.with_name(path.name + place.name.removeprefix(hidden.name))
    try:
        exchange = estate.exchanges.add(
            replace(
                exchange,
                people=listed.count,
                sha256=written.sha256,
                format=_format(path),
                encryption=written.encryption,
            ),
            listed,
        )
        try:
            # A hard link fails where somebody else's file came in between; a rename would replace it.
            os.link(place, final)
        except OSError as error:
            estate.exchanges.withdraw(exchange)
            raise WriteError(
                f"the file can't be put in its place: {error.strerror}", file=str(path)
            ) from None
    finally:
        with suppress(OSError):
            place.unlink()
    return exchange, replace(written, path=final)
