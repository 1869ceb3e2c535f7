"""What people receive comes out whole in the formats they receive it in."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from pypdf import PdfReader
from reports_support import LANGUAGES, ORGANISATION, answer, portable, receipt

from subjectrights.reports.access import access_document
from subjectrights.reports.export import export_document
from subjectrights.reports.receipt import receipt_document
from subjectrights.reports.words import words
from subjectrights.writers.document import Document
from subjectrights.writers.output import write_document

KINDS = ("access", "export", "receipt")


def made(kind: str, language: str) -> Document:
    if kind == "access":
        return access_document(answer(), language=language)
    if kind == "export":
        return export_document(portable(), language=language)
    return receipt_document(receipt(), ORGANISATION, language=language)


def written(document: Document, suffix: str) -> bytes:
    out = BytesIO()
    result = write_document(document, out, format=suffix, strict=True)
    assert result.losses == ()
    return out.getvalue()


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_holds_every_section_in_the_language(kind, language):
    document = made(kind, language)
    reader = PdfReader(BytesIO(written(document, "pdf")))
    text = plain(" ".join(page.extract_text() for page in reader.pages))
    for section in (*document.sections, *document.closing):
        assert plain(section.heading) in text
        for paragraph in section.paragraphs:
            assert plain(paragraph) in text
    assert plain(words(language).text("writer.page")) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_its_language_and_holds_every_section(kind, language):
    document = made(kind, language)
    page = written(document, "html").decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h2") >= len(document.sections) + len(document.tables) + len(document.closing)


@pytest.mark.parametrize("kind", KINDS)
def test_programs_get_the_metadata_as_it_is(kind):
    document = made(kind, "fr")
    data = json.loads(written(document, "json"))
    assert data["metadata"] == document.metadata
    assert data["language"] == "fr"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["xml", "xlsx", "csv.zip", "parquet.zip"])
def test_every_other_format_takes_the_document(kind, suffix):
    assert written(made(kind, "de"), suffix)
