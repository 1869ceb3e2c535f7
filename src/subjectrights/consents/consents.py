"""The consents of an estate: given, shown, withdrawn (Art. 6(1)(a), 7)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from subjectrights.acquaintance import acquainted
from subjectrights.atrest import Closed, closed, opened
from subjectrights.consent import Consent, wording_hash
from subjectrights.effects import Effects, MarkKind, PersonLink
from subjectrights.errors import AmbiguousSubject, RequestError
from subjectrights.execution.locks import estate_lock
from subjectrights.identity.people import Known, given, given_table
from subjectrights.identity.resolve import fingerprints_under, known_fingerprints
from subjectrights.looking import look
from subjectrights.register import tables as t
from subjectrights.register.apply import apply
from subjectrights.register.consent_tables import consents, wordings
from subjectrights.suggest import known as among
from subjectrights.terms import LegalBasis

if TYPE_CHECKING:
    from subjectrights.estate import Estate
    from subjectrights.receipt import Receipt

__all__ = ["Consents"]

_LONGEST = 128


class Consents:
    """Who consented to what (Art. 7); withdrawing is as easy as giving (Art. 7(3)).

    Args:
        estate: the estate.
    """

    def __init__(self, estate: Estate) -> None:
        self.estate = estate

    def give(
        self,
        identifiers: Mapping[str, Any],
        purpose: str,
        *,
        how: str,
        wording: str,
        at: datetime | None = None,
        evidence: str | None = None,
    ) -> Consent:
        """Record that a person consents to a purpose.

        One that stood before ends as given anew. A withdrawal of, or an objection to, the same purpose from
        before ends with it, since this is what the person wants now; one from after it goes on.

        Args:
            identifiers: what the person is known by, such as ``{"email": "ana@example.com"}``; only
                fingerprints of it are kept.
            purpose: to what, by its name in the map.
            how: by which means, in a few words that tell nothing of the person: ``"web form"``.
            wording: what was agreed to, as it was put to the person; it is kept once for all who agreed.
            at: when, with a time zone; now by default.
            evidence: what shows it, such as a form's number; it is kept encrypted.

        Returns:
            The consent.

        Raises:
            UnknownName: no such purpose or identifier.
            RequestError: the purpose rests on something else, or `how` or `wording` is left unsaid.
            AmbiguousSubject: the identifiers lead to more than one person.
        """
        self._check_purpose(purpose)
        moment = self._moment(at)
        consent = Consent(
            reference=secrets.token_hex(16),
            purpose=purpose,
            given=moment,
            how=_said(how, "how it was given", longest=_LONGEST),
            wording=_said(wording, "what the person agreed to: wording="),
            evidence=None if evidence is None else _said(evidence, "what shows it"),
            by=self.estate.operator,
        )
        link = self._linked(identifiers)
        with (
            estate_lock(self.estate.register, wait=self.estate.wait),
            self.estate.register.transaction() as connection,
        ):
            key_id = self.estate.secrets.key_id
            apply(connection, Effects(persons=(link,)), moment, key_id=key_id)
            ended = self._end_what_stood(connection, link, consent)
            consent = replace(consent, withdrawn=ended)
            self._write(connection, link.person, consent)
        return consent

    def withdraw(
        self,
        identifiers: Mapping[str, Any],
        purpose: str,
        *,
        how: str | None = None,
        evidence: str | None = None,
    ) -> Receipt:
        """Withdraw the consent to a purpose, as :meth:`subjectrights.Subject.withdraw_consent` does.

        It ends every consent of the person to the purpose, and stops the processing also where none was
        recorded. What was done before stays lawful (Art. 7(3)).

        Args:
            identifiers: what the person is known by.
            purpose: its name in the map.
            how: by which means, in a few words that tell nothing of the person.
            evidence: what shows it; it is kept encrypted.

        Returns:
            The receipt.

        Raises:
            UnknownName, RequestError, AmbiguousSubject: as :meth:`give`.
        """
        means = None if how is None else _said(how, "how it was withdrawn", longest=_LONGEST)
        shown = None if evidence is None else _said(evidence, "what shows it")
        standing = [
            one.reference for one in self.of(**identifiers) if one.standing and one.purpose == purpose
        ]
        receipt = self.estate.subject(**identifiers).withdraw_consent(purpose)
        with self.estate.register.transaction() as connection:
            for reference in standing:
                connection.execute(
                    sa.update(consents)
                    .where(consents.c.reference == reference, consents.c.withdrawn.is_not(None))
                    .values(
                        withdrawn_how=means,
                        withdrawal_evidence=self._closed(reference, shown),
                    )
                )
        return receipt

    def of(self, **identifiers: Any) -> tuple[Consent, ...]:
        """Every consent of a person, withdrawn ones as well, the oldest first.

        Args:
            identifiers: what the person is known by, such as ``email="ana@example.com"``.

        Raises:
            UnknownName: no such identifier.
            AmbiguousSubject: the identifiers lead to more than one person.
        """
        return self.of_persons(self._linked(identifiers).references).get("", ())

    def of_persons(
        self, references: Sequence[str], subject_of: Mapping[str, Any] | None = None
    ) -> dict[Any, tuple[Consent, ...]]:
        """The consents of persons of the register.

        Args:
            references: their references.
            subject_of: by reference, whose it is; all are one person's by default.

        Returns:
            By whose they are (``""`` where nothing is said), the consents.
        """
        wanted = (
            sa.select(consents, wordings.c.text)
            .join(wordings, wordings.c.sha256 == consents.c.wording)
            .order_by(consents.c.number)
        )
        found: dict[Any, list[Consent]] = {}
        with self.estate.register.transaction() as connection:
            for start in range(0, len(references), 500):
                some = consents.c.person.in_(references[start : start + 500])
                for row in connection.execute(wanted.where(some)):
                    whose = "" if subject_of is None else subject_of[row.person]
                    found.setdefault(whose, []).append(self._read(row))
        return {whose: tuple(those) for whose, those in found.items()}

    def _check_purpose(self, purpose: str) -> None:
        among("purpose", purpose, self.estate.map.purposes)
        basis = self.estate.map.purposes[purpose].legal_basis
        if basis not in (LegalBasis.CONSENT, None):
            raise RequestError(f"{purpose!r} rests on {basis.value}, not on consent; none is asked for")

    def _moment(self, at: datetime | None) -> datetime:
        now = self.estate.now()
        if at is None:
            return now
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise RequestError("at= takes a moment with its time zone")
        if at > now:
            raise RequestError("at= lies in the future; a consent is recorded when it was given")
        return at

    def _linked(self, identifiers: Mapping[str, Any]) -> PersonLink:
        """Who it is in the register, by all that the stores and the register tell of them."""
        estate = self.estate
        columns, count = given_table(None, {name: [value] for name, value in identifiers.items()})
        asked = given(estate.map, columns, count=count)
        if asked.table.num_rows == 0:
            raise RequestError("none of these values identifies anybody")
        schemas, unreachable = estate.reachable_schemas()
        holdings = look(estate, asked, 1, schemas=schemas, unreachable=unreachable)
        if holdings.ambiguous:
            raise AmbiguousSubject(
                f"these identifiers lead to more than one person: {holdings.ambiguous[0]}. "
                "Name the person by an identifier that is theirs alone"
            )
        keys = estate.secrets.fingerprint_keys.values()
        everything = Known()
        everything.extend(holdings.known.table)
        everything.extend(asked.table)
        under_all = fingerprints_under(estate.map, keys, everything, 1)
        mine = known_fingerprints(estate.map, next(iter(keys)), everything, 1)
        (link,) = acquainted(estate.register, under_all)
        return replace(link, fingerprints=tuple(dict.fromkeys(mine[0])))

    def _end_what_stood(
        self, connection: sa.Connection, link: PersonLink, consent: Consent
    ) -> datetime | None:
        """End what the new consent takes the place of; when itself was ended, where that was later."""
        kinds = [MarkKind.WITHDRAWAL.value, MarkKind.OBJECTION.value]
        against = sa.select(t.marks).where(
            t.marks.c.person.in_(link.references),
            t.marks.c.kind.in_(kinds),
            t.marks.c.purpose == consent.purpose,
            t.marks.c.lifted.is_(None),
        )
        later = []
        for row in connection.execute(against).all():
            since = datetime.fromisoformat(row.since)
            if since > consent.given:
                later.append(since)
            else:
                ending = sa.update(t.marks).where(t.marks.c.number == row.number)
                connection.execute(ending.values(lifted=consent.given.isoformat()))
        stood = sa.select(consents).where(
            consents.c.person.in_(link.references),
            consents.c.purpose == consent.purpose,
            consents.c.withdrawn.is_(None),
        )
        for row in connection.execute(stood).all():
            moment = max(consent.given, datetime.fromisoformat(row.given))
            renewing = sa.update(consents).where(consents.c.number == row.number)
            connection.execute(renewing.values(withdrawn=moment.isoformat(), renewed=True))
        return min(later, default=None)

    def _write(self, connection: sa.Connection, person: str, consent: Consent) -> None:
        digest = wording_hash(consent.wording)
        there = sa.select(wordings.c.sha256).where(wordings.c.sha256 == digest)
        if connection.execute(there).first() is None:
            connection.execute(sa.insert(wordings), {"sha256": digest, "text": consent.wording})
        connection.execute(
            sa.insert(consents),
            {
                "reference": consent.reference,
                "person": person,
                "purpose": consent.purpose,
                "given": consent.given.isoformat(),
                "how": consent.how,
                "wording": digest,
                "evidence": self._closed(consent.reference, consent.evidence),
                "operator": consent.by,
                "withdrawn": consent.withdrawn.isoformat() if consent.withdrawn else None,
                "renewed": False,
            },
        )

    def _read(self, row: Any) -> Consent:
        return Consent(
            reference=row.reference,
            purpose=row.purpose,
            given=datetime.fromisoformat(row.given),
            how=row.how,
            wording=row.text,
            evidence=self._opened(row.reference, row.evidence),
            by=row.operator,
            withdrawn=datetime.fromisoformat(row.withdrawn) if row.withdrawn else None,
            withdrawn_how=row.withdrawn_how,
            withdrawal_evidence=self._opened(row.reference, row.withdrawal_evidence),
            renewed=bool(row.renewed),
        )

    def _closed(self, reference: str, evidence: str | None) -> bytes | None:
        if evidence is None:
            return None
        return closed(self.estate.secrets, Closed.CONSENT, reference, evidence.encode())

    def _opened(self, reference: str, data: bytes | None) -> str | None:
        if data is None:
            return None
        return opened(self.estate.secrets, Closed.CONSENT, reference, data).decode()


def _said(text: str, what: str, *, longest: int | None = None) -> str:
    if not isinstance(text, str) or not text.strip():
        raise RequestError(f"say {what}")
    if longest is not None and len(text.strip()) > longest:
        raise RequestError(f"say {what}, in at most {longest} characters")
    return text.strip()
