"""Disks that are full: a small one where the system lets us mount it, and a limit on the size of files."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["filled", "limited", "small_disk"]

_BLOCK = 4096


@contextmanager
def small_disk(folder: Path, *, size: int) -> Iterator[Path]:
    """A disk of `size` bytes at `folder`; the test is skipped where none may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip("this user may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, stdin=subprocess.DEVNULL)


def filled(disk: Path, *, free: int = 0) -> Path:
    """Fill a disk but for `free` bytes; the file that fills it, which may be removed again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(_BLOCK))
        except OSError:
            file.truncate(max(0, file.tell() - free))
    return ballast


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, which looks to a program as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
