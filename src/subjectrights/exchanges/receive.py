"""Receives a data set: reads the file, documents the exchange, and screens people out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.errors import RequestError, StoreChanged
from subjectrights.exchanges.documented import Terms
from subjectrights.exchanges.exchanges import checksum_of
from subjectrights.exchanges.people import namings
from subjectrights.exchanges.reading import format_of, read_table
from subjectrights.handovers import Direction, Exchange
from subjectrights.rights.scope import table_named
from subjectrights.screening import screen
from subjectrights.terms import Role

if TYPE_CHECKING:
    import pandas as pd

    from subjectrights.datamap.model import TableMap
    from subjectrights.estate import Estate

__all__ = ["Received", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What may be used of a file that was handed over.

    Args:
        exchange: how it is documented.
        rows: the rows that may be used.
        screened_out: how many rows were left out: of people who objected, are restricted or were erased.
    """

    exchange: Exchange
    rows: pa.Table = field(repr=False)
    screened_out: int

    def to_pandas(self) -> pd.DataFrame:
        """The rows that may be used."""
        frame: pd.DataFrame = self.rows.to_pandas()
        return frame

    def __str__(self) -> str:
        out = f"{self.screened_out:,} screened out"
        return f"{self.exchange}\n  {self.rows.num_rows:,} rows may be used, {out}"


def receive(
    estate: Estate,
    file: str | Path,
    *,
    from_: str,
    purpose: str,
    channel: str,
    table: str | None = None,
    columns: Mapping[str, str] | None = None,
    data: str | None = None,
    sheet: str | None = None,
    their_role: Role | str | None = None,
    our_role: Role | str | None = None,
    encryption: str | None = None,
    categories: Iterable[str] | None = None,
    agreement: str | None = None,
    at: datetime | None = None,
    by: str | None = None,
) -> Received:
    """See :meth:`subjectrights.Estate.receive`.

    Everybody in the file counts as received, those who are screened out as well.

    Args:
        estate: the estate.
        file: CSV, Parquet, JSON (a list of objects) or XLSX, told by its suffix.
        from_: the party that it came from.
        purpose: what it is to be used for.
        channel: how it came.
        table: the mapped table that the file is like: its identifiers, categories and roles go for it.
        columns: identifier name to column, where no `table` tells; it goes before the table's.
        data: what the data set is called, where it is no `table`; the file's name by default.
        sheet: of a workbook with several.
        their_role, our_role, encryption, categories, agreement, at, by: as
            :meth:`subjectrights.exchanges.exchanges.Exchanges.record` takes them.

    Raises:
        UnknownName: a party, purpose, table, identifier or column that isn't there.
        RequestError: no agreement, a third country without safeguards, or something left unsaid.
        MalformedData, StoreUnavailable: the file can't be read.
        StoreChanged: the file changed while it was read.
    """
    path = Path(file)
    described = None if table is None else estate.map.table(table_named(estate.map, table))
    terms = Terms(
        data=table or data or path.name,
        direction=Direction.RECEIVED,
        party=from_,
        purpose=purpose,
        channel=channel,
        their_role=their_role,
        our_role=our_role,
        format=format_of(path),
        encryption=encryption,
        categories=categories,
        agreement=agreement,
        by=by,
    )
    exchange = estate.exchanges.drafted(terms, at=at)
    wanted = _columns(described, columns)
    checksum = checksum_of(path)
    rows = read_table(path, sheet=sheet, options=described.store_options() if described else {})
    if checksum_of(path) != checksum:
        raise StoreChanged("the file changed while it was read; receive it again", file=str(path))
    listed = estate.exchanges.listed(namings(estate.map, rows, wanted), rows.num_rows)
    allowed = screen(estate, rows, purpose=purpose, columns=wanted)
    exchange = estate.exchanges.add(replace(exchange, people=listed.count, sha256=checksum), listed)
    return Received(
        exchange=exchange,
        rows=rows.filter(allowed),
        screened_out=rows.num_rows - (pc.sum(allowed).as_py() or 0),
    )


def _columns(described: TableMap | None, columns: Mapping[str, str] | None) -> Mapping[str, str]:
    if columns is not None:
        return columns
    if described is None:
        raise RequestError("say what the file is like: table='store.table', or columns={identifier: column}")
    found = {name: column for name, column in described.identifiers.items() if isinstance(column, str)}
    if not found:
        raise RequestError("the table has no identifiers; say which column holds which: columns={...}")
    return found
