"""What was done, what was not and why, from a second look: a proof that holds no personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from subjectrights.changes import Count
from subjectrights.plan import Awaiting, Instruction, Kept, Possible, Refused
from subjectrights.stores.base import Residue
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.writers.document import Document
    from subjectrights.writers.output import Written

__all__ = ["Receipt"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Receipt:
    """The account of a run.

    Args:
        token: the run's random name.
        right: the right that was carried out.
        at: when it was sealed, with a time zone.
        subjects: how many people were asked for; `found`, of how many something was held.
        counts: by ``store.table``, the rows deleted, updated and retained.
        outcomes: by ``store.table``, in one word: ``done``, ``retained``, ``awaiting``, ``possible``,
            ``failed``, ``could not look``, ``nothing held``.
        kept: what stays although it is the person's, and why.
        awaiting: what a controller must first instruct.
        possible: rows that may be the person's and were left alone.
        refused: people for whom nothing was done.
        results: one word a person, in the order they were given; not in the ledger.
        notices: parties to be told (Art. 19).
        remarks: sentences that belong to the account.
        verified: whether a second look confirmed it.
        residues: places where one of the person's own identifiers still stands in somebody's text.
        purged: what the stores did about what deleted values leave behind.
        remains: what they could not reach.
        out_of_scope: what no run reaches.
        operator: the id of who acted, where the data map has operators.
        case: the reference of the request that it answers.
        number: its number in the ledger.
        digest: its hash in the ledger's chain.
        proof: its signed entry in the ledger, which every file that is written of it carries.
    """

    token: str
    right: Right
    at: datetime
    subjects: int
    found: int
    counts: Mapping[str, Count] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    awaiting: tuple[Awaiting, ...] = ()
    possible: tuple[Possible, ...] = ()
    refused: tuple[Refused, ...] = ()
    results: tuple[str, ...] = field(default=(), repr=False)
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    instruction: Instruction | None = None
    verified: bool = False
    residues: tuple[Residue, ...] = ()
    purged: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    operator: str | None = None
    case: str | None = None
    number: int | None = None
    digest: str | None = None
    proof: Mapping[str, Any] | None = field(default=None, repr=False)
    composer: Callable[[Receipt, str | None], Document] | None = field(default=None, repr=False)

    @property
    def retained(self) -> tuple[Kept, ...]:
        """What the law kept, on which ground, until when (Art. 17(3))."""
        return tuple(kept for kept in self.kept if kept.reason == "retained")

    @property
    def complete(self) -> bool:
        """Whether nothing failed, nothing awaits anybody and nobody was refused."""
        return self.verified and not self.awaiting and not self.refused

    def to_dict(self) -> dict[str, Any]:
        """The receipt as plain data: what the ledger holds."""
        from subjectrights.present import receipt_dict

        return receipt_dict(self)

    def write(self, path: str | Path, *, language: str | None = None) -> Written:
        """Write the receipt in the format of the path's suffix (pdf, html, xlsx, json, ...).

        Args:
            path: the file to write; it is made with mode 0600 and replaced if it is there.
            language: ``en``, ``fr``, ``nl`` or ``de``; the organisation's by default.

        Returns:
            The path, its size and checksum, and what the format could not carry.

        Raises:
            WriteError: the file can't be written, or the suffix isn't known.
        """
        from subjectrights.writers.output import write_document

        if self.composer is None:
            raise RuntimeError("this receipt isn't bound to an estate; receipts come from a run")
        return write_document(self.composer(self, language), path)

    def __str__(self) -> str:
        from subjectrights.present import receipt_text

        return receipt_text(self)

    def _repr_html_(self) -> str:
        from subjectrights.present import receipt_html

        return receipt_html(self)
