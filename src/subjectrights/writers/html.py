"""The document as one self-contained HTML page: the accessible format for people.

No scripts, nothing fetched: a content security policy allows the page's own style sheet and nothing else.
Every cell has ``dir="auto"``, so that Arabic and Hebrew read in their own direction.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from html import escape
from typing import BinaryIO

from subjectrights.writers.document import Document, DocumentTable, Loss, Section, Writer
from subjectrights.writers.hostile import HIDDEN, reveal
from subjectrights.writers.portable import for_people
from subjectrights.writers.tally import Tally
from subjectrights.writers.values import column_names, is_number, rows_of
from subjectrights.writers.words import word

__all__ = ["HtmlWriter"]

_STYLE = """
:root{color-scheme:light;--ink:#1d2430;--quiet:#5c6675;--line:#d9dde3;--band:#f6f7f9;--accent:#1f4e79}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:16px/1.55 "Noto Sans","Segoe UI",system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:3rem 1.5rem 4rem}
header{border-bottom:2px solid var(--accent);margin-bottom:2rem;padding-bottom:1rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.2rem;line-height:1.3;margin:2.4rem 0 .6rem;color:var(--accent)}
header p,.note,.none{color:var(--quiet);margin:.2rem 0}
p{max-width:46rem;margin:.5rem 0;white-space:pre-line}
dl{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:0;margin:.6rem 0;max-width:60rem}
dt,dd{margin:0;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);white-space:pre-line}
dt{color:var(--quiet)}
dd{overflow-wrap:anywhere}
td{overflow-wrap:break-word}
ul{padding-left:1.3rem;max-width:46rem}
nav ul{columns:2;list-style:none;padding:0}
a{color:var(--accent)}
.scroll{overflow-x:auto;margin:.6rem 0}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:start;color:var(--quiet);padding:0 0 .4rem}
th,td{text-align:start;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line)}
thead th{border-bottom:1.5px solid var(--accent);white-space:nowrap;background:#fff}
td{min-width:5rem;max-width:32rem;white-space:pre-wrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.number{min-width:0}
.moment{white-space:nowrap}
tbody tr:nth-child(even){background:var(--band)}
.null{color:#767f8c}
@media(max-width:40rem){dl{grid-template-columns:1fr}dt{border:0;padding-bottom:0}nav ul{columns:1}}
@media print{main{padding:0;max-width:none}.scroll{overflow:visible}thead{display:table-header-group}
tr{break-inside:avoid}table{font-size:.75rem}}
"""
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


class HtmlWriter(Writer):
    """Writes a document as one HTML page without scripts."""

    suffixes = (".html", ".htm")
    media_type = "text/html"

    def write(self, document: Document, out: BinaryIO) -> Sequence[Loss]:
        """Write `document` to `out`; text that couldn't be seen is shown and comes back as a loss."""
        page = _Page(document)
        for piece in page.pieces():
            out.write(piece.encode("utf-8"))
        return page.tally.losses()


class _Page:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.tally = Tally()

    def text(self, raw: str, table: str | None = None, column: str | None = None) -> str:
        """Text made safe to stand between tags or in a quoted attribute."""
        visible, changed = reveal(raw)
        if changed:
            self.tally.add(table, column, HIDDEN)
        return escape(visible, quote=True)

    def pieces(self) -> Iterator[str]:
        document = self.document
        digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        direction = "rtl" if document.language.split("-")[0].lower() in _RTL_LANGUAGES else "ltr"
        title, author = self.text(document.title), self.text(document.author)
        created = document.created
        yield (
            f'<!DOCTYPE html>\n<html lang="{escape(document.language)}" dir="{direction}">\n<head>\n'
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f'<meta name="author" content="{author}">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
            f'</head>\n<body>\n<main>\n<header>\n<h1 dir="auto">{title}</h1>\n<p dir="auto">{author} · '
            f'<time datetime="{created.isoformat()}">{created:%Y-%m-%d %H:%M %Z}</time></p>\n</header>\n'
        )
        for section in document.sections:
            yield from self.section(section)
        if len(document.tables) > 3:
            yield from self.contents()
        for position, table in enumerate(document.tables, 1):
            yield from self.table(table, position)
        for section in document.closing:
            yield from self.section(section)
        losses = self.tally.losses()
        if losses:
            yield from self.section(
                Section(heading=word(document, "losses"), items=tuple(str(loss) for loss in losses))
            )
        yield "</main>\n</body>\n</html>\n"

    def contents(self) -> Iterator[str]:
        heading = self.text(word(self.document, "contents"))
        yield f'<nav aria-label="{heading}">\n<h2>{heading}</h2>\n<ul>\n'
        for position, table in enumerate(self.document.tables, 1):
            yield f'<li dir="auto"><a href="#table-{position}">{self.text(table.title)}</a></li>\n'
        yield "</ul>\n</nav>\n"

    def section(self, section: Section) -> Iterator[str]:
        yield f'<section>\n<h2 dir="auto">{self.text(section.heading)}</h2>\n'
        for paragraph in section.paragraphs:
            yield f'<p dir="auto">{self.text(paragraph)}</p>\n'
        if section.facts:
            yield "<dl>\n"
            for label, value in section.facts:
                yield f'<dt dir="auto">{self.text(label)}</dt><dd dir="auto">{self.text(value)}</dd>\n'
            yield "</dl>\n"
        if section.items:
            yield "<ul>\n"
            for item in section.items:
                yield f'<li dir="auto">{self.text(item)}</li>\n'
            yield "</ul>\n"
        yield "</section>\n"

    def table(self, table: DocumentTable, position: int) -> Iterator[str]:
        names = column_names(table.data)
        title = self.text(table.title, table.name)
        yield f'<section id="table-{position}">\n<h2 dir="auto">{title}</h2>\n'
        if table.data.num_rows:
            yield f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">\n<table>\n'
            yield f"<caption>{self.text(table.name, table.name)}</caption>\n<thead><tr>"
            for name, field in zip(names, table.data.schema, strict=True):
                label = self.text(table.labels.get(field.name, name), table.name, name)
                kind = ' class="number"' if is_number(field.type) else ""
                yield f'<th scope="col" dir="auto"{kind}>{label}</th>'
            yield "</tr></thead>\n<tbody>\n"
            for row in rows_of(table.data):
                cells = (self.cell(value, table.name, name) for value, name in zip(row, names, strict=True))
                yield f"<tr>{''.join(cells)}</tr>\n"
            yield "</tbody>\n</table>\n</div>\n"
        else:
            yield f'<p class="none">{self.text(word(self.document, "no_rows"))}</p>\n'
        for note in table.notes:
            yield f'<p class="note" dir="auto">{self.text(note, table.name)}</p>\n'
        yield "</section>\n"

    def cell(self, value: object, table: str, column: str) -> str:
        """One cell; NULL is a quiet dash, so that it isn't taken for an empty text."""
        if value is None:
            return '<td class="null"><span title="NULL">—</span></td>'
        if isinstance(value, bool):
            return f"<td>{self.text(word(self.document, 'true' if value else 'false'))}</td>"
        if isinstance(value, str):
            return f'<td dir="auto">{self.text(value, table, column)}</td>'
        kind = ' class="moment"' if isinstance(value, date | time) else ""
        if isinstance(value, int | float | Decimal):
            kind = ' class="number"'
        direction = ' dir="auto"' if isinstance(value, list | dict) else ""
        return f"<td{kind}{direction}>{self.text(for_people(value), table, column)}</td>"
