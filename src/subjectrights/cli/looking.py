"""The commands that look and change nothing: check, access, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from subjectrights.cli.exits import Exit, UsageError, finish
from subjectrights.cli.options import DEFAULT_MAP, By, Json, Language, MapFile, People
from subjectrights.cli.passwords import Encrypt, PasswordFile, password_for
from subjectrights.cli.people import whom
from subjectrights.cli.session import opened
from subjectrights.cli.show import as_json, say, show
from subjectrights.subject import Subject

if TYPE_CHECKING:
    from subjectrights.reports.report import Report
    from subjectrights.rights.export import ExportScope
    from subjectrights.writers.output import Written

__all__ = ["access", "check", "export"]

IncludePossible = Annotated[
    bool, typer.Option("--include-possible", help="Read out rows that are only possibly the person's.")
]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write it there, in the suffix's format: pdf html xlsx json ..."
    ),
]


def check(*, map_file: MapFile = DEFAULT_MAP, json: Json = False) -> None:
    """Hold the data map against the real stores; exit 1 where something must be mended."""
    with opened(map_file) as estate:
        findings = estate.check()
        show(findings, json=json)
        finish(Exit.DONE if findings.ok else Exit.FINDINGS)


def access(
    *,
    by: By = None,
    people: People = None,
    out: OutFile = None,
    language: Language = None,
    include_possible: IncludePossible = False,
    encrypt: Encrypt = False,
    password_file: PasswordFile = None,
    map_file: MapFile = DEFAULT_MAP,
    json: Json = False,
) -> None:
    """Everything held on a person, and all that must be told with it (Art. 15)."""
    if people is not None and out is not None:
        raise UsageError("--out goes with --by; for several people use --json, or export --people")
    if out is None and (encrypt or password_file is not None):
        raise UsageError("--encrypt and --password-file go with --out")
    password = password_for(encrypt=encrypt, file=password_file)
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        if isinstance(subject, Subject):
            reports = [subject.access(include_possible=include_possible)]
        else:
            reports = list(subject.access(include_possible=include_possible))
        if out is not None:
            written = reports[0].write(out, language=language, password=password)
            say(f"{written.path}: {written.bytes:,} bytes{_encryption(written)}")
        if json:
            data = [report.to_dict() for report in reports]
            as_json(data[0] if people is None else data)
        elif out is None:
            typer.echo("\n\n".join(str(report) for report in reports))
        finish(_after_access(reports))


def _after_access(reports: list[Report]) -> Exit:
    open_ends = any(report.unreachable or report.possible for report in reports)
    return Exit.LEFT_OPEN if open_ends else Exit.DONE


def export(
    *,
    out: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="The file, in its suffix's format: json xlsx csv.zip xml ..."),
    ],
    by: By = None,
    people: People = None,
    suffix: Annotated[
        str, typer.Option("--format", help="With --people, where PATH is a folder: the files' format.")
    ] = "json",
    scope: Annotated[
        str, typer.Option("--scope", metavar="portable|all", help="What Art. 20 grants, or all that is held.")
    ] = "portable",
    language: Language = None,
    encrypt: Encrypt = False,
    password_file: PasswordFile = None,
    map_file: MapFile = DEFAULT_MAP,
    json: Json = False,
) -> None:
    """A copy in a machine-readable format (Art. 20); for several people a folder of files."""
    if scope not in {"portable", "all"}:
        raise UsageError("--scope is portable or all")
    password = password_for(encrypt=encrypt, file=password_file)
    with opened(map_file) as estate:
        subject = whom(estate, by, people)
        wanted = cast("ExportScope", scope)
        if isinstance(subject, Subject):
            files = [subject.export(out, scope=wanted, language=language, password=password)]
        else:
            files = subject.export(out, format=suffix, scope=wanted, language=language, password=password)
            if password is not None:
                say("one password opens every one of these files: give it to nobody who is to have one alone")
    if json:
        data = [_as_data(written) for written in files]
        as_json(data[0] if people is None else data)
    else:
        for written in files:
            told = f"{written.path}: {written.bytes:,} bytes, SHA-256 {written.sha256}"
            typer.echo(told + _encryption(written))
            for loss in written.losses:
                typer.echo(f"  carried another way: {loss}")


def _encryption(written: Written) -> str:
    return f", encrypted: {written.encryption}" if written.encryption else ""


def _as_data(written: Written) -> dict[str, object]:
    return {
        "path": str(written.path),
        "bytes": written.bytes,
        "sha256": written.sha256,
        "losses": [str(loss) for loss in written.losses],
        "encryption": written.encryption,
    }
