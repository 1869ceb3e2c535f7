"""The estate's secret key: what fingerprints, the journal's encryption and the ledger's signatures rest on.

One master key of 32 bytes or more, from the environment or from a key file that is made on first use.
It is never in the data map.  Without it the register's fingerprints match nobody any more: screening,
replay and due() lose their memory, and the ledger can be checked but not continued.

A key can be changed for a new one.  The older ones are kept beside it, since a fingerprint can't be turned
into another key's without the value that it was made of: that is seen again when its person is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from subjectrights.errors import KeyUnavailable

__all__ = ["KEY_VARIABLE", "OLD_VARIABLE", "Secrets", "add_key", "drop_keys", "key_file", "load_secrets"]

KEY_VARIABLE = "SUBJECTRIGHTS_KEY"
OLD_VARIABLE = "SUBJECTRIGHTS_OLD_KEYS"
FILE_VARIABLE = "SUBJECTRIGHTS_KEY_FILE"
FILE_NAME = "subjectrights.key"
_SHORTEST = 32
_EXPLAINED = (
    "# The secret key of the subjectrights estate whose data map lies here; the newest first.",
    "# Keep a copy of this file, apart from the register. Without it nobody is recognised any more:",
    "# objections, restrictions and erasures are forgotten, and an interrupted run can't be finished.",
    "# Nobody can make it anew.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Keys derived from the master key, one a use (HKDF-SHA-256, RFC 5869).

    Args:
        fingerprint_key: for fingerprints.
        journal_key: for the journal's encryption.
        signing_seed: for the ledger's signatures.
        key_id: a public check value of the master key.
        older: those of the keys before this one that are still kept, the newest first.
        made: the key file, where it was made just now.
    """

    fingerprint_key: bytes = field(repr=False)
    journal_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)
    key_id: str
    older: tuple[Secrets, ...] = ()
    made: Path | None = field(default=None, compare=False)

    @property
    def kept(self) -> tuple[Secrets, ...]:
        """This key and the older ones, the newest first."""
        return (self, *self.older)

    @property
    def fingerprint_keys(self) -> dict[str, bytes]:
        """The keys that fingerprints may have been made under, by short name, the one in use first."""
        return {one.key_id: one.fingerprint_key for one in self.kept}

    @classmethod
    def of(cls, master: bytes, *older: bytes) -> Secrets:
        """The keys derived from a master key.

        Args:
            master: the key in use.
            older: keys that were in use before it and are still kept, the newest first.

        Raises:
            KeyUnavailable: it is shorter than 32 bytes.
        """
        if len(master) < _SHORTEST:
            raise KeyUnavailable(f"the key has {len(master)} bytes; it needs at least {_SHORTEST}")
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        def derived(use: str) -> bytes:
            info = f"subjectrights {use}".encode()
            return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)

        return cls(
            fingerprint_key=derived("fingerprint"),
            journal_key=derived("journal"),
            signing_seed=derived("signature"),
            key_id=hashlib.sha256(derived("check")).hexdigest()[:16],
            older=tuple(cls.of(one) for one in dict.fromkeys(older) if one != master),
        )


def load_secrets(folder: Path, environment: Mapping[str, str] | None = None, *, make: bool = True) -> Secrets:
    """The estate's keys, from ``SUBJECTRIGHTS_KEY`` or from the key file.

    The variable holds 64 hexadecimal digits or base64; ``SUBJECTRIGHTS_OLD_KEYS`` holds the older keys,
    with blanks or commas between them. The file is ``subjectrights.key`` beside the map, or what
    ``SUBJECTRIGHTS_KEY_FILE`` names: a key a line, the one in use first, and what follows a ``#`` is a
    comment. It is made on first use, readable by its owner alone.

    Args:
        folder: the data map's folder.
        environment: the process's environment by default.
        make: whether a file that isn't there is made.

    Raises:
        KeyUnavailable: the key is missing, malformed, too short, or open to others, or can't be made.
    """
    environment = os.environ if environment is None else environment
    listed = environment.get(OLD_VARIABLE, "").replace(",", " ").split()
    older = [_decoded(one, OLD_VARIABLE) for one in listed]
    path = key_file(folder, environment)
    if path is None:
        return Secrets.of(_decoded(environment[KEY_VARIABLE], KEY_VARIABLE), *older)
    made = not path.exists()
    if made and not make:
        raise KeyUnavailable(
            "the register is there and the key it was made with isn't: put the key file back, or the key "
            f"into the variable {KEY_VARIABLE}. Without it nobody whom the register knows is recognised",
            file=str(path),
        )
    if made:
        _make(path)
    kept = Secrets.of(*(key for key, _ in _read(path)), *older)
    return replace(kept, made=path) if made else kept


def key_file(folder: Path, environment: Mapping[str, str] | None = None) -> Path | None:
    """The file that the key stands in; None where a variable holds it."""
    environment = os.environ if environment is None else environment
    if environment.get(KEY_VARIABLE):
        return None
    return Path(environment.get(FILE_VARIABLE) or folder / FILE_NAME)


def add_key(path: Path) -> None:
    """Put a new key above the keys of a file, whole or not at all.

    Raises:
        KeyUnavailable: the file can't be read or written.
    """
    _write(path, [_line(), *(line for _, line in _read(path))])


def drop_keys(path: Path, key_ids: Collection[str]) -> None:
    """Take keys out of a file by their short names, whole or not at all.

    Raises:
        KeyUnavailable: the file can't be read or written.
    """
    _write(path, [line for key, line in _read(path) if Secrets.of(key).key_id not in key_ids])


def _read(path: Path) -> list[tuple[bytes, str]]:
    """The keys of a file, each with its line.

    Raises:
        KeyUnavailable: it can't be read, others can, or it holds something else.
    """
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyUnavailable(
                f"others can read the key file; make it its owner's alone: chmod 600 {path.name}",
                file=str(path),
            )
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        raise KeyUnavailable("the key file can't be read", file=str(path)) from None
    keys = [line for line in lines if line.partition("#")[0].strip()] or [""]
    return [(_decoded(line.partition("#")[0], str(path)), line) for line in keys]


def _line() -> str:
    return f"{secrets.token_hex(32)}  # made {datetime.now(UTC).date().isoformat()}"


def _make(path: Path) -> None:
    """Write a new key; of two processes that try at once, one makes it and both use it."""
    with _draft(path, [_line()]) as draft, suppress(FileExistsError):
        # A link is refused where the name is taken, so a key once made is never written over.
        os.link(draft, path)


def _write(path: Path, lines: Sequence[str]) -> None:
    with _draft(path, lines) as draft:
        draft.replace(path)


@contextmanager
def _draft(path: Path, lines: Sequence[str]) -> Iterator[Path]:
    """A key file beside the one that is meant, safely on the disk; gone afterwards where it wasn't used."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write("\n".join([*_EXPLAINED, *lines]) + "\n")
                out.flush()
                os.fsync(out.fileno())
            yield draft
        finally:
            draft.unlink(missing_ok=True)
    except OSError:
        raise KeyUnavailable("the key file can't be made or written", file=str(path)) from None


def _decoded(text: str, place: str) -> bytes:
    text = text.strip()
    with suppress(ValueError):
        return bytes.fromhex(text)
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(text, validate=True)
    raise KeyUnavailable(f"{place} holds no key: 64 hexadecimal digits or base64 are expected")
