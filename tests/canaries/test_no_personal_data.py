"""No personal data in logs, warnings, output, errors, events, results, register, journal or ledger.

Edge case 32: engines' exceptions and debug logs carry row values.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from bad_input.spoiling import in_database, in_file
from canaries.watch import Watch, watching
from databases import DATABASES, fresh_database
from journeys.dumps import dump_database
from journeys.shop import ACME, Shop, build_shop, restore_database
from subjectrights import errors
from subjectrights.estate import Estate
from subjectrights.events import Decided, Event
from subjectrights.plan import Instruction

MEANWHILE = datetime(2033, 1, 1, tzinfo=UTC)
NEW = ("Kanariëndorp", "kanarie@new.example", "+32 479 99 88 77", "Vogel-Kanarie", "zeisig@nowhere.example")
TOO_LONG = "Kanarienvogel" * 4
FORMATS = ("ada.json", "ada.csv.zip", "ada.xlsx", "ada.pdf", "ada.html", "ada.xml", "ada.parquet.zip")
CARDS = ("CARD-KANARIE-1", "CARD-KANARIE-2")


@pytest.fixture(params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop in each kind of database, with a table of cards that has constraints of its own."""
    with fresh_database(request.param, tmp_path) as url:
        made = build_shop(tmp_path / "shop", url, count=6)
        in_database(
            url,
            [
                "CREATE TABLE cards (customer_id INTEGER PRIMARY KEY, card VARCHAR(40) UNIQUE NOT NULL, "
                "nickname VARCHAR(40) CHECK (length(nickname) < 30), "
                "FOREIGN KEY (customer_id) REFERENCES customers (id))",
                f"INSERT INTO cards VALUES (5, '{CARDS[0]}', 'bird'), (6, '{CARDS[1]}', NULL)",
            ],
        )
        path = made.folder / "datamap.yaml"
        cards = "      cards:\n        belongs_to: {customer_id: customers.id}\n\n  archive:"
        path.write_text(path.read_text("utf-8").replace("\n  archive:", cards, 1), "utf-8")
        yield made


def canaries(shop: Shop) -> list[str]:
    return [
        *(value for person in shop.people for value in person.values),
        *NEW,
        *CARDS,
        TOO_LONG,
        "Zoé",
        "s3cret",
    ]


def test_the_watch_hears_what_others_would_tell(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without this, silence would prove nothing."""
    with fresh_database("sqlite", tmp_path) as url:
        shop = build_shop(tmp_path / "shop", url, count=1)
    ada = shop.people[0]
    with watching(shop.folder, (ada.city, ada.email, ada.last_name, ada.mobile), capfd) as watch:
        in_database(url, [f"UPDATE customers SET city = '{ada.city} again'"])
        warnings.warn(f"about {ada.email}", stacklevel=1)
        print(ada.last_name)
        digest = hashlib.sha256(ada.email.lower().encode()).hexdigest()
        (shop.folder / "register.sqlite").write_text(digest, "ascii")
        watch.refusal(ValueError, lambda: int(ada.mobile))
    assert watch.found() >= {
        ("log of sqlalchemy.engine.Engine", ada.city),
        ("warnings", ada.email),
        ("output", ada.last_name),
        ("file register", ada.email),
        ("errors", ada.mobile),
    }


def test_the_whole_way_tells_nobody_s_data(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copy = {name: rows for name, rows in dump_database(shop.url).items() if name != "cards"}
    with (
        watching(shop.folder, canaries(shop), capfd) as watch,
        closing(shop.open(on_event=watch.event)) as estate,
    ):
        _one_person(watch, estate, shop, tmp_path)
        _many_people(watch, estate, shop)
    assert watch.found() == set()
    assert {"log of filelock", "events", "results", "output", "file register"} <= set(watch.said)
    in_database(shop.url, ["DELETE FROM cards"])
    restore_database(shop.url, copy)
    with (
        watching(shop.folder, canaries(shop), capfd) as watch,
        closing(shop.open(MEANWHILE, on_event=watch.event)) as estate,
    ):
        for made in (*estate.due(), *estate.replay(), *estate.recover()):
            watch.result(made)
        watch.result(estate.ledger.verify())
        estate.ledger.export(tmp_path / "ledger.jsonl")
        watch.hear("ledger", (tmp_path / "ledger.jsonl").read_text("utf-8"))
    assert watch.found() == set()


def _one_person(watch: Watch, estate: Estate, shop: Shop, folder: Path) -> None:
    ada = shop.people[0]
    person = estate.subject(email=ada.email.upper())
    report = person.access()
    assert report.tables["crm.customers"].num_rows == 1
    watch.result(estate.check())
    for shown in (estate, person, report, report.answer, estate.register, estate.stores, estate.map):
        watch.result(shown)
    for name in FORMATS if "sqlite" in shop.url else FORMATS[:1]:
        watch.result(person.export(folder / name, scope="all"))
        watch.result(report.write(folder / f"access-{name}"))
    watch.result(person.rectify({"user.contact.address.city": NEW[0]}, dry_run=True))
    watch.result(person.rectify({"user.contact.address.city": NEW[0]}))
    watch.result(person.rectify({"email": NEW[1], "phone": NEW[2]}, instruction=ACME))
    watch.result(person.rectify({"crm.customers.last_name": NEW[3]}))
    watch.result(person.restrict("accuracy_contested"))
    watch.result(person.lift_restriction())
    watch.result(person.object("direct_marketing"))
    watch.result(person.withdraw_consent("direct_marketing"))
    watch.result(person.erase(categories=["user.contact"]))
    plan = person.erase(dry_run=True, instruction=ACME)
    watch.result(plan)
    receipt = plan.execute()
    assert receipt.verified
    watch.result(receipt)
    for name in ("receipt.pdf", "receipt.json", "receipt.html"):
        watch.result(receipt.write(folder / name))
    watch.hear("results", (folder / "receipt.json").read_text("utf-8"))
    watch.hear("results", (folder / "receipt.html").read_text("utf-8"))
    watch.result(estate.subject(email=NEW[4]).erase())


def _many_people(watch: Watch, estate: Estate, shop: Shop) -> None:
    asked = pd.DataFrame({"email": [person.email for person in shop.people[1:4]] + [NEW[4], None]})
    people = estate.subjects(asked.dropna())
    watch.result(people)
    reports = people.access()
    watch.result(reports)
    watch.result(reports[0])
    watch.result(people.erase(progress=True, instruction=ACME))
    listed = asked.rename(columns={"email": "Courriel"})
    allowed = estate.screen(listed, purpose="direct_marketing", columns={"email": "Courriel"})
    assert list(allowed) == [False, False, False, True, True]


def test_what_is_refused_tells_nobody_s_data(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    five, six = shop.people[4:6]
    wrong = Instruction(controller="payfast", reference="X")
    with (
        watching(shop.folder, canaries(shop), capfd) as watch,
        closing(shop.open(on_event=watch.event)) as estate,
    ):
        person = estate.subject(customer_id=5)
        refused = watch.refusal
        refused(errors.UnknownName, lambda: estate.subject(emial=five.email))
        refused(errors.RequestError, lambda: estate.subject(email=[five.email]))
        refused(errors.RequestError, lambda: estate.subject(email={five.email: 1}))
        refused(errors.RequestError, lambda: estate.subjects(email=five.email))
        refused(errors.RequestError, lambda: estate.subjects(five.email))
        refused(errors.UnknownName, lambda: estate.subjects(pd.DataFrame({"mail": [five.email]})))
        refused(errors.AmbiguousSubject, estate.subject(email=five.email, customer_id=6).access)
        refused(errors.AmbiguousSubject, estate.subject(email=five.email, customer_id=6).erase)
        for name, value in {
            "email": six.email,
            "crm.customers.email": six.email,
            "crm.customers.last_name": TOO_LONG,
            "crm.cards.card": CARDS[1],
            "crm.cards.nickname": TOO_LONG[:39],
            "crm.invoices.amount": NEW[0],
            "user.contact.address.city": [NEW[0]],
        }.items():
            refused(errors.ValueRefused, lambda name=name, value=value: person.rectify({name: value}))
        refused(errors.UnknownName, lambda: person.rectify({"user.nothing": NEW[0]}))
        refused(errors.NothingChanged, lambda: person.rectify({"customer_id": 500}))
        refused(errors.InstructionRefused, lambda: person.erase(instruction=wrong))
        refused(errors.WriteError, lambda: person.export(shop.folder / "no such folder" / "x.json"))
        person.restrict("legal_claims")
        refused(errors.Restricted, person.erase)
        person.lift_restriction()
        refused(errors.UnknownName, lambda: person.erase(categories=["user.nothing"]))
    assert watch.found() == set()


def test_a_foreign_key_that_blocks_tells_nobody_s_data(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    in_database(
        shop.url,
        [
            "CREATE TABLE letters (email VARCHAR(120) PRIMARY KEY REFERENCES customers (email))"
            if "mysql" not in shop.url
            else "CREATE TABLE letters (email VARCHAR(120) PRIMARY KEY, "
            "FOREIGN KEY (email) REFERENCES customers (email))",
            f"INSERT INTO letters VALUES ('{shop.people[2].email}')",
        ],
    )
    with (
        watching(shop.folder, canaries(shop), capfd) as watch,
        closing(shop.open(on_event=watch.event)) as estate,
    ):
        watch.refusal(errors.NothingChanged, lambda: estate.subject(customer_id=3).erase(instruction=ACME))
        watch.refusal(errors.NothingChanged, lambda: estate.subject(customer_id=3).rectify({"email": NEW[1]}))
    assert watch.found() == set()


def test_damaged_files_and_databases_tell_nobody_s_data(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    with watching(shop.folder, canaries(shop), capfd) as watch:
        whole = {path: path.read_bytes() for path in (*shop.lists, *shop.calls)}
        for path, right, wrong in (
            (shop.lists[0], b'ada004.novak@mail.example;;"ok"', b'ada004.novak@mail.example;;"ok'),
            (shop.lists[0], b"ada004.novak", b"ada004.nov\xe1k"),
            (shop.calls[1], whole[shop.calls[1]], whole[shop.calls[1]][:-20]),
        ):
            in_file(path, right, wrong)
            with closing(shop.open(on_event=watch.event)) as estate:
                watch.result(estate.check())
                person = estate.subject(customer_id=1)
                watch.refusal(errors.MalformedData, person.access)
                watch.refusal(errors.MalformedData, lambda person=person: person.erase(instruction=ACME))
            path.write_bytes(whole[path])
        down = replace(shop, url="postgresql://ada:s3cret@127.0.0.1:1/crm")
        with closing(down.open(on_event=watch.event)) as estate:
            watch.result(estate.check())
            watch.result(estate.stores["crm"])
            watch.result(estate.map)
            watch.refusal(errors.StoreUnavailable, estate.subject(email=shop.people[0].email).erase)
    assert watch.found() == set()


def test_a_run_that_is_interrupted_keeps_nobody_s_data_in_the_clear(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    """The journal holds the plan encrypted until the run is sealed, and nothing of it afterwards."""
    with watching(shop.folder, canaries(shop), capfd) as watch:

        def spoil(event: Event) -> None:
            watch.event(event)
            if isinstance(event, Decided):
                for shadow in (shop.folder / "calls").rglob("*.shadow"):
                    shadow.unlink()

        with closing(shop.open(on_event=spoil)) as estate:
            person = estate.subject(email=shop.people[0].email)
            watch.refusal(errors.Unfinished, lambda: person.erase(instruction=ACME))
            watch.result(estate.journal.unfinished())
        watch.look_at_files()
        with closing(shop.open(recover=True, on_event=watch.event)) as estate:
            assert estate.unfinished == 0
    assert watch.found() == set()
