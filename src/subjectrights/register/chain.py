"""One entry of the ledger: what is hashed, what is signed, and the statements by which keys change.

The hash of an entry is SHA-256 over four lines: the hash of the entry before it, its number, its moment
and its receipt as canonical JSON (keys sorted, no blanks, ASCII; the subset of RFC 8785 that receipts
need).  The signature is Ed25519 (RFC 8032) over the 32 bytes of the hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

__all__ = [
    "BEGINNING",
    "FRESH_START",
    "HANDOVER",
    "LedgerEntry",
    "RawEntry",
    "canonical",
    "consent_message",
    "entry_hash",
    "is_hash",
    "is_key",
    "key_id",
    "signed_by",
    "strict_json",
    "unpacked",
]

BEGINNING = "0" * 64
"""What stands in place of a hash before the first entry."""

HANDOVER = "key handover"
FRESH_START = "fresh start"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One receipt in the chain, or a statement by which the signing key changes.

    Args:
        number: counted from 1 without gaps.
        at: when it was sealed, ISO 8601.
        receipt: what :meth:`subjectrights.Receipt.to_dict` says.
        previous: the hash of the entry before it.
        hash: SHA-256 over number, moment, receipt and previous hash.
        signature: Ed25519 over the hash, base64.
        key: the short name of the public key that checks the signature.
    """

    number: int
    at: str
    receipt: Mapping[str, Any]
    previous: str
    hash: str
    signature: str
    key: str

    @property
    def statement(self) -> str | None:
        """Which statement about keys it is, None for a receipt."""
        said = self.receipt.get("statement")
        return said if isinstance(said, str) else None

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {
            "number": self.number,
            "at": self.at,
            "receipt": dict(self.receipt),
            "previous": self.previous,
            "hash": self.hash,
            "signature": self.signature,
            "key": self.key,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as it was found, before it is believed.

    Args:
        text: the receipt's canonical JSON.
        key: the short name it gives for its key; None where the place it was found in has none.
    """

    number: int
    at: str
    text: str
    previous: str
    hash: str
    signature: str
    key: str | None = None

    def read(self, key: str) -> LedgerEntry:
        """The entry with its receipt read.

        Raises:
            ValueError: the receipt is no JSON object.
        """
        receipt = strict_json(self.text)
        return LedgerEntry(
            number=self.number,
            at=self.at,
            receipt=dict(receipt) if isinstance(receipt, dict) else _no_receipt(),
            previous=self.previous,
            hash=self.hash,
            signature=self.signature,
            key=key,
        )


def _no_receipt() -> NoReturn:
    raise ValueError("a receipt is an object")


def canonical(data: Any) -> str:
    """Plain data as the one JSON text that is hashed and signed: sorted keys, no blanks, ASCII.

    Raises:
        ValueError: a number that JSON doesn't have.
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def strict_json(text: str) -> Any:
    """JSON that says one thing alone: no key twice, no NaN, no bottomless nesting.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_number(_text: str) -> Any:
    raise ValueError("not a number of JSON")


def entry_hash(number: int, at: str, text: str, previous: str) -> str:
    """The hash of an entry whose receipt is `text`."""
    whole = f"{previous}\n{number}\n{at}\n{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def is_hash(text: str) -> bool:
    """Whether it is a SHA-256 in lower-case hexadecimal."""
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def is_key(text: object) -> TypeGuard[str]:
    """Whether it is a public key in base64."""
    try:
        unpacked(text, 32)
    except ValueError:
        return False
    return True


def key_id(public_key: str) -> str:
    """The short name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16]


def consent_message(number: int, previous: str, old_key: str, new_key: str) -> bytes:
    """What a new key signs, so that nobody can be made the successor against their will."""
    return f"subjectrights {HANDOVER}\n{previous}\n{number}\n{old_key}\n{new_key}".encode()


def unpacked(text: object, length: int) -> bytes:
    """Base64 of so many bytes, written in the one way it can be written.

    Raises:
        ValueError: it isn't.
    """
    try:
        data = base64.b64decode(text.encode("ascii") if isinstance(text, str) else b"?", validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
    if len(data) != length or base64.b64encode(data).decode() != text:
        raise ValueError("no base64 of that length")
    return data


def signed_by(public_key: str, signature: object, message: bytes) -> bool:
    """Whether the signature over the message is of that key; both are base64."""
    from cryptography.exceptions import InvalidSignature

    try:
        _loaded(public_key).verify(unpacked(signature, 64), message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _loaded(public_key: str) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(unpacked(public_key, 32))
