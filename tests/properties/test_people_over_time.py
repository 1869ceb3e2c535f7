"""People come, change their address and go, and others get it: nobody is taken for somebody else.

Every row bears the name of whom it is about, which the library isn't told.
"""

from __future__ import annotations

from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from estates import dump, make_stores
from subjectrights.datamap.model import DataMap
from subjectrights.errors import AmbiguousSubject
from subjectrights.estate import Estate
from subjectrights.testing import Keys

EMAILS = tuple(f"{name}@x.be" for name in ("ann", "bob", "cas", "dan"))

MAP: dict[str, Any] = {
    "organisation": {"name": "Horizon"},
    "identifiers": {"customer_id": {"kind": "opaque"}, "email": {"kind": "email"}},
    "stores": {
        "crm": {
            "type": "memory",
            "tables": {
                "customers": {"person": True, "identifiers": {"customer_id": "id", "email": "email"}},
                "notes": {"belongs_to": {"customer_id": "customers.id"}},
            },
        },
        "lists": {"type": "memory", "tables": {"prospects": {"identifiers": {"email": "email"}}}},
    },
}
TABLES = {
    "crm.customers": pa.table(
        {
            "id": pa.array([], pa.int64()),
            "email": pa.array([], pa.string()),
            "about": pa.array([], pa.int64()),
        }
    ),
    "crm.notes": pa.table(
        {
            "id": pa.array([], pa.int64()),
            "customer_id": pa.array([], pa.int64()),
            "about": pa.array([], pa.int64()),
        }
    ),
    "lists.prospects": pa.table({"email": pa.array([], pa.string()), "about": pa.array([], pa.int64())}),
}
KEYS = {"crm.customers": Keys(primary=("id",)), "crm.notes": Keys(primary=("id",))}

emails = st.sampled_from(EMAILS)
picks = st.integers(min_value=0, max_value=7)


class PeopleOverTime(RuleBasedStateMachine):
    """A customer database and a client's list, as people come and go."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory(prefix="subjectrights-")
        self.stores = make_stores(TABLES, KEYS)
        self.estate = Estate(DataMap.model_validate({**MAP, "folder": self.folder.name}), stores=self.stores)
        self.address: dict[int, str] = {}
        self.gone: list[int] = []
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}

    def teardown(self) -> None:
        self.estate.close()
        self.folder.cleanup()

    @rule(email=emails)
    def somebody_comes(self, email: str) -> None:
        if email in self.address.values():
            return
        number = len(self.address) + len(self.gone) + 1
        self._forget_in_list(email)
        self.address[number] = email
        self.rows["crm.customers"].append({"id": number, "email": email, "about": number})
        self.rows["crm.notes"].append({"id": number, "customer_id": number, "about": number})
        self.rows["lists.prospects"].append({"email": email.upper(), "about": number})
        self._write()

    @precondition(lambda self: self.address)
    @rule(pick=picks, email=emails)
    def somebody_s_address_is_rectified(self, pick: int, email: str) -> None:
        number = self._picked(pick)
        if email in self.address.values():
            return
        # Whoever gets an address that was another's gets a new line in the list as well.
        self._forget_in_list(email)
        self._write()
        receipt = self.estate.subject(customer_id=number).rectify({"email": email})
        assert receipt.verified
        self.address[number] = email
        for table in ("crm.customers", "lists.prospects"):
            for row in self.rows[table]:
                if row["about"] == number:
                    row["email"] = email

    @precondition(lambda self: self.address)
    @rule(pick=picks, email=emails)
    def somebody_s_address_is_changed_by_another_program(self, pick: int, email: str) -> None:
        number = self._picked(pick)
        if email in self.address.values():
            return
        self._forget_in_list(email)
        self._forget_in_list(self.address[number])
        self.address[number] = email
        for row in self.rows["crm.customers"]:
            if row["about"] == number:
                row["email"] = email
        self._write()

    @precondition(lambda self: self.address)
    @rule(pick=picks, by_number=st.booleans())
    def somebody_is_erased(self, pick: int, by_number: bool) -> None:
        number = self._picked(pick)
        asked = {"customer_id": number} if by_number else {"email": self.address[number]}
        try:
            assert self.estate.subject(**asked).erase().verified
        except AmbiguousSubject:
            # By an address that the register knows of somebody else, it may refuse; by a number, never.
            assert not by_number
            return
        del self.address[number]
        self.gone.append(number)
        self.rows = {
            name: [row for row in rows if row["about"] != number] for name, rows in self.rows.items()
        }

    @precondition(lambda self: self.gone)
    @rule(pick=picks)
    def who_is_gone_is_erased_again(self, pick: int) -> None:
        number = self.gone[pick % len(self.gone)]
        with suppress(AmbiguousSubject):
            self.estate.subject(customer_id=number).erase()

    @precondition(lambda self: self.address)
    @rule(pick=picks)
    def somebody_asks_what_is_held(self, pick: int) -> None:
        number = self._picked(pick)
        shown = self.estate.subject(customer_id=number).access().tables
        for name, rows in self.rows.items():
            mine = [row for row in rows if row["about"] == number]
            assert sorted(shown[name].to_pylist() if name in shown else [], key=repr) == sorted(
                mine, key=repr
            )

    @precondition(lambda self: self.address)
    @rule(data=st.data())
    def several_are_restricted_or_lifted(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(sorted(self.address)), unique=True, min_size=1))
        people = self.estate.subjects(customer_id=some)
        assert people.restrict(ground="legal_claims").results == ("found",) * len(some)
        assert people.lift_restriction().results == ("found",) * len(some)

    @invariant()
    def every_row_is_where_it_should_be(self) -> None:
        if not hasattr(self, "stores"):
            return
        now = {
            f"{store}.{name}": rows
            for store in self.stores
            for name, rows in dump(self.stores[store]).items()
        }
        for name, rows in self.rows.items():
            assert sorted(now[name], key=repr) == sorted(rows, key=repr)

    def _picked(self, pick: int) -> int:
        return sorted(self.address)[pick % len(self.address)]

    def _forget_in_list(self, email: str) -> None:
        """The client's list doesn't keep an address for two people."""
        self.rows["lists.prospects"] = [
            row for row in self.rows["lists.prospects"] if row["email"].lower() != email
        ]

    def _write(self) -> None:
        for name, rows in self.rows.items():
            store, _, short = name.partition(".")
            self.stores[store].memory.write(short, pa.Table.from_pylist(rows, TABLES[name].schema))


TestPeopleOverTime = PeopleOverTime.TestCase
TestPeopleOverTime.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
