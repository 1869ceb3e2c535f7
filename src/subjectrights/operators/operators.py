"""The operators of an estate: their training, their signatures, and what they may do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import sqlalchemy as sa

from subjectrights.datamap.operators import TrainingMap
from subjectrights.errors import DataMapError, OperatorNotAccredited, RequestError
from subjectrights.operators.accreditation import Accreditation, Attempt, Signature, accreditation
from subjectrights.register import operator_tables as t
from subjectrights.suggest import unknown
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.datamap.operators import OperatorsMap
    from subjectrights.estate import Estate

__all__ = ["Operators", "require_operator"]

_BEST = Decimal(100)


class Operators:
    """Who passed the training and signed the code of conduct.

    Args:
        estate: the estate, whose map has `operators`.

    Raises:
        RequestError: the map names no operators.
    """

    def __init__(self, estate: Estate) -> None:
        if estate.map.operators is None:
            raise RequestError(
                "the data map names no operators; write operators: with people and code_of_conduct"
            )
        self.estate = estate
        self.map: OperatorsMap = estate.map.operators

    @property
    def code_version(self) -> str:
        """SHA-256 of the code of conduct's text, line ends aside; another text is another version.

        Raises:
            DataMapError: the file can't be read.
        """
        path = self.estate.map.folder / self.map.code_of_conduct
        try:
            text = path.read_bytes()
        except OSError:
            raise DataMapError("operators.code_of_conduct: the file can't be read", file=str(path)) from None
        return hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()

    def record_training(
        self,
        operator: str,
        score: float | Decimal,
        *,
        taken: datetime | None = None,
        assessor: str | None = None,
    ) -> Accreditation:
        """Note that an operator took the training.

        Args:
            operator: the operator's id.
            score: in percent, 0 to 100.
            taken: when, with a time zone; now by default.
            assessor: who assessed it.

        Returns:
            Where the operator stands now.

        Raises:
            UnknownName: no such operator.
            RequestError: no such score, or a moment that is none yet.
        """
        self._require_known(operator)
        try:
            exact = Decimal(str(score))
        except InvalidOperation:
            exact = Decimal("NaN")
        if not exact.is_finite() or not 0 <= exact <= _BEST:
            raise RequestError("a score is a number from 0 to 100, in percent")
        row = {"operator": operator, "score": str(exact), "taken": self._moment(taken), "assessor": assessor}
        with self.estate.register.transaction() as connection:
            connection.execute(sa.insert(t.trainings), row)
        return self.standing(operator)

    def sign_code(self, operator: str, *, signed: datetime | None = None) -> Accreditation:
        """Note that an operator signed the present code of conduct.

        Args:
            operator: the operator's id.
            signed: when, with a time zone; now by default.

        Returns:
            Where the operator stands now.

        Raises:
            UnknownName: no such operator.
            RequestError: a moment that is none yet.
            DataMapError: the code's file can't be read.
        """
        self._require_known(operator)
        row = {"operator": operator, "version": self.code_version, "signed": self._moment(signed)}
        with self.estate.register.transaction() as connection:
            connection.execute(sa.insert(t.signatures), row)
        return self.standing(operator)

    def attempts(self, operator: str) -> list[Attempt]:
        """Every time the operator took the training, the oldest first.

        Raises:
            UnknownName: no such operator.
        """
        self._require_known(operator)
        wanted = sa.select(t.trainings).where(t.trainings.c.operator == operator)
        with self.estate.register.transaction() as connection:
            rows = connection.execute(wanted.order_by(t.trainings.c.number)).all()
        attempts = [
            Attempt(
                operator=row.operator,
                score=Decimal(row.score),
                taken=datetime.fromisoformat(row.taken),
                assessor=row.assessor,
            )
            for row in rows
        ]
        return sorted(attempts, key=lambda attempt: attempt.taken)

    def signatures(self, operator: str) -> list[Signature]:
        """The versions of the code of conduct that the operator signed, the oldest first.

        Raises:
            UnknownName: no such operator.
        """
        self._require_known(operator)
        wanted = sa.select(t.signatures).where(t.signatures.c.operator == operator)
        with self.estate.register.transaction() as connection:
            return [
                Signature(
                    operator=row.operator, version=row.version, signed=datetime.fromisoformat(row.signed)
                )
                for row in connection.execute(wanted.order_by(t.signatures.c.number))
            ]

    def standing(self, operator: str) -> Accreditation:
        """Whether an operator is accredited today, and what is lacking.

        Raises:
            UnknownName: no such operator.
        """
        return accreditation(
            operator,
            self.map.training or TrainingMap(),
            self.attempts(operator),
            self.signatures(operator),
            self.code_version,
            self.estate.now().date(),
        )

    def require(self, operator: str | None, right: Right, stores: Iterable[str] = ()) -> None:
        """Refuse whoever may not do this.

        Args:
            operator: the operator's id; None where nobody is named.
            right: what is to be done.
            stores: the stores that hold what it is done to.

        Raises:
            OperatorNotAccredited: nobody is named, training or signature are lacking, or the map doesn't
                let the operator do this, or there.
            UnknownName: no such operator.
        """
        if operator is None:
            raise OperatorNotAccredited(
                'the data map has operators: say who acts, such as sr.open(..., operator="...")'
            )
        standing = self.standing(operator)
        if not standing:
            raise OperatorNotAccredited(str(standing))
        allowed = self.map.people[operator]
        if allowed.rights is not None and right not in allowed.rights:
            raise OperatorNotAccredited(f"the data map doesn't let {operator} carry out {right.value}")
        if allowed.stores is not None:
            for store in stores:
                if store not in allowed.stores:
                    raise OperatorNotAccredited(
                        f"the data map doesn't let {operator} handle what this store holds", store=store
                    )

    def _require_known(self, operator: str) -> None:
        if operator not in self.map.people:
            raise unknown("operator", operator, self.map.people)

    def _moment(self, moment: datetime | None) -> str:
        moment = self.estate.now() if moment is None else moment
        if moment.tzinfo is None or moment > self.estate.now():
            raise RequestError("the moment needs a time zone, and can't be in the future")
        return moment.isoformat()


def require_operator(estate: Estate, right: Right, stores: Iterable[str] = ()) -> None:
    """Refuse whoever may not do this, where the map has operators; without them, nobody is asked for."""
    if estate.map.operators is not None:
        Operators(estate).require(estate.operator, right, stores)
