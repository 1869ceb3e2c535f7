"""CSV: exact for programs, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given
from writers_support import FORMULAS, document, same, table, tables, value_of_text, whole_document, written

from subjectrights.errors import WriteError
from subjectrights.writers.csv import CsvWriter, CsvZipWriter
from subjectrights.writers.hostile import rearm


def _rows(data: bytes) -> list[list[str | None]]:
    """The cells as RFC 4180 and the README say: None for an empty field without quotes."""
    text = data.decode("utf-8-sig")
    rows: list[list[str | None]] = [[]]
    position = 0
    while position < len(text):
        if text[position] == '"':
            end = position + 1
            while text[end] != '"' or text[end : end + 2] == '""':
                end += 2 if text[end] == '"' else 1
            rows[-1].append(text[position + 1 : end].replace('""', '"'))
            position = end + 1
        else:
            end = position
            while text[end] not in ",\r":
                end += 1
            rows[-1].append(text[position:end] or None)
            position = end
        if text[position] == ",":
            position += 1
            if text[position] == "\r":
                rows[-1].append(None)
        if text[position : position + 2] == "\r\n":
            rows.append([])
            position += 2
    return rows[:-1]


@given(tables())
def test_what_is_written_is_read_back_exactly(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    """Edge cases 40 and 44."""
    data, columns = drawn
    raw, losses = written(CsvWriter(), document(data))
    header, *rows = _rows(raw)
    if not losses:
        assert [rearm(name or "") for name in header] == data.column_names
    assert len(rows) == data.num_rows
    for position, (field, expected) in enumerate(zip(data.schema, columns, strict=True)):
        if any(loss.column == field.name for loss in losses):
            continue
        cells = [row[position] for row in rows]
        found = [None if cell is None else value_of_text(field.type, rearm(cell)) for cell in cells]
        assert same(found, expected), field


def test_missing_and_empty_are_two_things_for_other_readers_too() -> None:
    """Edge case 44."""
    data = pa.table({"a": ["x", None, "", "NULL"], "b": [1, 2, None, 4]})
    raw, _ = written(CsvWriter(), document(data))
    assert raw.splitlines()[1:] == [b'"x",1', b",2", b'"",', b'"NULL",4']
    options = pyarrow.csv.ConvertOptions(
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        column_types={"a": pa.string(), "b": pa.int64()},
    )
    assert pyarrow.csv.read_csv(io.BytesIO(raw), convert_options=options).equals(data)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_never_the_start_of_a_cell(formula: str) -> None:
    """Edge case 40: in cells and in headers."""
    raw, losses = written(CsvWriter(), document(pa.table({formula: [formula]})))
    assert list(losses) == []
    for (cell,) in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        assert cell.lstrip(" ")[0] not in "=+-@\t\r\n＝"
        assert rearm(cell) == formula


def test_negative_numbers_stay_numbers_and_texts_like_them_do_not_run() -> None:
    raw, _ = written(CsvWriter(), document(pa.table({"n": [-5], "x": [float("-inf")], "t": ["-5"]})))
    assert raw.splitlines()[1] == b'-5,"\'-Infinity","\'-5"'


def test_excel_is_told_the_encoding() -> None:
    raw, _ = written(CsvWriter(), document(pa.table({"ville": ["Liège"]})))
    assert raw.startswith(b"\xef\xbb\xbf")


def test_a_bare_csv_holds_one_table_only() -> None:
    with pytest.raises(WriteError, match=r"\.csv\.zip"):
        written(CsvWriter(), whole_document())
    with pytest.raises(WriteError, match=r"\.csv\.zip"):
        written(CsvWriter(), document())


def test_what_a_bare_csv_leaves_out_is_said() -> None:
    given_document = document(table(pa.table({"a": [1]}), notes=("left out",)))
    _, losses = written(CsvWriter(), given_document)
    assert ".csv.zip" in losses[0].what


def test_the_archive_holds_the_tables_and_how_to_read_them() -> None:
    raw, losses = written(CsvZipWriter(), whole_document())
    with ZipFile(io.BytesIO(raw)) as archive:
        assert archive.namelist() == ["README.txt", "crm.customers.csv", "crm.empty.csv", "metadata.json"]
        assert "apostrophe" in archive.read("README.txt").decode()
        metadata = json.loads(archive.read("metadata.json"))
        assert _rows(archive.read("crm.empty.csv")) == [["id"]]
    assert metadata["tables"][0]["file"] == "crm.customers.csv"
    assert metadata["tables"][0]["rows"] == 2
    assert metadata["tables"][0]["notes"] == ["Names of other people are left out."]
    assert metadata["sections"][0]["heading"] == "Who answers"
    assert metadata["losses"] == [] == list(losses)


def test_the_same_document_gives_the_same_bytes() -> None:
    """Edge case 46."""
    assert written(CsvZipWriter(), whole_document()) == written(CsvZipWriter(), whole_document())


def test_members_have_safe_and_unique_names() -> None:
    """Edge case 46: no way out of the folder, no reserved name, unique without case."""
    names = [
        "../../etc/passwd",
        "..",
        "CON",
        "nul.txt",
        "A",
        "a",
        "é",
        "e\u0301",
        "README",
        "x" * 300,
        "a/b\\c:d",
    ]
    given_tables = [table(pa.table({"n": [number]}), name) for number, name in enumerate(names)]
    raw, _ = written(CsvZipWriter(), document(*given_tables))
    with ZipFile(io.BytesIO(raw)) as archive:
        members = archive.namelist()
        metadata = json.loads(archive.read("metadata.json"))
        for number, described in enumerate(metadata["tables"]):
            assert described["name"] == names[number]
            assert _rows(archive.read(described["file"]))[1] == [str(number)]
    assert len({member.casefold() for member in members}) == len(members) == len(names) + 2
    for member in members:
        assert not set(member) & set('/\\:*?"<>|')
        assert ".." not in member
        assert member.split(".")[0].upper() not in {"CON", "NUL", ""}
        assert len(member.encode()) <= 120


def test_a_nul_character_is_shown_and_said() -> None:
    raw, (loss,) = written(CsvWriter(), document(table(pa.table({"note": ["a\x00b", "c\x00"]}), "t")))
    assert _rows(raw)[1:] == [["a⟨U+0000⟩b"], ["c⟨U+0000⟩"]]
    assert (loss.table, loss.column, loss.count) == ("t", "note", 2)


def test_bytes_that_look_like_a_formula_do_not_run() -> None:
    """Edge case 40: base64 may begin with a plus sign."""
    raw, _ = written(CsvWriter(), document(pa.table({"blob": [b"\xfb", b"", None]})))
    assert raw.splitlines()[1:] == [b'"\'+w=="', b'""', b""]
