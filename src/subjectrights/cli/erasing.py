"""The command that erases."""

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
from subjectrights.cli.people import whom
from subjectrights.cli.session import Manner, carry_out, instruction, opened

__all__ = ["erase"]

Names: TypeAlias = list[str] | None


def erase(
    *,
    by: By = None,
    people: People = None,
    categories: Annotated[
        Names, typer.Option("--category", help="Only this category and those below it.")
    ] = None,
    columns: Annotated[Names, typer.Option("--column", help="Only this column: store.table.column.")] = None,
    tables: Annotated[Names, typer.Option("--table", help="Only this table: store.table.")] = None,
    stores: Annotated[Names, typer.Option("--store", help="Only this store.")] = None,
    purposes: Annotated[Names, typer.Option("--purpose", help="Only what is held for this purpose.")] = None,
    include_possible: Annotated[
        bool, typer.Option("--include-possible", help="Erase rows that are only possibly the person's, too.")
    ] = False,
    excepted: Excepted = None,
    instructed: InstructedBy = None,
    receipt: ReceiptFile = None,
    language: Language = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase a person or many, whole or in part; what the law keeps stays, and is said (Art. 17)."""
    manner = Manner(
        dry_run=dry_run, json=json, receipt=receipt, language=language, yes=yes, irreversible=True
    )
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        carry_out(
            lambda: subject.erase(
                categories=categories,
                columns=columns,
                tables=tables,
                stores=stores,
                purposes=purposes,
                include_possible=include_possible,
                instruction=instruction(instructed),
                exception=excepted,
                dry_run=True,
            ),
            manner,
        )
