"""Which writer a suffix leads to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from subjectrights.errors import WriteError
from subjectrights.writers import registry
from subjectrights.writers.registry import known_suffixes, writer_for


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ana.csv.zip", "CsvZipWriter"),
        ("ana.zip", "CsvZipWriter"),
        ("ana.csv", "CsvWriter"),
        ("ana.parquet.zip", "ParquetZipWriter"),
        ("ana.parquet", "ParquetWriter"),
        ("ANA.PDF", "PdfWriter"),
        ("a.b.c.json", "JsonWriter"),
        (".xlsx", "XlsxWriter"),
        ("html", "HtmlWriter"),
        ("parquet.zip", "ParquetZipWriter"),
        ("folder.pdf/ana.xml", "XmlWriter"),
        ("C:\\folder.pdf\\ana.xml", "XmlWriter"),
        (Path("folder") / "ana.json", "JsonWriter"),
    ],
)
def test_the_longest_suffix_decides(name: str, kind: str) -> None:
    assert type(writer_for(name)).__name__ == kind


def test_an_unknown_suffix_is_refused_with_the_nearest_known() -> None:
    with pytest.raises(WriteError, match=r"'\.xls'.*\.csv\.zip.*Did you mean \.xlsx\?"):
        writer_for("ana.xls")
    with pytest.raises(WriteError, match="no format is known"):
        writer_for("ana")


def test_the_message_does_not_repeat_the_files_name() -> None:
    with pytest.raises(WriteError) as caught:
        writer_for("/home/ana.lopez@example.com/ana-lopez.docx")
    assert "ana" not in str(caught.value)


_PLUGIN = """
from subjectrights.writers.document import Writer
class Docx(Writer):
    suffixes = (".docx",)
    media_type = "application/x-docx"
    def write(self, document, out):
        out.write(b"docx")
        return ()
not_a_writer = 5
"""


def _install(folder: Path, name: str, entry_points: str) -> None:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[subjectrights.writers]\n{entry_points}\n")
    (folder / "plugin_of_a_third_party.py").write_text(_PLUGIN)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._installed.cache_clear()
    yield tmp_path
    registry._installed.cache_clear()


def test_an_installed_writer_is_found(packages: Path) -> None:
    _install(packages, "third", "docx = plugin_of_a_third_party:Docx")
    assert type(writer_for("ana.docx")).__name__ == "Docx"
    assert ".docx" in known_suffixes()


def test_a_built_in_writer_cannot_be_replaced(packages: Path) -> None:
    _install(packages, "third", "pdf = plugin_of_a_third_party:Docx")
    assert type(writer_for("ana.pdf")).__name__ == "PdfWriter"


def test_two_packages_offering_one_suffix_are_an_error(packages: Path) -> None:
    _install(packages, "third", "docx = plugin_of_a_third_party:Docx")
    _install(packages, "fourth", ".DOCX = plugin_of_a_third_party:Docx")
    with pytest.raises(WriteError, match="fourth, third"):
        writer_for("ana.docx")


def test_what_is_not_a_writer_is_refused(packages: Path) -> None:
    _install(packages, "third", "docx = plugin_of_a_third_party:not_a_writer\nodt = a_missing_module:Odt")
    with pytest.raises(WriteError, match="not a subjectrights Writer"):
        writer_for("ana.docx")
    with pytest.raises(Exception, match="not installed"):
        writer_for("ana.odt")


def test_asking_for_a_writer_loads_no_library_before_it_is_needed() -> None:
    code = (
        "import sys, subjectrights.writers.registry, subjectrights.writers.output, "
        "subjectrights.writers.document as d\n"
        "heavy = {'openpyxl', 'fpdf', 'pyarrow', 'pandas', 'numpy', 'fontTools'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
