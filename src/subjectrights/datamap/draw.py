"""Draws a data map: which tables there are, who answers for them, and how identifiers reach their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from subjectrights.datamap.model import DataMap, TableRef

__all__ = ["dot", "mermaid"]

_ODD = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    start: str
    end: str
    label: str
    solid: bool


def mermaid(datamap: DataMap) -> str:
    """The map as a Mermaid flowchart, to be put into a Markdown page.

    Args:
        datamap: the map.

    Returns:
        Text. A box is a table, a rounded box an identifier; a solid arrow leads from what finds rows to
        the rows it finds, a dotted one from a reference to the row it points at.
    """
    lines = ["flowchart LR"]
    for name, store in datamap.stores.items():
        lines.append(f"  subgraph {_id('store', name)}[{_mermaid_text(_store_title(datamap, name))}]")
        for table in store.tables:
            ref = TableRef(name, table)
            lines.append(f"    {_id(*ref)}[{_mermaid_text(_table_title(datamap, ref))}]")
        lines.append("  end")
    lines += [f"  {_id('by', name)}([{_mermaid_text(name)}])" for name in datamap.identifiers]
    for edge in _edges(datamap):
        arrow = "-->" if edge.solid else "-.->"
        lines.append(f"  {edge.start} {arrow}|{_mermaid_text(edge.label)}| {edge.end}")
    return "\n".join(lines) + "\n"


def dot(datamap: DataMap) -> str:
    """The map in the DOT language, to be rendered by Graphviz.

    Args:
        datamap: the map.

    Returns:
        Text, with the meaning of :func:`mermaid`.
    """
    lines = ["digraph datamap {", "  rankdir=LR;", "  node [shape=box];"]
    for name, store in datamap.stores.items():
        lines.append(f"  subgraph {_quoted(f'cluster_{name}')} {{")
        lines.append(f"    label={_quoted(_store_title(datamap, name))};")
        for table in store.tables:
            ref = TableRef(name, table)
            lines.append(f"    {_id(*ref)} [label={_quoted(_table_title(datamap, ref))}];")
        lines.append("  }")
    lines += [f"  {_id('by', name)} [shape=oval, label={_quoted(name)}];" for name in datamap.identifiers]
    for edge in _edges(datamap):
        style = "" if edge.solid else ", style=dotted"
        lines.append(f"  {edge.start} -> {edge.end} [label={_quoted(edge.label)}{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def _store_title(datamap: DataMap, name: str) -> str:
    """The store's name and kind, and who is the controller."""
    store = datamap.stores[name]
    party = datamap.organisation.name
    if store.controller is not None and store.role in ("processor", "joint_controller"):
        party = datamap.parties[store.controller].name
        if store.role == "joint_controller":
            party = f"{datamap.organisation.name} and {party}"
    return f"{name} ({store.type}), controller: {party}"


def _table_title(datamap: DataMap, ref: TableRef) -> str:
    table, store = datamap.table(ref), datamap.stores[ref.store]
    title = f"{ref.table} (one row, one person)" if table.person else ref.table
    own = datamap.controller_of(ref)
    if own is not None and (own != store.controller or store.role not in ("processor", "joint_controller")):
        title += f", controller: {datamap.parties[own].name}"
    return title


def _edges(datamap: DataMap) -> Iterator[_Edge]:
    for ref, table in datamap.tables():
        here = _id(*ref)
        for name, columns in table.identifier_columns().items():
            yield _Edge(start=_id("by", name), end=here, label=", ".join(columns), solid=True)
        for link in datamap.links(ref):
            yield _Edge(start=_id(*link.target), end=here, label=", ".join(link.columns), solid=True)
        for column in table.refers_to:
            target, _ = datamap.reference_target(ref, column)
            yield _Edge(start=here, end=_id(*target), label=column, solid=False)


def _id(*parts: str) -> str:
    """A name that both languages take for an identifier, different for different parts."""
    return "n_" + "__".join(_ODD.sub(lambda odd: f"_{ord(odd[0]):x}_", part) for part in parts)


def _mermaid_text(text: str) -> str:
    return f'"{escape(_one_line(text))}"'


def _quoted(text: str) -> str:
    plain = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _one_line(text: str) -> str:
    return " ".join(text.split())
