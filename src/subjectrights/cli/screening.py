"""The command that says who on a list may be used for a purpose."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from subjectrights.cli.exits import Exit, UsageError, finish
from subjectrights.cli.options import DEFAULT_MAP, Json, MapFile
from subjectrights.cli.people import pairs, read_table
from subjectrights.cli.session import opened
from subjectrights.cli.show import as_json
from subjectrights.errors import WriteError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["screen"]


def screen(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file of people (UTF-8).")],
    purpose: Annotated[str, typer.Option("--purpose", help="What the list is to be used for.")],
    columns: Annotated[
        list[str],
        typer.Option("--column", metavar="IDENTIFIER=COLUMN", help="Which column holds which identifier."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the lines that may be used there, as CSV."),
    ] = None,
    map_file: MapFile = DEFAULT_MAP,
    json: Json = False,
) -> None:
    """Who on a list may still be used: nobody who objected, withdrew, is restricted or was erased."""
    where = pairs(columns, "--column")
    table = read_table(file)
    missing = [column for column in where.values() if column not in table.column_names]
    if missing:
        raise UsageError(f"the file has no such column; it has {', '.join(table.column_names)}")
    with opened(map_file) as estate:
        allowed = estate.screen(table, purpose=purpose, columns=where)
    count = sum(allowed.to_pylist())
    if out is not None:
        _write(out, table.filter(allowed))
    if json:
        as_json({"asked": table.num_rows, "allowed": count, "rows": allowed.to_pylist()})
    else:
        typer.echo(f"{count:,} of {table.num_rows:,} may be used for {purpose}")
    finish(Exit.DONE if count or not table.num_rows else Exit.FINDINGS)


def _write(path: Path, table: pa.Table) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(table.column_names)
            writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    except OSError:
        raise WriteError("it can't be written", file=str(path)) from None
