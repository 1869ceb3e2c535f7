"""The demo estate is what the contract's map describes: believable, and the same every time."""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from subjectrights.demo import build
from subjectrights.errors import RequestError


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "estate"
    build(folder, customers=400, calls=4_000)
    return folder


def rows(estate: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(estate / "crm.sqlite")) as database:
        return database.execute(query).fetchall()


def campaign_rows(estate: Path) -> list[list[str]]:
    lists = [("energie_2026_wallonie.csv", "cp1252"), ("energie_2026_vlaanderen.csv", "utf-8-sig")]
    found = []
    for name, encoding in lists:
        text = (estate / "campaigns" / name).read_bytes().decode(encoding)
        header, *lines = csv.reader(text.splitlines(keepends=True), delimiter=";")
        assert header[:3] == ["Nom", "Courriel", "GSM"]
        found += lines
    return found


def calls(estate: Path) -> ds.Dataset:
    return ds.dataset(estate / "archive" / "calls", partitioning="hive")


def fingerprint(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def test_it_has_as_many_customers_and_calls_as_asked(estate: Path) -> None:
    assert rows(estate, "SELECT count(*) FROM customers") == [(400,)]
    assert calls(estate).count_rows() == 4_000


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        build(tmp_path / name, customers=80, calls=300, seed=seed)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "same")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "other")


def test_every_foreign_key_leads_somewhere(estate: Path) -> None:
    assert rows(estate, "PRAGMA foreign_key_check") == []
    assert rows(estate, "SELECT count(*) > 400 FROM interaction_tags") == [(1,)]


def test_ana_is_in_all_three_stores_and_alone_with_her_number(estate: Path) -> None:
    customer = "FROM customers WHERE email = 'Ana.Lopez@example.com'"
    assert rows(estate, f"SELECT id, first_name, last_name {customer}") == [(42, "Ana", "López")]
    issued = [day for (day,) in rows(estate, "SELECT issued_on FROM invoices WHERE customer_id = 42")]
    assert min(issued) < "2019" and max(issued) > "2025"
    own = "SELECT id FROM interactions WHERE customer_id = 42"
    assert rows(estate, f"SELECT count(*) > 0 FROM interaction_tags WHERE interaction_id IN ({own})") == [
        (1,)
    ]
    assert calls(estate).count_rows(filter=pc.field("customer_id") == 42) >= 9
    assert [row[0] for row in campaign_rows(estate) if row[1] == "ana.lopez@example.com"] == ["Ana López"]
    numbers = [
        re.sub(r"\D", "", mobile)
        for (mobile,) in rows(estate, "SELECT mobile FROM customers WHERE mobile > ''")
    ]
    assert sum(number.endswith("470123456") for number in numbers) == 1


def test_names_come_in_many_scripts(estate: Path) -> None:
    names = "".join(name for (name,) in rows(estate, "SELECT first_name || last_name FROM customers"))
    for script in (
        "[\u0370-\u03ff]",
        "[\u0400-\u04ff]",
        "[\u0590-\u05ff]",
        "[\u0600-\u06ff]",
        "[\u4e00-\u9fff]",
    ):
        assert re.search(script, names), script
    text = "".join(calls(estate).to_table(columns=["transcript"]).column(0).to_pylist())
    assert re.search("[\u0900-\u097f]", text) and re.search("[\u0e00-\u0e7f]", text)


def test_some_identifiers_are_missing_and_some_are_empty(estate: Path) -> None:
    for column in ("email", "mobile"):
        assert rows(estate, f"SELECT count(*) > 0 FROM customers WHERE {column} IS NULL") == [(1,)]
        assert rows(estate, f"SELECT count(*) > 0 FROM customers WHERE {column} = ''") == [(1,)]
    assert calls(estate).count_rows(filter=pc.field("customer_id").is_null())
    assert calls(estate).count_rows(filter=pc.field("caller").is_null())


def test_households_share_a_number(estate: Path) -> None:
    shared = (
        "SELECT count(*) FROM (SELECT mobile FROM customers WHERE mobile > '' GROUP BY 1 HAVING count(*) > 1)"
    )
    assert rows(estate, shared)[0][0]


def test_calls_name_customers_that_are_there(estate: Path) -> None:
    ids = {id_ for (id_,) in rows(estate, "SELECT id FROM customers")}
    named = set(calls(estate).to_table(columns=["customer_id"]).column(0).drop_null().to_pylist())
    assert named <= ids


def test_the_people_to_erase_are_customers_prospects_and_nobody(estate: Path) -> None:
    lines = (estate / "to_erase.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "email"
    assert len(lines) == len(set(lines)) == 81
    customers = {email.strip() for (email,) in rows(estate, "SELECT email FROM customers WHERE email > ''")}
    listed = {row[1].casefold() for row in campaign_rows(estate)}
    unknown = [line for line in lines[1:] if line not in customers and line.casefold() not in listed]
    assert sorted(unknown) == ["nobody.1@example.net", "nobody.2@example.net", "nobody.3@example.net"]
    assert sum(line in customers for line in lines) >= 70


def test_its_map_is_the_packaged_one(estate: Path) -> None:
    packaged = files("subjectrights.demo").joinpath("datamap.yaml").read_bytes()
    assert (estate / "datamap.yaml").read_bytes() == packaged


def test_an_earlier_demo_estate_is_replaced(tmp_path: Path) -> None:
    build(tmp_path / "estate", customers=60, calls=100)
    (tmp_path / "estate" / "left-over.txt").write_text("from the last walk")
    build(tmp_path / "estate", customers=60, calls=100)
    assert not (tmp_path / "estate" / "left-over.txt").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("not a demo")
    with pytest.raises(RequestError, match="is not a demo estate"):
        build(tmp_path, customers=60, calls=100)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_too_small_an_estate_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="at least 60"):
        build(tmp_path / "estate", customers=10, calls=100)
    assert not (tmp_path / "estate").exists()


def test_progress_is_told_in_words_without_people(tmp_path: Path) -> None:
    told: list[str] = []
    build(tmp_path / "estate", customers=60, calls=100, progress=told.append)
    assert told[0] == "60 customers drawn"
    assert not any("@" in phrase for phrase in told)
