"""Variables of the environment stand where the map names them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datamap.map_texts import contract_with, refusal
from subjectrights import DataMap
from subjectrights.datamap.environment import expanded


def read(text: str, **environment: str) -> str | None:
    """A text as it stands in a map that is read with that environment."""
    map_text = f"organisation:\n  name: A\n  contact: {text}\n"
    return DataMap.parse(map_text, environment=environment).organisation.contact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${X}", "x"),
        ("${X:-y}", "x"),
        ("${EMPTY:-y}", "y"),
        ("${EMPTY}", ""),
        ("${NONE:-y}", "y"),
        ("${NONE:-}", ""),
        ("${NONE:-a:-b}", "a:-b"),
        ("${NONE:-sqlite:///a b.sqlite}", "sqlite:///a b.sqlite"),
        ("a${X}b${X}c", "axbxc"),
        ("$X", "$X"),
        ("'$'", "$"),
        ("$$X", "$$X"),
        ("$${X}", "${X}"),
        ("$${X}${X}", "${X}x"),
        ("${x_1}", "low"),
        ("${NESTED}", "${X}"),
    ],
)
def test_a_variable_is_put_in(text: str, value: str) -> None:
    assert read(text, X="x", EMPTY="", x_1="low", NESTED="${X}") == value


def test_a_default_may_stand_over_the_whole_of_a_text() -> None:
    assert read("'${NONE:-a\n\n  b}'") == "a\nb"


def test_the_value_of_a_variable_is_text_even_if_it_looks_like_yaml() -> None:
    hostile = "x\nparties: {p: {name: P}} # &a *a"
    made = DataMap.parse("organisation: {name: A, contact: '${X}'}", environment={"X": hostile})
    assert (made.organisation.contact, made.parties) == (hostile, {})
    numbers = DataMap.parse(
        "organisation: {name: A, contact: '${X}'}\n"
        "stores: {s: {type: csv, tables: {t: {path: t, skip_lines: '${N}', person: '${T}'}}}}",
        environment={"X": "12", "N": "12", "T": "true"},
    )
    table = numbers.stores["s"].tables["t"]
    assert (numbers.organisation.contact, table.skip_lines, table.person) == ("12", 12, True)


@pytest.mark.parametrize("text", ["${NONE}", "a ${NONE} b", "${X}${NONE}"])
def test_a_variable_that_is_not_set_is_told_by_name_and_line(text: str) -> None:
    error = refusal(f"organisation:\n  name: A\n  contact: {text}\n", {"X": "x"})
    assert error.faults == (
        "data map:3: organisation.contact: the environment has no NONE; "
        "set it, or give a default: ${NONE:-...}",
    )


def test_every_variable_that_is_not_set_is_told() -> None:
    error = refusal(
        "organisation: {name: '${A}', contact: '${B} ${C}'}\n"
        "parties: {p: {name: '${D}', country: '${E}'}}\n"
        "stores: {s: {type: memory, recipients: [p, '${F}']}}"
    )
    assert [fault.split("has no ")[1][0] for fault in error.faults] == ["A", "B", "C", "D", "E", "F"]
    assert error.faults[-1].startswith("data map:3: stores.s.recipients.1: ")


@pytest.mark.parametrize(
    "text", ["${}", "${1X}", "${X", "${X-y}", "${X Y}", "${X:y}", "'${X:-${Y}}'", "${X:-{y}}"]
)
def test_a_variable_that_is_not_written_as_one_is_told(text: str) -> None:
    error = refusal(f'organisation:\n  name: A\n  contact: "{text}"\n', {"X": "x", "Y": "y"})
    assert error.faults == (
        "data map:3: organisation.contact: "
        "a variable is written ${NAME} or ${NAME:-default}; a literal ${ is $${",
    )


def test_keys_are_not_replaced() -> None:
    text = "organisation: {name: A}\nstores: {s: {type: csv, tables: {t: {path: t, columns: {'${X}': {}}}}}}"
    made = DataMap.parse(text, environment={"X": "x"})
    assert list(made.stores["s"].tables["t"].columns) == ["${X}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role: processor", "role: '${S}'"),
        ("kind: email", "kind: '${S}'"),
        ("purposes: [accounting]", "purposes: [accounting, '${S}']"),
        ("purposes: [accounting]", "purposes: '${S}'"),
        ("controller: acme", "controller: '${S}'"),
        ("controller: acme", "controller: 'a${S}'"),
        ("{interaction_id: interactions.id}", "{interaction_id: '${S}'}"),
        ("{interaction_id: interactions.id}", "{interaction_id: '${S}.id'}"),
        ("{interaction_id: interactions.id}", "{a: interactions.id, b: '${S}.id'}"),
        ("for: P7Y", "for: '${S}'"),
        ("country: US", "country: '${S}'"),
        ("method: pseudonymise", "method: '${S}'"),
        ("on_erase: delete", "on_erase: '${S}'"),
        ("person: true ", "person: '${S}' "),
    ],
)
@pytest.mark.parametrize("secret", ["sqll", "top.secrets", "a-pass-phrase-" * 5])
def test_what_a_variable_holds_is_not_in_an_error(old: str, new: str, secret: str) -> None:
    """Edge case 32."""
    error = refusal(contract_with((old, new)), {"S": secret})
    assert not any(piece in f"{error} {error!r}" for piece in secret.split("."))


def test_a_kind_of_store_from_the_environment_is_left_to_what_is_installed() -> None:
    made = DataMap.parse(contract_with(("type: parquet", "type: '${S}'")), environment={"S": "jsonl"})
    assert made.stores["archive"].type == "jsonl"


def test_a_fault_that_repeats_nothing_of_a_variable_stays_as_it_is() -> None:
    text = "organisation: {name: A}\nparties: {acme: {name: A}}\n"
    error = refusal(text + "stores: {s: {type: memory, controller: '${S}'}}", {"S": "acme"})
    assert error.faults == (
        "data map:3: stores.s.controller: "
        "a party is the controller, but the role is `controller`; say `processor` or `joint_controller`",
    )


@given(st.recursive(st.none() | st.integers() | st.text("${}:-XY a", max_size=12), st.lists))
def test_no_text_makes_the_expansion_fail(value: object) -> None:
    made, faults = expanded(value, {"X": "x"})
    assert faults or type(made) is type(value)


@given(st.text(st.characters(exclude_characters="$")))
def test_a_text_without_a_dollar_stays_as_it_is(text: str) -> None:
    assert expanded({"a": [text]}, {}) == ({"a": [text]}, [])
