"""A table that is there and may not be read: access says so, check too, and nothing is erased beside it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bad_input.spoiling import database_file, in_database
from databases import fresh_database
from journeys.shop import Shop, build_shop
from subjectrights.errors import StoreUnavailable


@pytest.fixture(params=["postgresql", "mariadb"])
def guarded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A shop in a database whose user may read every table but the invoices."""
    user = f"sr_{secrets.token_hex(6)}"
    with fresh_database(request.param, tmp_path) as url:
        shop = build_shop(tmp_path / "guarded", url, count=4)
        engine = sa.create_engine(url)
        tables = [name for name in sa.inspect(engine).get_table_names() if name != "invoices"]
        engine.dispose()
        name, made, gone = user, f"CREATE ROLE {user} LOGIN", [f"DROP OWNED BY {user}", f"DROP ROLE {user}"]
        rights = "SELECT, UPDATE, DELETE"
        if request.param == "mariadb":
            name, made, gone = f"'{user}'", f"CREATE USER '{user}'", [f"DROP USER '{user}'"]
            # A privilege on the table, but none to read it: its columns are told all the same.
            in_database(url, [made, f"GRANT INSERT, UPDATE, DELETE ON invoices TO {name}"])
        else:
            in_database(url, [made])
        in_database(url, [f"GRANT {rights} ON {table} TO {name}" for table in tables])
        try:
            theirs = sa.make_url(url).set(username=user)
            yield replace(shop, url=theirs.render_as_string(hide_password=False))
        finally:
            in_database(url, gone)


def test_a_table_that_the_user_may_not_read_is_told(guarded: Shop) -> None:
    with closing(guarded.open()) as estate:
        report = estate.subject(customer_id=1).access()
        assert report.unreachable == ("crm",)
        assert "crm: could not look" in str(report)
        found = [f for f in estate.check().errors if (f.code, f.table) == ("could-not-look", "invoices")]
        assert len(found) == 1
        with pytest.raises(StoreUnavailable):
            estate.subject(customer_id=1).erase(dry_run=True)


def test_access_says_of_a_database_that_somebody_holds_that_it_could_not_look(shop: Shop) -> None:
    said = shop.folder / "datamap.yaml"
    patient = "url: ${CRM_URL}\n    options: {lock_timeout: 0.2}"
    said.write_text(said.read_text("utf-8").replace("url: ${CRM_URL}", patient), "utf-8")
    path = database_file(shop)
    with closing(shop.open()) as estate, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert estate.subject(customer_id=1).access().unreachable == ("crm",)
        other.execute("ROLLBACK")
        assert estate.subject(customer_id=1).access().unreachable == ()
