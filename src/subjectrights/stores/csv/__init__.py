"""CSV files as a store: every row but those that change keeps its bytes."""

from __future__ import annotations

from subjectrights.stores.csv.store import CsvStore

__all__ = ["CsvStore"]
