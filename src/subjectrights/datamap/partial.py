"""Looks at the names of a map of which a part can't be read, so that all faults are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from subjectrights.datamap.faults import Fault, Place
from subjectrights.datamap.model import DataMap
from subjectrights.errors import DataMapError

__all__ = ["name_faults"]

_ANSWERING = ("role", "controller")


def name_faults(values: Mapping[str, Any], places: Iterable[Place]) -> list[Fault]:
    """The faults of names in what is left of a map once its unreadable places are taken out.

    Args:
        values: what the map was to be made of.
        places: where it can't be read.

    Returns:
        The faults; none where too much is missing to tell, and none that may come of what was taken out.
    """
    unread = [_removable(values, place) for place in places]
    if any(_hides_names(place) for place in unread):
        return []
    rest: Any = values
    for place in unread:
        rest = _without(rest, place, ())
    if rest == values:
        return []
    try:
        DataMap(**rest)
    except DataMapError as error:
        return [fault for fault in error.places if not _may_come_of(fault[0], unread)]
    return []


def _removable(values: Any, place: Place) -> Place:
    """The place itself; for an item of a list the whole list, for a key that is missing what lacks it."""
    for at, part in enumerate(place):
        if isinstance(part, int):
            return place[:at]
        if not isinstance(values, Mapping) or part not in values:
            return place if _stand_in(place) is not None else place[:-1]
        values = values[part]
    return place


def _hides_names(place: Place) -> bool:
    """Whether names that others refer to are gone with a place."""
    if len(place) < 2:
        return place not in (("organisation",), ("register",))
    return place[0] == "stores" and (len(place) == 2 or (len(place) == 3 and place[2] == "tables"))


def _without(values: Mapping[str, Any], place: Place, above: Place) -> dict[str, Any]:
    """The values without a place; what is named there stays, without anything said of it."""
    part, rest = str(place[0]), place[1:]
    if rest and isinstance(values.get(part), Mapping):
        return {**values, part: _without(values[part], rest, (*above, part))}
    kept = {key: held for key, held in values.items() if key != part}
    stand_in = None if rest else _stand_in((*above, part))
    return kept if stand_in is None else {**kept, part: stand_in}


def _stand_in(place: Place) -> Any:
    match place:
        case ("organisation",) | ("parties", _):
            return {"name": "-"}
        case ("organisation", "name") | ("parties", _, "name"):
            return "-"
        case ("stores", _, "type"):
            return "memory"
        case ("purposes" | "identifiers", _) | ("stores", _, "tables", _):
            return {}
        case _:
            return None


def _may_come_of(fault: Place, unread: Iterable[Place]) -> bool:
    """Whether a fault may be one only because something unreadable was taken out."""
    return any(
        fault[: len(place)] == place
        or place[: len(fault)] == fault
        or (fault[-1] in _ANSWERING and (place[-1] in _ANSWERING or place[:-1] == fault[:-1]))
        or (
            fault[-1] == "owner"
            and place[:4] == fault[:4]
            and place[4:5] in (("identifiers",), ("belongs_to",))
        )
        for place in unread
    )
