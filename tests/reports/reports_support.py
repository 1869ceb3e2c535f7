"""Rich answers and receipts for the tests of what people receive."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa

from subjectrights.changes import Count
from subjectrights.datamap.model import Organisation, Party, Purpose, Retention
from subjectrights.effects import Mark, MarkKind
from subjectrights.plan import OUT_OF_SCOPE, Awaiting, Instruction, Kept, Possible, Refused
from subjectrights.receipt import Receipt
from subjectrights.rights.access import AccessAnswer, Holding
from subjectrights.rights.export import LeftOut, Portable
from subjectrights.stores.base import Residue
from subjectrights.terms import LegalBasis, RetentionGround, Right, Role
from subjectrights.writers.document import Document

LANGUAGES = ("en", "fr", "nl", "de")
AT = datetime(2026, 11, 23, 14, 5, tzinfo=timezone(timedelta(hours=1)))

ORGANISATION = Organisation(
    name="Horizon Contact SA",
    contact="dpo@horizon.example",
    country="BE",
    language="fr",
    authority="Autorité de protection des données",
)
ACME = Party(name="Acme Énergie SA", contact="privacy@acme.example", country="BE")
PAYFAST = Party(
    name="PayFast Ltd",
    contact="dpo@payfast.example",
    country="US",
    safeguards="Standard contractual clauses 2021/914",
)
BOOKS = Party(name="Boekhouding NV", country="NL")
CARE = Purpose(legal_basis=LegalBasis.CONTRACT, description="Answering customers' calls and letters")
MARKETING = Purpose(legal_basis=LegalBasis.CONSENT, description="Outbound campaigns")
ACCOUNTING = Purpose(legal_basis=LegalBasis.LEGAL_OBLIGATION, description="Books and invoices")
SCORING = Purpose(
    legal_basis=LegalBasis.LEGITIMATE_INTERESTS,
    description="Credit scoring",
    automated_decisions="Below 300 points no payment by instalments is offered",
)


def customers(**more: Any) -> Holding:
    data = pa.table(
        {
            "first_name": ["Ana"],
            "last_name": ["López"],
            "email": ["ana.lopez@example.com"],
            "city": ["Liège"],
            "born_on": [date(1984, 3, 1)],
            "credit_score": [612],
            "opt_in": [True],
            "agent": ["[redacted]"],
        }
    )
    stated: dict[str, Any] = {
        "table": "crm.customers",
        "data": data,
        "categories": {
            "first_name": "user.name.first",
            "last_name": "user.name.last",
            "email": "user.contact.email",
            "city": "user.contact.address.city",
            "born_on": "user.demographic.date_of_birth",
            "credit_score": "user.financial.credit_score",
            "opt_in": "user.consent",
            "agent": "user.name",
        },
        "origins": {
            "first_name": "provided",
            "last_name": "provided",
            "email": "provided",
            "city": "provided",
            "born_on": "provided",
            "credit_score": "derived",
            "opt_in": "observed",
            "agent": "observed",
        },
        "purposes": {"customer_care": CARE, "scoring": SCORING, "direct_marketing": MARKETING},
        "column_purposes": {"opt_in": ("direct_marketing",)},
        "recipients": {"payfast": PAYFAST, "books": BOOKS},
        "retention": Retention(for_="P5Y6M", after="last_contact_on"),
        "source": "the person",
        "redacted": ("agent",),
        "secret": ("password_hash",),
        "description": "Customer file",
    }
    return Holding(**{**stated, **more})


def invoices(**more: Any) -> Holding:
    stated: dict[str, Any] = {
        "table": "crm.invoices",
        "data": pa.table(
            {
                "billing_name": ["Ana López", "Ana López"],
                "amount": [120, 80],
                "issued_on": [date(2026, 2, 1)] * 2,
            }
        ),
        "categories": {
            "billing_name": "user.name",
            "amount": "user.financial",
            "issued_on": "user.financial.billing",
        },
        "origins": {"billing_name": "observed", "amount": "observed", "issued_on": "observed"},
        "purposes": {"accounting": ACCOUNTING},
        "retention": Retention(criteria="As long as the tax code asks"),
        "joint": 1,
    }
    return Holding(**{**stated, **more})


def campaign(**more: Any) -> Holding:
    stated: dict[str, Any] = {
        "table": "campaigns.energie_2026",
        "data": pa.table({"Nom": ["López"], "Courriel": ["ana.lopez@example.com"]}),
        "categories": {"Nom": "user.name", "Courriel": "user.contact.email"},
        "origins": {"Nom": "provided", "Courriel": "provided"},
        "purposes": {"direct_marketing": MARKETING},
        "role": Role.PROCESSOR,
        "controller": ACME,
        "source": "Acme Énergie SA",
    }
    return Holding(**{**stated, **more})


def answer(*holdings: Holding, **more: Any) -> AccessAnswer:
    given = holdings or (customers(), invoices(), campaign())
    stated: dict[str, Any] = {
        "organisation": ORGANISATION,
        "at": AT,
        "held": True,
        "holdings": {holding.table: holding for holding in given},
        "possible": (Possible(table="archive.calls", count=3),),
        "unreachable": ("old_archive",),
        "marks": (
            Mark(kind=MarkKind.RESTRICTION, person="p", since=AT, ground="accuracy_contested"),
            Mark(kind=MarkKind.OBJECTION, person="p", since=AT, purpose="direct_marketing"),
            Mark(kind=MarkKind.WITHDRAWAL, person="p", since=AT, purpose="newsletter_2025"),
            Mark(kind=MarkKind.ERASURE, person="p", since=AT),
        ),
    }
    return AccessAnswer(**{**stated, **more})


def nothing_held(**more: Any) -> AccessAnswer:
    return AccessAnswer(**{"organisation": ORGANISATION, "at": AT, "held": False, **more})


def portable(**more: Any) -> Portable:
    given = answer()
    data = given.holdings["crm.customers"].data
    stated: dict[str, Any] = {
        "answer": given,
        "scope": "portable",
        "tables": {
            "crm.customers": data.select(["first_name", "last_name", "email", "city", "born_on", "opt_in"]),
            "campaigns.energie_2026": given.holdings["campaigns.energie_2026"].data,
        },
        "left_out": (
            LeftOut(table="crm.customers", column="credit_score", reason="derived"),
            LeftOut(table="crm.customers", column="agent", reason="another_person"),
            LeftOut(table="crm.customers", column="password_hash", reason="secret"),
            LeftOut(table="crm.invoices", column="amount", reason="basis", detail="legal_obligation"),
            LeftOut(table="crm.invoices", column="issued_on", reason="basis", detail="legal_obligation"),
        ),
    }
    return Portable(**{**stated, **more})


def receipt(**more: Any) -> Receipt:
    stated: dict[str, Any] = {
        "token": "3f9c2a1b",
        "right": Right.ERASE,
        "at": AT,
        "subjects": 500,
        "found": 498,
        "counts": {
            "crm.customers": Count(deleted=1498),
            "crm.invoices": Count(updated=2, retained=12),
        },
        "outcomes": {
            "crm.customers": "done",
            "crm.invoices": "retained",
            "campaigns.energie_2026": "awaiting",
            "archive.calls": "possible",
        },
        "kept": (
            Kept(
                table="crm.invoices",
                count=12,
                reason="retained",
                columns=("billing_name", "amount"),
                ground=RetentionGround.LEGAL_OBLIGATION,
                law="Code de la TVA, art. 60",
                until=date(2033, 12, 1),
            ),
            Kept(table="crm.customers", count=1, reason="purpose", purpose="accounting", columns=("city",)),
            Kept(table="crm.households", count=2, reason="joint"),
            Kept(table="crm.customers", count=3, reason="reference", columns=("id",)),
            Kept(table="crm.logs", count=4, reason="stays"),
        ),
        "awaiting": (Awaiting(table="campaigns.energie_2026", controller="acme", count=1),),
        "possible": (Possible(table="archive.calls", count=3),),
        "refused": (Refused(reason="ambiguous", count=1), Refused(reason="restricted", count=2)),
        "results": ("found",) * 497 + ("ambiguous",) + ("restricted",) * 2,
        "notices": ("payfast", "unlisted"),
        "remarks": ("The run was interrupted and finished by recover().",),
        "instruction": Instruction(controller="acme", reference="ACME-2026-118", given_on=date(2026, 11, 20)),
        "verified": True,
        "residues": (
            Residue(store="crm", table="interactions", column="note", count=2),
            Residue(store="archive", table="calls", column=None, count=1),
        ),
        "purged": ("crm: SQLite overwrote deleted values with zeros (secure_delete)",),
        "remains": ("archive: backups and copies of the files are not reached",),
        "out_of_scope": OUT_OF_SCOPE,
        "number": 1042,
        "digest": "ab" * 32,
    }
    return Receipt(**{**stated, **more})


def text_of(document: Document) -> str:
    """Everything a person reads in a document, its data apart."""
    pieces = [document.title]
    for section in (*document.sections, *document.closing):
        pieces += [section.heading, *section.paragraphs, *section.items]
        pieces += [part for fact in section.facts for part in fact]
    for table in document.tables:
        pieces += [table.title, *table.labels.values(), *table.notes]
    return "\n".join(pieces)
