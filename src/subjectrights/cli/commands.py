"""All commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from subjectrights._version import __version__
from subjectrights.cli import changing, erasing, keys, looking, proof, roles, screening, starting, upkeep
from subjectrights.cli.exits import EPILOG

__all__ = ["app"]

app = typer.Typer(
    name="subjectrights",
    help="Carries out the rights people have over their personal data, wherever an organisation keeps it.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


for name, command in (
    ("demo", starting.demo),
    ("init", starting.init),
    ("check", looking.check),
    ("roles", roles.roles),
    ("access", looking.access),
    ("export", looking.export),
    ("rectify", changing.rectify),
    ("restrict", changing.restrict),
    ("lift", changing.lift),
    ("object", changing.object_),
    ("withdraw", changing.withdraw),
    ("erase", erasing.erase),
    ("screen", screening.screen),
    ("due", upkeep.due),
    ("recover", upkeep.recover),
    ("replay", upkeep.replay),
):
    app.command(name, epilog=EPILOG)(command)
app.add_typer(proof.ledger, name="ledger")
app.add_typer(proof.receipt, name="receipt")
app.add_typer(keys.key, name="key")
