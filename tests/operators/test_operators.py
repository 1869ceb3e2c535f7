"""Only who passed the training and signed the code of conduct handles personal data (Art. 29, 32(4))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.errors import DataMapError, OperatorNotAccredited, RequestError, UnknownName
from subjectrights.estate import Estate
from subjectrights.stores.memory import MemoryStore
from subjectrights.testing import Keys

PEOPLE = {"customers": pa.table({"id": [1, 2], "email": ["ana@x.be", "bob@x.be"]})}
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Clock:
    """Stands still until it is moved on."""

    moment = START

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stores() -> dict[str, MemoryStore]:
    tables = {f"{store}.{name}": table for store in ("crm", "desk") for name, table in PEOPLE.items()}
    return make_stores(tables, dict.fromkeys(tables, Keys(primary=("id",))))


def datamap(folder: Path, **more: Any) -> DataMap:
    table = {"person": True, "identifiers": {"customer_id": "id", "email": "email"}}
    people = {"maria": {}, "tom": {"rights": ["access", "restrict"]}, "eva": {"stores": ["desk"]}}
    return DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": IDENTIFIERS,
            "stores": {name: {"type": "memory", "tables": {"customers": table}} for name in ("crm", "desk")},
            "operators": {"code_of_conduct": "code.md", "people": people, **more},
            "folder": folder,
        }
    )


@pytest.fixture
def estate(tmp_path: Path, stores: dict[str, MemoryStore], clock: Clock) -> Iterator[Estate]:
    (tmp_path / "code.md").write_text("Look at nothing you need not.\n")
    with Estate(datamap(tmp_path), clock=clock, stores=stores) as opened:
        yield opened


def accredit(estate: Estate, operator: str) -> None:
    estate.operators.record_training(operator, 95)
    assert estate.operators.sign_code(operator)


@pytest.mark.parametrize(("score", "passes"), [(90, True), ("89.99", False), (100, True), (0, False)])
def test_ninety_percent_pass(estate: Estate, score: Any, passes: bool) -> None:
    estate.operators.sign_code("maria")
    assert bool(estate.operators.record_training("maria", score)) is passes


def test_training_and_signature_are_both_needed(estate: Estate) -> None:
    assert estate.operators.standing("maria").lacking == (
        "the training was never taken",
        "the code of conduct was never signed",
    )
    assert not estate.operators.record_training("maria", 90)
    assert estate.operators.sign_code("maria")
    assert "until 2027-11-23" in str(estate.operators.standing("maria"))


def test_below_the_mark_the_training_is_taken_again_every_time(estate: Estate, clock: Clock) -> None:
    accredit(estate, "maria")
    clock.moment += timedelta(days=1)
    assert not estate.operators.record_training("maria", 60)
    assert not estate.operators.record_training("maria", 89)
    assert estate.operators.record_training("maria", 91)
    assert [int(attempt.score) for attempt in estate.operators.attempts("maria")] == [95, 60, 89, 91]


def test_a_pass_grows_old(estate: Estate, clock: Clock) -> None:
    accredit(estate, "maria")
    clock.moment += timedelta(days=365)
    assert estate.operators.standing("maria")
    clock.moment += timedelta(days=1)
    assert "valid until 2027-11-23" in str(estate.operators.standing("maria"))


def test_another_text_of_the_code_asks_for_another_signature(estate: Estate, tmp_path: Path) -> None:
    accredit(estate, "maria")
    (tmp_path / "code.md").write_bytes(b"Look at nothing you need not.\r\n")
    assert estate.operators.standing("maria")
    (tmp_path / "code.md").write_text("Look at nothing you need not, and tell nobody.\n")
    assert estate.operators.standing("maria").lacking == ("the code of conduct has a new version: sign it",)
    assert estate.operators.sign_code("maria")
    (tmp_path / "code.md").unlink()
    with pytest.raises(DataMapError, match="code_of_conduct"):
        estate.operators.standing("maria")


def test_the_map_says_what_passes_and_for_how_long(tmp_path: Path, stores: dict[str, MemoryStore]) -> None:
    (tmp_path / "code.md").write_text("Code")
    strict = datamap(tmp_path, training={"pass_mark": 95.5, "valid_for": "P6M"})
    with Estate(strict, clock=lambda: START, stores=stores) as estate:
        estate.operators.sign_code("maria")
        assert not estate.operators.record_training("maria", 95)
        assert estate.operators.record_training("maria", 95.5)
        assert str(estate.operators.standing("maria").until) == "2027-05-23"


@pytest.mark.parametrize("score", [-1, 101, "many", float("nan")])
def test_a_score_is_a_percentage(estate: Estate, score: Any) -> None:
    with pytest.raises(RequestError, match="0 to 100"):
        estate.operators.record_training("maria", score)


def test_who_is_not_in_the_map_is_unknown(estate: Estate, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="maria"):
        estate.operators.sign_code("mario")
    with pytest.raises(RequestError, match="time zone"):
        estate.operators.sign_code("maria", signed=START + timedelta(days=1))
    with pytest.raises(DataMapError, match="crm"):
        datamap(tmp_path, people={"maria": {"stores": ["crn"]}})


def test_whoever_is_not_accredited_changes_and_sees_nothing(
    estate: Estate, stores: dict[str, MemoryStore]
) -> None:
    before = {name: dump(store) for name, store in stores.items()}
    for acting in (estate, estate.acting("maria")):
        person = acting.subject(customer_id=1)
        for call in (person.erase, person.access, lambda p=person: p.restrict(ground="legal_claims")):
            with pytest.raises(OperatorNotAccredited):
                call()
        with pytest.raises(OperatorNotAccredited):
            person.export("never.json")
        with pytest.raises(OperatorNotAccredited):
            acting.subjects(customer_id=[1, 2]).erase(dry_run=True)
    assert {name: dump(store) for name, store in stores.items()} == before


def test_the_receipt_names_who_acted(estate: Estate) -> None:
    accredit(estate, "maria")
    receipt = estate.acting("maria").subject(customer_id=1).erase()
    assert receipt.operator == "maria"
    assert estate.ledger.entries()[-1].receipt["operator"] == "maria"
    assert "maria" in str(receipt)


def test_the_map_may_allow_some_rights_and_some_stores_only(
    estate: Estate, stores: dict[str, MemoryStore]
) -> None:
    for operator in ("tom", "eva"):
        accredit(estate, operator)
    tom = estate.acting("tom").subject(customer_id=1)
    assert tom.access().held
    assert tom.restrict(ground="legal_claims").operator == "tom"
    assert tom.lift_restriction is not None
    with pytest.raises(OperatorNotAccredited, match="erase"):
        tom.erase(exception="consent")
    eva = estate.acting("eva").subject(customer_id=2)
    with pytest.raises(OperatorNotAccredited, match="crm"):
        eva.erase()
    with pytest.raises(OperatorNotAccredited, match="crm"):
        eva.access()
    assert eva.erase(stores=["desk"]).verified
    assert len(dump(stores["crm"])["customers"]) == 2


def test_one_who_is_not_accredited_any_more_can_t_carry_out_a_plan(estate: Estate, clock: Clock) -> None:
    accredit(estate, "maria")
    plan = estate.acting("maria").subject(customer_id=1).erase(dry_run=True)
    clock.moment += timedelta(days=400)
    with pytest.raises(OperatorNotAccredited):
        plan.execute()


def test_recovery_is_nobody_s_act(estate: Estate) -> None:
    assert estate.recover() == []
