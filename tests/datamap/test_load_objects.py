"""A map made from Python objects is checked as one from a file, and its errors are ours."""

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from datamap.map_texts import CONTRACT
from subjectrights import DataMap
from subjectrights.datamap.duration import Duration
from subjectrights.datamap.model import (
    ColumnMap,
    IdentifierMap,
    MethodMap,
    Organisation,
    Purpose,
    Reference,
    Retain,
    SetValues,
    StoreMap,
    TableMap,
    TableRef,
)
from subjectrights.errors import DataMapError
from subjectrights.terms import LegalBasis, Method, Role


def test_a_map_is_made_from_its_parts(tmp_path: Path) -> None:
    table = TableMap(
        person=True,
        identifiers={"email": "mail"},
        columns={"mail": ColumnMap(category="user.contact.email", on_erase="null")},
        refers_to={"friend": Reference(to="people.id", on_erase="null")},
        retain=Retain(for_=Duration(years=7), after="made_on"),
        on_restrict=SetValues(set={"blocked": True, "note": MethodMap(method=Method.NULL)}),
    )
    made = DataMap(
        organisation=Organisation(name="A"),
        register_url="sqlite:///elsewhere.sqlite",
        purposes={"care": Purpose(legal_basis=LegalBasis.CONTRACT)},
        identifiers={"email": IdentifierMap(kind="email")},
        stores={"s": StoreMap(type="memory", purposes=("care",), tables={"people": table})},
        folder=tmp_path,
    )
    assert made.table(TableRef("s", "people")) is table
    assert made.folder == tmp_path
    assert made.register_url == "sqlite:///elsewhere.sqlite"
    assert made.line_of("stores", "s") == (None, None)


def test_parts_plain_values_and_the_file_s_names_may_be_mixed() -> None:
    by_file_s_name = Retain.model_validate({"for": "P7Y", "after": "made_on"})
    assert by_file_s_name == Retain(for_=Duration(years=7), after="made_on")
    made = DataMap(
        organisation={"name": "A"},
        register="sqlite:///elsewhere.sqlite",
        stores={"s": {"type": "memory", "role": Role.CONTROLLER, "tables": {"t": TableMap(person=True)}}},
    )
    assert made.register_url == "sqlite:///elsewhere.sqlite"
    assert made.stores["s"].tables["t"].person


def test_relative_paths_start_in_the_current_folder_if_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert DataMap(organisation={"name": "A"}).folder == tmp_path


def test_every_fault_of_a_map_made_from_objects_is_told_at_once() -> None:
    with pytest.raises(DataMapError) as caught:
        DataMap(
            organisation={"name": 3},
            identifiers={"email": {"kind": "mail"}},
            stores={
                "s": StoreMap(type="memory", purposes=("nothing",)),
                "t": {"type": "memory", "tables": {"u": {"retain": {"for": "7 years"}}}},
            },
        )
    assert caught.value.faults == (
        "organisation.name: a text is expected; here is a number; put it in quotes",
        "identifiers.email.kind: 'mail' stands where one of opaque, email, phone, uuid is expected; "
        "did you mean 'email'?",
        "stores.t.tables.u.retain.for: an ISO 8601 duration such as P7Y, P6M, P2W or P90D is expected, "
        "in capital letters and whole numbers",
        "stores.t.tables.u.retain.after: this key is needed: a text",
        "stores.s.purposes.0: the map has no purpose 'nothing' (there are none)",
    )
    assert caught.value.places[0] == (
        ("organisation", "name"),
        "a text is expected; here is a number; put it in quotes",
    )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert (caught.value.file, caught.value.line) == (None, None)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"organisation": None},
        {"organisation": {"name": "A"}, "stores": {"s": None}},
        {"organisation": {"name": "A"}, "stores": {"s": {"type": "memory", "tables": [1]}}},
        {"organisation": {"name": "A"}, "stores": {3: {"type": "memory"}}},
        {"organisation": {"name": "A"}, "stores": {"s": {"type": "sql", "url": object()}}},
        {"organisation": {"name": "A"}, "purposes": {"p": Purpose}},
        {"organisation": {"name": "A"}, "folder": 3},
        {"organisation": {"name": "A"}, "elsewhere": date(2020, 1, 1)},
        {"organisation": {"name": "A"}, "stores": {"s": {"type": "memory", 3: 4}}},
    ],
)
def test_whatever_is_wrong_the_error_is_ours(values: dict[str, Any]) -> None:
    for make in (lambda: DataMap(**values), lambda: DataMap.model_validate(values)):
        with pytest.raises(DataMapError) as caught:
            make()
        assert caught.value.faults


@pytest.mark.parametrize("values", [None, 3, "organisation", ["organisation"], {3: 4}])
def test_what_is_no_mapping_is_no_map(values: Any) -> None:
    with pytest.raises(DataMapError, match="mapping"):
        DataMap.model_validate(values)


def test_a_map_is_taken_as_it_is() -> None:
    made = DataMap(organisation={"name": "A"})
    assert DataMap.model_validate(made) is made


def test_an_error_of_a_part_repeats_no_value() -> None:
    """Edge case 32.  A part on its own is refused by pydantic, which would quote what it was given."""
    with pytest.raises(ValidationError) as caught:
        StoreMap(type="sql", url=["postgresql://ana:hunter2@host/db"])
    assert "hunter2" not in str(caught.value)
    with pytest.raises(DataMapError) as caught_map:
        DataMap(organisation={"name": "A"}, register=["postgresql://ana:hunter2@host/db"])
    assert "hunter2" not in f"{caught_map.value} {caught_map.value!r}"


def test_a_map_that_is_written_out_and_read_again_is_the_same() -> None:
    read = DataMap.load(CONTRACT, environment={})
    again = DataMap.model_validate({**read.model_dump(by_alias=True), "folder": read.folder})
    assert again.model_dump() == read.model_dump()
    by_json = DataMap.model_validate({**read.model_dump(by_alias=True, mode="json"), "folder": read.folder})
    assert by_json.model_dump() == read.model_dump()
    assert pickle.loads(pickle.dumps(read)).model_dump() == read.model_dump()


def test_a_map_does_not_change() -> None:
    made = DataMap(organisation={"name": "A"})
    with pytest.raises(ValidationError):
        made.organisation = Organisation(name="B")
    with pytest.raises(ValidationError):
        made.organisation.name = "B"
