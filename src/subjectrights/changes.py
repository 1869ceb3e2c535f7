"""The only predicate and the two changes: what a plan asks of a store.

A :class:`Match` names rows by the values their columns hold; a :class:`Delete` removes them, an
:class:`Update` writes absolute values into them.  Every right that changes a store comes down to these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Change", "Count", "Delete", "Match", "Release", "Update", "matches_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Rows of one table that a run deleted, updated or retained."""

    deleted: int = 0
    updated: int = 0
    retained: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            deleted=self.deleted + other.deleted,
            updated=self.updated + other.updated,
            retained=self.retained + other.retained,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Match:
    """The rows whose `columns` hold one of the `keys`, exactly, and whose `missing` columns hold NULL.

    Keys are compared value by value in the column's own type: ``'Ann'`` doesn't match ``'ann'`` or
    ``'Ann '``, whatever a database's collation says.  A key with a missing value matches nothing and is
    dropped here, once, for every store; so is a repeated key.

    Args:
        columns: the columns' names; at least one.
        keys: an array of the column's type for one column, a struct array with one field a column (in
            the order and with the names of `columns`) for several.
        missing: columns that must hold NULL in a matching row.
    """

    columns: tuple[str, ...]
    keys: pa.Array = field(repr=False)
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        keys = self.keys
        if isinstance(keys, pa.ChunkedArray):
            keys = keys.combine_chunks()
        if len(self.columns) == 1:
            keys = pc.drop_null(keys).unique()
        else:
            # Flattening applies the parent's validity, so a null struct counts as missing too.
            whole = pa.Table.from_arrays(keys.flatten(), names=list(self.columns)).drop_null()
            if whole.num_rows:
                whole = whole.group_by(list(self.columns), use_threads=False).aggregate([])
            keys = pa.StructArray.from_arrays(
                [whole.column(name).combine_chunks() for name in self.columns], names=list(self.columns)
            )
        object.__setattr__(self, "keys", keys)

    def __len__(self) -> int:
        return len(self.keys)

    def __bool__(self) -> bool:
        return len(self.keys) > 0

    def key_columns(self) -> dict[str, pa.Array]:
        """The keys as one array a column, all of the same length."""
        if len(self.columns) == 1:
            return {self.columns[0]: self.keys}
        return dict(zip(self.columns, self.keys.flatten(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delete:
    """Remove the rows of `table` that `match` names."""

    table: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Update:
    """Write `values` into the rows of `table` that `match` names.

    Args:
        table: the table's name in the data map.
        match: the rows.
        values: by column, the new value: a ``pyarrow.Scalar`` for all rows alike, or a
            ``pyarrow.Array`` aligned with ``match.keys`` (one value a key).  Always absolute, never
            computed from the old value, so that doing it twice is doing it once.
    """

    table: str
    match: Match
    values: Mapping[str, Any] = field(repr=False)

    def __post_init__(self) -> None:
        import pyarrow as pa

        for column, value in self.values.items():
            if isinstance(value, pa.Array) and len(value) != len(self.match.keys):
                raise ValueError(
                    f"{self.table}.{column}: {len(value)} values for {len(self.match.keys)} keys"
                )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release(Update):
    """An update of rows that are nobody's who was asked for: a reference to a row that goes is released."""


Change: TypeAlias = Delete | Update


def matches_for(columns: Sequence[str], rows: pa.Table) -> Iterator[tuple[Match, pa.Table]]:
    """Matches that name exactly `rows` by all of `columns`, NULLs included.

    A key can't hold NULL, so the rows are grouped by which of the columns are NULL in them; each group
    is a match on the other columns.  Rows in which every column is NULL can't be named and are left out.

    Args:
        columns: columns of `rows` that together name a row.
        rows: one row a row to be named; other columns are carried along.

    Yields:
        A match and the rows it was made from, without repeated keys, aligned with ``match.keys``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if rows.num_rows == 0:
        return
    absent = [pc.if_else(pc.is_null(rows.column(column)), "1", "0") for column in columns]
    pattern = pc.binary_join_element_wise(*absent, "")
    position = "".join((*columns, "#"))  # longer than any of the names, so that it is none of them
    for code in pc.unique(pattern).to_pylist():
        missing = tuple(column for column, flag in zip(columns, code, strict=True) if flag == "1")
        present = tuple(c for c in columns if c not in missing)
        if not present:
            continue
        group = rows.filter(pc.equal(pattern, code))
        first = group.select(present).append_column(position, pa.array(range(group.num_rows), pa.int64()))
        kept = first.group_by(list(present), use_threads=False).aggregate([(position, "min")])
        group = group.take(kept.column(f"{position}_min"))
        if len(present) == 1:
            keys = group.column(present[0]).combine_chunks()
        else:
            keys = pa.StructArray.from_arrays(
                [group.column(c).combine_chunks() for c in present], names=list(present)
            )
        match = Match(columns=present, keys=keys, missing=missing)
        yield match, group
