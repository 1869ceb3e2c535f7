"""Makes the stores that a map describes."""

from __future__ import annotations

from subjectrights.datamap.model import DataMap
from subjectrights.stores.base import Store, StoreSource, TableSource
from subjectrights.stores.registry import open_store

__all__ = ["open_mapped"]


def open_mapped(datamap: DataMap, name: str) -> Store:
    """A store as the map describes it; neither disk nor network is touched yet.

    Args:
        datamap: the map.
        name: the store's name there.

    Raises:
        DataMapError: what the map says of the store can't be.
        MissingExtra: its kind needs a package that is not installed.
    """
    store = datamap.stores[name]
    tables = {
        table: TableSource(name=table, options=described.store_options())
        for table, described in store.tables.items()
    }
    options = store.store_options()
    source = StoreSource(name=name, type=store.type, folder=datamap.folder, tables=tables, options=options)
    return open_store(source)
