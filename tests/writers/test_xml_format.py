"""XML: well-formed whatever stands in it, and exact."""

from __future__ import annotations

import base64
import io
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from writers_support import HOSTILE, document, same, table, tables, value_of_text, whole_document, written

from subjectrights.writers.document import Document
from subjectrights.writers.xml import NAMESPACE, XmlWriter

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def _read(given_document: Document) -> ElementTree.Element:
    return ElementTree.parse(io.BytesIO(written(XmlWriter(), given_document)[0])).getroot()


def _all(element: ElementTree.Element, path: str) -> list[ElementTree.Element]:
    return element.findall("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))


def _text(element: ElementTree.Element) -> str:
    text = element.text or ""
    if element.get("encoding") == "base64":
        return base64.b64decode(text).decode("utf-8", "surrogatepass")
    return text


def _value(element: ElementTree.Element, kind: pa.DataType) -> Any:
    if element.get(_NIL) == "true":
        return None
    if pa.types.is_list(kind):
        return [_value(item, kind.value_type) for item in element]
    if pa.types.is_struct(kind):
        return {field.get("name"): _value(field, kind.field(field.get("name")).type) for field in element}
    return value_of_text(kind, _text(element))


@given(tables(names=st.from_regex(r"[a-z]{1,8}", fullmatch=True) | st.sampled_from(HOSTILE[6:7])))
def test_what_is_written_is_read_back_exactly(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    """Edge cases 43 and 44."""
    data, columns = drawn
    root = _read(document(data))
    rows = _all(root, "table/rows/row")
    assert len(rows) == data.num_rows
    for position, (field, expected) in enumerate(zip(data.schema, columns, strict=True)):
        assert [row[position].get("column") for row in rows] == [field.name] * len(rows)
        assert same([_value(row[position], field.type) for row in rows], expected)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_every_text_is_carried_even_where_xml_forbids_it(texts: list[str]) -> None:
    root = _read(document(pa.table({"note": texts})))
    assert [_text(cell) for cell in _all(root, "table/rows/row/cell")] == texts


def test_the_whole_document_is_there() -> None:
    root = _read(whole_document())
    assert root.get("title") == "Your data"
    assert root.get("created") == "2026-03-09T14:30:00+00:00"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert [fact.get("label") for fact in _all(root, "section/fact")] == ["Controller"]
    assert [_text(one) for one in _all(root, "closing/paragraph")] == ["That is all."]
    assert {entry.get("key"): _text(entry) for entry in _all(root, "metadata/entry")}["big"] == str(2**60)
    column = _all(root, "table/columns/column")[1]
    assert dict(column.items()) == {
        "name": "first_name",
        "label": "First name",
        "type": "string",
        "form": "text",
    }
    assert [_text(note) for note in _all(root, "table/note")] == ["Names of other people are left out."]


def test_names_are_attributes_whatever_they_hold() -> None:
    name = '<a b="c">&\n\t\'"'
    root = _read(document(table(pa.table({name: [1]}), name)))
    assert _all(root, "table")[0].get("name") == name
    assert _all(root, "table/rows/row/cell")[0].get("column") == name


def test_a_name_that_xml_forbids_is_shown_and_said() -> None:
    data, losses = written(XmlWriter(), document(table(pa.table({"a\x00": [1]}), "t")))
    root = ElementTree.fromstring(data)
    assert _all(root, "table/rows/row/cell")[0].get("column") == "a⟨U+0000⟩"
    assert {(loss.table, loss.column) for loss in losses} == {("t", "a\x00")}
    assert len(_all(root, "loss")) == len(losses)
