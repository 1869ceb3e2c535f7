"""A first data map is drafted from live stores, and nothing that is there is overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from subjectrights.datamap.model import DataMap

if TYPE_CHECKING:
    from tests.cli.conftest import Command

STORES = (
    *("--store", "crm=sqlite:///crm.sqlite"),
    *("--store", "archive=archive/calls/**/*.parquet"),
    *("--store", "campaigns=campaigns/energie_2026*.csv"),
)


def test_a_draft_of_the_demo_estate_loads_and_can_be_checked(estate: Path, command: Command) -> None:
    ended = command("init", *STORES, "--out", "draft.yaml")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("draft.yaml: read it")
    drafted = DataMap.load(estate / "draft.yaml")
    assert set(drafted.stores) == {"crm", "archive", "campaigns"}
    assert {"customers", "invoices", "interactions", "interaction_tags"} <= set(drafted.stores["crm"].tables)
    assert command("check", "--map", "draft.yaml").code in (0, 1)


def test_a_map_that_is_there_is_not_overwritten(estate: Path, command: Command) -> None:
    before = (estate / "datamap.yaml").read_bytes()
    ended = command("init", *STORES)
    assert ended.code == 3
    assert "it is there already" in ended.err
    assert (estate / "datamap.yaml").read_bytes() == before


def test_a_place_that_cant_be_read_leaves_no_draft_and_tells_no_password(
    estate: Path, command: Command
) -> None:
    place = "crm=postgresql+psycopg://dpo:hunter2@127.0.0.1:9/crm"
    ended = command("init", "--store", place, "--out", "draft.yaml")
    assert ended.code == 3
    assert "hunter2" not in ended.err
    assert not (estate / "draft.yaml").exists()


def test_a_draft_can_be_put_into_another_folder(estate: Path, command: Command) -> None:
    (estate / "maps").mkdir()
    ended = command("init", "--store", "crm=sqlite:///../crm.sqlite", "--out", "maps/draft.yaml")
    assert ended.code == 0, ended.err
    assert "customers" in DataMap.load(Path("maps/draft.yaml")).stores["crm"].tables
