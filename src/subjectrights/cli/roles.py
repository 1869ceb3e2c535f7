"""The command that shows who is what for which data."""

from __future__ import annotations

from subjectrights.cli.options import DEFAULT_MAP, Json, MapFile
from subjectrights.cli.session import opened
from subjectrights.cli.show import show

__all__ = ["roles"]


def roles(*, map_file: MapFile = DEFAULT_MAP, json: Json = False) -> None:
    """Who is controller and who is processor of which data, by table, column and purpose (Art. 26, 28)."""
    with opened(map_file) as estate:
        show(estate.roles(), json=json)
