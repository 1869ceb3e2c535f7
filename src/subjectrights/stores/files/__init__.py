"""What stores of files share: finding the files, stamps, shadows, locks, and runs over several files.

A change never edits a file in place.  Its new version is written beside it (a shadow), made durable and
renamed over it; a crash leaves the old file or the new one, and what a dead run left behind is found by its
token.
"""

from __future__ import annotations

from subjectrights.stores.files.copying import copy_range
from subjectrights.stores.files.faults import fault_of, faults_at
from subjectrights.stores.files.leftovers import discard, leftovers, outcome, strays
from subjectrights.stores.files.listing import folders_of, listing, root_of, shown
from subjectrights.stores.files.locks import FolderLock
from subjectrights.stores.files.shadow import Shadow
from subjectrights.stores.files.staged import StagedFiles, Staging
from subjectrights.stores.files.stamps import Stamp, combined
from subjectrights.stores.files.store import FileStore

__all__ = [
    "FileStore",
    "FolderLock",
    "Shadow",
    "StagedFiles",
    "Staging",
    "Stamp",
    "combined",
    "copy_range",
    "discard",
    "fault_of",
    "faults_at",
    "folders_of",
    "leftovers",
    "listing",
    "outcome",
    "root_of",
    "shown",
    "strays",
]
