"""What a database's driver says of a row, no error of this library carries on: not even out of sight."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bad_input.spoiling import in_database
from canaries.watch import whole_chain
from databases import DATABASES, fresh_database
from journeys.shop import ACME, Shop, build_shop
from subjectrights import errors
from subjectrights.errors import SubjectRightsError, WriteError
from subjectrights.estate import Estate

CANARY = "Kanarienvogel"
LONG = CANARY * 40


@pytest.fixture(params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose customers have notes on which every constraint stands that a database knows."""
    with fresh_database(request.param, tmp_path) as url:
        made = build_shop(tmp_path / "shop", url, count=3)
        in_database(
            url,
            [
                "CREATE TABLE remarks (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, "
                "code VARCHAR(40) UNIQUE, short VARCHAR(40), checked VARCHAR(40) CHECK (checked <> 'x'), "
                "must VARCHAR(40) NOT NULL, number INTEGER, given DATE, "
                "FOREIGN KEY (customer_id) REFERENCES customers (id))",
                f"INSERT INTO remarks VALUES (1, 1, '{CANARY}-1', '{CANARY}', '{CANARY}', '{CANARY}', 1, "
                f"'2020-01-01'), (2, 2, '{CANARY}-2', '{CANARY}', '{CANARY}', '{CANARY}', 2, '2020-01-01')",
                *_trigger(url),
            ],
        )
        path = made.folder / "datamap.yaml"
        remarks = "      remarks:\n        belongs_to: {customer_id: customers.id}\n\n  archive:"
        path.write_text(path.read_text("utf-8").replace("\n  archive:", remarks, 1), "utf-8")
        yield made


def _trigger(url: str) -> list[str]:
    """A trigger that says a row's values aloud."""
    if url.startswith("postgresql"):
        return [
            "CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.short = 'trigger' THEN RAISE EXCEPTION 'about %%', OLD.short USING DETAIL = OLD.must, "
            "HINT = OLD.must; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER loud BEFORE UPDATE ON remarks FOR EACH ROW EXECUTE FUNCTION loud()",
        ]
    if url.startswith("sqlite"):
        return [
            "CREATE TRIGGER loud BEFORE UPDATE ON remarks WHEN NEW.short = 'trigger' "
            f"BEGIN SELECT RAISE(ABORT, 'about {CANARY}'); END"
        ]
    return [
        "CREATE TRIGGER loud BEFORE UPDATE ON remarks FOR EACH ROW BEGIN IF NEW.short = 'trigger' THEN "
        f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'about {CANARY}'; END IF; END"
    ]


def told(attempt: Callable[[], object], caplog: pytest.LogCaptureFixture) -> SubjectRightsError:
    """Try something that is refused; nothing that can be read of it holds the canary."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG), pytest.raises(SubjectRightsError) as caught:
        attempt()
    logging.getLogger("program").error("failed", exc_info=caught.value)
    chain = whole_chain(caught.value)
    said = [text for one in chain for text in (str(one), repr(one), repr(one.args), repr(vars(one)))]
    said += traceback.format_exception(caught.value)
    said.append(caplog.text)
    assert not any(CANARY in text for text in said), said
    assert all(isinstance(one, SubjectRightsError) for one in chain), chain
    return caught.value


@contextmanager
def held(shop: Shop) -> Iterator[None]:
    """Somebody else has changed the row and not committed yet."""
    engine = sa.create_engine(shop.url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(f"UPDATE remarks SET must = '{CANARY}!' WHERE customer_id = 1")
        yield
        transaction.rollback()


def test_no_exception_of_a_driver_hangs_on_an_error(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """Edge case 32: IntegrityError, DataError, InternalError and OperationalError, each with a row in it."""
    with closing(shop.open()) as estate:
        person = estate.subject(customer_id=1)
        for column, value in {
            "code": f"{CANARY}-2",
            "must": None,
            "short": LONG,
            "checked": "x",
            "number": CANARY,
            "given": CANARY,
        }.items():
            told(lambda column=column, value=value: person.rectify({f"crm.remarks.{column}": value}), caplog)
        error = told(lambda: person.rectify({"crm.remarks.short": "trigger"}), caplog)
        assert "trigger" in str(error)


def test_a_foreign_key_that_the_map_doesn_t_know_is_told_without_the_row(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    in_database(
        shop.url,
        [
            "CREATE TABLE tags (code VARCHAR(40), FOREIGN KEY (code) REFERENCES remarks (code))",
            f"INSERT INTO tags VALUES ('{CANARY}-1')",
        ],
    )
    with closing(shop.open()) as estate:
        told(lambda: estate.subject(customer_id=1).erase(instruction=ACME), caplog)
        told(lambda: estate.subject(customer_id=1).rectify({"crm.remarks.code": "new"}), caplog)


def test_a_lock_that_somebody_holds_is_told_without_the_row(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    path = shop.folder / "datamap.yaml"
    path.write_text(
        path.read_text("utf-8").replace("type: sql", "type: sql\n    options: {lock_timeout: 0.5}", 1),
        "utf-8",
    )
    with closing(shop.open()) as estate, held(shop):
        error = told(lambda: estate.subject(customer_id=1).rectify({"crm.remarks.must": "new"}), caplog)
        assert isinstance(error, errors.StoreBusy)


def test_a_table_that_is_gone_is_told_without_a_statement(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(shop.open()) as estate:
        plan = estate.subject(customer_id=1).erase(dry_run=True, instruction=ACME)
        in_database(shop.url, ["DROP TABLE remarks"])
        told(plan.execute, caplog)
        told(lambda: estate.subject(customer_id=1).erase(instruction=ACME), caplog)


def test_an_error_that_is_raised_from_none_lets_go_of_what_was_being_handled() -> None:
    def driver() -> None:
        raise ValueError(CANARY)

    try:
        try:
            driver()
        except ValueError:
            raise WriteError("plain") from None
    except WriteError as error:
        assert error.__context__ is None
        assert vars(BaseException)["__context__"].__get__(error) is None


def test_an_error_in_a_user_s_own_handler_keeps_what_the_user_was_handling() -> None:
    def refused() -> None:
        raise WriteError("plain")

    mine = ValueError("mine")
    try:
        try:
            raise mine
        except ValueError:
            refused()
    except WriteError as error:
        assert error.__context__ is mine
        error.__context__ = None
        assert error.__context__ is None


def test_an_error_of_another_thread_is_as_bare(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[BaseException] = []

    def work(estate: Estate) -> None:
        try:
            estate.subject(customer_id=1).rectify({"crm.remarks.code": f"{CANARY}-2"})
        except SubjectRightsError as error:
            seen.append(error)

    with closing(shop.open()) as estate:
        thread = threading.Thread(target=work, args=(estate,))
        thread.start()
        thread.join()
    assert [type(one) for one in whole_chain(seen[0])] == [errors.ValueRefused]
