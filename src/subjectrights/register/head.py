"""The signed head: how many entries a ledger has and which is the last, so that its end can't be cut off.

A chain that lost its last entries looks whole.  The head is signed anew with every entry, in the same
commit, and with every export.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from subjectrights.register.chain import canonical, strict_json, unpacked

__all__ = ["EXPORT", "REGISTER", "Head"]

EXPORT = "subjectrights ledger"
REGISTER = "subjectrights ledger head"
VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the end of a ledger is.

    Args:
        format: ``subjectrights ledger`` in an export, ``subjectrights ledger head`` in the register.
        entries: how many entries there are.
        last: the hash of the last.
        at: when it was signed, ISO 8601.
        first_key: the public key that signed the first entry.
        public_key: the public key that signs now, and signed this.
    """

    format: str
    entries: int
    last: str
    at: str
    first_key: str
    public_key: str

    def to_dict(self) -> dict[str, Any]:
        """The head as it is signed, as canonical JSON."""
        return {
            "format": self.format,
            "version": VERSION,
            "entries": self.entries,
            "last": self.last,
            "at": self.at,
            "first_key": self.first_key,
            "public_key": self.public_key,
        }

    @property
    def message(self) -> bytes:
        """What is signed."""
        return canonical(self.to_dict()).encode("ascii")

    @classmethod
    def of(cls, data: Any) -> Head:
        """The head that plain data describes.

        Raises:
            ValueError: it is none.
        """
        if isinstance(data, str):
            data = strict_json(data)
        if not isinstance(data, dict) or data.get("version") != VERSION:
            raise ValueError("no head")
        try:
            head = cls(**{name: value for name, value in data.items() if name != "version"})
        except TypeError:
            raise ValueError("no head") from None
        texts = (head.format, head.last, head.at)
        if type(head.entries) is not int or not all(isinstance(text, str) for text in texts):
            raise ValueError("no head")
        unpacked(head.public_key, 32)
        unpacked(head.first_key, 32)
        return head
