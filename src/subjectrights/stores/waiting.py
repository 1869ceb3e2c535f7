"""How long a store waits for somebody else's lock, as the data map says."""

from __future__ import annotations

from subjectrights.errors import DataMapError
from subjectrights.stores.base import StoreSource

__all__ = ["lock_timeout"]

_DEFAULT = 10.0


def lock_timeout(source: StoreSource) -> float:
    """The store's option ``lock_timeout``, in seconds; ten where it states none.

    Args:
        source: what the data map says of the store.

    Raises:
        DataMapError: it is no number of seconds.
    """
    wait = source.options.get("lock_timeout", _DEFAULT)
    if isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait < float("inf"):
        raise DataMapError(f"stores.{source.name}.lock_timeout: a number of seconds is needed")
    return float(wait)
