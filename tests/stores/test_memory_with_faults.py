"""The conformance suite catches stores that are wrong: each fault here by the test named beside it."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from subjectrights.changes import Change, Count, Delete, Match, Update
from subjectrights.errors import UnknownName
from subjectrights.stores.base import Residue, Staged, Store
from subjectrights.stores.memory import Memory, MemoryStore
from subjectrights.terms import Outcome
from subjectrights.testing import Keys, StoreConformance


class Comparing(MemoryStore):
    """Compares `fold` of a cell with `fold` of a key."""

    @staticmethod
    def fold(value: Any) -> Any:
        return value

    def _position_of(self, rows: pa.Table, match: Match) -> set[int]:
        keys = {tuple(map(self.fold, key)) for key in zip(*_lists(match.key_columns()), strict=True)}
        cells = zip(*(rows.column(name).to_pylist() for name in match.columns), strict=True)
        return {place for place, cell in enumerate(cells) if tuple(map(self.fold, cell)) in keys}

    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        if match is None:
            return super().find(table, columns)
        rows = self.memory.tables[table]
        taken = rows.take(pa.array(sorted(self._position_of(rows, match)), pa.int64()))
        taken = taken.select(list(columns or taken.column_names))
        return iter([batch for batch in taken.to_batches() if batch.num_rows])


def _lists(arrays: Mapping[str, pa.Array]) -> list[list[Any]]:
    return [array.to_pylist() for array in arrays.values()]


class FoldsCase(Comparing):
    fold = staticmethod(lambda value: value.casefold() if isinstance(value, str) else value)


class DropsBlanks(Comparing):
    fold = staticmethod(lambda value: value.strip() if isinstance(value, str) else value)


class Normalises(Comparing):
    fold = staticmethod(
        lambda value: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
    )


class ComparesAsFloats(Comparing):
    fold = staticmethod(lambda value: float(value) if type(value) is int else value)


class ForgetsFalsyKeys(Comparing):
    def _position_of(self, rows: pa.Table, match: Match) -> set[int]:
        cells = rows.column(match.columns[0]).to_pylist()
        return {place for place in super()._position_of(rows, match) if cells[place]}


class ComparesColumnByColumn(Comparing):
    def _position_of(self, rows: pa.Table, match: Match) -> set[int]:
        whole = set(range(rows.num_rows))
        for name, keys in match.key_columns().items():
            cells = rows.column(name).to_pylist()
            whole &= {place for place, cell in enumerate(cells) if cell in set(keys.to_pylist())}
        return whole


class GluesKeys(Comparing):
    def _position_of(self, rows: pa.Table, match: Match) -> set[int]:
        keys = {"".join(map(str, key)) for key in zip(*_lists(match.key_columns()), strict=True)}
        cells = zip(*(rows.column(name).to_pylist() for name in match.columns), strict=True)
        return {place for place, cell in enumerate(cells) if "".join(map(str, cell)) in keys}


class TakesNoKeysForAll(Comparing):
    def _position_of(self, rows: pa.Table, match: Match) -> set[int]:
        return super()._position_of(rows, match) if match else set(range(rows.num_rows))


class IgnoresMissing(Comparing):
    """The base class does already."""


class TellsKeys(MemoryStore):
    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        try:
            return super().find(table, columns, match)
        except UnknownName:
            told = match.keys.to_pylist() if match else ()
            raise UnknownName(f"nothing is called so (looking for {told})") from None


class YieldsEmptyBatches(MemoryStore):
    def find(
        self, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> Iterator[pa.RecordBatch]:
        found = list(super().find(table, columns, match))
        return iter(found or [pa.RecordBatch.from_pylist([], self.memory.tables[table].schema)])


class Wrapped(Staged):
    """Hands everything on; a faulty one overrides something."""

    def __init__(self, inner: Staged, memory: Memory, token: str) -> None:
        self.inner, self.memory, self.token = inner, memory, token
        self.counts = inner.counts

    def check(self) -> None:
        self.inner.check()

    def commit(self) -> None:
        self.inner.commit()

    def abort(self) -> None:
        self.inner.abort()


class Staging(MemoryStore):
    wrapper: type[Wrapped] = Wrapped

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        return self.wrapper(super().stage(changes, token), self.memory, token)


class CommitsWhenStaged(MemoryStore):
    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        staged = super().stage(changes, token)
        staged.commit()
        return staged


class NeverChecks(Staging):
    class wrapper(Wrapped):
        def check(self) -> None:
            return


class CommitsOnAbort(Staging):
    class wrapper(Wrapped):
        def abort(self) -> None:
            self.inner.commit()


class CountsNothing(Staging):
    class wrapper(Wrapped):
        def __init__(self, inner: Staged, memory: Memory, token: str) -> None:
            super().__init__(inner, memory, token)
            self.counts = dict.fromkeys(inner.counts, Count())


class ForgetsWhatItCommitted(Staging):
    class wrapper(Wrapped):
        def commit(self) -> None:
            self.inner.commit()
            self.memory.committed.clear()


class RemovesABystander(Staging):
    class wrapper(Wrapped):
        def commit(self) -> None:
            self.inner.commit()
            for name in self.counts:
                self.memory.write(name, self.memory.tables[name].slice(1))


class OneAfterAnother(MemoryStore):
    """Each change sees what the ones before it wrote."""

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        before = dict(self.memory.tables)
        counts: dict[str, Count] = {}
        for change in changes:
            staged = super().stage([change], token)
            staged.commit()
            for name, count in staged.counts.items():
                counts[name] = counts.get(name, Count()) + count
        after = {name: self.memory.tables[name] for name in counts}
        self.memory.tables.update(before)
        self.memory.committed.discard(token)
        whole = super().stage([], token)

        class Later(Wrapped):
            def commit(self) -> None:
                for name, rows in after.items():
                    self.memory.write(name, rows)
                self.inner.commit()

        later = Later(whole, self.memory, token)
        later.counts = counts
        return later


class KeepsUpdatedRows(MemoryStore):
    """An update of a row saves it from a delete."""

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        updates = [change for change in changes if isinstance(change, Update)]
        return super().stage(
            [self._spared(c, updates) if isinstance(c, Delete) else c for c in changes], token
        )

    def _spared(self, change: Delete, updates: Sequence[Update]) -> Delete:
        (column,) = change.match.columns
        saved = {
            cell
            for update in updates
            for batch in self.find(change.table, [column], update.match)
            for cell in batch.column(0).to_pylist()
        }
        keys = [key for key in change.match.keys.to_pylist() if key not in saved]
        match = Match(columns=(column,), keys=pa.array(keys, change.match.keys.type))
        return Delete(table=change.table, match=match)


class WritesByPlace(MemoryStore):
    """Takes the values in the rows' order, not in the keys'."""

    def stage(self, changes: Sequence[Change], token: str) -> Staged:
        return super().stage([self._turned(c) if isinstance(c, Update) else c for c in changes], token)

    def _turned(self, change: Update) -> Update:
        order = change.match.keys.sort() if change.match.keys.type == pa.string() else change.match.keys
        return Update(
            table=change.table, match=Match(columns=change.match.columns, keys=order), values=change.values
        )


class AlwaysCommitted(MemoryStore):
    def outcome(self, token: str) -> Outcome:
        return Outcome.COMMITTED


class DiscardsAllRuns(MemoryStore):
    def discard(self, token: str) -> None:
        self.memory.committed.clear()


class NeverDiscards(MemoryStore):
    def discard(self, token: str) -> None:
        return


class StampsNothing(MemoryStore):
    def stamp(self, table: str) -> str | None:
        return "always"


class MindsCase(MemoryStore):
    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        for name, rows in self.memory.tables.items():
            for column in rows.column_names:
                cells = rows.column(column).to_pylist()
                count = sum(any(needle in cell for needle in needles if len(needle) > 2) for cell in cells)
                if count:
                    yield Residue(store=self.name, table=name, column=column, count=count)


class FindsParts(MemoryStore):
    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        for name, rows in self.memory.tables.items():
            for column in rows.column_names:
                cells = [cell.casefold() for cell in rows.column(column).to_pylist()]
                count = sum(any(n.casefold() in cell for n in needles if len(n) > 2) for cell in cells)
                if count:
                    yield Residue(store=self.name, table=name, column=column, count=count)


class NeverSearches(MemoryStore):
    def search(self, needles: Sequence[str]) -> Iterator[Residue]:
        return iter(())


CAUGHT: list[tuple[type[MemoryStore], str]] = [
    (FoldsCase, "test_texts_are_compared_exactly"),
    (DropsBlanks, "test_texts_are_compared_exactly"),
    (Normalises, "test_texts_are_compared_exactly"),
    (ComparesAsFloats, "test_integers_near_the_limit_of_a_float_are_compared_exactly"),
    (ForgetsFalsyKeys, "test_values_of_every_type_are_found"),
    (ForgetsFalsyKeys, "test_the_empty_text_is_a_key_like_any_other"),
    (ComparesColumnByColumn, "test_keys_of_several_columns_are_matched_as_tuples"),
    (GluesKeys, "test_the_fields_of_a_key_are_never_glued_together"),
    (TakesNoKeysForAll, "test_a_match_without_keys_finds_nothing"),
    (TakesNoKeysForAll, "test_a_null_key_matches_nothing"),
    (IgnoresMissing, "test_missing_columns_match_only_null"),
    (TellsKeys, "test_an_unknown_column_is_refused_without_telling_the_key"),
    (YieldsEmptyBatches, "test_a_match_that_no_row_fits_finds_nothing"),
    (CommitsWhenStaged, "test_what_is_staged_is_seen_by_nobody_until_it_is_committed"),
    (CommitsWhenStaged, "test_a_crash_before_the_commit_leaves_everything_as_it_was"),
    (NeverChecks, "test_a_change_from_outside_is_noticed_before_the_commit"),
    (CommitsOnAbort, "test_an_abort_leaves_everything_as_it_was"),
    (CountsNothing, "test_counts_are_known_before_the_commit"),
    (CountsNothing, "test_random_histories_end_as_they_do_in_memory"),
    (ForgetsWhatItCommitted, "test_the_outcome_of_a_run_is_known_after_a_crash"),
    (RemovesABystander, "test_a_delete_removes_exactly_its_rows"),
    (RemovesABystander, "test_random_histories_end_as_they_do_in_memory"),
    (OneAfterAnother, "test_changes_are_simultaneous"),
    (OneAfterAnother, "test_two_updates_of_one_row_both_count_once"),
    (KeepsUpdatedRows, "test_a_row_both_deleted_and_updated_is_deleted"),
    (WritesByPlace, "test_an_update_writes_one_value_a_key"),
    (AlwaysCommitted, "test_the_outcome_of_a_run_is_known_after_a_crash"),
    (DiscardsAllRuns, "test_a_discard_leaves_other_runs_alone"),
    (NeverDiscards, "test_the_outcome_of_a_run_is_known_after_a_crash"),
    (StampsNothing, "test_a_stamp_stands_still_until_the_table_changes"),
    (MindsCase, "test_search_counts_the_cells_that_hold_a_needle_whatever_its_case"),
    (FindsParts, "test_search_finds_an_address_as_a_whole_one_alone"),
    (FindsParts, "test_search_finds_an_address_in_either_spelling"),
    (NeverSearches, "test_search_looks_for_many_needles_at_once"),
]


@pytest.mark.parametrize(
    ("faulty", "test"), CAUGHT, ids=[f"{faulty.__name__}-{test}" for faulty, test in CAUGHT]
)
def test_a_faulty_store_is_caught(faulty: type[MemoryStore], test: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        suite_for(faulty, tmp_path)(test)


@pytest.mark.parametrize("test", sorted({test for _, test in CAUGHT}))
def test_a_right_store_is_not_caught_by_the_same_means(test: str, tmp_path: Path) -> None:
    suite_for(MemoryStore, tmp_path)(test)


def suite_for(kind: type[MemoryStore], folder: Path) -> Callable[[str], None]:
    class Suite(StoreConformance):
        max_examples = 200

        def make_store(
            self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
        ) -> MemoryStore:
            return kind.of("faulty", tables, keys)

        def dump(self, store: Store) -> Mapping[str, pa.Table]:
            assert isinstance(store, MemoryStore)
            return dict(store.memory.tables)

        def change_from_outside(self, store: Store, table: str) -> bool:
            assert isinstance(store, MemoryStore)
            store.memory.write(table, store.memory.tables[table])
            return True

    def run(test: str) -> None:
        suite = Suite()
        suite._made = []
        getattr(suite, test)(folder)

    return run
