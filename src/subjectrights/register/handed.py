"""Reads the proof out of a receipt that was handed out, as JSON, PDF, HTML or XML."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from subjectrights.errors import MalformedData
from subjectrights.register.chain import strict_json
from subjectrights.register.proof import checked_fields

__all__ = ["Handed", "read_handed"]

_LARGEST = 1 << 26
_ATTACHED = re.compile(rb"/Type\s*/EmbeddedFile\b.*?stream\r?\n", re.DOTALL)
_PDF_SEAL = re.compile(rb"%subjectrights seal (\{[^\r\n]*\})\r?\n?\Z")
_MARKUP_SEAL = re.compile(rb"<!-- subjectrights seal (\{[^\r\n]*\}) -->\r?\n?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A receipt as it was read.

    Args:
        proof: its proof, every field of its kind, not yet believed.
        document: the whole of its JSON, None where it has none.
        seal: the hash over the file's bytes and its signature; empty where it has lost it, None where its
            format has none.
        digest: the hash that those bytes really have.
    """

    proof: Mapping[str, Any]
    document: Mapping[str, Any] | None = None
    seal: Mapping[str, Any] | None = None
    digest: str = ""


def read_handed(path: Path) -> Handed:
    """Read a receipt.

    Raises:
        MalformedData: the file can't be read, is no receipt or carries no proof.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _malformed(path, "it is larger than any receipt")
        data = path.read_bytes()
    except OSError as error:
        raise MalformedData(f"the file can't be read: {error.strerror}", file=str(path)) from None
    try:
        if data.startswith(b"%PDF"):
            return _from_pdf(data)
        if data.startswith(b"<"):
            return _from_markup(data)
        return _from_json(data)
    except UnicodeDecodeError:
        raise _malformed(path, "it isn't UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise _malformed(path, str(error)) from None


def _malformed(path: Path, why: str) -> MalformedData:
    return MalformedData(f"this is no receipt that can be checked: {why}", file=str(path))


def _from_json(data: bytes) -> Handed:
    text = data.decode("utf-8")
    try:
        document = strict_json(text)
    except ValueError:
        raise ValueError(
            "it is no JSON, PDF, HTML or XML, or a key stands in it twice; receipts in other formats carry "
            "the proof, too, but only those are read here"
        ) from None
    metadata = document.get("metadata") if isinstance(document, dict) else None
    if not isinstance(metadata, dict) or "proof" not in metadata:
        raise ValueError("it carries no proof")
    return Handed(proof=checked_fields(metadata["proof"]), document=document)


def _from_pdf(data: bytes) -> Handed:
    found = _PDF_SEAL.search(data)
    attached = _from_json(_attached(data))
    seal = {} if found is None else _seal(found)
    return replace(attached, seal=seal, digest="" if found is None else _digest(data, found))


def _from_markup(data: bytes) -> Handed:
    found = _MARKUP_SEAL.search(data)
    if found is None:
        raise ValueError("it carries no proof at its end; check the receipt's JSON file")
    seal = _seal(found)
    proof = seal.pop("proof", None)
    if not isinstance(proof, dict) or "document" in proof:
        raise ValueError("its proof can't be read")
    return Handed(proof=checked_fields(proof), seal=seal, digest=_digest(data, found))


def _seal(found: re.Match[bytes]) -> dict[str, Any]:
    seal = strict_json(found[1].decode("utf-8"))
    return dict(seal) if isinstance(seal, dict) else {}


def _digest(data: bytes, found: re.Match[bytes]) -> str:
    return hashlib.sha256(data[: found.start()]).hexdigest()


def _attached(data: bytes) -> bytes:
    """The JSON that our writer attaches to a PDF."""
    found = []
    for start in _ATTACHED.finditer(data):
        packer = zlib.decompressobj()
        try:
            found.append(packer.decompress(data[start.end() :], _LARGEST))
        except zlib.error:
            continue
    if len(found) != 1:
        raise ValueError(
            "its attachment can't be read (it has a password, or another program saved it anew): take "
            "data.json out of it with a PDF reader and check that"
        )
    return found[0]
