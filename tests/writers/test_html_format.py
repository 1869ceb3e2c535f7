"""HTML: one page, no scripts, everything escaped, made for screen readers too."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writers_support import HOSTILE, NAMES, document, table, whole_document, written

from subjectrights.writers.document import Document, Section
from subjectrights.writers.hostile import reveal
from subjectrights.writers.html import HtmlWriter

_VOID = {"meta", "br"}


class _Page(HTMLParser):
    """Reads a page; every tag must be closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.cells[-1] += data


def _page(given_document: Document) -> tuple[str, _Page]:
    text = written(HtmlWriter(), given_document)[0].decode("utf-8")
    return text, _Page(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_a_tag(text: str) -> None:
    _, page = _page(
        document(
            table(pa.table({text: [text]}), text, title=text, notes=(text,), labels={text: text}),
            title=text,
            author=text,
            sections=(Section(heading=text, paragraphs=(text,), facts=((text, text),), items=(text,)),),
        )
    )
    assert "script" not in {tag for tag, _ in page.tags}
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert page.cells == [reveal(text)[0]] * 2


@given(st.lists(st.text(st.characters()), min_size=1, max_size=5))
@settings(max_examples=50)
def test_every_cell_comes_back_as_it_is_shown(texts: list[str]) -> None:
    _, page = _page(document(pa.table({"a": pa.array([t.encode("utf-8", "surrogatepass") for t in texts])})))
    assert len(page.cells) == len(texts) + 1
    _, page = _page(document(pa.table({"a": [t.encode("utf-8", "replace").decode() for t in texts]})))
    expected = [reveal(t.encode("utf-8", "replace").decode())[0] for t in texts]
    assert page.cells[1:] == expected


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text, page = _page(whole_document())
    (policy,) = [a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "form", "object"} == set()
    assert "url(" not in text
    assert not [a for _, a in page.tags if "src" in a or "style" in a]
    assert all((a.get("href") or "#").startswith("#") for _, a in page.tags)


def test_language_and_direction_are_told() -> None:
    _, page = _page(document(pa.table({"name": list(NAMES.values())}), language="fr"))
    assert ("html", {"lang": "fr", "dir": "ltr"}) in page.tags
    assert all(a.get("dir") == "auto" for t, a in page.tags if t == "td")
    _, page = _page(document(language="ar"))
    assert ("html", {"lang": "ar", "dir": "rtl"}) in page.tags


def test_tables_have_captions_and_scoped_headers() -> None:
    text, page = _page(whole_document())
    assert [a.get("scope") for t, a in page.tags if t == "th"] == ["col"] * 3
    assert "<caption>crm.customers</caption>" in text
    assert 'role="region" aria-label="crm.customers"' in text


def test_missing_and_empty_are_shown_differently() -> None:
    """Edge case 44."""
    text, page = _page(document(pa.table({"a": [None, "", "None"], "b": [1, 2, 3]})))
    assert page.cells[2::2] == ["—", "", "None"]
    assert text.count('class="null"') == 1


def test_an_empty_table_says_so_in_the_documents_language() -> None:
    text, _ = _page(document(pa.table({"id": pa.array([], pa.int64())}), words={"no_rows": "Aucune ligne"}))
    assert "Aucune ligne" in text
    assert "<table>" not in text


def test_losses_stand_in_the_page() -> None:
    text, _ = _page(document(table(pa.table({"note": ["a\u202eb", "c\u202ed"]}), "crm.notes")))
    assert "a⟨U+202E⟩b" in text
    assert re.search(r"<li[^>]*>crm.notes.note: [^<]* \(2 cells\)</li>", text)


def test_many_tables_are_listed_first() -> None:
    text, page = _page(document(*[pa.table({"n": [n]}) for n in range(5)]))
    assert [a["href"] for t, a in page.tags if t == "a"] == [f"#table-{n}" for n in range(1, 6)]
    assert text.count('<section id="table-') == 5
