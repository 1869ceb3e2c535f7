"""A disk that keeps, when the power fails, only what was flushed to it.

Real files are written as ever; beside them it is remembered which bytes and which names had been
synchronised, so that at any moment the folder can be laid out anew as a power failure would leave it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Disk", "Image"]

Inode = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Image:
    """What a power failure would leave at one moment.

    Args:
        moment: which call it stands before or behind.
        files: by path, relative to the folder, its bytes.
    """

    moment: str
    files: dict[str, bytes] = field(repr=False)

    def lay_out(self, folder: Path) -> None:
        """Write the files below an empty folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)


class Disk:
    """Watches a folder while a run goes on, and takes an image before and behind whatever changes it.

    SQLite flushes its files by itself: they are taken as they stand.

    Args:
        folder: the folder to watch.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images: list[Image] = []
        self._content: dict[Inode, bytes] = {}
        self._names: dict[Path, dict[str, Inode]] = {}
        # An inode that is held open isn't given to another file.
        self._held: list[int] = []
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._content[_inode(path.stat())] = path.read_bytes()
                self._names.setdefault(path.parent, {})[path.name] = _inode(path.stat())
                self._hold(os.open(path, os.O_RDONLY))

    @contextmanager
    def watching(self) -> Iterator[Disk]:
        """Take images for the time of a ``with`` block."""
        real = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "unlink", "link", "rmdir")}
        for name, call in real.items():
            setattr(os, name, self._watched(name, call))
        try:
            yield self
        finally:
            for name, call in real.items():
                setattr(os, name, call)
            for descriptor in self._held:
                os.close(descriptor)

    def look(self, moment: str) -> None:
        """Take two images: one without the names that weren't flushed, one with them."""
        self._hold_new_files()
        for kind, names in (("only flushed names", self._names), ("all names", self._names_now())):
            files = {
                str((folder / name).relative_to(self.folder)): self._content.get(inode, b"")
                for folder, held in names.items()
                for name, inode in held.items()
                if ".sqlite" not in name
            }
            for path in self.folder.rglob("*.sqlite*"):
                files[str(path.relative_to(self.folder))] = path.read_bytes()
            if all(files != image.files for image in self.images):
                self.images.append(Image(f"{moment}, {kind}", files))

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            self.look(f"before {name}")
            done = call(*args, **options)
            if name == "fsync":
                self._flushed(args[0])
            self.look(f"behind {name}")
            return done

        return watched

    def _flushed(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self._names[path] = _names_in(path)
        else:
            self._hold(os.dup(descriptor))
            self._content[_inode(status)] = path.read_bytes()

    def _names_now(self) -> dict[Path, dict[str, Inode]]:
        folders = {self.folder, *(p for p in self.folder.rglob("*") if p.is_dir())}
        return {folder: _names_in(folder) for folder in folders}

    def _hold_new_files(self) -> None:
        for path in self.folder.rglob("*"):
            if path.is_file() and ".sqlite" not in path.name:
                self._hold(os.open(path, os.O_RDONLY))

    def _hold(self, descriptor: int) -> None:
        inode = _inode(os.fstat(descriptor))
        if any(_inode(os.fstat(held)) == inode for held in self._held):
            os.close(descriptor)
        else:
            self._held.append(descriptor)


def _inode(status: os.stat_result) -> Inode:
    return status.st_dev, status.st_ino


def _names_in(folder: Path) -> dict[str, Inode]:
    return {path.name: _inode(path.stat()) for path in folder.iterdir() if path.is_file()}
