"""What a pseudonym looks like that an erasure leaves in a column that takes no NULL."""

from __future__ import annotations

__all__ = ["ALPHABET", "PREFIX", "RANDOM", "UNMISTAKABLE"]

PREFIX = "erased-"
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
RANDOM = 12
"""How many characters are drawn at random."""

UNMISTAKABLE = rf"{PREFIX}[{ALPHABET}]{{{RANDOM}}}"
"""A regular expression of the long form, which nobody's identifier is."""
