"""A table that goes out is screened, written and documented: all of it, or none."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from estates import dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.errors import RequestError, StoreError, UnknownName, WriteError
from subjectrights.estate import Estate
from subjectrights.exchanges.exchanges import Exchanges
from subjectrights.stores.memory import MemoryStore
from subjectrights.terms import Role

TERMS = {"to": "post", "purpose": "care", "channel": "sftp", "their_role": "processor"}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read(path: Path) -> list[dict[str, object]]:
    return pq.read_table(path).to_pylist()


def test_a_table_goes_out_without_secrets_others_data_and_whoever_objected(
    estate: Estate, stores: dict[str, MemoryStore], tmp_path: Path
) -> None:
    estate.subject(customer_id=2).restrict("legal_claims")
    before = dump(stores["crm"])
    path = tmp_path / "out.parquet"
    got = estate.deliver("crm.customers", path=path, **TERMS, by="op-1")
    assert [row["name"] for row in read(path)] == ["Ana Lopez", "Dee"]
    assert list(read(path)[0]) == ["id", "name", "email", "mobile", "restricted"]
    assert (got.rows, got.screened_out, got.left_out) == (2, 2, ("password", "agent"))
    assert "2 rows, 2 screened out; left out: password, agent" in str(got)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (kept,) = estate.exchanges.all()
    assert kept == got.exchange
    assert kept.sha256 == got.written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (kept.format, kept.encryption, kept.people) == ("parquet", None, 2)
    assert (kept.our_role, kept.their_role) == (Role.CONTROLLER, Role.PROCESSOR)
    assert "user.credentials" not in kept.categories
    assert "user.contact.email" in kept.categories
    assert list(estate.exchanges.of(customer_id=1)) == [kept]
    assert list(estate.exchanges.of(customer_id=2)) == []
    assert dump(stores["crm"]) == before
    assert names(tmp_path) == ["estate", "out.parquet"]


def test_only_the_columns_that_are_named_go(estate: Estate, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    got = estate.deliver("crm.customers", path=path, **TERMS, columns=["mobile", "email"])
    assert list(read(path)[0]) == ["mobile", "email"]
    assert got.exchange.categories == ("user.contact.phone_number", "user.contact.email")
    assert list(estate.exchanges.of(customer_id=1)) == [got.exchange]


def test_rows_are_screened_by_whose_row_they_belong_to(estate: Estate, tmp_path: Path) -> None:
    estate.subject(email="ana.lopez@example.com").object("direct_marketing")
    terms = {**TERMS, "purpose": "direct_marketing"}
    got = estate.deliver("crm.invoices", path=tmp_path / "invoices.parquet", **terms)
    assert [row["id"] for row in read(tmp_path / "invoices.parquet")] == [11]
    assert got.exchange.people == 1
    assert list(estate.exchanges.of(email="bob@example.com")) == [got.exchange]


def test_a_row_of_two_people_goes_only_if_both_may_be_used(estate: Estate, tmp_path: Path) -> None:
    estate.subject(customer_id=3).restrict("legal_claims")
    got = estate.deliver("crm.messages", path=tmp_path / "messages.parquet", **TERMS)
    # Customer 2 shares the number of 3, who is restricted, and a call to it would reach both.
    assert (got.rows, got.screened_out, got.exchange.people) == (0, 2, 0)
    estate.subject(customer_id=3).lift_restriction()
    got = estate.deliver("crm.messages", path=tmp_path / "again.parquet", **TERMS)
    assert (got.rows, got.exchange.people) == (2, 3)
    assert [one.data for one in estate.exchanges.of(customer_id=3)] == ["crm.messages"]


def test_rows_that_the_map_does_not_mean_stay_here(tmp_path: Path) -> None:
    datamap = {
        "organisation": {"name": "Horizon"},
        "parties": {"post": {"name": "Post", "agreement": "F 7"}},
        "purposes": {"care": {}},
        "identifiers": {"email": {"kind": "email"}},
        "stores": {
            "crm": {
                "type": "memory",
                "tables": {
                    "notes": {
                        "where": {"kind": "customer"},
                        "identifiers": {"email": "email"},
                        "columns": {"email": {"category": "user.contact.email"}},
                    }
                },
            }
        },
        "folder": tmp_path,
    }
    held = pa.table({"email": ["a@x.be", "b@x.be"], "kind": ["customer", "staff"]})
    with Estate(DataMap.model_validate(datamap), stores=make_stores({"crm.notes": held})) as estate:
        estate.deliver("crm.notes", path=tmp_path / "out.parquet", **TERMS)
    assert [row["email"] for row in read(tmp_path / "out.parquet")] == ["a@x.be"]


@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.xlsx", "out.csv.zip"])
def test_the_suffix_names_the_format(estate: Estate, tmp_path: Path, name: str) -> None:
    got = estate.deliver("crm.invoices", path=tmp_path / name, **TERMS)
    assert got.written.losses == ()
    assert got.exchange.format == name.partition(".")[2]
    assert got.exchange.sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


def test_what_was_delivered_can_be_received_by_the_other_side(estate: Estate, tmp_path: Path) -> None:
    estate.deliver("crm.customers", path=tmp_path / "out.json", **TERMS)
    got = estate.receive(
        tmp_path / "out.json",
        from_="post",
        table="crm.customers",
        purpose="care",
        channel="sftp",
        their_role="processor",
    )
    assert (got.rows.num_rows, got.exchange.people) == (4, 4)


def test_a_password_encrypts_the_file_and_is_documented_as_such(estate: Estate, tmp_path: Path) -> None:
    got = estate.deliver(
        "crm.customers", path=tmp_path / "out.csv", **TERMS, password="correct horse battery 7"
    )
    assert got.written.path == tmp_path / "out.csv.zip"
    assert names(tmp_path) == ["estate", "out.csv.zip"]
    data = got.written.path.read_bytes()
    assert b"ana.lopez" not in data.lower()
    assert (got.exchange.encryption, got.exchange.format) == ("AES-256 (ZIP)", "csv")
    assert got.exchange.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"to": "stranger"}, RequestError),
        ({"to": "overseas"}, RequestError),
        ({"to": "nobody"}, UnknownName),
        ({"their_role": None}, RequestError),
        ({"columns": ["nothing"]}, RequestError),
        ({"columns": "email"}, RequestError),
        ({"columns": []}, RequestError),
        ({"password": "short"}, RequestError),
        ({"path": "out.doc"}, WriteError),
        ({"path": "no folder/out.csv"}, WriteError),
    ],
)
def test_what_is_refused_leaves_no_file_and_no_record(
    estate: Estate, tmp_path: Path, change: dict[str, object], error: type[Exception]
) -> None:
    change = {"path": "out.csv", **change}
    path = tmp_path / str(change.pop("path"))
    with pytest.raises(error):
        estate.deliver("crm.customers", path=path, **{**TERMS, **change})
    assert list(estate.exchanges.all()) == []
    assert names(tmp_path) == ["estate"]


def test_a_file_that_is_there_is_not_replaced(estate: Estate, tmp_path: Path) -> None:
    for name, password in (("out.csv", None), ("sealed.csv.zip", "correct horse battery 7")):
        (tmp_path / name).write_text("mine", "utf-8")
        with pytest.raises(WriteError, match=name.partition(".")[0]):
            estate.deliver(
                "crm.customers", path=tmp_path / name.removesuffix(".zip"), **TERMS, password=password
            )
        assert (tmp_path / name).read_text("utf-8") == "mine"
    assert names(tmp_path) == ["estate", "out.csv", "sealed.csv.zip"]
    assert list(estate.exchanges.all()) == []


def test_no_file_stays_where_the_register_can_t_be_written(estate: Estate, tmp_path: Path) -> None:
    estate.exchanges.all()
    with estate.register.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER full BEFORE INSERT ON subjectrights_exchange_people "
                "BEGIN SELECT RAISE(FAIL, 'full'); END"
            )
        )
    with pytest.raises(StoreError):
        estate.deliver("crm.customers", path=tmp_path / "out.csv", **TERMS)
    assert names(tmp_path) == ["estate"]
    assert list(Exchanges(estate).all()) == []


def test_what_lies_in_the_register_is_nobody_s_data(estate: Estate, tmp_path: Path) -> None:
    estate.deliver("crm.customers", path=tmp_path / "out.csv", **TERMS)
    estate.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "estate").iterdir()).lower()
    for value in (b"lopez", b"bob@", b"0470", b"dee@example"):
        assert value not in kept
    assert hashlib.sha256(b"bob@example.com").hexdigest().encode() not in kept
