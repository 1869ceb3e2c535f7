"""Excel: nothing is cut, rounded or run; read with two independent readers."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from writers_support import FORMULAS, HOSTILE, document, table, tables, whole_document, written

from subjectrights.writers.document import Document
from subjectrights.writers.hostile import reveal
from subjectrights.writers.xlsx import Limits, XlsxWriter


def _book(given_document: Document, limits: Limits | None = None) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(written(XlsxWriter(limits), given_document)[0]))


def _rows(given_document: Document, sheet: int = 1, limits: Limits | None = None) -> list[list[Any]]:
    found: list[list[Any]] = _book(given_document, limits).get_sheet_by_index(sheet).to_python()
    return found


def _column(values: list[Any], kind: pa.DataType | None = None) -> list[Any]:
    rows = _rows(document(pa.table({"number": range(len(values)), "value": pa.array(values, kind)})))
    return [row[1] for row in rows[1:]]


def _cells(given_document: Document) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(written(XlsxWriter(), given_document)[0]))
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text_in_cells_headers_titles_and_notes(formula: str) -> None:
    """Edge case 40."""
    given_document = document(
        table(pa.table({formula: [formula]}), formula, title=formula, notes=(formula,)),
        title=formula,
        author=formula,
    )
    cells = _cells(given_document)
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.value for cell in cells].count(formula.replace("\r", "\n")) >= 4
    with ZipFile(io.BytesIO(written(XlsxWriter(), given_document)[0])) as archive:
        assert not any(
            b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist()
        )


@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "TRUE", "1", "007", "1e5", "2026-01-01", " x ", " ", "\n", "", "None", "NA"]
)
def test_a_text_that_looks_like_something_else_stays_text(text: str) -> None:
    """Edge cases 41 and 44."""
    assert _column([text, "x"]) == [text, "x"]
    cells = _cells(document(pa.table({"value": [text, "x"]})))
    assert {cell.data_type for cell in cells if cell.value == text} <= {"s", "inlineStr"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8))
@settings(max_examples=40)
def test_every_text_comes_back_as_it_is_shown(texts: list[str]) -> None:
    assert _column([*texts, "end"])[:-1] == [reveal(text)[0] for text in texts]


def test_hostile_text_comes_back_as_it_is_shown() -> None:
    """Edge case 41: control characters, and _x0041_, which Excel would read as A."""
    found = _column([*HOSTILE, "end"])[:-1]
    assert found == [reveal(text)[0] for text in HOSTILE]
    _, (loss,) = written(XlsxWriter(), document(table(pa.table({"note": ["a\x00b"]}), "t")))
    assert (loss.table, loss.column, loss.count) == ("t", "note", 1)


def test_numbers_that_a_double_holds_are_numbers_and_others_exact_text() -> None:
    """Edge case 41: 2^53 + 1 and long decimals."""
    assert _column([1, -5, 10**14, 2**53 + 1, None]) == [1, -5, 10**14, str(2**53 + 1), ""]
    assert _column([0.1 + 0.2, 5e-324, float("nan"), float("inf")]) == [0.1 + 0.2, 5e-324, "NaN", "Infinity"]
    amounts = [Decimal("12.30"), Decimal("1234567890123.4567"), None]
    assert _column(amounts, pa.decimal128(30, 4)) == [12.3, "1234567890123.4567", ""]


def test_a_decimal_shows_its_last_zero() -> None:
    cells = _cells(document(pa.table({"amount": pa.array([Decimal("12.30")], pa.decimal128(9, 2))})))
    assert [cell.number_format for cell in cells if cell.value == 12.3] == ["0.00"]


def test_dates_that_excels_clock_tells_are_dates_and_others_exact_text() -> None:
    """Edge case 41: dates before 1900, time zones, microseconds, nanoseconds."""
    assert _column([date(2026, 3, 1), date(1889, 1, 1), date(1900, 2, 28)]) == [
        date(2026, 3, 1),
        "1889-01-01",
        "1900-02-28",
    ]
    moments = [datetime(2026, 3, 1, 10, 15, 59), datetime(2026, 3, 1, 10, 15, 0, 1)]
    assert _column(moments) == [moments[0], "2026-03-01T10:15:00.000001"]
    aware = pa.array([datetime(2026, 3, 1, 10, tzinfo=UTC)], pa.timestamp("s", "Europe/Brussels"))
    assert _column(aware.to_pylist(), aware.type) == ["2026-03-01T11:00:00+01:00"]
    assert _column([1], pa.timestamp("ns")) == ["1970-01-01T00:00:00.000000001"]
    assert _column([time(10, 15, 7), time(0, 0, 0, 1)]) == [time(10, 15, 7), "00:00:00.000001"]


@given(
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(
        lambda at: at.replace(microsecond=0, fold=0)
    )
)
@settings(max_examples=60)
def test_a_moment_comes_back_to_the_second(moment: datetime) -> None:
    (found,) = _column([moment])
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day)
    assert found == moment


def test_what_excel_has_no_type_for_is_text() -> None:
    """Edge case 41: bytes, lists and UUIDs."""
    assert _column([b"\x00\xff"]) == ["AP8="]
    assert _column([[1, None]]) == ["[1,null]"]
    assert _column([{"a": "é"}]) == ['{"a":"é"}']
    assert _column([True, False]) == [True, False]


@given(tables(names=st.from_regex(r"[a-z]{1,8}", fullmatch=True)))
@settings(max_examples=30)
def test_any_table_keeps_its_shape(drawn: tuple[pa.Table, list[list[Any]]]) -> None:
    data, _ = drawn
    book = openpyxl.load_workbook(io.BytesIO(written(XlsxWriter(), document(data))[0]))
    sheet = book.worksheets[1]
    assert [cell.value for cell in sheet[1]] == data.column_names
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.endswith(str(data.num_rows + 1))


@pytest.mark.parametrize("text", ["x" * 70_000, "_x0041_\r" * 9_000, "😀" * 40_000, "é\n" * 16_384])
def test_a_text_longer_than_a_cell_goes_on_on_another_sheet(text: str) -> None:
    """Edge case 41: 32,767 characters."""
    given_document = document(table(pa.table({"id": [1, 2], "note": ["short", text]}), "crm.notes"))
    data, losses = written(XlsxWriter(), given_document)
    assert list(losses) == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    first = book.get_sheet_by_index(1).to_python()[2][1]
    rest = book.get_sheet_by_index(2).to_python()[1:]
    assert {tuple(row[:3]) for row in rest} == {("crm.notes", "note", 2)}
    assert first + "".join(row[3] for row in rest) == text.replace("\r", "\n")
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            for found in re.findall(r"<t[^>]*>([^<]*)</t>", archive.read(name).decode()):
                assert len(found.encode("utf-16-le")) // 2 <= 32_767


def test_rows_beyond_the_limit_go_on_in_further_sheets() -> None:
    """Edge case 41: 1,048,576 rows."""
    given_document = document(table(pa.table({"id": range(25)}), title="People"))
    book = _book(given_document, Limits(rows=11))
    assert book.sheet_names == ["About", "People", "People (2)", "People (3)"]
    found = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]]
    assert [rows[0] for rows in found] == [["id"]] * 3
    assert [len(rows) for rows in found] == [11, 11, 6]
    assert [row[0] for rows in found for row in rows[1:]] == list(range(25))


def test_columns_beyond_the_limit_go_on_in_further_sheets_with_the_rows_number() -> None:
    """Edge case 41: 16,384 columns."""
    data = pa.table({f"c{number}": [number, -number] for number in range(7)})
    book = _book(document(table(data, title="Wide")), Limits(columns=4))
    first, second, third = (book.get_sheet_by_index(number).to_python() for number in (1, 2, 3))
    assert first == [["Row", "c0", "c1", "c2"], [1, 0, 1, 2], [2, 0, -1, -2]]
    assert second == [["Row", "c3", "c4", "c5"], [1, 3, 4, 5], [2, -3, -4, -5]]
    assert third == [["Row", "c6"], [1, 6], [2, -6]]


def test_the_limits_are_excels() -> None:
    assert Limits() == Limits(rows=1_048_576, columns=16_384, text=32_767)


def test_sheet_names_are_ones_that_excel_takes() -> None:
    """Edge case 41: 31 UTF-16 units, no []:*?/\\, unique ignoring case."""
    titles = [
        "a[b]:*?/\\",
        "x" * 40,
        "X" * 40,
        "x" * 40,
        "😀" * 20,
        "'quoted'",
        "",
        "History",
        "about",
        "É",
        "é",
    ]
    given_tables = [table(pa.table({"n": [1]}), f"t{n}", title=title) for n, title in enumerate(titles)]
    names = _book(document(*given_tables)).sheet_names
    assert len(names) == len(titles) + 1
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_the_first_sheet_tells_about_the_document() -> None:
    rows = _rows(whole_document(), sheet=0)
    flat = [cell for row in rows for cell in row if cell != ""]
    for text in ("Your data", "Horizon", "Who answers", "We hold this.", "Controller", "• You may object."):
        assert text in flat
    assert ["crm.customers", "crm.customers", "crm.customers", 2] in rows
    assert "Names of other people are left out." in flat
    assert "The end" in flat
    assert ["crm.customers", "First name", "crm.customers.first_name", ""] in rows


def test_losses_stand_in_the_workbook() -> None:
    rows = _rows(document(table(pa.table({"note": ["a\u202eb"]}), "crm.notes")), sheet=0)
    assert any(str(row[0]).startswith("• crm.notes.note:") for row in rows)


def test_a_workbook_that_fails_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 37: openpyxl keeps each sheet in a temporary file, which holds the data."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    class Interrupted(io.BytesIO):
        def write(self, data: Any) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        XlsxWriter().write(whole_document(), Interrupted())
    assert list(tmp_path.iterdir()) == []
    written(XlsxWriter(), whole_document())
    assert list(tmp_path.iterdir()) == []
