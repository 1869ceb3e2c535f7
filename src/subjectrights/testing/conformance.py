"""The suite that every store passes, to be subclassed in the store's own tests."""

from __future__ import annotations

from subjectrights.testing.changing import Changing
from subjectrights.testing.comparing import Comparing
from subjectrights.testing.constraining import Constraining
from subjectrights.testing.finding import Finding
from subjectrights.testing.running import Running
from subjectrights.testing.searching import Searching

__all__ = ["StoreConformance"]


class StoreConformance(Finding, Changing, Running, Searching, Constraining, Comparing):
    """What every store must do, as tests that pytest collects from a subclass.

    Fill in :meth:`make_store` and :meth:`dump`; state `types`, `nulls`, `ordered` and `files` where the
    defaults don't hold; implement :meth:`change_from_outside` where others can write between stage and
    commit, and :meth:`reopen` and :meth:`destroy` where the defaults don't do.  ::

        class TestCsvStore(StoreConformance):
            types = ("text",)
            nulls = False
            files = "*.csv"

            def make_store(self, folder, tables, keys=None): ...

            def dump(self, store): ...

    Nothing is skipped: where a store lacks an ability, the suite asserts what its
    :class:`~subjectrights.stores.base.Capabilities` say happens instead.
    """
