"""The proof that a handed-out receipt carries, and the check of it: nothing is needed but a public key.

The proof is the receipt's entry in the ledger, its receipt as the very text that was hashed.  The file is
sealed as a whole besides: JSON by what it says, PDF, HTML and XML byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subjectrights.errors import MalformedData, RequestError
from subjectrights.register.chain import (
    LedgerEntry,
    canonical,
    entry_hash,
    is_hash,
    key_id,
    signed_by,
    strict_json,
)
from subjectrights.register.publickey import read_public_key
from subjectrights.register.walk import Anchor

if TYPE_CHECKING:
    from subjectrights.receipt import Receipt
    from subjectrights.register.handed import Handed

__all__ = ["CheckedReceipt", "anchor_of", "document_hash", "proof_of", "seal_message", "verify_receipt"]

DOCUMENT = "document"
FILE = "file"
FORMAT = "subjectrights receipt"
VERSION = 1
_FIELDS = frozenset({"format", "version", "number", "at", "receipt", "previous", "hash", "signature", "key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedReceipt:
    """What checking a handed-out receipt found.

    Args:
        number: its number in the ledger.
        at: when it was sealed, ISO 8601.
        hash: its hash in the ledger's chain.
        key: the short name of the key that signed it.
        receipt: what was signed: believe this, not what is printed elsewhere.
        faults: what is wrong; empty where it is genuine.
    """

    number: int
    at: str
    hash: str
    key: str
    receipt: Mapping[str, Any]
    faults: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the receipt is genuine and unchanged."""
        return not self.faults

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "ok": self.ok,
            "number": self.number,
            "at": self.at,
            "hash": self.hash,
            "key": self.key,
            "receipt": dict(self.receipt),
            "faults": list(self.faults),
        }

    def __str__(self) -> str:
        if not self.ok:
            return "\n".join(["This receipt is NOT genuine as it stands:", *self.faults])
        said = self.receipt
        lines = [
            f"Receipt no. {self.number} of {self.at}: genuine, signed with the key {self.key}",
            f"  {said.get('right')} ({said.get('article')}) for {said.get('subjects')} person(s), "
            f"{said.get('found')} found; "
            + ("verified" if said.get("verified") is True else "NOT CONFIRMED"),
        ]
        outcomes, counts = said.get("outcomes"), said.get("counts")
        if isinstance(outcomes, dict) and isinstance(counts, dict):
            lines += [f"  {place}: {word}{_figures(counts.get(place))}" for place, word in outcomes.items()]
        return "\n".join(lines)


def _figures(count: object) -> str:
    if not isinstance(count, dict):
        return ""
    told = ", ".join(f"{number} {what}" for what, number in count.items() if number)
    return f" ({told})" if told else ""


def proof_of(entry: LedgerEntry) -> dict[str, Any]:
    """The proof that a receipt carries."""
    return {
        "format": FORMAT,
        "version": VERSION,
        **entry.to_dict(),
        "receipt": canonical(entry.receipt),
    }


def document_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 over a receipt's JSON without the seal itself, as canonical JSON."""
    proof = {name: part for name, part in data["metadata"]["proof"].items() if name != "document"}
    unsealed = {**data, "metadata": {**data["metadata"], "proof": proof}}
    return hashlib.sha256(canonical(unsealed).encode("ascii")).hexdigest()


def seal_message(kind: str, digest: str) -> bytes:
    """What is signed of a document or a file; it can't be taken for an entry's hash."""
    return f"subjectrights {kind}\n{digest}".encode()


def verify_receipt(path: str | Path, public_key: str | Path) -> CheckedReceipt:
    """Check a receipt that was handed out, without the estate, the map, the register or the secret key.

    Args:
        path: the receipt as JSON, which is checked to its last word, or as PDF, HTML or
            XML, each checked to its last byte.
        public_key: base64 or the path of a file, from whoever is trusted to know it.

    Returns:
        What was found; true where the receipt is genuine and unchanged.

    Raises:
        MalformedData: the file is no receipt, or carries no proof.
        RequestError: the key is none.
    """
    from subjectrights.register.handed import read_handed

    trusted = read_public_key(public_key)
    handed = read_handed(Path(path))
    proof = handed.proof
    faults = list(_proof_faults(proof, trusted))
    if handed.seal is not None:
        faults += _file_faults(handed, trusted)
    elif handed.document is not None:
        faults += _document_faults(handed.document, proof, trusted)
    return CheckedReceipt(
        number=proof["number"],
        at=proof["at"],
        hash=proof["hash"],
        key=proof["key"],
        receipt=strict_json(proof["receipt"]),
        faults=tuple(faults),
    )


def _proof_faults(proof: Mapping[str, Any], trusted: str) -> list[str]:
    if entry_hash(proof["number"], proof["at"], proof["receipt"], proof["previous"]) != proof["hash"]:
        return ["it was changed after it was sealed: what the proof says no longer gives its hash"]
    if proof["key"] != key_id(trusted):
        return [
            f"it names the key {proof['key']}, and the key given is {key_id(trusted)}: ask the organisation "
            "for the key of that time, or whether it changed its key (the exported ledger shows it)"
        ]
    if not is_hash(proof["hash"]) or not signed_by(trusted, proof["signature"], bytes.fromhex(proof["hash"])):
        return ["it isn't signed with the key given: it was forged, or its signature was changed"]
    return []


def _file_faults(handed: Handed, trusted: str) -> list[str]:
    """What is wrong with a file that is signed byte by byte."""
    seal = handed.seal or {}
    if seal.keys() != {"hash", "signature"}:
        return [
            "the file has lost the seal at its end: somebody changed it, or a program saved it anew. The "
            "data attached to a PDF (data.json) can be taken out of it and checked by itself"
        ]
    if handed.digest != seal.get("hash"):
        return [
            "the file was changed after it was written: its bytes no longer give the hash that was signed"
        ]
    if not signed_by(trusted, seal.get("signature"), seal_message(FILE, handed.digest)):
        return ["the seal of the file isn't signed with the key given"]
    return []


def _document_faults(document: Mapping[str, Any], proof: Mapping[str, Any], trusted: str) -> list[str]:
    """What in a JSON receipt isn't as it was written."""
    metadata = document["metadata"]
    said = strict_json(proof["receipt"])
    told = {"number": proof["number"], "digest": proof["hash"], **said}
    faults = [
        f"{name} stands in the file otherwise than in the signed proof"
        for name, value in told.items()
        if name not in metadata or canonical(metadata[name]) != canonical(value)
    ]
    seal = metadata["proof"].get("document")
    if not isinstance(seal, dict) or seal.keys() != {"hash", "signature"}:
        return [*faults, "the file as a whole isn't sealed: believe the signed proof in it alone"]
    if seal["hash"] != document_hash(document):
        faults.append("something in the file was changed after it was written: a figure, a word or a field")
    elif not signed_by(trusted, seal["signature"], seal_message(DOCUMENT, seal["hash"])):
        faults.append("the seal of the file isn't signed with the key given")
    return faults


def checked_fields(proof: object) -> dict[str, Any]:
    """A proof whose fields are there and of their kind.

    Raises:
        ValueError: they aren't.
    """
    if not isinstance(proof, dict) or proof.keys() - {"document"} != _FIELDS:
        raise ValueError("fields of the proof were added, or are missing")
    if proof["format"] != FORMAT or proof["version"] != VERSION:
        raise ValueError("its format isn't this version's")
    if type(proof["number"]) is not int or type(proof["version"]) is not int:
        raise ValueError("a field of the proof isn't of its kind")
    if not all(isinstance(proof[name], str) for name in _FIELDS - {"number", "version"}):
        raise ValueError("a field of the proof isn't of its kind")
    said = strict_json(proof["receipt"])
    if not isinstance(said, dict) or canonical(said) != proof["receipt"]:
        raise ValueError("the receipt in the proof isn't in its canonical form")
    return proof


def anchor_of(receipt: Receipt | str | Path) -> Anchor:
    """What of a receipt must stand in the ledger.

    Raises:
        MalformedData: the file is no receipt.
        RequestError: the receipt isn't in any ledger.
    """
    from subjectrights.register.handed import read_handed

    if isinstance(receipt, str | Path):
        proof = read_handed(Path(receipt)).proof
        number, digest = proof["number"], proof["hash"]
        if entry_hash(number, proof["at"], proof["receipt"], proof["previous"]) != digest:
            raise MalformedData(
                "this receipt was changed after it was sealed: what its proof says no longer gives its hash",
                file=str(receipt),
            )
        return Anchor(what=f"the receipt no. {number}", number=number, hash=digest)
    if receipt.number is None or receipt.digest is None:
        raise RequestError("this receipt isn't in a ledger: receipts get their number when a run is sealed")
    return Anchor(what=f"the receipt no. {receipt.number}", number=receipt.number, hash=receipt.digest)
