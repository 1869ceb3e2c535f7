"""What an estate does with data sets that change hands; delegation only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from subjectrights.estate import Estate
    from subjectrights.exchanges.deliver import Delivered
    from subjectrights.exchanges.exchanges import Exchanges
    from subjectrights.exchanges.notices import Notices
    from subjectrights.exchanges.receive import Received
    from subjectrights.reports.processing import ProcessingRecord

__all__ = ["Exchanging"]


class Exchanging:
    """The part of an estate that documents exchanges and tells recipients; :class:`Estate` is one."""

    @property
    def exchanges(self) -> Exchanges:
        """Which data sets changed hands, with whom, why and who was in them (Art. 15(1)(c), 30)."""
        from subjectrights.exchanges.exchanges import Exchanges

        return Exchanges(cast("Estate", self))

    @property
    def notices(self) -> Notices:
        """What recipients are to be told of a rectification, an erasure or a restriction (Art. 19)."""
        from subjectrights.exchanges.notices import Notices

        return Notices(cast("Estate", self))

    def receive(self, file: str | Path, *, from_: str, purpose: str, channel: str, **terms: Any) -> Received:
        """Read a file that a party handed over: document it, and screen out whom it may not be used for.

        Args:
            file: CSV, Parquet, JSON or XLSX, told by its suffix.
            from_: the party that it came from.
            purpose: what it is to be used for.
            channel: how it came.
            terms: what else is known, see :func:`subjectrights.exchanges.receive.receive`: ``table=`` or
                ``columns=``, ``their_role=`` ...

        Returns:
            The rows that may be used, and how many were screened out.

        Raises:
            RequestError: no agreement, a third country without safeguards, or something left unsaid.
            MalformedData, StoreUnavailable: the file can't be read.
        """
        from subjectrights.exchanges.receive import receive

        return receive(cast("Estate", self), file, from_=from_, purpose=purpose, channel=channel, **terms)

    def deliver(
        self, table: str, *, to: str, path: str | Path, purpose: str, channel: str, **terms: Any
    ) -> Delivered:
        """Write a table to a file for a party: screen people out, write it, and document it.

        Args:
            table: which, as ``store.table``.
            to: the party that gets it.
            path: the new file; its suffix names the format.
            purpose: what it is handed over for.
            channel: how it goes.
            terms: what else is said, see :func:`subjectrights.exchanges.deliver.deliver`: ``columns=``,
                ``password=``, ``their_role=`` ...

        Returns:
            The file, its checksum, and how many were screened out.

        Raises:
            RequestError: no agreement, a third country without safeguards, or something left unsaid.
            WriteError: the file can't be written; nothing is documented then.
        """
        from subjectrights.exchanges.deliver import deliver

        return deliver(
            cast("Estate", self), table, to=to, path=path, purpose=purpose, channel=channel, **terms
        )

    def record_of_processing(self) -> ProcessingRecord:
        """The record of processing activities, as controller and as processor (Art. 30(1)-(2)).

        Returns:
            What the map and the exchanges tell, which prints and writes itself as xlsx, html, json or pdf.
        """
        from subjectrights.reports.processing import ProcessingRecord, activities

        estate = cast("Estate", self)
        return ProcessingRecord(
            map=estate.map,
            activities=activities(estate.map, estate.exchanges.all()),
            at=estate.now(),
        )
