"""Values as JSON can hold them exactly, and as text for people.

JSON follows I-JSON (RFC 7493): an integer beyond 2^53 - 1 and a decimal are strings, since many readers
hold every number as a double; NaN and the infinities are the strings ``"NaN"``, ``"Infinity"`` and
``"-Infinity"``; bytes are base64 (RFC 4648); dates and times ISO 8601.  The column's description says which.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from subjectrights.writers.document import DocumentTable, Loss
from subjectrights.writers.values import Pairs, column_names

__all__ = [
    "EXACT_INTEGER",
    "compact",
    "describe_columns",
    "describe_losses",
    "for_people",
    "form",
    "portable",
    "text_of",
]

EXACT_INTEGER = 2**53 - 1


def portable(value: object) -> Any:
    """The value as ``json.dumps`` takes it, exact: see the module's rules."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return value if -EXACT_INTEGER <= value <= EXACT_INTEGER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else number_text(value)
    if isinstance(value, Mapping):
        return {str(name): portable(part) for name, part in value.items()}
    if isinstance(value, Pairs):
        return [[portable(key), portable(part)] for key, part in value]
    if isinstance(value, list | tuple | set | frozenset):
        return [portable(part) for part in value]
    return text_of(value)


def text_of(value: object) -> str:
    """A value that is not NULL, as exact text: ISO 8601, plain digits, base64; JSON for nested values."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, list | dict):
        return compact(portable(value))
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a document can't hold a {type(value).__name__}")


def for_people(value: object) -> str:
    """As :func:`text_of`, moments with blanks: ``2026-03-01 10:15:00 +01:00``."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None).isoformat(" ")
        offset = value.isoformat()[len(moment) :]
        return f"{moment} {offset}".rstrip()
    return text_of(value)


def number_text(value: float | Decimal) -> str:
    """A number as plain digits; ``NaN``, ``Infinity`` and ``-Infinity`` by name."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, Decimal):
        return format(value, "f")
    return repr(value)


def compact(value: Any) -> str:
    """JSON without blanks, letters as they are; what must be escaped is left to the format."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def describe_columns(table: DocumentTable) -> list[dict[str, Any]]:
    """By column: its name, what people read over it, its Arrow type and the form of its values."""
    names = column_names(table.data)
    return [
        {
            "name": name,
            "label": table.labels.get(field.name, field.name),
            "type": str(field.type),
            "form": form(table.data.column(position)),
        }
        for position, (name, field) in enumerate(zip(names, table.data.schema, strict=True))
    ]


def describe_losses(losses: tuple[Loss, ...]) -> list[dict[str, Any]]:
    """The losses as JSON takes them."""
    return [
        {"table": loss.table, "column": loss.column, "what": loss.what, "count": loss.count}
        for loss in losses
    ]


def form(column: pa.ChunkedArray) -> str:
    """How a column's values stand in JSON, such as ``"number"``, ``"decimal as text"`` or ``"base64"``."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return form(column.cast(kind.value_type))
    if pa.types.is_run_end_encoded(kind):
        return form(pa.chunked_array([pc.run_end_decode(chunk) for chunk in column.chunks], kind.value_type))
    if isinstance(kind, pa.UuidType):
        return "uuid"
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_integer(kind):
        return "integer as text" if _is_wide(column) else "number"
    return next((name for test, name in _FORMS if test(kind)), "text")


def _is_wide(column: pa.ChunkedArray) -> bool:
    """Whether an integer of the column is beyond what a double holds exactly."""
    if column.type.bit_width < 64:
        return False
    bounds = pc.min_max(column).as_py()
    return any(bound is not None and abs(bound) > EXACT_INTEGER for bound in bounds.values())


_FORMS = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "decimal as text"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "date-time"),
    (pa.types.is_time, "time"),
    (pa.types.is_temporal, "duration"),
    (pa.types.is_binary, "base64"),
    (pa.types.is_large_binary, "base64"),
    (pa.types.is_binary_view, "base64"),
    (pa.types.is_fixed_size_binary, "base64"),
    (pa.types.is_map, "list of pairs"),
    (pa.types.is_struct, "object"),
    (pa.types.is_nested, "list"),
)
