"""Seals a receipt's document, so that no word or figure in it can be changed unnoticed.

Its JSON is signed by what it says, and carries the seal itself. A PDF, an HTML page and an XML file are
signed byte by byte, in a comment that stands at their end.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from subjectrights.writers.document import Document
from subjectrights.writers.json import JsonWriter

__all__ = ["sealed"]

Seal = Mapping[str, str] | None
_COMMENTS = {
    "application/pdf": ("%", ""),
    "application/xml": ("<!-- ", " -->"),
    "text/html": ("<!-- ", " -->"),
}


def sealed(
    document: Document,
    seal: Callable[[Mapping[str, Any]], Seal],
    seal_file: Callable[[str, str], Seal],
) -> Document:
    """The document with a seal over all that it says; without a proof in it there is none.

    Args:
        document: a receipt.
        seal: signs what its JSON says; None where it can't.
        seal_file: signs the SHA-256 of a file's bytes with the key of a short name; None where it can't.
    """
    proof = document.metadata.get("proof")
    if proof is None:
        return document
    written = io.BytesIO()
    JsonWriter().write(document, written)
    signed = seal(json.loads(written.getvalue()))
    if signed is None:
        return document

    def closing(media_type: str, digest: str) -> bytes:
        signature = seal_file(digest, proof["key"])
        if media_type not in _COMMENTS or signature is None:
            return b""
        # A PDF's data is attached to it, and what follows its end must be short.
        carried = {} if media_type == "application/pdf" else {"proof": dict(proof)}
        before, after = _COMMENTS[media_type]
        text = json.dumps({**carried, **signature}, sort_keys=True, separators=(",", ":"))
        # Two hyphens would end the comment.
        text = text.replace("--", "\\u002d\\u002d")
        return f"{before}subjectrights seal {text}{after}\n".encode("ascii")

    sealed_proof = {**proof, "document": dict(signed)}
    return replace(document, metadata={**document.metadata, "proof": sealed_proof}, seal=closing)
