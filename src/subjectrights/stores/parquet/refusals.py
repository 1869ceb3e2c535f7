"""Files that must not be changed one by one, since others keep copies of what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from subjectrights.errors import NothingChanged, StoreError
from subjectrights.stores.parquet.layout import Part

__all__ = ["SIDECARS", "refuse_sidecars", "refuse_table_formats"]

SIDECARS = ("_metadata", "_common_metadata")
"""Files beside others that hold copies of their footers and no rows."""

_TABLE_FORMATS = {"_delta_log": "Delta Lake", ".hoodie": "Hudi"}


def refuse_table_formats(parts: Sequence[Part], folder: Path) -> None:
    """Refuse files that a table format owns: its log and its old snapshots would keep what is erased.

    Args:
        parts: the table's files.
        folder: the data map's folder; the folders from it down to each file are looked at, or only the
            file's own where it lies elsewhere.

    Raises:
        StoreError: one of these folders is a Delta Lake, Iceberg or Hudi table.
    """
    for part, above in _folders(parts, folder):
        kind = _table_format(above)
        if kind is not None:
            raise StoreError(
                f"belongs to a {kind} table, whose log and older snapshots would keep what is erased in its "
                f"files and whose readers would trip over the change; erase through {kind} itself",
                file=part.shown,
            )


def refuse_sidecars(parts: Sequence[Part], folder: Path) -> None:
    """Refuse to change files of whose statistics a sidecar keeps a copy.

    Args:
        parts: the files that would be changed.
        folder: the data map's folder; see :func:`refuse_table_formats`.

    Raises:
        NothingChanged: there is a ``_metadata`` or ``_common_metadata`` file beside or above one of them.
    """
    for part, above in _folders(parts, folder):
        for name in SIDECARS:
            if (above / name).is_file():
                raise NothingChanged(
                    f"a file {name} beside or above it keeps the smallest and largest values of its columns "
                    "and would keep them; remove it, try again, and let its writer make it anew",
                    file=part.shown,
                )


def _table_format(folder: Path) -> str | None:
    for name, kind in _TABLE_FORMATS.items():
        if (folder / name).is_dir():
            return kind
    return "Iceberg" if any((folder / "metadata").glob("*.metadata.json")) else None


def _folders(parts: Sequence[Part], folder: Path) -> Iterator[tuple[Part, Path]]:
    """Each folder from `folder` down to the files, once, with a file that lies in it."""
    seen: set[Path] = set()
    for part in parts:
        for above in part.path.parents:
            if above in seen:
                break
            seen.add(above)
            yield part, above
            if above == folder or not above.is_relative_to(folder):
                break
