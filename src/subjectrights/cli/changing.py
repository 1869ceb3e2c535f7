"""The commands that change or mark: rectify, restrict, lift, object, withdraw."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from subjectrights.cli.options import (
    DEFAULT_MAP,
    By,
    DryRun,
    Excepted,
    InstructedBy,
    Json,
    Language,
    MapFile,
    People,
    ReceiptFile,
    Yes,
)
from subjectrights.cli.people import pairs, whom
from subjectrights.cli.session import Manner, carry_out, instruction, opened

__all__ = ["lift", "object_", "rectify", "restrict", "withdraw"]

Purpose: TypeAlias = Annotated[str, typer.Argument(help="A purpose of the data map.", metavar="PURPOSE")]


def rectify(
    *,
    values: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="WHAT=VALUE",
            help="A category, a column or an identifier and its right value, such as "
            "user.contact.address.city=Namur; may be given several times.",
        ),
    ],
    by: By = None,
    people: People = None,
    excepted: Excepted = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put wrong data right, in every store that holds it (Art. 16)."""
    right = pairs(values, "--set")
    manner = Manner(
        dry_run=dry_run, json=json, receipt=receipt, language=language, yes=yes, irreversible=True
    )
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.rectify(
                right, dry_run=True, instruction=instruction(instructed), exception=excepted
            ),
            manner,
        )


def restrict(
    *,
    ground: Annotated[
        str,
        typer.Option(
            "--ground",
            help="accuracy_contested, unlawful_processing, legal_claims or objection_pending (Art. 18(1)).",
        ),
    ],
    by: By = None,
    people: People = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Restrict processing: the data stays, and is used for nothing else (Art. 18)."""
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.restrict(ground, dry_run=True, instruction=instruction(instructed)),
            Manner(dry_run=dry_run, json=json, receipt=receipt, language=language),
        )


def lift(
    *,
    by: By = None,
    people: People = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Lift a restriction; the person must have been told before (Art. 18(3))."""
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.lift_restriction(dry_run=True, instruction=instruction(instructed)),
            Manner(dry_run=dry_run, json=json, receipt=receipt, language=language),
        )


def object_(
    *,
    purpose: Purpose,
    by: By = None,
    people: People = None,
    compelling_grounds: Annotated[
        str | None,
        typer.Option(
            "--compelling-grounds",
            help="Why the objection is not followed (Art. 21(1)); never for marketing.",
        ),
    ] = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Record an objection to a purpose and act on it (Art. 21)."""
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.object(
                purpose,
                compelling_grounds=compelling_grounds,
                dry_run=True,
                instruction=instruction(instructed),
            ),
            Manner(dry_run=dry_run, json=json, receipt=receipt, language=language),
        )


def withdraw(
    *,
    purpose: Purpose,
    by: By = None,
    people: People = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Record that consent to a purpose is withdrawn and act on it (Art. 7(3))."""
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.withdraw_consent(purpose, dry_run=True, instruction=instruction(instructed)),
            Manner(dry_run=dry_run, json=json, receipt=receipt, language=language),
        )
