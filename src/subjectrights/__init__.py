"""Carries out the rights people have over their personal data, wherever an organisation keeps it.

::

    import subjectrights as sr

    estate = sr.open("datamap.yaml")
    ana = estate.subject(email="ana@example.com")
    ana.access().write("ana.pdf")
    receipt = ana.erase()

Names are imported when they are first used, so that ``import subjectrights`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from subjectrights import errors
from subjectrights._version import __version__

if TYPE_CHECKING:
    from subjectrights.changes import Count
    from subjectrights.datamap.model import DataMap
    from subjectrights.estate import Estate
    from subjectrights.estate import open_estate as open
    from subjectrights.plan import Instruction, Plan
    from subjectrights.receipt import Receipt
    from subjectrights.register.ledger import verify_file
    from subjectrights.register.proof import verify_receipt
    from subjectrights.reports.report import Report, Reports
    from subjectrights.subject import Subject, Subjects
    from subjectrights.terms import (
        LegalBasis,
        Method,
        Origin,
        RestrictionException,
        RestrictionGround,
        RetentionGround,
        Right,
        Role,
    )

_PLACES = {
    "Count": "subjectrights.changes:Count",
    "DataMap": "subjectrights.datamap.model:DataMap",
    "Estate": "subjectrights.estate:Estate",
    "Instruction": "subjectrights.plan:Instruction",
    "LegalBasis": "subjectrights.terms:LegalBasis",
    "Method": "subjectrights.terms:Method",
    "Origin": "subjectrights.terms:Origin",
    "Plan": "subjectrights.plan:Plan",
    "Receipt": "subjectrights.receipt:Receipt",
    "Report": "subjectrights.reports.report:Report",
    "Reports": "subjectrights.reports.report:Reports",
    "RestrictionException": "subjectrights.terms:RestrictionException",
    "RestrictionGround": "subjectrights.terms:RestrictionGround",
    "RetentionGround": "subjectrights.terms:RetentionGround",
    "Right": "subjectrights.terms:Right",
    "Role": "subjectrights.terms:Role",
    "Subject": "subjectrights.subject:Subject",
    "Subjects": "subjectrights.subject:Subjects",
    "open": "subjectrights.estate:open_estate",
    "verify_file": "subjectrights.register.ledger:verify_file",
    "verify_receipt": "subjectrights.register.proof:verify_receipt",
}

__all__ = [
    "Count",
    "DataMap",
    "Estate",
    "Instruction",
    "LegalBasis",
    "Method",
    "Origin",
    "Plan",
    "Receipt",
    "Report",
    "Reports",
    "RestrictionException",
    "RestrictionGround",
    "RetentionGround",
    "Right",
    "Role",
    "Subject",
    "Subjects",
    "__version__",
    "errors",
    "open",
    "verify_file",
    "verify_receipt",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'subjectrights' has no attribute {name!r}")
    module, _, attribute = _PLACES[name].partition(":")
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
