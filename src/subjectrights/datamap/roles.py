"""Who we are for which data: controller, joint controller or processor (Art. 4(7)-(8), 26, 28).

The one place that answers it, for a store, a table, a column.  What is said nearest counts: of a column,
then of its own purposes, of the table, of its purposes, of the store, of its purposes; where nothing is
said, the organisation is the controller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from subjectrights.terms import Role

if TYPE_CHECKING:
    from subjectrights.datamap.model import DataMap, StoreMap, TableMap, TableRef
    from subjectrights.datamap.parts import ColumnMap, Purpose
    from subjectrights.plan import Instruction

    _Stated: TypeAlias = StoreMap | TableMap | ColumnMap | Purpose

__all__ = ["Responsibility", "groups", "of_purposes", "responsibility"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who answers for some data.

    Args:
        role: the organisation's role (Art. 4(7)-(8), 26(1)).
        controller: the party that is its controller, or with us; None where the organisation alone is.
        processor: the party that processes it for the controller, where there is one besides us: as our
            processor (Art. 28(1)), or, where we are one ourselves, as a further one (Art. 28(2), (4)).
    """

    role: Role = Role.CONTROLLER
    controller: str | None = None
    processor: str | None = None

    def awaits(self, instruction: Instruction | None) -> str | None:
        """The party that must first instruct us to change the data or to hand it out, or None.

        As controller we act; as processor only on the controller's instruction (Art. 28(3)(a)); as joint
        controller we act as well, since the person may turn to each of them (Art. 26(3)).
        """
        if self.role is not Role.PROCESSOR:
            return None
        controller = self.controller or "the controller"
        if instruction is not None and instruction.controller == controller:
            return None
        return controller

    def __str__(self) -> str:
        said = self.role.value.replace("_", " ")
        if self.role is Role.PROCESSOR:
            said += f" for {self.controller}"
        elif self.controller is not None:
            said += f" with {self.controller}"
        if self.processor is not None:
            said += f", processed by {self.processor}"
        return said


def responsibility(datamap: DataMap, ref: TableRef, column: str | None = None) -> Responsibility:
    """Who answers for a column, or for a table's columns of which nothing else is said.

    Args:
        datamap: the map.
        ref: the table.
        column: one of its columns; the table as a whole by default.
    """
    store, table = datamap.stores[ref.store], datamap.table(ref)
    places: list[tuple[_Stated, tuple[str, ...] | None]] = [(table, table.purposes), (store, store.purposes)]
    if column is not None:
        described = table.column(column)
        places.insert(0, (described, described.purposes))
    role: Role | None = None
    controller: str | None = None
    processor: str | None = None
    for said, purposes in places:
        by_purpose = of_purposes(datamap, purposes or ())
        stated: list[_Stated] = [said, *by_purpose[:1]]
        for one in stated:
            role = one.role if role is None else role
            controller = one.controller if controller is None else controller
            processor = one.processor if processor is None else processor
    role = role or Role.CONTROLLER
    controller = None if role is Role.CONTROLLER else controller
    # Whoever is the controller of a table isn't at once its processor there, as when a column turned.
    return Responsibility(
        role=role, controller=controller, processor=processor if processor != controller else None
    )


def of_purposes(datamap: DataMap, names: Iterable[str]) -> Sequence[Purpose]:
    """The purposes among these that say a role, one for each different one."""
    found: dict[tuple[Role | None, str | None, str | None], Purpose] = {}
    for name in names:
        purpose = datamap.purposes.get(name)
        if purpose is not None and purpose.role is not None:
            found.setdefault((purpose.role, purpose.controller, purpose.processor), purpose)
    return list(found.values())


def groups(
    datamap: DataMap, ref: TableRef, columns: Iterable[str]
) -> Iterator[tuple[Responsibility, tuple[str, ...]]]:
    """Columns of a table by who answers for them, in the order of the first of each.

    Args:
        datamap: the map.
        ref: the table.
        columns: the columns.
    """
    found: dict[Responsibility, list[str]] = {}
    for column in columns:
        found.setdefault(responsibility(datamap, ref, column), []).append(column)
    for answering, those in found.items():
        yield answering, tuple(those)
