"""The Parquet store through the conformance suite, its files read by pyarrow alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from subjectrights.stores.base import Store, StoreSource, TableSource
from subjectrights.stores.parquet import ParquetStore
from subjectrights.testing import Keys, StoreConformance


class TestParquetStore(StoreConformance):
    files = "*.parquet"

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> ParquetStore:
        for name, rows in tables.items():
            pq.write_table(rows, folder / f"{name}.parquet", row_group_size=max(rows.num_rows // 2, 1))
        sources = {name: TableSource(name=name, options={"path": f"{name}.parquet"}) for name in tables}
        return ParquetStore(StoreSource(name="archive", type="parquet", folder=folder, tables=sources))

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        return {
            name: pq.read_table(store.source.folder / str(table.options["path"]))
            for name, table in store.source.tables.items()
        }

    def change_from_outside(self, store: Store, table: str) -> bool:
        path = store.source.folder / str(store.source.tables[table].options["path"])
        rows = pq.read_table(path)
        pq.write_table(pa.concat_tables([rows, rows.slice(0, 1)]), path)
        return True


class TestParquetStoreOfManyFiles(TestParquetStore):
    """Each table in three files, found by a glob, one of them with the columns in another encoding."""

    files = "*/*.parquet"

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> ParquetStore:
        for name, rows in tables.items():
            (folder / name).mkdir()
            third = rows.num_rows // 3
            pq.write_table(rows.slice(0, third), folder / name / "a.parquet", compression="zstd")
            pq.write_table(rows.slice(third, third), folder / name / "b.parquet", use_dictionary=False)
            pq.write_table(
                rows.slice(2 * third), folder / name / "c.parquet", version="1.0", data_page_version="2.0"
            )
        sources = {name: TableSource(name=name, options={"path": f"{name}/*.parquet"}) for name in tables}
        return ParquetStore(StoreSource(name="archive", type="parquet", folder=folder, tables=sources))

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        return {
            name: pa.concat_tables(
                pq.read_table(path).cast(pq.read_schema(store.source.folder / name / "a.parquet"))
                for path in sorted((store.source.folder / name).glob("*.parquet"))
            )
            for name in store.source.tables
        }

    def change_from_outside(self, store: Store, table: str) -> bool:
        path = store.source.folder / table / "d.parquet"
        pq.write_table(pq.read_table(store.source.folder / table / "a.parquet"), path)
        return True
