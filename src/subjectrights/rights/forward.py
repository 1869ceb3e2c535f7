"""Art. 28(3)(e): what a processor holds for one controller, to help it answer a data subject's request."""

from __future__ import annotations

from dataclasses import replace

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.datamap.roles import groups
from subjectrights.errors import RequestError
from subjectrights.rights.access import AccessAnswer, Holding
from subjectrights.suggest import known
from subjectrights.terms import Role

__all__ = ["held_for", "processed_for"]


def held_for(datamap: DataMap, answer: AccessAnswer, party: str) -> AccessAnswer:
    """The part of an answer that we process for one controller, and nothing of anybody else's.

    Args:
        datamap: the map.
        answer: what is held on the person.
        party: the controller, by its name in the map.

    Raises:
        UnknownName: no such party.
        RequestError: we process nothing for it.
    """
    known("party", party, datamap.parties)
    theirs = {
        str(ref)
        for ref, table in datamap.tables()
        if any(_processed(datamap, ref, column, party) for column in (None, *table.columns))
    }
    if not theirs:
        raise RequestError(f"we process nothing for {party!r}: no store, table or column of the map says so")
    holdings = {
        name: _of(datamap, holding, party) for name, holding in answer.holdings.items() if name in theirs
    }
    holdings = {name: holding for name, holding in holdings.items() if holding.data.num_columns}
    return replace(
        answer,
        held=bool(holdings),
        holdings=holdings,
        possible=tuple(one for one in answer.possible if one.table in theirs),
        unreachable=tuple(s for s in answer.unreachable if any(t.startswith(f"{s}.") for t in theirs)),
        marks=(),
        handed_over=(),
        consents=(),
    )


def processed_for(datamap: DataMap, answer: AccessAnswer) -> tuple[str, ...]:
    """The parties for which we process something of an answer, by their names in the map."""
    parties: dict[str, None] = {}
    for name, holding in answer.holdings.items():
        ref = TableRef(*name.split(".", 1))
        for answering, _ in groups(datamap, ref, (*holding.data.column_names, *holding.secret)):
            if answering.role is Role.PROCESSOR and answering.controller is not None:
                parties[answering.controller] = None
    return tuple(parties)


def _of(datamap: DataMap, holding: Holding, party: str) -> Holding:
    ref = TableRef(*holding.table.split(".", 1))

    def theirs(column: str) -> bool:
        return _processed(datamap, ref, column, party)

    return replace(
        holding,
        data=holding.data.select([c for c in holding.data.column_names if theirs(c)]),
        secret=tuple(filter(theirs, holding.secret)),
        redacted=tuple(filter(theirs, holding.redacted)),
        role=Role.PROCESSOR,
        controller=datamap.parties[party],
        column_roles={},
    )


def _processed(datamap: DataMap, ref: TableRef, column: str | None, party: str) -> bool:
    answering = datamap.responsibility(ref, column)
    return answering.role is Role.PROCESSOR and answering.controller == party
