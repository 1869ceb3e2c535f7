"""What part of the data a right is asked for: categories, columns, tables, stores, purposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from subjectrights.datamap.model import DataMap, TableRef, within
from subjectrights.errors import UnknownName
from subjectrights.identity.columns import Schemas
from subjectrights.suggest import known, unknown

__all__ = ["Scope", "table_named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A part of the data; everything where nothing is named.

    What is named narrows together: a column is in scope when its store or table is (where any is named)
    and its category or the column itself is (where any is named) and all its purposes are (where any is).
    """

    categories: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    tables: tuple[TableRef, ...] = ()
    stores: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        datamap: DataMap,
        schemas: Schemas,
        *,
        categories: Iterable[str] | None = None,
        columns: Iterable[str] | None = None,
        tables: Iterable[str] | None = None,
        stores: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
    ) -> Scope:
        """A scope from names as a user writes them.

        Raises:
            UnknownName: a name the map doesn't know, with the nearest one it does.
        """
        scope = cls(
            categories=_names(categories, "categories"),
            columns=_names(columns, "columns"),
            tables=tuple(table_named(datamap, name) for name in _names(tables, "tables")),
            stores=_names(stores, "stores"),
            purposes=_names(purposes, "purposes"),
        )
        _known("store", scope.stores, datamap.stores)
        _known("purpose", scope.purposes, datamap.purposes)
        there = sorted(
            {
                table.column(column).category
                for ref, table in datamap.tables()
                for column in (*table.columns, *_columns(schemas, ref))
            }
        )
        for category in scope.categories:
            if not any(within(held, category) for held in there):
                raise unknown("category", category, there)
        full = [
            f"{ref}.{c}" for ref, table in datamap.tables() for c in {*table.columns, *_columns(schemas, ref)}
        ]
        _known("column", scope.columns, sorted(full))
        return scope

    def names(self) -> dict[str, tuple[str, ...]]:
        """The names it was made of, as :meth:`of` takes them."""
        named = {
            "categories": self.categories,
            "columns": self.columns,
            "tables": tuple(map(str, self.tables)),
            "stores": self.stores,
            "purposes": self.purposes,
        }
        return {kind: names for kind, names in named.items() if names}

    @property
    def whole_rows(self) -> bool:
        """Whether it takes whole rows rather than some columns of them."""
        return not (self.categories or self.columns or self.purposes)

    def takes_table(self, ref: TableRef) -> bool:
        """Whether the table is in scope at all."""
        if not (self.tables or self.stores):
            return True
        return ref in self.tables or ref.store in self.stores

    def names_column(self, datamap: DataMap, ref: TableRef, column: str) -> bool:
        """Whether the column is asked for by category or name, its purposes aside."""
        if not (self.categories or self.columns):
            return True
        category = datamap.table(ref).column(column).category
        return f"{ref}.{column}" in self.columns or any(
            within(category, wanted) for wanted in self.categories
        )

    def other_purposes(self, datamap: DataMap, ref: TableRef, column: str) -> tuple[str, ...]:
        """The purposes the column is also held for and that are not asked for; those keep it."""
        if not self.purposes:
            return ()
        return tuple(p for p in datamap.purposes_of(ref, column) if p not in self.purposes)

    def serves_purpose(self, datamap: DataMap, ref: TableRef, column: str) -> bool:
        """Whether the column is held for one of the purposes asked for (any, where none is named)."""
        return not self.purposes or any(p in self.purposes for p in datamap.purposes_of(ref, column))


def table_named(datamap: DataMap, name: str) -> TableRef:
    """A mapped table from ``store.table``.

    Raises:
        UnknownName: there is none of that name.
    """
    refs = {str(ref): ref for ref, _ in datamap.tables()}
    if name not in refs:
        raise unknown("table", name, list(refs))
    return refs[name]


def _columns(schemas: Schemas, ref: TableRef) -> tuple[str, ...]:
    table = schemas.get(ref.store, {}).get(ref.table)
    return tuple(table.columns) if table else ()


def _names(given: Iterable[str] | None, what: str) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        raise UnknownName(f"{what}= takes a list of names, not one text")
    return tuple(given)


def _known(kind: str, names: Iterable[str], there: Iterable[str]) -> None:
    for name in names:
        known(kind, name, there)
