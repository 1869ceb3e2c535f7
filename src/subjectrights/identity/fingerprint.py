"""Fingerprints of identifiers: what the register knows people by, without holding who they are.

A fingerprint is HMAC-SHA-256 (RFC 2104) of an identifier's space and normal form under the estate's
secret key: without the key nobody can try out addresses against it.
"""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa

__all__ = ["fingerprint", "fingerprints", "space_of"]


def space_of(identifier: str, kind: str) -> str:
    """In which space an identifier is one with others: all e-mails are one, all phones are one.

    Args:
        identifier: its name in the data map.
        kind: its kind.
    """
    return kind if kind in ("email", "phone") else f"{kind}:{identifier}"


def fingerprint(key: bytes, space: str, normal: str) -> str:
    """The fingerprint of one identifier.

    Args:
        key: the estate's fingerprint key.
        space: from :func:`space_of`.
        normal: its normal form.

    Returns:
        64 hexadecimal digits.
    """
    mac = _started(key, space)
    mac.update(normal.encode("utf-8", "surrogatepass"))
    return mac.hexdigest()


def fingerprints(key: bytes, space: str, normals: pa.Array) -> pa.Array:
    """The fingerprints of a column, each distinct value worked out once; NULL stays NULL.

    Args:
        key: the estate's fingerprint key.
        space: from :func:`space_of`.
        normals: normal forms.
    """
    encoded = normals.dictionary_encode()
    start = _started(key, space)
    made = []
    for normal in encoded.dictionary.to_pylist():
        mac = start.copy()
        mac.update(normal.encode("utf-8", "surrogatepass"))
        made.append(mac.hexdigest())
    return pa.array(made, pa.string()).take(encoded.indices)


def _started(key: bytes, space: str) -> hmac.HMAC:
    # The length in front keeps two spaces from running into each other's values.
    head = space.encode()
    return hmac.new(key, len(head).to_bytes(4, "big") + head, hashlib.sha256)
