"""Finds the class of a store by the name of its kind.

Built-in kinds can't be replaced, and two installed packages offering one name are an error: which code
erases is not left to installation order.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points

from subjectrights.errors import DataMapError, MissingExtra
from subjectrights.stores.base import Store, StoreSource
from subjectrights.suggest import hint

__all__ = ["BUILT_IN", "ENTRY_POINT_GROUP", "open_store", "store_kinds"]

ENTRY_POINT_GROUP = "subjectrights.stores"

BUILT_IN = {
    "sql": "subjectrights.stores.sql:SqlStore",
    "csv": "subjectrights.stores.csv:CsvStore",
    "parquet": "subjectrights.stores.parquet:ParquetStore",
    "memory": "subjectrights.stores.memory:MemoryStore",
}

_OPTIONS = {
    "sql": ("url", "schema", "lock_timeout", "purge"),
    "csv": ("lock_timeout",),
    "parquet": ("lock_timeout",),
}
"""What the built-in kinds take; others look at their own."""


def store_kinds() -> tuple[str, ...]:
    """The kinds of store that can be opened here, built in or installed."""
    installed = {point.name for point in entry_points(group=ENTRY_POINT_GROUP)}
    return tuple(sorted({*BUILT_IN, *installed}))


def open_store(source: StoreSource) -> Store:
    """Make the store that `source` describes; neither disk nor network is touched yet.

    Args:
        source: where the store lies and of what kind it is.

    Returns:
        The store.

    Raises:
        DataMapError: no such kind of store, two packages offer it, or a built-in kind has no such option.
        MissingExtra: the kind needs a package that is not installed.
    """
    if source.type in _OPTIONS:
        _check_options(source, _OPTIONS[source.type])
    return _class_of(source.type)(source)


def _check_options(source: StoreSource, there: tuple[str, ...]) -> None:
    for option in source.options:
        if option not in there:
            raise DataMapError(
                f"stores.{source.name}: a store of type {source.type} has no option "
                f"{option!r}{hint(option, there)}"
            )


def _class_of(kind: str) -> type[Store]:
    if kind in BUILT_IN:
        module, _, name = BUILT_IN[kind].partition(":")
        found = getattr(import_module(module), name)
    else:
        points = list(entry_points(group=ENTRY_POINT_GROUP, name=kind))
        if not points:
            raise DataMapError(
                f"no kind of store is called {kind!r}; there are {', '.join(store_kinds())}. "
                f"A package that offers it names it under the entry point {ENTRY_POINT_GROUP!r}."
            )
        if len(points) > 1:
            offers = ", ".join(sorted(point.dist.name if point.dist else point.value for point in points))
            raise DataMapError(f"several installed packages offer the store {kind!r} ({offers}); keep one")
        try:
            found = points[0].load()
        except ImportError:
            raise MissingExtra(
                f"the store {kind!r} can't be loaded: a package it needs is not installed"
            ) from None
        except AttributeError:
            raise DataMapError(
                f"the store {kind!r} can't be loaded: {points[0].value} names nothing that is there"
            ) from None
    if not (isinstance(found, type) and issubclass(found, Store)):
        raise DataMapError(f"what is offered as the store {kind!r} is not a subjectrights Store")
    return found
