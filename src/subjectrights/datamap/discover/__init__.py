"""Drafts a data map from live stores, and says in it what it guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from subjectrights.datamap.discover.guesses import draft
from subjectrights.datamap.discover.places import look_into
from subjectrights.datamap.discover.writing import written

__all__ = ["discover"]


def discover(stores: Mapping[str, str | Path], *, folder: str | Path = ".") -> str:
    """Draft a data map from what is there: names of tables and columns, and foreign keys; no row is read.

    Args:
        stores: by the name each store shall have, where it lies: a database's URL, a SQLite file, or a
            path, folder or glob of CSV or Parquet files.
        folder: where the map will be put; relative paths start there.

    Returns:
        YAML text that loads, with a comment beside each guess. A URL that holds a password is left out; the
        map reads it from the environment.

    Raises:
        RequestError: a store's name is no plain name, or its files are of no kind that is known.
        StoreUnavailable, MalformedData: a place can't be read.
    """
    places = [look_into(name, str(place), Path(folder).absolute()) for name, place in stores.items()]
    return written(draft(places), places)
