"""What a right comes down to: the changes, and everything that must be said about them.

A plan is data.  It is made without touching a store, can be looked at, counted and signed off by its
digest, and is carried out by ``plan.execute()``.  Its summary holds no personal data; the keys inside
its changes do, and are never printed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from subjectrights.arguments import day, text
from subjectrights.changes import Change, Count, Delete
from subjectrights.effects import Effects
from subjectrights.terms import RetentionGround, Right

if TYPE_CHECKING:
    from subjectrights.receipt import Receipt

__all__ = [
    "OUT_OF_SCOPE",
    "Awaiting",
    "Instruction",
    "Kept",
    "Plan",
    "Possible",
    "Refused",
    "counts_dict",
    "left_dict",
]

OUT_OF_SCOPE = (
    "Backups, database replicas and server logs are not reached: "
    "after a restore run replay(), and let backups expire as your schedule says.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """A controller's instruction to its processor (Art. 28(3)(a), 29).

    Args:
        controller: the party's name in the data map.
        reference: where the instruction is documented, such as ``"ACME-2026-118"``.
        given_on: its date.

    Raises:
        RequestError: one of them is no text or date.
    """

    controller: str
    reference: str
    given_on: date | None = None

    def __post_init__(self) -> None:
        text("controller", self.controller, blank=True)
        text("reference", self.reference, blank=True)
        day("given_on", self.given_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows or columns that stay although they are the person's, and why.

    Args:
        table: the table, as ``store.table``.
        count: rows.
        columns: the columns that stay; empty where the whole row does.
        reason: why: ``"retained"`` (a duty to keep, Art. 17(3)), ``"purpose"`` (another active purpose
            needs it), ``"joint"`` (it is another person's too), ``"reference"`` (rows that stay refer to
            it; only its key is kept), ``"identifier"`` (it is all by which the rest of the row can be
            found; the row wasn't asked for), ``"stays"`` (the map lets the row stay with the columns it names
            overwritten).
        ground: the ground of Art. 17(3), where there is one.
        law: the law that asks for it.
        purpose: the purpose that still needs it.
        until: the last day it is kept, the latest of the rows; None where no end is known.
    """

    table: str
    count: int
    reason: str
    columns: tuple[str, ...] = ()
    ground: RetentionGround | None = None
    law: str | None = None
    purpose: str | None = None
    until: date | None = None

    def __str__(self) -> str:
        what = f"{self.count} rows" if self.count != 1 else "1 row"
        if self.columns:
            what += f" ({', '.join(self.columns)})"
        why = {
            "retained": f"kept by law: {self.law or self.ground or 'a duty to keep'}",
            "purpose": f"still needed for {self.purpose}",
            "joint": "also another person's",
            "reference": "only its key, since rows that stay refer to it",
            "identifier": "all that tells whose the rest of the row is; erase the table to erase it",
            "stays": "the row stays, the columns that the map names overwritten",
        }[self.reason]
        end = f" until {self.until.isoformat()}" if self.until else ""
        return f"{self.table}: {what} {why}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """Rows of which another party is the controller: it must first instruct us (Art. 28(3)(a)).

    Args:
        table: the table, as ``store.table``.
        controller: the party.
        count: rows.
        columns: the columns that wait, where we may act on the others; empty where the whole row waits.
    """

    table: str
    controller: str
    count: int
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = _rows(self.count) + (f" ({', '.join(self.columns)})" if self.columns else "")
        return (
            f"{self.table}: {what} until {self.controller} instructs us (Art. 28(3)(a)); "
            f"forward(to={self.controller!r}) makes the package that it needs for that"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Rows that may be the person's but can't be told apart from another's; left alone."""

    table: str
    count: int

    def __str__(self) -> str:
        return (
            f"{self.table}: {_rows(self.count)} may be the person's; left alone unless include_possible=True"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """People for whom nothing is done, and why.

    ``"ambiguous"``, ``"restricted"``; after a restore ``"undecided"``: of whom something is left alone, since
    nothing tells whether a backup brought it back.
    """

    reason: str
    count: int

    def __str__(self) -> str:
        people = "1 person" if self.count == 1 else f"{self.count} people"
        return f"{people}: {self.reason}"


def left_dict(account: Plan | Receipt) -> dict[str, Any]:
    """What a plan or a receipt says is not done, as plain data."""
    return {
        "kept": [
            {
                "table": k.table,
                "count": k.count,
                "reason": k.reason,
                "columns": list(k.columns),
                "ground": k.ground.value if k.ground else None,
                "law": k.law,
                "purpose": k.purpose,
                "until": k.until.isoformat() if k.until else None,
            }
            for k in account.kept
        ],
        "awaiting": [
            {
                "table": a.table,
                "controller": a.controller,
                "count": a.count,
                **({"columns": list(a.columns)} if a.columns else {}),
            }
            for a in account.awaiting
        ],
        "possible": [{"table": p.table, "count": p.count} for p in account.possible],
        "refused": [{"reason": r.reason, "count": r.count} for r in account.refused],
    }


def counts_dict(counts: Mapping[str, Count]) -> dict[str, dict[str, int]]:
    """Counts by table, as plain data."""
    return {
        table: {"deleted": c.deleted, "updated": c.updated, "retained": c.retained}
        for table, c in counts.items()
    }


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What would be done, what stays and why.

    Args:
        right: the right it carries out.
        subjects: how many people were asked for.
        found: for how many of them anything is held.
        at: when it was made.
        changes: by store, the deletes and updates; stores in the order they are committed.
        counts: by ``store.table``, the rows that would be deleted, updated, retained.
        kept, awaiting, possible, refused: what is not done, and why.
        results: one word a person, in the order they were given: ``"found"``, ``"nothing held"``,
            ``"ambiguous"``, ``"restricted"``; after a restore also ``"returned"`` and ``"undecided"``.
        notices: the parties to be told (Art. 19).
        remarks: sentences that belong on the receipt.
        roles: by ``store.table``, who we are for it, and for which columns we are somebody else.
        effects: what the register will remember.
        stamps: by ``store.table``, how the table was stamped when it was looked at.
        still: looks whether the rows it rests on are what they were, once nobody else can change them.
        request: what the verification and a recovery need to look again; holds personal data.
        out_of_scope: what no run reaches.
        operator: the id of who acts, where the data map has operators.
        case: the reference of the request that it answers.
    """

    right: Right
    subjects: int
    found: int
    at: datetime
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict, repr=False)
    counts: Mapping[str, Count] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    awaiting: tuple[Awaiting, ...] = ()
    possible: tuple[Possible, ...] = ()
    refused: tuple[Refused, ...] = ()
    results: tuple[str, ...] = field(default=(), repr=False)
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    instruction: Instruction | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    effects: Effects = field(default_factory=Effects, repr=False)
    stamps: Mapping[str, str] = field(default_factory=dict)
    still: Callable[[], None] | None = field(default=None, repr=False)
    request: Mapping[str, Any] = field(default_factory=dict, repr=False)
    out_of_scope: tuple[str, ...] = OUT_OF_SCOPE
    operator: str | None = None
    case: str | None = None
    executor: Callable[[Plan, bool], Receipt] | None = field(default=None, repr=False)

    @property
    def retained(self) -> tuple[Kept, ...]:
        """What the law keeps from erasure (Art. 17(3))."""
        return tuple(kept for kept in self.kept if kept.reason == "retained")

    @property
    def empty(self) -> bool:
        """Whether carrying it out would change no store."""
        return not any(self.changes.values())

    def execute(self, *, replan: bool = False) -> Receipt:
        """Carry the plan out, wholly or not at all.

        The plan is made again first, under the estate's lock; only one that comes to the same is carried
        out, unless `replan` says otherwise.

        Args:
            replan: carry out what the request comes to today, where that is no longer this plan.

        Returns:
            The receipt, written from what a second look found.

        Raises:
            StoreChanged: the stores are no longer as they were planned for; nothing was changed.
            StoreBusy: another run, or somebody else's lock, was in the way for longer than the wait allows.
            Unfinished: decided, but a store could not commit: ``estate.recover()`` finishes it.
            NothingChanged: any other error; every store is as it was.
        """
        if self.executor is None:
            raise RuntimeError("this plan isn't bound to an estate; plans come from the methods of Subject")
        return self.executor(self, replan)

    def digest(self) -> str:
        """A fingerprint of every change, key and value: what a second person signs off.

        Returns:
            SHA-256 in hexadecimal.
        """
        total = hashlib.sha256()
        for piece in self._canonical():
            total.update(len(piece).to_bytes(8, "big"))
            total.update(piece)
        return total.hexdigest()

    def _canonical(self) -> Iterator[bytes]:
        yield f"{self.right}\n{self.subjects}\n{self.found}".encode()
        said = self.to_dict()
        # Without a primary key, rows that came since may stand under the very keys that were looked at.
        yield json.dumps([said["kept"], said["counts"]], sort_keys=True).encode()
        for store in sorted(self.changes):
            pieces = []
            for change in self.changes[store]:
                keys = sorted(map(repr, change.match.keys.to_pylist()))
                head = [type(change).__name__, change.table, *change.match.columns, *change.match.missing]
                # Values drawn at random differ from plan to plan: what is signed is which columns change.
                values = [] if isinstance(change, Delete) else sorted(change.values)
                pieces.append(json.dumps([head, keys, values]).encode())
            yield store.encode()
            yield from sorted(pieces)

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain data, without personal data."""
        return {
            "right": self.right.value,
            "article": self.right.article,
            "at": self.at.isoformat(),
            "subjects": self.subjects,
            "found": self.found,
            "counts": counts_dict(self.counts),
            "roles": dict(self.roles),
            **left_dict(self),
            "notices": list(self.notices),
            "remarks": list(self.remarks),
            "out_of_scope": list(self.out_of_scope),
            **({} if self.operator is None else {"operator": self.operator}),
            **({} if self.case is None else {"case": self.case}),
        }

    def __str__(self) -> str:
        from subjectrights.present import plan_text

        return plan_text(self)

    def _repr_html_(self) -> str:
        from subjectrights.present import plan_html

        return plan_html(self)
