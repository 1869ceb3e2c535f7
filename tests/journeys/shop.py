"""A shop with real foreign keys in any database, a client's lists in CSV and an archive of calls in Parquet.

Every value of a person carries their number (``Ada007``), so that it can be looked for in bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

import subjectrights as sr
from subjectrights.estate import Estate

MAP = Path(__file__).with_name("shop.yaml")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACME = sr.Instruction(controller="acme", reference="ACME-2026-118")
CALL_FILES = 6

metadata = sa.MetaData()

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("street", sa.String(60), nullable=False),
)
customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first_name", sa.String(60), nullable=False),
    sa.Column("last_name", sa.String(24), nullable=False),
    sa.Column("email", sa.String(120), unique=True),
    sa.Column("mobile", sa.String(40)),
    sa.Column("city", sa.String(60)),
    sa.Column("address_id", sa.ForeignKey("addresses.id")),
    sa.Column("opt_in", sa.Boolean, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False),
)
invoices = sa.Table(
    "invoices",
    metadata,
    sa.Column("number", sa.String(20), primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("billing_name", sa.String(30), nullable=False),
    sa.Column("amount", sa.Numeric(10, 2), nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
)
interactions = sa.Table(
    "interactions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("reply_to", sa.ForeignKey("interactions.id")),
    sa.Column("agent", sa.String(40), nullable=False),
    sa.Column("note", sa.Text),
)
tags = sa.Table(
    "interaction_tags",
    metadata,
    sa.Column("interaction_id", sa.ForeignKey("interactions.id"), primary_key=True),
    sa.Column("tag", sa.String(40), primary_key=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer of the shop, told by a number."""

    number: int

    @property
    def first_name(self) -> str:
        return f"Ada{self.number:03}"

    @property
    def last_name(self) -> str:
        return f"Novák{self.number:03}"

    @property
    def email(self) -> str:
        return f"Ada{self.number:03}.Novak@Mail.example"

    @property
    def mobile(self) -> str:
        return f"+32 470 10 0{self.number:03}"

    @property
    def national_mobile(self) -> str:
        return f"0470/100{self.number:03}"

    @property
    def city(self) -> str:
        return f"Ville{self.number:03}"

    @property
    def address_id(self) -> int:
        """Of the first twenty, two live together; everybody else has an address of their own."""
        return (self.number + 1) // 2 if self.number <= 20 else self.number

    @property
    def call_file(self) -> int:
        return self.number % CALL_FILES

    @property
    def values(self) -> tuple[str, ...]:
        """Everything that tells who they are, wherever it stands, in the spellings it stands in."""
        spellings = (
            *(self.first_name, self.last_name, self.email, self.email.upper(), self.mobile),
            *(self.national_mobile, f"+3247010{self.mobile[-4:].replace(' ', '')}"),
        )
        return (*spellings, self.city, f"note {self.number:03}", f"said {self.number:03}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop's places on disk and in its database."""

    folder: Path
    url: str
    people: tuple[Person, ...]

    def open(self, now: datetime = NOW, **options: Any) -> Estate:
        """The estate, at a moment."""
        return sr.open(
            self.folder / "datamap.yaml", environment={"CRM_URL": self.url}, clock=lambda: now, **options
        )

    @property
    def lists(self) -> tuple[Path, ...]:
        return tuple(sorted((self.folder / "lists").glob("*.csv")))

    @property
    def calls(self) -> tuple[Path, ...]:
        return tuple(sorted((self.folder / "calls").rglob("*.parquet")))


def build_shop(folder: Path, url: str, *, count: int) -> Shop:
    """Make a shop of `count` people in an empty database and folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MAP, folder / "datamap.yaml")
    people = tuple(Person(number=number) for number in range(1, count + 1))
    fill_database(url, database_rows(people))
    (folder / "lists").mkdir()
    for path, records in list_records(folder, people).items():
        path.write_bytes(b"".join(raw for _, raw in records))
    for number in range(CALL_FILES):
        _write_calls(folder / "calls" / f"part={number}" / "calls.parquet", number, people)
    return Shop(folder=folder, url=url, people=people)


def fill_database(url: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Make the tables and put these rows in."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            connection.execute(sa.insert(table), [dict(row) for row in rows[table.name]])


def restore_database(url: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Put a copy back: rows as the driver read them, in place of all that is there."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.update(interactions).values(reply_to=None))
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
        for table in metadata.sorted_tables:
            plain = sa.table(table.name, *(sa.column(column.name) for column in table.columns))
            ordered = sorted(rows[table.name], key=lambda row: row.get("reply_to") or 0)
            connection.execute(sa.insert(plain), ordered)


def database_rows(people: Sequence[Person]) -> dict[str, list[dict[str, Any]]]:
    """What the database holds, by table.

    One person in three has an invoice that the law still keeps, one in three only an old one.  The second
    interaction of each replies to their first; person 2 also replied to one of person 1's.
    """
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in metadata.sorted_tables}
    for address in sorted({person.address_id for person in people}):
        rows["addresses"].append({"id": address, "street": f"Rue du Port {address}"})
    for person in people:
        rows["customers"].append(_customer(person))
        days = {1: (date(2025, 3, 1), date(2015, 3, 1)), 2: (date(2015, 3, 1),)}.get(person.number % 3, ())
        for day in days:
            rows["invoices"].append(_invoice(person, day))
        for at, reply_to in enumerate(_replies(person)):
            number = person.number * 10 + at
            rows["interactions"].append(
                {
                    "id": number,
                    "customer_id": person.number,
                    "reply_to": reply_to,
                    "agent": "Zoé",
                    "note": f"note {person.number:03}-{at}" if at < 2 else None,
                }
            )
            rows["interaction_tags"] += [
                {"interaction_id": number, "tag": tag} for tag in ("meter", f"tag {at}")
            ]
    return rows


def _customer(person: Person) -> dict[str, Any]:
    return {
        "id": person.number,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "mobile": person.mobile,
        "city": person.city,
        "address_id": person.address_id,
        "opt_in": True,
        "restricted": False,
    }


def _invoice(person: Person, day: date) -> dict[str, Any]:
    return {
        "number": f"F{day.year}-{person.number:03}",
        "customer_id": person.number,
        "billing_name": f"{person.first_name} {person.last_name}",
        "amount": 10 + person.number,
        "issued_on": day,
    }


def _replies(person: Person) -> tuple[int | None, ...]:
    return (None, person.number * 10, 10) if person.number == 2 else (None, person.number * 10)


def list_records(folder: Path, people: Sequence[Person]) -> dict[Path, list[tuple[int | None, bytes]]]:
    """The client's lists: by file, each record's bytes and whose it is.

    One is in Windows-1252 with CRLF and some odd quoting, the other in UTF-8 with a byte order mark and no
    line end behind its last record.
    """
    western: list[tuple[int | None, bytes]] = [(None, b"Nom;Courriel;GSM;Remarque\r\n")]
    modern: list[tuple[int | None, bytes]] = [(None, b"\xef\xbb\xbfNom;Courriel;GSM;Remarque\n")]
    for person in people:
        name = f"{person.last_name} {person.first_name}"
        if person.number % 2:
            remark = '"rappeler; ""le soir""\r\nou jamais"' if person.number % 3 else ""
            line = f'"{name}";{person.email.upper()};{person.national_mobile};{remark}\r\n'
            western.append((person.number, line.encode("cp1252")))
        else:
            line = f'{name};{person.email.lower()};;"ok"\n'
            modern.append((person.number, line.encode("utf-8")))
    modern.append((None, "Élodie 中文;nobody@Mail.example;+32 2 555 12 12;dernière".encode()))
    return {folder / "lists" / "modern.csv": modern, folder / "lists" / "western.csv": western}


def _write_calls(path: Path, number: int, people: Sequence[Person]) -> None:
    """Two calls a person: one under their number as text, one from their phone alone."""
    rows = []
    for person in people:
        if person.call_file != number:
            continue
        said = {"transcript": f"said {person.number:03}", "topics": ["meter", "price"]}
        first = {"call_id": person.number * 2, "customer_id": str(person.number), "caller": None}
        second = {"call_id": person.number * 2 + 1, "customer_id": None, "caller": person.national_mobile}
        rows += [{**first, **said}, {**second, **said}]
    rows.append(
        {
            "call_id": 0,
            "customer_id": "",
            "caller": "",
            "transcript": "silence",
            "topics": [],
        }
    )
    schema = pa.schema(
        [
            ("call_id", pa.int64()),
            ("customer_id", pa.string()),
            ("caller", pa.string()),
            ("transcript", pa.string()),
            ("topics", pa.list_(pa.string())),
        ],
        metadata={"written by": "the exchange"},
    )
    path.parent.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows, schema), path, compression="zstd", row_group_size=7)
