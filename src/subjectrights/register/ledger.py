"""The ledger: receipts in an append-only hash chain, each signed (Ed25519, RFC 8032).

A receipt changed, left out, cut off, put elsewhere or forged afterwards is found by :func:`verify_file`
with nothing but the exported file and the public key.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from subjectrights.errors import MalformedData
from subjectrights.register.chain import (
    FRESH_START,
    HANDOVER,
    LedgerEntry,
    RawEntry,
    canonical,
    consent_message,
    entry_hash,
    is_key,
    key_id,
)
from subjectrights.register.exported import anchors_of, verify_file, write_export
from subjectrights.register.head import EXPORT, REGISTER, Head
from subjectrights.register.publickey import pem
from subjectrights.register.walk import Verification, Walk

if TYPE_CHECKING:
    import sqlalchemy as sa
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from subjectrights.keys import Secrets
    from subjectrights.receipt import Receipt
    from subjectrights.register.register import Register
    from subjectrights.register.tail import Tail

__all__ = ["Entries", "Ledger", "LedgerEntry", "Verification", "verify_file"]


class Entries(Sequence[LedgerEntry]):
    """The entries of a ledger, read from the register as they are needed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __iter__(self) -> Iterator[LedgerEntry]:
        return self._ledger.read()

    def __len__(self) -> int:
        return self._ledger.count()

    @overload
    def __getitem__(self, at: int) -> LedgerEntry: ...
    @overload
    def __getitem__(self, at: slice) -> list[LedgerEntry]: ...
    def __getitem__(self, at: int | slice) -> LedgerEntry | list[LedgerEntry]:
        if isinstance(at, slice):
            return list(self)[at]
        place = at if at >= 0 else len(self) + at
        for entry in islice(self, place, None) if place >= 0 else ():
            return entry
        raise IndexError("the ledger has no such entry")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=False))
        return NotImplemented

    def __hash__(self) -> int:
        raise TypeError("a ledger's entries are no key: there are more of them tomorrow")


class Ledger:
    """The chain of receipts in the register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @property
    def public_key(self) -> str:
        """The key that checks the signatures, base64; give it to whoever is to check."""
        return _public(self._signer())

    @property
    def public_pem(self) -> str:
        """The same key as PEM (RFC 8410), which openssl and other tools read."""
        return pem(self.public_key)

    def entries(self) -> Entries:
        """Every entry, in order, as a sequence that reads them when they are asked for."""
        return Entries(self)

    def count(self) -> int:
        """How many entries there are."""
        from subjectrights.register.tail import count

        with self._register.transaction() as connection:
            return count(connection)

    def read(self) -> Iterator[LedgerEntry]:
        """The entries one by one; however many there are, few are held at a time.

        Raises:
            MalformedData: an entry's receipt can't be read any more.
        """
        from subjectrights.register.tail import read_rows

        tail = self._tail()
        key = self._first_key(tail)
        for row in read_rows(self._register, tail.number):
            entry = _read(row, key)
            successor = entry.receipt.get("new_key")
            if entry.statement == FRESH_START and is_key(successor):
                key = successor
                entry = _read(row, key)
            yield entry
            if entry.statement == HANDOVER and is_key(successor):
                key = successor

    def append(self, connection: sa.Connection, receipt: Mapping[str, Any], at: datetime) -> LedgerEntry:
        """Add a receipt in the caller's transaction; the caller holds the estate's lock.

        Where the signing key isn't the one before, the change is written into the chain first.
        """
        tail = self._continued(connection, at)
        return self._add(connection, tail, self._signer(), receipt, at)

    def hand_over(self, connection: sa.Connection, at: datetime) -> None:
        """Write into the chain that the signing key has changed, if it has and it isn't there yet.

        The old key signs who succeeds it, and the new key that it does; where the old key is lost, the new
        one signs that the chain begins afresh.

        Args:
            connection: in the caller's transaction; the caller holds the estate's lock.
            at: the moment.
        """
        self._continued(connection, at)

    def verify(
        self,
        *,
        entries: int | None = None,
        last: str | None = None,
        receipt: Receipt | str | Path | None = None,
    ) -> Verification:
        """Check the whole chain: hashes, order, signatures, and its end against the signed head.

        Args:
            entries: how many entries an earlier check counted; as many must be there.
            last: the last hash of an earlier check; it must stand in the chain.
            receipt: a receipt, or the file of one that was handed out; it must stand in the chain.

        Returns:
            What was found; true where it is whole.

        Raises:
            RequestError: the number or the hash is none.
            MalformedData: the file is no receipt.
        """
        from subjectrights.register.proof import anchor_of
        from subjectrights.register.tail import read_rows

        anchors = anchors_of(entries, last, None if receipt is None else anchor_of(receipt))
        tail = self._tail()
        walk = Walk(self._first_key(tail), anchors)
        remarks = []
        if tail.marked and not tail.signed:
            walk.faults.add(
                "the signed head of the ledger is missing, was changed or was forged, so entries cut off at "
                "the end can't be seen: compare with an export or with receipts that were handed out"
            )
        elif tail.head is None and tail.number:
            remarks.append(
                "the ledger was begun by version 0.1: its end is signed from the next receipt on; until then "
                "entries cut off at the end are only seen with a hash that was noted"
            )
        for row in read_rows(self._register, tail.number):
            walk.step(row)
        walk.end(tail.head if tail.signed else None)
        if walk.count or tail.head is not None:
            walk.trust(walk.key if walk.key in self._keys() else self.public_key)
        return walk.verification(*remarks)

    def export(self, path: str | Path) -> Path:
        """Write the chain as JSON lines, the signed head first.

        Args:
            path: the file to write; it is written anew where it is there.

        Raises:
            WriteError: it can't be written.
        """
        place = Path(path)
        tail = self._tail()
        number, last = tail.next
        head = Head(
            format=EXPORT,
            entries=number - 1,
            last=last,
            at=datetime.now(UTC).isoformat(),
            first_key=self._first_key(tail),
            public_key=self._key_in_force(tail),
        )
        signer = self._signer_of(head.public_key) if self._may_head(tail) else None
        signature = None if signer is None else _sign(signer, head.message)
        write_export(place, {**head.to_dict(), "signature": signature}, self.read())
        return place

    def seal(self, document: Mapping[str, Any]) -> dict[str, str] | None:
        """Sign the whole of a receipt's JSON with the key that its proof names.

        Args:
            document: what is to be written, its proof among it.

        Returns:
            The hash over the document and its signature; None where that key isn't the estate's any more.
        """
        from subjectrights.register.proof import DOCUMENT, document_hash

        return self._sealed(DOCUMENT, document_hash(document), document["metadata"]["proof"]["key"])

    def seal_file(self, digest: str, key: str) -> dict[str, str] | None:
        """Sign a whole file of a receipt.

        Args:
            digest: the SHA-256 of its bytes, in hexadecimal.
            key: the short name of the key that signed the receipt.

        Returns:
            The digest and its signature; None where that key isn't the estate's any more.
        """
        from subjectrights.register.proof import FILE

        return self._sealed(FILE, digest, key)

    def _sealed(self, kind: str, digest: str, key: str) -> dict[str, str] | None:
        from subjectrights.register.proof import seal_message

        for signer in self._signers():
            if key_id(_public(signer)) == key:
                return {"hash": digest, "signature": _sign(signer, seal_message(kind, digest))}
        return None

    def _tail(self) -> Tail:
        from subjectrights.register.tail import read_tail

        with self._register.transaction() as connection:
            return read_tail(connection, self._keys())

    def _continued(self, connection: sa.Connection, at: datetime) -> Tail:
        """The end of the chain, after the statement that the key has changed where it has."""
        from subjectrights.register.tail import read_tail

        tail = read_tail(connection, self._keys())
        old, signer = self._key_in_force(tail), self._signer()
        new = _public(signer)
        if old == new:
            return tail
        predecessor = self._signer_of(old)
        if predecessor is None:
            said = {"statement": FRESH_START, "lost_key": old, "new_key": new}
            self._add(connection, tail, signer, said, at)
        else:
            number, previous = tail.next
            consent = _sign(signer, consent_message(number, previous, old, new))
            said = {"statement": HANDOVER, "old_key": old, "new_key": new, "consent": consent}
            self._add(connection, tail, predecessor, said, at)
        return read_tail(connection, self._keys())

    def _add(
        self,
        connection: sa.Connection,
        tail: Tail,
        signer: Ed25519PrivateKey,
        receipt: Mapping[str, Any],
        at: datetime,
    ) -> LedgerEntry:
        from subjectrights.register.tail import insert_entry, write_head

        number, previous = tail.next
        digest = entry_hash(number, at.isoformat(), canonical(receipt), previous)
        entry = LedgerEntry(
            number=number,
            at=at.isoformat(),
            receipt=receipt,
            previous=previous,
            hash=digest,
            signature=_sign(signer, bytes.fromhex(digest)),
            key=key_id(_public(signer)),
        )
        insert_entry(connection, entry)
        if self._may_head(tail):
            # After a handover the new key signs, so that it vouches for the whole chain at once.
            now = self._signer()
            head = Head(
                format=REGISTER,
                entries=number,
                last=digest,
                at=entry.at,
                first_key=self._first_key(tail),
                public_key=_public(now),
            )
            write_head(connection, head, _sign(now, head.message), first=not tail.marked)
        return entry

    def _first_key(self, tail: Tail) -> str:
        return tail.head.first_key if tail.head is not None else self._key_in_force(tail)

    def _key_in_force(self, tail: Tail) -> str:
        """The key that the chain stands under: the head's, or the one of ours that signed the last row.

        A head that isn't ours is believed where the last row is signed with the same key: that key was
        lost. Otherwise the head was forged.
        """
        head = tail.head
        if head is not None and (tail.ours or (tail.signed and tail.signed_by([head.public_key]))):
            return head.public_key
        return tail.signed_by(self._keys()) or self.public_key

    def _may_head(self, tail: Tail) -> bool:
        """Whether a new head may be written: one that was lost or forged stays to be seen."""
        if tail.head is None:
            return not tail.marked
        return tail.ours or (tail.signed and self._key_in_force(tail) == tail.head.public_key)

    def _keys(self) -> list[str]:
        return [_public(one) for one in self._signers()]

    def _signer_of(self, public_key: str) -> Ed25519PrivateKey | None:
        return next((one for one in self._signers() if _public(one) == public_key), None)

    def _signers(self) -> list[Ed25519PrivateKey]:
        """The signing key and those it has succeeded, the newest first."""
        return [self._signer(), *map(_private, self._register.secrets.older)]

    def _signer(self) -> Ed25519PrivateKey:
        return _private(self._register.secrets)


def _private(secrets: Secrets) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secrets.signing_seed)


def _public(key: Ed25519PrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _sign(key: Ed25519PrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message)).decode()


def _read(row: RawEntry, key: str) -> LedgerEntry:
    try:
        return row.read(key_id(key))
    except ValueError:
        raise MalformedData(
            f"entry {row.number} of the ledger can't be read any more; verify() says what is wrong",
            store="register",
        ) from None
