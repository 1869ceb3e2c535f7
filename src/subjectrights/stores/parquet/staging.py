"""Stages the changes of one table: which of its files are written again, and which go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from subjectrights.changes import Change, Count, Delete
from subjectrights.stores.files import Shadow, Staging, root_of
from subjectrights.stores.parquet.description import Description
from subjectrights.stores.parquet.edits import Edits, edits_of
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.matching import Lookup
from subjectrights.stores.parquet.reading import INT96_UNIT, opened
from subjectrights.stores.parquet.refusals import refuse_sidecars
from subjectrights.stores.parquet.rewrite import rewrite
from subjectrights.stores.parquet.scan import PartReader
from subjectrights.stores.parquet.verify import verify

__all__ = ["Emptied", "TableStaged", "stage_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """Folders whose names hold values of rows that are all gone.

    Args:
        removed: files that the commit removes, each with the folder that stays above it; the folders between
            may be left empty.
        renamed: files that stay without rows, each with the folder that stays above it and the partition
            columns whose values the folders between must lose.
    """

    removed: tuple[tuple[Path, Path], ...] = field(default=(), repr=False)
    renamed: tuple[tuple[Path, Path, frozenset[str]], ...] = field(default=(), repr=False)

    def __add__(self, other: Emptied) -> Emptied:
        return Emptied(removed=self.removed + other.removed, renamed=self.renamed + other.renamed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStaged:
    """What was staged for one table; `lost` names what couldn't be written again."""

    count: Count
    emptied: Emptied
    lost: frozenset[str]


def stage_table(
    table: str,
    described: Description,
    changes: Sequence[Change],
    lookups: Sequence[Lookup],
    *,
    staging: Staging,
    folder: Path,
    pattern: str,
) -> TableStaged:
    """Write and verify the new version of each file of a table that changes.

    Args:
        table: its name.
        described: its files and columns.
        changes: its changes.
        lookups: their matches made ready, in the same order.
        staging: the run.
        folder: the data map's folder.
        pattern: the table's path or glob.

    Raises:
        NothingChanged: a file can't be written again exactly.
        StoreError, ValueRefused: as :meth:`Store.stage` says.
    """
    deleting = {column for change in changes if isinstance(change, Delete) for column in change.match.columns}
    # A folder that the data map itself names stays: what it tells stands in the map as well.
    root = root_of(folder, pattern)
    told = frozenset(deleting & Part.at(described.parts[0].path, root).partition.keys())
    touched = [
        (part, edits) for part in described.parts if (edits := _edits(part, described, changes, lookups))
    ]
    refuse_sidecars([part for part, _ in touched], folder)
    gone = [part for part, edits in touched if edits.emptied and told]
    renamed = []
    if len(gone) == len(described.parts):
        renamed = [(gone.pop().path, root, told)]
    lost: set[str] = set()
    count = Count()
    for part, edits in touched:
        count += edits.count
        if part in gone:
            staging.remove(table, part.path)
        else:
            lost |= _write(part, edits, staging.shadow(table, part.path))
    emptied = Emptied(removed=tuple((part.path, root) for part in gone), renamed=tuple(renamed))
    return TableStaged(count=count, emptied=emptied, lost=frozenset(lost))


def _edits(
    part: Part, described: Description, changes: Sequence[Change], lookups: Sequence[Lookup]
) -> Edits | None:
    """What happens in one file; None where nothing does."""
    with opened(part.path, part.shown, coerce_int96_timestamp_unit=INT96_UNIT) as file:
        edits = edits_of(PartReader(part, file, described), changes, lookups)
    return edits if edits.groups else None


def _write(part: Part, edits: Edits, shadow: Shadow) -> frozenset[str]:
    lost = rewrite(part, edits, shadow.file)
    shadow.finish()
    verify(part, edits, shadow.path)
    return lost
