"""Who may handle personal data, and what they pass and sign before (Art. 28(3)(b), 29, 32(4))."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from subjectrights.datamap.duration import Duration
from subjectrights.datamap.parts import Part
from subjectrights.terms import Right

__all__ = ["OperatorMap", "OperatorsMap", "TrainingMap"]


class TrainingMap(Part):
    """The training in data protection (Art. 39(1)(b)).

    `pass_mark` is the lowest score that passes, in percent; `valid_for` how long a pass counts.
    """

    pass_mark: float = Field(default=90, ge=0, le=100)
    valid_for: Duration = Duration(years=1)


class OperatorMap(Part):
    """One who may handle personal data: for which rights and in which stores; all by default."""

    rights: tuple[Right, ...] | None = None
    stores: tuple[str, ...] | None = None


class OperatorsMap(Part):
    """Everybody who may handle personal data, by an id that receipts may show.

    `code_of_conduct` is the file of the text that each of them signs.
    """

    people: Mapping[str, OperatorMap]
    code_of_conduct: Path
    training: TrainingMap | None = None
