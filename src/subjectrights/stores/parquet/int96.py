"""INT96 timestamps: nanoseconds in 96 bits, of which Arrow's 64 hold either the years or the digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from subjectrights.errors import NothingChanged
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.reading import batches, opened

__all__ = ["exact_unit", "int96_columns"]


def int96_columns(file: pq.ParquetFile) -> list[str]:
    """The names of the top-level columns that hold INT96 timestamps, at any depth."""
    names: dict[str, None] = {}
    for position in range(len(file.schema)):
        leaf = file.schema.column(position)
        if leaf.physical_type == "INT96":
            names[leaf.path.split(".")[0]] = None
    return list(names)


def exact_unit(part: Part, groups: Iterable[int]) -> str:
    """The unit in which all INT96 timestamps of some row groups can be read and written again as they are.

    Read in nanoseconds a year beyond 1677-2262 wraps around; read in microseconds three digits fall.
    They are read both ways and compared.

    Args:
        part: the file.
        groups: the numbers of the row groups.

    Returns:
        ``"ns"`` (also for files without such timestamps) or ``"us"``.

    Raises:
        NothingChanged: the file holds far years and nanoseconds, which can't be rewritten exactly.
        MalformedData: it can't be read.
    """
    with opened(part.path, part.shown, coerce_int96_timestamp_unit="ns") as fine:
        columns = int96_columns(fine)
        if not columns:
            return "ns"
        exact = {"ns": True, "us": True}
        with opened(part.path, part.shown, coerce_int96_timestamp_unit="us") as wide:
            for group in groups:
                for nanos, micros in zip(
                    batches(fine, group, columns), batches(wide, group, columns), strict=True
                ):
                    _compare(nanos, micros, exact)
        for unit, holds in exact.items():
            if holds:
                return unit
    raise NothingChanged(
        "holds INT96 timestamps both beyond the years 1677-2262 and finer than a microsecond, which pyarrow "
        "can't write again exactly; let the file's writer turn them into INT64 timestamps first",
        file=part.shown,
    )


def _compare(nanos: pa.RecordBatch, micros: pa.RecordBatch, exact: dict[str, bool]) -> None:
    """Note which of the two readings of the same rows isn't exact."""
    for one, other in zip(_whole_numbers(nanos), _whole_numbers(micros), strict=True):
        # Whole-number arithmetic of Arrow wraps around as the reading of nanoseconds did.
        rest = pc.subtract(one, pc.multiply(other, 1000))
        exact["us"] = exact["us"] and _all(pc.equal(rest, 0))
        near = pc.less_equal(pc.abs(other), _NANOSECONDS_REACH)
        exact["ns"] = exact["ns"] and _all(near)


_NANOSECONDS_REACH = (2**63 - 1) // 1000 - 1


def _all(truths: pa.Array) -> bool:
    return pc.all(truths, min_count=0).as_py() is True


def _whole_numbers(values: pa.RecordBatch) -> Iterator[pa.Array]:
    """The timestamps of each leaf, as whole numbers of their unit."""
    for column in values.columns:
        for leaf in _leaves(column):
            if pa.types.is_timestamp(leaf.type):
                yield leaf.cast(pa.int64())


def _leaves(values: pa.Array) -> Iterator[pa.Array]:
    type_ = values.type
    if pa.types.is_map(type_):
        values = values.view(pa.list_(pa.struct([type_.key_field, type_.item_field])))
    if pa.types.is_nested(type_):
        inner = values.flatten()
        for child in inner if isinstance(inner, list) else [inner]:
            yield from _leaves(child)
    else:
        yield values
