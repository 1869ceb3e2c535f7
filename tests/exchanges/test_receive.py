"""A file that comes in is documented by itself, and people who may not be used are screened out."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from subjectrights.errors import MalformedData, RequestError, StoreUnavailable, UnknownName
from subjectrights.estate import Estate
from subjectrights.handovers import Direction
from subjectrights.terms import Role

ROWS = pd.DataFrame(
    {
        "Nom": ["Ana", "Bob", "Dee", "New"],
        "Courriel": ["ANA.lopez@example.com", "bob@example.com", "dee@example.com", "new@example.com"],
        "GSM": ["0470 00 00 01", "0470 00 00 02", "0470 00 00 03", "0470 00 00 04"],
    }
)


def written(folder: Path, name: str) -> Path:
    path = folder / name
    if name.endswith(".csv"):
        ROWS.to_csv(path, index=False, sep=";")
    elif name.endswith(".csv.gz"):
        path.write_bytes(gzip.compress(ROWS.to_csv(index=False).encode()))
    elif name.endswith(".parquet"):
        ROWS.to_parquet(path)
    elif name.endswith(".json"):
        path.write_text(json.dumps(ROWS.to_dict("records")), "utf-8")
    else:
        ROWS.to_excel(path, index=False)
    return path


@pytest.mark.parametrize("name", ["l.csv", "l.csv.gz", "l[1].parquet", "l.json", "l.xlsx"])
def test_whoever_objected_is_restricted_or_erased_is_not_in_what_may_be_used(
    estate: Estate, tmp_path: Path, name: str
) -> None:
    estate.subject(email="ana.lopez@example.com").object("direct_marketing")
    estate.subject(email="bob@example.com").restrict("legal_claims")
    estate.subject(email="dee@example.com").erase()
    path = written(tmp_path, name)
    got = estate.receive(
        path, from_="acme", table="lists.prospects", purpose="direct_marketing", channel="sftp", by="op-1"
    )
    assert got.rows.to_pylist() == [{"Nom": "New", "Courriel": "new@example.com", "GSM": "0470 00 00 04"}]
    assert got.screened_out == 3
    assert list(got.to_pandas()["Nom"]) == ["New"]
    assert "1 rows may be used, 3 screened out" in str(got)
    (kept,) = estate.exchanges.of(email="ana.lopez@example.com")
    assert kept == got.exchange
    assert (kept.direction, kept.party, kept.people) == (Direction.RECEIVED, "acme", 4)
    assert (kept.our_role, kept.their_role) == (Role.PROCESSOR, Role.CONTROLLER)
    assert kept.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept.categories == ("user.name", "user.contact")


def test_an_objection_to_one_purpose_leaves_the_others(estate: Estate, tmp_path: Path) -> None:
    estate.subject(email="ana.lopez@example.com").object("direct_marketing")
    got = estate.receive(
        written(tmp_path, "l.csv"), from_="acme", table="lists.prospects", purpose="care", channel="sftp"
    )
    assert (got.rows.num_rows, got.screened_out) == (4, 0)


def test_a_file_of_another_shape_is_told_by_its_columns(estate: Estate, tmp_path: Path) -> None:
    got = estate.receive(
        written(tmp_path, "l.csv"),
        from_="post",
        columns={"email": "Courriel"},
        their_role="controller",
        our_role="controller",
        categories=["user.contact.email"],
        purpose="direct_marketing",
        channel="mail",
    )
    assert (got.exchange.data, got.exchange.format, got.exchange.people) == ("l.csv", "csv", 4)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"from_": "stranger", "their_role": "controller"}, RequestError),
        ({"from_": "overseas", "their_role": "controller"}, RequestError),
        ({"from_": "nobody"}, UnknownName),
        ({"purpose": "nothing"}, UnknownName),
        ({"table": "lists.others"}, UnknownName),
        ({"columns": {"email": "mail"}}, UnknownName),
        ({"columns": {}}, RequestError),
    ],
)
def test_what_is_refused_is_not_documented(
    estate: Estate, tmp_path: Path, change: dict[str, object], error: type[Exception]
) -> None:
    terms = {"from_": "acme", "table": "lists.prospects", "purpose": "direct_marketing", "channel": "sftp"}
    with pytest.raises(error):
        estate.receive(written(tmp_path, "l.csv"), **{**terms, **change})
    assert list(estate.exchanges.all()) == []


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("l.json", b'{"a": "ana@x.be"}', MalformedData),
        ("l.json", b'[{"a": ana@x.be', MalformedData),
        ("l.json", b'["ana@x.be"]', MalformedData),
        ("l.xlsx", b"PK ana@x.be", MalformedData),
        ("l.parquet", b"PAR1 ana@x.be", MalformedData),
        ("l.doc", b"ana@x.be", RequestError),
        ("l.csv", None, StoreUnavailable),
        ("l.json", None, StoreUnavailable),
    ],
)
def test_a_file_that_can_t_be_read_tells_nobody_s_data(
    estate: Estate, tmp_path: Path, name: str, data: bytes | None, error: type[Exception]
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(error) as raised:
        estate.receive(
            path, from_="acme", table="lists.prospects", purpose="direct_marketing", channel="sftp"
        )
    assert "ana@x.be" not in str(raised.value) + repr(raised.value.__context__)
    assert list(estate.exchanges.all()) == []


def test_a_workbook_of_several_sheets_needs_one_named(estate: Estate, tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    with pd.ExcelWriter(path) as book:
        ROWS[:1].to_excel(book, sheet_name="first", index=False)
        ROWS.to_excel(book, sheet_name="second", index=False)
    terms = {"from_": "acme", "table": "lists.prospects", "purpose": "direct_marketing", "channel": "sftp"}
    with pytest.raises(RequestError, match="2 sheets"):
        estate.receive(path, **terms)
    with pytest.raises(RequestError, match="no sheet"):
        estate.receive(path, **terms, sheet="third")
    assert estate.receive(path, **terms, sheet="second").rows.num_rows == 4
