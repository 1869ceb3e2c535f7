"""What every check of the map is given: the map, what the stores have, and a way to say what was found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from subjectrights.datamap.findings import Finding, Level
from subjectrights.datamap.model import DataMap, TableMap, TableRef
from subjectrights.errors import SubjectRightsError
from subjectrights.stores.base import Store, Table

__all__ = ["Checked", "Ground", "look", "nearest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A map and what its stores have.

    Args:
        datamap: the map.
        stores: the stores that the map names.
        schemas: by store, its tables; without the stores that couldn't be looked into.
    """

    datamap: DataMap
    stores: Mapping[str, Store]
    schemas: Mapping[str, Mapping[str, Table]]

    def table(self, ref: TableRef) -> Table | None:
        """A table as its store has it; None where it couldn't be looked at or isn't there."""
        return self.schemas.get(ref.store, {}).get(ref.table)

    def tables(self) -> Iterator[Checked]:
        """Every table of the map that is there."""
        for ref, table_map in self.datamap.tables():
            table = self.table(ref)
            if table is not None:
                yield Checked(ground=self, ref=ref, map=table_map, table=table)

    def finding(
        self,
        level: Level,
        code: str,
        message: str,
        hint: str = "",
        *,
        ref: TableRef,
        column: str | None = None,
        path: tuple[str | int, ...] = (),
    ) -> Finding:
        """A finding at a table of the map, with the line of the key at `path` below it."""
        file, line = self.datamap.line_of("stores", ref.store, "tables", ref.table, *path)
        return Finding(
            level=level,
            code=code,
            message=message,
            hint=hint,
            store=ref.store,
            table=ref.table,
            column=column,
            file=file,
            line=line,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One table of the map, with what the store has."""

    ground: Ground
    ref: TableRef
    map: TableMap
    table: Table

    @property
    def nulls(self) -> bool:
        """Whether the store tells NULL from the empty text."""
        return self.ground.stores[self.ref.store].capabilities.nulls

    @property
    def enforces_keys(self) -> bool:
        """Whether the store has keys and enforces them."""
        return self.ground.stores[self.ref.store].capabilities.enforces_keys

    def finding(
        self,
        level: Level,
        code: str,
        message: str,
        hint: str = "",
        *,
        column: str | None = None,
        path: tuple[str | int, ...] = (),
    ) -> Finding:
        """A finding at this table."""
        return self.ground.finding(level, code, message, hint, ref=self.ref, column=column, path=path)


def look(store: Store) -> tuple[Mapping[str, Table], list[SubjectRightsError]]:
    """A store's tables; where one of them can't be looked at, the others all the same.

    Args:
        store: the store.

    Returns:
        The tables and the errors, those of single tables with their `table`.
    """
    errors: list[SubjectRightsError] = []
    sources = dict(store.source.tables)
    opened = store
    while True:
        try:
            return opened.schema(), errors
        except SubjectRightsError as error:
            errors.append(error)
            if sources.pop(error.table or "", None) is None or not sources:
                return {}, errors
        finally:
            if opened is not store:
                opened.close()
        opened = type(store)(replace(store.source, tables=sources))


def nearest(name: str, there: Iterable[str]) -> str:
    """A hint at the name that was probably meant; empty where none is near."""
    folded = {other.casefold(): other for other in there}
    near = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"Did you mean {folded[near[0]]!r}?" if near else ""
