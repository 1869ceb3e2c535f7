"""The commands about the estate's secret key: what rests on it, a new one, the end of an older one."""

from __future__ import annotations

from typing import Annotated

import typer

from subjectrights.cli.exits import EPILOG
from subjectrights.cli.options import DEFAULT_MAP, Json, MapFile, Yes
from subjectrights.cli.session import confirm, opened
from subjectrights.cli.show import as_json, say

__all__ = ["key"]

key = typer.Typer(help="The secret key that fingerprints are made under.", no_args_is_help=True)


@key.command("status", epilog=EPILOG)
def status(*, map_file: MapFile = DEFAULT_MAP, json: Json = False) -> None:
    """What rests on which key, and whether an older one can go."""
    with opened(map_file) as estate:
        uses = estate.register.key_uses()
    if json:
        as_json([use.to_dict() for use in uses])
    else:
        typer.echo("\n".join(map(str, uses)))


@key.command("rotate", epilog=EPILOG)
def rotate(*, map_file: MapFile = DEFAULT_MAP, json: Json = False) -> None:
    """Put a new key in use; the older ones stay while something rests on them."""
    with opened(map_file) as estate:
        uses = estate.rotate_key()
    if json:
        as_json([use.to_dict() for use in uses])
    else:
        typer.echo("\n".join(map(str, uses)))
    say("Keep a copy of the key file as it is now, apart from the register; the older copy isn't enough.")


@key.command("retire", epilog=EPILOG)
def retire(
    *,
    forget: Annotated[
        bool, typer.Option("--forget", help="Give up what still rests on older keys; it can't be undone.")
    ] = False,
    map_file: MapFile = DEFAULT_MAP,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take older keys out of the key file where nothing rests on them any more."""
    with opened(map_file) as estate:
        if forget:
            older = [str(use) for use in estate.register.key_uses() if not use.current]
            confirm("\n".join([*older, "What rests on older keys is forgotten for good."]), yes=yes)
        gone = estate.retire_keys(forget=forget)
    if json:
        as_json({"retired": list(gone)})
    else:
        typer.echo("\n".join(f"{name}: retired" for name in gone) or "There is no older key.")
