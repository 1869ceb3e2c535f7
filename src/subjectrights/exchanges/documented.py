"""What must be known of an exchange before it may happen; whatever is missing is a refusal."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from subjectrights.datamap.model import Party, TableRef
from subjectrights.errors import RequestError
from subjectrights.handovers import Direction, Exchange
from subjectrights.reports.words.countries import outside_eea
from subjectrights.suggest import known, unknown
from subjectrights.terms import Role

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap

__all__ = ["Terms", "documented", "mapped_table"]

_CODE = re.compile(r"[\w.:/-]{1,64}")
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_LONGEST = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the caller says of an exchange.

    Args:
        data: ``store.table``, or a name.
        direction: which way it goes.
        party: with whom.
        purpose: why.
        channel: how.
        their_role, our_role: who each is for this data; the map's where it tells.
        format, encryption: of the file.
        categories: what kinds of data; those of the table's columns by default.
        agreement: the contract; the party's by default.
        by: who does it.
        columns: which columns of the table go; all by default.
    """

    data: str
    direction: Direction
    party: str
    purpose: str
    channel: str
    their_role: Role | str | None = None
    our_role: Role | str | None = None
    format: str | None = None
    encryption: str | None = None
    categories: Iterable[str] | None = None
    agreement: str | None = None
    by: str | None = None
    columns: tuple[str, ...] | None = field(default=None)


def documented(datamap: DataMap, terms: Terms, *, at: datetime) -> Exchange:
    """The exchange that these terms come to.

    Args:
        datamap: the map.
        terms: what was said of it.
        at: the moment.

    Raises:
        UnknownName: a party, purpose or table that the map doesn't have.
        RequestError: no agreement (Art. 26, 28(3)), a third country without safeguards (Art. 44-49), or
            something that must be said and wasn't.
    """
    party = datamap.parties[known("party", terms.party, datamap.parties)]
    purpose = datamap.purposes[known("purpose", terms.purpose, datamap.purposes)]
    agreement = _text(terms.agreement) or _text(party.agreement)
    if agreement is None:
        raise RequestError(
            f"there is no agreement with {terms.party}: name the contract in the map, "
            f"parties.{terms.party}.agreement, or with agreement="
        )
    _check_transfer(terms.party, party)
    ref = mapped_table(datamap, terms.data)
    ours = _our_role(datamap, ref, terms)
    theirs = _their_role(datamap, ref, terms, ours)
    if terms.by is not None and not _CODE.fullmatch(str(terms.by)):
        raise RequestError("by= takes an operator's id or a code, without blanks; no name and no address")
    return Exchange(
        reference=secrets.token_hex(8),
        at=_with_zone(at),
        direction=terms.direction,
        data=_named(terms.data, "data"),
        party=terms.party,
        their_role=theirs,
        our_role=ours,
        channel=_named(terms.channel, "channel"),
        format=_text(terms.format),
        encryption=_text(terms.encryption),
        purpose=terms.purpose,
        legal_basis=purpose.legal_basis,
        categories=_categories(datamap, ref, terms),
        agreement=agreement,
        safeguards=_text(party.safeguards),
        by=terms.by,
    )


def mapped_table(datamap: DataMap, data: str) -> TableRef | None:
    """The table that the data set is, None where it is another one.

    Raises:
        UnknownName: it is named like a table of a store, and the map has none of that name.
    """
    refs = {str(ref): ref for ref, _ in datamap.tables()}
    if data not in refs and str(data).partition(".")[0] in datamap.stores and "." in data:
        raise unknown("table", data, list(refs))
    return refs.get(data)


def _check_transfer(name: str, party: Party) -> None:
    if outside_eea(party.country) and _text(party.safeguards) is None:
        raise RequestError(
            f"{name} is in {party.country}, outside the EEA, and the map names no safeguards (Art. 44-49): "
            f"write parties.{name}.safeguards, such as the standard contractual clauses (EU) 2021/914 that "
            "were signed, or the adequacy decision by its number"
        )


def _our_role(datamap: DataMap, ref: TableRef | None, terms: Terms) -> Role:
    if terms.our_role is not None:
        return _role(terms.our_role, "our_role")
    if ref is None:
        raise RequestError(f"say who we are for this data: our_role={_roles()}")
    return datamap.role_of(ref)


def _their_role(datamap: DataMap, ref: TableRef | None, terms: Terms, ours: Role) -> Role:
    if terms.their_role is not None:
        return _role(terms.their_role, "their_role")
    if ref is not None and ours is not Role.CONTROLLER and datamap.controller_of(ref) == terms.party:
        return Role.CONTROLLER if ours is Role.PROCESSOR else Role.JOINT_CONTROLLER
    raise RequestError(f"say who {terms.party} is for this data: their_role={_roles()}")


def _role(role: Role | str, what: str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise RequestError(f"{what}= takes {_roles()}") from None


def _roles() -> str:
    return " or ".join(repr(role.value) for role in Role)


def _categories(datamap: DataMap, ref: TableRef | None, terms: Terms) -> tuple[str, ...]:
    if terms.categories is not None:
        if isinstance(terms.categories, str):
            raise RequestError("categories= takes a list of names, not one text")
        named = tuple(dict.fromkeys(terms.categories))
        if not all(isinstance(name, str) and _CATEGORY.fullmatch(name) for name in named):
            raise RequestError("categories are named with dots, such as user.contact.email")
    elif ref is not None:
        table = datamap.table(ref)
        names = table.columns if terms.columns is None else terms.columns
        described = [table.column(name) for name in names]
        named = tuple(dict.fromkeys(column.category for column in described if column.personal))
    else:
        named = ()
    if not named:
        raise RequestError('say which categories of data it has, such as categories=["user.contact"]')
    return named


def _named(text: str, what: str) -> str:
    found = _text(text)
    if found is None or len(found) > _LONGEST:
        raise RequestError(f"{what}= takes a text of at most {_LONGEST} characters")
    return found


def _text(text: str | None) -> str | None:
    return text.strip() or None if isinstance(text, str) else None


def _with_zone(at: datetime) -> datetime:
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise RequestError("at= takes a moment with its time zone")
    return at
