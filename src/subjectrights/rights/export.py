"""Art. 20: the right to data portability.

Portable is what the person provided or what was observed of them, held on consent or contract (Art.
20(1), WP 242 rev.01); what was derived from it is not.  Where the map states neither a column's origin
nor a legal basis for it, it is exported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from subjectrights.datamap.model import DataMap, TableRef
from subjectrights.errors import UnknownName
from subjectrights.plan import Instruction
from subjectrights.rights.access import AccessAnswer
from subjectrights.rights.case import check_instruction
from subjectrights.terms import LegalBasis, Origin

__all__ = ["ExportScope", "LeftOut", "Portable", "export"]

ExportScope = Literal["portable", "all"]

_PORTABLE_BASES = (LegalBasis.CONSENT, LegalBasis.CONTRACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A column that is held and not exported, and why.

    `reason` is ``"derived"``, ``"basis"`` (held on another legal basis), ``"another_person"``,
    ``"processor"`` (its controller, named in `detail`, didn't instruct us) or ``"secret"``.
    """

    table: str
    column: str
    reason: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portable:
    """What is exported of one person's data.

    Args:
        answer: what is held.
        scope: ``"portable"`` or ``"all"``.
        tables: by ``store.table``, the exported rows and columns.
        left_out: what is held and not in it.
    """

    answer: AccessAnswer
    scope: ExportScope
    tables: dict[str, pa.Table] = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()


def export(
    datamap: DataMap, answer: AccessAnswer, scope: ExportScope, *, instruction: Instruction | None = None
) -> Portable:
    """What of an answer is exported.

    The right is against the controller: what we process for one is left out of a portable copy until it
    instructs us (Art. 20(1), 28(3)(a)).

    Args:
        datamap: the map.
        answer: what is held on the person.
        scope: ``"portable"`` for what Art. 20 grants, ``"all"`` for everything held.
        instruction: a controller's instruction, where there is one.

    Raises:
        InstructionRefused: it isn't the controller's of any data that we process for others.
        UnknownName: another scope.
    """
    if scope not in ("portable", "all"):
        raise UnknownName(f"no scope of an export is called {scope!r}; there are 'portable' and 'all'")
    check_instruction(datamap, instruction)
    tables, left_out = {}, []
    for name, holding in answer.holdings.items():
        ref = TableRef(*name.split(".", 1))
        kept = []
        for column in holding.data.column_names:
            reason = None if scope == "all" else _reason(datamap, ref, column, instruction)
            if reason is None:
                kept.append(column)
            else:
                left_out.append(LeftOut(table=name, column=column, reason=reason[0], detail=reason[1]))
        left_out += [LeftOut(table=name, column=c, reason="secret") for c in holding.secret]
        if kept:
            tables[name] = holding.data.select(kept)
    return Portable(answer=answer, scope=scope, tables=tables, left_out=tuple(left_out))


def _reason(
    datamap: DataMap, ref: TableRef, column: str, instruction: Instruction | None
) -> tuple[str, str | None] | None:
    """Why a column isn't portable, in a word and a detail; None where it is."""
    described = datamap.table(ref).column(column)
    controller = datamap.responsibility(ref, column).awaits(instruction)
    if controller is not None:
        return "processor", datamap.parties[controller].name
    if described.of is not None:
        return "another_person", None
    if described.origin is Origin.DERIVED:
        return "derived", None
    purposes = [datamap.purposes[name] for name in datamap.purposes_of(ref, column)]
    bases = [purpose.legal_basis for purpose in purposes if purpose.legal_basis is not None]
    if bases and not any(basis in _PORTABLE_BASES for basis in bases):
        return "basis", ", ".join(sorted({basis.value for basis in bases}))
    return None
