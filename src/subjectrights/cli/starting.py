"""The commands to start with: demo and init."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from subjectrights.cli.exits import Exit, finish
from subjectrights.cli.options import DEFAULT_MAP
from subjectrights.cli.people import pairs
from subjectrights.cli.show import say
from subjectrights.errors import WriteError

__all__ = ["demo", "init"]


def demo(
    *,
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo estate is built.")] = Path(
        "demo-estate"
    ),
    customers: Annotated[int, typer.Option("--customers", help="How many customers.")] = 20_000,
    calls: Annotated[int, typer.Option("--calls", help="How many calls.")] = 300_000,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the estate and stop.")] = False,
) -> None:
    """Build a contact centre's estate of invented people and walk them through all six rights."""
    from subjectrights.demo import build, walk

    build(folder, customers=customers, calls=calls, progress=say if sys.stderr.isatty() else None)
    if build_only:
        typer.echo(f"The demo estate is in {folder}")
        return
    faults = walk(folder, sys.stdout)
    finish(Exit.FINDINGS if faults else Exit.DONE)


def init(
    *,
    stores: Annotated[
        list[str],
        typer.Option(
            "--store",
            metavar="NAME=PLACE",
            help="A store: a database URL, or a path or glob of .csv or .parquet files.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the draft goes.")] = DEFAULT_MAP,
) -> None:
    """Draft a data map from live stores; the draft says what was guessed and is yours to finish."""
    from subjectrights.datamap.discover import discover

    if out.exists():
        raise WriteError("it is there already; name another file with --out", file=str(out))
    text = discover(pairs(stores, "--store"), folder=out.parent)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError:
        raise WriteError("it can't be written", file=str(out)) from None
    typer.echo(f"{out}: read it, correct what was guessed, then run `subjectrights check --map {out}`")
