"""Stores of Parquet files."""

from __future__ import annotations

from subjectrights.stores.parquet.store import ParquetStore

__all__ = ["ParquetStore"]
