"""Looks for texts in every cell of a store: the road that is not the change's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from subjectrights.stores.base import Residue
from subjectrights.stores.needles import Needles

if TYPE_CHECKING:
    import pyarrow as pa

    from subjectrights.stores.base import Store

__all__ = ["search_tables"]


def search_tables(store: Store, needles: Sequence[str]) -> Iterator[Residue]:
    """Every column of `store` whose text cells contain one of `needles`, regardless of case.

    Case is folded as Unicode says (section 3.13, default case folding), so ``STRASSE`` is found in
    ``Straße``; an address counts as a whole one alone, see :mod:`.needles`.  In a nested cell each text
    within is looked at, the keys of a map too.

    Args:
        store: where to look.
        needles: texts; those shorter than three characters are passed over, since they are everywhere.

    Yields:
        A residue for each column with at least one such cell.
    """
    wanted = Needles(needles)
    if not wanted:
        return
    for name, table in store.schema().items():
        columns = [column.name for column in table.columns.values() if _holds_text(column.type)]
        if not columns:
            continue
        counts = dict.fromkeys(columns, 0)
        for batch in store.find(name, columns):
            for column in columns:
                counts[column] += _count(batch.column(column), wanted)
        for column, count in counts.items():
            if count:
                yield Residue(store=store.name, table=name, column=column, count=count)


def _holds_text(type_: pa.DataType) -> bool:
    import pyarrow as pa

    if isinstance(type_, pa.BaseExtensionType):
        return _holds_text(type_.storage_type)
    if pa.types.is_dictionary(type_) or pa.types.is_run_end_encoded(type_):
        return _holds_text(type_.value_type)
    if pa.types.is_map(type_):
        return _holds_text(type_.key_type) or _holds_text(type_.item_type)
    if pa.types.is_nested(type_):
        return any(_holds_text(type_.field(i).type) for i in range(type_.num_fields))
    return bool(
        pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)
    )


def _count(cells: pa.Array, needles: Needles) -> int:
    texts = [_text_of(cell) for cell in cells.to_pylist() if cell is not None]
    # Ordinarily nothing is left to be found, and one look at the whole batch says so.
    if not needles.may_stand_in("\n".join(texts)):
        return 0
    return sum(needles.stand_in(text) for text in texts)


def _text_of(cell: Any) -> str:
    return cell if isinstance(cell, str) else "\0".join(_texts_within(cell))


def _texts_within(cell: Any) -> Iterator[str]:
    """The texts in a nested cell; a struct's field names are no data."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, dict):
        for part in cell.values():
            yield from _texts_within(part)
    elif isinstance(cell, list | tuple):
        for part in cell:
            yield from _texts_within(part)
