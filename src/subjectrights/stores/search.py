"""Looks for texts in every cell of a store: the road that is not the change's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from subjectrights.stores.base import Residue

if TYPE_CHECKING:
    import pyarrow as pa

    from subjectrights.stores.base import Store

SHORTEST_NEEDLE = 3


def search_tables(store: Store, needles: Sequence[str]) -> Iterator[Residue]:
    """Every column of `store` whose text cells contain one of `needles`, regardless of case.

    Args:
        store: where to look.
        needles: texts; those shorter than three characters are passed over, since they are everywhere.

    Yields:
        A residue for each column with at least one such cell.
    """
    wanted = sorted({needle.casefold() for needle in needles if len(needle) >= SHORTEST_NEEDLE})
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

    if pa.types.is_dictionary(type_):
        return _holds_text(type_.value_type)
    if pa.types.is_nested(type_):
        return any(_holds_text(type_.field(i).type) for i in range(type_.num_fields))
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def _count(cells: pa.Array, wanted: list[str]) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc
    from ahocorasick_rs import AhoCorasick

    type_ = cells.type
    if pa.types.is_dictionary(type_):
        cells = cells.dictionary_decode()
        type_ = cells.type
    if pa.types.is_nested(type_):
        texts = pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()], pa.string())
    else:
        texts = cells.cast(pa.large_string())
    if len(wanted) == 1:
        folded = pc.utf8_lower(texts)
        return int(pc.sum(pc.match_substring(folded, wanted[0])).as_py() or 0)
    automaton = AhoCorasick(wanted)
    return sum(
        bool(automaton.find_matches_as_indexes(text.casefold())) for text in texts.to_pylist() if text is not None
    )
