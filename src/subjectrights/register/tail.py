"""The ledger's rows in the register: read page by page, and the signed head that is kept beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.register import tables as t
from subjectrights.register.chain import BEGINNING, LedgerEntry, RawEntry, canonical, is_hash, signed_by
from subjectrights.register.head import REGISTER, Head

if TYPE_CHECKING:
    from subjectrights.register.register import Register

__all__ = ["Tail", "count", "insert_entry", "read_rows", "read_tail", "write_head"]

_PAGE = 1000
_HEAD = "head"
_MARK = "ledger"
"""The setting that says that this register's ledger has a signed head, so that one that is gone is missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Where the ledger ends.

    Args:
        number: the last row's number, 0 where there is none.
        hash: its hash.
        signature: its signature.
        head: the signed head; None where there is none that can be read.
        signed: whether the head's signature is that of the key it names.
        ours: whether that key is one of the estate's, too.
        marked: whether there must be a head.
    """

    number: int
    hash: str
    signature: str
    head: Head | None
    signed: bool
    ours: bool
    marked: bool

    @property
    def next(self) -> tuple[int, str]:
        """The next entry's number and the hash it follows on.

        Where rows were cut off, the signed head still knows how many there were: the chain goes on from
        there, so that the gap stays to be seen.
        """
        if self.head is not None and self.ours and self.head.entries >= self.number:
            return self.head.entries + 1, self.head.last
        return self.number + 1, self.hash

    def signed_by(self, keys: Iterable[str]) -> str | None:
        """Which of these keys signed the last row."""
        if not is_hash(self.hash):
            return None
        message = bytes.fromhex(self.hash)
        return next((key for key in keys if signed_by(key, self.signature, message)), None)


def count(connection: sa.Connection) -> int:
    """How many rows there are."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(t.ledger)).scalar_one())


def read_tail(connection: sa.Connection, keys: Collection[str]) -> Tail:
    """Where the ledger ends, read in one statement so that it is one moment's.

    Args:
        connection: in a transaction.
        keys: the estate's public keys.
    """
    top = sa.select(sa.func.max(t.ledger.c.number)).scalar_subquery()
    head_row = t.ledger_head.c.name == _HEAD
    wanted = {
        "number": top,
        "hash": _one(t.ledger.c.hash, t.ledger.c.number == top),
        "signature": _one(t.ledger.c.signature, t.ledger.c.number == top),
        "statement": _one(t.ledger_head.c.statement, head_row),
        "head_signature": _one(t.ledger_head.c.signature, head_row),
        "mark": _one(t.settings.c.value, t.settings.c.name == _MARK),
    }
    row = connection.execute(sa.select(*(part.label(name) for name, part in wanted.items()))).one()
    head = _read_head(row.statement)
    signed = head is not None and signed_by(head.public_key, row.head_signature, head.message)
    return Tail(
        number=row.number or 0,
        hash=row.hash or BEGINNING,
        signature=row.signature or "",
        head=head,
        signed=signed,
        ours=head is not None and signed and head.public_key in keys,
        marked=row.mark is not None,
    )


def _one(column: sa.Column[Any], where: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    return sa.select(column).where(where).scalar_subquery()


def _read_head(statement: str | None) -> Head | None:
    try:
        head = Head.of(statement)
    except ValueError:
        return None
    return head if head.format == REGISTER and canonical(head.to_dict()) == statement else None


def read_rows(register: Register, up_to: int) -> Iterator[RawEntry]:
    """The rows in their order, a page a transaction: no lock is held meanwhile.

    Args:
        register: where they are.
        up_to: the last number that is read.
    """
    after: int | None = None
    while True:
        wanted = sa.select(t.ledger).where(t.ledger.c.number <= up_to)
        if after is not None:
            wanted = wanted.where(t.ledger.c.number > after)
        with register.transaction() as connection:
            rows = connection.execute(wanted.order_by(t.ledger.c.number).limit(_PAGE)).all()
        for row in rows:
            yield _raw(row)
        if len(rows) < _PAGE:
            return
        after = rows[-1].number


def _raw(row: Any) -> RawEntry:
    return RawEntry(
        number=row.number,
        at=row.at,
        text=row.receipt,
        previous=row.previous,
        hash=row.hash,
        signature=row.signature,
    )


def insert_entry(connection: sa.Connection, entry: LedgerEntry) -> None:
    """Write an entry."""
    connection.execute(
        sa.insert(t.ledger),
        {
            "number": entry.number,
            "at": entry.at,
            "receipt": canonical(entry.receipt),
            "previous": entry.previous,
            "hash": entry.hash,
            "signature": entry.signature,
        },
    )


def write_head(connection: sa.Connection, head: Head, signature: str, *, first: bool) -> None:
    """Put the head in the old one's place."""
    values = {"statement": canonical(head.to_dict()), "signature": signature}
    if first:
        connection.execute(sa.delete(t.ledger_head))
        connection.execute(sa.insert(t.ledger_head), {"name": _HEAD, **values})
        connection.execute(sa.insert(t.settings), {"name": _MARK, "value": "headed"})
    else:
        connection.execute(sa.update(t.ledger_head).values(values))
