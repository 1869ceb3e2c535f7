"""What the parts of the conformance suite share: the hooks a store's author fills in, and short hands."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pytest

from subjectrights.changes import Change, Count, Match
from subjectrights.stores.base import Store
from subjectrights.stores.memory import Keys
from subjectrights.testing.checks import assert_equal, assert_same_table

__all__ = ["VALUE_TYPES", "StoreHarness"]

VALUE_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "int64": pa.int64(),
    "bool": pa.bool_(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


class StoreHarness:
    """The hooks that a store's author fills in; two are required, `make_store` and `dump`."""

    types: ClassVar[tuple[str, ...]] = tuple(VALUE_TYPES)
    """Which of `VALUE_TYPES` the store can hold; where a type is missing its values are held as text."""

    ordered: ClassVar[bool] = True
    """Whether rows keep their order, in `find`, in `dump` and through a commit."""

    files: ClassVar[str | None] = None
    """A glob, under the folder given to `make_store`, of files that hold table rows and nothing else."""

    max_examples: ClassVar[int] = 25
    """How many random histories are compared with the memory store."""

    nulls: ClassVar[bool] = True
    """Whether the store knows NULL, as ``capabilities.nulls`` says; `make_store` gets no NULL if not."""

    _made: list[Store]

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> Store:
        """Build a real store that holds `tables`, apart from every other; a test may call this often.

        Args:
            folder: an empty folder, the store's own.
            tables: at least one table, each with at least two columns; perhaps without rows.
            keys: by table, keys to declare; of no use to a store that doesn't enforce them.

        Returns:
            The store, its tables mapped.
        """
        raise NotImplementedError("say in make_store how a store is made")

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        """Read the tables by other means than the store's own; types need only be castable.

        Args:
            store: one that `make_store` or `reopen` made.

        Returns:
            All rows that another program would see now; other tables may be among them.
        """
        raise NotImplementedError("say in dump how the tables are read by other means than the store's own")

    def reopen(self, store: Store) -> Store:
        """Open the same data anew, as the next process would after this one died."""
        return type(store)(store.source)

    def change_from_outside(self, store: Store, table: str) -> bool:
        """Change `table` as another program would while changes are staged, without removing rows.

        Returns:
            False where that can't be done, since the store keeps others out from stage to commit.
        """
        return False

    def destroy(self, store: Store) -> None:
        """Remove what `make_store` made outside its folder, such as a database on a server."""
        return

    @pytest.fixture(autouse=True)
    def _let_go(self) -> Iterator[None]:
        self._made = []
        yield
        for store in self._made:
            store.close()
            self.destroy(store)

    # ------------------------------------------------------------------ making and looking

    def made(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> Store:
        """A store that is closed and destroyed when the test ends."""
        folder.mkdir(parents=True, exist_ok=True)
        store = self.make_store(folder, tables, keys)
        self._made.append(store)
        assert_equal(
            store.capabilities.nulls, self.nulls, "capabilities.nulls beside the test class's `nulls`"
        )
        return store

    def after_a_crash(self, store: Store) -> Store:
        """The same data, opened by a process that knows nothing of what was staged."""
        store.close()
        opened = self.reopen(store)
        self._made.append(opened)
        return opened

    def assert_holds(self, store: Store, tables: Mapping[str, pa.Table], *, what: str = "store") -> None:
        """Fail unless the store holds these tables, seen from outside and through `find`."""
        dumped = self.dump(store)
        for name, expected in tables.items():
            assert_same_table(
                dumped[name], expected, ordered=self.ordered, what=f"{what}, {name} from outside"
            )
            found = self.found(store, name)
            assert_same_table(found, expected, ordered=self.ordered, what=f"{what}, {name} by find")

    def found(
        self, store: Store, table: str, columns: Sequence[str] | None = None, match: Match | None = None
    ) -> pa.Table:
        """What `find` yields, as one table."""
        batches = list(store.find(table, columns, match))
        described = store.schema()[table].columns
        names = list(described if columns is None else columns)
        schema = pa.schema([(name, described[name].type) for name in names])
        for batch in batches:
            assert_equal(batch.schema.names, names, f"columns of a batch of {table}")
            assert_equal(batch.schema.types, schema.types, f"types of a batch of {table}")
            assert_equal(batch.num_rows > 0, True, f"a batch of {table} has rows")
        return pa.table(
            {
                name: pa.chunked_array([b.column(i) for b in batches], schema.types[i])
                for i, name in enumerate(names)
            }
        )

    # ------------------------------------------------------------------ values and changes

    @property
    def absent(self) -> str | None:
        """A missing value as the store holds it: NULL, or the empty text where it knows no NULL."""
        return None if self.nulls else ""

    def column(self, type_: str, values: Sequence[Any]) -> pa.Array:
        """Values of one of `VALUE_TYPES`, as text where the store can't hold the type."""
        array = pa.array(values, VALUE_TYPES[type_])
        if type_ in self.types:
            return array
        return pa.array([None if value is None else str(value) for value in array.to_pylist()], pa.string())

    def match(
        self, store: Store, table: str, keys: Mapping[str, Any], missing: tuple[str, ...] = ()
    ) -> Match:
        """A match whose keys have the types of the store's columns."""
        described = store.schema()[table].columns
        arrays = []
        for name, values in keys.items():
            array = values if isinstance(values, pa.Array) else pa.array(values, self._plain(values))
            arrays.append(array.cast(described[name].type))
        if len(arrays) == 1:
            return Match(columns=tuple(keys), keys=arrays[0], missing=missing)
        struct = pa.StructArray.from_arrays(arrays, names=list(keys))
        return Match(columns=tuple(keys), keys=struct, missing=missing)

    def carry_out(
        self, store: Store, changes: Sequence[Change], token: str | None = None
    ) -> Mapping[str, Count]:
        """Stage, check and commit; returns what was counted."""
        staged = store.stage(changes, token or self.token())
        staged.check()
        counts = dict(staged.counts)
        staged.commit()
        return counts

    def token(self) -> str:
        """A new run's token."""
        return secrets.token_hex(16)

    def _plain(self, values: Sequence[Any]) -> pa.DataType | None:
        return None if any(value is not None for value in values) else pa.string()
