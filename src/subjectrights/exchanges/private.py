"""What a recipient is to be told, closed as long as it waits, since it says of whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from subjectrights import atrest
from subjectrights.atrest import Closed

if TYPE_CHECKING:
    from subjectrights.keys import Secrets

__all__ = ["closed", "opened"]


def closed(keys: Secrets, reference: str, told: Mapping[str, Any]) -> bytes:
    """Encrypt what a notice says.

    Args:
        keys: the estate's keys.
        reference: the notice's reference.
        told: what it says, as JSON takes it.
    """
    plain = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return atrest.closed(keys, Closed.NOTICE, reference, plain)


def opened(keys: Secrets, reference: str, data: bytes) -> dict[str, Any]:
    """Decrypt what :func:`closed` made, under the key in use or one kept beside it.

    Raises:
        KeyUnavailable: it was written with a key that is there no more.
    """
    plain = atrest.opened(keys, Closed.NOTICE, reference, data)
    told: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
    return told
