"""Names in a database are anybody's: they are quoted, never read as SQL, in every right's statements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateSchema

from databases import DATABASES, fresh_database
from subjectrights import DataMap
from subjectrights.errors import StoreError
from subjectrights.estate import Estate

LINES = "tab\tand\nline"
NAMES = (
    "select",
    "ORDER",
    "Mixed Case",
    'double " quote',
    "single ' quote",
    "back ` tick",
    "bracket ] et [",
    "semi; colon -- /* remark",
    "100 %",
    "%s %(name)s",
    ":parameter",
    "? $1 @p {x}",
    "back \\ slash",
    "Ünïcödé 日本",
    'x"; DROP TABLE victims; --',
    "x`; DROP TABLE victims; --",
    LINES,
    " leading",
    "mixed case",
)
"""The last differs from another only in case; MariaDB may take the two for one."""
ANA, BOB = "ana@example.com", "bob@example.com"


class Named:
    """A database in which every table and column has such a name.

    Args:
        url: of an empty database.
        schema: where the tables are; None for the connection's own.
        names: of the tables, and of their columns.
    """

    def __init__(self, url: str, schema: str | None = None, names: Sequence[str] = NAMES) -> None:
        self.url = url
        folds = not url.startswith("postgresql")
        self.names = [name for name in names if not (folds and name == "mixed case")]
        if url.startswith("mysql"):
            self.names.remove(LINES)
        self.metadata = sa.MetaData(schema=schema)
        self.schema = schema
        for name in self.names:
            sa.Table(
                name,
                self.metadata,
                sa.Column(f"k{name}", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column(name, sa.String(80)),
                sa.Column(f"{name} note", sa.String(80)),
                sa.Column(f"{name} mark", sa.Integer),
            )
            sa.Table(
                f"{name} of",
                self.metadata,
                sa.Column(f"c{name}", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column(f"p{name}", sa.Integer),
                sa.Column(f"{name} text", sa.String(80)),
                sa.ForeignKeyConstraint([f"p{name}"], [self.key(name)], name=f"fk{name}"[:60]),
            )
        sa.Table("victims", self.metadata, sa.Column("id", sa.Integer))
        self.engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        with self.engine.begin() as connection:
            if schema is not None:
                connection.execute(CreateSchema(schema))
            self.metadata.create_all(connection)
            for table in self.metadata.sorted_tables:
                if table.name != "victims":
                    connection.execute(sa.insert(table).values(_rows(table)))

    def key(self, name: str) -> Any:
        schema = f"{self.schema}." if self.schema else ""
        return self.metadata.tables[f"{schema}{name}"].c[f"k{name}"]

    def map(self, folder: Path) -> DataMap:
        tables: dict[str, Any] = {}
        for number, name in enumerate(self.names):
            tables[f"t{number}"] = {
                "name": name,
                "identifiers": {"email": name},
                "columns": {f"{name} note": {"category": f"user.content.n{number}", "origin": "provided"}},
                "on_restrict": {"set": {f"{name} mark": 1}},
                "on_object": {"ads": {"set": {f"{name} mark": 2}}},
            }
            tables[f"c{number}"] = {"name": f"{name} of", "belongs_to": {f"p{name}": f"t{number}.k{name}"}}
        store: dict[str, Any] = {"type": "sql", "url": self.url, "purposes": ["ads"], "tables": tables}
        if self.schema:
            store["schema"] = self.schema
        return DataMap.model_validate(
            {
                "organisation": {"name": "Horizon"},
                "purposes": {"ads": {"legal_basis": "legitimate_interests"}},
                "identifiers": {"email": {"kind": "email"}},
                "stores": {"crm": store},
                "folder": folder,
            }
        )

    def dump(self, email: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
        """Every row, or those of a person alone, read by other means."""
        found = {}
        with self.engine.connect() as connection:
            for table in self.metadata.sorted_tables:
                rows = connection.execute(sa.select(table)).all()
                number = {None: None, ANA: 1, BOB: 2}[email]
                found[table.name] = sorted(tuple(row) for row in rows if number in (None, row[0] % 10))
        return found

    def marks(self) -> set[int]:
        """What stands in the columns that mark Ana's rows."""
        rows = self.dump(ANA)
        return {rows[name][0][3] for name in self.names}


def _rows(table: sa.Table) -> list[dict[str, Any]]:
    names = list(table.c.keys())
    if table.name.endswith(" of"):
        return [dict(zip(names, (10 * n + p, p, f"text {p}"), strict=True)) for p in (1, 2) for n in (1, 2)]
    people = ((1, ANA), (2, BOB))
    return [dict(zip(names, (number, email, f"note {number}", 0), strict=True)) for number, email in people]


@pytest.fixture(params=DATABASES)
def named(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Named]:
    with fresh_database(request.param, tmp_path) as url:
        yield Named(url)


def estate_of(named: Named, folder: Path) -> Estate:
    return Estate(named.map(folder), clock=lambda: datetime(2026, 3, 9, tzinfo=UTC))


def test_every_right_works_on_tables_and_columns_of_any_name(named: Named, tmp_path: Path) -> None:
    """Edge case 46: names are quoted in every statement of all six rights."""
    _all_rights(named, tmp_path)


def test_a_schema_may_have_any_name_too(tmp_path: Path) -> None:
    with fresh_database("postgresql", tmp_path) as url:
        _all_rights(Named(url, 'Select "schema" %s :x; --', NAMES[::4]), tmp_path)


def _all_rights(named: Named, folder: Path) -> None:
    others = named.dump(BOB)
    with closing(estate_of(named, folder)) as estate:
        assert estate.check().errors == ()
        ana = estate.subject(email=ANA.upper())
        report = ana.access()
        assert set(report.tables) == {f"crm.{kind}{n}" for n in range(len(named.names)) for kind in "tc"}
        for number, name in enumerate(named.names):
            assert report.tables[f"crm.t{number}"].column(name).to_pylist() == [ANA]
            assert report.tables[f"crm.c{number}"].column(f"{name} text").to_pylist() == ["text 1", "text 1"]
        ana.export(folder / "ana.json", scope="all")
        assert len(json.loads((folder / "ana.json").read_text("utf-8"))["tables"]) == 2 * len(named.names)
        new = {f"crm.t{number}.{name} note": f"new {number}" for number, name in enumerate(named.names)}
        assert ana.rectify(new).verified
        rows = named.dump(ANA)
        for number, name in enumerate(named.names):
            assert rows[name] == [(1, ANA, f"new {number}", 0)]
        assert ana.restrict("accuracy_contested").verified
        assert named.marks() == {1}
        assert ana.lift_restriction().verified
        assert ana.object("ads").verified
        assert named.marks() == {2}
        part = ana.erase(columns=[f"crm.t{n}.{name} note" for n, name in enumerate(named.names)])
        assert part.verified
        receipt = ana.erase()
        assert receipt.verified
        assert {one: count.deleted for one, count in receipt.counts.items()} == {
            f"crm.{kind}{n}": deleted
            for n in range(len(named.names))
            for kind, deleted in (("t", 1), ("c", 2))
        }
        assert not ana.access().held
    assert named.dump(BOB) == others
    assert not any(named.dump(ANA).values())


def test_a_name_that_mariadb_s_driver_can_t_read_is_refused(tmp_path: Path) -> None:
    with fresh_database("mariadb", tmp_path) as url:
        engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE plain (id INT PRIMARY KEY, `a\nb` INT)")
        datamap = {
            "organisation": {"name": "Horizon"},
            "identifiers": {"number": {"kind": "opaque"}},
            "stores": {
                "crm": {"type": "sql", "url": url, "tables": {"plain": {"identifiers": {"number": "id"}}}}
            },
            "folder": tmp_path,
        }
        with closing(Estate(DataMap.model_validate(datamap))) as estate:
            with pytest.raises(StoreError, match="line break") as caught:
                estate.subject(number=1).access()
            assert caught.value.store == "crm"
