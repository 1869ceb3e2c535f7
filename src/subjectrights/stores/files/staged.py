"""Several files changed together: staged as shadows, then put in place one after another.

A run keeps an empty record in the folder of the first table it changes.  It is called ``staged`` until the
last file is in place and ``done`` from then on, so that after a crash there is no doubt: a run that died
half-way is *not committed*, and doing it again finishes it, since files already in place hold nothing more
to change.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from subjectrights.changes import Count
from subjectrights.errors import StoreChanged, StoreError, Unfinished
from subjectrights.stores.base import Staged
from subjectrights.stores.files.faults import faults_at
from subjectrights.stores.files.leftovers import discard
from subjectrights.stores.files.listing import listing, root_of, shown
from subjectrights.stores.files.locks import FolderLock
from subjectrights.stores.files.names import own_name
from subjectrights.stores.files.shadow import Shadow, refuse_unwritable, sync_folder, unchanged
from subjectrights.stores.files.stamps import Stamp

__all__ = ["StagedFiles", "Staging"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """A table's files as they were when staging began."""

    table: str
    pattern: str
    stamps: Mapping[Path, Stamp] = field(repr=False)


class Staging:
    """The work of staging, under lock; a context manager that leaves nothing behind if the block raises.

    Usage::

        with Staging(store="archive", folder=folder, patterns=patterns, token=token) as staging:
            for path in staging.files("calls"):
                shadow = staging.shadow("calls", path)
                shadow.file.write(...)
                shadow.finish()
            return staging.staged({"calls": Count(deleted=1)})

    Args:
        store: the store's name in the data map.
        folder: the data map's folder.
        patterns: by name of each table that is to be changed, its path or glob.
        token: the run's token.
        wait_seconds: how long to wait for another run.
        grows: whether others may append to files of this format at any time.

    Raises:
        StoreBusy: another run holds a folder for longer than that.
        StoreReadOnly, StoreUnavailable: a folder may not be written, or can't be read.
    """

    def __init__(
        self,
        *,
        store: str,
        folder: Path,
        patterns: Mapping[str, str],
        token: str,
        wait_seconds: float = 10.0,
        grows: bool = False,
    ) -> None:
        self._store = store
        self._grows = grows
        self._folder = folder
        self._token = token
        self._locks: list[FolderLock] = []
        self._shadows: list[Shadow] = []
        self._removed: list[Path] = []
        self._record: Path | None = None
        self._handed_over = False
        try:
            roots = {table: root_of(folder, pattern) for table, pattern in patterns.items()}
            # One order for everybody, so that two runs never wait for each other.
            for root in sorted({root.resolve() for root in roots.values()}):
                with faults_at(store=store, file=shown(root, folder), writing=True):
                    self._locks.append(FolderLock(root, token=token, wait_seconds=wait_seconds))
            if roots:
                self._record = roots[min(roots)] / own_name(store, token, "staged")
            # What a dead run of this token left would be taken for this one's.
            with faults_at(store=store, writing=True):
                discard(folder, patterns.values(), store=store, token=token)
            self._ground = {table: self._look(table, pattern) for table, pattern in patterns.items()}
        except BaseException:
            self._drop()
            raise

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._handed_over:
            self._drop()

    def files(self, table: str) -> list[Path]:
        """The table's files, as they were listed under the lock.

        Args:
            table: one of the tables that are to be changed.
        """
        return list(self._ground[table].stamps)

    def stamp(self, table: str, path: Path) -> Stamp:
        """The file's stamp when staging began; `check` compares with it.

        Args:
            table: one of the tables that are to be changed.
            path: one of its files.
        """
        return self._ground[table].stamps[path]

    def shadow(self, table: str, path: Path) -> Shadow:
        """Begin a new version of a file; write into its `file`, then call its `finish`.

        Args:
            table: the file's table.
            path: one of the table's files.

        Raises:
            StoreReadOnly, StoreFull, StoreUnavailable, StoreError: see :class:`Shadow`.
        """
        where = shown(path, self._folder)
        with faults_at(store=self._store, table=table, file=where, writing=True):
            self._refuse_twice(path.resolve())
            shadow = Shadow(path, store=self._store, token=self._token, shown=where)
            self._shadows.append(shadow)
            return shadow

    def remove(self, table: str, path: Path) -> None:
        """Mean a file to be removed by the commit.

        Args:
            table: the file's table.
            path: one of the table's files; where it is a link, its target goes and the link stays.

        Raises:
            StoreReadOnly, StoreUnavailable, StoreError: the file can't be removed.
        """
        where = shown(path, self._folder)
        with faults_at(store=self._store, table=table, file=where, writing=True):
            live = path.resolve()
            self._refuse_twice(live)
            refuse_unwritable(live, shown=where)
            self._removed.append(live)

    def staged(self, counts: Mapping[str, Count]) -> StagedFiles:
        """End staging: everything is durable.

        Args:
            counts: the rows that each table loses or has updated.

        Returns:
            The staged work, which holds the locks until it is committed or aborted.

        Raises:
            StoreFull, StoreReadOnly: the run's record can't be written.
        """
        with faults_at(store=self._store, writing=True):
            for folder in {shadow.path.parent for shadow in self._shadows}:
                sync_folder(folder)
            if self._record is not None:
                os.close(os.open(self._record, os.O_WRONLY | os.O_CREAT, 0o600))
                sync_folder(self._record.parent)
        self._handed_over = True
        return StagedFiles(
            counts=counts,
            store=self._store,
            folder=self._folder,
            ground=list(self._ground.values()),
            shadows=self._shadows,
            removed=self._removed,
            record=self._record,
            locks=self._locks,
            grows=self._grows,
        )

    def _look(self, table: str, pattern: str) -> _Ground:
        with faults_at(store=self._store, table=table, file=pattern):
            stamps = {path: Stamp.of(path) for path in listing(self._folder, pattern)}
        return _Ground(table=table, pattern=pattern, stamps=stamps)

    def _refuse_twice(self, live: Path) -> None:
        if live in self._removed or any(shadow.live == live for shadow in self._shadows):
            raise StoreError("is changed as a part of two tables; let the data map's paths overlap nowhere")

    def _drop(self) -> None:
        for shadow in self._shadows:
            shadow.remove()
        for lock in self._locks:
            lock.release()


class StagedFiles(Staged):
    """New versions of files, beside the live ones; made by :meth:`Staging.staged`.

    `ended` is True once it was committed, aborted or let go; `held_open` counts the files of which a program
    has the old version open for writing after they were replaced.
    """

    def __init__(
        self,
        *,
        counts: Mapping[str, Count],
        store: str,
        folder: Path,
        ground: Sequence[_Ground],
        shadows: Sequence[Shadow],
        removed: Sequence[Path],
        record: Path | None,
        locks: Sequence[FolderLock],
        grows: bool = False,
    ) -> None:
        self.counts = counts
        self._grows = grows
        self._store = store
        self._folder = folder
        self._ground = ground
        self._shadows = shadows
        self._removed = removed
        self._record = record
        self._locks = locks
        self._cleared = False
        self.ended = False
        self.held_open = 0

    def check(self) -> None:
        """See :meth:`Staged.check`: the files of every changed table are the same and as they were."""
        if self.ended:
            raise StoreChanged("this staged work has ended; plan again", store=self._store)
        for ground in self._ground:
            with faults_at(store=self._store, table=ground.table):
                self._compare(ground)

    def commit(self) -> None:
        """See :meth:`Staged.commit`.

        Raises:
            StoreChanged: a file was changed since the last look; the files before it are in place, and
                staging anew under the same token does the rest.
            Unfinished: the file system failed between the first file and the last.
        """
        if self.ended:
            raise Unfinished("this staged work has ended already", store=self._store)
        self._cleared = True
        stamps = {path.resolve(): stamp for ground in self._ground for path, stamp in ground.stamps.items()}
        try:
            for shadow in self._shadows:
                self.held_open += shadow.replace(stamps[shadow.live])
            for live in self._removed:
                with unchanged(live, stamps[live], shown=shown(live, self._folder)):
                    live.unlink()
                sync_folder(live.parent)
            if self._record is not None:
                self._record.replace(self._record.with_suffix(".done"))
                sync_folder(self._record.parent)
        except StoreChanged as moved:
            moved.store = self._store
            raise
        except OSError as error:
            raise Unfinished(
                f"the file system failed while files were put in place ({type(error).__name__})",
                store=self._store,
            ) from None
        finally:
            self.let_go()

    def abort(self) -> None:
        """See :meth:`Staged.abort`: what was let go of is removed as well."""
        if self._cleared:
            return
        self._cleared = True
        if self._record is not None:
            with suppress(FileNotFoundError):
                self._record.unlink()
        for shadow in self._shadows:
            shadow.remove()
        self.let_go()

    def let_go(self) -> None:
        """Give up the locks and leave the rest as it is, as a process that dies does."""
        self.ended = True
        for lock in self._locks:
            lock.release()

    def _compare(self, ground: _Ground) -> None:
        now = listing(self._folder, ground.pattern)
        if now != list(ground.stamps):
            raise StoreChanged("files were added or removed meanwhile; plan again", file=ground.pattern)
        grew = [path for path, stamp in ground.stamps.items() if self._grew(path, stamp)]
        if grew:
            moved = StoreChanged(
                "the file was appended to meanwhile; plan again", file=shown(grew[0], self._folder)
            )
            moved.grew = True
            raise moved

    def _grew(self, path: Path, stamp: Stamp) -> bool:
        """Whether a file merely grew, and may be committed all the same."""
        for shadow in self._shadows:
            if shadow.live == path.resolve():
                return shadow.check(stamp)
        try:
            found = Stamp.of(path)
        except FileNotFoundError:
            found = None
        grew = found is not None and self._grows and found.grown_from(stamp)
        if found != stamp and not grew:
            raise StoreChanged("the file was changed meanwhile; plan again", file=shown(path, self._folder))
        return grew
