"""Every name that a map uses is one that it defines, and what it says can be meant together."""

from typing import Any

import pytest

from datamap.map_texts import contract_with, faults
from subjectrights import DataMap
from subjectrights.errors import DataMapError
from subjectrights.reports.words import LANGUAGES, words

CUSTOMERS = "stores.crm.tables.customers"
INVOICES = "stores.crm.tables.invoices"
TAGS = "stores.crm.tables.interaction_tags"
FIRST_NAME = "first_name:   {category: user.name.first, origin: provided}"
LINK = "{interaction_id: interactions.id}"
ON_ERASE = "{method: pseudonymise}"
PURPOSES = "(there are customer_care, direct_marketing, accounting, quality)"
PARTIES = "(there are acme, payfast)"
IDENTIFIERS = "(there are customer_id, email, phone)"
TABLES = (
    "(there are crm.customers, crm.invoices, crm.interactions, crm.interaction_tags, "
    "archive.calls, campaigns.energie_2026)"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "purposes: [customer_care]",
            "purposes: [customer_care, carer]",
            f"42: stores.crm.purposes.1: the map has no purpose 'carer' {PURPOSES}",
        ),
        (
            "purposes: [accounting]",
            "purposes: [Accounting]",
            f"65: {INVOICES}.purposes.0: the map has no purpose 'Accounting'; "
            f"did you mean 'accounting'? {PURPOSES}",
        ),
        (
            FIRST_NAME,
            "first_name: {purposes: [qualty]}",
            f"50: {CUSTOMERS}.columns.first_name.purposes.0: the map has no purpose 'qualty'; "
            f"did you mean 'quality'? {PURPOSES}",
        ),
        (
            "direct_marketing: {set: {opt_in: false}}",
            "marketing: {set: {opt_in: false}}",
            f"61: {CUSTOMERS}.on_object.marketing: the map has no purpose 'marketing'; "
            f"did you mean 'direct_marketing'? {PURPOSES}",
        ),
        (
            "recipients: [payfast]",
            "recipients: [payfst]",
            f"66: {INVOICES}.recipients.0: the map has no party 'payfst'; did you mean 'payfast'? {PARTIES}",
        ),
        (
            "    source: the person ",
            "    recipients: [nobody] ",
            f"44: stores.crm.recipients.0: the map has no party 'nobody' {PARTIES}",
        ),
        (
            "controller: acme",
            "controller: acne",
            f"100: stores.campaigns.controller: the map has no party 'acne'; did you mean 'acme'? {PARTIES}",
        ),
        (
            "email: email, phone: mobile",
            "e-mail: email, phone: mobile",
            f"48: {CUSTOMERS}.identifiers.e-mail: the map has no identifier 'e-mail'; "
            f"did you mean 'email'? {IDENTIFIERS}",
        ),
        (
            FIRST_NAME,
            "first_name: {owner: emal}",
            f"50: {CUSTOMERS}.columns.first_name.owner: the map has no identifier or link column 'emal'; "
            "did you mean 'email'? (there are id, email, mobile)",
        ),
        (
            LINK,
            "{interaction_id: interaction.id}",
            f"83: {TAGS}.belongs_to.interaction_id: the map has no table 'crm.interaction'; "
            f"did you mean 'crm.interactions'? {TABLES}",
        ),
        (
            LINK,
            "[{a: customers.id}, {b: archive.calls.id, c: archive.callers.id}]",
            f"83: {TAGS}.belongs_to.1: a link points at one table; "
            "here it is archive.callers, archive.calls. Several links are written as a list",
        ),
        (
            LINK,
            "{a: interactions.id, b: interactions.id}",
            f"83: {TAGS}.belongs_to: two columns point at the same column; "
            "several owners are written as a list of links",
        ),
        (
            LINK,
            "{interaction_id: interactions}",
            f"83: {TAGS}.belongs_to.interaction_id: "
            "'interactions' is not `table.column` or `store.table.column`",
        ),
        (
            LINK,
            "{interaction_id: interactions.}",
            f"83: {TAGS}.belongs_to.interaction_id: "
            "'interactions.' is not `table.column` or `store.table.column`",
        ),
        (
            LINK,
            "[{a: interactions.id}, {}]",
            f"83: {TAGS}.belongs_to.1: a link has at least one column: {{column: table.column}}",
        ),
        (
            "on_erase: delete",
            "on_erase: delete\n        refers_to: {rep: staff.id}",
            f"63: {CUSTOMERS}.refers_to.rep: the map has no table 'crm.staff' {TABLES}",
        ),
        (
            "on_erase: delete",
            "on_erase: delete\n        refers_to: {rep: {to: staff}}",
            f"63: {CUSTOMERS}.refers_to.rep: 'staff' is not `table.column` or `store.table.column`",
        ),
    ],
)
def test_a_name_that_the_map_does_not_define_is_refused(old: str, new: str, fault: str) -> None:
    assert faults((old, new)) == [fault]


def test_a_link_leads_within_its_store_or_into_another() -> None:
    tables = {"t": {"belongs_to": {"a": "u.id"}}, "u": {"belongs_to": [{"x": "s2.v.id", "y": "s2.v.no"}]}}
    made = made_of(s1={"type": "memory", "tables": tables}, s2={"type": "memory", "tables": {"v": {}}})
    assert [str(link.target) for ref, _ in made.tables() for link in made.links(ref)] == ["s1.u", "s2.v"]


@pytest.mark.parametrize(
    ("store", "first", "second"),
    [
        ({"type": "sql"}, {}, {"name": "people"}),
        ({"type": "sql"}, {"where": {"kind": "lead"}}, {"name": "people", "where": {"kind": "customer"}}),
        ({"type": "sql", "schema": "crm"}, {}, {"name": "people", "schema": "crm"}),
        ({"type": "csv"}, {"path": "people.csv"}, {"path": "people.csv"}),
    ],
)
def test_a_table_that_is_mapped_twice_is_refused(
    store: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Edge case 16: also where each name is for another kind of its rows."""
    (fault,) = refused(s={**store, "tables": {"people": first, "again": second}})
    assert fault.startswith(
        "stores.s.tables.again: is what 'people' maps already, and one table is mapped once"
    )
    assert "`where`" in fault


@pytest.mark.parametrize(
    ("store", "first", "second"),
    [
        ({"type": "sql"}, {}, {"name": "others"}),
        ({"type": "sql"}, {"schema": "crm"}, {"name": "people", "schema": "shop"}),
        ({"type": "csv"}, {"path": "people.csv"}, {"path": "others.csv"}),
    ],
)
def test_two_tables_that_lie_apart_are_two(
    store: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert made_of(s={**store, "tables": {"people": first, "again": second}})


def test_a_column_may_be_another_owner_s_by_identifier_or_link() -> None:
    table = {
        "identifiers": {"email": ["sender", "recipient"]},
        "belongs_to": {"account_id": "t.id"},
        "columns": {
            "a": {"owner": "sender"},
            "b": {"owner": "recipient"},
            "c": {"owner": "account_id"},
        },
    }
    assert made_of(s={"type": "memory", "tables": {"t": table}})
    composite = {"belongs_to": {"shop": "t.shop", "number": "t.number"}, "columns": {"a": {"owner": "shop"}}}
    what = "an owner is known by one column, and this is one of several of a link"
    assert refused(s={"type": "memory", "tables": {"t": composite}}) == [
        f"stores.s.tables.t.columns.a.owner: {what}"
    ]
    table["columns"] = {"a": {"owner": "a"}}
    assert refused(s={"type": "memory", "tables": {"t": table}}) == [
        "stores.s.tables.t.columns.a.owner: the map has no identifier or link column 'a' "
        "(there are sender, recipient, account_id)"
    ]


@pytest.mark.parametrize("role", ["processor", "joint_controller"])
def test_who_is_no_sole_controller_names_the_party_that_is(role: str) -> None:
    expected = f"{role} of which controller? Name the party: `controller: ...`"
    assert refused(s={"type": "memory", "role": role}) == [f"stores.s.role: {expected}"]
    assert refused(s={"type": "memory", "role": role, "tables": {"t": {}}}) == [f"stores.s.role: {expected}"]
    tables = {"t": {"role": role}, "u": {}}
    assert refused(s={"type": "memory", "tables": tables}) == [f"stores.s.tables.t.role: {expected}"]


@pytest.mark.parametrize("role", ["processor", "joint_controller"])
def test_the_controller_is_named_on_the_store_or_on_each_table(role: str) -> None:
    assert made_of(s={"type": "memory", "role": role, "controller": "acme", "tables": {"t": {}}})
    assert made_of(s={"type": "memory", "role": role, "tables": {"t": {"controller": "acme"}}})
    assert made_of(s={"type": "memory", "tables": {"t": {"role": role, "controller": "acme"}, "u": {}}})
    assert made_of(s={"type": "memory", "controller": "acme", "tables": {"t": {"role": role}, "u": {}}})


def test_a_controller_beside_the_role_of_controller_is_a_slip() -> None:
    """Otherwise another's data would be erased without its instruction."""
    said = "a party is the controller, but the role is `controller`; say `processor` or `joint_controller`"
    assert refused(s={"type": "memory", "controller": "acme", "tables": {"t": {}}}) == [
        f"stores.s.controller: {said}"
    ]
    assert refused(s={"type": "memory", "tables": {"t": {"controller": "acme"}}}) == [
        f"stores.s.tables.t.controller: {said}"
    ]


@pytest.mark.parametrize("name", ["my store", "a.b", "", "1st", "-x", "a:b", "é t"])
def test_a_name_that_others_refer_to_is_plain(name: str) -> None:
    said = "a name is made of letters, digits, '_' and '-', and begins with a letter"
    key = name or "''"
    assert refused(**{name: {"type": "memory"}}) == [f"stores.{key}: {said}"]
    for section in ("parties", "purposes", "identifiers"):
        content = {"name": "A"} if section == "parties" else {}
        with pytest.raises(DataMapError) as caught:
            DataMap(organisation={"name": "A"}, **{section: {name: content}})
        assert caught.value.faults == (f"{section}.{key}: {said}",)


@pytest.mark.parametrize("name", ["crm", "énergie_2026", "a-b", "Über", "客户"])
def test_a_plain_name_may_have_letters_of_any_script(name: str) -> None:
    assert made_of(**{name: {"type": "memory"}})


@pytest.mark.parametrize("name", ["a.b", ""])
def test_a_table_s_name_has_no_dot(name: str) -> None:
    assert refused(s={"type": "memory", "tables": {name: {}}}) == [
        f"stores.s.tables.{name or repr(name)}: a table's name has no dot; "
        "give it another here, and its own under `name:`"
    ]


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("{method: replace}", ": replace needs `value`; to leave nothing there, the method is `null`"),
        (
            "{method: replace, value: null}",
            ": replace needs `value`; to leave nothing there, the method is `null`",
        ),
        ("{method: 'null', value: x}", ".value: `value` goes with the method replace, not with null"),
        ("{method: replace, value: x, to: 3}", ".to: `to` goes with the method generalise, not with replace"),
        (
            "{method: replace, value: x, linked: true}",
            ".linked: `linked` goes with the method pseudonymise, not with replace",
        ),
        *[
            (method, ": generalise needs `to`: year, month or decade, or a number of characters from 1")
            for method in (
                "{method: generalise}",
                "{method: generalise, to: week}",
                "{method: generalise, to: 0}",
                "{method: generalise, to: -1}",
                "{method: generalise, to: '3'}",
            )
        ],
    ],
)
def test_what_goes_with_a_method_is_said_with_that_method_only(method: str, fault: str) -> None:
    place = f"{INVOICES}.on_erase.set.billing_name"
    assert faults((ON_ERASE, method)) == [f"76: {place}{fault}"]


@pytest.mark.parametrize(
    "method",
    [
        "{method: replace, value: erased}",
        "{method: replace, value: false}",
        "{method: replace, value: ''}",
        "{method: generalise, to: year}",
        "{method: generalise, to: 2}",
        "{method: pseudonymise, linked: true}",
        "{method: 'null'}",
    ],
)
def test_each_method_is_taken_with_what_it_needs(method: str) -> None:
    assert DataMap.parse(contract_with((ON_ERASE, method)), environment={})


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"columns": {"c": {"on_erase": {"method": "replace"}}}}, "columns.c.on_erase"),
        ({"refers_to": {"c": {"to": "t.id", "on_erase": "generalise"}}}, "refers_to.c.on_erase"),
        ({"on_restrict": {"set": {"c": {"method": "replace"}}}}, "on_restrict.set.c"),
        ({"on_lift": {"set": {"c": {"method": "replace"}}}}, "on_lift.set.c"),
        ({"on_object": {"p": {"set": {"c": {"method": "replace"}}}}}, "on_object.p.set.c"),
        ({"on_restrict": {"set": {}}}, "on_restrict.set"),
        ({"on_erase": {"set": {}}}, "on_erase.set"),
        ({"retain": {"for": "P1Y", "after": "a", "columns": []}}, "retain.columns"),
        ({"identifiers": {"email": []}}, "identifiers.email"),
        ({"identifiers": {"email": ["a", ""]}}, "identifiers.email"),
    ],
)
def test_what_says_nothing_or_too_little_is_told_wherever_it_stands(
    table: dict[str, Any], fault: str
) -> None:
    told = refused(s={"type": "memory", "tables": {"t": table}})
    assert [text.split(": ")[0] for text in told] == [f"stores.s.tables.t.{fault}"]


@pytest.mark.parametrize("code", ["be", "Belgium", "", "B1", "BEL"])
def test_a_country_is_two_capital_letters(code: str) -> None:
    said = "a country is its ISO 3166 code of two capital letters, such as BE"
    with pytest.raises(DataMapError) as caught:
        DataMap(
            organisation={"name": "A", "country": code},
            parties={"p": {"name": "P", "country": code}},
        )
    assert caught.value.faults == (f"organisation.country: {said}", f"parties.p.country: {said}")


@pytest.mark.parametrize(
    ("language", "near"),
    [("nll", "; did you mean 'nl'?"), ("french", ""), ("es", ""), ("", "")],
)
def test_a_language_is_one_that_is_written_here(language: str, near: str) -> None:
    with pytest.raises(DataMapError) as caught:
        DataMap(organisation={"name": "A", "language": language})
    assert caught.value.faults == (
        f"organisation.language: nothing can be written in {language!r}{near} (there are en, fr, nl, de)",
    )


@pytest.mark.parametrize("language", [*LANGUAGES, "fr-BE", "NL", "de_DE.UTF-8"])
def test_a_language_may_name_its_region(language: str) -> None:
    datamap = DataMap(organisation={"name": "A", "language": language})
    assert words(datamap.organisation.language).language in LANGUAGES


@pytest.mark.parametrize("code", ["be", "UK", "XX", "Belgium"])
def test_a_region_is_one_that_has_phone_numbers(code: str) -> None:
    """A region that isn't known would leave every number as it is written, and match none in another form."""
    with pytest.raises(DataMapError) as caught:
        DataMap(organisation={"name": "A"}, identifiers={"phone": {"kind": "phone", "region": code}})
    assert caught.value.faults[0].startswith(
        "identifiers.phone.region: a region is a country's ISO 3166 code"
    )


def made_of(**stores: Any) -> DataMap:
    return DataMap(
        organisation={"name": "A"},
        parties={"acme": {"name": "Acme"}},
        purposes={"p": {}},
        identifiers={"email": {"kind": "email"}},
        stores=stores,
    )


def refused(**stores: Any) -> list[str]:
    with pytest.raises(DataMapError) as caught:
        made_of(**stores)
    return list(caught.value.faults)
