"""Documents for the writers' tests, and readers for what was written."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
from hypothesis import strategies as st

from subjectrights.writers.document import Document, DocumentTable, Loss, Section, Writer

CREATED = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)

NAMES = {
    "Latin": "Ana López Øster Žižek",
    "Greek": "Γιώργος Παπαδόπουλος",
    "Cyrillic": "Олександр Шевченко",
    "Armenian": "Արամ Խաչատրյան",
    "Georgian": "გიორგი ბერიძე",
    "Hebrew": "יוסף כהן",
    "Arabic": "محمد عبد الله الأنصاري",
    "Chinese": "王小明 歐陽娜娜",
    "Japanese": "山田太郎 カタカナ ひらがな",
    "Korean": "김민수",
    "Hindi": "अमित कुमार",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Tamil": "தமிழ்ச்செல்வி",
    "Thai": "สมชาย ใจดี",
    "Khmer": "សុខា",
    "Amharic": "አበበ በቀለ",
    "Vietnamese": "Nguyễn Thị Hằng",
}

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1+1",
    "=1+1@evil.example",
    '=HYPERLINK("http://x.example","y")',
    "a;=1+1",
    'a\n"=1',
    "＝1",
    "'=1",
]

HOSTILE = [
    "abc\u202edef",
    "\u2066isolate",
    "nul\x00bell\x07escape\x1b",
    "\ufeffbom zero\u200bwidth soft\u00adhyphen",
    "line\u2028separator",
    "_x0041_ is not A",
    "<script>alert(1)</script> & \"quotes\" 'too' ]]>",
    "\ufffe\uffff",
    "tab\tand\r\nbreaks\rhere\n",
    "{nb} %PDF \\() ",
    *FORMULAS,
]


def table(data: pa.Table, name: str = "crm.customers", **more: Any) -> DocumentTable:
    return DocumentTable(name=name, title=more.pop("title", name), data=data, **more)


def document(*tables: DocumentTable | pa.Table, **more: Any) -> Document:
    given = tuple(
        one if isinstance(one, DocumentTable) else table(one, f"crm.table_{number}")
        for number, one in enumerate(tables)
    )
    fields: dict[str, Any] = {"title": "Your data", "language": "en", "created": CREATED, "author": "Horizon"}
    return Document(**(fields | {"tables": given} | more))


def whole_document() -> Document:
    """A document with something in every place."""
    return document(
        table(
            pa.table({"id": [1, 2], "first_name": ["Ana", None], "city": ["", "Liège"]}),
            labels={"first_name": "First name"},
            notes=("Names of other people are left out.",),
        ),
        table(pa.table({"id": pa.array([], pa.int64())}), "crm.empty"),
        sections=(
            Section(
                heading="Who answers",
                paragraphs=("We hold this.",),
                facts=(("Controller", "Horizon"),),
                items=("You may object.",),
            ),
        ),
        closing=(Section(heading="The end", paragraphs=("That is all.",)),),
        metadata={"right": "access", "count": 2, "big": 2**60, "nested": {"list": [1, None, True]}},
    )


def every_type() -> pa.Table:
    """A column of every Arrow type that a store may hand over, each with a value and a NULL."""
    moment = datetime(2026, 3, 1, 10, 15, 0, 123456)
    columns: list[tuple[pa.DataType, Any]] = [
        (pa.null(), None),
        (pa.bool_(), True),
        (pa.int8(), -128),
        (pa.uint8(), 255),
        (pa.int16(), -1),
        (pa.int32(), 1),
        (pa.int64(), -(2**63)),
        (pa.uint64(), 2**64 - 1),
        (pa.float16(), 0.5),
        (pa.float32(), 0.1),
        (pa.float64(), 0.1 + 0.2),
        (pa.decimal128(38, 10), Decimal("1234567890123456789.0123456789")),
        (pa.decimal256(60, 2), Decimal("-0.05")),
        (pa.string(), "Ana"),
        (pa.large_string(), "López"),
        (pa.string_view(), "王"),
        (pa.binary(), b"\x00\xff"),
        (pa.large_binary(), b"x"),
        (pa.binary(2), b"ab"),
        (pa.date32(), date(1889, 1, 1)),
        (pa.date64(), date(2026, 1, 1)),
        (pa.timestamp("s"), moment.replace(microsecond=0)),
        (pa.timestamp("ms"), moment.replace(microsecond=123000)),
        (pa.timestamp("us"), moment),
        (pa.timestamp("ns"), moment),
        (pa.timestamp("us", "UTC"), moment.replace(tzinfo=UTC)),
        (pa.timestamp("ms", "Europe/Brussels"), moment.replace(microsecond=0, tzinfo=UTC)),
        (pa.timestamp("s", "+05:30"), moment.replace(microsecond=0, tzinfo=UTC)),
        (pa.time32("s"), time(10, 15)),
        (pa.time64("us"), time(10, 15, 0, 1)),
        (pa.duration("us"), timedelta(days=-1, microseconds=5)),
        (pa.month_day_nano_interval(), pa.MonthDayNano([1, -2, 3])),
        (pa.list_(pa.int64()), [1, None, 2**60]),
        (pa.large_list(pa.string()), ["a", ""]),
        (pa.list_(pa.string(), 2), ["a", None]),
        (pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))]), {"a": 1, "b": ["x"]}),
        (pa.map_(pa.string(), pa.int64()), [("k", 1), ("k", 2)]),
        (pa.dictionary(pa.int8(), pa.string()), "coded"),
    ]
    arrays = [pa.array([value, None], kind) for kind, value in columns]
    arrays.append(pa.array([UUID(int=5).bytes, None], pa.uuid()))
    return pa.table(arrays, names=[f"c{number} {array.type}" for number, array in enumerate(arrays)])


def broken_text() -> pa.Array:
    """Text that is not UTF-8, as a store without checks may hand it over: half a character, a stray byte."""
    raw = pa.array([b"\xed\xa0\x80half", b"caf\xe9", None], pa.binary())
    return pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())


def written(writer: Writer, given: Document) -> tuple[bytes, Sequence[Loss]]:
    out = io.BytesIO()
    losses = writer.write(given, out)
    assert not out.closed
    return out.getvalue(), losses


def same(left: Any, right: Any) -> bool:
    """Equal, where NaN is equal to NaN and True is not 1."""
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, float) and isinstance(right, float):
        return (math.isnan(left) and math.isnan(right)) or left == right
    return type(left) is type(right) and bool(left == right)


def value_of_text(kind: pa.DataType, text: str) -> Any:
    """A value as the documented text form gives it back."""
    if pa.types.is_boolean(kind):
        return {"true": True, "false": False}[text]
    if pa.types.is_integer(kind):
        return int(text)
    if pa.types.is_floating(kind):
        return float(text)
    if pa.types.is_decimal(kind):
        return Decimal(text)
    if pa.types.is_date(kind):
        return date.fromisoformat(text)
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(text)
    if pa.types.is_time(kind):
        return time.fromisoformat(text)
    if pa.types.is_binary(kind):
        return base64.b64decode(text, validate=True)
    if pa.types.is_nested(kind):
        return value_of_json(kind, json.loads(text))
    return text


def value_of_json(kind: pa.DataType, value: Any) -> Any:
    """A value as the documented JSON form gives it back."""
    if value is None or isinstance(value, bool):
        return value
    if pa.types.is_list(kind):
        return [value_of_json(kind.value_type, part) for part in value]
    if pa.types.is_struct(kind):
        return {name: value_of_json(kind.field(name).type, part) for name, part in value.items()}
    return value if isinstance(value, float) else value_of_text(kind, str(value))


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(HOSTILE)
_moments = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 28)).map(
    lambda moment: moment.replace(fold=0)
)

KINDS: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.bool_(), st.booleans()),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.uint64(), st.integers(0, 2**64 - 1)),
    (pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    (pa.float64(), st.floats()),
    (
        pa.decimal128(38, 6),
        st.decimals(-(10**20), 10**20, allow_nan=False, places=6).map(
            lambda d: d.quantize(Decimal("1.000000"))
        ),
    ),
    (pa.string(), _text | st.sampled_from(["", "NA", "null", "None", "007", "a,b", '"', "\r\n"])),
    (pa.binary(), st.binary(max_size=20)),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), _moments),
    (pa.timestamp("us", "UTC"), _moments.map(lambda moment: moment.replace(tzinfo=UTC))),
    (pa.time64("us"), st.times().map(lambda moment: moment.replace(fold=0))),
    (pa.list_(pa.int64()), st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=3)),
    (
        pa.struct([("a", pa.string()), ("b", pa.float64())]),
        st.fixed_dictionaries({"a": st.none() | _text, "b": st.none() | st.floats(allow_nan=False)}),
    ),
]


@st.composite
def tables(draw: st.DrawFn, names: st.SearchStrategy[str] | None = None) -> tuple[pa.Table, list[list[Any]]]:
    """A table of many types, and its columns as Python's values."""
    chosen = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))
    rows = draw(st.integers(0, 5))
    columns = [draw(st.lists(st.none() | values, min_size=rows, max_size=rows)) for _, values in chosen]
    headers = draw(
        st.lists(
            _text.filter(lambda name: "\0" not in name) if names is None else names,
            min_size=len(chosen),
            max_size=len(chosen),
            unique=True,
        )
    )
    arrays = [pa.array(column, kind) for (kind, _), column in zip(chosen, columns, strict=True)]
    return pa.table(arrays, names=headers), columns
