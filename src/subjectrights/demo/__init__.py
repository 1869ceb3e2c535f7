"""The demo: builds a believable contact-centre estate and walks people through all six rights in it."""

from subjectrights.demo.estate import build
from subjectrights.demo.walk import walk

__all__ = ["build", "walk"]
