"""What a right is decided on: the map, what is held, and the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.datamap.roles import groups
from subjectrights.effects import PersonLink
from subjectrights.errors import InstructionRefused, Restricted
from subjectrights.identity.columns import Schemas
from subjectrights.identity.holdings import HeldRows, Holdings
from subjectrights.plan import Instruction
from subjectrights.stores.base import Capabilities
from subjectrights.terms import RestrictionException, Right, Role

__all__ = ["PROCESSING", "Case", "check_instruction"]

PROCESSING = frozenset({Right.ERASE, Right.RECTIFY})
"""The rights that process restricted data, which needs an exception of Art. 18(2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a right may know; no disk, no clock, no store.

    Args:
        map: the data map.
        schemas: the stores' schemas.
        capabilities: what each store can do.
        holdings: which rows are whose; people for whom nothing is done are left out.
        at: the moment, with a time zone.
        persons: by person's position, the register's reference and the fingerprints found.
        restricted: positions of people whose processing is restricted.
        instruction: a controller's instruction, where there is one.
        include_possible: whether possible rows count as the person's.
        exception: why restricted data may be processed all the same (Art. 18(2)).
        leftovers: tables in which an erasure is finished of the rows that it emptied; a row that holds
            something again is of somebody who came back.
    """

    map: DataMap
    schemas: Schemas
    capabilities: Mapping[str, Capabilities]
    holdings: Holdings
    at: datetime
    persons: tuple[PersonLink, ...] = field(default=(), repr=False)
    restricted: frozenset[int] = frozenset()
    instruction: Instruction | None = None
    include_possible: bool = False
    exception: RestrictionException | None = None
    leftovers: frozenset[TableRef] = frozenset()

    @property
    def today(self) -> date:
        """The day, in the organisation's own time."""
        return self.at.date()

    def held(self) -> Mapping[TableRef, HeldRows]:
        """By table, the rows the right acts on or must speak of; tables without any are left out."""
        return {ref: held for ref, held in self.holdings.tables.items() if held.rows.num_rows}

    def awaited(self, ref: TableRef, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """By the party that must first instruct us, the columns of which it is the controller.

        What we may do with the others without one is told in :mod:`subjectrights.datamap.roles`.
        """
        waiting: dict[str, tuple[str, ...]] = {}
        for answering, those in groups(self.map, ref, columns):
            party = answering.awaits(self.instruction)
            if party is not None:
                waiting[party] = (*waiting.get(party, ()), *those)
        return waiting

    def check_instruction(self) -> None:
        """Refuse an instruction from someone who is not the controller of any mapped data.

        Raises:
            InstructionRefused: as said (Art. 28(3)(a)).
        """
        check_instruction(self.map, self.instruction)

    def check_restriction(self) -> None:
        """Refuse to process restricted data without one of the exceptions of Art. 18(2).

        Raises:
            Restricted: as said; for one person alone, since among many the others go on.
        """
        if self.restricted and self.exception is None and self.holdings.count == 1:
            raise Restricted(
                "a restriction stands (Art. 18); lift it, or say which exception of Art. 18(2) applies: "
                f"{', '.join(e.value for e in RestrictionException)} "
                "(exception=, on the command line --exception)"
            )


def check_instruction(datamap: DataMap, instruction: Instruction | None) -> None:
    """Refuse an instruction from someone who is not the controller of any mapped data.

    Raises:
        InstructionRefused: as said (Art. 28(3)(a)).
    """
    if instruction is None:
        return
    name = instruction.controller
    answering = {
        datamap.responsibility(ref, column)
        for ref, table in datamap.tables()
        for column in (None, *table.columns)
    }
    controllers = {one.controller for one in answering if one.role is Role.PROCESSOR}
    if name not in controllers:
        known = ", ".join(sorted(c for c in controllers if c)) or "none"
        raise InstructionRefused(
            f"{name!r} is not the controller of any data we process for others (they are: {known}); "
            "an instruction must come from the controller of that data (Art. 28(3)(a))"
        )
    if not instruction.reference.strip():
        raise InstructionRefused("an instruction needs a reference to where it is documented")
