"""Says that an attempt was refused, in clear words, and left nothing behind."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from journeys.dumps import dump_database, files
from journeys.shop import Shop
from subjectrights.errors import NothingChanged
from subjectrights.estate import Estate

__all__ = ["Refusal", "refused"]


@dataclass(slots=True)
class Refusal:
    """What was said: the message, and the traceback with every error it grew from."""

    text: str = ""


@contextmanager
def refused(
    shop: Shop, estate: Estate, kind: type[NothingChanged], *words: str, database: bool = True
) -> Iterator[Refusal]:
    """Within the block something is tried that ends in this very class of error.

    Afterwards every store's rows and every file's bytes are what they were, no file is left over, no run is
    unfinished and the ledger is as long as before; the error says `words`, and nobody's data.

    Args:
        shop: where to look.
        estate: where it is tried.
        kind: the error's class, exactly.
        words: what its message says: the place, and what to do.
        database: whether the database can be looked into at all.
    """
    before = _state(shop, estate, database=database)
    refusal = Refusal()
    with pytest.raises(kind) as caught:
        yield refusal
    message = str(caught.value)
    assert type(caught.value) is kind, message
    for word in words:
        assert word in message, message
    refusal.text = "".join(traceback.format_exception(caught.value)) + message
    for person in shop.people:
        assert not [value for value in person.values if value.casefold() in refusal.text.casefold()]
    assert _state(shop, estate, database=database) == before


def _state(shop: Shop, estate: Estate, *, database: bool) -> dict[str, object]:
    return {
        "files": files(shop.folder),
        "rows": dump_database(shop.url) if database else None,
        "unfinished": estate.unfinished,
        "receipts": len(estate.ledger.entries()),
        "notices": estate.register.notices(),
    }
