"""The estate's keys over time: what rests on each, a new one, and when an older one goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from subjectrights.atrest import Closed, closed, opened
from subjectrights.errors import RequestError, Unfinished
from subjectrights.keys import KEY_VARIABLE, OLD_VARIABLE, add_key, drop_keys, key_file
from subjectrights.register.consent_tables import consents
from subjectrights.register.exchange_tables import outbox
from subjectrights.register.request_tables import request_steps

if TYPE_CHECKING:
    from subjectrights.estate import Estate

__all__ = ["retire", "rotate"]


def rotate(estate: Estate) -> None:
    """Put a new key above the older ones in the key file; the caller opens the register anew.

    Args:
        estate: the estate, whose lock the caller holds.

    Raises:
        RequestError: the key stands in a variable, where only its owner can change it.
        KeyUnavailable: the key file can't be written.
    """
    path = key_file(estate.map.folder)
    if path is None:
        raise RequestError(
            f"the key stands in the variable {KEY_VARIABLE}: put a new one there (64 hexadecimal digits, "
            f"such as `openssl rand -hex 32` makes) and the old one into {OLD_VARIABLE}, before those "
            "already there"
        )
    add_key(path)


def retire(estate: Estate, *, forget: bool) -> tuple[str, ...]:
    """See :meth:`subjectrights.Estate.retire_keys`; the caller holds the lock and opens the register anew."""
    if estate.journal.unfinished():
        raise Unfinished("an interrupted run may need an older key; call estate.recover() first")
    older = [use for use in estate.register.key_uses() if not use.current]
    needed = [use for use in older if use.needed]
    if needed and not forget:
        raise RequestError(
            "older keys are still needed, and nothing was changed. "
            + "; ".join(map(str, needed))
            + ". A fingerprint moves to the key in use when its person is next seen. forget=True gives up "
            "what rests on older keys: those people are then no longer recognised"
        )
    path = key_file(estate.map.folder)
    names = tuple(use.key_id for use in older)
    if path is None and names:
        raise RequestError(f"the older keys stand in the variable {OLD_VARIABLE}: take them out there")
    _close_anew(estate)
    if needed:
        estate.register.forget_older()
    if path is not None and names:
        drop_keys(path, names)
    return names


_CLOSED = (
    (outbox.c.payload, Closed.NOTICE),
    (request_steps.c.text, Closed.REQUEST),
    (consents.c.evidence, Closed.CONSENT),
    (consents.c.withdrawal_evidence, Closed.CONSENT),
)
"""Every column of the register that is encrypted for as long as it is kept; its row has a reference."""


def _close_anew(estate: Estate) -> None:
    """Encrypt with the key in use what older keys may have encrypted."""
    keys = estate.secrets
    with estate.register.transaction() as connection:
        for column, kind in _CLOSED:
            table = column.table
            for row in connection.execute(sa.select(table).where(column.is_not(None))).mappings().all():
                plain = opened(keys, kind, row["reference"], row[column.name])
                mine = sa.and_(*(key == row[key.name] for key in table.primary_key))
                again = closed(keys, kind, row["reference"], plain)
                connection.execute(sa.update(table).where(mine).values({column: again}))
