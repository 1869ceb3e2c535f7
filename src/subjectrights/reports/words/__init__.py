"""What people read, in their language: English, French, Dutch and German.

A catalogue (:mod:`.en`, :mod:`.fr`, :mod:`.nl`, :mod:`.de`) is a plain mapping of keys to texts with
named placeholders; every language has the same keys.  The terms are those of the language's official
version of Regulation (EU) 2016/679.
"""

from __future__ import annotations

from subjectrights.reports.words.speech import LANGUAGES, Words, words

__all__ = ["LANGUAGES", "Words", "words"]
