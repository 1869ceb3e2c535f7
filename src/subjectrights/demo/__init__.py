"""The demo: builds a believable contact-centre estate and walks people through all six rights in it."""

from subjectrights.demo.estate import build

__all__ = ["build"]
