"""What an estate says of who answers for which data, and who consented to what; delegation only."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from subjectrights.consents.consents import Consents
    from subjectrights.datamap.answering import Roles
    from subjectrights.estate import Estate

__all__ = ["Answering"]


class Answering:
    """The part of an estate that knows who answers for which data, and who consents to what."""

    @property
    def consents(self) -> Consents:
        """Who consented to what, how, when and for what wording, and what was withdrawn (Art. 7)."""
        from subjectrights.consents.consents import Consents

        return Consents(cast("Estate", self))

    def roles(self) -> Roles:
        """Who is controller, joint controller and processor of which data (Art. 4(7)-(8), 26, 28).

        Returns:
            An entry for each table, and for the columns of it that differ; it prints as a table and is a
            sequence for programs. No store is looked into.
        """
        from subjectrights.datamap.answering import roles_of

        return roles_of(cast("Estate", self).map)
