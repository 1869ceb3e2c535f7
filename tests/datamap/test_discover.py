"""A draft of a map from live stores: it loads, and says what it guessed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from subjectrights.datamap.discover import discover
from subjectrights.datamap.model import DataMap
from subjectrights.demo import build
from subjectrights.errors import RequestError, StoreUnavailable
from subjectrights.estate import Estate

CHINOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "chinook.sqlite"


def database(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "crm.sqlite")) as opened:
        opened.executescript(script)


def drafted(folder: Path, script: str) -> DataMap:
    database(folder, script)
    return loaded(discover({"crm": "crm.sqlite"}, folder=folder), folder)


def loaded(text: str, folder: Path) -> DataMap:
    return DataMap.parse(text, folder=folder, environment={})


def said(text: str, line_with: str) -> str:
    return next(line for line in text.splitlines() if line_with in line)


@pytest.mark.skipif(not CHINOOK.exists(), reason="the Chinook database is not beside the project")
def test_chinook_is_mapped_as_a_person_would_map_it(tmp_path: Path) -> None:
    (tmp_path / "chinook.sqlite").write_bytes(CHINOOK.read_bytes())
    text = discover({"shop": "chinook.sqlite"}, folder=tmp_path)
    datamap = loaded(text, tmp_path)
    tables = datamap.stores["shop"].tables
    assert {name: table.person for name, table in tables.items()} == {
        "Customer": True,
        "Employee": True,
        "Invoice": False,
        "InvoiceLine": False,
    }
    assert tables["Customer"].identifiers == {"customer_id": "CustomerId", "email": "Email", "phone": "Phone"}
    assert list(tables["Customer"].refers_to) == ["SupportRepId"]
    assert list(tables["Employee"].refers_to) == ["ReportsTo"]
    assert "guessed" in said(text, "SupportRepId: Employee.EmployeeId")
    assert tables["Invoice"].belongs_to == {"CustomerId": "Customer.CustomerId"}
    assert tables["InvoiceLine"].belongs_to == {"InvoiceId": "Invoice.InvoiceId"}
    assert "Album, Artist, Genre, MediaType, Playlist, PlaylistTrack, Track" in text
    with Estate(datamap) as estate:
        findings = estate.check()
    assert [f for f in findings if f.level != "note"] == []


def test_the_demo_s_three_stores_are_mapped_and_the_map_holds(tmp_path: Path) -> None:
    build(tmp_path / "estate", customers=60, calls=300)
    places = {"crm": "sqlite:///crm.sqlite", "archive": "archive", "campaigns": "campaigns/*.csv"}
    datamap = loaded(discover(places, folder=tmp_path / "estate"), tmp_path / "estate")
    assert [str(ref) for ref, _ in datamap.tables()] == [
        *("crm.customers", "crm.interaction_tags", "crm.interactions", "crm.invoices"),
        *("archive.calls", "campaigns.campaigns"),
    ]
    calls = datamap.stores["archive"].tables["calls"]
    assert calls.identifiers == {"customer_id": "customer_id", "phone": "caller"}
    assert calls.path == "archive/calls/**/*.parquet"
    assert datamap.stores["campaigns"].tables["campaigns"].identifiers == {
        "email": "Courriel",
        "phone": "GSM",
    }
    assert datamap.identifiers["phone"].shared
    with Estate(datamap) as estate:
        assert estate.check().ok
        held = estate.subject(email="Ana.Lopez@example.com").access()
    assert held.held


def test_two_people_in_one_row_are_two_links(tmp_path: Path) -> None:
    """Edge case 11."""
    datamap = drafted(
        tmp_path,
        """
        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, first_name TEXT);
        CREATE TABLE messages (id INTEGER PRIMARY KEY, sender_id INTEGER REFERENCES users (id),
                               recipient_id INTEGER REFERENCES users (id), body TEXT);
        """,
    )
    messages = datamap.stores["crm"].tables["messages"]
    assert messages.link_mappings() == ({"sender_id": "users.id"}, {"recipient_id": "users.id"}) or (
        messages.link_mappings() == ({"recipient_id": "users.id"}, {"sender_id": "users.id"})
    )


def test_who_handled_a_row_doesnt_own_it(tmp_path: Path) -> None:
    datamap = drafted(
        tmp_path,
        """
        CREATE TABLE employees (id INTEGER PRIMARY KEY, email TEXT, last_name TEXT);
        CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, last_name TEXT);
        CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id),
                              employee_id INTEGER REFERENCES employees (id),
                              created_by INTEGER REFERENCES customers (id));
        CREATE TABLE salaries (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees (id));
        """,
    )
    tables = datamap.stores["crm"].tables
    assert tables["tickets"].belongs_to == {"customer_id": "customers.id"}
    assert set(tables["tickets"].refers_to) == {"employee_id", "created_by"}
    assert tables["salaries"].belongs_to == {"employee_id": "employees.id"}


def test_a_table_s_reference_to_itself_is_no_link(tmp_path: Path) -> None:
    """Edge case 10."""
    datamap = drafted(
        tmp_path,
        """
        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, first_name TEXT);
        CREATE TABLE comments (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id),
                               reply_to INTEGER REFERENCES comments (id), text TEXT);
        """,
    )
    comments = datamap.stores["crm"].tables["comments"]
    assert comments.belongs_to == {"user_id": "users.id"}
    assert list(comments.refers_to) == ["reply_to"]


def test_composite_foreign_keys_are_one_link(tmp_path: Path) -> None:
    """Edge case 9."""
    datamap = drafted(
        tmp_path,
        """
        CREATE TABLE members (club INTEGER, number INTEGER, email TEXT, surname TEXT,
                              PRIMARY KEY (club, number));
        CREATE TABLE dues (id INTEGER PRIMARY KEY, club INTEGER, number INTEGER,
                           FOREIGN KEY (club, number) REFERENCES members (club, number));
        """,
    )
    assert datamap.stores["crm"].tables["dues"].belongs_to == {
        "club": "members.club",
        "number": "members.number",
    }


def test_a_second_address_is_named_and_not_taken_for_a_second_owner(tmp_path: Path) -> None:
    database(
        tmp_path,
        "CREATE TABLE users (id INTEGER PRIMARY KEY, work_email TEXT, email TEXT, surname TEXT, pwd TEXT)",
    )
    text = discover({"crm": "crm.sqlite"}, folder=tmp_path)
    users = loaded(text, tmp_path).stores["crm"].tables["users"]
    assert users.identifiers == {"user_id": "id", "email": "email"}
    assert "# work_email looks like one too" in text
    assert users.columns["pwd"].secret


def test_a_table_of_names_that_nothing_ties_to_a_person_is_left_out_and_told(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE guestbook (first_name TEXT, entry TEXT); CREATE TABLE lamps (name TEXT)")
    text = discover({"crm": "crm.sqlite"}, folder=tmp_path)
    assert loaded(text, tmp_path).stores["crm"].tables == {}
    assert "# guestbook looks personal (first_name), but nothing says whose its rows are" in text
    assert "# not mapped, since nothing in them looks personal: lamps" in text


def test_a_password_is_left_out_and_its_variable_named() -> None:
    from subjectrights.datamap.discover.guesses import draft
    from subjectrights.datamap.discover.places import Place
    from subjectrights.datamap.discover.writing import written

    url = "postgresql+psycopg://ann:s3cret@db.example/crm"
    place = Place(name="my-crm", type="sql", tables={}, url=url)
    text = written(draft([place]), [place])
    assert "s3cret" not in text and "s3cret" not in repr(place)
    assert said(text, "url:").startswith("    url: ${MY_CRM_URL} ")
    assert DataMap.parse(text, environment={"MY_CRM_URL": url}).stores["my-crm"].url == url


def test_files_with_the_same_columns_are_one_table_and_others_each_one(tmp_path: Path) -> None:
    for folder, name, header in (
        ("same", "a", "email,name"),
        ("same", "b", "name,email"),
        ("other", "c", "email"),
        ("other", "d.e", "mail,x"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.csv").write_text(f"{header}\n1,2\n", encoding="utf-8")
    datamap = loaded(discover({"lists": "."}, folder=tmp_path), tmp_path)
    paths = {name: table.path for name, table in datamap.stores["lists"].tables.items()}
    assert paths == {"c": "other/c.csv", "d": "other/d.e.csv", "same": "same/*.csv"}


def test_files_beside_the_map_s_folder_are_found(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    pq.write_table(pa.table({"email": ["ana@example.com"]}), tmp_path / "calls.parquet")
    text = discover({"archive": str(tmp_path / "calls.parquet")}, folder=tmp_path / "maps")
    datamap = loaded(text, tmp_path / "maps")
    assert datamap.stores["archive"].tables["calls"].path == str(tmp_path / "calls.parquet")
    with Estate(datamap) as estate:
        assert estate.check().ok


@pytest.mark.parametrize(
    ("stores", "kind", "words"),
    [
        ({"crm": "nothing-here"}, StoreUnavailable, "no data file is there"),
        ({"crm": "*.csv"}, StoreUnavailable, "no data file is there"),
        ({"my crm": "x.csv"}, RequestError, "a store's name"),
        ({"crm": "notes.txt"}, RequestError, "of one kind"),
        ({"crm": "*"}, RequestError, "of one kind"),
        ({"crm": "sqlite:///nowhere/x.sqlite"}, StoreUnavailable, "crm"),
    ],
)
def test_a_place_that_cant_be_drafted_from_is_an_error_of_ours(
    tmp_path: Path, stores: dict[str, str], kind: type[Exception], words: str
) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(kind, match=words):
        discover(stores, folder=tmp_path)


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=NAMES, column=NAMES, key=NAMES)
def test_whatever_tables_and_columns_are_called_the_draft_loads(
    tmp_path: Path, table: str, column: str, key: str
) -> None:
    """Edge case 16: reserved, mixed-case, spaced and stranger names."""
    assume(len({name.casefold() for name in (column, key, "id", "email", "surname")}) == 5)
    assume(not table.casefold().startswith("sqlite_") and table.casefold() != "x_notes")
    (tmp_path / "crm.sqlite").unlink(missing_ok=True)
    database(
        tmp_path,
        f"""
        CREATE TABLE {quoted(table)} (
            {quoted(key)} INTEGER PRIMARY KEY, email TEXT, surname TEXT, {quoted(column)} TEXT
        );
        CREATE TABLE x_notes (
            id INTEGER PRIMARY KEY, {quoted(column)} INTEGER,
            FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(table)} ({quoted(key)})
        );
        """,
    )
    mapped = loaded(discover({"crm": "crm.sqlite"}, folder=tmp_path), tmp_path).stores["crm"].tables
    if "." in table:
        assert table not in mapped
    else:
        assert key in mapped[table].identifiers.values()
    if "." not in table + key:
        assert column in {*mapped["x_notes"].link_mappings()[0]} | set(mapped["x_notes"].refers_to)
