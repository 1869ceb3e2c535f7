"""For any small estate and anybody in it: what is theirs, and only that, is shown and erased.

What is expected comes from an oracle that says whose a row is without anything of the library.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.oracle import Found, after_erasing, look
from properties.small_estate import Rows, read_back, small_estate
from subjectrights.errors import AmbiguousSubject

IDS = (0, 1, 2, 3)
EMAILS = ("ann@x.be", "ANN@x.be ", "joann@x.be", "Ann+b@x.be", "bob@y.be", "null", "", " ", None)
PHONES = ("0470 00 00 01", "+32470000001", "0470/00.00.02", "0470 00 00 03", "", None)

unhurried = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@st.composite
def estates(draw: st.DrawFn, *, phones: tuple[str | None, ...] = PHONES) -> Rows:
    """The rows of a small estate; ids are those of customers, or of nobody."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))
    email, phone, some_id = st.sampled_from(EMAILS), st.sampled_from(phones), st.sampled_from((*IDS, 9, None))
    known_id = st.sampled_from((*ids, None))

    def several(most: int, **columns: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return draw(st.lists(st.fixed_dictionaries(columns), max_size=most))

    def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"id": number, **row} for number, row in enumerate(rows)]

    notes = numbered(several(3, customer_id=known_id, text=st.sampled_from(("a", "", None))))
    tags = (
        several(3, note_id=st.sampled_from([note["id"] for note in notes]), tag=st.just("t")) if notes else []
    )
    return {
        "crm.customers": [
            {"id": one, "email": draw(email), "mobile": draw(phone), "name": f"name {one}"}
            for one in sorted(ids)
        ],
        "crm.notes": notes,
        "crm.tags": numbered(tags),
        "crm.messages": numbered(several(3, sender=known_id, recipient=known_id, text=st.just("hello"))),
        "lists.prospects": several(
            4,
            Nom=st.sampled_from(("NA", 'x;"y"')),
            Courriel=email.map(lambda e: e or ""),
            GSM=phone.map(lambda p: p or ""),
        ),
        "archive.calls": several(
            4,
            customer_id=some_id.map(lambda i: i if i is None else str(i)),
            caller=phone,
            said=st.sampled_from(("x", None)),
        ),
        "desk.tickets": numbered(several(2, customer_id=some_id, email=email, text=st.just("help"))),
    }


people = st.one_of(
    st.fixed_dictionaries({"email": st.sampled_from(EMAILS)}),
    st.fixed_dictionaries({"customer_id": st.sampled_from((*IDS, "1", "01"))}),
    st.fixed_dictionaries({"phone": st.sampled_from(PHONES)}),
    st.fixed_dictionaries({"email": st.sampled_from(EMAILS), "phone": st.sampled_from(PHONES)}),
).filter(lambda asked: any(str(value or "").strip() or value == 0 for value in asked.values()))
"""What people are asked for by; who is given by blanks alone is refused."""


@unhurried
@given(rows=estates(), asked=people)
def test_erase_removes_exactly_that_person_s_rows(rows: Rows, asked: dict[str, Any]) -> None:
    expected = look(rows, asked)
    with small_estate(rows) as estate:
        person = estate.subject(**asked)
        try:
            receipt = person.erase()
        except AmbiguousSubject:
            assert expected.ambiguous
            assert read_back(estate) == rows
            return
        assert not expected.ambiguous
        assert read_back(estate) == after_erasing(rows, [expected])
        assert receipt.verified
        assert receipt.found == bool(expected.rows)
        assert not person.access().held


@unhurried
@given(rows=estates(), asked=people)
def test_what_access_shows_is_what_erase_removes_or_accounts_for(rows: Rows, asked: dict[str, Any]) -> None:
    expected = look(rows, asked)
    if expected.ambiguous:
        return
    with small_estate(rows) as estate:
        person = estate.subject(**asked)
        shown = {name: table.to_pylist() for name, table in person.access().tables.items()}
        receipt = person.erase()
    assert {name: len(held) for name, held in shown.items()} == _counted(expected)
    for name, held in shown.items():
        if name != "crm.messages":
            wanted = [rows[name][at] for table, at in sorted(expected.rows) if table == name]
            assert sorted(held, key=_cells) == sorted(wanted, key=_cells)
    kept = {name: sum(k.count for k in receipt.kept if k.table == name) for name in shown}
    gone = {name: receipt.counts[name].deleted for name in shown}
    assert {name: gone[name] + kept[name] for name in shown} == _counted(expected)
    assert set(kept.values()) <= {0} or kept["crm.messages"]


def _cells(row: dict[str, Any]) -> str:
    return repr(sorted(row.items()))


def _counted(found: Found) -> dict[str, int]:
    tables = [table for table, _ in found.rows]
    return {table: tables.count(table) for table in set(tables)}


ALONE = ("0470 00 00 01", "", None)
"""Phones for estates in which no two people share one: a call that is known by a shared phone alone is one
person's only once the other is gone, so that there the order of erasures shows."""


@unhurried
@given(data=st.data())
def test_erasing_many_is_erasing_them_one_by_one(data: st.DataObject) -> None:
    rows = data.draw(estates(phones=ALONE))
    asked = data.draw(st.lists(people, min_size=2, max_size=3))
    for row in rows["crm.customers"][1:]:
        row["mobile"] = None
    columns = {name: [one.get(name) for one in asked] for name in ("customer_id", "email", "phone")}
    columns["customer_id"] = [None if one is None else str(one) for one in columns["customer_id"]]
    with small_estate(rows) as estate:
        receipt = estate.subjects(columns).erase()
        at_once = read_back(estate)
    assert receipt.verified
    with small_estate(rows) as estate:
        for one in asked:
            try:
                estate.subject(**one).erase()
            except AmbiguousSubject:
                continue
        one_by_one = read_back(estate)
    assert at_once == one_by_one
    assert at_once == after_erasing(rows, [look(rows, one) for one in asked])
