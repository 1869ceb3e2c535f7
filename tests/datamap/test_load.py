"""The contract's data map loads with the values that it states, and the defaults where it states none."""

import os
from datetime import date
from pathlib import Path

import pytest

from subjectrights import DataMap
from subjectrights.datamap.duration import Duration
from subjectrights.datamap.model import (
    ColumnMap,
    IdentifierMap,
    Link,
    MethodMap,
    Organisation,
    Party,
    Purpose,
    Retain,
    Retention,
    SetValues,
    TableRef,
)
from subjectrights.terms import LegalBasis, Method, Origin, RetentionGround, Role

CONTRACT = Path(__file__).with_name("contract.yaml")


@pytest.fixture(scope="module")
def contract() -> DataMap:
    return DataMap.load(CONTRACT, environment={})


def test_the_organisation_and_its_parties_are_read(contract: DataMap) -> None:
    assert contract.organisation == Organisation(
        name="Horizon Contact SA",
        contact="dpo@horizon.example",
        country="BE",
        language="fr",
        authority="Autorité de protection des données",
    )
    assert contract.parties == {
        "acme": Party(
            name="Acme Énergie SA",
            contact="privacy@acme.example",
            country="BE",
            agreement="Annexe RGPD 2026-03",
        ),
        "payfast": Party(
            name="PayFast Ltd",
            contact="dpo@payfast.example",
            country="US",
            safeguards="Standard contractual clauses 2021/914",
        ),
    }


def test_purposes_and_identifiers_are_read(contract: DataMap) -> None:
    assert {name: purpose.legal_basis for name, purpose in contract.purposes.items()} == {
        "customer_care": LegalBasis.CONTRACT,
        "direct_marketing": LegalBasis.CONSENT,
        "accounting": LegalBasis.LEGAL_OBLIGATION,
        "quality": LegalBasis.LEGITIMATE_INTERESTS,
    }
    assert contract.purposes["quality"] == Purpose(
        legal_basis=LegalBasis.LEGITIMATE_INTERESTS, description="Call quality and training"
    )
    assert contract.identifiers == {
        "customer_id": IdentifierMap(kind="opaque"),
        "email": IdentifierMap(kind="email"),
        "phone": IdentifierMap(kind="phone", region="BE", shared=True),
    }


def test_variables_take_their_defaults_or_what_the_environment_says(contract: DataMap) -> None:
    assert contract.register_url == "sqlite:///register.sqlite"
    assert contract.stores["crm"].url == "sqlite:///crm.sqlite"
    said = {"SUBJECTRIGHTS_REGISTER": "postgresql:///register", "CRM_URL": "postgresql://crm/db"}
    other = DataMap.load(CONTRACT, environment=said)
    assert (other.register_url, other.stores["crm"].url) == ("postgresql:///register", "postgresql://crm/db")


def test_the_process_s_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_URL", "postgresql://from/environment")
    assert DataMap.load(CONTRACT).stores["crm"].url == os.environ["CRM_URL"]


def test_the_stores_are_read(contract: DataMap) -> None:
    crm, archive, campaigns = contract.stores.values()
    assert list(contract.stores) == ["crm", "archive", "campaigns"]
    assert (crm.type, archive.type, campaigns.type) == ("sql", "parquet", "csv")
    assert (crm.role, archive.role, campaigns.role) == (Role.CONTROLLER, Role.CONTROLLER, Role.PROCESSOR)
    assert (crm.controller, campaigns.controller) == (None, "acme")
    assert crm.purposes == ("customer_care",)
    assert crm.retention == Retention.model_validate({"for": "P5Y", "after": "last_contact_on"})
    assert crm.source == "the person"
    assert (crm.schema_, crm.options, crm.recipients, crm.description) == (None, {}, (), None)
    assert [str(ref) for ref, _ in contract.tables()] == [
        "crm.customers",
        "crm.invoices",
        "crm.interactions",
        "crm.interaction_tags",
        "archive.calls",
        "campaigns.energie_2026",
    ]


def test_the_customers_are_read(contract: DataMap) -> None:
    customers = contract.table(TableRef("crm", "customers"))
    assert customers.person
    assert customers.identifier_columns() == {
        "customer_id": ("id",),
        "email": ("email",),
        "phone": ("mobile",),
    }
    assert customers.columns["city"] == ColumnMap(
        category="user.contact.address.city", origin=Origin.PROVIDED
    )
    assert customers.columns["credit_score"].origin is Origin.DERIVED
    assert customers.columns["opt_in"].purposes == ("direct_marketing",)
    assert not customers.columns["restricted"].personal
    assert customers.column("elsewhere") == ColumnMap(category="user")
    assert customers.on_restrict == SetValues(set={"restricted": True})
    assert customers.on_object == {"direct_marketing": SetValues(set={"opt_in": False})}
    assert (customers.on_lift, customers.on_erase, customers.retain) == (None, "delete", None)
    assert customers.store_options() == {}


def test_the_invoices_are_read(contract: DataMap) -> None:
    ref = TableRef("crm", "invoices")
    invoices = contract.table(ref)
    assert contract.links(ref) == (Link(("customer_id",), TableRef("crm", "customers"), ("id",)),)
    assert contract.purposes_of(ref) == ("accounting",)
    assert contract.recipients_of(ref) == ("payfast",)
    assert invoices.retain == Retain.model_validate(
        {
            "for": Duration(years=7),
            "after": "issued_on",
            "ground": RetentionGround.LEGAL_OBLIGATION,
            "law": "Code de la TVA, art. 60",
        }
    )
    assert invoices.retain is not None
    assert invoices.retain.for_.after(date(2019, 2, 28)) == date(2026, 2, 28)
    assert invoices.on_erase == SetValues(set={"billing_name": MethodMap(method=Method.PSEUDONYMISE)})


def test_the_other_tables_are_read(contract: DataMap) -> None:
    assert contract.table(TableRef("crm", "interactions")).columns["agent"].of == "another_person"
    tags = contract.links(TableRef("crm", "interaction_tags"))
    assert tags == (Link(("interaction_id",), TableRef("crm", "interactions"), ("id",)),)
    calls = contract.table(TableRef("archive", "calls"))
    assert calls.store_options() == {"path": "archive/calls/**/*.parquet"}
    assert calls.identifiers == {"customer_id": "customer_id", "phone": "caller"}
    lists = TableRef("campaigns", "energie_2026")
    assert contract.table(lists).path == "campaigns/energie_2026*.csv"
    assert (contract.role_of(lists), contract.controller_of(lists)) == (Role.PROCESSOR, "acme")
    assert list(contract.table(lists).columns) == ["Nom", "Courriel", "GSM"]


def test_every_key_knows_its_line(contract: DataMap) -> None:
    lines = CONTRACT.read_text("utf-8").splitlines()
    keys = [path for path in contract._lines if path and isinstance(path[-1], str)]
    assert len(keys) > 120
    for path in keys:
        line, column = contract._lines[path]
        assert lines[line - 1][column - 1 :].startswith(str(path[-1])), path


def test_a_key_that_is_not_there_has_the_line_of_the_nearest_above(contract: DataMap) -> None:
    there = contract.line_of("stores", "crm", "tables", "customers")
    assert there == (str(CONTRACT), 1 + line_of("      customers:"))
    assert contract.line_of("stores", "crm", "tables", "customers", "retain", "after") == there
    assert contract.line_of("elsewhere") == (str(CONTRACT), 1)
    assert contract.line_of("stores", "crm", "purposes", 0) == (
        str(CONTRACT),
        1 + line_of("    purposes: [customer_care]"),
    )


def line_of(start: str) -> int:
    lines = CONTRACT.read_text("utf-8").splitlines()
    return next(at for at, line in enumerate(lines) if line.startswith(start))


def test_relative_paths_start_at_the_map_s_folder(contract: DataMap, monkeypatch: pytest.MonkeyPatch) -> None:
    assert contract.folder == CONTRACT.parent
    monkeypatch.chdir(CONTRACT.parent)
    near = DataMap.load("contract.yaml", environment={})
    assert near.folder == CONTRACT.parent
    assert near.line_of() == ("contract.yaml", 1)
    assert near.model_dump() == contract.model_dump()


def test_the_same_text_parsed_is_the_same_map(contract: DataMap, tmp_path: Path) -> None:
    parsed = DataMap.parse(CONTRACT.read_text("utf-8"), folder=CONTRACT.parent, environment={})
    assert parsed.model_dump() == contract.model_dump()
    assert DataMap.parse("organisation: {name: A}", folder=tmp_path).folder == tmp_path


def test_neither_url_is_printed(contract: DataMap) -> None:
    printed = f"{contract!r} {contract}"
    assert "Horizon" in printed
    assert "sqlite:" not in printed


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path, contract: DataMap) -> None:
    copy = tmp_path / "datamap.yaml"
    copy.write_bytes(b"\xef\xbb\xbf" + CONTRACT.read_bytes().replace(b"\n", b"\r\n"))
    read = DataMap.load(copy, environment={})
    assert read.stores == contract.stores
    assert read.line_of("stores", "archive")[1] == contract.line_of("stores", "archive")[1]


def test_the_smallest_map_has_the_defaults() -> None:
    small = DataMap.parse("organisation: {name: Horizon}\nstores: {s: {type: memory, tables: {t: {}}}}")
    assert small.register_url == "sqlite:///register.sqlite"
    assert small.organisation == Organisation(name="Horizon", language="en")
    assert (small.parties, small.purposes, small.identifiers) == ({}, {}, {})
    table = small.table(TableRef("s", "t"))
    assert (table.person, table.identifiers, table.link_mappings()) == (False, {}, ())
    assert (table.on_erase, table.on_object, table.columns) == ("delete", {}, {})
