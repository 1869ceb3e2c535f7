"""The words of the law, as enumerations that name their article."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """A right of the person, named as the library's methods are (GDPR chapter III)."""

    ACCESS = "access"
    RECTIFY = "rectify"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    OBJECT = "object"
    WITHDRAW_CONSENT = "withdraw_consent"
    EXPORT = "export"
    ERASE = "erase"

    @property
    def article(self) -> str:
        """The article of the GDPR that grants the right, such as ``"Art. 17"``."""
        return _ARTICLES[self]


_ARTICLES = {
    Right.ACCESS: "Art. 15",
    Right.RECTIFY: "Art. 16",
    Right.RESTRICT: "Art. 18",
    Right.LIFT_RESTRICTION: "Art. 18(3)",
    Right.OBJECT: "Art. 21",
    Right.WITHDRAW_CONSENT: "Art. 7(3)",
    Right.EXPORT: "Art. 20",
    Right.ERASE: "Art. 17",
}


class Role(StrEnum):
    """Who an organisation is for some data (GDPR Art. 4(7), 4(8), 26)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    JOINT_CONTROLLER = "joint_controller"


class LegalBasis(StrEnum):
    """Why processing is lawful (GDPR Art. 6(1)(a)-(f))."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Origin(StrEnum):
    """Where a value comes from, which decides portability (GDPR Art. 20(1), WP 242 rev.01)."""

    PROVIDED = "provided"
    OBSERVED = "observed"
    DERIVED = "derived"


class RestrictionGround(StrEnum):
    """Why processing is restricted (GDPR Art. 18(1)(a)-(d))."""

    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL_PROCESSING = "unlawful_processing"
    LEGAL_CLAIMS = "legal_claims"
    OBJECTION_PENDING = "objection_pending"


class RestrictionException(StrEnum):
    """Why restricted data may be processed all the same (GDPR Art. 18(2))."""

    CONSENT = "consent"
    LEGAL_CLAIMS = "legal_claims"
    RIGHTS_OF_OTHERS = "rights_of_others"
    PUBLIC_INTEREST = "public_interest"


class RetentionGround(StrEnum):
    """Why data is kept from erasure (GDPR Art. 17(3)(a)-(e))."""

    FREEDOM_OF_EXPRESSION = "freedom_of_expression"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_HEALTH = "public_health"
    ARCHIVING = "archiving"
    LEGAL_CLAIMS = "legal_claims"


class Method(StrEnum):
    """How a value goes where its row stays.

    ``null`` empties it, ``replace`` writes a constant, ``pseudonymise`` writes a random value that
    fits the column, ``generalise`` keeps a coarser value (a year for a date, a prefix for a text).
    """

    NULL = "null"
    REPLACE = "replace"
    PSEUDONYMISE = "pseudonymise"
    GENERALISE = "generalise"


class Standing(StrEnum):
    """How sure it is that a row is the person's."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Outcome(StrEnum):
    """What a store knows of a run (by its token) after a crash."""

    COMMITTED = "committed"
    NOT_COMMITTED = "not_committed"
    UNKNOWN = "unknown"


class RefusalGround(StrEnum):
    """Why a request is not, or not wholly, acted on."""

    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    EXCESSIVE = "excessive"
    IDENTITY_NOT_ESTABLISHED = "identity_not_established"
    RIGHTS_OF_OTHERS = "rights_of_others"
    FREEDOM_OF_EXPRESSION = "freedom_of_expression"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_HEALTH = "public_health"
    ARCHIVING = "archiving"
    LEGAL_CLAIMS = "legal_claims"
    COMPELLING_GROUNDS = "compelling_grounds"
    RESTRICTED_BY_LAW = "restricted_by_law"
    NOT_APPLICABLE = "not_applicable"

    @property
    def article(self) -> str:
        """The provision that allows it, such as ``"Art. 12(5)"``."""
        return _REFUSALS[self][0]

    def allows(self, right: Right) -> bool:
        """Whether a request of that right can be refused on this ground."""
        rights = _REFUSALS[self][1]
        return rights is None or right in rights


_REFUSALS: dict[RefusalGround, tuple[str, frozenset[Right] | None]] = {
    RefusalGround.MANIFESTLY_UNFOUNDED: ("Art. 12(5)", None),
    RefusalGround.EXCESSIVE: ("Art. 12(5)", None),
    RefusalGround.IDENTITY_NOT_ESTABLISHED: ("Art. 12(2), 12(6)", None),
    RefusalGround.RIGHTS_OF_OTHERS: ("Art. 15(4), 20(4)", frozenset({Right.ACCESS, Right.EXPORT})),
    RefusalGround.FREEDOM_OF_EXPRESSION: ("Art. 17(3)(a)", frozenset({Right.ERASE})),
    RefusalGround.LEGAL_OBLIGATION: ("Art. 17(3)(b)", frozenset({Right.ERASE})),
    RefusalGround.PUBLIC_HEALTH: ("Art. 17(3)(c)", frozenset({Right.ERASE})),
    RefusalGround.ARCHIVING: ("Art. 17(3)(d)", frozenset({Right.ERASE})),
    RefusalGround.LEGAL_CLAIMS: ("Art. 17(3)(e)", frozenset({Right.ERASE})),
    RefusalGround.COMPELLING_GROUNDS: ("Art. 21(1)", frozenset({Right.OBJECT})),
    RefusalGround.RESTRICTED_BY_LAW: ("Art. 23", None),
    RefusalGround.NOT_APPLICABLE: ("Art. 12(4)", None),
}
