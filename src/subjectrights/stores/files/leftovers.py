"""What runs leave in the folders of tables: shadows, and records of having been staged or done."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from subjectrights.stores.files.listing import folders_of, root_of
from subjectrights.stores.files.names import LOCK_NAME, is_ours, own_name, shadow_pattern
from subjectrights.stores.files.shadow import sync_folder
from subjectrights.terms import Outcome

__all__ = ["discard", "leftovers", "outcome", "strays"]


def leftovers(folder: Path, patterns: Iterable[str], *, store: str, token: str) -> list[Path]:
    """The files that a run left behind: its record first, then its shadows.

    Args:
        folder: the data map's folder.
        patterns: the paths or globs of the store's tables.
        store: the store's name in the data map.
        token: the run's token.

    Raises:
        StoreUnavailable: a folder can't be read.
    """
    patterns = list(patterns)
    records = [root_of(folder, pattern) / own_name(store, token, "done") for pattern in patterns]
    records += [record.with_suffix(".staged") for record in records]
    wanted = shadow_pattern(store, token)
    shadows = {
        path
        for pattern in patterns
        for place in folders_of(folder, pattern)
        for path in place.iterdir()
        if wanted.fullmatch(path.name)
    }
    return [*dict.fromkeys(record for record in records if record.exists()), *sorted(shadows)]


def discard(folder: Path, patterns: Iterable[str], *, store: str, token: str) -> None:
    """Remove what a run left behind; safe to call twice.

    Args:
        folder: the data map's folder.
        patterns: the paths or globs of the store's tables.
        store: the store's name in the data map.
        token: the run's token.

    Raises:
        StoreUnavailable: a folder can't be read.
        OSError: a file can't be removed.
    """
    for path in leftovers(folder, patterns, store=store, token=token):
        with suppress(FileNotFoundError):
            path.unlink()
        sync_folder(path.parent)


def outcome(folder: Path, patterns: Iterable[str], *, store: str, token: str) -> Outcome:
    """Whether a run put its last file in place.

    Args:
        folder: the data map's folder.
        patterns: the paths or globs of the store's tables.
        store: the store's name in the data map.
        token: the run's token.
    """
    done = own_name(store, token, "done")
    if any((root_of(folder, pattern) / done).exists() for pattern in patterns):
        return Outcome.COMMITTED
    return Outcome.NOT_COMMITTED


def strays(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Every shadow of any run: a copy of people's data that nobody reads and that `discard` should remove.

    Args:
        folder: the data map's folder.
        patterns: the paths or globs of the store's tables.

    Raises:
        StoreUnavailable: a folder can't be read.
    """
    return sorted(
        {
            path
            for pattern in patterns
            for place in folders_of(folder, pattern)
            for path in place.iterdir()
            if is_ours(path.name) and path.name != LOCK_NAME and path.suffix == ".shadow"
        }
    )
