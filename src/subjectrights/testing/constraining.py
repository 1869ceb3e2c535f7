"""Conformance of stores that enforce keys, and of those that only report them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from subjectrights.changes import Change, Delete, Update
from subjectrights.errors import NothingChanged
from subjectrights.stores.base import ForeignKey, Store
from subjectrights.stores.memory import Keys
from subjectrights.testing.checks import assert_equal, refused
from subjectrights.testing.harness import StoreHarness
from subjectrights.testing.samples import CANARY, text_table, with_cells

__all__ = ["Constraining"]

KEYS: Mapping[str, Keys] = {
    "customers": Keys(primary=("id",), not_null=("name",), unique=(("email",),)),
    "orders": Keys(
        primary=("id",),
        foreign=(ForeignKey(columns=("customer",), target="customers", target_columns=("id",)),),
    ),
}


def _customers() -> pa.Table:
    return text_table({"id": ["c1", "c2"], "name": ["Ann", CANARY], "email": ["a@x.com", CANARY]})


def _orders() -> pa.Table:
    return text_table({"id": ["o1", "o2", "o3"], "customer": ["c1", "c2", "c2"], "of": ["a", "b", CANARY]})


class Constraining(StoreHarness):
    """Foreign keys, uniqueness, NOT NULL."""

    def _shop(self, folder: Path) -> Store:
        return self.made(folder, {"customers": _customers(), "orders": _orders()}, KEYS)

    def test_keys_are_reported(self, tmp_path: Path) -> None:
        """The planner reads them; a store that enforces none may know none."""
        store = self._shop(tmp_path)
        if not store.capabilities.enforces_keys:
            return
        customers, orders = store.schema()["customers"], store.schema()["orders"]
        assert_equal(customers.primary_key, ("id",), "primary key")
        assert_equal(orders.primary_key, ("id",), "primary key")
        assert_equal(customers.columns["id"].unique, True, "a key of one column is unique")
        assert_equal(customers.columns["email"].unique, True, "a unique column")
        assert_equal(customers.columns["name"].unique, False, "another column")
        assert_equal(customers.columns["name"].nullable, False, "nullable, NOT NULL")
        assert_equal(orders.columns["of"].nullable, True, "nullable")
        found = [(key.columns, key.target, key.target_columns, key.on_delete) for key in orders.foreign_keys]
        assert_equal(found, [(("customer",), "customers", ("id",), None)], "foreign keys")

    def test_changes_of_linked_tables_may_come_in_any_order(self, tmp_path: Path) -> None:
        """The store finds an order that its foreign keys allow."""
        for turned in (False, True):
            store = self._shop(tmp_path / str(turned))
            changes = [
                Delete(table="customers", match=self.match(store, "customers", {"id": ["c2"]})),
                Delete(table="orders", match=self.match(store, "orders", {"customer": ["c2"]})),
            ]
            self.carry_out(store, changes[::-1] if turned else changes)
            self.assert_holds(store, {"customers": _customers().slice(0, 1), "orders": _orders().slice(0, 1)})

    def test_a_delete_that_a_foreign_key_blocks_changes_nothing(self, tmp_path: Path) -> None:
        """Edge cases 15 and 32: refused before anything is seen, without telling the key."""
        store = self._shop(tmp_path)
        change = Delete(table="customers", match=self.match(store, "customers", {"email": [CANARY]}))
        allowed = {"customers": _customers().slice(0, 1), "orders": _orders()}
        self._refused_where_enforced(store, change, allowed)

    def test_null_in_a_column_that_must_have_a_value_changes_nothing(self, tmp_path: Path) -> None:
        """Edge cases 19 and 32; a store that knows neither keys nor NULL empties the cell."""
        store = self._shop(tmp_path)
        match = self.match(store, "customers", {"email": [CANARY]})
        change = Update(table="customers", match=match, values={"name": pa.scalar(None, pa.string())})
        allowed = {"customers": with_cells(_customers(), "name", {1: self.absent}), "orders": _orders()}
        self._refused_where_enforced(store, change, allowed)

    def test_a_value_that_another_row_has_changes_nothing_in_a_unique_column(self, tmp_path: Path) -> None:
        """Edge cases 19 and 32: a constant for the second person."""
        store = self._shop(tmp_path)
        match = self.match(store, "customers", {"id": ["c1"]})
        change = Update(table="customers", match=match, values={"email": pa.scalar(CANARY)})
        allowed = {"customers": with_cells(_customers(), "email", {0: CANARY}), "orders": _orders()}
        self._refused_where_enforced(store, change, allowed)

    def _refused_where_enforced(self, store: Store, change: Change, allowed: Mapping[str, pa.Table]) -> None:
        if not store.capabilities.enforces_keys:
            self.carry_out(store, [change])
            self.assert_holds(store, allowed)
            return
        token = self.token()
        with refused(NothingChanged, without=(CANARY,)):
            store.stage([change], token)
        self.assert_holds(store, {"customers": _customers(), "orders": _orders()}, what="refused")
        store.discard(token)
        first = Update(
            table="orders", match=self.match(store, "orders", {"id": ["o1"]}), values={"of": pa.scalar("z")}
        )
        self.carry_out(store, [first], token)
        self.assert_holds(
            store,
            {"customers": _customers(), "orders": with_cells(_orders(), "of", {0: "z"})},
            what="used again",
        )
