"""Writes a draft as YAML, with the reason for each guess beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from subjectrights.datamap.discover.guesses import Draft, TableDraft
from subjectrights.datamap.discover.places import Place
from subjectrights.stores.base import ForeignKey

__all__ = ["written"]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*\Z")
_PLAIN_URL = re.compile(r"\$\{\w+:-[\w./:+@%-]+\}\Z")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "nan", "inf"})
_COMMENT_AT = 60

_HEAD = """\
# A draft, made from the names of tables and columns and from foreign keys; no row was read.
# Every line that says "guessed" needs your eye, and what is not here is known to you alone: purposes, legal
# bases, what the law keeps, who receives what. Then run `subjectrights check`.

organisation:
  name: Name of your organisation
  # contact: dpo@your.example
  # country: BE                   # of public holidays, for legal deadlines
  # language: en                  # of what people receive: fr, nl, de, en
  # authority: the supervisory authority that people may complain to

# purposes:                       # why data is held; name them at each store (purposes: [service])
#   service: {legal_basis: contract, description: What you do for your customers}
"""


def written(draft: Draft, places: Sequence[Place]) -> str:
    """The draft as YAML text that loads.

    Args:
        draft: what was guessed.
        places: the places it was guessed from.
    """
    lines = [_HEAD]
    lines += _identifiers(draft.identifiers)
    lines.append("stores:" if places else "stores: {}")
    for place in places:
        lines += _store(place, [one for one in draft.tables if one.store == place.name])
    return "\n".join(lines) + "\n"


def _identifiers(identifiers: Mapping[str, str]) -> Iterator[str]:
    if not identifiers:
        yield "# No column looks like an identifier: name them here and at the tables that hold them."
        yield "identifiers: {}"
        yield ""
        return
    yield "identifiers:                     # what a person can be found by"
    for name, kind in identifiers.items():
        if kind == "phone":
            yield _commented(
                f"  {name}: {{kind: phone, shared: true}}", "add region: BE where numbers lack +32"
            )
        else:
            yield f"  {name}: {{kind: {kind}}}"
    yield ""


def _store(place: Place, tables: Sequence[TableDraft]) -> Iterator[str]:
    yield f"  {place.name}:"
    yield f"    type: {place.type}"
    if place.url is not None:
        yield from _url(place)
    yield "    role: controller"
    yield "    # purposes: [service]"
    mapped = [one for one in tables if one.mapped]
    yield "    tables:" if mapped else "    tables: {}"
    for one in mapped:
        yield from _table(one, place)
    yield from _left_out(tables)
    yield ""


def _url(place: Place) -> Iterator[str]:
    """The URL, or a variable for it where it holds a password, which has no place in a file."""
    import sqlalchemy as sa

    variable = f"{re.sub(r'[^A-Za-z0-9]+', '_', place.name).upper()}_URL"
    url = sa.make_url(str(place.url))
    if url.password is not None or url.query:
        yield _commented(f"    url: ${{{variable}}}", "set it in the environment; it was not written here")
    else:
        default = url.render_as_string()
        text = _text(default) if "}" in default else f"${{{variable}:-{default}}}"
        yield f"    url: {text if _PLAIN_URL.match(text) else _quoted(text)}"


def _table(one: TableDraft, place: Place) -> Iterator[str]:
    yield f"      {_word(one.name)}:"
    if one.name in place.paths:
        yield f"        path: {_text(place.paths[one.name])}"
    if one.person:
        yield _commented("        person: true", "guessed: a key, and how people are called")
    if one.identifiers:
        pairs = ", ".join(f"{name}: {_word(column)}" for name, column in one.identifiers.items())
        yield _commented(f"        identifiers: {{{pairs}}}", "guessed from the columns' names")
    for column in one.also:
        yield f"        # {_bare(column)} looks like one too; a second column would mean a second owner"
    yield from _links(one)
    if one.collected is not None:
        why = "guessed: when the row was made; replay() goes by it"
        yield _commented(f"        collected: {_word(one.collected)}", why)
    yield from _columns(one)


def _links(one: TableDraft) -> Iterator[str]:
    links = [
        ", ".join(
            f"{_word(column)}: {_text(f'{key.target}.{target}')}"
            for column, target in zip(key.columns, key.target_columns, strict=True)
        )
        for key in one.links
    ]
    why = "guessed: a foreign key; the row is the person's"
    if len(links) == 1:
        yield _commented(f"        belongs_to: {{{links[0]}}}", why)
    elif links:
        yield _commented("        belongs_to:", "guessed: several foreign keys; whose is the row?")
        yield from (f"          - {{{link}}}" for link in links)
    if one.references:
        pairs = ", ".join(_reference(key) for key in one.references)
        yield _commented(
            f"        refers_to: {{{pairs}}}",
            "guessed: points at another person; else belongs_to",
        )


def _reference(key: ForeignKey) -> str:
    return f"{_word(key.columns[0])}: {_text(f'{key.target}.{key.target_columns[0]}')}"


def _columns(one: TableDraft) -> Iterator[str]:
    if one.categories:
        yield "        columns:                  # categories guessed from the columns' names"
        for column, found in one.categories.items():
            secret = ", secret: true" if found.category == "user.credentials" else ""
            line = f"          {_word(column)}: {{category: {found.category}{secret}}}"
            yield line if found.sure else _commented(line, "unsure")
    keys = {
        *one.table.primary_key,
        *one.identifiers.values(),
        *([one.collected] if one.collected is not None else []),
        *(column for key in (*one.links, *one.references) for column in key.columns),
    }
    rest = [_bare(c) for c in one.table.columns if c not in one.categories and c not in keys]
    if rest:
        yield f"        # treated as personal until you say otherwise (category: user): {', '.join(rest)}"


def _left_out(tables: Sequence[TableDraft]) -> Iterator[str]:
    """Every table is accounted for: those that look personal apart from those that don't."""
    for one in tables:
        if not one.mapped and one.categories:
            columns = ", ".join(_bare(column) for column in one.categories)
            yield f"      # {_bare(one.name)} looks personal ({columns}), but nothing says whose its rows are"
    plain = [_bare(one.name) for one in tables if not one.mapped and not one.categories]
    if plain:
        yield f"      # not mapped, since nothing in them looks personal: {', '.join(plain)}"


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_COMMENT_AT)}  # {comment}"


def _word(name: str) -> str:
    """A key or a column's name; quoted where YAML would read something else."""
    return name if _PLAIN.match(name) and name.lower() not in _NOT_TEXT else _quoted(name)


def _quoted(text: str) -> str:
    """A YAML double-quoted text (YAML 1.2.2, 7.3.1)."""
    plain = (c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{"".join(plain)}"'


def _text(value: str) -> str:
    """A text that variables are replaced in, unless they are written apart."""
    return _word(value.replace("${", "$${"))


def _bare(name: str) -> str:
    """A name in a comment, where a line break would end it."""
    return " ".join(name.split()).encode("unicode_escape").decode("ascii") if not name.isprintable() else name
