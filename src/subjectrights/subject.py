"""One person or many, and the rights they have: what a user calls. Delegation only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from subjectrights.people import People
from subjectrights.terms import Right

if TYPE_CHECKING:
    from subjectrights.plan import Instruction
    from subjectrights.reports.report import Report, Reports
    from subjectrights.requests.case import RequestCase
    from subjectrights.rights.export import ExportScope
    from subjectrights.writers.output import Written

__all__ = ["Subject", "Subjects"]


class Subject(People):
    """One person, by any of their identifiers; made by ``estate.subject()``."""

    def access(self, *, include_possible: bool = False, request: RequestCase | None = None) -> Report:
        """Art. 15: what is held on the person, why, from whom, for how long, shared with whom.

        A person nobody knows gets an answer that says so; a store that can't be reached is named as one
        that could not be looked into.

        Args:
            include_possible: also rows that can't be told apart from another person's.
            request: the request that it answers; that it was read is noted there.

        Returns:
            The report: tables, what must be told with them, and ``write()``.

        Raises:
            AmbiguousSubject: the identifiers lead to more than one person.
            MalformedData: a store holds what can't be read.
        """
        report = self._read(include_possible=include_possible, request=request)[0]
        if request is not None:
            request.read()
        return report

    def export(
        self,
        path: str | Path,
        *,
        scope: ExportScope = "portable",
        language: str | None = None,
        password: str | None = None,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
    ) -> Written:
        """Art. 20: the person's data in a portable format.

        Args:
            path: the file to write; its suffix names the format: json, xml, csv.zip, parquet.zip, xlsx,
                pdf, html.
            scope: ``"portable"``: provided or observed, on consent or contract; ``"all"``: everything.
            language: of the texts around the data; the organisation's by default.
            password: encrypts the file with AES-256: a PDF by its own means, any other format in a ZIP
                archive, with ``.zip`` behind the name. At least 12 printable ASCII characters.
            instruction: a controller's, so that what we process for it is in it as well (Art. 28(3)(a));
                without one a portable copy holds what we are the controller of.
            request: the request that it answers; that it was written is noted there.

        Returns:
            The path, its size and checksum, and what the format could not carry.

        Raises:
            WriteError: the file can't be written, or the suffix isn't known.
            RequestError: the password is too weak, or not everybody could type it in.
            MissingExtra: an archive is to be encrypted and ``subjectrights[encryption]`` isn't installed.
            UnknownName: no such scope.
            InstructionRefused: the instruction isn't the controller's of data that we process for others.
            AmbiguousSubject, StoreError: as named.
        """
        report = self._read(right=Right.EXPORT, request=request)[0]
        written = report.export(
            path, scope=scope, language=language, password=password, instruction=instruction
        )
        if request is not None:
            request.read()
        return written

    def forward(
        self,
        path: str | Path,
        *,
        to: str,
        request: RequestCase,
        language: str | None = None,
        password: str | None = None,
    ) -> Written:
        """Art. 28(3)(e): pass a request on to the controller whose processor we are.

        The package holds the request, the last day to answer it, what the person gave to be known by, and
        what we hold on them for that controller; nothing of ours and nothing of another client's.

        Args:
            path: the file to write, with mode 0600; its suffix names the format, as for :meth:`export`.
            to: the controller, a party of the map.
            request: the request; that and when it was passed on, and the file's checksum, are noted there.
            language: of the texts; the organisation's by default.
            password: encrypts the file, as in :meth:`export`.

        Returns:
            The path, its size and checksum, and what the format could not carry.

        Raises:
            UnknownName: no such party.
            RequestError: we process nothing for it, or the request is closed or somebody else's.
            WriteError: the file can't be written, or the suffix isn't known.
            AmbiguousSubject, StoreError: as named.
        """
        from subjectrights.forwarding import forward

        request.require(request.right, self._known(), self._count)
        given = {name: str(column[0].as_py()) for name, column in self._columns.items()}
        return forward(
            self._read()[0],
            path,
            to=to,
            request=request,
            identifiers=given,
            language=language,
            password=password,
        )

    def __repr__(self) -> str:
        return f"Subject({', '.join(self._columns)})"


class Subjects(People):
    """Many people, worked on as a set; made by ``estate.subjects()``."""

    def __len__(self) -> int:
        return self._count

    def access(self, *, include_possible: bool = False) -> Reports:
        """Art. 15, for each of them.

        Args:
            include_possible: also rows that can't be told apart from another person's.

        Returns:
            A sequence of reports, in the order the people were given; one whose identifiers lead to
            several persons holds nothing and says so.
        """
        return self._read(include_possible=include_possible)

    def export(
        self,
        folder: str | Path,
        *,
        format: str = "json",
        scope: ExportScope = "portable",
        language: str | None = None,
        password: str | Sequence[str] | None = None,
        instruction: Instruction | None = None,
    ) -> list[Written]:
        """Art. 20, a file for each of them, named by their position: ``000001.json``.

        Args:
            folder: where the files go; it is made if it isn't there.
            format: the suffix of the files: json, xml, csv.zip, parquet.zip, xlsx, pdf, html.
            scope: as in :meth:`Subject.export`.
            language: of the texts around the data; the organisation's by default.
            password: as in :meth:`Subject.export`; one for all files, which whoever has one file could open
                the others with, or a list of one for each person.
            instruction: as in :meth:`Subject.export`.

        Returns:
            What was written, in the order the people were given.
        """
        reports = self._read(right=Right.EXPORT)
        return reports.export(
            folder,
            format=format,
            scope=scope,
            language=language,
            password=password,
            instruction=instruction,
        )

    def __iter__(self) -> Iterator[Subject]:
        for at in range(self._count):
            values = {name: column[at].as_py() for name, column in self._columns.items()}
            yield Subject(self._estate, None, {name: [value] for name, value in values.items()})

    def __repr__(self) -> str:
        return f"Subjects({self._count} by {', '.join(self._columns)})"
