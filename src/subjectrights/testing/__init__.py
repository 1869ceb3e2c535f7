"""What the author of a store needs to show that it does what every store must do.

Subclass :class:`StoreConformance` in your tests, say how a store is made and how its tables are read by
other means, and run pytest.  It needs pytest and hypothesis.
"""

from __future__ import annotations

from subjectrights.errors import MissingExtra
from subjectrights.stores.memory import Keys

try:
    from subjectrights.testing.checks import assert_same_table
    from subjectrights.testing.conformance import StoreConformance
    from subjectrights.testing.harness import VALUE_TYPES
except ModuleNotFoundError as missing:
    if missing.name not in {"pytest", "hypothesis"}:
        raise
    raise MissingExtra(
        "subjectrights.testing needs pytest and hypothesis: pip install pytest hypothesis"
    ) from None

__all__ = ["VALUE_TYPES", "Keys", "StoreConformance", "assert_same_table"]
