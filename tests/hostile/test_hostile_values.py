"""Values an attacker stored, through access and export into every format, read back by other programs."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from subjectrights import DataMap
from subjectrights.estate import Estate
from subjectrights.writers.hostile import rearm, reveal

SCRIPT = "<script>alert(1)</script>"
TEXTS = (
    *('=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1"),
    *(
        "-2+3+cmd",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "'=1",
        "a;=1+1",
    ),
    *('a\n"=1+1', "%0A-3+3", "0x1F", "1e5", "00047", "1/2", "TRUE", "#REF!", "=", "{=1+1}"),
    *(
        SCRIPT,
        "</td></table><script>x</script>",
        '" onmouseover="alert(1)',
        "' onfocus='x' a='",
        "javascript:alert(1)",
    ),
    *(
        "<img src=x onerror=alert(1)>",
        "</title><script>",
        "</style><script>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
    ),
    *("&lt;script&gt;", "&#60;b&#62;", "&xxe;", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<?xml version='1.0'?>"),
    *(
        "nul \x00 in it",
        "bell \x07 escape \x1b[31m",
        "c1 \x85 \x9b31m",
        "\x7f",
        "no\ufffecharacter\uffff",
        "\U0001fffe",
    ),
    *(
        "abc\u202egnp.exe",
        "\u202aa\u202bb\u202cc\u202d",
        "\u2066a\u2067b\u2068c\u2069",
        "\u200ea\u200fb\u061cc",
    ),
    *(
        "zero\u200bwidth\ufeff\u2060",
        "soft\u00adhyphen",
        "tag\U000e0041\U000e007f",
        "a\u2028b\u2029c",
        "\u3164",
        "\u115f",
    ),
    *(
        "_x0041_ and _x000D_",
        "_x005F_x0041_",
        "x" * 32_768,
        "=" + "x" * 40_000,
        "a\r\nb\rc\n",
        "\\u0041 \\n",
        "\\",
    ),
    *(
        '"',
        "'",
        '""',
        ",;|\t",
        "{nb}",
        "%PDF-1.4 endstream endobj",
        "(paren) \\) >>",
        "null",
        "NaN",
        "",
        " ",
        "\n",
    ),
    *(
        "e\u0301",
        "\u00e9",
        "x" + "\u0301" * 200,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ),
)
BROKEN = (b"broken \xff\xfe", b"half \xed\xa0\x80", b"overlong \xc0\xaf", b"cut \xe2\x82", b"=\xff")
PLACES = (
    "a/../../b",
    "CON",
    "aux.txt",
    "x " * 80,
    "Case",
    SCRIPT,
    "=1+1",
    'q"uote',
    "]]>&amp;",
    "rlo\u202etxt",
)
FORMATS = ("json", "csv.zip", "xlsx", "pdf", "html", "xml", "parquet.zip")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """By format, what access and export wrote of a person to whom all of that was done."""
    folder = tmp_path_factory.mktemp("hostile")
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database, database:
        database.execute(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, big INTEGER, real REAL, raw BLOB)"
        )
        big = 2**53 + 1
        database.execute(
            "INSERT INTO people VALUES (1, 'a@b.example', ?, ?, ?)", (big, 1e308, bytes(range(256)))
        )
        database.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER, text TEXT)")
        for number, text in enumerate(TEXTS):
            database.execute("INSERT INTO notes VALUES (?, 1, ?)", (number, text))
        database.execute("CREATE TABLE broken (id INTEGER PRIMARY KEY, person INTEGER, text TEXT)")
        for number, raw in enumerate(BROKEN):
            database.execute(f"INSERT INTO broken VALUES ({number}, 1, CAST(x'{raw.hex()}' AS TEXT))")
        for number, name in enumerate(PLACES):
            quoted = name.replace('"', '""')
            database.execute(
                f'CREATE TABLE "{quoted}" (id INTEGER PRIMARY KEY, person INTEGER, "c{quoted}" TEXT)'
            )
            database.execute(f'INSERT INTO "{quoted}" VALUES (?, 1, ?)', (number, name))
    with closing(Estate(_map(folder), clock=lambda: datetime(2026, 3, 9, tzinfo=UTC))) as estate:
        person = estate.subject(email="a@b.example")
        report = person.access()
        found = {}
        for suffix in FORMATS:
            report.write(folder / f"access.{suffix}")
            person.export(folder / f"export.{suffix}", scope="all")
            found[suffix] = (folder / f"access.{suffix}").read_bytes()
            found[f"export.{suffix}"] = (folder / f"export.{suffix}").read_bytes()
    return found


def _map(folder: Path) -> DataMap:
    nasty = f"{SCRIPT} =1+1 \u202e ]]> \" ' & \x07"
    tables: dict[str, Any] = {"people": {"identifiers": {"email": "email", "number": "id"}}}
    for name in ("notes", "broken"):
        tables[name] = {"belongs_to": {"person": "people.id"}, "description": nasty, "source": nasty}
    for number, name in enumerate(PLACES):
        key = name if "." not in name else f"place{number}"
        tables[key] = {"name": name, "belongs_to": {"person": "people.id"}, "description": nasty}
    return DataMap.model_validate(
        {
            "organisation": {"name": nasty, "contact": nasty, "language": "en"},
            "parties": {"acme": {"name": nasty}},
            "purposes": {"care": {"legal_basis": "contract", "description": nasty}},
            "identifiers": {"email": {"kind": "email"}, "number": {"kind": "opaque"}},
            "stores": {
                "crm": {
                    "type": "sql",
                    "url": f"sqlite:///{folder}/crm.sqlite",
                    "purposes": ["care"],
                    "recipients": ["acme"],
                    "tables": tables,
                }
            },
            "folder": folder,
        }
    )


def test_json_gives_every_value_back(written: dict[str, bytes]) -> None:
    for name in ("json", "export.json"):
        document = json.loads(written[name])
        rows = document["tables"]["crm.notes"]["rows"]
        assert [row["text"] for row in rows] == list(TEXTS)
        (person,) = document["tables"]["crm.people"]["rows"]
        assert int(person["big"]) == 2**53 + 1
        assert base64.b64decode(person["raw"]) == bytes(range(256))
        text = written[name].decode("utf-8")
        assert not [c for c in text if unicodedata.category(c) in ("Cf", "Cs", "Zl", "Zp")]


def test_csv_gives_every_value_back_and_runs_nothing(written: dict[str, bytes]) -> None:
    """Edge case 40."""
    with zipfile.ZipFile(io.BytesIO(written["csv.zip"])) as archive:
        told = json.loads(archive.read("metadata.json"))
        file = next(one["file"] for one in told["tables"] if one["name"] == "crm.notes")
        text = archive.read(file).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        names = archive.namelist()
        every = [archive.read(name).decode("utf-8-sig") for name in names if name.endswith(".csv")]
    expected = [value.replace("\x00", "⟨U+0000⟩") for value in TEXTS]
    assert [rearm(row["text"]) for row in rows] == expected
    for whole in every:
        for record in csv.reader(io.StringIO(whole, newline="")):
            for cell in record:
                safe = re.fullmatch(r"-?[0-9][0-9.e+-]*", cell) or not re.match(
                    r"[\s\"]*[=+\-@＝＋－＠\t\r\n]", cell
                )
                assert safe, cell
    assert {len(name.encode()) <= 110 for name in names} == {True}


def test_member_names_are_safe_on_every_file_system(written: dict[str, bytes]) -> None:
    """Edge case 46."""
    for suffix in ("csv.zip", "parquet.zip", "export.csv.zip", "export.parquet.zip"):
        with zipfile.ZipFile(io.BytesIO(written[suffix])) as archive:
            names = archive.namelist()
        assert len({unicodedata.normalize("NFKC", name.casefold()) for name in names}) == len(names)
        for name in names:
            stem = name.partition(".")[0].strip().casefold()
            assert not re.search(r"[/\\:*?\"<>|\x00-\x1f\u202e]", name)
            assert ".." not in name and stem not in {"con", "aux", "nul", "prn"}
            assert name == name.strip(" .") and len(name.encode()) < 200


def test_a_workbook_holds_texts_and_no_formula(written: dict[str, bytes]) -> None:
    """Edge cases 40 and 41."""
    for name in ("xlsx", "export.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(written[name]))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type in ("f", "e") or cell.hyperlink is not None]
        assert book.defined_names == {}
        with zipfile.ZipFile(io.BytesIO(written[name])) as archive:
            assert not [
                one for one in archive.namelist() if "external" in one.lower() or "vba" in one.lower()
            ]
            assert not any(b"<f>" in archive.read(one) for one in archive.namelist())
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(written["xlsx"]))
    found = {
        str(cell)
        for sheet in sheets.sheet_names
        for row in sheets.get_sheet_by_name(sheet).to_python()
        for cell in row
    }
    for value in TEXTS:
        shown = reveal(value)[0][:32_767]
        assert any(one.startswith(shown[:200].strip()) for one in found), value[:80]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.cells: list[str] = []
        self.open = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag == "td":
            self.cells.append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


def test_a_page_has_no_script_no_foreign_address_and_every_value(written: dict[str, bytes]) -> None:
    for name in ("html", "export.html"):
        page = _Page()
        page.feed(written[name].decode("utf-8"))
        page.close()
        assert not page.tags & {
            "script",
            "iframe",
            "object",
            "embed",
            "img",
            "svg",
            "form",
            "base",
            "link",
            "video",
        }
        assert not [
            one for one in page.attributes if one[1].startswith("on") or one[1] in ("src", "style", "action")
        ]
        assert all(re.fullmatch(r"#table-\d+", value) for _, key, value in page.attributes if key == "href")
        shown = {reveal(value)[0] for value in TEXTS}
        assert shown - {""} <= set(page.cells)


def test_xml_is_well_formed_and_gives_every_value_back(written: dict[str, bytes]) -> None:
    """Edge case 42: what XML forbids is carried as base64."""
    for name in ("xml", "export.xml"):
        root = ET.fromstring(written[name])
        space = "{urn:subjectrights:document:1}"
        table = next(one for one in root.iter(f"{space}table") if one.get("name") == "crm.notes")
        cells = [cell for cell in table.iter(f"{space}cell") if cell.get("column") == "text"]
        assert [_value(cell) for cell in cells] == list(TEXTS)
        assert b"<!ENTITY" not in written[name].replace(b"&lt;!ENTITY", b"")


def _value(cell: ET.Element) -> str:
    text = cell.text or ""
    if cell.get("encoding") == "base64":
        return base64.b64decode(text).decode("utf-8", "surrogatepass")
    return text


def test_parquet_gives_every_value_back(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written["parquet.zip"])) as archive:
        told = json.loads(archive.read("metadata.json"))
        files = {one["name"]: archive.read(one["file"]) for one in told["tables"]}
    assert pq.read_table(io.BytesIO(files["crm.notes"])).column("text").to_pylist() == list(TEXTS)
    assert pq.read_table(io.BytesIO(files["crm.people"])).column("big").to_pylist() == [2**53 + 1]


def test_a_pdf_carries_every_value_and_does_nothing_when_it_is_opened(written: dict[str, bytes]) -> None:
    """Edge case 42."""
    for name in ("pdf", "export.pdf"):
        pdf = pypdf.PdfReader(io.BytesIO(written[name]))
        assert (
            json.loads(pdf.attachments["data.json"][0])["tables"]["crm.notes"]["rows"][3]["text"] == TEXTS[3]
        )
        root = pdf.trailer["/Root"]
        assert not {"/AA", "/AcroForm", "/JavaScript"} & set(root)
        assert "/JavaScript" not in root.get("/Names", {})
        assert not any(page.get("/Annots") or page.get("/AA") for page in pdf.pages)
    text = "".join(page.extract_text() for page in pdf.pages)
    for part in ("=HYPERLINK", "<script>alert(1)</script>", "⟨U+202E⟩", "⟨U+0000⟩", "_x0041_", "]]>"):
        assert part in text


def test_text_that_is_no_utf8_is_shown_byte_by_byte(written: dict[str, bytes]) -> None:
    """Edge case 42."""
    shown = [raw.decode("utf-8", "backslashreplace") for raw in BROKEN]
    rows = json.loads(written["json"])["tables"]["crm.broken"]["rows"]
    assert [row["text"] for row in rows] == shown
    page = _Page()
    page.feed(written["html"].decode("utf-8"))
    assert set(shown) <= set(page.cells)
    with zipfile.ZipFile(io.BytesIO(written["csv.zip"])) as archive:
        told = json.loads(archive.read("metadata.json"))["tables"]
        file = next(one["file"] for one in told if one["name"] == "crm.broken")
        table = csv.DictReader(io.StringIO(archive.read(file).decode("utf-8-sig"), newline=""))
        assert [rearm(row["text"]) for row in table] == shown
