"""Encryption at rest (AES-256-GCM): what the register keeps that tells of a person.

What is closed is bound to the row it belongs to, so that it can't be read from another one's place.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from subjectrights.errors import KeyUnavailable

if TYPE_CHECKING:
    from subjectrights.keys import Secrets

__all__ = ["Closed", "closed", "decrypted", "encrypted", "opened"]

_NONCE = 12


class Closed(StrEnum):
    """What the register keeps closed for as long as it is kept."""

    NOTICE = "notice"
    REQUEST = "request"
    CONSENT = "consent"


def closed(keys: Secrets, kind: Closed, reference: str, plain: bytes) -> bytes:
    """Encrypt something that is kept, bound to what it is and whose row it stands in.

    Args:
        keys: the estate's keys.
        kind: what it is.
        reference: the reference of its row.
        plain: what to keep.
    """
    return encrypted(keys, plain, _bound(kind, reference))


def opened(keys: Secrets, kind: Closed, reference: str, data: bytes) -> bytes:
    """Decrypt what :func:`closed` made, under the key in use or one kept beside it.

    Raises:
        KeyUnavailable: it was written with a key that is there no more.
    """
    plain = decrypted(keys, data, _bound(kind, reference))
    if plain is None:
        raise KeyUnavailable(
            f"the {kind} was written with another key; put that key back beside the one in use"
        )
    return plain


def encrypted(keys: Secrets, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt under the key in use (AES-256-GCM, NIST SP 800-38D); the random nonce comes first.

    Args:
        keys: the estate's keys.
        plain: what to encrypt.
        bound_to: what must be named again to decrypt it.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(keys.journal_key).encrypt(nonce, plain, bound_to)


def decrypted(keys: Secrets, data: bytes, bound_to: bytes) -> bytes | None:
    """Decrypt what :func:`encrypted` made; None where no key that is kept opens it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for key in keys.kept:
        with suppress(InvalidTag):
            return AESGCM(key.journal_key).decrypt(data[:_NONCE], data[_NONCE:], bound_to)
    return None


def _bound(kind: Closed, reference: str) -> bytes:
    return f"{kind} {reference}".encode()
