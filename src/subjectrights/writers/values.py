"""Arrow's values as Python's, without losing a nanosecond, a digit or a byte.

``pyarrow``'s own conversion rounds nanoseconds or needs pandas for them, raises for dates outside of the
years 1 to 9999, for text that isn't UTF-8 and for repeated field names; the rows of a report must come out
whatever is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.writers.names import unique_names

__all__ = ["Iso", "Pairs", "column_names", "decode", "is_number", "rows_of"]

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EPOCH = datetime(1970, 1, 1)
_BATCH = 2_000


class Iso(str):
    """A moment, a time or a duration that Python's own types can't hold exactly, as ISO 8601 text."""

    __slots__ = ()


class Pairs(list[tuple[object, object]]):
    """A map's keys and values, in order; keys may repeat and may be anything."""

    __slots__ = ()


def column_names(table: pa.Table) -> list[str]:
    """The columns' names, a repeated one followed by a number."""
    return unique_names(table.column_names)


def is_number(kind: pa.DataType) -> bool:
    """Whether a column of that type holds numbers, which stand to the right."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def rows_of(table: pa.Table) -> Iterator[tuple[object, ...]]:
    """The table's rows, batch by batch, as tuples of what :func:`decode` gives."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from zip(*(decode(column) for column in batch.columns), strict=True)


def decode(array: pa.Array) -> list[object]:
    """The array's values.

    Returns:
        None, bool, int, float, Decimal, str, bytes, date, time, datetime, UUID, list, dict (a struct),
        :class:`Pairs` (a map) or :class:`Iso`.
    """
    kind = array.type
    if pa.types.is_dictionary(kind):
        return decode(array.dictionary_decode())
    if pa.types.is_run_end_encoded(kind):
        return decode(pc.run_end_decode(array))
    if isinstance(kind, pa.BaseExtensionType):
        stored = decode(array.storage)
        if isinstance(kind, pa.UuidType):
            return [UUID(bytes=value) if isinstance(value, bytes) else value for value in stored]
        return stored
    if pa.types.is_temporal(kind):
        return _decode_temporal(array)
    if pa.types.is_nested(kind):
        return _decode_nested(array)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _decode_text(array)
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        return _decode_narrow(array)
    return list(array.to_pylist())


def _decode_narrow(array: pa.Array) -> list[object]:
    """Floats by the shortest digits that give the same float32 again: 0.1, not 0.10000000149011612."""
    narrow = array.type.to_pandas_dtype()
    return [None if value is None else float(str(narrow(value))) for value in array.to_pylist()]


def _decode_text(array: pa.Array) -> list[object]:
    try:
        return list(array.to_pylist())
    except UnicodeDecodeError:
        pass
    wide = pa.large_binary() if pa.types.is_large_string(array.type) else pa.binary()
    if pa.types.is_string_view(array.type):
        wide = pa.binary_view()
    return [None if raw is None else _text_of(raw) for raw in array.cast(wide).to_pylist()]


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape")


def _decode_nested(array: pa.Array) -> list[object]:
    kind = array.type
    if pa.types.is_struct(kind):
        names = unique_names(field.name for field in kind)
        columns = [decode(child) for child in array.flatten()]
        valid = array.is_valid().to_pylist()
        if not columns:
            return [{} if there else None for there in valid]
        rows = zip(*columns, strict=True)
        return [
            dict(zip(names, row, strict=True)) if there else None
            for row, there in zip(rows, valid, strict=True)
        ]
    if pa.types.is_map(kind):
        return [
            Pairs(zip(decode(scalar.values.field(0)), decode(scalar.values.field(1)), strict=True))
            if scalar.is_valid
            else None
            for scalar in array
        ]
    if pa.types.is_union(kind):
        return [decode(pa.array([scalar.value.as_py()], scalar.value.type))[0] for scalar in array]
    lengths = pc.list_value_length(array).to_pylist()
    values = iter(decode(array.flatten()))
    return [None if length is None else list(islice(values, length)) for length in lengths]


def _decode_temporal(array: pa.Array) -> list[object]:
    kind = array.type
    if pa.types.is_interval(kind):
        return [None if value is None else _interval(*value) for value in array.to_pylist()]
    narrow = kind.bit_width == 32
    counts = array.cast(pa.int32() if narrow else pa.int64()).to_pylist()
    if pa.types.is_date(kind):
        per_day = 1 if narrow else 86_400_000
        unit = "days" if narrow else "ms"
        return [None if count is None else _date(count, per_day, unit) for count in counts]
    unit = kind.unit
    if pa.types.is_timestamp(kind):
        zone = _zone(kind.tz)
        return [None if count is None else _moment(count, unit, zone) for count in counts]
    if pa.types.is_time(kind):
        return [None if count is None else _time(count, unit) for count in counts]
    return [None if count is None else _duration(count, unit) for count in counts]


def _date(count: int, per_day: int, unit: str) -> date | Iso:
    if count % per_day == 0:
        try:
            return date(1970, 1, 1) + timedelta(days=count // per_day)
        except OverflowError:
            pass
    return Iso(f"{count} {unit} since 1970-01-01")


def _moment(count: int, unit: str, zone: tzinfo | None) -> datetime | Iso:
    seconds, rest = divmod(count, _PER_SECOND[unit])
    nanoseconds = rest * (1_000_000_000 // _PER_SECOND[unit])
    try:
        moment = _EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1_000)
        if zone is not None:
            moment = moment.replace(tzinfo=UTC).astimezone(zone)
    except (OverflowError, ValueError):
        return Iso(f"{count} {unit} since 1970-01-01T00:00:00" + ("Z" if zone else ""))
    if nanoseconds % 1_000 == 0:
        return moment
    text = moment.isoformat(timespec="microseconds")
    return Iso(f"{text[:26]}{nanoseconds % 1_000:03d}{text[26:]}")


def _time(count: int, unit: str) -> time | Iso:
    seconds, rest = divmod(count, _PER_SECOND[unit])
    nanoseconds = rest * (1_000_000_000 // _PER_SECOND[unit])
    if not 0 <= seconds < 86_400:
        return Iso(f"{count} {unit} since midnight")
    moment = (_EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1_000)).time()
    if nanoseconds % 1_000 == 0:
        return moment
    return Iso(f"{moment.isoformat(timespec='microseconds')}{nanoseconds % 1_000:03d}")


def _duration(count: int, unit: str) -> Iso:
    sign = "-" if count < 0 else ""
    seconds, rest = divmod(abs(count), _PER_SECOND[unit])
    digits = len(str(_PER_SECOND[unit])) - 1
    fraction = f"{rest:0{digits}d}".rstrip("0") if rest else ""
    return Iso(f"{sign}PT{seconds}{'.' + fraction if fraction else ''}S")


def _interval(months: int, days: int, nanoseconds: int) -> Iso:
    time_part = _duration(nanoseconds, "ns")
    negative = time_part.startswith("-")
    seconds = time_part.lstrip("-").removeprefix("P").replace("T", "T-" if negative else "T")
    return Iso(f"P{months}M{days}D{seconds}")


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo | None:
    """The time zone of that name; UTC where this machine doesn't know it (the moment stays the same)."""
    if name is None:
        return None
    if len(name) == 6 and name[0] in "+-" and name[3] == ":" and (name[1:3] + name[4:]).isdigit():
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[4:]))
        return timezone(-offset if name[0] == "-" else offset)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
