"""PDF: every name can be read, nothing is dropped in silence, and the data lies inside."""

from __future__ import annotations

import io
import json
import logging
import re
import unicodedata
from datetime import UTC, datetime

import pyarrow as pa
import pypdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_support import HOSTILE, NAMES, document, table, whole_document, written

from subjectrights.writers.document import Document, Section
from subjectrights.writers.json import JsonWriter
from subjectrights.writers.pdf import PdfWriter
from subjectrights.writers.pdf.canvas import Canvas
from subjectrights.writers.pdf.faces import _FILES, _FOLDER
from subjectrights.writers.pdf.typeset import Typesetter


def _pdf(given_document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(written(PdfWriter(), given_document)[0]))


def _text(given_document: Document) -> str:
    return "\n".join(page.extract_text() for page in _pdf(given_document).pages)


def _bare(text: str) -> str:
    """Letters and digits only, each mark left out: extraction moves blanks and marks about."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] in "LN")


@pytest.fixture
def typesetter() -> Typesetter:
    canvas = Canvas(("Page", "of"))
    canvas.begin("running", "foot")
    return canvas.typesetter


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_drawn_and_can_be_copied(
    script: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Edge case 42."""
    name = NAMES[script]
    with caplog.at_level(logging.WARNING):
        data, losses = written(PdfWriter(), document(pa.table({"name": [name], "id": [1]})))
    assert list(losses) == []
    assert caplog.records == []
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert "⟨U+" not in page.extract_text()
    if script not in ("Hindi", "Bengali", "Tamil", "Khmer"):
        assert _bare(name) in _bare(page.extract_text())
    assert _actual_texts(page) | {_bare(page.extract_text())} >= _shaped_words(script, name)


def _actual_texts(page: pypdf.PageObject) -> set[str]:
    contents = page.get_contents()
    assert contents is not None
    found = re.findall(rb"/ActualText <FEFF([0-9A-F]*)>", contents.get_data())
    return {bytes.fromhex(one.decode()).decode("utf-16-be") for one in found}


def _shaped_words(script: str, name: str) -> set[str]:
    return {name} if script in ("Hindi", "Bengali", "Tamil", "Khmer") else set()


def test_arabic_is_joined_and_runs_from_the_right(typesetter: Typesetter) -> None:
    """Edge case 42."""
    (line,) = typesetter.lines("محمد علي", 500, 10)
    assert line.rtl
    assert [(run.text, run.rtl, run.shaped) for run in line.runs] == [("محمد علي", True, True)]
    letters = sum(typesetter.width(letter, 10) for letter in "محمد علي")
    assert line.width < letters * 0.95


def test_mixed_directions_stand_in_the_order_of_the_standard(typesetter: Typesetter) -> None:
    """Edge case 42: UAX 9; digits inside Hebrew read from the left."""
    (line,) = typesetter.lines("Ana (שלום 12 עולם) end", 500, 10)
    assert not line.rtl
    assert [run.text.strip() for run in line.runs if run.text.strip()] == [
        "Ana (",
        "עולם",
        "12",
        "שלום",
        ") end",
    ]


@given(text=st.text(st.characters(), max_size=60), width=st.floats(20, 300))
@settings(max_examples=150)
def test_no_character_is_lost_between_text_and_lines(text: str, width: float) -> None:
    """Edge case 42: what is drawn is what was given, blanks at the ends of lines aside."""
    from subjectrights.writers.hostile import reveal

    setter = _SETTER
    drawable, _ = setter.drawable(reveal(text)[0])
    drawn = "".join(_logical(setter, drawable, width))
    assert sorted(drawn.replace(" ", "")) == sorted(re.sub(r"\s", "", drawable)) or not drawable.isprintable()
    for character in drawn:
        face = setter.faces.face_for(character)
        assert face is not None or not character.isprintable() or unicodedata.category(character) == "Mn"


def _logical(setter: Typesetter, text: str, width: float) -> list[str]:
    return [run.text for line in setter.lines(text, width, 8) for run in line.runs]


_CANVAS = Canvas(("Page", "of"))
_CANVAS.begin("", "")
_SETTER = _CANVAS.typesetter


@given(
    text=st.text(st.sampled_from("abc déf-王小明שלום محمد@./ "), min_size=1, max_size=80),
    width=st.floats(30, 200),
)
@settings(max_examples=150)
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    for line in _SETTER.lines(text, width, 8):
        assert line.width <= width + 3


def test_a_character_that_no_font_has_is_shown_and_said() -> None:
    """Edge case 42: never dropped in silence."""
    given_document = document(
        table(pa.table({"name": ["Tibetan \u0f40", "Private \ue000"], "id": [1, 2]}), "t")
    )
    _, (loss,) = written(PdfWriter(), given_document)
    assert (loss.table, loss.column, loss.count) == ("t", "name", 2)
    text = _text(given_document)
    assert "⟨U+0F40⟩" in text
    assert "⟨U+E000⟩" in text
    assert "t.name: characters that no font at hand has" in text


def test_hostile_text_is_shown() -> None:
    given_document = document(
        table(pa.table({"note": HOSTILE, "id": range(len(HOSTILE))})),
        title="{nb} (\\) \u202e",
        sections=(Section(heading="\x00", paragraphs=tuple(HOSTILE)),),
    )
    text = _text(given_document)
    assert "abc⟨U+202E⟩def" in text
    assert "{nb} %PDF \\()" in text
    assert "{nb} (\\) ⟨U+202E⟩" in text
    assert "<script>alert(1)</script>" in text


def test_the_data_lies_inside_as_json() -> None:
    given_document = whole_document()
    (attached,) = _pdf(given_document).attachments["data.json"]
    assert attached == written(JsonWriter(), given_document)[0]
    assert json.loads(attached)["tables"]["crm.customers"]["rows"][0]["first_name"] == "Ana"
    assert "data.json" in _text(given_document)


def test_title_author_date_and_language_are_told() -> None:
    reader = _pdf(document(title="Données", author="Horizon", language="fr"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Données"
    assert reader.metadata.author == "Horizon"
    assert reader.metadata.creation_date == datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
    assert reader.trailer["/Root"]["/Lang"] == "fr"


def test_sections_and_tables_are_in_the_outline() -> None:
    reader = _pdf(whole_document())
    titles = [entry.title for entry in reader.outline]
    assert titles == ["Who answers", "crm.customers", "crm.empty", "The end"]


def test_an_empty_table_says_so() -> None:
    assert "Aucune ligne" in _text(
        document(pa.table({"id": pa.array([], pa.int64())}), words={"no_rows": "Aucune ligne"})
    )


def test_headers_and_page_numbers_stand_on_every_page() -> None:
    """Edge case 42: huge tables."""
    data = pa.table({"number": range(300), "surname": [f"name {n}" for n in range(300)], "ok": [True] * 300})
    reader = _pdf(document(data, title="A long report", words={"page": "Page", "of": "sur", "true": "oui"}))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 5
    assert all("surname" in text for text in texts if "name " in text)
    for position, text in enumerate(texts, 1):
        assert "A long report" in text
        assert f"Page {position} sur {len(texts)}" in text
    found = re.findall(r"name (\d+) oui", "\n".join(texts))
    assert found == [str(n) for n in range(300)]


def test_a_cell_higher_than_a_page_goes_on() -> None:
    """Edge case 42."""
    note = "\n".join(f"line{n}." for n in range(200))
    reader = _pdf(document(pa.table({"id": [1, 2], "note": [note, "after"]})))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert [n for n in range(200) if f"line{n}." not in text] == []
    assert text.index("line199.") < text.index("after")
    assert all("note" in page.extract_text() for page in reader.pages if "line" in page.extract_text())


def test_a_very_long_word_is_broken_and_whole() -> None:
    """Edge case 42."""
    word = "".join(f"{n:04d}x" for n in range(200))
    text = _text(document(pa.table({"id": [1, 2], "word": [word, "b"]})))
    assert word in re.sub(r"\s", "", text)


def test_a_table_that_is_too_wide_turns_the_page_and_then_becomes_records() -> None:
    """Edge case 42: 30 columns."""
    nine = {f"quite_a_long_name_{n}": ["some words here"] * 2 for n in range(7)}
    thirty = {f"column_number_{n}": [f"value {n}", None] for n in range(30)}
    reader = _pdf(document(pa.table(nine), pa.table(thirty)))
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert any(wide)
    assert not wide[-1]
    last = "\n".join(page.extract_text() for page in reader.pages)
    assert "Row 1" in last
    assert "Row 2" in last
    for number in range(30):
        assert re.search(rf"column_number_{number}\s+value {number}\n", last)


def test_one_row_is_shown_as_a_record() -> None:
    text = _text(
        document(pa.table({"id": [1], "first_name": ["Ana"], "city": ["Liège"], "a": [1], "b": [2]}))
    )
    assert re.search(r"first_name\s+Ana\ncity\s+Liège", text)


def test_missing_and_empty_are_shown_differently() -> None:
    """Edge case 44."""
    text = _text(document(pa.table({"a": [None, "", "None"], "b": ["first", "second", "third"]})))
    assert re.search(r"—\s+first", text)
    assert re.search(r"None\s+third", text)
    assert not re.search(r"(—|None)\s+second", text)


def test_long_bytes_are_counted_and_said_to_be_in_the_attachment() -> None:
    given_document = document(table(pa.table({"blob": [b"x" * 500, b"ab"], "id": [1, 2]}), "t"))
    _, (loss,) = written(PdfWriter(), given_document)
    assert (loss.column, loss.count) == ("blob", 1)
    text = _text(given_document)
    assert "500 bytes" in text
    assert "YWI=" in text


def test_every_font_is_shipped_and_may_be_embedded() -> None:
    for file in _FILES.values():
        with TTFont(_FOLDER / file, lazy=True) as font:
            assert font["OS/2"].fsType == 0
            assert "fvar" not in font
    assert {path.name for path in _FOLDER.glob("*.?tf")} == set(_FILES.values())
    assert "SIL OPEN FONT LICENSE" in (_FOLDER / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in _FOLDER.glob("*.?tf")) < 13_000_000


@pytest.mark.parametrize(
    "encoding", ["cp1252", "iso8859_7", "koi8_u", "gb2312", "big5", "shift_jis", "euc_kr"]
)
def test_every_letter_of_a_common_character_set_has_a_font(encoding: str) -> None:
    letters = []
    for number in range(0x80, 0x10000):
        try:
            chr(number).encode(encoding)
        except UnicodeEncodeError:
            continue
        letters.append(chr(number))
    assert [one for one in letters if one.isalpha() and _SETTER.drawable(one)[0].startswith("⟨")] == []


def test_emoji_that_are_one_picture_are_drawn_as_one(typesetter: Typesetter) -> None:
    family = "👩\u200d👩\u200d👧"
    assert typesetter.width(family, 10) < typesetter.width("👩👩👧", 10) * 0.6
    assert list(written(PdfWriter(), document(pa.table({"name": [f"Zoë {family} ♥\ufe0f"]})))[1]) == []
