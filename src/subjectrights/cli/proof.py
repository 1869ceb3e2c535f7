"""The commands that prove: the chain of receipts, and a receipt that was handed out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from subjectrights.cli.exits import EPILOG, Exit, UsageError, finish
from subjectrights.cli.options import DEFAULT_MAP, Json, MapFile
from subjectrights.cli.session import opened
from subjectrights.cli.show import as_json

if TYPE_CHECKING:
    from subjectrights.register.walk import Verification

__all__ = ["ledger", "receipt"]

ledger = typer.Typer(help="The chain of receipts.", no_args_is_help=True)
receipt = typer.Typer(help="A receipt that was handed out.", no_args_is_help=True)


@ledger.command("verify", epilog=EPILOG)
def verify(
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="An exported ledger; the register's by default.")
    ] = None,
    public_key: Annotated[
        str | None,
        typer.Option(
            "--public-key",
            metavar="KEY",
            help="With FILE: the key that the organisation publishes, in base64 or as a file.",
        ),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--last", metavar="HASH", help="A last hash noted earlier: it must be there."),
    ] = None,
    entries: Annotated[
        int | None, typer.Option("--entries", help="How many entries there were then: as many must be there.")
    ] = None,
    handed: Annotated[
        Path | None,
        typer.Option("--receipt", metavar="FILE", help="A receipt that was handed out: it must be there."),
    ] = None,
    map_file: MapFile = DEFAULT_MAP,
    json: Json = False,
) -> None:
    """Whether the chain of receipts is whole; exit 1 where it isn't.

    With FILE neither the estate, its map, its register nor its secret key is needed.
    """
    if file is None:
        if public_key is not None:
            raise UsageError(
                "--public-key goes with FILE; the register is checked with the estate's own keys"
            )
        with opened(map_file) as estate:
            found = estate.ledger.verify(entries=entries, last=last, receipt=handed)
    else:
        from subjectrights.register.ledger import verify_file

        found = verify_file(file, public_key, entries=entries, last=last, receipt=handed)
    _show(found, json=json)
    finish(Exit.DONE if found.ok else Exit.FINDINGS)


def _show(found: Verification, *, json: bool) -> None:
    if json:
        as_json(found.to_dict())
        return
    count = "1 entry" if found.entries == 1 else f"{found.entries:,} entries"
    typer.echo(f"{count}; " + ("the chain is whole" if found.ok else "the chain is broken"))
    for sentence in (*found.faults, *found.remarks):
        typer.echo(f"  {sentence}")
    if found.ok and found.entries:
        typer.echo(f"  last hash {found.last} (note it: a later check finds it, or tells that it is gone)")


@ledger.command("export", epilog=EPILOG)
def export(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    map_file: MapFile = DEFAULT_MAP,
) -> None:
    """Write the chain of receipts to a file that can be verified without the register."""
    with opened(map_file) as estate:
        estate.ledger.export(file)


@ledger.command("key", epilog=EPILOG)
def key(
    *,
    as_pem: Annotated[bool, typer.Option("--pem", help="As PEM, which openssl reads.")] = False,
    map_file: MapFile = DEFAULT_MAP,
) -> None:
    """Print the public key that receipts and ledger are checked with; publish it where people find it."""
    with opened(map_file) as estate:
        typer.echo(estate.ledger.public_pem.strip() if as_pem else estate.ledger.public_key)


@receipt.command("verify", epilog=EPILOG)
def verify_receipt(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The receipt: JSON, PDF, HTML or XML.")],
    public_key: Annotated[
        str,
        typer.Option(
            "--public-key",
            metavar="KEY",
            help="The key that the organisation publishes, in base64 or as a file.",
        ),
    ],
    json: Json = False,
) -> None:
    """Whether a receipt is genuine and unchanged; exit 1 where it isn't. Nothing but the key is needed."""
    from subjectrights.register.proof import verify_receipt

    found = verify_receipt(file, public_key)
    if json:
        as_json(found.to_dict())
    else:
        typer.echo(str(found))
    finish(Exit.DONE if found.ok else Exit.FINDINGS)
