"""An exported ledger: JSON lines, the signed head first; written and checked line by line."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from subjectrights.errors import MalformedData, RequestError, WriteError
from subjectrights.register.chain import (
    BEGINNING,
    LedgerEntry,
    RawEntry,
    canonical,
    is_hash,
    signed_by,
    strict_json,
    unpacked,
)
from subjectrights.register.head import EXPORT, VERSION, Head
from subjectrights.register.publickey import read_public_key
from subjectrights.register.walk import Anchor, Verification, Walk

__all__ = ["anchors_of", "verify_file", "write_export"]

_LONGEST_LINE = 1 << 26
_FIELDS = frozenset({"number", "at", "receipt", "previous", "hash", "signature", "key"})
_RECEIPT = "A receipt is checked with verify_receipt() or `subjectrights receipt verify`"
_OWN_KEY = (
    "checked with the key in the file itself: that shows that the file is whole, not whose it is; give the "
    "public key that the organisation publishes"
)


def write_export(path: Path, head: dict[str, Any], entries: Iterable[LedgerEntry]) -> None:
    """Write a ledger as JSON lines; the file appears whole or not at all.

    Args:
        path: the file to write; one that is there is replaced.
        head: the signed head.
        entries: the chain.

    Raises:
        WriteError: it can't be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as out:
            out.write(canonical(head).encode("ascii") + b"\n")
            for entry in entries:
                out.write(canonical(entry.to_dict()).encode("ascii") + b"\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except OSError as error:
        raise WriteError(f"the ledger can't be written: {error.strerror}", file=str(path)) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def anchors_of(entries: int | None, last: str | None, receipt: Anchor | None) -> list[Anchor]:
    """What must stand in the chain.

    Raises:
        RequestError: the hash is none, or the number can't be.
    """
    if last is not None and not is_hash(last.lower()):
        raise RequestError("the hash that was noted is none: 64 hexadecimal digits are expected")
    if entries is not None and entries < 0:
        raise RequestError("the number of entries that was noted can't be less than 0")
    anchors = [] if receipt is None else [receipt]
    if last is not None and last != BEGINNING:
        anchors.append(Anchor(what="the hash that was noted", number=entries, hash=last.lower()))
    elif entries:
        anchors.append(Anchor(what="what was noted", number=entries))
    return anchors


def verify_file(
    path: str | Path,
    public_key: str | Path | None = None,
    *,
    entries: int | None = None,
    last: str | None = None,
    receipt: str | Path | None = None,
) -> Verification:
    """Check an exported ledger without the estate, the map, the register or the secret key.

    The file is read line by line, so that its size doesn't matter.

    Args:
        path: what :meth:`Ledger.export` wrote.
        public_key: base64 or the path of a file, from whoever is trusted to know it; the file's own by
            default, which shows that the file is whole but not whose it is.
        entries: how many entries an earlier check counted; as many must be there.
        last: the last hash of an earlier check; it must stand in the chain.
        receipt: a receipt that was handed out, as a file; it must stand in the chain.

    Returns:
        What was found; true where the chain is whole.

    Raises:
        MalformedData: the file is no exported ledger.
        RequestError: the key, the number or the hash that was given is none.
    """
    from subjectrights.register.proof import anchor_of

    place = Path(path)
    trusted = None if public_key is None else read_public_key(public_key)
    anchors = anchors_of(entries, last, None if receipt is None else anchor_of(receipt))
    try:
        with place.open("rb") as file:
            return _Checking(place, file, trusted, anchors).verification()
    except OSError as error:
        raise MalformedData(f"the file can't be read: {error.strerror}", file=str(place)) from None


class _Checking:
    """One check of one file."""

    def __init__(self, path: Path, file: BinaryIO, trusted: str | None, anchors: list[Anchor]) -> None:
        self.path = path
        self.file = file
        self.trusted = trusted
        self.anchors = anchors
        self.lines = 0

    def verification(self) -> Verification:
        first = self.line()
        data = self.head_data(first or b"")
        if data.get("version") == 1:
            return self.without_head(data)
        signature = data.pop("signature", None)
        try:
            head = Head.of(data)
        except ValueError:
            raise self.malformed("its first line is no head of an exported ledger") from None
        walk = Walk(head.first_key, self.anchors)
        if first is not None and _stripped(first) != canonical({**data, "signature": signature}).encode():
            walk.faults.add("the head isn't written as it was exported")
        if not signed_by(head.public_key, signature, head.message):
            walk.faults.add(
                "the signed head was changed, forged or never signed: its signature isn't that of the key it "
                "names, so the end of the chain can't be trusted"
            )
        self.walk(walk, compact=True)
        walk.end(head)
        walk.trust(self.trusted or head.public_key)
        return walk.verification(*(() if self.trusted else (_OWN_KEY,)))

    def without_head(self, data: dict[str, Any]) -> Verification:
        """An export of version 0.1, whose end nothing signs."""
        key = data.get("public_key")
        if not isinstance(key, str) or set(data) != {"format", "version", "public_key"}:
            raise self.malformed("its first line is no head of an exported ledger")
        walk = Walk(self.trusted or key, self.anchors)
        self.walk(walk, compact=False)
        walk.end(None)
        if not self.anchors:
            walk.faults.add(
                "this export was made by version 0.1 and has no signed head, so entries cut off at its end "
                "can't be seen: export the ledger again, or give the last hash that was noted or a receipt"
            )
        return walk.verification(*(() if self.trusted else (_OWN_KEY,)))

    def walk(self, walk: Walk, *, compact: bool) -> None:
        while (line := self.line()) is not None:
            try:
                walk.step(_entry(_stripped(line), compact=compact))
            except ValueError as error:
                walk.faults.add(f"line {self.lines} is no entry as it was exported: {error}")

    def head_data(self, line: bytes) -> dict[str, Any]:
        if not line:
            raise self.malformed("it is empty")
        try:
            data = strict_json(line.decode("utf-8"))
        except ValueError:
            raise self.malformed(f"its first line is no JSON. {_RECEIPT}") from None
        if not isinstance(data, dict) or data.get("format") != EXPORT:
            raise self.malformed(f"its first line is no head of an exported ledger. {_RECEIPT}")
        version = data.get("version")
        if type(version) is not int or version < 1:
            raise self.malformed("its head names no version")
        if version > VERSION:
            raise self.malformed(f"its format is version {version}, of a newer subjectrights; upgrade it")
        try:
            unpacked(data.get("public_key"), 32)
        except ValueError:
            raise self.malformed("its head holds no public key") from None
        return data

    def line(self) -> bytes | None:
        line = self.file.readline(_LONGEST_LINE)
        if not line:
            return None
        self.lines += 1
        if len(line) == _LONGEST_LINE:
            raise self.malformed("a line is longer than any entry can be")
        return line

    def malformed(self, why: str) -> MalformedData:
        return MalformedData(
            f"this is no exported ledger: {why}", file=str(self.path), line=self.lines or None
        )


def _stripped(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _entry(line: bytes, *, compact: bool) -> RawEntry:
    """The entry of a line.

    Raises:
        ValueError: what is wrong with it; the line isn't quoted.
    """
    try:
        data = strict_json(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it isn't UTF-8") from None
    except ValueError:
        raise ValueError("it isn't JSON, or a key stands in it twice") from None
    fields = _FIELDS if compact else _FIELDS - {"key"}
    if not isinstance(data, dict) or data.keys() != fields:
        raise ValueError("fields were added, or are missing")
    texts = [data[name] for name in fields - {"number", "receipt"}]
    kinds = type(data["number"]) is int and isinstance(data["receipt"], dict)
    if not kinds or not all(isinstance(text, str) for text in texts):
        raise ValueError("a field isn't of its kind")
    try:
        written = canonical(data) if compact else json.dumps(data, sort_keys=True)
    except (ValueError, RecursionError):
        raise ValueError("it holds what no receipt holds") from None
    if written.encode() != line:
        raise ValueError("it is written another way")
    return RawEntry(
        number=data["number"],
        at=data["at"],
        text=canonical(data["receipt"]),
        previous=data["previous"],
        hash=data["hash"],
        signature=data["signature"],
        key=data.get("key"),
    )
