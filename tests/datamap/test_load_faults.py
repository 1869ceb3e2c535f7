"""Each kind of fault of a data map is told with its line, its key, and what was expected."""

from pathlib import Path

import pytest

from datamap.map_texts import CONTRACT, contract_with, faults, refusal
from subjectrights import DataMap
from subjectrights.errors import DataMapError, NothingChanged

CUSTOMERS = "stores.crm.tables.customers"
INVOICES = "stores.crm.tables.invoices"
METHODS = "null, replace, pseudonymise, generalise"
ROLES = "controller, processor, joint_controller"
FIRST_NAME = "first_name:   {category: user.name.first, origin: provided}"
ON_ERASE = "{method: pseudonymise}"
LINK = "{interaction_id: interactions.id}"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "    type: parquet\n",
            "    type: parquet\n    tabels: {}\n",
            "87: stores.archive.tabels: unknown key; did you mean 'tables'? (there are type, url, schema, "
            "options, role, controller, processor, purposes, recipients, retention, source, description, "
            "tables)",
        ),
        (
            "purposes:\n  customer_care",
            "purpose:\n  customer_care",
            "25: purpose: unknown key; did you mean 'purposes'? "
            "(there are organisation, register, parties, purposes, identifiers, stores, operators)",
        ),
        (
            "          for: P7Y",
            "          for: P7Y\n          until: 2030-01-01",
            f"73: {INVOICES}.retain.until: unknown key (there are for, after, ground, law, columns)",
        ),
        (
            FIRST_NAME,
            "first_name: {categry: user}",
            f"50: {CUSTOMERS}.columns.first_name.categry: unknown key; did you mean 'category'? "
            "(there are category, origin, purposes, of, owner, secret, on_erase, role, controller, "
            "processor, description)",
        ),
        (
            FIRST_NAME,
            "first_name: {on_erase: {method: replace, value: x, vaule: y}}",
            f"50: {CUSTOMERS}.columns.first_name.on_erase.vaule: unknown key; did you mean 'value'? "
            "(there are method, value, to, linked)",
        ),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "register: ${SUBJECTRIGHTS_REGISTER:-sqlite:///register.sqlite}",
            "register_url: x",
            "11: register_url: unknown key; did you mean 'register'? "
            "(there are organisation, register, parties, purposes, identifiers, stores, operators)",
        ),
        (
            "register: ${SUBJECTRIGHTS_REGISTER:-sqlite:///register.sqlite}",
            "folder: x",
            "11: folder: unknown key "
            "(there are organisation, register, parties, purposes, identifiers, stores, operators)",
        ),
        (
            "          for: P7Y",
            "          for_: P7Y",
            f"72: {INVOICES}.retain.for_: unknown key; did you mean 'for'? "
            "(there are for, after, ground, law, columns)",
        ),
    ],
)
def test_the_names_of_the_python_objects_are_no_keys_of_the_file(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  name: Horizon Contact SA\n", "", "4: organisation.name: this key is needed: a text"),
        ("          after: issued_on\n", "", f"71: {INVOICES}.retain.after: this key is needed: a text"),
        (
            ON_ERASE,
            "{linked: true}",
            f"76: {INVOICES}.on_erase.set.billing_name.method: this key is needed: one of {METHODS}",
        ),
        (
            "        on_erase: delete",
            "        refers_to: {rep: {on_erase: 'null'}}",
            f"62: {CUSTOMERS}.refers_to.rep.to: this key is needed: a text",
        ),
    ],
)
def test_a_key_that_is_needed_is_told_at_the_nearest_line(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


def test_a_store_without_a_type_is_told_beside_what_was_written_for_it() -> None:
    assert faults(("type: parquet", "typ: parquet")) == [
        "85: stores.archive.type: this key is needed: a text",
        "86: stores.archive.typ: unknown key; did you mean 'type'? (there are type, url, schema, options, "
        "role, controller, processor, purposes, recipients, retention, source, description, tables)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "role: processor",
            "role: procesor",
            f"99: stores.campaigns.role: 'procesor' stands where one of {ROLES} is expected; "
            "did you mean 'processor'?",
        ),
        (
            "kind: email",
            "kind: EMAIL",
            "33: identifiers.email.kind: 'EMAIL' stands where one of opaque, email, phone, uuid is expected; "
            "did you mean 'email'?",
        ),
        (
            "{legal_basis: legal_obligation,",
            "{legal_basis: whim,",
            "28: purposes.accounting.legal_basis: 'whim' stands where one of consent, contract, "
            "legal_obligation, vital_interests, public_task, legitimate_interests is expected",
        ),
        (
            "ground: legal_obligation",
            "ground: obligation",
            f"74: {INVOICES}.retain.ground: 'obligation' stands where one of freedom_of_expression, "
            "legal_obligation, public_health, archiving, legal_claims is expected; "
            "did you mean 'legal_obligation'?",
        ),
        (
            FIRST_NAME,
            "first_name: {origin: observd}",
            f"50: {CUSTOMERS}.columns.first_name.origin: 'observd' stands where one of provided, observed, "
            "derived is expected; did you mean 'observed'?",
        ),
        (
            FIRST_NAME,
            "first_name: {of: somebody}",
            f"50: {CUSTOMERS}.columns.first_name.of: 'somebody' stands where 'another_person' is expected",
        ),
        (
            ON_ERASE,
            "{method: anonymise}",
            f"76: {INVOICES}.on_erase.set.billing_name.method: 'anonymise' stands where one of {METHODS} "
            "is expected; did you mean 'pseudonymise'?",
        ),
        (
            FIRST_NAME,
            "first_name: {on_erase: nul}",
            f"50: {CUSTOMERS}.columns.first_name.on_erase: 'nul' stands where one of {METHODS} or a mapping "
            "with `method` is expected; did you mean 'null'?",
        ),
        (
            "on_erase: delete",
            "on_erase: deleted",
            f"62: {CUSTOMERS}.on_erase: 'deleted' stands where 'delete' or a mapping with `set` is expected; "
            "did you mean 'delete'?",
        ),
        (
            "type: parquet",
            "type: parqet",
            "86: stores.archive.type: no kind of store is called 'parqet'; did you mean 'parquet'? "
            "(there are sql, csv, parquet, memory)",
        ),
        (
            "type: sql",
            "type: SQL",
            "38: stores.crm.type: no kind of store is called 'SQL'; did you mean 'sql'? "
            "(there are sql, csv, parquet, memory)",
        ),
    ],
)
def test_a_wrong_word_is_told_with_the_words_there_are(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


def test_a_kind_of_store_that_is_like_no_built_in_one_is_left_to_what_is_installed() -> None:
    text = contract_with(("type: parquet", "type: jsonl"))
    assert DataMap.parse(text, environment={}).stores["archive"].type == "jsonl"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "language: fr",
            "language: 3",
            "8: organisation.language: a text is expected; here is a number; put it in quotes",
        ),
        (
            "agreement: Annexe RGPD 2026-03",
            "agreement: 2026-03-01",
            "18: parties.acme.agreement: a text is expected; here is a date; put it in quotes",
        ),
        (
            "  name: Horizon Contact SA",
            "  name: true",
            "5: organisation.name: a text is expected; here is true or false; put it in quotes",
        ),
        (
            "person: true ",
            "person: perhaps ",
            f"47: {CUSTOMERS}.person: true or false is expected; here is a text",
        ),
        (
            "shared: true",
            "shared: [true]",
            "34: identifiers.phone.shared: true or false is expected; here is a list",
        ),
        (
            "purposes: [accounting]",
            "purposes: accounting",
            f"65: {INVOICES}.purposes: a list of texts is expected; here is a text",
        ),
        (
            "purposes: [accounting]",
            "purposes: [accounting, {a: b}]",
            f"65: {INVOICES}.purposes.1: a text is expected; here is a mapping",
        ),
        (
            "phone: caller",
            "phone: 4",
            "92: stores.archive.tables.calls.identifiers.phone: "
            "a text or a list of texts is expected; here is a number; put it in quotes",
        ),
        (
            LINK,
            "interactions.id",
            "83: stores.crm.tables.interaction_tags.belongs_to: "
            "a mapping of keys to values or a list of mappings is expected; here is a text",
        ),
        (
            LINK,
            "[{a: 3}, {b: interactions.id}]",
            "83: stores.crm.tables.interaction_tags.belongs_to.0.a: "
            "a text is expected; here is a number; put it in quotes",
        ),
        (
            "for: P5Y",
            "for: 5 years",
            "43: stores.crm.retention.for: an ISO 8601 duration such as P7Y, P6M, P2W or P90D is expected, "
            "in capital letters and whole numbers",
        ),
        (
            "for: P7Y",
            "for: 7",
            f"72: {INVOICES}.retain.for: an ISO 8601 duration such as P7Y, P6M, P2W or P90D is expected",
        ),
        (
            "{for: P5Y, after: last_contact_on}",
            "[P5Y]",
            "43: stores.crm.retention: a text or a mapping is expected; here is a list",
        ),
        (
            "on_erase: delete",
            "on_erase: delete\n        refers_to: {rep: [customers.id]}",
            f"63: {CUSTOMERS}.refers_to.rep: a text such as customers.id or a mapping with `to` is expected; "
            "here is a list",
        ),
        (
            "on_erase: delete",
            "on_erase: delete\n        header: perhaps",
            f"63: {CUSTOMERS}.header: true or false or a list of texts is expected; here is a text",
        ),
        (
            "on_erase: delete",
            "on_erase: delete\n        skip_lines: many",
            f"63: {CUSTOMERS}.skip_lines: a whole number is expected; here is a text",
        ),
        (
            "on_restrict: {set: {restricted: true}}",
            "on_restrict: {set: [restricted]}",
            f"59: {CUSTOMERS}.on_restrict.set: a mapping of keys to values is expected; here is a list",
        ),
        (
            "  archive:\n",
            "  other: parquet\n  archive:\n",
            "85: stores.other: a mapping with `type` is expected; here is a text",
        ),
    ],
)
def test_another_type_than_expected_is_told(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "role: processor",
            "role:",
            f"99: stores.campaigns.role: one of {ROLES} is expected; here is nothing",
        ),
        (
            FIRST_NAME,
            "first_name:",
            f"50: {CUSTOMERS}.columns.first_name: a mapping is expected; here is nothing; "
            "an empty mapping is {}",
        ),
        (
            FIRST_NAME,
            "first_name: {on_erase: null}",
            f"50: {CUSTOMERS}.columns.first_name.on_erase: one of {METHODS} or a mapping with `method` is "
            "expected; here is nothing; the method null is written 'null', in quotes",
        ),
        (
            "on_restrict: {set: {restricted: true}}",
            "on_restrict:",
            f"59: {CUSTOMERS}.on_restrict: a mapping with `set` is expected; here is nothing",
        ),
        (
            "retention: {for: P5Y, after: last_contact_on} ",
            "retention: ",
            "43: stores.crm.retention: a text or a mapping is expected; here is nothing; "
            "an empty mapping is {}",
        ),
    ],
)
def test_a_key_with_nothing_after_it_is_not_taken_for_nothing_said(old: str, new: str, fault: str) -> None:
    """A duty to keep that somebody began to write and lost must not erase what the law keeps."""
    assert faults((old, new)) == [fault]


def test_a_duty_to_keep_that_says_nothing_is_refused() -> None:
    text = "organisation: {name: A}\nstores: {s: {type: memory, tables: {t: {retain: }}}}"
    assert refusal(text).faults == (
        "data map:2: stores.s.tables.t.retain: a mapping with `for`, `after` is expected; here is nothing",
    )


def test_a_method_null_may_be_written_without_quotes_where_only_a_method_can_stand() -> None:
    text = contract_with((ON_ERASE, "{method: null}"))
    table = DataMap.parse(text, environment={}).stores["crm"].tables["invoices"]
    assert table.on_erase != "delete"
    assert table.on_erase.methods()["billing_name"].method == "null"


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    told = faults(
        ("language: fr", "language: 3"),
        ("kind: email", "kind: mail"),
        ("recipients: [payfast]", "recipients: [payfst]"),
        ("for: P7Y", "for: 7 years"),
        (LINK, "{interaction_id: interaction.id}"),
        ("role: processor", "roll: processor"),
        ("${CRM_URL:-sqlite:///crm.sqlite}", "${CRM_URL}"),
    )
    assert [(int(line), key) for line, key, _ in (fault.split(": ", 2) for fault in told)] == [
        (8, "organisation.language"),
        (33, "identifiers.email.kind"),
        (39, "stores.crm.url"),
        (66, f"{INVOICES}.recipients.0"),
        (72, f"{INVOICES}.retain.for"),
        (83, "stores.crm.tables.interaction_tags.belongs_to.interaction_id"),
        (99, "stores.campaigns.roll"),
    ]


def test_what_only_follows_from_another_fault_is_not_told() -> None:
    assert [fault.split(": ")[1] for fault in faults((ON_ERASE, "{method: nothing}"))] == [
        f"{INVOICES}.on_erase.set.billing_name.method"
    ]
    assert [fault.split(": ")[1] for fault in faults(("  controller: acme  ", "  controller: [acme]  "))] == [
        "stores.campaigns.controller"
    ]
    told = faults(
        (FIRST_NAME, "first_name: {owner: email}"), ("{customer_id: id, email: email, ", "{email: 3, ")
    )
    assert [fault.split(": ")[1] for fault in told] == [f"{CUSTOMERS}.identifiers.email"]


def test_twenty_faults_are_shown_and_all_are_kept() -> None:
    columns = "".join(f"          c{at}: {{categry: user}}\n" for at in range(30))
    error = refusal(contract_with(("          note:  {category: user.content}\n", columns)))
    assert len(error.faults) == 30
    assert str(error).count("unknown key") == 20
    assert "the data map has 30 faults" in str(error)
    assert str(error).endswith("and 10 more")
    assert (error.file, error.line) == ("data map", 80)


def test_the_file_and_the_first_line_are_on_the_error(tmp_path: Path) -> None:
    path = tmp_path / "my map.yaml"
    path.write_text(contract_with(("language: fr", "language: 3")), encoding="utf-8")
    with pytest.raises(DataMapError) as caught:
        DataMap.load(path, environment={})
    assert (caught.value.file, caught.value.line) == (str(path), 8)
    assert caught.value.faults[0].startswith(f"{path}:8: organisation.language: ")
    assert isinstance(caught.value, NothingChanged)
    assert caught.value.code == "data-map"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("url: ${CRM_URL:-sqlite:///crm.sqlite}", "url: [postgresql://ana:hunter2@host/db]"),
        ("url: ${CRM_URL:-sqlite:///crm.sqlite}", "url: {hunter2: hunter2}"),
        ("type: sql", "type: [postgresql://ana:hunter2@host/db]"),
        ("role: processor", "role: postgresql://ana:hunter2@host/db"),
        ("purposes: [accounting]", "purposes: ['postgresql://ana:hunter2@host/db']"),
        ("register: ${SUBJECTRIGHTS_REGISTER:-sqlite:///register.sqlite}", "register: {hunter2: 1}"),
        ("kind: email", "kind: hunter2@example.com"),
        ("person: true ", "person: hunter2 "),
        (LINK, "{interaction_id: postgresql://ana:hunter2@host/db}"),
    ],
)
def test_what_may_be_secret_is_not_repeated(old: str, new: str) -> None:
    """Edge case 32."""
    error = refusal(contract_with((old, new)))
    assert "hunter2" not in f"{error} {error!r} {error.places} {error.__dict__}"


def test_columns_named_like_types_keep_their_place() -> None:
    text = """
organisation: {name: A}
stores:
  str:
    type: memory
    tables:
      SetValues:
        identifiers: {}
        belongs_to: [{tuple: 4}]
        columns:
          int: {category: [x]}
          on_erase: {origin: nowhere}
          bool: {on_erase: {method: x}}
        on_object: {any: {set: {str: {method: x}}}}
"""
    assert [fault.split(": ")[1] for fault in refusal(text).faults] == [
        "stores.str.tables.SetValues.belongs_to.0.tuple",
        "stores.str.tables.SetValues.columns.int.category",
        "stores.str.tables.SetValues.columns.on_erase.origin",
        "stores.str.tables.SetValues.columns.bool.on_erase.method",
        "stores.str.tables.SetValues.on_object.any.set.str.method",
    ]


def test_a_fault_is_one_line_whatever_the_key_is() -> None:
    text = 'organisation: {name: A}\n"a\\nb": 1\n"c\\u2028d": 2\n'
    assert all(len(fault.splitlines()) == 1 for fault in refusal(text).faults)
    assert len(refusal(text).faults) == 2


def test_the_contract_itself_has_no_fault() -> None:
    assert DataMap.parse(CONTRACT.read_text("utf-8"), environment={}).stores
