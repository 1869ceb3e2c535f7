"""Who is in a data set: fingerprints, row by row, worked out column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from subjectrights.errors import RequestError, UnknownName
from subjectrights.identity.fingerprint import fingerprints, space_of
from subjectrights.identity.joins import whole
from subjectrights.identity.kinds import normal_forms
from subjectrights.suggest import known

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap

__all__ = ["Listed", "Naming", "named_by", "namings", "people_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Values of one identifier, and the rows that they name somebody in.

    Args:
        identifier: its name in the data map.
        rows: positions.
        values: as they are stored, one for each of `rows`.
    """

    identifier: str
    rows: Any = field(repr=False)
    values: pa.Array = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The people of a data set.

    Args:
        count: how many; rows that have their first own identifier in common are one person's.
        prints: the fingerprints, and of each whether every row that it stands in has an identifier of
            somebody's own.
    """

    count: int
    prints: pa.Table = field(repr=False)

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        ordered = self.prints.sort_by("fingerprint")
        columns = (ordered.column(name).to_pylist() for name in ("fingerprint", "named_min"))
        return zip(*columns, strict=True)


def named_by(datamap: DataMap, people: Any, columns: Mapping[str, str]) -> tuple[pa.Table, list[Naming]]:
    """A table of people and what names them in it.

    Args:
        datamap: names the identifiers.
        people: a pandas DataFrame or a pyarrow Table.
        columns: identifier name to the column that holds it.

    Raises:
        UnknownName: no such identifier or column.
        RequestError: it is no table, or no column is named.
    """
    table = _arrow(people, list(columns.values()))
    return table, namings(datamap, table, columns)


def namings(datamap: DataMap, table: pa.Table, columns: Mapping[str, str]) -> list[Naming]:
    """What names people in a table; see :func:`named_by`."""
    if not columns:
        raise RequestError('say which column holds which identifier: columns={"email": "Courriel"}')
    found = []
    for name, column in columns.items():
        known("identifier", name, datamap.identifiers)
        if table.column_names.count(column) > 1:
            raise RequestError(f"the list has several columns {column!r}; keep one")
        if column not in table.column_names:
            raise UnknownName(f"the list has no column {column!r}; it has {', '.join(table.column_names)}")
        found.append(
            Naming(identifier=name, rows=np.arange(table.num_rows), values=whole(table.column(column)))
        )
    return found


def people_in(datamap: DataMap, key: bytes, named: Iterable[Naming], length: int) -> Listed:
    """The fingerprints of everybody in a data set, and how many people they are.

    Args:
        datamap: names the identifiers.
        key: the fingerprint key.
        named: what names people in its rows.
        length: how many rows it has.
    """
    # Own identifiers go before shared ones: a row is counted by the first that it has.
    order = sorted(datamap.identifiers, key=lambda name: datamap.identifiers[name].shared)
    rows, prints, ranks, shared = [], [], [], []
    for one in named:
        kind = datamap.identifiers[one.identifier]
        normals = normal_forms(kind.kind, one.values, region=kind.region)
        made = fingerprints(key, space_of(one.identifier, kind.kind), normals)
        there = made.is_valid().to_numpy(zero_copy_only=False)
        rows.append(np.asarray(one.rows)[there])
        prints.append(made.drop_null())
        ranks.append(np.full(there.sum(), order.index(one.identifier)))
        shared.append(np.full(there.sum(), kind.shared))
    at, texts = np.concatenate(rows), pa.concat_arrays(prints)
    rank, is_shared = np.concatenate(ranks), np.concatenate(shared)
    first = np.full(length, len(order))
    np.minimum.at(first, at, rank)
    count = len(texts.filter(pa.array(rank == first[at])).unique())
    own = np.zeros(length, bool)
    own[at[~is_shared]] = True
    pairs = pa.table({"fingerprint": texts, "named": pa.array(own[at])})
    # A shared value that stands alone in one row, too, may be anybody's who has it.
    return Listed(count=count, prints=pairs.group_by("fingerprint").aggregate([("named", "min")]))


def _arrow(people: Any, wanted: list[str]) -> pa.Table:
    """The wanted columns of a table, as Arrow has them."""
    from subjectrights.identity.people import given_table

    if isinstance(people, pa.Table):
        return people
    if not (hasattr(people, "columns") and hasattr(people, "index")):
        raise RequestError("the people are given as a pandas DataFrame or a pyarrow Table")
    there = [str(column) for column in people.columns]
    for column in wanted:
        if column not in there:
            raise UnknownName(f"the list has no column {column!r}; it has {', '.join(there)}")
        if there.count(column) > 1:
            raise RequestError(f"the list has several columns {column!r}; keep one")
    return pa.table(given_table(people[list(dict.fromkeys(wanted))], {})[0])
