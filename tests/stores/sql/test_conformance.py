"""The three databases through the suite that every store passes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from tests.databases import fresh_database

from subjectrights.stores.base import Store, StoreSource, TableSource
from subjectrights.stores.sql import SqlStore
from subjectrights.testing import Keys, StoreConformance

COLUMN_TYPES: Mapping[pa.DataType, Any] = {
    pa.int64(): sa.BigInteger(),
    pa.bool_(): sa.Boolean(),
    pa.float64(): sa.Double(),
    pa.date32(): sa.Date(),
    pa.timestamp("us"): sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql"),
}


class SqlConformance(StoreConformance):
    """What the three have in common: tables are made and dumped by SQLAlchemy's own types."""

    ordered = False
    kind: ClassVar[str]
    url: ClassVar[str]
    server: ClassVar[sa.Engine]
    made_tables: ClassVar[dict[tuple[str, str | None], tuple[sa.Engine, sa.MetaData]]]

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _database(
        cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[None]:
        with fresh_database(cls.kind, tmp_path_factory.mktemp("database")) as url:
            request.cls.url = url
            request.cls.server = sa.create_engine(url)
            request.cls.made_tables = {}
            yield
            request.cls.server.dispose()

    def make_store(
        self, folder: Path, tables: Mapping[str, pa.Table], keys: Mapping[str, Keys] | None = None
    ) -> SqlStore:
        engine, options = self.place(folder)
        metadata = sa.MetaData(schema=options.get("schema"))
        for name, rows in tables.items():
            self.table(metadata, name, rows, (keys or {}).get(name, Keys()))
        with engine.begin() as connection:
            metadata.create_all(connection, checkfirst=False)
            for table in metadata.sorted_tables:
                rows = tables[table.name].to_pylist()
                if rows:
                    connection.execute(sa.insert(table), rows)
        self.made_tables[options["url"], options.get("schema")] = engine, metadata
        source = StoreSource(
            name="crm",
            type="sql",
            folder=folder,
            tables={name: TableSource(name=name) for name in tables},
            options=options,
        )
        return SqlStore(source)

    def table(self, metadata: sa.MetaData, name: str, rows: pa.Table, keys: Keys) -> None:
        text = self.text(keys)
        columns = [
            sa.Column(
                field.name,
                COLUMN_TYPES.get(field.type, text),
                nullable=field.name not in {*keys.primary, *keys.not_null},
                primary_key=field.name in keys.primary,
                autoincrement=False,
            )
            for field in rows.schema
        ]
        limits: list[Any] = [sa.UniqueConstraint(*columns) for columns in keys.unique]
        for key in keys.foreign:
            schema = f"{metadata.schema}." if metadata.schema else ""
            targets = [f"{schema}{key.target}.{column}" for column in key.target_columns]
            limits.append(sa.ForeignKeyConstraint(key.columns, targets))
        sa.Table(name, metadata, *columns, *limits, mysql_engine="InnoDB")

    def text(self, keys: Keys) -> Any:
        return sa.Text()

    def place(self, folder: Path) -> tuple[sa.Engine, dict[str, str]]:
        name = f"sr_{secrets.token_hex(6)}"
        with self.server.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name))
        return self.server, {"url": self.url, "schema": name}

    def destroy(self, store: Store) -> None:
        cascade = self.kind == "postgresql"
        with self.server.begin() as connection:
            drop = sa.schema.DropSchema(store.source.options["schema"], cascade=cascade, if_exists=True)
            connection.execute(drop)

    def dump(self, store: Store) -> Mapping[str, pa.Table]:
        options = store.source.options
        engine, metadata = self.made_tables[options["url"], options.get("schema")]
        dumped = {}
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = [tuple(row) for row in connection.execute(sa.select(table))]
                names = [column.name for column in table.columns]
                dumped[table.name] = pa.table(
                    {name: pa.array([row[i] for row in rows]) for i, name in enumerate(names)}
                )
        return dumped


class TestSqlite(SqlConformance):
    kind = "sqlite"

    def place(self, folder: Path) -> tuple[sa.Engine, dict[str, str]]:
        path = folder / "crm.sqlite"
        path.touch()
        url = f"sqlite:///{path}"
        return sa.create_engine(url, poolclass=sa.pool.NullPool), {"url": url}

    def destroy(self, store: Store) -> None:
        return


class TestPostgreSql(SqlConformance):
    kind = "postgresql"


class TestMariaDb(SqlConformance):
    kind = "mariadb"

    def text(self, keys: Keys) -> Any:
        """Keys and what refers to them must be short enough for an index."""
        return sa.String(100) if keys != Keys() else sa.Text()
