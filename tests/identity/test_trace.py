"""Whose a row is: identifiers, closure, links, several owners, shared identifiers."""

from __future__ import annotations

import pyarrow as pa
import pytest

from estates import IDENTIFIERS, held_rows, look_for, make_map, make_stores
from subjectrights.errors import DataMapError, RequestError, UnknownName
from subjectrights.testing import Keys

CUSTOMERS = {"person": True, "identifiers": {"customer_id": "id", "email": "email", "phone": "mobile"}}
ID_KEY = Keys(primary=("id",))


def customers(*rows: tuple[object, object, object]) -> pa.Table:
    return pa.table(
        {
            "id": pa.array([row[0] for row in rows], pa.int64()),
            "email": pa.array([row[1] for row in rows], pa.string()),
            "mobile": pa.array([row[2] for row in rows], pa.string()),
        }
    )


ANA = (1, "Ana.Lopez@example.com", "0470 12 34 56")
BOB = (2, "bob@example.com", "0471 11 11 11")


def test_a_null_or_empty_identifier_joins_nobody() -> None:
    """Edge case 1."""
    datamap = make_map({"crm.customers": CUSTOMERS, "web.visits": {"identifiers": {"email": "email"}}})
    stores = make_stores(
        {
            "crm.customers": customers(ANA, (3, None, None), (4, "", ""), (5, "   ", None)),
            "web.visits": pa.table({"email": [None, "", " ", "ana.lopez@example.com"], "n": [1, 2, 3, 4]}),
        },
        {"crm.customers": ID_KEY},
    )
    holdings = look_for(datamap, stores, customer_id=[3, 4, 5, 1])
    assert held_rows(holdings, "web.visits", subject=0) == []
    assert held_rows(holdings, "web.visits", subject=1) == []
    assert held_rows(holdings, "web.visits", subject=2) == []
    assert held_rows(holdings, "web.visits", subject=3) == [{"email": "ana.lopez@example.com"}]


def test_a_person_given_by_an_empty_identifier_is_nobody() -> None:
    """Edge case 1."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores({"crm.customers": customers(ANA, (4, "", None))}, {"crm.customers": ID_KEY})
    assert not look_for(datamap, stores, email=["", None]).found().any()


def test_an_address_within_another_is_not_the_same_address() -> None:
    """Edge case 3."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    rows = customers((1, "ann@x.com", None), (2, "joann@x.com", None), (3, "ann@x.com.au", None))
    stores = make_stores({"crm.customers": rows}, {"crm.customers": ID_KEY})
    holdings = look_for(datamap, stores, email=["ANN@x.com"])
    assert [row["id"] for row in held_rows(holdings, "crm.customers")] == [1]


def test_one_address_of_two_people_is_refused() -> None:
    """Edge case 4."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores(
        {"crm.customers": customers((1, "info@x.com", None), (2, "Info@x.com", None))},
        {"crm.customers": ID_KEY},
    )
    holdings = look_for(datamap, stores, email=["info@x.com"])
    assert list(holdings.ambiguous) == [0]
    assert "info" not in holdings.ambiguous[0].casefold()
    assert held_rows(holdings, "crm.customers") == []


def test_among_many_only_the_ambiguous_are_set_aside() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS})
    rows = customers((1, "info@x.com", None), (2, "info@x.com", None), (3, "bob@example.com", None))
    stores = make_stores({"crm.customers": rows}, {"crm.customers": ID_KEY})
    holdings = look_for(datamap, stores, email=["info@x.com", "bob@example.com"])
    assert list(holdings.ambiguous) == [0]
    assert [row["id"] for row in held_rows(holdings, "crm.customers", subject=1)] == [3]


def test_identifiers_of_two_people_given_together_are_ambiguous() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores({"crm.customers": customers(ANA, BOB)}, {"crm.customers": ID_KEY})
    holdings = look_for(datamap, stores, email=["bob@example.com"], customer_id=[1])
    assert list(holdings.ambiguous) == [0]


def test_an_old_address_in_a_history_table_leads_to_the_person() -> None:
    """Edge case 5."""
    datamap = make_map(
        {
            "crm.customers": CUSTOMERS,
            "crm.old_emails": {
                "identifiers": {"email": "address"},
                "belongs_to": {"customer_id": "customers.id"},
            },
        }
    )
    stores = make_stores(
        {
            "crm.customers": customers(ANA, BOB),
            "crm.old_emails": pa.table(
                {"customer_id": [1, 2], "address": ["ana@old.example", "bob@old.example"]}
            ),
        },
        {"crm.customers": ID_KEY},
    )
    holdings = look_for(datamap, stores, email=["ANA@old.example "])
    assert [row["id"] for row in held_rows(holdings, "crm.customers")] == [1]
    holdings = look_for(datamap, stores, customer_id=["1"])
    assert held_rows(holdings, "crm.old_emails") == [{"address": "ana@old.example", "customer_id": 1}]


@pytest.mark.parametrize(
    "stored", [pa.array(["42", "042", "7"]), pa.array([42, 420, 7]), pa.array([42.0, 0.42, 7.0])]
)
def test_a_number_and_its_digits_are_one_key_across_stores(stored: pa.Array) -> None:
    """Edge case 6."""
    datamap = make_map(
        {"crm.customers": CUSTOMERS, "files.calls": {"identifiers": {"customer_id": "customer"}}},
    )
    calls = pa.table({"customer": stored, "n": ["mine", "other", "other"]})
    stores = make_stores(
        {"crm.customers": customers((42, "x@y.z", None)), "files.calls": calls}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, email=["x@y.z"])
    held = next(h for ref, h in holdings.tables.items() if str(ref) == "files.calls")
    assert held.counts().tolist() == [1]


def test_rows_told_apart_by_a_float_alone_are_told_apart() -> None:
    """Edge case 6: a number that pandas made a float, in a table without a primary key."""
    datamap = make_map(
        {
            "crm.customers": CUSTOMERS,
            "files.calls": {"identifiers": {"customer_id": "customer", "phone": "caller"}},
        }
    )
    calls = pa.table({"customer": [1.0, 2.0, None], "caller": ["0471 11 11 11"] * 3, "n": ["a", "b", "c"]})
    stores = make_stores(
        {"crm.customers": customers(ANA, BOB), "files.calls": calls}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, customer_id=[1])
    held = next(h for ref, h in holdings.tables.items() if str(ref) == "files.calls")
    assert held.facts.key == ("customer", "caller")
    assert held_rows(holdings, "files.calls") == [{"customer": 1.0, "caller": "0471 11 11 11"}]


def test_zero_is_an_identifier() -> None:
    """Edge case 6."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores(
        {"crm.customers": customers((0, "zero@x.com", None), BOB)}, {"crm.customers": ID_KEY}
    )
    assert [row["id"] for row in held_rows(look_for(datamap, stores, customer_id=[0]), "crm.customers")] == [
        0
    ]


@pytest.mark.parametrize("word", ["NA", "null", "nan", "None"])
def test_a_word_that_looks_missing_is_a_name_like_any_other(word: str) -> None:
    """Edge case 7."""
    datamap = make_map({"hr.staff": {"person": True, "identifiers": {"customer_id": "code"}}})
    stores = make_stores({"hr.staff": pa.table({"code": [word, None, "other"]})})
    assert held_rows(look_for(datamap, stores, customer_id=[word]), "hr.staff") == [{"code": word}]


def test_a_person_nobody_knows_is_nothing_held() -> None:
    """Edge case 8."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores({"crm.customers": customers(ANA)}, {"crm.customers": ID_KEY})
    holdings = look_for(datamap, stores, email=["nobody@example.com"])
    assert not holdings.found().any()
    assert all(held.rows.num_rows == 0 for held in holdings.tables.values())


def test_a_composite_link_is_matched_as_a_tuple() -> None:
    """Edge case 9."""
    datamap = make_map(
        {
            "crm.customers": {"person": True, "identifiers": {"email": "email"}},
            "crm.orders": {"belongs_to": {"tenant": "customers.tenant", "number": "customers.number"}},
        }
    )
    stores = make_stores(
        {
            "crm.customers": pa.table(
                {"tenant": [1, 2], "number": [10, 20], "email": ["ana@x.be", "bob@x.be"]}
            ),
            "crm.orders": pa.table(
                {"id": [1, 2, 3, 4], "tenant": [1, 1, 2, None], "number": [10, 20, 10, 10]}
            ),
        },
        {"crm.customers": Keys(primary=("tenant", "number")), "crm.orders": ID_KEY},
    )
    holdings = look_for(datamap, stores, email=["ana@x.be"])
    assert held_rows(holdings, "crm.orders") == [{"id": 1, "tenant": 1, "number": 10}]


def test_a_tree_of_replies_is_followed_to_any_depth() -> None:
    """Edge case 10."""
    depth = 40
    datamap = make_map(
        {
            "crm.customers": CUSTOMERS,
            "crm.comments": {"belongs_to": [{"author": "customers.id"}, {"parent": "comments.id"}]},
        }
    )
    comments = pa.table(
        {
            "id": list(range(depth)),
            "author": pa.array([1] + [None] * (depth - 1), pa.int64()),
            "parent": pa.array([None, *range(depth - 1)], pa.int64()),
        }
    )
    stores = make_stores(
        {"crm.customers": customers(ANA, BOB), "crm.comments": comments},
        {"crm.customers": ID_KEY, "crm.comments": ID_KEY},
    )
    holdings = look_for(datamap, stores, customer_id=[1])
    assert [row["id"] for row in held_rows(holdings, "crm.comments")] == list(range(depth))


def test_a_circle_of_links_comes_to_an_end() -> None:
    """Edge case 10."""
    datamap = make_map(
        {
            "web.users": {
                "person": True,
                "identifiers": {"email": "email"},
                "belongs_to": {"pinned": "posts.id"},
            },
            "web.posts": {"belongs_to": {"user": "users.id"}},
        }
    )
    stores = make_stores(
        {
            "web.users": pa.table({"id": [1, 2], "email": ["ana@x.be", "bob@x.be"], "pinned": [10, 20]}),
            "web.posts": pa.table({"id": [10, 20], "user": [1, 2]}),
        },
        {"web.users": ID_KEY, "web.posts": ID_KEY},
    )
    holdings = look_for(datamap, stores, email=["ana@x.be"])
    assert [row["id"] for row in held_rows(holdings, "web.posts")] == [10]
    assert [row["id"] for row in held_rows(holdings, "web.users")] == [1]


MESSAGES = {"belongs_to": [{"sender": "customers.id"}, {"recipient": "customers.id"}]}


def test_a_message_is_its_senders_and_its_recipients() -> None:
    """Edge case 11."""
    datamap = make_map({"crm.customers": CUSTOMERS, "crm.messages": MESSAGES})
    messages = pa.table({"id": [1, 2, 3], "sender": [1, 2, 2], "recipient": [2, 1, None]})
    stores = make_stores(
        {"crm.customers": customers(ANA, BOB), "crm.messages": messages},
        {"crm.customers": ID_KEY, "crm.messages": ID_KEY},
    )
    holdings = look_for(datamap, stores, email=["ana.lopez@example.com"])
    held = next(h for ref, h in holdings.tables.items() if str(ref) == "crm.messages")
    assert sorted(held.rows.column("id").to_pylist()) == [1, 2]
    assert held.outside.all()
    both = look_for(datamap, stores, customer_id=[1, 2])
    held = next(h for ref, h in both.tables.items() if str(ref) == "crm.messages")
    assert not held.outside.any()


ADDRESSES = {
    "crm.customers": CUSTOMERS,
    "crm.lives_at": {"belongs_to": {"customer": "customers.id"}},
    "crm.addresses": {"belongs_to": {"id": "lives_at.address"}},
}


def test_a_household_s_address_is_also_the_others() -> None:
    """Edge cases 12 and 16."""
    datamap = make_map(ADDRESSES)
    stores = make_stores(
        {
            "crm.customers": customers(ANA, BOB, (3, "cas@x.be", None)),
            "crm.lives_at": pa.table({"customer": [1, 2, 3], "address": [10, 10, 11]}),
            "crm.addresses": pa.table({"id": [10, 11], "street": ["Rue Haute", "Hoogstraat"]}),
        },
        {"crm.customers": ID_KEY, "crm.addresses": ID_KEY},
    )
    holdings = look_for(datamap, stores, customer_id=[1])
    held = next(h for ref, h in holdings.tables.items() if str(ref) == "crm.addresses")
    assert (held.rows.column("id").to_pylist(), held.outside.tolist()) == ([10], [True])
    alone = look_for(datamap, stores, customer_id=[3])
    held = next(h for ref, h in alone.tables.items() if str(ref) == "crm.addresses")
    assert (held.rows.column("id").to_pylist(), held.outside.tolist()) == ([11], [False])
    both = look_for(datamap, stores, customer_id=[1, 2])
    held = next(h for ref, h in both.tables.items() if str(ref) == "crm.addresses")
    assert (held.rows.column("id").to_pylist(), held.outside.tolist()) == ([10], [False])


def test_a_table_that_several_kinds_of_owner_share_is_told_apart_by_its_kind() -> None:
    """Edge case 16: polymorphic references (type, id)."""
    datamap = make_map(
        {
            "crm.customers": CUSTOMERS,
            "crm.comments": {"where": {"owner_type": "customer"}, "belongs_to": {"owner_id": "customers.id"}},
        }
    )
    comments = pa.table(
        {"id": [1, 2, 3], "owner_type": ["customer", "supplier", None], "owner_id": [1, 1, 1]}
    )
    stores = make_stores(
        {"crm.customers": customers(ANA), "crm.comments": comments},
        {"crm.customers": ID_KEY, "crm.comments": ID_KEY},
    )
    holdings = look_for(datamap, stores, customer_id=[1])
    assert [row["id"] for row in held_rows(holdings, "crm.comments")] == [1]


def test_a_row_without_an_owner_is_nobody_s() -> None:
    """Edge case 13."""
    datamap = make_map(
        {"crm.customers": CUSTOMERS, "crm.invoices": {"belongs_to": {"customer_id": "customers.id"}}}
    )
    invoices = pa.table({"id": [1, 2], "customer_id": pa.array([1, None], pa.int64())})
    stores = make_stores(
        {"crm.customers": customers(ANA, (2, None, None)), "crm.invoices": invoices},
        {"crm.customers": ID_KEY, "crm.invoices": ID_KEY},
    )
    holdings = look_for(datamap, stores, customer_id=[1, 2])
    assert [row["id"] for row in held_rows(holdings, "crm.invoices", subject=0)] == [1]
    assert held_rows(holdings, "crm.invoices", subject=1) == []


def test_a_person_without_a_person_table_is_found() -> None:
    """Edge case 14."""
    datamap = make_map({"web.visits": {"identifiers": {"email": "email"}}})
    stores = make_stores({"web.visits": pa.table({"email": ["Zed@x.be", "ann@x.be"], "page": ["/a", "/b"]})})
    assert held_rows(look_for(datamap, stores, email=["zed@x.be"]), "web.visits") == [{"email": "Zed@x.be"}]


def test_a_wrong_link_doesn_t_reach_another_person_s_row() -> None:
    """A customer's support rep: the rep's customers are not the rep's data."""
    datamap = make_map(
        {
            "crm.staff": {"person": True, "identifiers": {"staff_id": "id"}},
            "crm.customers": {**CUSTOMERS, "belongs_to": {"rep": "staff.id"}},
        },
        {**IDENTIFIERS, "staff_id": {"kind": "opaque"}},
    )
    table = customers(ANA, BOB, (3, None, None)).append_column("rep", pa.array([9, 9, 9]))
    stores = make_stores(
        {"crm.staff": pa.table({"id": [9]}), "crm.customers": table},
        {"crm.staff": ID_KEY, "crm.customers": ID_KEY},
    )
    holdings = look_for(datamap, stores, staff_id=[9])
    assert held_rows(holdings, "crm.staff") == [{"id": 9}]
    assert held_rows(holdings, "crm.customers") == []


def test_a_wrong_link_doesn_t_reach_a_row_that_names_a_known_customer() -> None:
    datamap = make_map(
        {
            "crm.staff": {"person": True, "identifiers": {"staff_id": "id"}},
            "crm.customers": CUSTOMERS,
            "crm.tickets": {"identifiers": {"email": "email"}, "belongs_to": {"agent": "staff.id"}},
        },
        {**IDENTIFIERS, "staff_id": {"kind": "opaque"}},
    )
    tickets = pa.table({"id": [1, 2], "agent": [9, 9], "email": ["ana.lopez@example.com", None]})
    stores = make_stores(
        {"crm.staff": pa.table({"id": [9]}), "crm.customers": customers(ANA), "crm.tickets": tickets},
        {"crm.staff": ID_KEY, "crm.customers": ID_KEY, "crm.tickets": ID_KEY},
    )
    holdings = look_for(datamap, stores, staff_id=[9])
    assert [row["id"] for row in held_rows(holdings, "crm.tickets")] == [2]


def test_a_shared_number_joins_nobody() -> None:
    """Edge case 4: a household's phone."""
    datamap = make_map({"crm.customers": CUSTOMERS, "files.calls": {"identifiers": {"phone": "caller"}}})
    household = (2, "bob@example.com", "+32 470 12.34.56")
    calls = pa.table({"caller": ["0470123456", "0032470123456", "+32 2 555 12 12"], "n": [1, 2, 3]})
    stores = make_stores(
        {"crm.customers": customers(ANA, household), "files.calls": calls}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, email=["ana.lopez@example.com"])
    assert [row["id"] for row in held_rows(holdings, "crm.customers")] == [1]
    assert held_rows(holdings, "files.calls") == []
    assert len(held_rows(holdings, "files.calls", certain=False)) == 2


def test_a_shared_number_that_one_person_has_makes_a_row_certain() -> None:
    """Edge case 5: a phone in several formats."""
    datamap = make_map({"crm.customers": CUSTOMERS, "files.calls": {"identifiers": {"phone": "caller"}}})
    calls = pa.table({"caller": ["0470123456", "0032470123456", "+32 2 555 12 12"], "n": [1, 2, 3]})
    stores = make_stores(
        {"crm.customers": customers(ANA, BOB), "files.calls": calls}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, email=["ana.lopez@example.com"])
    assert held_rows(holdings, "files.calls") == [{"caller": "0470123456"}, {"caller": "0032470123456"}]


def test_a_number_that_no_person_table_knows_makes_rows_possible() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS, "files.calls": {"identifiers": {"phone": "caller"}}})
    stores = make_stores(
        {"crm.customers": customers(ANA), "files.calls": pa.table({"caller": ["0499 99 99 99"], "n": [1]})},
        {"crm.customers": ID_KEY},
    )
    holdings = look_for(datamap, stores, phone=["+32499999999"])
    assert not holdings.found().any()
    assert held_rows(holdings, "files.calls", certain=False) == [{"caller": "0499 99 99 99"}]


def test_a_call_from_a_shared_number_that_names_another_customer_is_not_theirs() -> None:
    datamap = make_map(
        {
            "crm.customers": CUSTOMERS,
            "files.calls": {"identifiers": {"customer_id": "customer", "phone": "caller"}},
        }
    )
    calls = pa.table({"customer": ["2", None, "77"], "caller": ["0470123456"] * 3})
    stores = make_stores(
        {"crm.customers": customers(ANA, BOB), "files.calls": calls}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, customer_id=[1])
    assert held_rows(holdings, "files.calls") == [{"customer": None, "caller": "0470123456"}]
    assert held_rows(holdings, "files.calls", certain=False) == []


def test_by_a_number_that_one_person_has_that_person_is_found() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores({"crm.customers": customers(ANA, BOB)}, {"crm.customers": ID_KEY})
    holdings = look_for(datamap, stores, phone=["0470/12.34.56"])
    assert [row["id"] for row in held_rows(holdings, "crm.customers")] == [1]


def test_by_a_number_that_two_people_have_nobody_is_found_but_both_are_possible() -> None:
    """Edge case 4."""
    datamap = make_map({"crm.customers": CUSTOMERS})
    stores = make_stores(
        {"crm.customers": customers(ANA, (2, "bob@example.com", "0470123456"))}, {"crm.customers": ID_KEY}
    )
    holdings = look_for(datamap, stores, phone=["0470123456"])
    assert not holdings.found().any()
    assert [row["id"] for row in held_rows(holdings, "crm.customers", certain=False)] == [1, 2]


def test_many_people_are_traced_as_each_alone_would_be() -> None:
    datamap = make_map(
        {"crm.customers": CUSTOMERS, "crm.invoices": {"belongs_to": {"customer_id": "customers.id"}}}
    )
    rows = [(n, f"p{n}@x.be", f"0470{n:06}") for n in range(60)]
    invoices = pa.table({"id": list(range(180)), "customer_id": [n // 3 for n in range(180)]})
    stores = make_stores(
        {"crm.customers": customers(*rows), "crm.invoices": invoices},
        {"crm.customers": ID_KEY, "crm.invoices": ID_KEY},
    )
    together = look_for(datamap, stores, email=[f"P{n}@x.be" for n in range(60)])
    for n in range(0, 60, 7):
        alone = look_for(datamap, stores, email=[f"p{n}@x.be"])
        for table in ("crm.customers", "crm.invoices"):
            assert held_rows(together, table, subject=n) == held_rows(alone, table)


def test_an_unknown_identifier_is_named_with_the_nearest_known() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS})
    with pytest.raises(UnknownName, match="did you mean 'email'"):
        look_for(datamap, {}, emial=["x"])


def test_nobody_is_found_by_no_identifier() -> None:
    from subjectrights.identity.people import given

    with pytest.raises(RequestError, match="at least one identifier"):
        given(make_map({"crm.customers": CUSTOMERS}), {}, count=1)


def test_a_table_that_the_store_doesn_t_have_is_named() -> None:
    datamap = make_map({"crm.customers": CUSTOMERS, "crm.ghosts": {"identifiers": {"email": "email"}}})
    stores = make_stores({"crm.customers": customers(ANA)}, {"crm.customers": ID_KEY})
    with pytest.raises(DataMapError, match=r"crm\.ghosts"):
        look_for(datamap, stores, email=["x@y.z"])
