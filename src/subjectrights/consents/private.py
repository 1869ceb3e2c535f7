"""The evidence of a consent: encrypted at rest, since it may tell of a person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from subjectrights.errors import KeyUnavailable

if TYPE_CHECKING:
    from subjectrights.keys import Secrets

__all__ = ["closed_evidence", "opened_evidence"]

_NONCE = 12


def closed_evidence(keys: Secrets, reference: str, text: str | None) -> bytes | None:
    """Encrypt a text (AES-256-GCM), bound to its consent; None stays None."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if text is None:
        return None
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(keys.journal_key).encrypt(nonce, text.encode(), _bound_to(reference))


def opened_evidence(keys: Secrets, reference: str, data: bytes | None) -> str | None:
    """Decrypt what :func:`closed_evidence` made, under the key in use or one kept beside it.

    Raises:
        KeyUnavailable: it was written with a key that is there no more.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if data is None:
        return None
    for key in keys.kept:
        try:
            plain = AESGCM(key.journal_key).decrypt(data[:_NONCE], data[_NONCE:], _bound_to(reference))
        except InvalidTag:
            continue
        return plain.decode()
    raise KeyUnavailable("the evidence was written with another key; put that key back beside the one in use")


def _bound_to(reference: str) -> bytes:
    return b"consent " + reference.encode()
