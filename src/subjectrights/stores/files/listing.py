"""Finds the files that a path or glob of the data map means.

The expansion is our own so that it means the same under every version of Python, and because the
standard one passes over folders that may not be read: "could not look" would become "nothing held".
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

from subjectrights.errors import StoreUnavailable
from subjectrights.stores.files.faults import fault_of
from subjectrights.stores.files.names import is_ours

__all__ = ["folders_of", "listing", "root_of", "shown"]

_WILD = frozenset("*?[")


def listing(folder: Path, pattern: str) -> list[Path]:
    """The data files that `pattern` means, sorted by path.

    A link to a file counts as the file (but a link and its target, or two links to one file, count
    once); ``**`` doesn't follow links to folders; hidden files count; the library's own files and
    whatever is not a regular file don't.

    Args:
        folder: where a relative pattern starts.
        pattern: a path, or a glob with ``*``, ``?``, ``[...]`` and ``**`` for folders at any depth.

    Returns:
        Paths, not resolved; none where nothing matches.

    Raises:
        StoreUnavailable: a folder on the way can't be read.
    """
    root, parts = _split(folder, pattern)
    real: dict[Path, Path] = {}
    for path in sorted(set(_expand(root, parts))):
        if is_ours(path.name) or not path.is_file():
            continue
        target = path.resolve()
        if target not in real or (real[target].is_symlink() and not path.is_symlink()):
            real[target] = path
    return sorted(real.values())


def root_of(folder: Path, pattern: str) -> Path:
    """The deepest folder that holds everything `pattern` can mean.

    Args:
        folder: where a relative pattern starts.
        pattern: a path or glob.
    """
    root, parts = _split(folder, pattern)
    return root if parts else root.parent


def folders_of(folder: Path, pattern: str) -> list[Path]:
    """The existing folders in which files that `pattern` means lie or may lie, links' targets too.

    Args:
        folder: where a relative pattern starts.
        pattern: a path or glob.

    Raises:
        StoreUnavailable: a folder on the way can't be read.
    """
    root, parts = _split(folder, pattern)
    found = set(_expand(root, parts[:-1])) if parts else {root.parent}
    for path in _expand(root, parts):
        if path.is_symlink():
            found.add(path.resolve().parent)
    return sorted(path for path in found if path.is_dir())


def shown(path: Path, folder: Path) -> str:
    """The path as an error may say it: relative to the data map's folder where it lies below it.

    Args:
        path: a file.
        folder: the data map's folder.
    """
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _split(folder: Path, pattern: str) -> tuple[Path, tuple[str, ...]]:
    """The part without wildcards as a path, and the components that follow it."""
    whole = folder / pattern
    if "*" not in pattern and "?" not in pattern and whole.exists():
        return whole, ()
    if pattern.endswith("**"):
        whole /= "*"
    fixed = len(folder.parts) if whole.is_relative_to(folder) else 1
    parts = whole.parts
    while fixed < len(parts) and not _WILD & set(parts[fixed]):
        fixed += 1
    return Path(*parts[:fixed]), parts[fixed:]


def _expand(root: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    if not parts:
        if os.path.lexists(root):
            yield root
        return
    head, rest = parts[0], parts[1:]
    if head == "**":
        yield from _expand(root, rest)
        for entry in _entries(root):
            if entry.is_dir(follow_symlinks=False):
                yield from _expand(root / entry.name, parts)
    elif not _WILD & set(head):
        yield from _expand(root / head, rest)
    else:
        for entry in _entries(root):
            if fnmatch.fnmatch(entry.name, head) and (not rest or entry.is_dir()):
                yield from _expand(root / entry.name, rest)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        fault = fault_of(error, file=str(folder), writing=False)
        raise StoreUnavailable(f"the folder can't be listed: {fault.message}", file=str(folder)) from None
