"""The store of Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Match, Update
from subjectrights.errors import StoreUnavailable, UnknownName, ValueRefused
from subjectrights.stores.base import Assurance, Capabilities, Residue, Staged, StoreSource, Table
from subjectrights.stores.files import FileStore, StagedFiles, Staging, Stamp, combined, faults_at, root_of
from subjectrights.stores.parquet.description import Description, describe
from subjectrights.stores.parquet.folders import StagedParquet, errors_masked, remove_empty_partitions
from subjectrights.stores.parquet.layout import Part
from subjectrights.stores.parquet.matching import Lookup
from subjectrights.stores.parquet.refusals import SIDECARS, refuse_table_formats
from subjectrights.stores.parquet.residues import residues_beside
from subjectrights.stores.parquet.scan import rows_of
from subjectrights.stores.parquet.staging import Emptied, stage_table
from subjectrights.stores.search import search_tables

__all__ = ["ParquetStore"]


class ParquetStore(FileStore):
    """Tables of Parquet files: one file, a glob, or a tree of Hive partitions.

    A table's option ``path`` is a path or glob, relative to the data map's folder. Folders named
    ``column=value`` give partition columns, whole numbers or text, which can be matched and not written.

    Rows are shown without the encoding of the file: a dictionary column has the type of its values, an
    extension the type it is stored as, INT96 timestamps are in microseconds. A column that files hold in
    narrower and wider types has the widest.

    A file in which no row changes isn't touched. In another the row groups in which none changes are copied
    byte for byte, with their indexes and bloom filters; where only cells are written, so are the columns of
    none of them. The rest is encoded anew by pyarrow, with the codec, dictionaries, statistics, page index,
    bloom filters and sorting it had; before anything is committed it is compared with the original, every
    value that was not to change to the last bit, and refused if it differs. The footer stays the file's own,
    its key-value metadata and its writer's name among it. What does change: row groups without rows go, and
    one of more than 1 GiB that loses rows becomes several.

    A file that a match on a partition column empties is removed with its folder, whose name would keep
    the value; the last file of a table stays, without rows, as the partition without a value.

    Args:
        source: where the store lies.

    Raises:
        DataMapError: a table states no path.
    """

    capabilities = Capabilities(nulls=True, outcome=True, enforces_keys=False)

    def __init__(self, source: StoreSource) -> None:
        super().__init__(source)
        self._lost: set[str] = set()
        self._emptied: dict[Staged, Emptied] = {}
        self._seen: dict[str, tuple[str, Description]] = {}

    def schema(self) -> Mapping[str, Table]:
        """See :meth:`Store.schema`. Column names that differ in case alone are two columns."""
        return {name: Table(name=name, columns=self._described(name).columns) for name in self.patterns}

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See :meth:`Store.find`. Row groups whose statistics exclude every key aren't read."""
        described = self._described(table)
        wanted = list(described.columns if columns is None else columns)
        self._require(table, described, wanted)
        lookup = None if match is None else self._lookup(table, described, match)
        return self._found(table, described, wanted, lookup)

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        """See :meth:`Store.stage`.

        Raises:
            NothingChanged: a file couldn't be written again exactly, or a sidecar would keep its values.
        """
        with errors_masked():
            staged = super().stage(changes, token)
        return StagedParquet(staged, store=self.name, emptied=self._emptied.pop(staged))

    def stage_files(self, changes: Mapping[str, Sequence[Change]], staging: Staging) -> StagedFiles:
        """See :meth:`FileStore.stage_files`."""
        emptied = Emptied()
        counts = {}
        for table, own in changes.items():
            described = self._describe(table, staging.files(table))
            with faults_at(store=self.name, table=table):
                lookups = [self._lookup(table, described, change.match) for change in own]
                for change in own:
                    if isinstance(change, Update):
                        self._require_writable(table, described, list(change.values))
                result = stage_table(
                    table,
                    described,
                    own,
                    lookups,
                    staging=staging,
                    folder=self.folder,
                    pattern=self.pattern(table),
                )
            counts[table] = result.count
            self._lost.update(result.lost)
            emptied += result.emptied
        staged = staging.staged(counts)
        self._emptied[staged] = emptied
        return staged

    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        """See :meth:`Store.search`. Key-value metadata, statistics and paths are looked through as well.

        A text in a path or in the file's metadata is told with the column None; one that only a column's
        statistics still hold with the column.
        """
        told = set()
        for residue in search_tables(self, needles):
            told.add((residue.table, residue.column))
            yield residue
        for table in self.patterns:
            counts: dict[str | None, int] = {}
            parts = self._described(table).parts
            with faults_at(store=self.name, table=table):
                for part in parts:
                    for column, count in residues_beside(part, needles).items():
                        counts[column] = counts.get(column, 0) + count
            for column, count in counts.items():
                if (table, column) not in told:
                    yield Residue(store=self.name, table=table, column=column, count=count)

    def purge(self) -> Assurance:
        """See :meth:`Store.purge`: partition folders left empty go, since their names hold values."""
        said = super().purge()
        done = list(said.done)
        removed = 0
        for table, pattern in self.patterns.items():
            with errors_masked(), faults_at(store=self.name, table=table, writing=True):
                removed += remove_empty_partitions(root_of(self.folder, pattern))
        if removed:
            done.append(f"{removed} empty partition folder(s) were removed")
        done += [
            f"the new files have no {lost} any more, which pyarrow couldn't write"
            for lost in sorted(self._lost)
        ]
        self._lost.clear()
        return Assurance(done=tuple(done), remains=said.remains)

    def _described(self, table: str) -> Description:
        with errors_masked():
            return self._describe(table, self.files(table))

    def _describe(self, table: str, paths: Sequence[Path]) -> Description:
        parts = [Part.at(path, self.folder) for path in paths if path.name not in SIDECARS]
        with faults_at(store=self.name, table=table):
            if not parts:
                raise StoreUnavailable("no data file matches this path", file=self.pattern(table))
            refuse_table_formats(parts, self.folder)
            stamp = combined((part.below, Stamp.of(part.path)) for part in parts)
            seen = self._seen.get(table)
            if seen is None or seen[0] != stamp:
                seen = self._seen[table] = (stamp, describe(parts))
            return seen[1]

    def _found(
        self, table: str, described: Description, columns: Sequence[str], lookup: Lookup | None
    ) -> Iterator[pa.RecordBatch]:
        if lookup is not None and not lookup:
            return
        for part in described.parts:
            with faults_at(store=self.name, table=table):
                yield from rows_of(part, described, columns, lookup)

    def _lookup(self, table: str, described: Description, match: Match) -> Lookup:
        self._require(table, described, (*match.columns, *match.missing))
        try:
            return Lookup(match, {name: column.type for name, column in described.columns.items()})
        except pa.ArrowException:
            columns = ", ".join(match.columns)
            raise ValueRefused(
                f"the keys to look for aren't of the type of the columns {columns}, or it has no equality",
                store=self.name,
                table=table,
            ) from None

    def _require(self, table: str, described: Description, columns: Sequence[str]) -> None:
        for column in columns:
            if column not in described.columns:
                raise UnknownName("there is no such column", store=self.name, table=table, column=column)

    def _require_writable(self, table: str, described: Description, columns: Sequence[str]) -> None:
        self._require(table, described, columns)
        for column in columns:
            if column in described.partitioned_by:
                raise ValueRefused(
                    "is part of the files' paths (a partition column), so a row can't get another value "
                    "in its place; delete the rows, or let the files' writer move them",
                    store=self.name,
                    table=table,
                    column=column,
                )
