"""What stores of files have in common: where their tables lie, runs, stamps, and what a purge can't reach."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from subjectrights.changes import Change
from subjectrights.errors import DataMapError, StoreUnavailable, UnknownName
from subjectrights.stores.base import Assurance, Capabilities, Staged, Store, StoreSource
from subjectrights.stores.files.faults import faults_at
from subjectrights.stores.files.leftovers import discard, outcome, strays
from subjectrights.stores.files.listing import listing, shown
from subjectrights.stores.files.staged import StagedFiles, Staging
from subjectrights.stores.files.stamps import Stamp, combined
from subjectrights.stores.waiting import lock_timeout
from subjectrights.terms import Outcome

__all__ = ["FileStore"]


class FileStore(Store):
    """A store whose tables are files; a subclass adds `schema`, `find` and `stage_files`.

    Each mapped table states ``path``: a path or glob, relative to the data map's folder.  All the files of
    a table are rows of that table.

    Args:
        source: where the store lies; ``options`` may hold ``lock_timeout``, how many seconds to wait for
            another run that changes files in the same folder (10).

    Raises:
        DataMapError: a table states no path, or ``lock_timeout`` is no number of seconds.
    """

    capabilities = Capabilities(outcome=True)

    def __init__(self, source: StoreSource) -> None:
        super().__init__(source)
        self.folder = source.folder
        self.patterns: dict[str, str] = {}
        for table in source.tables.values():
            path = table.options.get("path")
            if not isinstance(path, str) or not path:
                raise DataMapError(
                    f"stores.{source.name}.tables.{table.name}: state the path of its file or files"
                )
            self.patterns[table.name] = path
        self.wait_seconds = lock_timeout(source)
        self._staged: list[StagedFiles] = []

    @abstractmethod
    def stage_files(self, changes: Mapping[str, Sequence[Change]], staging: Staging) -> StagedFiles:
        """Write the shadows of all files that change and return ``staging.staged(counts)``.

        Args:
            changes: by table, its changes.
            staging: the run, under lock; whatever this raises, it cleans up.
        """

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        """See :meth:`Store.stage`."""
        by_table: dict[str, list[Change]] = {}
        for change in changes:
            by_table.setdefault(change.table, []).append(change)
        patterns = {table: self.pattern(table) for table in by_table}
        for table in by_table:
            self.files(table)
        with Staging(
            store=self.name,
            folder=self.folder,
            patterns=patterns,
            token=token,
            wait_seconds=self.wait_seconds,
            grows=self.capabilities.grows,
        ) as staging:
            staged = self.stage_files(by_table, staging)
        self._staged = [*(other for other in self._staged if not other.ended), staged]
        return staged

    def pattern(self, table: str) -> str:
        """The path or glob of a table, as the data map says it.

        Args:
            table: a mapped table.

        Raises:
            UnknownName: there is no such table.
        """
        try:
            return self.patterns[table]
        except KeyError:
            raise UnknownName("there is no such table", store=self.name, table=table) from None

    def files(self, table: str) -> list[Path]:
        """The table's files; at least one.

        Args:
            table: a mapped table.

        Raises:
            UnknownName: there is no such table.
            StoreUnavailable: no file is there, or a folder can't be read.
        """
        pattern = self.pattern(table)
        with faults_at(store=self.name, table=table, file=pattern):
            found = listing(self.folder, pattern)
        if not found:
            raise StoreUnavailable(
                "no file matches this path; correct it in the data map or bring the file back",
                store=self.name,
                table=table,
                file=pattern,
            )
        return found

    def shown(self, path: Path) -> str:
        """The path as an error may say it.

        Args:
            path: one of the store's files.
        """
        return shown(path, self.folder)

    def stamp(self, table: str) -> str | None:
        """See :meth:`Store.stamp`."""
        files = self.files(table)
        with faults_at(store=self.name, table=table):
            return combined((self.shown(path), Stamp.of(path)) for path in files)

    def purge(self) -> Assurance:
        """See :meth:`Store.purge`: nothing can be done to what the file system keeps, but it can be said."""
        remains = [
            "the file system may keep the old bytes in freed blocks, in its journal and in snapshots",
            "backups and copies of the files are not reached",
        ]
        with faults_at(store=self.name):
            left = len(strays(self.folder, self.patterns.values()))
        held = sum(staged.held_open for staged in self._staged)
        if held:
            remains.insert(
                0,
                f"{held} file(s) are still open in a program that writes into the old version, where it is "
                "lost; restart it",
            )
        if left:
            remains.insert(
                0, f"{left} file(s) of runs that have not ended lie beside the data; recover or discard them"
            )
        return Assurance(done=("changed files were replaced whole by new ones",), remains=tuple(remains))

    def discard(self, token: str) -> None:
        """See :meth:`Store.discard`."""
        with faults_at(store=self.name, writing=True):
            discard(self.folder, self.patterns.values(), store=self.name, token=token)

    def outcome(self, token: str) -> Outcome:
        """See :meth:`Store.outcome`: a run that died between two files is not committed."""
        return outcome(self.folder, self.patterns.values(), store=self.name, token=token)

    def close(self) -> None:
        """See :meth:`Store.close`: locks are given up too, and what is still staged can't be committed."""
        for staged in self._staged:
            staged.let_go()
        self._staged.clear()
