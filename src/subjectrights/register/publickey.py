"""Reads the public key that somebody gives to check a signature with."""

from __future__ import annotations

import base64
from pathlib import Path

from subjectrights.errors import RequestError
from subjectrights.register.chain import is_key, unpacked

__all__ = ["pem", "read_public_key"]

_LONGEST = 4096
_KINDS = "base64 of 32 bytes, or a file with that, or a PEM file (BEGIN PUBLIC KEY) of an Ed25519 key"


def read_public_key(key: str | Path) -> str:
    """The key in base64.

    Args:
        key: base64 of the 32 bytes, or the path of a file that holds them so, raw or as PEM (RFC 8410).

    Raises:
        RequestError: it is no public key, or a private one.
    """
    if isinstance(key, str):
        text = key.strip()
        if is_key(text):
            return text
    path = Path(key)
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except (OSError, ValueError):
        raise RequestError(f"the public key is neither a key nor a file that can be read: {_KINDS}") from None
    if b"PRIVATE KEY" in data:
        raise RequestError("this is a private key; it must stay secret. Give the public one", file=str(path))
    if b"BEGIN PUBLIC KEY" in data:
        return _from_pem(data, path)
    if len(data) == 32:
        return base64.b64encode(data).decode()
    text = data.decode("latin-1").strip()
    if not is_key(text):
        raise RequestError(f"this is no public key; give {_KINDS}", file=str(path))
    return text


def pem(public_key: str) -> str:
    """The key as PEM (RFC 8410), which openssl and other tools read."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Ed25519PublicKey.from_public_bytes(unpacked(public_key, 32))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _from_pem(data: bytes, path: Path) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_public_key,
    )

    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise RequestError("this PEM file can't be read as a public key", file=str(path)) from None
    if not isinstance(key, Ed25519PublicKey):
        raise RequestError("this is a public key, but not an Ed25519 one", file=str(path))
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
