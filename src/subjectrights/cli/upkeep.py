"""The commands a schedule runs: due, recover, replay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from subjectrights.cli.exits import Exit, after, finish
from subjectrights.cli.options import DEFAULT_MAP, DryRun, Json, MapFile, Yes
from subjectrights.cli.people import read_table
from subjectrights.cli.session import confirm, opened
from subjectrights.cli.show import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from subjectrights.estate import Estate
    from subjectrights.plan import Plan
    from subjectrights.receipt import Receipt
    from subjectrights.subject import Subjects

__all__ = ["due", "recover", "replay"]


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
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only what was asked for since then: the backup's time, in local time.",
        ),
    ] = None,
    returned: Annotated[
        str | None,
        typer.Option(
            "--returned",
            metavar="keep|erase|FILE",
            help="What becomes of rows of which nothing tells whether a backup brought them back: keep, "
            "erase, or a CSV file of the people who came back, whose rows stay while the others' go.",
        ),
    ] = None,
    map_file: MapFile = DEFAULT_MAP,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """After a restore from backup: erase again what had been erased, and put marks back."""
    with opened(map_file) as estate:
        back = _returned(estate, returned)
        plans = cast("list[Plan]", estate.replay(since, returned=back, dry_run=True))
        if dry_run:
            _show_all(plans, json=json)
            return
        if not all(plan.empty for plan in plans):
            confirm("\n\n".join(map(str, plans)), yes=yes)
        _show_all([plan.execute() for plan in plans], json=json)


def _returned(estate: Estate, given: str | None) -> Literal["keep", "erase"] | Subjects | None:
    if given is None:
        return None
    words: dict[str, Literal["keep", "erase"]] = {"keep": "keep", "erase": "erase"}
    return words[given] if given in words else estate.subjects(read_table(Path(given)))


def _show_all(outcomes: Sequence[Plan | Receipt], *, json: bool) -> None:
    if json:
        as_json([outcome.to_dict() for outcome in outcomes])
    else:
        typer.echo("\n\n".join(map(str, outcomes)) or "Nothing to do.")
    codes = [after(outcome) for outcome in outcomes]
    for code in (Exit.FINDINGS, Exit.LEFT_OPEN):
        if code in codes:
            finish(code)
