"""Art. 15: the right of access: the data, and all that must be told with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from subjectrights.consent import Consent
from subjectrights.datamap.model import DataMap, Organisation, Party, Purpose, Retention, TableRef
from subjectrights.datamap.roles import Responsibility
from subjectrights.effects import Mark
from subjectrights.handovers import Disclosure, Exchange
from subjectrights.identity.holdings import Holdings
from subjectrights.plan import Possible
from subjectrights.rights.disclose import disclose
from subjectrights.terms import Role

__all__ = ["AccessAnswer", "Holding", "access"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One table's data on a person, and what must be told of it (Art. 15(1)(a)-(h), (2)).

    Args:
        table: ``store.table``.
        data: the person's rows as they are shown.
        categories: by column, the data category.
        origins: by column, where its values come from: provided, observed, derived.
        purposes: by name, why it is held, the table's purposes and its columns' own.
        table_purposes: the names of the table's purposes.
        column_purposes: by column, its own purposes where they differ from the table's.
        role: the organisation's role, and `controller`, who else answers for it.
        column_roles: by column, both of these where they differ from the table's.
        recipients: by name, who it is disclosed to, with third countries and safeguards.
        retention: how long it is held.
        source: where it comes from, if not from the person.
        redacted, secret: columns that are covered or withheld, see :mod:`.disclose`.
        joint: how many of the rows are also another person's.
        description: what the table is.
    """

    table: str
    data: pa.Table = field(repr=False)
    categories: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    table_purposes: tuple[str, ...] = ()
    column_purposes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    role: Role = Role.CONTROLLER
    controller: Party | None = None
    column_roles: Mapping[str, tuple[Role, Party | None]] = field(default_factory=dict)
    recipients: Mapping[str, Party] = field(default_factory=dict)
    retention: Retention | None = None
    source: str | None = None
    redacted: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    joint: int = 0
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A data set with the person's data in it that changed hands (Art. 15(1)(c), (g)).

    Args:
        exchange: which, when, with whom and why.
        certain: False where they were in it by an identifier that may be another person's too.
        party: with whom; None where the map doesn't know them any more. `purpose`: why, likewise.
        mapped: whether the data set is a table of the map, and `description`, what that is.
    """

    exchange: Exchange
    certain: bool
    party: Party | None
    purpose: Purpose | None
    mapped: bool
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAnswer:
    """The whole answer to one person.

    Args:
        organisation: who answers.
        at: when it was made.
        held: whether anything is held on the person ("whether or not", Art. 15(1)).
        holdings: by ``store.table``, what is held; only tables that hold something.
        possible: rows that may be the person's but can't be told apart; never read out.
        unreachable: stores that could not be looked into.
        marks: restrictions, objections and withdrawals that stand.
        handed_over: the data sets with the person's data in them that changed hands.
        consents: what the person consented to, and what of it was withdrawn (Art. 7).
    """

    organisation: Organisation
    at: datetime
    held: bool
    holdings: Mapping[str, Holding] = field(default_factory=dict)
    possible: tuple[Possible, ...] = ()
    unreachable: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    consents: tuple[Consent, ...] = ()


def access(
    datamap: DataMap,
    holdings: Holdings,
    rows: Mapping[TableRef, pa.Table],
    *,
    at: datetime,
    marks: tuple[Mark, ...] = (),
    disclosures: tuple[Disclosure, ...] = (),
    consents: tuple[Consent, ...] = (),
    include_possible: bool = False,
) -> AccessAnswer:
    """The answer to one person.

    Args:
        datamap: the map.
        holdings: what is held on that person alone.
        rows: by table, the person's rows with every column.
        at: the moment.
        marks: what stands in the register against using the person's data.
        disclosures: the exchanges that the person was in.
        consents: the register's consents of the person.
        include_possible: whether possible rows were read as well.
    """
    told = {}
    for ref, table in rows.items():
        if table.num_rows:
            told[str(ref)] = _holding(datamap, holdings, ref, table)
    possible = () if include_possible else _possible(holdings)
    return AccessAnswer(
        organisation=datamap.organisation,
        at=at,
        held=bool(told),
        holdings=told,
        possible=possible,
        unreachable=holdings.unreachable,
        marks=marks,
        handed_over=tuple(_handed_over(datamap, disclosure) for disclosure in disclosures),
        consents=consents,
    )


def _handed_over(datamap: DataMap, disclosure: Disclosure) -> HandedOver:
    exchange = disclosure.exchange
    tables = {str(ref): table for ref, table in datamap.tables()}
    table = tables.get(exchange.data)
    return HandedOver(
        exchange=exchange,
        certain=disclosure.certain,
        party=datamap.parties.get(exchange.party),
        purpose=datamap.purposes.get(exchange.purpose),
        mapped=table is not None,
        description=table.description if table else None,
    )


def _possible(holdings: Holdings) -> tuple[Possible, ...]:
    counts = {ref: held.possible_count() for ref, held in holdings.tables.items()}
    return tuple(Possible(table=str(ref), count=n) for ref, n in counts.items() if n)


def _holding(datamap: DataMap, holdings: Holdings, ref: TableRef, rows: pa.Table) -> Holding:
    held = holdings.tables[ref]
    table_map = datamap.table(ref)
    shown = disclose(datamap, held.facts, holdings.known, rows)
    answering = datamap.responsibility(ref)
    apart = {c: datamap.responsibility(ref, c) for c in (*shown.data.column_names, *shown.secret)}
    own = {c: table_map.column(c).purposes for c in shown.data.column_names}
    names = dict.fromkeys(datamap.purposes_of(ref))
    for purposes in own.values():
        names.update(dict.fromkeys(purposes or ()))
    return Holding(
        table=str(ref),
        data=shown.data,
        categories={c: table_map.column(c).category for c in shown.data.column_names},
        origins={c: (table_map.column(c).origin or "observed") for c in shown.data.column_names},
        purposes={name: datamap.purposes[name] for name in names},
        table_purposes=datamap.purposes_of(ref),
        column_purposes={c: purposes for c, purposes in own.items() if purposes is not None},
        role=answering.role,
        controller=_party(datamap, answering),
        column_roles={
            column: (other.role, _party(datamap, other))
            for column, other in apart.items()
            if (other.role, other.controller) != (answering.role, answering.controller)
        },
        recipients={name: datamap.parties[name] for name in datamap.recipients_of(ref)},
        retention=datamap.retention_of(ref),
        source=datamap.source_of(ref),
        redacted=shown.redacted,
        secret=shown.secret,
        joint=int(held.counts()[held.outside].sum()),
        description=table_map.description or datamap.stores[ref.store].description,
    )


def _party(datamap: DataMap, answering: Responsibility) -> Party | None:
    return datamap.parties[answering.controller] if answering.controller else None
