"""The memory store, through the conformance suite and on its own."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from subjectrights.changes import Delete, Match, Update
from subjectrights.errors import DataMapError, StoreChanged, ValueRefused
from subjectrights.stores.base import Column, ForeignKey, Store, StoreSource, Table
from subjectrights.stores.memory import MemoryStore
from subjectrights.stores.registry import open_store
from subjectrights.terms import Outcome
from subjectrights.testing import Keys, StoreConformance


class TestMemoryStore(StoreConformance):
    max_examples = 150

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> MemoryStore:
        return MemoryStore.of("memory", tables, keys)

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        assert isinstance(store, MemoryStore)
        return dict(store.memory.tables)

    def change_from_outside(self, store: Store, table: str) -> bool:
        assert isinstance(store, MemoryStore)
        rows = store.memory.tables[table]
        store.memory.write(table, pa.concat_tables([rows, rows.slice(0, 1)]))
        return True


PEOPLE = pa.table({"id": ["p1", "p2"], "name": ["Ann", "Bo"], "boss": ["p2", None]})


def match(**keys: list[str]) -> Match:
    ((name, values),) = keys.items()
    return Match(columns=(name,), keys=pa.array(values))


def test_what_is_known_of_the_columns_is_reported() -> None:
    keys = Keys(
        primary=("id",),
        foreign=(
            ForeignKey(columns=("boss",), target="people", target_columns=("id",), on_delete="SET NULL"),
        ),
        not_null=("name",),
        unique=(("name",), ("name", "boss")),
        width={"name": 20},
        generated=("boss",),
        checked=("name",),
        allowed={"name": ("Ann", "Bo")},
    )
    store = MemoryStore.of("crm", {"people": PEOPLE, "others": PEOPLE}, {"people": keys})
    table = store.schema()["people"]
    assert table == Table(
        name="people",
        columns={
            "id": Column(name="id", type=pa.string(), nullable=False, unique=True),
            "name": Column(
                name="name",
                type=pa.string(),
                nullable=False,
                width=20,
                unique=True,
                checked=True,
                allowed=("Ann", "Bo"),
            ),
            "boss": Column(name="boss", type=pa.string(), generated=True),
        },
        primary_key=("id",),
        unique=keys.unique,
        foreign_keys=keys.foreign,
    )
    assert store.schema()["others"].columns["id"] == Column(name="id", type=pa.string())


def test_a_column_of_a_composite_key_is_not_unique_alone() -> None:
    store = MemoryStore.of("crm", {"people": PEOPLE}, {"people": Keys(primary=("id", "name"))})
    assert [column.unique for column in store.schema()["people"].columns.values()] == [False] * 3
    assert [column.nullable for column in store.schema()["people"].columns.values()] == [False, False, True]


def test_a_field_that_arrow_says_is_not_nullable_is_reported_so() -> None:
    schema = pa.schema([pa.field("id", pa.string(), nullable=False), pa.field("name", pa.string())])
    store = MemoryStore.of("crm", {"people": PEOPLE.select(["id", "name"]).cast(schema)})
    assert [column.nullable for column in store.schema()["people"].columns.values()] == [False, True]


def test_a_table_that_the_map_does_not_mention_is_reported_as_such() -> None:
    store = MemoryStore.of("crm", {"people": PEOPLE})
    store.memory.write("log", PEOPLE)
    assert {name: table.mapped for name, table in store.schema().items()} == {"people": True, "log": False}


def test_stores_of_one_source_share_their_tables() -> None:
    store = MemoryStore.of("crm", {"people": PEOPLE})
    staged = open_store(store.source).stage([Delete(table="people", match=match(id=["p1"]))], "run")
    staged.commit()
    assert store.memory.tables["people"].equals(PEOPLE.slice(1))
    assert store.outcome("run") is Outcome.COMMITTED


def test_a_source_without_tables_is_an_empty_store() -> None:
    assert MemoryStore(StoreSource(name="m", type="memory", folder=Path(), tables={})).schema() == {}


def test_tables_written_in_a_data_map_are_refused() -> None:
    source = StoreSource(
        name="m", type="memory", folder=Path(), tables={}, options={"memory": {"people": []}}
    )
    with pytest.raises(DataMapError, match=r"stores\.m\.memory"):
        MemoryStore(source)


def test_nothing_that_is_stored_is_shown() -> None:
    """Edge case 32."""
    store = MemoryStore.of("crm", {"people": PEOPLE})
    staged = store.stage([Delete(table="people", match=match(name=["Ann"]))], "run")
    assert "Ann" not in f"{store!r} {store.source!r} {store.memory!r} {staged!r}"


def test_the_last_of_several_updates_of_one_cell_wins() -> None:
    store = MemoryStore.of("crm", {"people": PEOPLE})
    changes = [
        Update(table="people", match=match(id=["p1", "p2"]), values={"name": pa.scalar("x")}),
        Update(table="people", match=match(name=["Bo"]), values={"name": pa.scalar("y")}),
    ]
    store.stage(changes, "run").commit()
    assert store.memory.tables["people"].column("name").to_pylist() == ["x", "y"]


def test_columns_of_any_arrow_type_survive_a_change_of_another_column() -> None:
    """Edge case 36: nanoseconds, dictionaries, lists and decimals are not passed through Python."""
    rows = pa.table(
        {
            "id": ["a", "b"],
            "at": pa.array([1, 2**62 + 1], pa.timestamp("ns", "UTC")),
            "kind": pa.array(["x", None]).dictionary_encode(),
            "tags": [[{"k": 1}], None],
            "sum": pa.array([Decimal("1.10"), None], pa.decimal128(38, 2)),
        }
    )
    store = MemoryStore.of("crm", {"rows": rows})
    staged = store.stage([Update(table="rows", match=match(id=["a"]), values={"id": pa.scalar("c")})], "run")
    staged.commit()
    after = store.memory.tables["rows"]
    assert after.schema == rows.schema
    assert after.drop_columns(["id"]).equals(rows.drop_columns(["id"]))
    assert after.column("id").to_pylist() == ["c", "b"]


def test_a_value_of_a_narrower_type_is_widened_and_a_wider_one_refused() -> None:
    rows = pa.table({"id": ["a"], "n": pa.array([1], pa.int16())})
    store = MemoryStore.of("crm", {"rows": rows})
    fits = Update(table="rows", match=match(id=["a"]), values={"n": pa.scalar(7, pa.int64())})
    store.stage([fits], "run").commit()
    assert store.memory.tables["rows"].column("n").to_pylist() == [7]
    with pytest.raises(ValueRefused) as caught:
        wide = Update(table="rows", match=match(id=["a"]), values={"n": pa.scalar(70_000)})
        store.stage([wide], "again")
    assert (caught.value.store, caught.value.table, caught.value.column) == ("crm", "rows", "n")
    assert "70000" not in str(caught.value)


def test_of_two_runs_staged_on_one_state_only_the_first_may_commit() -> None:
    """Edge case 31."""
    store = MemoryStore.of("crm", {"people": PEOPLE})
    first = store.stage([Delete(table="people", match=match(id=["p1"]))], "first")
    second = store.stage([Delete(table="people", match=match(id=["p2"]))], "second")
    first.check()
    first.commit()
    with pytest.raises(StoreChanged):
        second.check()


def test_runs_in_several_threads_lose_no_change() -> None:
    rows = pa.table({"id": [f"p{i}" for i in range(40)], "name": ["old"] * 40})
    store = MemoryStore.of("crm", {"people": rows})

    def run(number: int) -> None:
        change = Update(table="people", match=match(id=[f"p{number}"]), values={"name": pa.scalar("new")})
        while True:
            staged = store.stage([change], f"run{number}")
            with store.memory.lock:
                try:
                    staged.check()
                except StoreChanged:
                    continue
                staged.commit()
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(40)))
    assert store.memory.tables["people"].column("name").to_pylist() == ["new"] * 40
    assert all(store.outcome(f"run{number}") is Outcome.COMMITTED for number in range(40))
