"""The parts that a data map is made of: organisation, parties, purposes, identifiers, columns, methods.

The field names are those of the YAML file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from subjectrights.datamap.duration import Duration
from subjectrights.terms import LegalBasis, Method, Origin, RetentionGround, Right, Role

__all__ = [
    "DEFAULT_CATEGORY",
    "SYSTEM_CATEGORY",
    "Arrangement",
    "ColumnMap",
    "IdentifierKind",
    "IdentifierMap",
    "MethodMap",
    "OnErase",
    "Organisation",
    "Part",
    "Party",
    "Purpose",
    "Reference",
    "Retain",
    "Retention",
    "SetValues",
    "as_method",
    "within",
]

SYSTEM_CATEGORY = "system"
DEFAULT_CATEGORY = "user"


def within(category: str, scope: str) -> bool:
    """Whether `category` is `scope` or one of its sub-categories, on the dot boundary.

    ``user.name.first`` is within ``user.name``; ``user.nameplate`` is not.
    """
    return category == scope or category.startswith(f"{scope}.")


class Part(BaseModel):
    """What every part of a map has in common: it doesn't change, and takes no unknown key."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
    )


class Organisation(Part):
    """Who opens the map (Art. 13(1)(a)-(b), 15(1)(f)).

    `country` is an ISO 3166 code, `language` the default of what a person receives, `authority` the
    supervisory authority to complain to, `security` the technical and organisational measures in general
    words, for the record of processing (Art. 30(1)(g), 32(1)).
    """

    name: str
    contact: str | None = None
    country: str | None = None
    language: str = "en"
    authority: str | None = None
    security: str | None = None


class Arrangement(Part):
    """What joint controllers agreed on (Art. 26(1)-(2)).

    `essence` says in words people understand who does what; it is made available to them.  `contact` is the
    contact point for people, where one was designated; `answers` says which of the two, ``us`` or ``them``,
    answers requests of which right.  Whatever it says, the person may turn to either (Art. 26(3)).
    """

    essence: str
    contact: str | None = None
    answers: Mapping[Right, Literal["us", "them"]] = Field(default_factory=dict)


class Party(Part):
    """Somebody else who plays a role for some data: a client, a processor, a recipient.

    `agreement` names the contract of Art. 28 or 26, `safeguards` those of a transfer to a third country
    (Art. 15(2), 46); `arrangement` says what was agreed on with a joint controller (Art. 26).
    """

    name: str
    contact: str | None = None
    country: str | None = None
    agreement: str | None = None
    safeguards: str | None = None
    arrangement: Arrangement | None = None


class Purpose(Part):
    """Why data is processed, and on which legal basis (Art. 5(1)(b), 6(1)).

    `direct_marketing` marks a purpose against which an objection is always honoured (Art. 21(2)-(3)); a
    purpose called ``direct_marketing`` is one without saying.  `automated_decisions` describes the logic
    and consequences of decisions taken by machine alone (Art. 15(1)(h), 22).  `role`, `controller` and
    `processor` say who we are for whatever is held for it, where the data itself doesn't say.  With
    ``consents: register`` only people of whom the register holds a standing consent pass a screening.
    """

    legal_basis: LegalBasis | None = None
    description: str | None = None
    direct_marketing: bool = False
    automated_decisions: str | None = None
    consents: Literal["register"] | None = None
    role: Role | None = None
    controller: str | None = None
    processor: str | None = None


IdentifierKind = Literal["opaque", "email", "phone", "uuid"]


class IdentifierMap(Part):
    """What a person can be found by.

    `kind` says which normal form two values are compared in; `region` (ISO 3166) is the country of
    phone numbers written without a country code; a `shared` identifier may be several people's.
    """

    kind: IdentifierKind = "opaque"
    region: str | None = None
    shared: bool = False


class Retention(Part):
    """How long data is held (Art. 15(1)(d)): a duration after a column's date, or criteria in words."""

    for_: Duration | None = Field(default=None, alias="for")
    after: str | None = None
    criteria: str | None = None


class Retain(Part):
    """What the law keeps from erasure, and until when (Art. 17(3)).

    `for` is counted from the date in column `after`, row by row; a row without that date is kept. Rows that
    belong to others, as an invoice's lines do, count from the date there: ``after: invoices.issued_on``.
    `columns` are those the duty covers (all by default); the others are erased at once.
    """

    for_: Duration = Field(alias="for")
    after: str
    ground: RetentionGround = RetentionGround.LEGAL_OBLIGATION
    law: str | None = None
    columns: tuple[str, ...] | None = None


class MethodMap(Part):
    """How a value goes where its row stays.

    `value` goes with ``replace``; `to` with ``generalise``: ``year``, ``month``, ``decade`` for dates, a
    number of leading characters for text; `linked` makes ``pseudonymise`` write one value for one person
    wherever the same value stood, rather than a fresh one for each cell.
    """

    method: Method
    value: Any = None
    to: str | int | None = None
    linked: bool = False

    @field_validator("method", mode="before")
    @classmethod
    def _null_is_a_method(cls, value: Any) -> Any:
        # In YAML an unquoted null is the missing value; as a method it can only mean "null".
        return Method.NULL if value is None else value


def _method_or_plain(value: Any) -> Any:
    return MethodMap.model_validate(value) if isinstance(value, Mapping) else value


class SetValues(Part):
    """Columns and what is written into them: a plain value or a method."""

    set: Mapping[str, Annotated[Any, BeforeValidator(_method_or_plain)]]

    def methods(self) -> dict[str, MethodMap]:
        """Each column's method; a plain value is ``replace`` with it, None is ``null``."""
        return {column: as_method(value) for column, value in self.set.items()}


def as_method(value: MethodMap | Any) -> MethodMap:
    """A method from what stands in the map: itself, ``null`` for None, else ``replace`` with the value."""
    if isinstance(value, MethodMap):
        return value
    if value is None:
        return MethodMap(method=Method.NULL)
    return MethodMap(method=Method.REPLACE, value=value)


OnErase = Literal["delete"] | SetValues


def _word_or_method(value: Any) -> Any:
    return {"method": value} if isinstance(value, str) else value


class ColumnMap(Part):
    """What a column holds.

    Args:
        category: a dotted data category; ``system`` is not personal data.
        origin: provided by the person, observed, or derived (Art. 20(1), WP 242).
        purposes: why it is held, where that differs from the table's.
        of: ``"another_person"`` where it is not the person's own data (Art. 15(4)).
        owner: in a row of several people, the link or identifier column of the one it belongs to.
        secret: held but never read out (a password's hash); its existence is told.
        on_erase: how its value goes where the row stays.
        role: who we are for it, where that differs from the table's (Art. 4(7)-(8)): what we added to a
            client's data is ours; `controller` and `processor` name the other party.
        description: what it is, in words the person understands.
    """

    category: str = DEFAULT_CATEGORY
    origin: Origin | None = None
    purposes: tuple[str, ...] | None = None
    of: Literal["another_person"] | None = None
    owner: str | None = None
    secret: bool = False
    on_erase: Annotated[MethodMap | None, BeforeValidator(_word_or_method)] = None
    role: Role | None = None
    controller: str | None = None
    processor: str | None = None
    description: str | None = None

    @property
    def personal(self) -> bool:
        """Whether it holds personal data."""
        return not within(self.category, SYSTEM_CATEGORY)


class Reference(Part):
    """A column that points at another person's row without belonging to that person.

    `to` is ``table.column``; `on_erase` says what is written when that row goes (NULL by default).
    """

    to: str
    on_erase: Annotated[MethodMap, BeforeValidator(_word_or_method)] = MethodMap(method=Method.NULL)
