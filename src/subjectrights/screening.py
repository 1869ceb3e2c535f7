"""Who may still be used for a purpose: a campaign list held against the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.arguments import text
from subjectrights.errors import RequestError, UnknownName
from subjectrights.identity.fingerprint import fingerprints, space_of
from subjectrights.identity.joins import whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.register.consented import consented
from subjectrights.suggest import known

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["screen"]


def screen(estate: Estate, people: Any, *, purpose: str, columns: Mapping[str, str]) -> Any:
    """See :meth:`subjectrights.Estate.screen`.

    A row is refused when any identifier in it is suppressed, a shared one as well: calling a household's
    number reaches whoever objected there.  Where the map keeps a purpose's consents in the register, only
    rows of people of whom one stands pass (Art. 6(1)(a), 7(1)).
    """
    known("purpose", text("purpose", purpose), estate.map.purposes)
    if not isinstance(columns, Mapping) or not columns:
        raise RequestError('say which column holds which identifier: columns={"email": "Courriel"}')
    table = isinstance(people, pa.Table)
    if not table and not (hasattr(people, "columns") and hasattr(people, "index")):
        raise RequestError("screen() takes a pandas DataFrame or a pyarrow Table")
    length = people.num_rows if table else len(people)
    suppressed = pa.array([False] * length, pa.bool_())
    consenting = _Consenting(estate, purpose, length)
    for name, column in columns.items():
        text("columns", name)
        identifier = estate.map.identifiers[known("identifier", name, estate.map.identifiers)]
        there = people.column_names if table else [str(c) for c in people.columns]
        if there.count(column) > 1:
            raise RequestError(f"the list has several columns {column!r}; keep one")
        if column not in there:
            raise UnknownName(f"the list has no column {column!r}; it has {', '.join(there)}")
        values = whole(people.column(column)) if table else _from_series(people[column])
        normals = normal_forms(identifier.kind, values, region=identifier.region)
        space = space_of(name, identifier.kind)
        for key in estate.secrets.fingerprint_keys.values():
            prints = fingerprints(key, space, normals)
            suppressed = pc.or_(suppressed, estate.register.suppressed(space, prints, purpose))
            consenting.look(space, prints, shared=identifier.shared)
    allowed = pc.and_(pc.invert(suppressed), consenting.allowed())
    if table:
        return allowed
    import pandas as pd

    return pd.Series(allowed.to_numpy(zero_copy_only=False), index=people.index, name="allowed", dtype=bool)


class _Consenting:
    """Which rows are of people who consent, where consents are kept in the register; else all are.

    A shared identifier, such as a household's number, tells it only where a row has none of somebody's own.
    """

    def __init__(self, estate: Estate, purpose: str, length: int) -> None:
        self.estate = estate
        self.purpose = purpose
        self.asked = estate.map.purposes[purpose].consents is not None
        nobody = pa.array([False] * length, pa.bool_())
        self.named, self.own, self.shared = nobody, nobody, nobody

    def look(self, space: str, prints: pa.Array, *, shared: bool) -> None:
        if not self.asked:
            return
        consents = consented(self.estate.register, space, prints, self.purpose)
        if shared:
            self.shared = pc.or_(self.shared, consents)
        else:
            self.own = pc.or_(self.own, consents)
            self.named = pc.or_(self.named, pc.is_valid(prints))

    def allowed(self) -> pa.Array:
        if not self.asked:
            return pc.invert(self.own)
        return pc.if_else(self.named, self.own, self.shared)


def _from_series(series: Any) -> pa.Array:
    try:
        return whole(pa.array(series, from_pandas=True))
    except (pa.ArrowException, TypeError, ValueError):
        texts = [
            None if missing else str(value) for value, missing in zip(series, series.isna(), strict=True)
        ]
        return pa.array(texts, pa.string())
