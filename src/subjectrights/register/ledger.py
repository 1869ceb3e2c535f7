"""The ledger: receipts in an append-only hash chain, each signed (Ed25519, RFC 8032).

A receipt changed, left out, put elsewhere or forged afterwards is found by :func:`verify_file` with
nothing but the exported file and the public key.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subjectrights.errors import MalformedData, WriteError

if TYPE_CHECKING:
    import sqlalchemy as sa

    from subjectrights.register.register import Register

__all__ = ["Ledger", "LedgerEntry", "Verification", "verify_file"]

_BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One receipt in the chain.

    Args:
        number: counted from 1 without gaps.
        at: when it was sealed, ISO 8601.
        receipt: what :meth:`subjectrights.Receipt.to_dict` says.
        previous: the hash of the entry before it.
        hash: SHA-256 over number, moment, receipt and previous hash.
        signature: Ed25519 over the hash, base64.
    """

    number: int
    at: str
    receipt: Mapping[str, Any]
    previous: str
    hash: str
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {
            "number": self.number,
            "at": self.at,
            "receipt": dict(self.receipt),
            "previous": self.previous,
            "hash": self.hash,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking a chain found.

    Args:
        entries: how many there are.
        faults: what is wrong with which; empty where the chain is whole.
    """

    entries: int
    faults: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return not self.faults

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if self.ok:
            return f"Ledger: {self.entries} entries, the chain is whole"
        return "\n".join([f"Ledger: {self.entries} entries, {len(self.faults)} faults", *self.faults])


class Ledger:
    """The chain of receipts in the register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @property
    def public_key(self) -> str:
        """The key that checks the signatures, base64; give it to whoever is to check."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        raw = self._signer().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def entries(self) -> list[LedgerEntry]:
        """Every entry, in order."""
        import sqlalchemy as sa

        from subjectrights.register import tables as t

        with self._register.transaction() as connection:
            return [
                _entry(row) for row in connection.execute(sa.select(t.ledger).order_by(t.ledger.c.number))
            ]

    def append(self, connection: sa.Connection, receipt: Mapping[str, Any], at: datetime) -> LedgerEntry:
        """Add a receipt in the caller's transaction; the caller holds the estate's lock."""
        import sqlalchemy as sa

        from subjectrights.register import tables as t

        last = connection.execute(sa.select(t.ledger).order_by(t.ledger.c.number.desc()).limit(1)).first()
        number = last.number + 1 if last else 1
        previous = last.hash if last else _BEGINNING
        digest = _hash(number, at.isoformat(), receipt, previous)
        signature = base64.b64encode(self._signer().sign(bytes.fromhex(digest))).decode()
        entry = LedgerEntry(
            number=number,
            at=at.isoformat(),
            receipt=receipt,
            previous=previous,
            hash=digest,
            signature=signature,
        )
        connection.execute(
            sa.insert(t.ledger),
            {**entry.to_dict(), "receipt": _canonical(receipt)},
        )
        return entry

    def verify(self) -> Verification:
        """Check the whole chain: hashes, order, signatures.

        Returns:
            What was found; true where it is whole.
        """
        return _verified(self.entries(), self.public_key)

    def export(self, path: str | Path) -> Path:
        """Write the chain as JSON lines, the public key first.

        Args:
            path: the file to write.

        Raises:
            WriteError: it can't be written.
        """
        place = Path(path)
        head = {"format": "subjectrights ledger", "version": 1, "public_key": self.public_key}
        lines = [head, *(entry.to_dict() for entry in self.entries())]
        try:
            place.write_text("".join(json.dumps(line, sort_keys=True) + "\n" for line in lines), "utf-8")
        except OSError as error:
            raise WriteError(f"the ledger can't be written: {error.strerror}", file=str(place)) from None
        return place

    def _signer(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._register.secrets.signing_seed)


def verify_file(path: str | Path, public_key: str | None = None) -> Verification:
    """Check an exported ledger without the estate.

    Args:
        path: what :meth:`Ledger.export` wrote.
        public_key: base64, from whoever is trusted to know it; the file's own by default, which shows
            that the file is whole but not whose it is.

    Raises:
        MalformedData: the file is no exported ledger.
    """
    place = Path(path)
    try:
        lines = [json.loads(line) for line in place.read_text("utf-8").splitlines() if line.strip()]
        head, *rest = lines
        key = public_key or head["public_key"]
        entries = [LedgerEntry(**line) for line in rest]
        if len(base64.b64decode(key, validate=True)) != 32:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise MalformedData("this is no exported ledger, or the key is none", file=str(place)) from None
    return _verified(entries, key)


def _verified(entries: Iterable[LedgerEntry], public_key: str) -> Verification:
    listed = list(entries)
    return Verification(entries=len(listed), faults=tuple(_faults(listed, public_key)))


def _faults(entries: list[LedgerEntry], public_key: str) -> Iterator[str]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    previous = _BEGINNING
    for expected, entry in enumerate(entries, 1):
        if entry.number != expected:
            yield f"entry {entry.number} stands where {expected} should: one is missing or out of order"
        if entry.previous != previous:
            yield f"entry {entry.number} doesn't follow the one before it"
        if _hash(entry.number, entry.at, entry.receipt, entry.previous) != entry.hash:
            yield f"entry {entry.number} was changed"
        try:
            key.verify(base64.b64decode(entry.signature), bytes.fromhex(entry.hash))
        except (InvalidSignature, ValueError):
            yield f"entry {entry.number} isn't signed with this key"
        previous = entry.hash


def _hash(number: int, at: str, receipt: Mapping[str, Any], previous: str) -> str:
    return hashlib.sha256(f"{previous}\n{number}\n{at}\n{_canonical(receipt)}".encode()).hexdigest()


def _canonical(receipt: Mapping[str, Any]) -> str:
    return json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _entry(row: Any) -> LedgerEntry:
    return LedgerEntry(
        number=row.number,
        at=row.at,
        receipt=json.loads(row.receipt),
        previous=row.previous,
        hash=row.hash,
        signature=row.signature,
    )
