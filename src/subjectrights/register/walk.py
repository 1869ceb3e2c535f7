"""Walks a chain from its first entry to its last and says, in sentences, all that is wrong with it.

Every fault is one that an engineer can act on: which entry, what is wrong with it, what that means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from subjectrights.register.chain import (
    BEGINNING,
    FRESH_START,
    HANDOVER,
    RawEntry,
    consent_message,
    entry_hash,
    is_hash,
    is_key,
    key_id,
    signed_by,
    strict_json,
)
from subjectrights.register.head import Head

__all__ = ["Anchor", "Faults", "Verification", "Walk"]

_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking a chain found.

    Args:
        entries: how many there are.
        faults: what is wrong with which; empty where the chain is whole.
        remarks: what one must know to read the result.
        last: the hash of the last entry; note it, and a later check finds it or tells that it is gone.
        keys: the short names of the keys that signed, in their order.
    """

    entries: int
    faults: tuple[str, ...] = field(default=())
    remarks: tuple[str, ...] = field(default=())
    last: str = BEGINNING
    keys: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return not self.faults

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "last": self.last,
            "keys": list(self.keys),
            "faults": list(self.faults),
            "remarks": list(self.remarks),
        }

    def __str__(self) -> str:
        count = "1 entry" if self.entries == 1 else f"{self.entries:,} entries"
        if self.ok:
            first = f"Ledger: {count}, the chain is whole"
        else:
            faults = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
            first = f"Ledger: {count}, {faults}"
        return "\n".join([first, *self.faults, *self.remarks])


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Something that was noted or handed out earlier and must stand in the chain.

    Args:
        what: how it is spoken of, such as ``"the receipt"``.
        number: the entry's number; None where only the hash is known.
        hash: the entry's hash; None where only the number is known.
    """

    what: str
    number: int | None = None
    hash: str | None = None


class Faults:
    """Sentences, the first hundred of them kept: of a million forged entries a hundred tell enough."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.count = 0

    def add(self, sentence: str) -> None:
        """Note a fault."""
        self.count += 1
        if self.count <= _SHOWN:
            self.kept.append(sentence)

    def told(self) -> tuple[str, ...]:
        """The faults, and how many more there are."""
        more = self.count - len(self.kept)
        return (*self.kept, f"and {more:,} more faults") if more else tuple(self.kept)


class Walk:
    """A chain that is being walked.

    Args:
        first_key: the public key of the first entry, base64.
        anchors: what must stand in the chain.
    """

    def __init__(self, first_key: str, anchors: Iterable[Anchor] = ()) -> None:
        self.key = first_key
        self.keys = [first_key]
        self.faults = Faults()
        self.remarks: list[str] = []
        self.number = 0
        self.count = 0
        self.last = BEGINNING
        self._starts: list[tuple[int, int]] = []
        self._anchors = list(anchors)
        self._found: dict[int, RawEntry] = {}

    def step(self, entry: RawEntry) -> None:
        """Take the next entry."""
        self.count += 1
        follows = self._place(entry)
        if follows and entry.previous != self.last:
            self.faults.add(
                f"entry {entry.number} doesn't follow on the entry before it: one of the two was put in "
                "place of another"
            )
        if entry_hash(entry.number, entry.at, entry.text, entry.previous) != entry.hash:
            self.faults.add(
                f"entry {entry.number} was changed after it was sealed: what it says no longer gives its hash"
            )
        signer = self.key
        statement = self._statement(entry)
        if statement.get("statement") == FRESH_START:
            signer = self._fresh_start(entry, statement)
        self._signed(entry, signer)
        if statement.get("statement") == HANDOVER:
            self._handover(entry, statement)
        for at, anchor in enumerate(self._anchors):
            if entry.hash == anchor.hash or (anchor.hash is None and entry.number == anchor.number):
                self._found[at] = entry
        self.last = entry.hash

    def _place(self, entry: RawEntry) -> bool:
        """Whether the entry's number is the next; a gap or a step back is told once."""
        expected = self.number + 1
        if entry.number == expected:
            self.number = expected
            return True
        if entry.number > expected:
            after = f"after entry {self.number}" if self.number else "at the beginning"
            if entry.number == expected + 1:
                self.faults.add(f"entry {expected} is missing {after}")
            else:
                self.faults.add(f"entries {expected} to {entry.number - 1} are missing {after}")
            self.number = entry.number
        else:
            self.faults.add(
                f"entry {entry.number} stands after entry {self.number}: it is there twice or out of order"
            )
        return False

    def _signed(self, entry: RawEntry, signer: str) -> None:
        name = key_id(signer)
        if entry.key is not None and entry.key != name:
            self.faults.add(f"entry {entry.number} names another key than the one in force then, {name}")
        if not is_hash(entry.hash) or not signed_by(signer, entry.signature, bytes.fromhex(entry.hash)):
            self.faults.add(
                f"entry {entry.number} isn't signed with the key in force then, {name}: it was forged, or "
                "its signature was changed"
            )

    def _statement(self, entry: RawEntry) -> dict[str, Any]:
        if '"statement"' not in entry.text:
            return {}
        try:
            receipt = strict_json(entry.text)
        except ValueError:
            return {}
        return receipt if isinstance(receipt, dict) and isinstance(receipt.get("statement"), str) else {}

    def _handover(self, entry: RawEntry, said: dict[str, Any]) -> None:
        old, new = said.get("old_key"), said.get("new_key")
        if old != self.key or not isinstance(new, str):
            self.faults.add(f"entry {entry.number} hands over from a key that wasn't in force")
            return
        message = consent_message(entry.number, entry.previous, self.key, new)
        if not signed_by(new, said.get("consent"), message):
            self.faults.add(f"entry {entry.number} hands over to a key that didn't sign for it")
            return
        self._take(new)

    def _fresh_start(self, entry: RawEntry, said: dict[str, Any]) -> str:
        """Take the new key of a fresh start, which signs the entry itself."""
        lost, new = self.key, said.get("new_key")
        if said.get("lost_key") != lost or not is_key(new):
            self.faults.add(f"entry {entry.number} begins afresh after a key that wasn't in force")
            return self.key
        self._starts.append((entry.number, len(self.keys)))
        self._take(new)
        self.remarks.append(
            f"entry {entry.number} begins afresh with the key {key_id(new)}, since the key {key_id(lost)} "
            f"was lost: the new key vouches for the entries before it only as they were found on "
            f"{entry.at[:10]}"
        )
        return new

    def _take(self, key: str) -> None:
        self.key = key
        self.keys.append(key)

    def end(self, head: Head | None) -> None:
        """The chain has ended; hold it against its head and the anchors."""
        if head is not None:
            self._against_head(head)
        for at, anchor in enumerate(self._anchors):
            self._against(anchor, self._found.get(at))

    def _against_head(self, head: Head) -> None:
        missing = head.entries - self.number
        if missing > 0:
            which = "the last entry is" if missing == 1 else f"the last {missing} entries are"
            self.faults.add(
                f"{which} missing: the signed head counts {head.entries}, and here the chain ends with "
                f"{self.number}"
            )
        elif missing < 0:
            self.faults.add(
                f"the signed head counts {head.entries} entries, and here are {self.number}: what comes "
                f"after {head.entries} was added since it was signed"
            )
        elif head.last != self.last:
            self.faults.add("the last entry isn't the one that the signed head names")
        if head.public_key != self.key:
            self.faults.add(
                f"the head is signed with the key {key_id(head.public_key)}, which isn't the one in force "
                "at the chain's end"
            )

    def _against(self, anchor: Anchor, found: RawEntry | None) -> None:
        if found is None and anchor.hash is None:
            self.faults.add(
                f"{anchor.what} counts {anchor.number} entries, and here the chain ends with {self.number}: "
                "it was cut off since"
            )
        elif found is None:
            self.faults.add(
                f"{anchor.what} isn't in this ledger: no entry has its hash, so the chain was cut off or "
                "built anew since, or it is another ledger's"
            )
        elif anchor.number is not None and found.number != anchor.number:
            self.faults.add(
                f"{anchor.what} is of entry {anchor.number}, and here its hash is entry {found.number}'s"
            )

    def trust(self, public_key: str) -> None:
        """Say whether that key, which somebody trusts, vouches for the whole chain."""
        names = ", ".join(map(key_id, dict.fromkeys(self.keys)))
        if public_key not in self.keys:
            self.faults.add(
                f"the key given, {key_id(public_key)}, signed nothing here; what signed is {names}: the "
                "whole ledger is forged, or it is another estate's, or the key is not the right one"
            )
            return
        place = len(self.keys) - 1 - self.keys[::-1].index(public_key)
        for number, keys_before in self._starts:
            if place < keys_before:
                self.faults.add(
                    f"the key given, {key_id(public_key)}, vouches for the entries before {number} alone: "
                    "there the ledger begins afresh with a key that it didn't hand over to; ask the "
                    "organisation for the newer key and why the older was lost"
                )
                return

    def verification(self, *more: str) -> Verification:
        """What was found."""
        return Verification(
            entries=self.count,
            faults=self.faults.told(),
            remarks=(*self.remarks, *more),
            last=self.last,
            keys=tuple(key_id(key) for key in self.keys),
        )
