"""What of a row may be shown to the person: their own data, not another's, no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.datamap.model import DataMap
from subjectrights.identity.columns import TableFacts
from subjectrights.identity.joins import whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.identity.people import Known

__all__ = ["REDACTED", "Disclosed", "disclose"]

REDACTED = "[redacted]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """A table as it is shown to one person.

    Args:
        data: the rows and columns that are shown.
        redacted: columns in which another person's data is covered, wholly or in some rows (Art. 15(4)).
        secret: columns that are held but never read out.
    """

    data: pa.Table = field(repr=False)
    redacted: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


def disclose(datamap: DataMap, facts: TableFacts, known: Known, rows: pa.Table) -> Disclosed:
    """Cover what isn't the person's own.

    Args:
        datamap: the map.
        facts: the table.
        known: the person's identifiers.
        rows: the person's rows, every column.
    """
    columns: dict[str, pa.Array | pa.ChunkedArray] = {}
    redacted, secret = [], []
    theirs = _owner_columns(datamap, facts, known, rows)
    for name in rows.column_names:
        described = facts.map.column(name)
        if not described.personal:
            continue
        if described.secret:
            secret.append(name)
        elif described.of is not None:
            columns[name] = _covered(rows.column(name), None)
            redacted.append(name)
        elif name in theirs or described.owner in theirs:
            own = theirs[name if name in theirs else str(described.owner)]
            if pc.all(own).as_py() is False:
                columns[name] = _covered(rows.column(name), own)
                redacted.append(name)
            else:
                columns[name] = rows.column(name)
        else:
            columns[name] = rows.column(name)
    return Disclosed(data=pa.table(columns), redacted=tuple(redacted), secret=tuple(secret))


def _owner_columns(
    datamap: DataMap, facts: TableFacts, known: Known, rows: pa.Table
) -> Mapping[str, pa.Array]:
    """By owner column, in which rows it names the person (or nobody)."""
    found = {}
    for identity in facts.identity:
        if identity.owner:
            kind = datamap.identifiers[identity.identifier]
            normals = normal_forms(kind.kind, rows.column(identity.column), region=kind.region)
            own = pc.is_in(normals, value_set=known.of(identity.identifier).column("normal"), skip_nulls=True)
            found[identity.column] = pc.or_(own, pc.is_null(normals))
    return found


def _covered(column: pa.ChunkedArray, own: pa.Array | None) -> pa.Array:
    """The column as text, with what isn't the person's covered; what is missing stays missing."""
    values = whole(column)
    if own is None:
        return pc.if_else(pc.is_valid(values), pa.scalar(REDACTED), pa.scalar(None, pa.string()))
    text = normal_forms("opaque", values, region=None)
    return pc.if_else(pc.or_(own, pc.is_null(values)), text, pa.scalar(REDACTED))
