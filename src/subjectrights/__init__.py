"""Carries out the rights people have over their personal data, wherever an organisation keeps it."""

from subjectrights._version import __version__

__all__ = ["__version__"]
