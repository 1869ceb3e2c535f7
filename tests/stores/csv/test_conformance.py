"""The CSV store is held to what every store must do."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from subjectrights.stores.base import Store, StoreSource, TableSource
from subjectrights.stores.csv import CsvStore
from subjectrights.testing import StoreConformance


class TestCsvStore(StoreConformance):
    types: ClassVar[tuple[str, ...]] = ("text",)
    files: ClassVar[str | None] = "*.csv"
    nulls: ClassVar[bool] = False

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Any] | None = None
    ) -> Store:
        for name, rows in tables.items():
            texts = [column.cast(pa.string()).to_pylist() for column in rows.columns]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(rows.column_names)
                writer.writerows(zip(*texts, strict=True))
        sources = {
            name: TableSource(name=name, options={"path": f"{name}.csv", "delimiter": ","}) for name in tables
        }
        return CsvStore(StoreSource(name="campaigns", type="csv", folder=folder, tables=sources))

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        found = {}
        for name, table in store.source.tables.items():
            path = store.source.folder / table.options["path"]
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            columns = zip(*rows, strict=True) if rows else ([] for _ in header)
            found[name] = pa.table(
                {key: pa.array(list(cells), pa.string()) for key, cells in zip(header, columns, strict=True)}
            )
        return found

    def change_from_outside(self, store: Store, table: str) -> bool:
        path = store.source.folder / f"{table}.csv"
        width = path.read_text(encoding="utf-8").partition("\n")[0].count(",")
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write("outside" + "," * width + "\r\n")
        return True
