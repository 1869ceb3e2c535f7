"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "By",
    "DryRun",
    "Excepted",
    "InstructedBy",
    "Json",
    "Language",
    "MapFile",
    "People",
    "ReceiptFile",
    "Yes",
]

MapFile: TypeAlias = Annotated[
    Path, typer.Option("--map", envvar="SUBJECTRIGHTS_MAP", help="The data map.", metavar="FILE")
]
By: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME=VALUE",
        help="An identifier of the person, such as email=ana@example.com; may be given for several "
        "identifiers of one person. A value of - is read from standard input, out of the shell's history.",
    ),
]
People: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--people", metavar="FILE", help="A CSV file of people; its columns are named after identifiers."
    ),
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Write JSON on standard output, and nothing else.")
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before what can't be undone.")]
InstructedBy: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--instruction",
        metavar="PARTY:REFERENCE",
        help="The controller's instruction to change data we process for it, such as acme:ACME-2026-118.",
    ),
]
Excepted: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--exception",
        metavar="REASON",
        help="Why restricted data may be changed all the same (Art. 18(2)): consent, legal_claims, "
        "rights_of_others or public_interest.",
    ),
]
Language: TypeAlias = Annotated[
    str | None, typer.Option("--language", help="fr, nl, de or en; the organisation's by default.")
]
ReceiptFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--receipt", metavar="FILE", help="Write the receipt there, in the suffix's format."),
]

DEFAULT_MAP = Path("datamap.yaml")
