"""Who is asked for: identifiers as the caller gave them, and those found since, in normal form."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.errors import RequestError
from subjectrights.identity.joins import distinct, row_codes
from subjectrights.identity.kinds import normal_forms
from subjectrights.suggest import unknown

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap

__all__ = ["Known", "given", "given_table"]

_SCHEMA = pa.schema([("subject", pa.int64()), ("identifier", pa.string()), ("normal", pa.string())])


class Known:
    """Which person is known by which identifiers, in normal form; it only grows."""

    def __init__(self) -> None:
        self.table: pa.Table = _SCHEMA.empty_table()

    def add(self, subjects: Any, identifier: str, normals: pa.Array) -> pa.Table:
        """Remember that these people are known by these values of an identifier.

        Args:
            subjects: positions of people.
            identifier: its name in the data map.
            normals: normal forms, aligned with `subjects`; missing ones are passed over.

        Returns:
            What wasn't known yet, in the columns ``subject``, ``identifier``, ``normal``.
        """
        fresh = pa.table(
            [
                pa.array(subjects, pa.int64()),
                pa.array([identifier] * len(normals), pa.string()),
                normals.cast(pa.string()),
            ],
            schema=_SCHEMA,
        )
        return self.extend(fresh.filter(pc.is_valid(fresh.column("normal"))))

    def extend(self, rows: pa.Table) -> pa.Table:
        """As :meth:`add`, from a table of its own columns."""
        if rows.num_rows == 0:
            return rows
        before = self.table.num_rows
        joined = pa.concat_tables([self.table, rows]).combine_chunks()
        first, _ = distinct(row_codes(joined.columns, joined.num_rows))
        self.table = joined.take(pa.array(np.sort(first)))
        return self.table.slice(before)

    def of(self, identifier: str) -> pa.Table:
        """What is known of one identifier."""
        return self.table.filter(pc.equal(self.table.column("identifier"), identifier))

    def by_subject(self, identifiers: set[str]) -> dict[int, set[tuple[str, str]]]:
        """By person, the pairs of identifier and value, for some identifiers."""
        found: dict[int, set[tuple[str, str]]] = {}
        for row in self.table.to_pylist():
            if row["identifier"] in identifiers:
                found.setdefault(row["subject"], set()).add((row["identifier"], row["normal"]))
        return found


def given(datamap: DataMap, columns: Mapping[str, pa.Array], *, count: int) -> Known:
    """What the caller knows of the people, in normal form.

    Args:
        datamap: names the identifiers.
        columns: by identifier name, one value a person.
        count: how many people.

    Raises:
        UnknownName: an identifier that the map doesn't have.
        RequestError: nothing to find anybody by.
    """
    known = Known()
    if not columns:
        raise RequestError(
            "name at least one identifier of the person: "
            f"{', '.join(datamap.identifiers) or 'the map has none'}"
        )
    for name, values in columns.items():
        if name not in datamap.identifiers:
            raise unknown("identifier", name, datamap.identifiers)
        identifier = datamap.identifiers[name]
        known.add(np.arange(count), name, normal_forms(identifier.kind, values, region=identifier.region))
    return known


def given_table(people: Any, lists: Mapping[str, Any]) -> tuple[dict[str, pa.Array], int]:
    """One array an identifier from a DataFrame, an Arrow table or lists.

    Args:
        people: a pandas DataFrame, a pyarrow Table or a mapping of lists; None for `lists` alone.
        lists: by identifier name, a list of values.

    Raises:
        RequestError: columns of different lengths, or something that is no table.
    """
    if people is not None and lists:
        raise RequestError("give either a table of people or one list an identifier, not both")
    columns: dict[str, pa.Array]
    try:
        if people is None:
            columns = {name: _array(values) for name, values in lists.items()}
        elif isinstance(people, pa.Table):
            columns = {name: _told(people.column(name).combine_chunks()) for name in people.column_names}
        elif isinstance(people, Mapping):
            columns = {str(name): _array(values) for name, values in people.items()}
        elif hasattr(people, "columns") and hasattr(people, "to_numpy"):
            if len(set(people.columns)) != len(people.columns):
                raise RequestError("two columns of the table have one name; keep one for each identifier")
            columns = {str(name): _array(people[name]) for name in people.columns}
        else:
            raise RequestError("people are given as a DataFrame, a pyarrow Table or one list an identifier")
    except (pa.ArrowException, TypeError, ValueError):
        raise RequestError("the identifiers given are not a table of plain values") from None
    for name, column in columns.items():
        if pa.types.is_nested(column.type):
            raise RequestError(f"the values given for {name} are lists or mappings, not plain values")
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise RequestError(f"the lists of identifiers differ in length: {sorted(lengths)}")
    return columns, lengths.pop() if lengths else 0


def _array(values: Any) -> pa.Array:
    if isinstance(values, str | bytes):
        raise TypeError("a list is needed")
    if hasattr(values, "to_list"):
        values = values.to_list()
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return _told(values)
    # pandas' missing values and numpy scalars are not all known to Arrow's own inference.
    plain = [None if _missing(value) else value for value in values]
    try:
        return _told(pa.array(plain))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else str(value) for value in plain], pa.string())


def _told(values: Any) -> Any:
    """A UUID, and whatever else Arrow has a type of its own for, is an identifier by its text."""
    if not isinstance(values.type, pa.BaseExtensionType):
        return values
    return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())


def _missing(value: Any) -> bool:
    # NaN, NaT and pandas' NA are the values that don't equal themselves, or refuse to say.
    try:
        return value is None or not bool(operator.eq(value, value))
    except TypeError:
        return True
