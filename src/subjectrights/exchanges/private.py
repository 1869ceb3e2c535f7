"""What a recipient is to be told: encrypted at rest, since it says of whom."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from subjectrights.errors import KeyUnavailable

if TYPE_CHECKING:
    from subjectrights.keys import Secrets

__all__ = ["closed", "opened"]

_NONCE = 12


def closed(keys: Secrets, reference: str, told: Mapping[str, Any]) -> bytes:
    """Encrypt (AES-256-GCM), bound to the notice.

    Args:
        keys: the estate's keys.
        reference: the notice's reference.
        told: what it says, as JSON takes it.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return nonce + AESGCM(keys.journal_key).encrypt(nonce, plain, _bound_to(reference))


def opened(keys: Secrets, reference: str, data: bytes) -> dict[str, Any]:
    """Decrypt what :func:`closed` made, under the key in use or one kept beside it.

    Raises:
        KeyUnavailable: it was written with a key that is there no more.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for key in keys.kept:
        with suppress(InvalidTag):
            plain = AESGCM(key.journal_key).decrypt(data[:_NONCE], data[_NONCE:], _bound_to(reference))
            told: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
            return told
    raise KeyUnavailable("a notice was written with another key; put that key back beside the one in use")


def _bound_to(reference: str) -> bytes:
    return b"notice " + reference.encode()
