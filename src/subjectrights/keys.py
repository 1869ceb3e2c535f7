"""The estate's secret key: what fingerprints, the journal's encryption and the ledger's signatures rest on.

One master key of 32 bytes or more, from the environment or from a key file that is made on first use.
It is never in the data map.  Without it the register's fingerprints match nobody any more: screening,
replay and due() lose their memory, and the ledger can be checked but not continued.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from subjectrights.errors import KeyUnavailable

__all__ = ["Secrets", "load_secrets"]

KEY_VARIABLE = "SUBJECTRIGHTS_KEY"
FILE_VARIABLE = "SUBJECTRIGHTS_KEY_FILE"
FILE_NAME = "subjectrights.key"
_SHORTEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Keys derived from the master key, one a use (HKDF-SHA-256, RFC 5869).

    Args:
        fingerprint_key: for fingerprints.
        journal_key: for the journal's encryption.
        signing_seed: for the ledger's signatures.
        key_id: a public check value of the master key.
    """

    fingerprint_key: bytes = field(repr=False)
    journal_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)
    key_id: str

    @classmethod
    def of(cls, master: bytes) -> Secrets:
        """The keys derived from a master key.

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
        )


def load_secrets(folder: Path, environment: Mapping[str, str] | None = None) -> Secrets:
    """The estate's keys, from ``SUBJECTRIGHTS_KEY`` or from the key file.

    The variable holds 64 hexadecimal digits or base64. The file is ``subjectrights.key`` beside the map,
    or what ``SUBJECTRIGHTS_KEY_FILE`` names; it is made on first use, readable by its owner alone.

    Args:
        folder: the data map's folder.
        environment: the process's environment by default.

    Raises:
        KeyUnavailable: the key is malformed, too short, or open to others; or the file can't be made.
    """
    environment = os.environ if environment is None else environment
    if environment.get(KEY_VARIABLE):
        return Secrets.of(_decoded(environment[KEY_VARIABLE], KEY_VARIABLE))
    path = Path(environment.get(FILE_VARIABLE) or folder / FILE_NAME)
    try:
        if not path.exists():
            _make(path)
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyUnavailable(
                f"others can read the key file; make it its owner's alone: chmod 600 {path.name}",
                file=str(path),
            )
        return Secrets.of(_decoded(path.read_text("ascii"), str(path)))
    except (OSError, UnicodeDecodeError):
        raise KeyUnavailable("the key file can't be read or made", file=str(path)) from None


def _make(path: Path) -> None:
    """Write a new key; of two processes that try at once, one makes it and both use it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32) + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A link is refused where the name is taken, so a key once made is never written over.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _decoded(text: str, place: str) -> bytes:
    text = text.strip()
    with suppress(ValueError):
        return bytes.fromhex(text)
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(text, validate=True)
    raise KeyUnavailable(f"{place} holds no key: 64 hexadecimal digits or base64 are expected")
