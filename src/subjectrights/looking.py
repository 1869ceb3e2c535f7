"""How people are looked for: over the stores, and by what the register remembers of them.

An identifier that was rectified away, or that went with an earlier erasure, still leads to the person;
but an address can be somebody else's by now.  What the register remembers is followed only where it
doesn't lead to a person whose own number is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from subjectrights.acquaintance import contradicted, known_beyond, linked, others_with
from subjectrights.identity.contradiction import asked_by_another_number
from subjectrights.identity.fingerprint import fingerprint, space_of
from subjectrights.identity.people import Known
from subjectrights.identity.resolve import fingerprints_under, resolve
from subjectrights.identity.trace import Strangers, trace

if TYPE_CHECKING:
    from subjectrights.acquaintance import Print
    from subjectrights.datamap.model import TableRef
    from subjectrights.estate import Estate
    from subjectrights.identity.columns import Schemas
    from subjectrights.identity.holdings import Holdings

__all__ = ["look", "still_theirs"]


def look(
    estate: Estate,
    known: Known,
    count: int,
    *,
    extra: Mapping[TableRef, Sequence[str]] | None = None,
    schemas: Schemas | None = None,
    unreachable: Sequence[str] = (),
) -> Holdings:
    """Trace people over the estate's stores, by what the register knows of them as well.

    Args:
        estate: the estate.
        known: what the people are known by.
        count: how many people.
        extra: further columns to read, by table.
        schemas: the stores' schemas, where they were read already.
        unreachable: stores that can't be looked into.
    """
    schemas = estate.schemas() if schemas is None else schemas
    asked = known.table
    keys = estate.secrets.fingerprint_keys
    given = fingerprints_under(estate.map, keys.values(), known, count)

    def traced(*parts: pa.Table) -> Holdings:
        start = Known()
        for part in parts:
            start.extend(part)
        return trace(
            estate.map,
            estate.stores,
            schemas,
            start,
            count=count,
            extra=extra,
            unreachable=unreachable,
            strangers=_strangers(estate),
        )

    holdings = _with_what_is_remembered(estate, schemas, given, asked, traced)
    return _without_contradicted(estate, holdings, asked, given)


def _with_what_is_remembered(
    estate: Estate,
    schemas: Schemas,
    given: Sequence[Sequence[Print]],
    asked: pa.Table,
    traced: Callable[..., Holdings],
) -> Holdings:
    """Trace by what was asked for, and by what the register remembers, where it is still theirs."""
    keys = estate.secrets.fingerprint_keys
    holdings = traced(asked)
    reached = fingerprints_under(estate.map, keys.values(), holdings.known, holdings.count)
    sought, remembered = known_beyond(estate.register, given, reached)
    if not sought:
        return holdings
    more = resolve(estate.map, estate.stores, schemas, keys, sought)
    followed = still_theirs(estate, schemas, more.table, remembered)
    if not followed.num_rows:
        return holdings
    again = traced(holdings.known.table, followed)
    # Whom the register itself contradicts is not told apart by it: that is left ambiguous.
    doubtful = [
        at
        for at in again.ambiguous
        if at not in holdings.ambiguous
        and not any(contradicted(reached[at], person) for person in remembered[at])
    ]
    if not doubtful:
        return again
    others = ~np.isin(followed.column("subject").to_numpy(), doubtful)
    return traced(holdings.known.table, followed.filter(pa.array(others)))


def _without_contradicted(
    estate: Estate, holdings: Holdings, asked: pa.Table, given: Sequence[Sequence[Print]]
) -> Holdings:
    """Set aside whoever was asked for by a number and found under another, unless the register knows both."""
    suspects = asked_by_another_number(estate.map, holdings, asked)
    if not suspects:
        return holdings
    keys = estate.secrets.fingerprint_keys.values()
    reached = fingerprints_under(estate.map, keys, holdings.known, holdings.count)
    known = linked(estate.register, {at: (given[at], reached[at]) for at in suspects})
    found = {
        at: f"the {name} given isn't that of the person whom the other identifiers lead to"
        for at, name in suspects.items()
        if at not in known
    }
    if not found:
        return holdings
    return replace(holdings.without(found), ambiguous={**holdings.ambiguous, **found})


def still_theirs(
    estate: Estate,
    schemas: Schemas,
    sought: pa.Table,
    remembered: Mapping[int, Sequence[Sequence[Print]]],
    *,
    doubtful: bool = False,
) -> pa.Table:
    """Leave out what leads to somebody else by now: to a person with another number than theirs.

    Args:
        estate: the estate.
        schemas: the stores' schemas.
        sought: identifiers that the register remembers, in the columns of :class:`Known`.
        remembered: by person, for each person of the register that they may be, the fingerprints that it
            has of them.
        doubtful: whether what leads to more than one person stays, for the caller to find that out.

    Returns:
        The rows of `sought` that don't.
    """
    alone = Known()
    alone.extend(sought.set_column(0, "subject", pa.array(np.arange(sought.num_rows))))
    holdings = trace(estate.map, estate.stores, schemas, alone, count=sought.num_rows)
    keys = estate.secrets.fingerprint_keys.values()
    reached = fingerprints_under(estate.map, keys, holdings.known, sought.num_rows)
    theirs = [
        doubtful
        if number in holdings.ambiguous
        else not all(contradicted(reached[number], person) for person in remembered[at])
        for number, at in enumerate(sought.column("subject").to_pylist())
    ]
    return sought.filter(pa.array(theirs, pa.bool_()))


def _strangers(estate: Estate) -> Strangers:
    """Tells where the register knows a shared value of somebody else as well."""
    keys, identifiers = estate.secrets.fingerprint_keys.values(), estate.map.identifiers

    def prints_of(name: str, normal: str) -> list[str]:
        space = space_of(name, identifiers[name].kind)
        return [fingerprint(key, space, normal) for key in keys]

    def strangers(
        name: str, pairs: Sequence[tuple[int, str]], own: Mapping[int, set[tuple[str, str]]]
    ) -> set[tuple[int, str]]:
        values: dict[str, str] = {}
        shared: dict[str, set[int]] = {}
        for at, value in pairs:
            for one in prints_of(name, value):
                values[one] = value
                shared.setdefault(one, set()).add(at)
        asked = {at for at, _ in pairs}
        mine = {at: {print_ for one in own.get(at, ()) for print_ in prints_of(*one)} for at in asked}
        return {(at, values[one]) for at, one in others_with(estate.register, shared, mine)}

    return strangers
