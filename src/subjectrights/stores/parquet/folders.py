"""Partition folders: their names hold values, so they go when their rows have gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from subjectrights.errors import SubjectRightsError, Unfinished
from subjectrights.stores.base import Staged
from subjectrights.stores.parquet.layout import NO_VALUE, masked
from subjectrights.stores.parquet.staging import Emptied

__all__ = ["StagedParquet", "errors_masked", "remove_empty_partitions"]


@contextmanager
def errors_masked() -> Iterator[None]:
    """Leave partition values, which may be a person's, out of the path that an error names."""
    try:
        yield
    except SubjectRightsError as known:
        if known.file is not None:
            known.file = masked(known.file)
        raise


class StagedParquet(Staged):
    """Staged files, with the folders that lose their rows.

    Args:
        staged: the staged files.
        store: the store's name in the data map.
        emptied: the files whose folders go.
    """

    def __init__(self, staged: Staged, *, store: str, emptied: Emptied) -> None:
        self.counts = staged.counts
        self._staged = staged
        self._store = store
        self._emptied = emptied

    def check(self) -> None:
        """See :meth:`Staged.check`."""
        with errors_masked():
            self._staged.check()

    def commit(self) -> None:
        """See :meth:`Staged.commit`.

        Raises:
            Unfinished: the file system failed between the first file and the last.
        """
        self._staged.commit()
        try:
            for path, root in self._emptied.removed:
                _remove_folders(path, root)
            for path, root, columns in self._emptied.renamed:
                _rename_folders(path, root, columns)
        except OSError as error:
            raise Unfinished(
                f"a partition folder whose rows are gone could not be removed ({type(error).__name__}); "
                "its name still holds a value",
                store=self._store,
            ) from None

    def abort(self) -> None:
        """See :meth:`Staged.abort`."""
        self._staged.abort()


def _remove_folders(path: Path, root: Path) -> None:
    """Remove the partition folders between `root` and the removed file at `path` that hold nothing now."""
    for above in path.parents:
        if above == root or "=" not in above.name or (above.is_dir() and any(above.iterdir())):
            return
        with suppress(FileNotFoundError):
            above.rmdir()


def _rename_folders(path: Path, root: Path, columns: frozenset[str]) -> None:
    """Take the values of `columns` out of the names of the folders between `root` and the file at `path`."""
    # From the file upwards: a folder's new name leaves the paths above it as they are.
    for above in path.parents:
        if above == root:
            return
        column, sign, value = above.name.partition("=")
        if sign and unquote(column) in columns and value != NO_VALUE:
            above.rename(above.with_name(f"{column}={NO_VALUE}"))


def remove_empty_partitions(root: Path) -> int:
    """Remove the partition folders below `root` that hold nothing.

    Args:
        root: the deepest folder that holds all of a table's files.

    Returns:
        How many were removed.

    Raises:
        OSError: a folder can't be removed.
    """
    removed = 0
    for folder, _, _ in os.walk(root, topdown=False):
        path = Path(folder)
        if path != root and "=" in path.name and not any(path.iterdir()):
            path.rmdir()
            removed += 1
    return removed
