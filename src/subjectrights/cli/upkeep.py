"""The commands a schedule runs: due, recover, replay, ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from subjectrights.cli.exits import EPILOG, Exit, after, finish
from subjectrights.cli.options import DEFAULT_MAP, DryRun, Json, MapFile, Yes
from subjectrights.cli.session import Manner, carry_out, confirm, opened
from subjectrights.cli.show import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subjectrights.plan import Plan
    from subjectrights.receipt import Receipt

__all__ = ["due", "ledger", "recover", "replay"]

ledger = typer.Typer(help="The chain of receipts.", no_args_is_help=True)


def due(
    *,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase what a duty kept, where the duty has ended by now."""
    with opened(map_file) as estate:
        plans = cast("list[Plan]", estate.due(dry_run=True))
        if dry_run:
            _show_all(plans, json=json)
            return
        if plans:
            confirm("\n".join(map(str, plans)), yes=yes)
        _show_all([plan.execute() for plan in plans], json=json)


def recover(*, map_file: MapFile = DEFAULT_MAP, json: Json = False) -> None:
    """Finish what a crash interrupted, or take it back where it was not yet decided."""
    with opened(map_file) as estate:
        _show_all(estate.recover(), json=json)


def replay(
    *,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only erasures from that day on.")
    ] = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """After a restore from backup: erase again what had been erased."""
    with opened(map_file) as estate:
        manner = Manner(dry_run=dry_run, json=json, yes=yes, irreversible=True)
        carry_out(lambda: estate.replay(since, dry_run=True), manner)


@ledger.command("verify", epilog=EPILOG)
def verify(
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An exported ledger; the register's by default.")
    ] = None,
    map_file: MapFile = DEFAULT_MAP,
    json: Json = False,
) -> None:
    """Whether the chain of receipts is whole; exit 1 where it isn't."""
    if file is None:
        with opened(map_file) as estate:
            found = estate.ledger.verify()
    else:
        from subjectrights.register.ledger import verify_file

        found = verify_file(file)
    if json:
        as_json({"ok": found.ok, "entries": found.entries, "faults": list(found.faults)})
    else:
        typer.echo(
            f"{found.entries} receipts; " + ("the chain is whole" if found.ok else "the chain is broken")
        )
        for fault in found.faults:
            typer.echo(f"  {fault}")
    finish(Exit.DONE if found.ok else Exit.FINDINGS)


@ledger.command("export", epilog=EPILOG)
def export(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    map_file: MapFile = DEFAULT_MAP,
) -> None:
    """Write the chain of receipts to a file that can be verified without the register."""
    with opened(map_file) as estate:
        estate.ledger.export(file)


def _show_all(outcomes: Sequence[Plan | Receipt], *, json: bool) -> None:
    if json:
        as_json([outcome.to_dict() for outcome in outcomes])
    else:
        typer.echo("\n\n".join(map(str, outcomes)) or "Nothing to do.")
    codes = [after(outcome) for outcome in outcomes]
    for code in (Exit.FINDINGS, Exit.LEFT_OPEN):
        if code in codes:
            finish(code)
