"""Checks how a map's tables hang together: links, references, and whether identifiers reach every table."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from subjectrights.datamap.checking import Checked, Ground, nearest
from subjectrights.datamap.findings import Finding
from subjectrights.datamap.methods import is_text
from subjectrights.datamap.model import DataMap, Link, TableRef

__all__ = ["link_findings", "reach_findings"]


def link_findings(checked: Checked) -> Iterator[Finding]:
    """What is wrong with a table's declared links and references."""
    datamap = checked.ground.datamap
    single = not isinstance(checked.map.belongs_to, tuple)
    for at, link in enumerate(datamap.links(checked.ref)):
        path: tuple[str | int, ...] = ("belongs_to",) if single else ("belongs_to", at)
        yield from _ends(checked, link, path)
        yield from _meets_others(checked, link, path)
        yield from _joint(checked, link, path)
    for column in checked.map.refers_to:
        target, target_column = datamap.reference_target(checked.ref, column)
        yield from _ends(checked, Link((column,), target, (target_column,)), ("refers_to",))
        yield from _points_at_several(checked, column, target, target_column)


def reach_findings(ground: Ground) -> Iterator[Finding]:
    """Tables that no identifier reaches: nobody's rows would ever be found in them."""
    datamap = ground.datamap
    reached = {ref for ref, table in datamap.tables() if table.identifiers}
    grown = True
    while grown:
        more = {
            ref
            for ref, _ in datamap.tables()
            if ref not in reached and any(link.target in reached for link in datamap.links(ref))
        }
        reached |= more
        grown = bool(more)
    for ref, table in datamap.tables():
        if ref in reached:
            continue
        if table.refers_to and not table.link_mappings():
            message = "nobody is found here: only its references to people are cleared"
            yield ground.finding("note", "unreached", message, ref=ref)
        else:
            yield ground.finding(
                "error",
                "unreached",
                "no identifier reaches this table, so nobody's rows are ever found in it",
                "Name its identifiers, or what it belongs_to.",
                ref=ref,
            )


def _ends(checked: Checked, link: Link, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """Both ends of a link must be there and be able to hold the same values."""
    target = checked.ground.table(link.target)
    if target is None:
        return
    for column, target_column in zip(link.columns, link.target_columns, strict=True):
        if target_column not in target.columns:
            message = f"points at {link.target}.{target_column}, which isn't there"
            hint = nearest(target_column, target.columns)
            yield checked.finding("error", "link", message, hint, column=column, path=(*path, column))
        elif column in checked.table.columns:
            here, there = checked.table.columns[column].type, target.columns[target_column].type
            if not _comparable(here, there):
                message = f"holds {here}, and {link.target}.{target_column} {there}, so no value is in both"
                yield checked.finding("error", "link", message, column=column, path=(*path, column))


def _meets_others(checked: Checked, link: Link, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """A row that carries somebody else's own identifier is never the linked person's."""
    datamap = checked.ground.datamap
    owners = _people_behind(datamap, link.target)
    theirs = {name for ref in owners for name in _own_identifiers(datamap, ref)}
    for name in _own_identifiers(datamap, checked.ref):
        others = [ref for ref, table in datamap.tables() if table.person and ref not in owners]
        if name not in theirs and any(name in _own_identifiers(datamap, ref) for ref in others):
            yield checked.finding(
                "warning",
                "link-meets-person",
                f"belongs to {link.target}, and its rows carry the identifier {name} of other people: "
                "such rows are theirs and are not found through this link",
                "Say refers_to where a row only points at somebody.",
                column=link.columns[0],
                path=(*path, link.columns[0]),
            )


def _points_at_several(
    checked: Checked, column: str, target: TableRef, target_column: str
) -> Iterator[Finding]:
    """A reference is let go by one column's value: where several rows have it, those of others go too."""
    table = checked.ground.table(target)
    if table is None or not table.primary_key or target_column not in table.columns:
        return
    unique = [table.primary_key, *table.unique]
    if table.columns[target_column].unique or (target_column,) in unique:
        return
    key = next((columns for columns in unique if target_column in columns), None)
    part = f"only one part of its key {', '.join(key)}" if key else "not unique there"
    yield checked.finding(
        "error",
        "ambiguous-reference",
        f"points at {target}.{target_column}, {part}: when one row there goes, the references to others with "
        "the same value would be let go too",
        "Point at a column that is unique there"
        + ("; a key of several columns can only be a link (belongs_to)." if key else "."),
        column=column,
        path=("refers_to", column),
    )


def _joint(checked: Checked, link: Link, path: tuple[str | int, ...]) -> Iterator[Finding]:
    target = checked.ground.table(link.target)
    if target is None or not target.primary_key:
        return
    unique = [target.primary_key, *target.unique, *((c.name,) for c in target.columns.values() if c.unique)]
    if not any(set(key) <= set(link.target_columns) for key in unique):
        yield checked.finding(
            "note",
            "joint",
            f"{link.target}.{', '.join(link.target_columns)} isn't unique, so a row here may be several "
            "people's, and stays until the last of them is erased",
            column=link.columns[0],
            path=(*path, link.columns[0]),
        )


def _own_identifiers(datamap: DataMap, ref: TableRef) -> list[str]:
    """The identifiers of one person alone that a table's rows carry."""
    return [name for name in datamap.table(ref).identifiers if not datamap.identifiers[name].shared]


def _people_behind(datamap: DataMap, start: TableRef) -> set[TableRef]:
    """The tables that rows of `start` lead to, itself included."""
    behind, ahead = {start}, [start]
    while ahead:
        for link in datamap.links(ahead.pop()):
            if link.target not in behind:
                behind.add(link.target)
                ahead.append(link.target)
    return behind


def _comparable(one: pa.DataType, other: pa.DataType) -> bool:
    sorts = {_sort(one), _sort(other)}
    return "nested" not in sorts and ("text" in sorts or len(sorts) == 1)


def _sort(type_: pa.DataType) -> str:
    if pa.types.is_dictionary(type_):
        return _sort(type_.value_type)
    if is_text(type_):
        return "text"
    if pa.types.is_integer(type_) or pa.types.is_decimal(type_) or pa.types.is_floating(type_):
        return "number"
    return "nested" if pa.types.is_nested(type_) else str(type_)
