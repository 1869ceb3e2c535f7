"""The exchanges of an estate: documented, listed, and found again by who was in them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import sqlalchemy as sa

from subjectrights.acquaintance import acquainted
from subjectrights.errors import RequestError, StoreUnavailable
from subjectrights.exchanges.documented import Terms, documented, mapped_table
from subjectrights.exchanges.people import Listed, named_by, people_in
from subjectrights.handovers import Direction, Disclosure, Exchange
from subjectrights.identity.people import given, given_table
from subjectrights.identity.resolve import fingerprints_under
from subjectrights.register import exchange_tables as t
from subjectrights.suggest import known
from subjectrights.terms import LegalBasis, Role

if TYPE_CHECKING:
    import pandas as pd

    from subjectrights.estate import Estate
    from subjectrights.exchanges.people import Naming
    from subjectrights.identity.people import Known

__all__ = ["ExchangeList", "Exchanges", "checksum_of"]

_BATCH = 500
_ROWS = 20_000
_PIECE = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ExchangeList(Sequence[Exchange]):
    """Exchanges, the oldest first; a sequence that prints and becomes a DataFrame."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._exchanges = tuple(exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)

    @overload
    def __getitem__(self, at: int) -> Exchange: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Exchange]: ...
    def __getitem__(self, at: int | slice) -> Exchange | Sequence[Exchange]:
        return self._exchanges[at]

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def to_pandas(self) -> pd.DataFrame:
        """One row an exchange."""
        import pandas as pd

        columns = [name for name in Exchange.__slots__ if name]
        return pd.DataFrame([one.to_dict() for one in self], columns=columns)

    def __str__(self) -> str:
        return "\n".join(map(str, self)) or "no exchanges"


class Exchanges:
    """Every hand-over of a data set, in either direction (Art. 5(2), 15(1)(c), 19, 30(1)(d)).

    Args:
        estate: the estate.
    """

    def __init__(self, estate: Estate) -> None:
        self.estate = estate

    def record(
        self,
        data: str,
        *,
        to: str | None = None,
        from_: str | None = None,
        purpose: str,
        channel: str,
        their_role: Role | str | None = None,
        our_role: Role | str | None = None,
        format: str | None = None,
        encryption: str | None = None,
        categories: Iterable[str] | None = None,
        people: Any = None,
        columns: Mapping[str, str] | None = None,
        count: int | None = None,
        agreement: str | None = None,
        at: datetime | None = None,
        by: str | None = None,
        file: str | Path | None = None,
        sha256: str | None = None,
    ) -> Exchange:
        """Document a data set that changed hands.

        Args:
            data: which: ``store.table``, or a name.
            to: the party that it was delivered to; or `from_`, the one it came from.
            purpose: why, by its name in the data map.
            channel: how it went: ``"sftp"``, ``"api"``, ``"courier"`` ...
            their_role, our_role: ``controller``, ``joint_controller`` or ``processor``; what the map tells of
                a table needn't be said.
            format, encryption: of the file.
            categories: kinds of data; those of the table's columns by default.
            people: who is in it, a DataFrame or a pyarrow Table; fingerprints of them are kept, nothing else.
            columns: identifier name to the column of `people` that holds it.
            count: how many people, where `people` isn't given.
            agreement: the contract; the party's in the map by default.
            at: when; now by default.
            by: who did it, an operator's id or a code.
            file: the file, whose SHA-256 is kept; or `sha256`, the checksum itself.

        Raises:
            UnknownName: a party, purpose, table, identifier or column that isn't there.
            RequestError: no agreement, a third country without safeguards, or something left unsaid.
        """
        if (to is None) is (from_ is None):
            raise RequestError("say either to= or from_=")
        terms = Terms(
            data=data,
            direction=Direction.RECEIVED if to is None else Direction.DELIVERED,
            party=str(from_ if to is None else to),
            purpose=purpose,
            channel=channel,
            their_role=their_role,
            our_role=our_role,
            format=format,
            encryption=encryption,
            categories=categories,
            agreement=agreement,
            by=by,
        )
        exchange = self.drafted(terms, at=at)
        listed = self._listed(exchange, people, columns, count)
        if sha256 is not None and not _SHA256.fullmatch(str(sha256).lower()):
            raise RequestError("sha256= takes 64 hexadecimal digits")
        checksum = checksum_of(Path(file)) if file is not None else sha256
        exchange = replace(exchange, sha256=None if checksum is None else checksum.lower())
        return self.add(replace(exchange, people=count if listed is None else listed.count), listed)

    def _listed(
        self, exchange: Exchange, people: Any, columns: Mapping[str, str] | None, count: int | None
    ) -> Listed | None:
        if people is None:
            if columns is not None:
                raise RequestError("columns= says what the columns of people= hold; give people= as well")
            if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 0):
                raise RequestError("count= takes a whole number")
            return None
        if count is not None:
            raise RequestError("people= are counted; leave count= out")
        ref = mapped_table(self.estate.map, exchange.data)
        if columns is None and ref is not None:
            columns = {n: c for n, c in self.estate.map.table(ref).identifiers.items() if isinstance(c, str)}
        table, named = named_by(self.estate.map, people, columns or {})
        return self.listed(named, table.num_rows)

    def all(self) -> ExchangeList:
        """Every exchange, the oldest first."""
        return self._read(sa.true())

    def with_(self, party: str) -> ExchangeList:
        """The exchanges with a party of the map.

        Raises:
            UnknownName: no such party.
        """
        return self._read(t.exchanges.c.party == known("party", party, self.estate.map.parties))

    def of(self, **identifiers: Any) -> ExchangeList:
        """The exchanges that a person was in, as far as they were listed.

        Args:
            identifiers: what the person is known by, such as ``email="ana@example.com"``.

        Raises:
            UnknownName: no such identifier.
            RequestError: none that identifies anybody.
        """
        columns, count = given_table(None, {name: [value] for name, value in identifiers.items()})
        found = given(self.estate.map, columns, count=count)
        if found.table.num_rows == 0:
            raise RequestError("none of these values identifies anybody")
        return ExchangeList(one.exchange for one in self.disclosed(found, 1).get(0, ()))

    def disclosed(self, known: Known, count: int) -> dict[int, tuple[Disclosure, ...]]:
        """By person, the exchanges that they were in.

        A row that has identifiers of somebody's own is theirs alone; one that has shared ones only, such as
        a household's number, may be anybody's who has it.

        Args:
            known: what the people are known by.
            count: how many people.
        """
        keys = self.estate.secrets.fingerprint_keys.values()
        prints = fingerprints_under(self.estate.map, keys, known, count)
        links = acquainted(self.estate.register, prints)
        subject_of = {reference: at for at, link in enumerate(links) for reference in link.references}
        for it in self.estate.register.fingerprints_of(list(subject_of)):
            # An address that was rectified since led to the person all the same.
            prints[subject_of[it.person]].append((it.space, it.fingerprint, it.shared))
        stands: dict[str, set[tuple[str, bool]]] = {}
        for exchange, one, named in self.stands([one for those in prints for _, one, _ in those]):
            stands.setdefault(one, set()).add((exchange, named))
        references = {exchange for places in stands.values() for exchange, _ in places}
        listed = {one.reference: one for one in self.named(references)}
        found: dict[int, tuple[Disclosure, ...]] = {}
        for at, those in enumerate(prints):
            sure = {exchange for _, one, shared in those if not shared for exchange, _ in stands.get(one, ())}
            perhaps = {
                exchange for _, one, _ in those for exchange, named in stands.get(one, ()) if not named
            }
            if sure | perhaps:
                found[at] = tuple(
                    Disclosure(exchange=exchange, certain=reference in sure)
                    for reference, exchange in listed.items()
                    if reference in sure | perhaps
                )
        return found

    def named(self, references: Iterable[str]) -> ExchangeList:
        """The exchanges of these references."""
        wanted = list(references)
        return self._read(t.exchanges.c.reference.in_(wanted)) if wanted else ExchangeList(())

    def stands(self, prints: Iterable[str]) -> set[tuple[str, str, bool]]:
        """Where these fingerprints stand.

        Returns:
            Exchange, fingerprint, and whether every row that it stands in has an identifier of somebody's
            own.
        """
        people, exchanges = t.exchange_people, t.exchanges
        columns = sa.select(exchanges.c.reference, people.c.fingerprint, people.c.named).join(
            exchanges, exchanges.c.number == people.c.exchange
        )
        wanted = list(dict.fromkeys(prints))
        found = set()
        with self.estate.register.transaction() as connection:
            for start in range(0, len(wanted), _BATCH):
                some = wanted[start : start + _BATCH]
                for row in connection.execute(columns.where(people.c.fingerprint.in_(some))):
                    found.add((row.reference, row.fingerprint, bool(row.named)))
        return found

    def drafted(self, terms: Terms, *, at: datetime | None = None) -> Exchange:
        """An exchange that isn't written down yet; see :func:`.documented.documented`."""
        return documented(self.estate.map, terms, at=self.estate.now() if at is None else at)

    def listed(self, named: Iterable[Naming], length: int) -> Listed:
        """The people of a data set, by fingerprints under the key in use."""
        return people_in(self.estate.map, self.estate.secrets.fingerprint_key, named, length)

    def add(self, exchange: Exchange, listed: Listed | None) -> Exchange:
        """Write an exchange down with the people in it, in one transaction."""
        key_id = self.estate.secrets.key_id
        with self.estate.register.transaction() as connection:
            self.estate.register.check_key(connection)
            made = connection.execute(sa.insert(t.exchanges), _row(exchange))
            (number,) = made.inserted_primary_key or (None,)
            rows = [
                {"exchange": number, "fingerprint": one, "named": named, "key_id": key_id}
                for one, named in (listed or ())
            ]
            for start in range(0, len(rows), _ROWS):
                connection.execute(sa.insert(t.exchange_people), rows[start : start + _ROWS])
        return exchange

    def withdraw(self, exchange: Exchange) -> None:
        """Take back what was written down of an exchange that didn't happen after all."""
        people, exchanges = t.exchange_people, t.exchanges
        with self.estate.register.transaction() as connection:
            this = exchanges.c.reference == exchange.reference
            number = sa.select(exchanges.c.number).where(this).scalar_subquery()
            connection.execute(sa.delete(people).where(people.c.exchange == number))
            connection.execute(sa.delete(exchanges).where(this))

    def _read(self, which: sa.ColumnElement[bool]) -> ExchangeList:
        wanted = sa.select(t.exchanges).where(which).order_by(t.exchanges.c.at, t.exchanges.c.number)
        with self.estate.register.transaction() as connection:
            return ExchangeList(_exchange(row, self.estate.now()) for row in connection.execute(wanted))

    def __str__(self) -> str:
        return str(self.all())


def checksum_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        StoreUnavailable: it can't be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise StoreUnavailable(f"the file can't be read: {error.strerror}", file=str(path)) from None
    return digest.hexdigest()


def _row(exchange: Exchange) -> dict[str, Any]:
    row = exchange.to_dict()
    row["operator"] = row.pop("by")
    return {**row, "at": exchange.at.astimezone(UTC).isoformat(), "categories": json.dumps(row["categories"])}


def _exchange(row: Any, now: datetime) -> Exchange:
    return Exchange(
        reference=row.reference,
        at=datetime.fromisoformat(row.at).astimezone(now.tzinfo),
        direction=Direction(row.direction),
        data=row.data,
        party=row.party,
        their_role=Role(row.their_role),
        our_role=Role(row.our_role),
        channel=row.channel,
        format=row.format,
        encryption=row.encryption,
        purpose=row.purpose,
        legal_basis=LegalBasis(row.legal_basis) if row.legal_basis else None,
        categories=tuple(json.loads(row.categories)),
        people=row.people,
        agreement=row.agreement,
        safeguards=row.safeguards,
        by=row.operator,
        sha256=row.sha256,
    )
