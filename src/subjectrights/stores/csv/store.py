"""CSV files as a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Count, Match, Update
from subjectrights.errors import StoreError, UnknownName
from subjectrights.stores.base import Capabilities, Column, Residue, StoreSource, Table
from subjectrights.stores.csv.edits import Edit, Editor, spliced
from subjectrights.stores.csv.matching import Matcher
from subjectrights.stores.csv.options import Options
from subjectrights.stores.csv.profile import Profile, profile_of
from subjectrights.stores.csv.residues import raw_occurrences
from subjectrights.stores.csv.stream import comes_back, rewritten, utf8_chunks
from subjectrights.stores.files import FileStore, StagedFiles, Staging, Stamp, faults_at
from subjectrights.stores.files.growth import Base, new_digest
from subjectrights.stores.search import search_tables

__all__ = ["CsvStore"]


class CsvStore(FileStore):
    """Tables that are CSV files, or several CSV files each, plain or compressed with gzip.

    Every cell is text and stays as it is: ``007``, ``NA`` and ``null`` are what they look like.  CSV knows
    no NULL: an empty field, and a field that a short row doesn't have, are the empty text.  A blank line is
    no row.

    A change leaves the bytes of all other rows, and of the other fields of a row, as they are, whatever
    mixture of quoting and line ends they are written in.  A row that goes takes its line end with it; where
    it was the last one and had none, the line end of the row before stays.  A compressed file is compressed
    anew.

    Args:
        source: where the files lie; per table ``path``, and optionally ``encoding``, ``delimiter``,
            ``quoting``, ``header`` and ``skip_lines`` (see :class:`.options.Options`).  What isn't stated is
            detected for each file; the files of a table may differ in it, and in the order of their columns.

    Raises:
        DataMapError: an option can't be what it is said to be.
    """

    capabilities = Capabilities(nulls=False, grows=True)

    def __init__(self, source: StoreSource) -> None:
        super().__init__(source)
        self._options = {
            name: Options.read(table.options, f"stores.{source.name}.tables.{name}")
            for name, table in source.tables.items()
        }
        self._profiles: dict[tuple[str, Path], tuple[Stamp, Profile]] = {}

    def schema(self) -> Mapping[str, Table]:
        """See :meth:`Store.schema`; a mapped table without a file is an error, not a table left out.

        Raises:
            StoreUnavailable: no file matches a table's path, or it can't be read.
            MalformedData: a file is not CSV, or its encoding can't be told.
        """
        return {name: self._described(name) for name in self.patterns}

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See :meth:`Store.find`."""
        profiles = {path: self._profile(table, path) for path in self.files(table)}
        known = _union(profiles.values())
        wanted = known if columns is None else list(columns)
        self._require(table, known, wanted)
        if match is None:
            return self._rows(table, profiles, wanted, None)
        self._require(table, known, (*match.columns, *match.missing))
        return self._rows(table, profiles, wanted, Matcher(match))

    def stage_files(self, changes: Mapping[str, Sequence[Change]], staging: Staging) -> StagedFiles:
        """See :meth:`FileStore.stage_files`."""
        counts = {}
        for table, own in changes.items():
            profiles = {path: self._profile(table, path) for path in staging.files(table)}
            known = _union(profiles.values())
            for change in own:
                written = tuple(change.values) if isinstance(change, Update) else ()
                self._require(table, known, (*change.match.columns, *change.match.missing, *written))
            with faults_at(store=self.name, table=table):
                editor = Editor(own, table)
            counts[table] = Count()
            for path, profile in profiles.items():
                counts[table] += self._stage_file(table, path, profile, editor, staging)
        return staging.staged(counts)

    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        """See :meth:`Store.search`: in the cells, then in the files' bytes, header and preamble included.

        What stands in no cell is told as a residue without a column, its count that of the occurrences.
        """
        found = set()
        for residue in search_tables(self, needles):
            found.add(residue.table)
            yield residue
        for table in self.patterns:
            if table in found:
                continue
            count = 0
            for path in self.files(table):
                form = self._profile(table, path).form
                with faults_at(store=self.name, table=table, file=self.shown(path)):
                    count += raw_occurrences(utf8_chunks(path, form), needles)
            if count:
                yield Residue(store=self.name, table=table, column=None, count=count)

    def close(self) -> None:
        """See :meth:`Store.close`."""
        super().close()
        self._profiles.clear()

    def _described(self, table: str) -> Table:
        names = _union(self._profile(table, path) for path in self.files(table))
        columns = {name: Column(name=name, type=pa.string(), nullable=False) for name in names}
        return Table(name=table, columns=columns)

    def _profile(self, table: str, path: Path) -> Profile:
        """What a file is, read anew only after it changed."""
        with faults_at(store=self.name, table=table, file=self.shown(path)):
            stamp = Stamp.of(path)
            known = self._profiles.get((table, path))
            if known is None or known[0] != stamp:
                known = stamp, profile_of(path, self._options[table])
                self._profiles[table, path] = known
            return known[1]

    def _require(self, table: str, known: Sequence[str], columns: Sequence[str]) -> None:
        there = set(known)
        for column in columns:
            if column not in there:
                raise UnknownName("there is no such column", store=self.name, table=table, column=column)

    def _rows(
        self, table: str, profiles: Mapping[Path, Profile], wanted: Sequence[str], matcher: Matcher | None
    ) -> Iterator[pa.RecordBatch]:
        schema = pa.schema([pa.field(name, pa.string()) for name in wanted])
        for path, profile in profiles.items():
            with faults_at(store=self.name, table=table, file=self.shown(path)):
                for block in profile.blocks(path):
                    if not len(block.rows):
                        continue
                    named = {*wanted, *(matcher.columns if matcher else ())}
                    cells = {name: block.column(profile.places.get(name)) for name in named}
                    batch = pa.record_batch([cells[name] for name in wanted], schema=schema)
                    if matcher is not None:
                        batch = batch.filter(pa.array(matcher.keys_of(cells) >= 0))
                    if batch.num_rows:
                        yield batch

    def _stage_file(
        self, table: str, path: Path, profile: Profile, editor: Editor, staging: Staging
    ) -> Count:
        count = Count()
        edits: list[Edit] = []
        with faults_at(store=self.name, table=table, file=self.shown(path)):
            for block in profile.blocks(path, end=_end(profile, staging.stamp(table, path))):
                found, counted = editor.edits(block, profile)
                edits += found
                count += counted
        if edits:
            with faults_at(store=self.name, table=table, file=self.shown(path), writing=True):
                self._write(table, path, profile, edits, staging)
        return count

    def _write(
        self, table: str, path: Path, profile: Profile, edits: Sequence[Edit], staging: Staging
    ) -> None:
        stamp = staging.stamp(table, path)
        end = _end(profile, stamp)
        if not comes_back(path, profile.form, end=end):
            raise StoreError(
                f"text in {profile.form.encoding} would not come back as the same bytes; "
                "convert the file to UTF-8"
            )
        shadow, digest = staging.shadow(table, path), new_digest()
        text = utf8_chunks(path, profile.form, end=end, digest=digest)
        rewritten(profile.form, spliced(text, edits), shadow.file)
        shadow.finish(None if end is None else Base(size=end, digest=digest.digest()))
        shadow.check(stamp)


def _end(profile: Profile, stamp: Stamp) -> int | None:
    """How many bytes of a file are meant where others append to it meanwhile: as many as there were."""
    return None if profile.form.gzip else stamp.size


def _union(profiles: Iterable[Profile]) -> list[str]:
    """The columns of all files of a table, in order of first appearance."""
    return list(dict.fromkeys(name for profile in profiles for name in profile.columns))
