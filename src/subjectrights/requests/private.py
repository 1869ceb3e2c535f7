"""What was written in a request's steps: encrypted at rest, since reasons may tell of a person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from subjectrights.errors import KeyUnavailable

if TYPE_CHECKING:
    from subjectrights.keys import Secrets

__all__ = ["closed_text", "opened_text"]

_NONCE = 12


def closed_text(keys: Secrets, reference: str, text: str) -> bytes:
    """Encrypt a text (AES-256-GCM), bound to its request.

    Args:
        keys: the estate's keys.
        reference: the request's reference.
        text: what to keep.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(keys.journal_key).encrypt(nonce, text.encode(), _bound_to(reference))


def opened_text(keys: Secrets, reference: str, data: bytes) -> str:
    """Decrypt what :func:`closed_text` made, under the key in use or one kept beside it.

    Raises:
        KeyUnavailable: it was written with a key that is there no more.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for key in keys.kept:
        try:
            plain = AESGCM(key.journal_key).decrypt(data[:_NONCE], data[_NONCE:], _bound_to(reference))
        except InvalidTag:
            continue
        return plain.decode()
    raise KeyUnavailable("the request was written with another key; put that key back beside the one in use")


def _bound_to(reference: str) -> bytes:
    return b"request " + reference.encode()
