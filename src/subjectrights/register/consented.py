"""Which fingerprints are of people who consent to a purpose (Art. 6(1)(a), 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from subjectrights.register import tables as t
from subjectrights.register.consent_tables import consents

if TYPE_CHECKING:
    import pyarrow as pa

    from subjectrights.register.register import Register

__all__ = ["consented"]


def consented(register: Register, space: str, fingerprints: pa.Array, purpose: str) -> pa.Array:
    """Which of these fingerprints are of people of whom a consent stands.

    Args:
        register: the register.
        space: what was fingerprinted.
        fingerprints: NULL where there is no identifier.
        purpose: the purpose.

    Returns:
        A boolean array; False where there is no identifier.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = (
        sa.select(t.fingerprints.c.fingerprint)
        .join(consents, consents.c.person == t.fingerprints.c.person)
        .where(
            t.fingerprints.c.space == space,
            consents.c.purpose == purpose,
            consents.c.withdrawn.is_(None),
        )
        .distinct()
    )
    with register.transaction() as connection:
        standing = pa.array(connection.execute(wanted).scalars().all(), pa.string())
    return pc.is_in(fingerprints, value_set=standing, skip_nulls=True)
